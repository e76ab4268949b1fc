"""What is secret leaves in plain text nowhere, by whichever door it came in."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pulumi import _version
from semver import Version

from tests.engine.kill import strikes
from tests.engine.stack import Run, Stack
from tests.faults.proxy import Fault, FaultProxy, Request, nothing, refusal
from tools.local_aws import LocalAws

NewStack = Callable[..., Stack]

PROGRAM = """
    import asyncio
    import pulumi
    from pulumi import Output, ResourceOptions, ResourceTransformResult, ResourceTransformationResult
    from pulumi_sagemaker_model import ContainerArgs, Model, ModelArgs

    ROLE = "arn:aws:iam::123456789012:role/inference"
    IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:1"
    plain = pulumi.Config().get("plain") or "1"


    def hide(marker):
        return Output.secret(f"fake-{marker}-77c1")


    def transform(marker):
        def transformed(args):
            if args.name != marker:
                return None
            props = {**args.props}
            props["tags"] = {**(props.get("tags") or {}), "x": hide(marker)}
            # The value was there in plain text; only here it becomes a secret.
            container = {**props["primaryContainer"]}
            container["modelDataUrl"] = Output.secret(container["modelDataUrl"])
            props["primaryContainer"] = container
            result = ResourceTransformationResult if hasattr(args, "resource") else ResourceTransformResult
            return result(props, args.opts)

        return transformed


    def declare(name, opts=None, tags=None, environment=None, triggers=None, url=None):
        url = url or f"s3://fake-{name}-77c1/m.tar.gz"
        container = {"image": IMAGE, "environment": environment, "model_data_url": url}
        return Model(
            name, opts, execution_role_arn=ROLE, primary_container=container, tags=tags, triggers=triggers
        )


    pulumi.runtime.register_resource_transform(transform("stack-transform"))
    pulumi.runtime.register_stack_transformation(transform("stack-transformation"))

    tagged = declare(
        "elements",
        tags={"team": plain, "secret": hide("tag")},
        environment={"LEVEL": "info", "TOKEN": hide("variable")},
        url=hide("url").apply(lambda bucket: f"s3://{bucket}/m.tar.gz"),
        triggers={"a": hide("trigger")},
    )
    whole = declare(
        "whole",
        tags=Output.secret({"team": "fake-tags-77c1"}),
        environment=Output.all(hide("environment")).apply(lambda values: {"TOKEN": values[0]}),
        url=hide("late").apply(lambda bucket: asyncio.sleep(0, f"s3://{bucket}/m.tar.gz")),
    )
    Model(
        "pipeline",
        ModelArgs(
            execution_role_arn=ROLE,
            containers=[
                ContainerArgs(image=IMAGE, container_hostname="a", environment={"TOKEN": hide("item")}),
                {"image": IMAGE, "containerHostname": "b", "environment": Output.from_input({"TOKEN": hide("output")})},
            ],
        ),
    )
    declare("resource-transform", ResourceOptions(transforms=[transform("resource-transform")]))
    declare("resource-transformation", ResourceOptions(transformations=[transform("resource-transformation")]))
    declare("stack-transformation")
    declare("stack-transform")
    transforms = [transform("parent-transform")]
    parent = pulumi.ComponentResource("shop:index:Shop", "shop", None, ResourceOptions(transforms=transforms))
    declare("parent-transform", ResourceOptions(parent=parent))
    optioned = declare(
        "optioned", ResourceOptions(additional_secret_outputs=["tags_all"]), tags={"team": "search"}
    )

    if other := pulumi.Config().get("other"):
        pulumi.export("other-tags", Model.get("other", other).tags_all)
    for model in (tagged, whole, optioned):
        pulumi.export(f"{model._name}-tags", model.tags_all)
    pulumi.export("url", tagged.primary_container.model_data_url)
    pulumi.export("environment", whole.primary_container["environment"])
"""

VALUES: Mapping[str, tuple[str, ...]] = {
    "elements": ("fake-tag-77c1", "fake-variable-77c1", "s3://fake-url-77c1/m.tar.gz", "fake-trigger-77c1"),
    "whole": ("fake-tags-77c1", "fake-environment-77c1", "s3://fake-late-77c1/m.tar.gz"),
    "pipeline": ("fake-item-77c1", "fake-output-77c1"),
    **{
        name: (f"s3://fake-{name}-77c1/m.tar.gz", f"fake-{name}-77c1")
        for name in (
            "resource-transform",
            "resource-transformation",
            "stack-transformation",
            "stack-transform",
            "parent-transform",
        )
    },
}
"""What is secret about each model of the program."""


def leaks(text: str) -> set[str]:
    """Return the doors by which something secret came out."""
    return {value for values in [*VALUES.values(), SETTINGS] for value in values if value in text}


SETTINGS = ("fake-path-77c1", "fake-setting-77c1")


@pytest.fixture
def stack(new_proxied_stack: NewStack) -> Stack:
    stack = new_proxied_stack(PROGRAM)
    stack.environment = {**stack.environment, "PULUMI_DEBUG_COMMANDS": "true"}
    return stack


def quoting(call: Request) -> Fault | None:
    """Have AWS quote all that is secret about a model."""
    name = next((name for name in VALUES if call.model.startswith(f"{name}-")), "")
    if call.operation != "CreateModel" or not name:
        return None
    quoted = " ".join(f"'{value}'" for value in (*VALUES[name], SETTINGS[0]))
    return refusal("ValidationException", f"Could not find model data at {quoted} in us-east-1, info, 1.")


SAID_BY_SDK = () if _version.version >= Version(3, 260, 0) else ("register resource outputs", "resource registration")
"""Debug messages in which an older SDK itself shows what a stack exports."""


def by_us(text: str) -> str:
    """Return the lines of a text that the SDK does not answer for."""
    return "\n".join(line for line in text.splitlines() if not any(said in line for said in SAID_BY_SDK))


def test_secrets_leave_in_plain_text_nowhere(stack: Stack, proxy: FaultProxy, aws: LocalAws, tmp_path: Path) -> None:
    log = tmp_path / "events.json"
    seen: list[tuple[str, str]] = []

    def run(*arguments: str) -> Run:
        done = stack.run(*arguments)
        seen.append((f"{len(seen)} {' '.join(arguments)}", by_us(done.output)))
        return done

    def up() -> Run:
        done = run("up", "--yes", "--diff", "--continue-on-error", "--event-log", str(log))
        seen.append((f"{len(seen)} events", by_us(log.read_text())))
        log.unlink()
        seen.append((f"{len(seen)} state", stack.state()))
        return done

    without_defaults = run("preview", "--diff").output
    assert {"elements-tags: [secret]", "optioned-tags: [secret]", "whole-tags   : [secret]"} <= {
        line.strip() for line in without_defaults.splitlines()
    }

    stack.succeed("config", "set", "--secret", "--path", "aws:defaultTags.tags.cost", SETTINGS[0])
    run("preview", "--json")
    proxy.plan(quoting)
    refused = up().output
    for name, values in VALUES.items():
        hidden = " ".join(["'[hidden]'"] * (len(values) + 1))
        said = f"Could not find model data at {hidden} in us-east-1, info, 1."
        assert any(said in line for line in refused.splitlines() if f"model {name}-" in line), name

    proxy.plan(nothing)
    up()
    run("refresh", "--yes", "--diff")
    assert "11 unchanged" in run("preview", "--diff").output

    stack.succeed("config", "rm", "--path", "aws:defaultTags.tags.cost")
    stack.succeed("config", "set", "--secret", "aws:defaultTags", json.dumps({"tags": {"cost": SETTINGS[1]}}))
    optioned = next(model["id"] for model in stack.models() if model["id"].startswith("optioned-"))
    stack.configure(plain="2", other=optioned)
    assert "~ 9 to update" in run("preview", "--diff").output
    run("preview", "--json")
    up()
    assert {tag["Key"]: tag["Value"] for tag in aws.models()[optioned]["Tags"]} == {
        "team": "search",
        "cost": SETTINGS[1],
    }
    # From level 5 on the engine itself logs what transforms return, and from 9 on what it sends to plugins.
    run("preview", "--expect-no-changes", "--diff", "--logtostderr", "-v=4")
    run("stack", "output", "--json")
    run("destroy", "--yes")
    assert aws.models() == {}

    stored = Path(urlsplit(stack.environment["PULUMI_BACKEND_URL"]).path)
    project = stack.folder.name.removesuffix(f"-{stack.name}")
    seen += [(str(path), path.read_text()) for path in stored.rglob("*.json*") if project in str(path)]
    assert {name: found for name, text in seen if (found := leaks(text))} == {}


ALONE = """
    import pulumi
    from pulumi import Output, ResourceOptions, ResourceTransformResult, ResourceTransformationResult
    from pulumi_sagemaker_model import Model


    def hide(args):
        if args.name != "m":
            return None
        args.props["primaryContainer"]["modelDataUrl"] = Output.secret("s3://fake-url-77c1/m.tar.gz")
        result = ResourceTransformationResult if hasattr(args, "resource") else ResourceTransformResult
        return result(args.props, args.opts)


    def parent(**opts):
        shop = pulumi.ComponentResource("shop:index:Shop", "shop", None, ResourceOptions(**opts))
        return ResourceOptions(parent=shop)


    {declare}
    Model(
        "m",
        opts,
        execution_role_arn="arn:aws:iam::123456789012:role/inference",
        primary_container={{
            "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:1",
            "model_data_url": "s3://fake-url-77c1/m.tar.gz",
        }},
        tags={{"team": "search"}},
    )
"""


@pytest.mark.parametrize(
    "declare",
    [
        "opts = pulumi.runtime.register_resource_transform(hide)",
        "opts = pulumi.runtime.register_stack_transformation(hide)",
        "opts = ResourceOptions(transforms=[hide])",
        "opts = parent(transforms=[hide])",
        "opts = parent(transformations=[hide])",
    ],
)
def test_what_a_transform_alone_makes_secret_is_hidden(
    new_proxied_stack: NewStack, proxy: FaultProxy, declare: str
) -> None:
    refused = "Could not find model data at s3://fake-url-77c1/m.tar.gz in us-east-1."
    proxy.plan(strikes("CreateModel", refusal("ValidationException", refused)))

    output = new_proxied_stack(ALONE.format(declare=declare)).fail("up", "--yes", "--skip-preview").output

    assert "Could not find model data at [hidden] in us-east-1." in output
    assert "fake-url-77c1" not in output
