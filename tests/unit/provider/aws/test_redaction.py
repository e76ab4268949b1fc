"""What is taken out of AWS's words, and what stays readable."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi.output import UNKNOWN

from pulumi_sagemaker_model.aws import redaction
from pulumi_sagemaker_model.properties import SECRETS
from tests.unit.provider.models import IMAGE, ROLE

URL = "s3://fake-bucket/model.tar.gz"
TOKEN = "fake-token-0123456789"  # noqa: S105  (a fake)
PROPERTIES: dict[str, Any] = {
    "name": "fraud",
    "primaryContainer": {
        "image": IMAGE,
        "modelDataUrl": URL,
        "environment": {"API_KEY": "hunter2", "WORKERS": "1", "REGION": "us-east-1", "a.b": "x/y", "EMPTY": ""},
    },
    "containers": [{"environment": {"A": "first"}}, {"environment": {"A": "second"}}],
    "tags": {"team": "search", "owner": "ann"},
    "defaultTags": {"cost": "4711"},
    "triggers": {"count": 7.0},
}
ENVIRONMENT = ["primaryContainer", "environment"]
HIDDEN: dict[str, tuple[Any, str, str]] = {
    "a value": ([[*ENVIRONMENT, "API_KEY"]], "hunter2 is not allowed", "[hidden] is not allowed"),
    "every time": ([[*ENVIRONMENT, "API_KEY"]], "'hunter2', hunter2.", "'[hidden]', [hidden]."),
    "a URL": ([["primaryContainer", "modelDataUrl"]], f"no model data at {URL}.", "no model data at [hidden]."),
    "a URL that goes on": ([["primaryContainer", "modelDataUrl"]], f"no {URL}/x, {URL}x", "no [hidden]/x, [hidden]x"),
    "all of a map": ([["tags"]], "search of ann", "[hidden] of [hidden]"),
    "all of a container": ([["primaryContainer"]], f"{IMAGE} {URL} hunter2", "[hidden] [hidden] [hidden]"),
    "an item of a list": ([["containers", "1", "environment", "A"]], "first second", "first [hidden]"),
    "a list": ([["containers"]], "first second", "[hidden] [hidden]"),
    "a default tag": ([["defaultTags"]], "cost=4711", "cost=[hidden]"),
    "a key with a dot": ([[*ENVIRONMENT, "a.b"]], "x/y", "[hidden]"),
    "a word within a word": ([["tags", "owner"]], "annual: ann, joann", "annual: [hidden], joann"),
    "a word beside marks": ([[*ENVIRONMENT, "API_KEY"]], "(u:hunter2@host) K_hunter2", "(u:[hidden]@host) K_[hidden]"),
    "a short one that stands alone": (
        [[*ENVIRONMENT, "WORKERS"]],
        "value '1' of 1, =1",
        "value '[hidden]' of [hidden], =[hidden]",
    ),
    "a short one within another": (
        [[*ENVIRONMENT, "WORKERS"]],
        "123.dkr.ecr.us-east-1.amazonaws.com/a:1 v1.2",
        "123.dkr.ecr.us-east-1.amazonaws.com/a:1 v1.2",
    ),
    "the region, if it is secret": ([[*ENVIRONMENT, "REGION"]], "ecr.us-east-1.aws", "ecr.[hidden].aws"),
    "an empty value": ([[*ENVIRONMENT, "EMPTY"]], "nothing", "nothing"),
    "a number": ([["triggers"]], "7 of 7.0", "7 of 7.0"),
    "none": ([], f"{URL} hunter2 1", f"{URL} hunter2 1"),
    "not known yet": (UNKNOWN, "hunter2", "hunter2"),
    "a path that is gone": (
        [["containers", "5", "image"], ["vpcConfig", "subnets", "0"], ["tags", "x", "y"]],
        "x",
        "x",
    ),
}


@pytest.mark.parametrize(("paths", "text", "expected"), HIDDEN.values(), ids=HIDDEN)
def test_given_secrets_when_aws_quotes_them_then_they_alone_are_hidden(paths: Any, text: str, expected: str) -> None:
    redaction.hide_secrets_of({**PROPERTIES, SECRETS: paths})

    assert redaction.shown(text) == expected


def test_given_another_call_when_aws_quotes_then_only_its_own_secrets_are_hidden() -> None:
    redaction.hide_secrets_of({**PROPERTIES, SECRETS: [["tags"]]})
    redaction.hide_secrets_of({**PROPERTIES, SECRETS: [["defaultTags"]]}, {})

    assert redaction.shown("search 4711") == "search [hidden]"


SUSPECTED: dict[str, tuple[dict[str, Any], list[str]]] = {
    "a long value": ({"PrimaryContainer": {"Environment": {"A": TOKEN}}}, [TOKEN]),
    "short ones": ({"PrimaryContainer": {"Environment": {"A": "1", "B": "us-gov-west-1", "C": "123456789012"}}}, []),
    "in a pipeline": ({"Containers": [{}, {"Environment": {"A": TOKEN}}]}, [TOKEN]),
    "no environment": ({"PrimaryContainer": {"Image": IMAGE}}, []),
    "one that is the model's URL, too": (
        {"PrimaryContainer": {"ModelDataUrl": URL, "Environment": {"A": URL, "B": TOKEN}}},
        [TOKEN],
    ),
    "one that is another container's image, too": (
        {"Containers": [{"Image": IMAGE}, {"Image": "i", "Environment": {"A": IMAGE}}]},
        [],
    ),
    "one that is the role, too": ({"ExecutionRoleArn": ROLE, "PrimaryContainer": {"Environment": {"A": ROLE}}}, []),
}


@pytest.mark.parametrize(("request_", "expected"), SUSPECTED.values(), ids=SUSPECTED)
def test_given_request_then_long_environment_values_used_nowhere_else_are_suspected(
    request_: dict[str, Any], expected: list[str]
) -> None:
    assert redaction.suspects(request_) == expected


def test_given_suspected_value_when_aws_quotes_it_then_it_is_hidden_as_a_whole_word() -> None:
    redaction.hide_secrets_of({})

    assert redaction.shown(f"'{TOKEN}', {TOKEN}0 and us-east-1", [TOKEN]) == f"'[hidden]', {TOKEN}0 and us-east-1"


WORDS = st.text(st.sampled_from("ab1-_./:@ '\"\\*"), min_size=1, max_size=8)


@given(secrets=st.lists(WORDS, min_size=1, max_size=4), text=st.lists(WORDS).map(" ".join))
def test_given_any_secrets_when_shown_then_none_stands_alone_and_rest_is_as_it_was(
    secrets: list[str], text: str
) -> None:
    redaction.hide_secrets_of({"tags": dict(enumerate(secrets)), SECRETS: [["tags"]]})

    shown = redaction.shown(text)

    assert not any(f" {secret.strip()} " in f" {shown} " for secret in secrets if secret.strip() == secret and secret)
    rest = iter(text)
    assert all(character in rest for character in shown.replace("[hidden]", ""))
