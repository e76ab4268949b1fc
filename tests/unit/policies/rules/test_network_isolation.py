"""The verdicts of network-isolation."""

from dataclasses import replace
from typing import Any

import pytest

from pulumi_sagemaker_policy import ABSENT, UNKNOWN, UNRESOLVABLE, Entry, Field, Finding, ModelSubject, Parts, Undecided
from pulumi_sagemaker_policy.pack.remediation import Remediation
from pulumi_sagemaker_policy.rules.network_isolation import RULE
from pulumi_sagemaker_policy.testing import MODEL
from tests.unit.policies.rules.containers import container, model

ABSENT_TEXT = "enableNetworkIsolation is not set, so the model's containers can reach the network."
FALSE_TEXT = "enableNetworkIsolation is false, so the model's containers can reach the network."


SEMANTIC_SEGMENTATION = "685385470294.dkr.ecr.eu-west-1.amazonaws.com/semantic-segmentation:1"


def judge(value: object) -> list[Finding | Undecided]:
    return RULE.judge(replace(MODEL, isolation=Field("enableNetworkIsolation", value)), {})


def test_given_true_then_nothing_is_found() -> None:
    assert judge(True) == []  # noqa: FBT003 - the property's value


def test_given_an_unknown_then_the_property_is_named_as_undecided() -> None:
    assert judge(UNKNOWN) == [Undecided("enableNetworkIsolation")]


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (ABSENT, ABSENT_TEXT),
        (False, FALSE_TEXT),
        *(
            (value, f"enableNetworkIsolation is {name}, so it is uncertain whether the model is isolated.")
            for value, name in (
                ("true", "a string"),
                ("", "a string"),
                (1.0, "a number"),
                (UNRESOLVABLE, "a value that only CloudFormation knows"),
                ({}, "a map"),
                ([True], "a list"),
                (object(), "a value of type object"),
            )
        ),
    ],
)
def test_given_anything_but_true_then_one_finding_says_so(value: object, problem: str) -> None:
    assert judge(value) == [Finding(problem, "enableNetworkIsolation", "true, as a boolean", "isolate it")]


@pytest.mark.parametrize("value", [ABSENT, False, "true"])
def test_given_algorithm_that_cannot_run_isolated_then_waiver_is_asked_for_instead(value: object) -> None:
    algorithm = model(container(image="x"), container(image=SEMANTIC_SEGMENTATION))

    assert RULE.judge(replace(algorithm, isolation=Field("enableNetworkIsolation", value)), {}) == [
        Finding(
            "image is AWS's Semantic Segmentation, which cannot run in network isolation.",
            "image",
            "a waiver that says why this model may reach the network, or another algorithm",
            "have the resource waived in the settings of network-isolation",
        )
    ]


@pytest.mark.parametrize(("value", "found"), [(True, []), (UNKNOWN, [Undecided("enableNetworkIsolation")])])
def test_given_that_algorithm_isolated_or_perhaps_then_it_is_judged_as_any_other(
    value: object, found: list[Finding | Undecided]
) -> None:
    algorithm = model(container(image=SEMANTIC_SEGMENTATION))

    assert RULE.judge(replace(algorithm, isolation=Field("enableNetworkIsolation", value)), {}) == found


@pytest.mark.parametrize(
    "image",
    [
        SEMANTIC_SEGMENTATION.replace("semantic-segmentation", "xgboost"),
        SEMANTIC_SEGMENTATION.replace("semantic-segmentation", "x/semantic-segmentation"),
        SEMANTIC_SEGMENTATION.replace("685385470294", "123456789012"),
        "semantic-segmentation",
        UNKNOWN,
        5.0,
    ],
)
def test_given_any_other_image_then_isolation_is_asked_for(image: object) -> None:
    (found,) = RULE.judge(model(container(image=image)), {})

    assert isinstance(found, Finding)
    assert found.problem == ABSENT_TEXT


def downloading(key: str, value: object, **facts: Any) -> ModelSubject:
    entries = (Entry("MODEL_NAME", Field("at MODEL_NAME", "x")), Entry(key, Field(f"at {key}", value)))
    return model(container(image="x"), container(environment=Parts("environment", entries), **facts))


@pytest.mark.parametrize("isolation", [ABSENT, False, "true"])
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("HF_MODEL_ID", "someone/model"),
        ("HF_MODEL_ID", "s3://ml-models/fraud/"),
        ("OPTION_MODEL_ID", "someone/model"),
        ("SM_VLLM_MODEL", "someone/model"),
        ("SM_SGLANG_MODEL_PATH", "someone/model"),
        ("SERVING_LOAD_MODELS", "a=s3://ml-models/fraud/"),
    ],
)
def test_given_container_that_downloads_its_artefact_then_that_has_to_be_in_s3_first(
    isolation: object, key: str, value: str
) -> None:
    open_model = replace(downloading(key, value), isolation=Field("enableNetworkIsolation", isolation))

    (found,) = RULE.judge(open_model, {})

    assert isinstance(found, Finding)
    assert found.path == "enableNetworkIsolation"
    assert found.wanted == "true, as a boolean, and an artefact in S3, which SageMaker fetches"
    assert found.fix == (
        f"copy what at {key} names to S3 and load it by modelDataSource, as an isolated container cannot download it, "
        "and isolate it"
    )
    assert RULE.remediate is not None
    assert RULE.remediate(open_model, {}) == Remediation()


@pytest.mark.parametrize(
    "judged",
    [
        downloading("HF_MODEL_ID", "/opt/ml/model"),
        downloading("HF_MODEL_ID", ""),
        downloading("HF_MODEL_ID", UNKNOWN),
        downloading("HF_TASK", "someone/model"),
        downloading("HF_MODEL_ID", "someone/model", model_data=Parts("data", (Field("data", "s3://b/a"),))),
        downloading("HF_MODEL_ID", "someone/model", model_data=Parts("data", (), ("data",))),
        downloading("HF_MODEL_ID", "someone/model", model_package="fraud"),
    ],
)
def test_given_a_container_that_has_its_artefact_then_only_isolation_is_asked_for(judged: ModelSubject) -> None:
    assert RULE.judge(judged, {}) == [
        Finding(ABSENT_TEXT, "enableNetworkIsolation", "true, as a boolean", "isolate it")
    ]
    assert RULE.remediate is not None
    assert RULE.remediate(judged, {}) == Remediation(isolate=True)


@pytest.mark.parametrize(("value", "found"), [(True, []), (UNKNOWN, [Undecided("enableNetworkIsolation")])])
def test_given_downloading_container_isolated_or_perhaps_so_then_judged_as_any_other(
    value: object, found: list[Finding | Undecided]
) -> None:
    isolated = replace(downloading("HF_MODEL_ID", "a/b"), isolation=Field("enableNetworkIsolation", value))

    assert RULE.judge(isolated, {}) == found


def test_given_the_algorithm_that_cannot_run_isolated_then_it_is_not_remediated() -> None:
    assert RULE.remediate is not None
    assert RULE.remediate(model(container(image=SEMANTIC_SEGMENTATION)), {}) == Remediation()
    assert RULE.remediate(model(container(image="x")), {}) == Remediation(isolate=True)
