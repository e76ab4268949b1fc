"""The verdicts of environment-secrets; everything that looks like a credential here is made up."""

import json
from typing import Any

import pytest

from pulumi_sagemaker_policy import (
    ABSENT,
    UNKNOWN,
    UNRESOLVABLE,
    Entry,
    Field,
    Finding,
    Parts,
    Undecided,
    Unreadable,
)
from pulumi_sagemaker_policy.declarations.subject import Unresolvable
from pulumi_sagemaker_policy.rules.environment_secrets import RULE
from tests.unit.policies.rules.containers import container, model

WANTED = "the name or ARN of a secret, for the container to read at run time, or nothing"
FIX = "move the value to AWS Secrets Manager, and change it there, for it has been shown"


def judge(environment: dict[str, object], config: dict[str, Any] | None = None) -> list[Finding | Undecided]:
    entries = tuple(Entry(key, Field(f"at {key}", value)) for key, value in environment.items())
    return RULE.judge(model(container(environment=Parts("environment", entries))), config or {})


def by_key(key: str) -> Finding:
    return Finding(
        f"at {key} holds a value, and {json.dumps(key)} sounds like the key of a secret.",
        f"at {key}",
        WANTED,
        f"{FIX}; if it is no secret, have the key added to environment-secrets.ignored",
    )


@pytest.mark.parametrize(
    "key",
    [
        "PASSWORD",
        "PGPASSWORD",
        "DB_PASSWORD",
        "db.password",
        "db-passwd",
        "dbPassword",
        "DB_PASSWORD_2",
        "DbPwd",
        "SECRET",
        "clientSecret",
        "TOKEN",
        "HF_TOKEN",
        "HUGGING_FACE_HUB_TOKEN",
        "accessToken",
        "API_KEY",
        "APIKEY",
        "apiKey",
        "OPENAI_APIKey",
        "AWS_SECRET_ACCESS_KEY",
        "PRIVATE_KEY",
        "SIGNING_KEY",
        "PASSPHRASE",
        "DB_CREDENTIAL",
        "DB_CREDENTIALS",
    ],
)
def test_given_a_key_that_ends_like_a_secrets_then_its_value_is_found(key: str) -> None:
    assert judge({key: "not-a-real-one"}) == [by_key(key)]


@pytest.mark.parametrize(
    "key",
    [
        "",
        "MODEL_NAME",
        "DB_PASSWORD_NAME",
        "SECRET_ARN",
        "PASSWORD_FILE",
        "TOKENIZER",
        "TOKENIZERS_PARALLELISM",
        "MAX_NEW_TOKENS",
        "TOKEN_LIMIT",
        "EOS_TOKEN",
        "PAD_TOKEN",
        "maskToken",
        "SECRETARY",
        "KEY",
        "PARTITION_KEY",
        "PUBLIC_KEY",
        "MONKEY",
        "COMPASSWORD",
    ],
)
def test_given_any_other_key_then_its_value_passes(key: str) -> None:
    assert judge({key: "any-value"}) == []


@pytest.mark.parametrize(
    "value",
    [
        "",
        "true",
        "False",
        "1",
        "off",
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:fraud/database",
        "arn:aws-cn:ssm:cn-north-1:123456789012:parameter/fraud",
        ABSENT,
        True,
    ],
)
def test_given_a_secrets_key_with_a_switch_or_a_reference_then_it_passes(value: object) -> None:
    assert judge({"TOKEN": value}) == []


@pytest.mark.parametrize("value", ["truest", "1234", "x arn:aws:", "{{resolve:ssm:db}}", 1234.0, UNRESOLVABLE, {}, []])
def test_given_a_secrets_key_with_anything_else_then_it_is_found(value: object) -> None:
    assert judge({"TOKEN": value}) == [by_key("TOKEN")]


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("AKIA" + "Q" * 16, "an AWS access key ID"),
        ("ASIA" + "2" * 16, "an AWS access key ID"),
        ("id=AKIA" + "Q" * 16 + ";", "an AWS access key ID"),
        ("-----BEGIN " + "PRIVATE KEY-----\nfake", "a private key"),
        ("-----BEGIN RSA " + "PRIVATE KEY-----\nfake", "a private key"),
        ("-----BEGIN OPENSSH " + "PRIVATE KEY-----\nfake", "a private key"),
        ("ghp_" + "f" * 36, "a GitHub token"),
        ("github_pat_" + "f" * 22, "a GitHub token"),
        ("glpat-" + "f" * 20, "a GitLab token"),
        ("hf_" + "f" * 34, "a Hugging Face token"),
        ("xoxb-" + "0" * 10, "a Slack token"),
        ("AIza" + "f" * 35, "a Google API key"),
        ("pul-" + "f" * 40, "a Pulumi token"),
        ("npm_" + "f" * 36, "an npm token"),
        ("pypi-" + "f" * 50, "a PyPI token"),
        ("eyJ" + "f" * 8 + ".eyJ" + "f" * 8 + ".fake", "a JSON Web Token"),
        ("postgres://fraud:fake@db.example/fraud", "a URL with a password"),
        ("redis://:fake@cache.example", "a URL with a password"),
        ("see HTTPS://fraud:fa:ke@db.example", "a URL with a password"),
        ("Server=db.example;User Id=fraud;Password=fake", "a connection string with a password"),
        ("PWD = fake; UID = fraud", "a connection string with a password"),
    ],
)
@pytest.mark.parametrize("key", ["SETTINGS", "TOKEN"])
def test_given_a_value_in_the_format_of_a_credential_then_it_is_found_under_any_key(
    key: str, value: str, name: str
) -> None:
    found = judge({key: value})

    assert found == [Finding(f"at {key} holds what looks like {name}.", f"at {key}", WANTED, FIX)]
    assert value not in str(found)


@pytest.mark.parametrize(
    "value",
    [
        "AKIA" + "Q" * 15,
        "AKIA" + "Q" * 17,
        "XAKIA" + "Q" * 16,
        "akia" + "q" * 16,
        "-----BEGIN " + "PUBLIC KEY-----",
        "ghp_short",
        "hf_model_name",
        "pul-" + "g" * 40,
        "eyJ.eyJ.x",
        "https://db.example:8080/fraud",
        "https://db.example/a:b@c",
        "https://fraud@db.example",
        "s3://bucket/a:b@c",
        "Server=db.example;Integrated Security=true;Password=",
        "reset_password=daily",
        "f" * 64,
        "sha256:" + "0" * 64,
    ],
)
def test_given_a_value_that_only_resembles_one_then_it_passes(value: str) -> None:
    assert judge({"SETTINGS": value}) == []


@pytest.mark.parametrize(
    ("on_unknown", "undecided"),
    [
        ("advisory", [Undecided("at TOKEN")]),
        ("violation", [Undecided("at ENDPOINT"), Undecided("at TOKEN")]),
    ],
)
def test_given_unknown_values_then_preview_names_secret_keys_unless_it_must_know_all(
    on_unknown: str, undecided: list[Undecided]
) -> None:
    assert judge({"ENDPOINT": UNKNOWN, "TOKEN": UNKNOWN}, {"on_unknown": on_unknown}) == undecided


def test_given_ignored_keys_then_they_and_no_others_are_left_alone() -> None:
    environment = {"HF_TOKEN": "AKIA" + "Q" * 16, "PUBLIC_TOKEN": UNKNOWN, "hf_token": "x", "MY_HF_TOKEN": "x"}

    assert judge(environment, {"ignored": ["HF_*", "PUBLIC_?????"]}) == [by_key("hf_token"), by_key("MY_HF_TOKEN")]


def test_given_several_containers_then_all_are_judged_and_none_hides_the_others() -> None:
    entries = Parts("environment", (Entry("TOKEN", Field("at TOKEN", "x")),))
    hidden = Parts[Entry]("environment", hidden=("environment",))
    spoilt = Parts[Entry]("environment", unreadable=(Unreadable(Field("environment", "x"), "a map"),))
    containers = (container(environment=part) for part in (entries, hidden, spoilt, entries))

    assert RULE.judge(model(*containers, hidden=("containers[4]",)), {}) == [
        Undecided("containers[4]"),
        by_key("TOKEN"),
        Undecided("environment"),
        Finding("environment is a string, so it cannot be judged.", "environment", "a map", "correct it there"),
        by_key("TOKEN"),
    ]


@pytest.mark.parametrize("key", ["DB_CONN", "DB_PASSWORD", "x", "URL"])
@pytest.mark.parametrize(
    ("services", "certain"),
    [
        (["secretsmanager"], True),
        (["ssm-secure"], True),
        (["ssm", "secretsmanager"], True),
        (["ssm"], False),
        ([""], False),
        ([], False),
    ],
)
def test_given_a_dynamic_reference_to_a_secret_then_it_is_one_whatever_the_key(
    key: str,
    services: list[str],
    certain: bool,  # noqa: FBT001 - a column of the table
) -> None:
    found = judge({key: Unresolvable(services=frozenset(services))})

    problem = f"at {key} holds a secret for certain, whatever the key: CloudFormation puts it there in plain text."
    assert [one.problem for one in found if isinstance(one, Finding)] == (
        [problem] if certain else [by_key(key).problem] * (key == "DB_PASSWORD")
    )
