"""Models by the thousand, drawn from the service model: what AWS refuses fails at preview, what it takes stays.

The examples are the same in every run. To look for others, for as long as there is time:

    FUZZ_EXAMPLES=20000 pytest tests/contract/test_fuzz.py
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pulumi import dynamic
from pulumi.output import UNKNOWN

from pulumi_sagemaker_model.checks import cross_field
from pulumi_sagemaker_model.properties import IDENTITY
from pulumi_sagemaker_model.provider import ModelProvider
from tests.contract.conftest import enter
from tests.unit.provider.faults import faults, places
from tests.unit.provider.models import REGIONS, models
from tools.local_aws import LocalAws

Inputs = dict[str, Any]

_SOAK = os.environ.get("FUZZ_EXAMPLES")
# No deadline: the first example reads the service model, and the first of a region makes a client.
settings.register_profile(
    "fuzz",
    max_examples=int(_SOAK or 500),
    derandomize=_SOAK is None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
FUZZ = settings.get_profile("fuzz")
# Four calls to local AWS take longer than all the rest of an example.
WITH_CALLS = settings(FUZZ, max_examples=FUZZ.max_examples // 2)
# Each of these examples is broken in every possible way, which makes some hundred and thirty models.
EVERY_FAULT = settings(FUZZ, max_examples=FUZZ.max_examples // 10)

WHO = "acme/urn:pulumi:dev::shop::pulumi-python:dynamic/sagemaker:Model::fuzzed"
DEFAULTS = {"env": "dev"}
MARK = "tOpSeCrEt"
ANYWHERE = models(tuple(REGIONS))


@pytest.fixture(scope="module")
def provider(local_aws: LocalAws) -> Iterator[ModelProvider]:
    """Start a provider that can reach nothing but local AWS."""
    with pytest.MonkeyPatch.context() as patch:
        enter(patch, local_aws.environment())
        started = ModelProvider()
        configuration = {"aws:region": "us-east-1", "aws:defaultTags": {"tags": DEFAULTS}}
        started.configure(dynamic.ConfigureRequest(dynamic.Config(configuration, "shop")))
        yield started


def declared(inputs: Inputs) -> Inputs:
    """Return what the program of a model sends."""
    return {"__provider": "gASV", IDENTITY: WHO, **inputs}


def said(provider: ModelProvider, inputs: Inputs) -> list[str]:
    """Return the failures of a check, none of which may have a property for the engine to quote the value of."""
    failures = provider.check({}, declared(inputs)).failures
    assert {failure.property for failure in failures} <= {""}
    return [failure.reason for failure in failures]


@WITH_CALLS
@given(ANYWHERE)
def test_given_a_model_that_aws_takes_when_refreshed_then_nothing_changes(
    local_aws: LocalAws, provider: ModelProvider, inputs: Inputs
) -> None:
    local_aws.reset()
    news = declared(inputs)
    checked = provider.check({}, news)
    assert checked.failures == []
    created = provider.create(checked.inputs)
    assert created.outs is not None

    refreshed = provider.read(created.id, created.outs)

    assert refreshed.inputs is not None
    again = provider.check(refreshed.inputs, news)
    assert again.failures == []
    difference = provider.diff(created.id, refreshed.outs or {}, again.inputs)
    assert (difference.changes, difference.replaces) == (False, [])
    assert list(local_aws.models(inputs.get("region", "us-east-1"))) == [created.id]


@EVERY_FAULT
@given(ANYWHERE)
def test_given_one_fault_when_checked_then_one_sentence_names_its_place(
    provider: ModelProvider, inputs: Inputs
) -> None:
    for fault in faults(inputs):
        (reason,) = said(provider, fault.inputs)
        assert reason.startswith(f"{fault.path}: "), fault.kind


def test_given_the_faults_that_are_tried_when_counted_then_every_rule_is_among_them() -> None:
    tried: Counter[str] = Counter()

    @settings(FUZZ, max_examples=50, derandomize=True)
    @given(ANYWHERE)
    def count(inputs: Inputs) -> None:
        tried.update(fault.kind for fault in faults(inputs))

    count()

    rules = {rule.check.__name__ for rule in cross_field.RULES}
    assert tried.keys() == rules | {"type", "required", "min", "max", "pattern", "enum", "unknown member", "reserved"}


@st.composite
def crossed(draw: st.DrawFn) -> Inputs:
    """Draw a model with properties of another one, which may or may not go together."""
    one, other = draw(ANYWHERE), draw(ANYWHERE)
    for key in draw(st.sets(st.sampled_from(sorted(other)), max_size=1)):
        one[key] = other[key]
    into, out_of = containers(one), containers(other)
    for key in draw(st.sets(st.sampled_from(sorted(out_of[0])), max_size=3)):
        into[-1][key] = out_of[0][key]
    return one


def containers(inputs: Inputs) -> list[Inputs]:
    """Return the containers of a model, whichever way they are declared."""
    return [inputs["primaryContainer"]] if "primaryContainer" in inputs else list(inputs["containers"])


@WITH_CALLS
@given(crossed())
def test_given_any_model_that_the_check_lets_pass_when_created_then_aws_takes_it(
    local_aws: LocalAws, provider: ModelProvider, inputs: Inputs
) -> None:
    checked = provider.check({}, declared(inputs))
    if not checked.failures:
        local_aws.reset()
        created = provider.create(checked.inputs)
        assert list(local_aws.models(checked.inputs["region"])) == [created.id]


def spots(inputs: Inputs) -> list[tuple[Any, Any]]:
    """Return every holder and key of a model's values, blocks after what is in them."""
    inner = [(place.holder, place.key) for place in places(inputs)]
    tags = [(inputs["tags"], key) for key in inputs.get("tags", {})]
    outer = [(inputs, key) for key in ("tags", "triggers", "region", "name") if key in inputs]
    return [*reversed(inner), *tags, *outer]


@FUZZ
@given(ANYWHERE, st.data())
def test_given_unknowns_anywhere_when_checked_and_compared_then_nothing_is_said(
    provider: ModelProvider, inputs: Inputs, data: st.DataObject
) -> None:
    before = {**provider.check({}, declared(inputs)).inputs, "arn": "arn"}
    there = spots(inputs)
    unknown = data.draw(st.sets(st.sampled_from(range(len(there))), max_size=8))
    for index in unknown:
        holder, key = there[index]
        holder[key] = UNKNOWN

    checked = provider.check(before, declared(inputs))

    assert checked.failures == []
    assert provider.diff(before["name"], before, checked.inputs).changes is bool(unknown)


@FUZZ
@given(ANYWHERE, st.data())
def test_given_secrets_and_unknowns_when_checked_then_no_sentence_quotes_a_value(
    provider: ModelProvider, inputs: Inputs, data: st.DataObject
) -> None:
    secrets = st.sampled_from(
        [
            MARK,
            MARK * 300,
            f"-{MARK}\n",
            f"arn:aws:iam::1234567:role/{MARK}",
            f"arn:aws-{MARK.lower()}:sagemaker:us-east-1:123456789012:model-package/{MARK}",
            f"s3://{MARK}",
            f"https://{MARK}.s3.{MARK}.amazonaws.com/{MARK}",
            f"123456789012.dkr.ecr.{MARK}.{MARK}/{MARK}",
            [MARK],
            {"key": MARK},
            UNKNOWN,
        ]
    )
    there = spots(inputs)
    for index in sorted(data.draw(st.sets(st.sampled_from(range(len(there))), min_size=1, max_size=8))):
        holder, key = there[index]
        holder[key] = data.draw(secrets)

    assert not [reason for reason in said(provider, inputs) if MARK.lower() in reason.lower()]
