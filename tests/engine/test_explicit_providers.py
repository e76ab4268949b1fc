"""Explicit providers of AWS through the real CLI: each model ends in the account and region of its own provider."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from tests.engine.stack import Stack
from tools.local_aws import LocalAws

NewStack = Callable[..., Stack]

PROGRAM = """
    import json

    import pulumi
    from pulumi import Output, ResourceOptions
    from pulumi_sagemaker_model import Model

    config = pulumi.Config()
    settings = config.require_object("settings")


    class Provider(pulumi.ProviderResource):
        # Sends what a provider of pulumi_aws sends, which takes seconds to import.
        def __init__(self, name, **settings):
            sent = {
                key: Output.from_input(value).apply(json.dumps) if isinstance(value, (list, dict)) else value
                for key, value in settings.items()
            }
            super().__init__("aws", name, sent)


    class Component(pulumi.ComponentResource):
        def __init__(self, name, **options):
            super().__init__("my:ml:Component", name, None, ResourceOptions(**options))


    def model(resource, image_region, options, **arguments):
        return Model(
            resource,
            opts=ResourceOptions(**options),
            execution_role_arn="arn:aws:iam::123456789012:role/inference",
            primary_container={"image": f"123456789012.dkr.ecr.{image_region}.amazonaws.com/serve:1"},
            **arguments,
        )


    here, there = settings["here"], settings["there"]
    keys = Provider(
        "keys",
        region=here,
        accessKey=config.require_secret("access-key"),
        secretKey=config.require_secret("secret-key"),
        defaultTags={"tags": {"team": settings["team"], "owner": "provider"}},
        ignoreTags={"key_prefixes": ["billing:"]},
    )
    role = Provider(
        "role",
        region=there,
        assumeRoles=[
            {
                "role_arn": f"arn:aws:iam::{settings['account']}:role/deploy",
                "external_id": config.require_secret("external-id"),
            }
        ],
    )
    west = Provider("west", region="us-west-2")

    tags = model("explicit", here, {"provider": keys}, tags={"owner": "model"}).tags_all
    model("listed", here, {"providers": [keys]})
    model("mapped", there, {"providers": {"aws": role}})
    model("child", there, {"parent": Component("by-provider", provider=role)})
    inner = Component("inner", parent=Component("outer", providers=[role]))
    model("grandchild", there, {"parent": inner})
    model("near", "us-west-2", {"parent": inner, "provider": west})
    model("default", "us-east-1", {})

    def move_west(args):
        args.opts.provider = west
        return pulumi.ResourceTransformResult(args.props, args.opts)

    model("transformed", "us-west-2", {"transforms": [move_west]})
    # One name twice, as in two accounts.
    model("mine", "us-east-1", {}, name="twin", region="us-east-1")
    model("theirs", "us-east-1", {"provider": role}, name="twin", region="us-east-1")
    pulumi.export("tags", tags)
"""
SETTINGS = {"here": "us-east-1", "there": "us-west-2", "account": "222222222222", "team": "ads"}
ACCOUNTS = ("123456789012", "222222222222", "333333333333")
REGIONS = ("us-east-1", "us-west-2", "eu-west-1")
SECRETS = ("hunter2-access-key", "hunter2-secret-key", "hunter2-external-id")


def places(aws: LocalAws) -> dict[str, list[str]]:
    """Return the logical names of the models of each account and region that has any."""
    found = {
        f"{account} {region}": sorted(name.partition("-")[0] for name in aws.models(region, account))
        for account in ACCOUNTS
        for region in REGIONS
    }
    return {place: names for place, names in found.items() if names}


def configure(stack: Stack, settings: Mapping[str, str], secrets: Mapping[str, str]) -> None:
    pairs = [("--plaintext", f"settings={json.dumps(settings)}")]
    pairs += [("--secret", f"{key}={value}") for key, value in secrets.items()]
    stack.succeed("config", "set-all", *(word for pair in pairs for word in pair))


def test_given_explicit_providers_then_each_model_is_where_its_own_says(new_stack: NewStack, aws: LocalAws) -> None:
    stack = new_stack(PROGRAM)
    secrets = dict(zip(("access-key", "secret-key", "external-id"), SECRETS, strict=True))
    configure(stack, SETTINGS, secrets)

    shown = [stack.succeed("preview", "--diff")]
    assert aws.calls == []
    shown.append(stack.up())
    assert places(aws) == {
        "123456789012 us-east-1": ["default", "explicit", "listed", "twin"],
        "123456789012 us-west-2": ["near", "transformed"],
        "222222222222 us-east-1": ["twin"],
        "222222222222 us-west-2": ["child", "grandchild", "mapped"],
    }
    stack.expect_no_changes()

    # Credentials change in place, and nothing is called.
    configure(stack, SETTINGS, {**secrets, "secret-key": "hunter2-secret-key-2"})
    before = len(aws.calls)
    shown.append(stack.up())
    assert shown[-1].log_lines("~ 3 updated")
    assert shown[-1].log_lines("14 unchanged")
    assert len(aws.calls) == before
    stack.refresh()

    # Another region, another account, and other default tags.
    configure(stack, {**SETTINGS, "here": "eu-west-1", "account": "333333333333", "team": "search"}, secrets)
    shown.append(stack.up("--diff"))
    assert places(aws) == {
        "123456789012 eu-west-1": ["explicit", "listed"],
        "123456789012 us-east-1": ["default", "twin"],
        "123456789012 us-west-2": ["near", "transformed"],
        "333333333333 us-east-1": ["twin"],
        "333333333333 us-west-2": ["child", "grandchild", "mapped"],
    }
    tags = stack.succeed("stack", "output", "tags", "--json").output
    assert json.loads(tags) == {"team": "search", "owner": "model"}

    assert "hunter2" not in "".join(run.output for run in shown) + stack.state()
    stack.destroy()
    assert places(aws) == {}
