"""Whose a model is: one resource's, of one type, with options that the provider can honour."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.engine.stack import Stack
from tools.local_aws import LocalAws

NewStack = Callable[..., Stack]

PROGRAM = """
    import pulumi
    from pulumi import Alias, ComponentResource, ProviderResource, ResourceOptions
    from pulumi_sagemaker_model import Model

    arguments = {
        "execution_role_arn": "arn:aws:iam::123456789012:role/inference",
        "primary_container": {"image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:1"},
    }
"""
MODULE = """
from typing import Generic, TypeVar
from pulumi_sagemaker_model import Model

Kind = TypeVar("Kind")


class Base(Model, Generic[Kind]):
    def __init__(self, name, kind, **arguments):
        self.kind = kind
        super().__init__(name, **arguments)


class Team(Base[str], module="acme", name="Team"):
    pass
"""


def refused(stack: Stack, *sentences: str) -> None:
    """Hold a preview to fail with these sentences and, but for the engine's own, no others."""
    said = {line.partition("error: ")[2] for line in stack.fail("preview").log_lines("error: ")}
    own = {line for line in said if "unhandled error" not in line and not line.startswith("preview failed")}
    assert own == set(sentences)


@pytest.mark.parametrize("earlier", ["pulumi-python:dynamic:Resource", "pulumi-python:dynamic/acme:Team"])
def test_a_subclass_is_a_model_to_state_and_policies_whatever_its_state_said_before(
    new_stack: NewStack, aws: LocalAws, pack: list[str], earlier: str
) -> None:
    program = (
        PROGRAM
        + """
    from subclass import Base, Team

    {kind}("fraud", "classifier", **arguments)
    """
    )
    program = program.replace("{kind}", "Team" if earlier.endswith("Team") else "Base")
    stack = new_stack("")
    (stack.folder / "subclass.py").write_text(MODULE)
    # As a release that left the type to the SDK did.
    stack.write(f"    import pulumi_sagemaker_model.resource as resource\n    resource.TYPE = '{earlier}'\n" + program)
    stack.up()
    made = aws.models()
    assert [resource["type"] for resource in stack.resources() if "dynamic" in resource["type"]][-1] == earlier

    stack.write(program)
    preview = stack.fail("preview", *pack)
    assert "network-isolation" in preview.output
    stack.up()

    assert aws.models() == made
    assert [stack.model()["id"]] == list(made)
    stack.expect_no_changes()


def test_two_resources_of_one_name_are_found_at_preview(new_stack: NewStack, aws: LocalAws) -> None:
    stack = new_stack(
        PROGRAM
        + """
    Model("a", name="twice", adopt_existing=True, **arguments)
    Model("b", name="twice", adopt_existing=True, **arguments)
    """
    )
    said = "name: another resource of this program has model twice; give each its own name, or none and one is derived"
    failures = stack.fail("preview").log_lines(said)

    assert failures
    assert aws.calls == []
    stack.fail("up", "--yes", "--skip-preview")
    assert len(list(stack.models())) <= 1


def test_a_retained_model_that_keeps_its_name_is_told_of_at_preview(new_stack: NewStack, aws: LocalAws) -> None:
    program = (
        PROGRAM
        + """
    arguments["triggers"] = {"release": "RELEASE"}
    Model("m", name="fixed", **arguments, opts=ResourceOptions(retain_on_delete=RETAIN))
    """
    )

    def write(release: str, *, retain: bool) -> None:
        stack.write(program.replace("RELEASE", release).replace("RETAIN", str(retain)))

    stack = new_stack("")
    write("1", retain=False)
    stack.up()
    write("1", retain=True)
    stack.expect_no_changes()
    stack.up()
    for retain in (True, False):
        write("2", retain=retain)
        run = stack.fail("preview")
        assert run.log_lines("resource 'm' has a problem: name: the model that has it stays, as retain_on_delete says")

    write("1", retain=False)
    stack.up()
    write("2", retain=True)
    stack.succeed("preview")
    stack.up()

    assert list(aws.models()) == ["fixed"]
    assert stack.model()["outputs"]["triggers"] == {"release": "2"}
    assert "__retainOnDelete" not in stack.model()["outputs"]


IMPORT = (
    "Model takes no import_: drop the option, and to take over a model that no state has, declare it just as it is, "
    "with its name and adopt_existing=True"
)
PROVIDER = (
    "Model takes no aws-native provider, and its options or its parents give it one and none of aws: give it an "
    "aws.Provider as well, or declare it where there is none"
)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ('import_="by-hand"', IMPORT),
        ('parent=ComponentResource("a:b:C", "c", None, ResourceOptions(provider=native))', PROVIDER),
    ],
    ids=["import", "provider of a parent"],
)
def test_an_option_that_would_be_passed_over_is_refused(
    new_stack: NewStack, aws: LocalAws, options: str, sentence: str
) -> None:
    native = "    native = ProviderResource('aws-native', 'p', {})\n"
    refused(new_stack(PROGRAM + native + f"    Model('m', ResourceOptions({options}), **arguments)\n"), sentence)
    assert aws.calls == []


def test_an_option_of_a_transform_that_cannot_be_honoured_is_refused_at_preview(
    new_stack: NewStack, aws: LocalAws
) -> None:
    program = (
        PROGRAM
        + """
    def transform(args):
        return pulumi.ResourceTransformResult(args.props, ResourceOptions.merge(args.opts, ResourceOptions(OPTIONS)))


    arguments["triggers"] = {"release": "RELEASE"}
    Model("m", name="fixed", opts=ResourceOptions(transforms=[transform]), **arguments)
    """
    )
    stack = new_stack(program.replace("OPTIONS", 'import_="by-hand"'))
    assert stack.fail("preview").log_lines(f"resource 'm' has a problem: {IMPORT}")
    assert aws.calls == []

    program = program.replace("OPTIONS", "retain_on_delete=True")
    stack.write(program)
    stack.up()
    stack.expect_no_changes()
    stack.write(program.replace("RELEASE", "2"))
    run = stack.fail("preview")
    assert run.log_lines("resource 'm' has a problem: name: the model that has it stays, as retain_on_delete says")


def test_a_file_that_hides_what_pulumi_needs_is_named(new_stack: NewStack) -> None:
    stack = new_stack(PROGRAM + '    Model("m", **arguments)\n')
    (stack.folder / "calendar.py").write_text("HOLIDAYS = []\n")

    refused(stack, "calendar.py beside the program hides a module of that name from the provider's process; rename it")


def test_files_of_our_dependencies_names_do_no_harm(new_stack: NewStack, aws: LocalAws) -> None:
    stack = new_stack(PROGRAM + '    Model("m", **arguments)\n')
    for name in ("regex", "boto3", "secrets"):
        (stack.folder / f"{name}.py").write_text("raise SystemError('loaded')\n")

    stack.up()

    assert len(aws.models()) == 1
    stack.refresh()
    stack.destroy()
    assert aws.models() == {}
