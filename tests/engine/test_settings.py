"""Who acts, and in which account: the stack's `aws:` configuration through the real CLI."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.engine.stack import Stack
from tools.local_aws import LocalAws

NewStack = Callable[..., Stack]

ROLE = "arn:aws:iam::123456789012:role/deploy"
EXTERNAL_ID = "not-a-real-id-5d1c"
PROGRAM = """
    import pulumi
    from pulumi_sagemaker_model import Model

    Model(
        "m",
        execution_role_arn="arn:aws:iam::123456789012:role/inference",
        primary_container={"image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:1"},
        region="us-east-1",
        tags={"team": pulumi.Config().get("team") or "ads"},
    )
"""


def operations(aws: LocalAws) -> list[str]:
    return [call.operation for call in aws.calls]


@pytest.mark.parametrize("setting", ["assumeRoles", "assumeRole"])
def test_given_a_role_when_updated_then_it_is_assumed_as_configured_and_not_before(
    new_stack: NewStack, aws: LocalAws, setting: str
) -> None:
    stack = new_stack(PROGRAM)
    role = {"roleArn": ROLE, "sessionName": "ci", "duration": "15m"}
    stack.configure(**{f"aws__{setting}": [role] if setting == "assumeRoles" else role})
    path = f"aws:{setting}[0]" if setting == "assumeRoles" else f"aws:{setting}"
    stack.succeed("config", "set", "--secret", "--path", f"{path}.externalId", EXTERNAL_ID)

    stack.succeed("preview")
    assert operations(aws) == []
    update = stack.up()

    assumed = [call.parameters for call in aws.calls if call.operation == "AssumeRole"]
    wanted = {"RoleArn": ROLE, "ExternalId": EXTERNAL_ID, "RoleSessionName": "ci", "DurationSeconds": "900"}
    assert operations(aws)[0] == "AssumeRole"
    assert all(parameters.items() >= wanted.items() for parameters in assumed)
    assert len(aws.models()) == 1
    assert EXTERNAL_ID not in update.output + stack.state()


@pytest.mark.parametrize(
    ("setting", "account", "rule"),
    [
        ("forbiddenAccountIds", "123456789012", "which aws:forbiddenAccountIds forbids"),
        ("allowedAccountIds", "111111111111", "and aws:allowedAccountIds allows 111111111111"),
    ],
)
def test_given_an_account_to_leave_alone_when_changed_then_all_but_a_refresh_stops(
    new_stack: NewStack, aws: LocalAws, setting: str, account: str, rule: str
) -> None:
    stack = new_stack(PROGRAM)
    stack.configure(**{f"aws__{setting}": [account]})

    refusals = [stack.fail("up", "--yes", "--skip-preview")]
    assert operations(aws) == ["GetCallerIdentity"]

    stack.configure(**{f"aws__{setting}": None})
    stack.up()
    stack.configure(**{f"aws__{setting}": [account]}, team="search")
    before = aws.models()
    refusals += [stack.fail(command, "--yes", "--skip-preview") for command in ("up", "destroy")]

    assert aws.models() == before != {}
    stack.refresh()
    for refusal in refusals:
        assert f"these AWS credentials act in account 123456789012, {rule}; use other credentials" in refusal.output


def test_given_the_allowed_account_when_updated_then_it_is_asked_for_first(new_stack: NewStack, aws: LocalAws) -> None:
    stack = new_stack(PROGRAM)
    stack.configure(aws__allowedAccountIds=["123456789012"])

    stack.up()
    assert operations(aws)[:3] == ["GetCallerIdentity", "ListModels", "CreateModel"]
    stack.destroy()

    assert aws.models() == {}


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("profile", "absent", "the AWS configuration cannot be used: The config profile (absent) could not be found"),
        (
            "assumeRoles",
            [{"roleArn": "arn:aws:iam::12345678901:role/hunter2"}],
            "aws:assumeRoles[0].roleArn is not the ARN of a role, arn:aws:iam::ACCOUNT:role/NAME",
        ),
        (
            "ignoreTags",
            {"keys": "hunter2"},
            'aws:ignoreTags is not an object such as {"keys": ["owner"], "keyPrefixes": ["billing:"]}',
        ),
        ("allowedAccountIds", "hunter2", "aws:allowedAccountIds is neither an object nor JSON; set it with --path"),
        ("allowedAccountIds", ["1234"], "aws:allowedAccountIds is not a list of account ids of 12 digits"),
    ],
)
def test_given_a_wrong_setting_when_previewed_then_one_sentence_says_so(
    new_stack: NewStack, aws: LocalAws, setting: str, value: object, sentence: str
) -> None:
    stack = new_stack(PROGRAM)
    stack.configure(**{f"aws__{setting}": value})

    refusal = stack.fail("preview")

    assert refusal.log_lines(sentence)
    assert "hunter2" not in refusal.output
    assert operations(aws) == []
