"""Pulumi's resource options, components, stacks and references do with a model what they do with any resource."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.engine.stack import Stack
from tools.local_aws import LocalAws

NewStack = Callable[..., Stack]

ARGUMENTS = """
    import pulumi
    from pulumi_sagemaker_model import Model

    config = pulumi.Config()
    arguments = {
        "execution_role_arn": "arn:aws:iam::123456789012:role/inference",
        "primary_container": {
            "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:" + (config.get("image") or "1"),
        },
        "tags": {"team": config.get("team") or "ml-search"},
    }
"""


def test_two_stacks_of_one_program_share_an_account(new_stack: NewStack, aws: LocalAws) -> None:
    program = ARGUMENTS + '    Model("sentiment", **arguments)\n'
    dev, prod = (new_stack(program, project="shared", stack=name) for name in ("dev", "prod"))
    dev.up()
    prod.up()
    assert sorted(aws.models()) == sorted([dev.model()["id"], prod.model()["id"]])

    dev.destroy()
    assert list(aws.models()) == [prod.model()["id"]]


def test_components_of_different_types_have_children_of_one_name(new_stack: NewStack, aws: LocalAws) -> None:
    stack = new_stack(
        ARGUMENTS
        + """
    class Search(pulumi.ComponentResource):
        def __init__(self, name):
            super().__init__("example:index:Search", name)
            Model("model", opts=pulumi.ResourceOptions(parent=self), **arguments)

    class Ads(pulumi.ComponentResource):
        def __init__(self, name):
            super().__init__("example:index:Ads", name)
            Model("model", opts=pulumi.ResourceOptions(parent=self), **arguments)

    Search("one")
    Ads("one")
    """
    )
    stack.up()
    assert sorted(aws.models()) == sorted(model["id"] for model in stack.models())
    assert len(aws.models()) == 2
    stack.expect_no_changes()


def test_a_protected_model_is_not_deleted(new_stack: NewStack, aws: LocalAws) -> None:
    stack = new_stack(ARGUMENTS + '    Model("m", opts=pulumi.ResourceOptions(protect=True), **arguments)\n')
    stack.up()
    assert "protect" in stack.fail("destroy", "--yes", "--skip-preview").output
    assert len(aws.models()) == 1


def test_a_retained_model_outlives_its_stack(new_stack: NewStack, aws: LocalAws) -> None:
    stack = new_stack(ARGUMENTS + '    Model("m", opts=pulumi.ResourceOptions(retain_on_delete=True), **arguments)\n')
    stack.up()
    stack.destroy()
    assert len(aws.models()) == 1


def test_ignored_changes_change_nothing(new_stack: NewStack, aws: LocalAws) -> None:
    ignored = 'ignore_changes=["primaryContainer.image", "tags"]'
    stack = new_stack(ARGUMENTS + f'    Model("m", opts=pulumi.ResourceOptions({ignored}), **arguments)\n')
    stack.up()
    before = aws.models()
    stack.configure(image="2", team="ml-ads")
    stack.expect_no_changes()
    assert aws.models() == before


def test_a_renamed_resource_keeps_its_model(new_stack: NewStack, aws: LocalAws) -> None:
    stack = new_stack(ARGUMENTS + '    Model("old", **arguments)\n')
    stack.up()
    before = aws.models()
    stack.write(
        ARGUMENTS + '    Model("new", opts=pulumi.ResourceOptions(aliases=[pulumi.Alias(name="old")]), **arguments)\n'
    )
    stack.up()
    assert aws.models() == before
    stack.expect_no_changes()

    stack.configure(image="2")
    stack.up()
    ((name, _),) = aws.models().items()
    assert name.startswith("new-")


def test_only_the_target_changes(new_stack: NewStack, aws: LocalAws) -> None:
    stack = new_stack(ARGUMENTS + '    Model("a", **arguments)\n    Model("b", **arguments)\n')
    stack.up()
    urn = next(model["urn"] for model in stack.models() if model["urn"].endswith("::a"))
    stack.configure(team="ml-ads")
    stack.up("--target", urn)
    teams = {name[:1]: model["Tags"][0]["Value"] for name, model in aws.models().items()}
    assert teams == {"a": "ml-ads", "b": "ml-search"}


def test_get_refers_to_a_model_and_never_owns_it(new_stack: NewStack, aws: LocalAws) -> None:
    aws.client("sagemaker").create_model(
        ModelName="by-hand",
        ExecutionRoleArn="arn:aws:iam::123456789012:role/inference",
        PrimaryContainer={"Image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:1"},
        Tags=[{"Key": "team", "Value": "ml-search"}],
    )
    stack = new_stack(
        """
        import pulumi
        from pulumi_sagemaker_model import Model

        model = Model.get("reference", "by-hand")
        pulumi.export("found", pulumi.Output.all(model.arn, model.name, model.tags_all))
        """
    )
    stack.up()
    found = json.loads(stack.succeed("stack", "output", "found", "--json").output)
    assert found == ["arn:aws:sagemaker:us-east-1:123456789012:model/by-hand", "by-hand", {"team": "ml-search"}]
    stack.destroy()
    assert list(aws.models()) == ["by-hand"]


def test_another_stack_takes_name_and_arn_by_reference(new_stack: NewStack, aws: LocalAws) -> None:
    exports = '    m = Model("m", **arguments)\n    pulumi.export("name", m.name)\n    pulumi.export("arn", m.arn)\n'
    producer = new_stack(ARGUMENTS + exports, project="producer")
    consumer = new_stack(
        """
        import pulumi

        models = pulumi.StackReference("organization/producer/dev")
        pulumi.export("taken", [models.require_output("name"), models.require_output("arn")])
        """
    )
    producer.up()
    consumer.up()
    taken = json.loads(consumer.succeed("stack", "output", "taken", "--json").output)
    ((name, model),) = aws.models().items()
    assert taken == [name, model["ModelArn"]]


def test_a_forced_replacement_of_an_unchanged_model_loses_nothing(new_stack: NewStack, aws: LocalAws) -> None:
    stack = new_stack(ARGUMENTS + '    Model("m", **arguments)\n')
    stack.up()
    for option in ("--replace", "--target-replace"):
        stack.up(option, stack.model()["urn"])
        assert list(aws.models()) == [stack.model()["id"]]
    stack.expect_no_changes()


def test_a_given_name_is_freed_before_its_model_is_replaced(new_stack: NewStack, aws: LocalAws) -> None:
    stack = new_stack(ARGUMENTS + '    Model("m", name="fixed", **arguments)\n')
    stack.up()
    stack.configure(image="2")
    stack.up()
    changing = [call.operation for call in aws.calls if call.operation in {"CreateModel", "DeleteModel"}]
    assert changing == ["CreateModel", "DeleteModel", "CreateModel"]
    ((name, model),) = aws.models().items()
    assert name == "fixed"
    assert model["PrimaryContainer"]["Image"].endswith(":2")


def test_default_tags_of_the_stack_go_under_the_models_own(new_stack: NewStack, aws: LocalAws) -> None:
    stack = new_stack(ARGUMENTS + '    Model("m", **arguments)\n')
    stack.configure(aws__defaultTags={"tags": {"team": "platform", "env": "dev"}})
    stack.up()
    ((_, model),) = aws.models().items()
    assert {tag["Key"]: tag["Value"] for tag in model["Tags"]} == {"team": "ml-search", "env": "dev"}
    stack.refresh()
    stack.expect_no_changes()

    stack.configure(aws__defaultTags={"tags": {"team": "platform", "env": "prod"}})
    assert "1 updated" in stack.up().output
    ((_, model),) = aws.models().items()
    assert {tag["Key"]: tag["Value"] for tag in model["Tags"]} == {"team": "ml-search", "env": "prod"}


def test_ignored_tags_count_nowhere(new_stack: NewStack, aws: LocalAws) -> None:
    stack = new_stack(ARGUMENTS + '    Model("m", **arguments)\n')
    stack.configure(aws__defaultTags={"tags": {"billing:code": "1234"}})
    stack.up()
    ((_, model),) = aws.models().items()
    client = aws.client("sagemaker")
    client.add_tags(ResourceArn=model["ModelArn"], Tags=[{"Key": "billing:owner", "Value": "finance"}])

    stack.configure(team="ml-ads", aws__ignoreTags={"keyPrefixes": ["billing:"]})
    stack.up()
    stack.refresh("--expect-no-changes")
    stack.expect_no_changes()

    tags = client.list_tags(ResourceArn=model["ModelArn"])["Tags"]
    assert {tag["Key"]: tag["Value"] for tag in tags} == {
        "team": "ml-ads",
        "billing:code": "1234",
        "billing:owner": "finance",
    }
