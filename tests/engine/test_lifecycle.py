"""A model's life through the real CLI: state and cloud agree after every step."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable

from pulumi_sagemaker_model import codec
from pulumi_sagemaker_model.aws.timings import CLOCK_STEP, CREATE_ANSWER
from tests.engine.stack import Stack
from tools.local_aws import LocalAws

NewStack = Callable[..., Stack]

PROGRAM = """
    import pulumi
    from pulumi_sagemaker_model import Model

    config = pulumi.Config()
    model = Model(
        "sentiment",
        execution_role_arn="arn:aws:iam::123456789012:role/inference",
        primary_container={
            "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:" + (config.get("image") or "1"),
            "model_data_url": "s3://models-123456789012/sentiment.tar.gz",
            "environment": {"LOG_LEVEL": "info", "api_token": pulumi.Output.secret("fake-token-9f3a")},
        },
        vpc_config={"subnets": (config.get("subnets") or "subnet-1,subnet-2").split(","),
                    "security_group_ids": ["sg-1", "sg-2"]},
        enable_network_isolation=True,
        tags={"team": config.get("team") or "ml-search", "note": pulumi.Output.secret("fake-note-77c1")},
    )
    pulumi.export("name", model.name)
    pulumi.export("arn", model.arn)
    pulumi.export("creation_time", model.creation_time)
    pulumi.export("tags_all", model.tags_all)
"""


def operations(aws: LocalAws) -> list[str]:
    return [call.operation for call in aws.calls]


def test_a_model_is_created_as_declared_and_destroyed_without_a_trace(new_stack: NewStack, aws: LocalAws) -> None:
    stack = new_stack(PROGRAM)

    preview = stack.succeed("preview")
    assert operations(aws) == [], "a preview asks AWS nothing"
    shown = [preview, stack.up("--diff")]

    ((name, model),) = aws.models().items()
    assert name.startswith("sentiment-")
    assert f'"{name}"' in preview.output, "the name is known at preview"
    assert model["EnableNetworkIsolation"] is True
    assert model["PrimaryContainer"]["Environment"] == {"LOG_LEVEL": "info", "api_token": "fake-token-9f3a"}
    assert model["VpcConfig"] == {"Subnets": ["subnet-1", "subnet-2"], "SecurityGroupIds": ["sg-1", "sg-2"]}
    assert {tag["Key"]: tag["Value"] for tag in model["Tags"]} == {"team": "ml-search", "note": "fake-note-77c1"}
    outputs = json.loads(stack.succeed("stack", "output", "--json", "--show-secrets").output)
    assert outputs["name"] == name == stack.model()["id"]
    assert outputs["arn"] == model["ModelArn"]
    late = codec.moment(outputs["creation_time"]) - model["CreationTime"]
    assert -CLOCK_STEP.duration < late < CREATE_ANSWER.duration
    assert outputs["tags_all"] == {"team": "ml-search", "note": "fake-note-77c1"}

    shown += [stack.refresh("--expect-no-changes", "--diff"), stack.expect_no_changes()]
    stack.configure(subnets="subnet-2,subnet-1")
    stack.expect_no_changes()
    assert len(aws.models()) == 1
    for secret in ("fake-token-9f3a", "fake-note-77c1"):
        assert secret not in stack.state() + "".join(run.output for run in shown)

    stack.destroy()
    assert aws.models() == {}


def test_many_models_take_one_call_each_and_a_few_for_all(new_stack: NewStack, aws: LocalAws) -> None:
    models = 12
    stack = new_stack(
        f"""
    from pulumi_sagemaker_model import Model

    for number in range({models}):
        Model(
            f"m{{number}}",
            execution_role_arn="arn:aws:iam::123456789012:role/inference",
            primary_container={{"image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:1"}},
            tags={{"number": str(number)}},
        )
    """
    )

    stack.up()
    created = operations(aws)
    stack.expect_no_changes()
    assert operations(aws) == created
    stack.age_tags()
    stack.succeed("refresh", "--yes", "--expect-no-changes")
    # A refresh reads at its preview, too.
    read = operations(aws)[len(created) :]
    stack.destroy()
    deleted = operations(aws)[len(created + read) :]

    assert Counter(created) == {"ListModels": 1, "CreateModel": models}
    assert Counter(read) == {"DescribeModel": 2 * models, "ListTags": 2 * models}
    assert Counter(deleted).keys() == {"GetCallerIdentity", "ListEndpoints", "DeleteModel"}
    assert Counter(deleted)["DeleteModel"] == models
    assert len(deleted) <= models + 10


def test_tags_that_show_late_are_neither_drift_nor_lost(new_stack: NewStack, aws: LocalAws) -> None:
    aws.delay_tags(1)
    stack = new_stack(PROGRAM)
    for team in ("ml-search", "ml-ads"):
        stack.configure(team=team)
        stack.up()
        aws_before = len(aws.calls)

        stack.succeed("refresh", "--yes", "--skip-preview", "--expect-no-changes")

        assert [call.operation for call in aws.calls[aws_before:]].count("ListTags") == 2
        assert "__tagged" not in stack.expect_no_changes().output
    ((_, model),) = aws.models().items()
    assert {tag["Key"]: tag["Value"] for tag in model["Tags"]} == {"team": "ml-ads", "note": "fake-note-77c1"}


def test_a_changed_tag_is_updated_in_place(new_stack: NewStack, aws: LocalAws) -> None:
    stack = new_stack(PROGRAM)
    stack.up()
    (before,) = aws.models()

    stack.configure(team="ml-ads")
    run = stack.up()

    assert "1 updated" in run.output
    ((after, model),) = aws.models().items()
    assert after == before
    assert {tag["Key"]: tag["Value"] for tag in model["Tags"]}["team"] == "ml-ads"
    stack.expect_no_changes()


def test_a_changed_image_makes_a_new_model_before_the_old_one_goes(new_stack: NewStack, aws: LocalAws) -> None:
    stack = new_stack(PROGRAM)
    stack.up()
    (first,) = aws.models()

    stack.configure(image="2")
    stack.up()
    ((second, model),) = aws.models().items()
    assert second != first
    assert model["PrimaryContainer"]["Image"].endswith(":2")
    changing = [o for o in operations(aws) if o in {"CreateModel", "DeleteModel"}]
    assert changing == ["CreateModel", "CreateModel", "DeleteModel"]
    stack.expect_no_changes()

    stack.configure(image="1")
    stack.up()
    (third,) = aws.models()
    assert third not in {first, second}, "going back makes a third model, not the first again"


def test_what_someone_changed_shows_at_the_next_preview(new_stack: NewStack, aws: LocalAws) -> None:
    stack = new_stack(PROGRAM)
    stack.up()
    ((name, model),) = aws.models().items()
    client = aws.client("sagemaker")
    client.add_tags(ResourceArn=model["ModelArn"], Tags=[{"Key": "team", "Value": "shadow"}])

    stack.age_tags()
    stack.refresh()
    preview = stack.succeed("preview", "--diff").output
    assert '~ team: "shadow" => "ml-search"' in preview
    stack.up()
    ((_, model),) = aws.models().items()
    assert {tag["Key"]: tag["Value"] for tag in model["Tags"]}["team"] == "ml-search"

    # The same name, and another model.
    client.delete_model(ModelName=name)
    client.create_model(
        ModelName=name,
        ExecutionRoleArn=model["ExecutionRoleArn"],
        PrimaryContainer={"Image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:shadow"},
    )
    stack.age_tags()
    stack.refresh()
    preview = stack.succeed("preview", "--diff").output
    assert "~ enableNetworkIsolation: false => true" in preview
    assert "/serve:shadow" in preview
    assert "fake-token-9f3a" not in preview + stack.state()
    stack.up()
    ((_, model),) = aws.models().items()
    assert model["PrimaryContainer"]["Image"].endswith("/serve:1")
    assert model["EnableNetworkIsolation"] is True


def test_a_model_deleted_by_hand_comes_back_and_is_no_obstacle_to_destroy(new_stack: NewStack, aws: LocalAws) -> None:
    stack = new_stack(PROGRAM)
    stack.up()
    (name,) = aws.models()
    aws.client("sagemaker").delete_model(ModelName=name)

    stack.refresh()
    assert list(stack.models()) == []
    stack.up()
    (name,) = aws.models()
    assert name == stack.model()["id"]

    aws.client("sagemaker").delete_model(ModelName=name)
    stack.destroy()
    assert list(stack.models()) == []


def test_credentials_of_another_account_make_no_model_vanish(new_stack: NewStack, aws: LocalAws) -> None:
    stack = new_stack(PROGRAM)
    stack.up()
    ours = stack.environment
    elsewhere = aws.client("sts").assume_role(
        RoleArn="arn:aws:iam::210987654321:role/elsewhere", RoleSessionName="elsewhere"
    )["Credentials"]
    stack.environment = {
        **ours,
        "AWS_ACCESS_KEY_ID": elsewhere["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": elsewhere["SecretAccessKey"],
        "AWS_SESSION_TOKEN": elsewhere["SessionToken"],
    }
    sentence = "is in account 123456789012, and these AWS credentials act in account 210987654321"

    assert sentence in stack.fail("refresh", "--yes", "--skip-preview").output
    assert sentence in stack.fail("destroy", "--yes", "--skip-preview").output

    stack.environment = ours
    assert [stack.model()["id"]] == list(aws.models())
    stack.destroy()
    assert aws.models() == {}
