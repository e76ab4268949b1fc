"""The verdicts of model-data-location."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_sagemaker_policy import ABSENT, UNKNOWN, UNRESOLVABLE, Entry, Field, Finding, Parts, Undecided, Unreadable
from pulumi_sagemaker_policy.rules.model_data_location import RULE
from tests.unit.policies.rules.containers import container, model

ALLOWED = {"allowed": ["s3://ml-models/fraud/", "s3://team-*-models"]}
WANTED = 'a place in "s3://ml-models/fraud/" or "s3://team-*-models"'


def judge(config: dict[str, Any], *places: object, **facts: Any) -> list[Finding | Undecided]:
    data = Parts("data", tuple(Field(f"at {index}", place) for index, place in enumerate(places)))
    return RULE.judge(model(container(**{"model_data": data, **facts})), config)


def not_allowed(path: str = "at 0", wanted: str = WANTED) -> Finding:
    return Finding(
        f"{path} is a place that is not allowed.",
        path,
        wanted,
        "copy the artefact there, or have its place added to model-data-location.allowed",
    )


def nowhere(path: str = "at 0", wanted: str = WANTED) -> Finding:
    return Finding(f"{path} is no URL of S3 that can be judged.", path, wanted, "write it as s3://")


def package(wanted: str) -> Finding:
    return Finding(
        "model_package is a model package that is not allowed, and its artefacts cannot be seen from here.",
        "model_package",
        wanted,
        "use that, or have the package added to model-data-location.model_packages",
    )


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("s3://ml-models/fraud/1/model.tar.gz", []),
        ("s3://ml-models/fraud/", []),
        ("https://ml-models.s3.eu-west-1.amazonaws.com/fraud/model.tar.gz", []),
        ("https://s3.dualstack.eu-west-1.amazonaws.com/ml-models/fraud/model.tar.gz", []),
        ("https://s3.cn-north-1.amazonaws.com.cn/ml-models/%66raud/model.tar.gz", []),
        ("s3://team-risk-models", []),
        ("s3://team-risk-models/any/thing", []),
        ("s3://team--models/a", []),
        ("s3://ml-models/fraud", [not_allowed()]),
        ("s3://ml-models/fraud-evil/model.tar.gz", [not_allowed()]),
        ("s3://ml-models/Fraud/model.tar.gz", [not_allowed()]),
        ("s3://ml-models/", [not_allowed()]),
        ("s3://ml-models-evil/fraud/model.tar.gz", [not_allowed()]),
        ("s3://team-evil/x-models/a", [not_allowed()]),
        ("s3://team-risk-models-evil/a", [not_allowed()]),
        ("https://evil.s3.amazonaws.com/ml-models/fraud/a", [not_allowed()]),
        ("https://s3.amazonaws.com/evil/ml-models/fraud/a", [not_allowed()]),
        ("https://models.example/ml-models/fraud/a", [nowhere()]),
        ("https://s3.amazonaws.com/ml-models/fraud/../../evil/a", [nowhere()]),
        ("", [nowhere()]),
        (UNKNOWN, [Undecided("at 0")]),
        (
            UNRESOLVABLE,
            [
                Finding(
                    "at 0 is a value that only CloudFormation knows, so it cannot be judged.",
                    "at 0",
                    WANTED,
                    "write there what is known without CloudFormation",
                )
            ],
        ),
    ],
)
def test_given_a_place_then_bucket_and_prefix_have_to_be_allowed(
    place: object, found: list[Finding | Undecided]
) -> None:
    assert judge(ALLOWED, place) == found


def test_given_several_places_then_all_are_judged() -> None:
    data = Parts(
        "data",
        (Field("a", "s3://evil/a"), Field("b", "s3://ml-models/fraud/b"), Field("c", UNKNOWN), Field("d", "x")),
        ("e",),
        (Unreadable(Field("f", 5.0), "a string"),),
    )

    assert judge(ALLOWED, model_data=data) == [
        Finding("f is a number, so it cannot be judged.", "f", "a string", "correct it there"),
        Undecided("e"),
        not_allowed("a"),
        Undecided("c"),
        nowhere("d"),
    ]


def variable(key: str, value: object) -> Parts[Entry]:
    return Parts("environment", (Entry("MODEL_NAME", Field("at X", "a/b")), Entry(key, Field(f"at {key}", value))))


def from_variable(key: str, what: str, setting: str, wanted: str = WANTED) -> Finding:
    return Finding(
        f"at {key} names {what} that is not allowed.",
        f"at {key}",
        f"{wanted}, a path in the container",
        f"copy it to S3 and load it by modelDataSource, or have it added to model-data-location.{setting}",
    )


@pytest.mark.parametrize(
    ("key", "value", "found"),
    [
        *(
            (key, value, [])
            for key, value in (
                ("HF_MODEL_ID", "s3://ml-models/fraud/1/"),
                ("HF_MODEL_ID", "https://ml-models.s3.eu-west-1.amazonaws.com/fraud/1"),
                ("HF_MODEL_ID", "/opt/ml/model"),
                ("HF_MODEL_ID", ""),
                ("HF_MODEL_ID", ABSENT),
                ("SAGEMAKER_SUBMIT_DIRECTORY", "/opt/ml/model/code"),
                ("SAGEMAKER_SUBMIT_DIRECTORY", "s3://team-a-models/code.tar.gz"),
                ("SERVING_LOAD_MODELS", "a=/opt/ml/model,b=s3://ml-models/fraud/b"),
                ("HF_TASK", "s3://evil/a"),
                ("MODEL_ID", "someone/model"),
            )
        ),
        *(
            (key, value, [from_variable(key, "a place", "allowed")])
            for key, value in (
                ("SAGEMAKER_SUBMIT_DIRECTORY", "s3://evil/code.tar.gz"),
                ("SAGEMAKER_SUBMIT_DIRECTORY", "https://evil.s3.amazonaws.com/ml-models/fraud/code"),
                ("HF_MODEL_ID", "s3://ml-models/other/"),
                ("OPTION_MODEL_ID", "s3://evil/model/"),
                ("SERVING_LOAD_MODELS", "a=s3://ml-models/fraud/a,b=s3://evil/b"),
            )
        ),
        *(
            (key, value, [from_variable(key, "a source outside S3", "hub_models")])
            for key, value in (
                ("HF_MODEL_ID", "someone/model"),
                ("HF_MODEL_ID", "gpt2"),
                ("HF_MODEL_ID", "ml-models/fraud/1"),
                ("OPTION_MODEL_ID", "someone/model"),
                ("SM_VLLM_MODEL", "hf://someone/model"),
                ("SAGEMAKER_SUBMIT_DIRECTORY", "https://evil.example/code.tar.gz"),
                ("SERVING_LOAD_MODELS", "djl://ai.djl/someone"),
                ("HF_ENDPOINT", "https://hub.evil.example"),
            )
        ),
        ("HF_MODEL_ID", UNKNOWN, [Undecided("at HF_MODEL_ID")]),
        (
            "HF_MODEL_ID",
            5.0,
            [
                Finding(
                    "at HF_MODEL_ID is a number, so it cannot be judged.",
                    "at HF_MODEL_ID",
                    f"{WANTED}, a path in the container",
                    "correct it there",
                )
            ],
        ),
    ],
)
def test_given_a_variable_that_names_a_source_then_it_is_judged_as_a_place(
    key: str, value: object, found: list[Finding | Undecided]
) -> None:
    assert judge(ALLOWED, environment=variable(key, value)) == found


@pytest.mark.parametrize(
    ("value", "passes"),
    [
        ("us/model", True),
        ("us/model-2", True),
        ("them/model", False),
        ("us-too/model", False),
        ("xus/model", False),
        ("s3://us/model", True),  # any place in S3 is allowed, as no other is
    ],
)
def test_given_models_of_a_hub_that_are_allowed_then_only_these_pass(value: str, *, passes: bool) -> None:
    found = judge({"hub_models": ["us/*"]}, environment=variable("HF_MODEL_ID", value))

    assert (found == []) is passes


def test_given_an_environment_that_hides_something_then_it_may_name_a_source() -> None:
    hidden = Parts[Entry]("environment", hidden=("environment",))

    assert judge(ALLOWED, environment=hidden) == [Undecided("environment")]


def test_given_several_containers_then_all_are_judged() -> None:
    data = Parts("data", (Field("at 0", "s3://evil/a"),))

    assert RULE.judge(model(container(model_data=data), container(model_data=data), hidden=("c",)), ALLOWED) == [
        Undecided("c"),
        not_allowed(),
        not_allowed(),
    ]


@pytest.mark.parametrize(
    ("config", "value", "found"),
    [
        ({}, "fraud", []),
        (ALLOWED, "fraud", [package("artefacts of the model's own")]),
        ({"model_packages": ["search"]}, "fraud", [package('a model package that is "search"')]),
        ({**ALLOWED, "model_packages": ["search", "fr*"]}, "fraud", []),
        (ALLOWED, UNKNOWN, [Undecided("model_package")]),
    ],
)
def test_given_a_model_package_then_it_is_judged_for_its_artefacts(
    config: dict[str, Any], value: object, found: list[Finding | Undecided]
) -> None:
    assert judge(config, model_package=value) == found


def test_given_only_model_packages_then_places_have_to_be_in_s3() -> None:
    config = {"model_packages": ["*"]}

    assert judge(config, "s3://any/where", "x") == [nowhere("at 1", "a place in S3")]


@pytest.mark.parametrize("pattern", ["", "ml-models", "https://s3.amazonaws.com/ml-models", "s3://", "s3:///a"])
def test_given_an_allowed_that_is_no_place_in_s3_then_the_setting_is_wrong(pattern: str) -> None:
    (found,) = judge({"allowed": [pattern]}, "s3://ml-models/a")

    assert isinstance(found, Finding)
    assert found.problem == (
        f'The policy configuration is wrong: model-data-location.allowed[0] is "{pattern}", which is no place in S3.'
    )
    assert found.wanted == 'a bucket, and perhaps a prefix, as in "s3://ml-models/fraud/"'


PART = st.text("ab-", min_size=1, max_size=4)


@given(bucket=PART, other=PART, prefix=st.text("ab/", max_size=4), rest=st.text("ab/-", max_size=6))
def test_given_any_bucket_and_prefix_then_only_keys_below_it_in_that_bucket_pass(
    bucket: str, other: str, prefix: str, rest: str
) -> None:
    config = {"allowed": [f"s3://{bucket}/{prefix}"]}

    assert judge(config, f"s3://{bucket}/{prefix}{rest}") == []
    assert (judge(config, f"s3://{other}/{prefix}{rest}") == []) is (bucket == other)
    assert (judge(config, f"s3://{bucket}/{rest}") == []) is rest.startswith(prefix)
