"""The engine's questions in the engine's order, against SageMaker in memory: names, replacement, recovery, refresh."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any

import pulumi
import pytest
from hypothesis import given
from pulumi import dynamic
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.output import UNKNOWN

from pulumi_sagemaker_model import errors, model_settings, naming, operations
from pulumi_sagemaker_model.aws import redaction
from pulumi_sagemaker_model.aws.timings import LEFTOVER_AGE
from pulumi_sagemaker_model.codec import timestamp
from pulumi_sagemaker_model.program import options
from pulumi_sagemaker_model.properties import (
    AWS_PROVIDER,
    IDENTITY,
    IMPORTED,
    RETAINED,
    SECRETS,
    TAGGED,
    all_tags,
    content,
)
from pulumi_sagemaker_model.provider import ModelProvider
from pulumi_sagemaker_model.update_tracker import UpdateTracker
from tests.unit.provider.models import ROLE, VPC, container, model, models
from tests.unit.provider.sagemaker import FakeSageMaker, arn_of

WHO = "acme/urn:pulumi:dev::shop::pulumi-python:dynamic/sagemaker:Model::fraud"
REGION = {"aws:region": "us-east-1"}
OWN, DEFAULTS = {"team": "search"}, {"env": "dev"}

Process = Callable[..., ModelProvider]


@contextmanager
def processes(sagemaker: FakeSageMaker) -> Iterator[Process]:
    """Yield what starts a provider process: nothing learned yet, the stack's configuration, one region of AWS."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "client_for", lambda _settings, region: {"us-east-1": sagemaker}[region])

        def start(**configuration: Any) -> ModelProvider:
            patch.setattr(operations, "_tracker", UpdateTracker())
            provider = ModelProvider()
            given = {key if ":" in key else f"aws:{key}": value for key, value in configuration.items()}
            settings = {**REGION, **given}
            provider.configure(dynamic.ConfigureRequest(dynamic.Config(settings, "shop")))
            return provider

        yield start


@pytest.fixture
def sagemaker() -> FakeSageMaker:
    return FakeSageMaker()


@pytest.fixture
def process(sagemaker: FakeSageMaker) -> Iterator[Process]:
    with processes(sagemaker) as start:
        yield start


@pytest.fixture(autouse=True)
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what the provider tells the engine's log."""
    lines: list[str] = []
    for level in ("debug", "info", "warn"):
        monkeypatch.setattr(pulumi.log, level, lambda line, level=level: lines.append(f"{level}: {line}"))
    return lines


def declared(**changes: Any) -> dict[str, Any]:
    """Return what the program of an automatically named model sends."""
    return model(**{"__provider": "gASV", IDENTITY: WHO, **changes})


def named(name: str, **changes: Any) -> dict[str, Any]:
    """Return what the program of a model with a given name sends."""
    return declared(name=name, **changes)


def checked(provider: ModelProvider, olds: dict[str, Any], news: dict[str, Any]) -> dict[str, Any]:
    """Return checked inputs, of which nothing is wrong."""
    result = provider.check(olds, news)
    assert [failure.reason for failure in result.failures] == []
    return result.inputs


def created(provider: ModelProvider, news: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Create a resource as the engine does; return its id and state."""
    result = provider.create(checked(provider, {}, news))
    assert result.outs is not None
    return result.id, result.outs


def replaced(provider: ModelProvider, id_: str, state: dict[str, Any], news: dict[str, Any]) -> tuple[str, Any]:
    """Replace a changed resource as the engine does, up to the deletion of the old one; return the new id and state."""
    inputs = checked(provider, state, news)
    assert provider.diff(id_, state, inputs).replaces
    return created(provider, news)


def aged(sagemaker: FakeSageMaker, name: str, age: timedelta = LEFTOVER_AGE.duration) -> None:
    """Make a model older than an interrupted update plausibly is."""
    sagemaker.models[name]["CreationTime"] -= age + timedelta(minutes=1)


def derived(predecessor: str | None = None, **changes: Any) -> str:
    """Return the name that a declared model gets in place of `predecessor`."""
    return naming.automatic(WHO, content(declared(region="us-east-1", **changes)), predecessor)


class TestCheck:
    def test_given_a_valid_model_when_checked_then_region_tags_and_name_are_filled_in(self, process: Process) -> None:
        news = declared(tags=OWN)

        defaults = {**DEFAULTS, "team": "none"}
        result = checked(process(defaultTags={"tags": defaults}), {}, news)

        assert result == {**news, "region": "us-east-1", "defaultTags": defaults, "name": derived()}
        assert all_tags(result) == {**DEFAULTS, **OWN}

    def test_given_a_name_when_checked_then_it_is_kept_and_no_identity_goes_into_state(self, process: Process) -> None:
        result = checked(process(), {}, named("fraud"))

        assert result["name"] == "fraud"
        assert IDENTITY not in result

    @pytest.mark.parametrize(("own", "region"), [("eu-west-1", "eu-west-1"), ("", "us-east-1"), (UNKNOWN, UNKNOWN)])
    def test_given_a_region_of_its_own_when_checked_then_it_comes_before_the_stacks(
        self, process: Process, own: Any, region: Any
    ) -> None:
        news = declared(region=own, primaryContainer={"modelPackageName": "scores"})

        assert checked(process(), {}, news)["region"] == region

    def test_given_11_digit_account_when_checked_then_failure_without_property_says_so(self, process: Process) -> None:
        news = declared(executionRoleArn="arn:aws:iam::12345678901:role/r", enableNetworkIsolation="yes")

        result = process().check({}, news)

        assert [(failure.property, failure.reason) for failure in result.failures] == [
            (
                "",
                (
                    "executionRoleArn: has 11 digits in its account, not 12; "
                    "give the ARN of an IAM role, arn:aws:iam::ACCOUNT:role/NAME"
                ),
            ),
            ("", "enableNetworkIsolation: is a string; give true or false"),
        ]
        assert result.inputs == news

    @pytest.mark.parametrize(
        ("configuration", "sentence"),
        [
            (
                {"region": None},
                "region: is not set; set it on the model, with pulumi config set aws:region, or in AWS_REGION",
            ),
            ({"region": 7.0}, "aws:region is not a string; set it with: pulumi config set aws:region VALUE"),
            (
                {"sagemaker:deleteInUse": "never"},
                (
                    "sagemaker:deleteInUse is not keep, refuse, warn or allow; set it with: "
                    "pulumi config set sagemaker:deleteInUse VALUE"
                ),
            ),
            ({"region": "us east 1"}, "region: is no AWS region; give one such as us-east-1"),
            (
                {"region": None, "profile": "absent"},
                "the AWS configuration cannot be used: The config profile (absent) could not be found",
            ),
            (
                {"defaultTags": {"tags": {"aws:x": "y"}}},
                (
                    'aws:defaultTags.tags["aws:x"]: has a key that begins with aws:, which AWS keeps for itself; '
                    "rename the tag"
                ),
            ),
            (
                {"defaultTags": {"tags": {f"tag-{index}": "" for index in range(51)}}},
                "tags: has 51 tags with the stack's default tags, at most 50 are allowed; drop some",
            ),
        ],
    )
    def test_given_unusable_settings_when_checked_then_failure_without_property_says_so(
        self, process: Process, configuration: dict[str, Any], sentence: str
    ) -> None:
        failures = process(**configuration).check({}, declared()).failures

        assert [(failure.property, failure.reason) for failure in failures] == [("", sentence)]

    @pytest.mark.parametrize(
        ("changes", "name"),
        [
            ({"executionRoleArn": UNKNOWN}, UNKNOWN),
            ({"vpcConfig": {**VPC, "subnets": [UNKNOWN]}}, UNKNOWN),
            ({IDENTITY: UNKNOWN}, UNKNOWN),
            ({"tags": {"team": UNKNOWN}}, derived()),
            ({"tags": UNKNOWN}, derived()),
        ],
    )
    def test_given_an_unknown_when_checked_then_only_a_name_that_needs_it_is_unknown(
        self, process: Process, changes: dict[str, Any], name: Any
    ) -> None:
        assert checked(process(), {}, declared(**changes))["name"] == name

    def test_given_unknown_tags_when_checked_then_all_tags_are_unknown(self, process: Process) -> None:
        result = checked(process(defaultTags={"tags": DEFAULTS}), {}, declared(tags=UNKNOWN))

        assert (result["tags"], result["defaultTags"]) == (UNKNOWN, DEFAULTS)
        assert all_tags(result) is UNKNOWN

    def test_given_a_model_in_state_when_unchanged_or_retagged_then_it_keeps_its_name(self, process: Process) -> None:
        state = {**declared(region="us-east-1"), "name": "fraud-in-state"}

        default = container(multiModelConfig={"modelCacheSetting": "Enabled"})["primaryContainer"]

        for changes in ({}, {"tags": OWN}, {"enableNetworkIsolation": False}, {"primaryContainer": default}):
            assert checked(process(), state, declared(**changes))["name"] == "fraud-in-state"

    def test_given_name_in_state_when_replaced_then_both_checks_derive_same_name_from_it(
        self, process: Process
    ) -> None:
        provider = process()
        state = {**declared(region="us-east-1"), "name": "fraud-in-state"}
        news = declared(enableNetworkIsolation=True)

        names = [checked(provider, olds, news)["name"] for olds in (state, {})]

        assert names == [derived("fraud-in-state", enableNetworkIsolation=True)] * 2

    def test_given_fixed_name_in_state_when_program_gives_none_then_name_derives_from_it(
        self, process: Process
    ) -> None:
        state = {**model(), "name": "fraud", "region": "us-east-1", "__provider": "gASV"}

        assert checked(process(), state, declared())["name"] == derived("fraud")

    def test_given_two_resources_replaced_at_once_then_each_name_has_its_own_predecessor(
        self, process: Process
    ) -> None:
        provider = process()
        news = declared(enableNetworkIsolation=True)
        for who, name in ((WHO, "fraud-1"), (WHO + "-2", "fraud-2")):
            state = {**declared(region="us-east-1"), "name": name, IDENTITY: who}
            checked(provider, state, {**news, IDENTITY: who})

        assert checked(provider, {}, news)["name"] == derived("fraud-1", enableNetworkIsolation=True)


def test_given_an_import_by_a_transform_when_checked_then_one_sentence_refuses_it(process: Process) -> None:
    failures = process().check({}, named("fraud", **{IMPORTED: True})).failures

    assert [(failure.property, failure.reason) for failure in failures] == [("", options.IMPORT)]


class TestRetained:
    """`retain_on_delete`, which the engine keeps to itself."""

    SENTENCE = (
        "name: the model that has it stays, as retain_on_delete says, and its replacement cannot have it; give another "
        "name, or none and one is derived, or first run pulumi up without that option and any other change"
    )

    def test_given_retained_model_when_replaced_then_failure_says_given_name_stays_taken(
        self, process: Process
    ) -> None:
        provider = process()
        olds = checked(provider, {}, named("fraud", **{RETAINED: True}))

        failures = process().check(olds, named("fraud", enableNetworkIsolation=True, **{RETAINED: True})).failures

        assert [(failure.property, failure.reason) for failure in failures] == [("", self.SENTENCE)]

    @pytest.mark.parametrize(
        "news",
        [
            named("fraud", **{RETAINED: True}),
            named("fraud", tags=OWN, **{RETAINED: True}),
            named("fraud-2", enableNetworkIsolation=True, **{RETAINED: True}),
            declared(enableNetworkIsolation=True, **{RETAINED: True}),
            named("fraud"),
        ],
        ids=["nothing", "tags", "another name", "no name", "the option"],
    )
    def test_given_retained_model_when_no_replacement_needs_name_then_nothing_is_refused(
        self, process: Process, news: dict[str, Any]
    ) -> None:
        provider = process()
        olds = checked(provider, {}, named("fraud", **{RETAINED: True}))

        assert checked(process(), olds, news)

    def test_given_option_when_created_updated_and_read_then_outputs_do_not_have_it(self, process: Process) -> None:
        provider = process()
        inputs = checked(provider, {}, named("fraud", tags=OWN, **{RETAINED: True}))
        outs = provider.create(inputs).outs or {}
        retagged = provider.update("fraud", outs, {**inputs, "tagsAll": DEFAULTS}).outs or {}
        read = provider.read("fraud", {**retagged, RETAINED: True})

        assert inputs[RETAINED] is True
        assert all(RETAINED not in properties for properties in (outs, retagged, read.outs or {}, read.inputs or {}))

    def test_given_a_derived_name_when_the_option_changes_then_an_update_calls_nothing(
        self, process: Process, sagemaker: FakeSageMaker
    ) -> None:
        """The state has to say it: a refresh loses inputs, and what is retained may never be deleted later."""
        id_, state = created(process(), declared())
        for news in (declared(**{RETAINED: True}), declared()):
            provider = process()
            inputs = checked(provider, state, news)
            assert provider.diff(id_, state, inputs).changes is True
            sagemaker.calls.clear()
            state = provider.update(id_, state, inputs).outs or {}
            assert sagemaker.calls == []
            assert provider.diff(id_, state, checked(provider, inputs, news)).changes is False

    def test_given_the_option_when_it_comes_and_goes_then_there_is_nothing_to_do(self, process: Process) -> None:
        provider = process()
        id_, state = created(provider, named("fraud"))

        for news in (named("fraud", **{RETAINED: True}), named("fraud")):
            assert provider.diff(id_, state, checked(provider, state, news)).changes is False


class TestDiff:
    @pytest.mark.parametrize(
        ("changes", "answer"),
        [
            ({}, (False, [], False)),
            ({"tags": OWN}, (True, [], False)),
            ({"enableNetworkIsolation": True}, (True, ["enableNetworkIsolation"], False)),
            ({"name": "fraud"}, (True, ["name"], False)),
        ],
    )
    def test_given_a_change_when_compared_then_the_engine_hears_what_to_do(
        self, process: Process, changes: dict[str, Any], answer: tuple[bool, list[str], bool]
    ) -> None:
        provider = process()
        id_, state = created(provider, declared())

        result = provider.diff(id_, state, checked(provider, state, declared(**changes)))

        assert (result.changes, result.replaces, result.delete_before_replace) == answer

    def test_given_state_of_other_dynamic_resource_when_compared_then_a_sentence_says_so(
        self, process: Process
    ) -> None:
        provider = process()

        with pytest.raises(errors.ModelError) as refusal:
            provider.diff("id", {"__provider": "gASV", "length": 8.0}, checked(provider, {}, declared()))

        assert str(refusal.value) == (
            "the stack has this name for a dynamic resource that is no model; give one of the two another name"
        )

    def test_given_a_fixed_name_that_stays_when_replaced_then_the_old_model_goes_first(self, process: Process) -> None:
        provider = process()
        id_, state = created(provider, named("fraud"))

        result = provider.diff(id_, state, checked(provider, state, named("fraud", enableNetworkIsolation=True)))

        assert (result.replaces, result.delete_before_replace) == (["enableNetworkIsolation"], True)


class TestCreate:
    def test_given_new_model_when_created_then_state_is_its_inputs_and_what_aws_decided(
        self, process: Process, sagemaker: FakeSageMaker
    ) -> None:
        provider = process(defaultTags={"tags": DEFAULTS})
        inputs = checked(provider, {}, declared(tags=OWN))

        result = provider.create(inputs)

        assert result.id == derived()
        assert result.outs is not None
        assert result.outs.pop("creationTime").endswith("Z")
        assert result.outs.pop(TAGGED).endswith("Z")
        assert result.outs == {**inputs, "arn": arn_of(result.id)}
        assert sagemaker.tagged[result.id] == {**OWN, **DEFAULTS}

    def test_given_an_answer_without_a_date_when_created_then_refresh_fills_in_the_rest(
        self, process: Process, sagemaker: FakeSageMaker
    ) -> None:
        sagemaker.dated = False

        id_, state = created(process(), declared())

        assert (id_, state["arn"]) == (derived(), arn_of(derived()))
        assert "creationTime" not in state
        refreshed = process().read(id_, state).outs or {}
        assert refreshed["creationTime"] == timestamp(sagemaker.models[id_]["CreationTime"])

    def test_given_a_refusal_when_created_then_it_is_the_users_to_read(
        self, process: Process, sagemaker: FakeSageMaker
    ) -> None:
        sagemaker.refusals["create"] = errors.LimitExceededError("the quota is used up")

        with pytest.raises(errors.LimitExceededError, match="the quota is used up"):
            created(process(), declared())

    def test_given_interrupted_updates_model_when_created_then_taken_over_with_new_tags(
        self, process: Process, sagemaker: FakeSageMaker, said: list[str]
    ) -> None:
        created(process(), declared(tags={"team": "ads", "old": ""}))

        id_, state = created(process(), declared(tags=OWN))

        assert (id_, state["arn"]) == (derived(), arn_of(derived()))
        assert sagemaker.models.keys() == {id_}
        assert sagemaker.tagged[id_] == OWN
        assert said == [
            f"info: model {id_} was there already and is taken over, as an earlier update of this program made it"
        ]

    @pytest.mark.parametrize("difference", ["age", "content"])
    def test_given_others_model_of_derived_name_then_it_stays_and_ours_has_another_name(
        self, process: Process, sagemaker: FakeSageMaker, said: list[str], difference: str
    ) -> None:
        theirs, _ = created(process(), declared())
        if difference == "age":
            aged(sagemaker, theirs)
        else:
            sagemaker.models[theirs]["EnableNetworkIsolation"] = True
        before = dict(sagemaker.models[theirs])

        id_, state = created(process(), declared())

        assert (id_, state["name"], state["arn"]) == (derived(theirs), derived(theirs), arn_of(derived(theirs)))
        assert sagemaker.models[theirs] == before
        assert said == [f"warn: a model named {theirs} is there already and stays; this one is named {id_}"]

    def test_given_a_model_under_its_second_name_when_previewed_then_nothing_changes(
        self, process: Process, sagemaker: FakeSageMaker
    ) -> None:
        theirs, _ = created(process(), declared())
        aged(sagemaker, theirs)
        inputs = checked(process(), {}, declared())
        result = process().create(inputs)
        assert result.outs is not None

        provider = process()
        again = checked(provider, inputs, declared())

        assert provider.diff(result.id, result.outs, again).changes is False

    def test_given_all_derived_names_taken_when_created_then_sentence_asks_for_a_name(
        self, process: Process, sagemaker: FakeSageMaker
    ) -> None:
        for _ in range(3):
            taken, _state = created(process(), declared())
            aged(sagemaker, taken)

        with pytest.raises(errors.AlreadyExistsError) as raised:
            created(process(), declared())

        assert str(raised.value) == f"models of the names derived for {WHO} exist already; give the model a name"
        assert len(sagemaker.models) == 3

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            (
                {},
                (
                    "a model named fraud exists already, just as declared; if it is yours, take it over by "
                    "adopt_existing=True, else give another name, or none and one is derived"
                ),
            ),
            (
                {"enableNetworkIsolation": True, "adoptExisting": True},
                (
                    "a model named fraud exists already and differs in enableNetworkIsolation; "
                    "give another name, or none and one is derived"
                ),
            ),
        ],
    )
    def test_given_model_of_fixed_name_then_left_alone_and_error_says_how_it_differs(
        self, process: Process, sagemaker: FakeSageMaker, changes: dict[str, Any], sentence: str
    ) -> None:
        created(process(), named("fraud", tags=OWN))
        before = dict(sagemaker.models["fraud"])

        with pytest.raises(errors.AlreadyExistsError) as refusal:
            created(process(), named("fraud", **changes))

        assert str(refusal.value) == sentence
        assert (sagemaker.models["fraud"], sagemaker.tagged["fraud"]) == (before, OWN)

    def test_given_leave_to_adopt_then_an_identical_model_of_any_age_is_taken_over(
        self, process: Process, sagemaker: FakeSageMaker, said: list[str]
    ) -> None:
        created(process(), named("fraud", tags=OWN))
        aged(sagemaker, "fraud", timedelta(days=400))

        id_, state = created(process(), named("fraud", tags=DEFAULTS, adoptExisting=True))

        assert (id_, state["arn"]) == ("fraud", arn_of("fraud"))
        assert sagemaker.tagged["fraud"] == DEFAULTS
        assert said == ["info: model fraud was there already and is taken over, as adopt_existing says so"]

    def test_given_two_resources_of_one_name_when_both_may_adopt_then_one_has_the_model(self, process: Process) -> None:
        provider = process()
        assert created(provider, named("fraud", adoptExisting=True))[0] == "fraud"

        with pytest.raises(errors.AlreadyExistsError, match="another resource of this program has model fraud; give"):
            created(provider, named("fraud", adoptExisting=True))

    def test_given_renamed_resource_when_another_gets_its_old_name_then_it_has_own_model(
        self, process: Process
    ) -> None:
        id_, state = created(process(), declared())
        provider = process()
        renamed = checked(provider, state, declared(**{IDENTITY: f"{WHO}-2"}))
        assert not provider.diff(id_, state, renamed).changes

        assert created(provider, declared())[0] == derived(predecessor=id_) != id_

    def test_given_leave_to_adopt_then_aws_is_not_asked_to_make_what_is_there(
        self, process: Process, sagemaker: FakeSageMaker
    ) -> None:
        created(process(), named("fraud"))
        sagemaker.refusals["create"] = errors.AccessDeniedError("you may not hand this execution role to SageMaker")

        assert created(process(), named("fraud", adoptExisting=True))[0] == "fraud"

    @pytest.mark.parametrize(("age", "ours"), [(timedelta(0), True), (timedelta(seconds=1), False), (None, False)])
    def test_given_lost_answer_then_only_a_model_made_since_the_call_began_is_taken_over(
        self, process: Process, sagemaker: FakeSageMaker, age: timedelta | None, *, ours: bool
    ) -> None:
        """The SDK sent the request again after a broken connection, and AWS had acted on the first, or had not."""
        created(process(), named("fraud"))
        taken = errors.AlreadyExistsError("a model named fraud exists already")
        taken.lost_since = None if age is None else sagemaker.models["fraud"]["CreationTime"] + age
        sagemaker.refusals["create"] = taken

        if ours:
            assert created(process(), named("fraud"))[0] == "fraud"
        else:
            with pytest.raises(errors.AlreadyExistsError, match="just as declared; if it is yours, take it over"):
                created(process(), named("fraud"))

    def test_given_a_model_that_was_adopted_when_its_original_is_deleted_then_it_stays(
        self, process: Process, sagemaker: FakeSageMaker
    ) -> None:
        """A forced replacement of a model with a given name, which may be adopted, finds itself."""
        id_, state = created(process(), named("fraud", adoptExisting=True))
        provider = process()

        created(provider, named("fraud", adoptExisting=True))
        provider.delete(id_, state)

        assert sagemaker.models.keys() == {"fraud"}


class TestLeftovers:
    """What a killed update made, and an edited program asks for no more."""

    def test_given_an_edited_program_when_created_then_the_leftover_is_named_and_stays(
        self, process: Process, sagemaker: FakeSageMaker, said: list[str]
    ) -> None:
        left, _ = created(process(), declared())

        id_, _ = created(process(), declared(enableNetworkIsolation=True))

        assert said == [
            (
                f"warn: an interrupted update of this program left model {left}, which nothing knows unless this "
                "update deletes it or a stack elsewhere has it; if not, run: "
                f"aws sagemaker delete-model --region us-east-1 --model-name {left}"
            )
        ]
        assert sagemaker.models.keys() == {left, id_}

    def test_given_a_replacement_when_created_then_only_what_no_state_has_is_named(
        self, process: Process, said: list[str]
    ) -> None:
        old, state = created(process(), declared())
        left, _ = replaced(process(), old, state, declared(triggers={"release": "1"}))

        replaced(process(), old, state, declared(triggers={"release": "2"}))

        [warning] = said
        assert f"left model {left}, which" in warning
        assert old not in warning

    def test_given_what_this_process_made_when_created_then_it_is_not_named(
        self, process: Process, said: list[str]
    ) -> None:
        provider = process()
        old, state = created(provider, declared())
        middle, middle_state = replaced(provider, old, state, declared(triggers={"release": "1"}))

        replaced(provider, middle, middle_state, declared(triggers={"release": "2"}))

        assert said == []

    def test_given_what_this_process_deleted_when_created_then_it_is_not_named(
        self, process: Process, sagemaker: FakeSageMaker, said: list[str]
    ) -> None:
        """A replacement by force, with the old model deleted first; AWS listed the models before that."""
        old, state = created(process(), declared())
        provider = process()
        listed = dict(sagemaker.models)
        provider.delete(old, state)
        sagemaker.listed = listed

        created(provider, declared(triggers={"release": "1"}))

        assert said == []

    @pytest.mark.parametrize("other", ["old", "of another resource", "given name"])
    def test_given_models_of_no_interrupted_update_when_created_then_they_are_not_named(
        self, process: Process, sagemaker: FakeSageMaker, said: list[str], other: str
    ) -> None:
        changes = {IDENTITY: f"{WHO}-two"} if other == "of another resource" else {}
        name, _ = created(process(), declared(**changes))
        if other == "old":
            aged(sagemaker, name)

        created(process(), declared(enableNetworkIsolation=True, **({"name": "n"} if other == "given name" else {})))

        assert said == []

    def test_given_no_leave_to_list_when_created_then_only_the_debug_log_says_so(
        self, process: Process, sagemaker: FakeSageMaker, said: list[str]
    ) -> None:
        sagemaker.refusals["named_alike"] = errors.AccessDeniedError("you may not")

        id_, _ = created(process(), declared())

        assert sagemaker.models.keys() == {id_}
        assert said == ["debug: models that an interrupted update left could not be looked for: you may not"]

    def test_given_an_account_to_leave_alone_when_created_then_no_model_is_made(
        self, process: Process, sagemaker: FakeSageMaker
    ) -> None:
        sagemaker.refusals["named_alike"] = errors.WrongAccountError("not in this account")

        with pytest.raises(errors.WrongAccountError, match="not in this account"):
            created(process(), declared())

        assert sagemaker.models == {}

    def test_given_a_model_when_created_then_leftovers_are_looked_for_before(
        self, process: Process, sagemaker: FakeSageMaker
    ) -> None:
        id_, _ = created(process(), declared())

        assert sagemaker.calls == [f"{call} {id_}" for call in ("named_alike", "create")]


class TestSucceed:
    """The stack has the model by pulumi-aws or aws-native, and the engine asks as if it had been ours."""

    @pytest.mark.parametrize("known", [{"name": "Fraud-1", "arn": arn_of("Fraud-1")}, {"modelName": "Fraud-1"}])
    @pytest.mark.parametrize("declare", [declared, partial(declared, name="Fraud-1")], ids=["no name", "its name"])
    def test_given_the_same_model_when_taken_over_then_only_its_tags_change(
        self, process: Process, sagemaker: FakeSageMaker, known: dict[str, str], declare: Callable[..., dict[str, Any]]
    ) -> None:
        created(process(), named("Fraud-1", tags=DEFAULTS))
        theirs = {**known, "primaryContainer": {"image": "as they spell it", "modelDataUrl": ""}}
        provider = process()

        news = checked(provider, theirs, declare(tags=OWN))
        difference = provider.diff("an id", theirs, news)
        state = provider.update("an id", theirs, news).outs or {}

        assert (difference.changes, difference.replaces) == (True, [])
        assert (state["name"], state["arn"]) == ("Fraud-1", arn_of("Fraud-1"))
        assert sagemaker.tagged["Fraud-1"] == OWN
        again = checked(process(), state, declare(tags=OWN))
        assert not provider.diff("an id", state, again).changes
        refreshed = process().read("an id", state)
        assert (refreshed.id, refreshed.outs) == ("Fraud-1", state)

    @pytest.mark.parametrize(
        ("changes", "replaces", "first"),
        [
            ({"enableNetworkIsolation": True}, ["enableNetworkIsolation"], False),
            ({"enableNetworkIsolation": True, "name": "fraud"}, ["enableNetworkIsolation"], True),
            ({"name": "other"}, ["name"], False),
            ({"name": UNKNOWN}, ["name"], False),
            ({"region": UNKNOWN}, ["region"], False),
        ],
    )
    def test_given_another_model_when_compared_then_it_is_replaced(
        self, process: Process, changes: dict[str, Any], replaces: list[str], *, first: bool
    ) -> None:
        created(process(), named("fraud"))
        provider, theirs = process(), {"name": "fraud"}

        difference = provider.diff("fraud", theirs, checked(provider, theirs, declared(**changes)))

        assert (difference.replaces, difference.delete_before_replace) == (replaces, first)

    @pytest.mark.parametrize("key", ["arn", "modelArn"])
    def test_given_the_name_elsewhere_when_compared_then_it_is_not_the_same_model(
        self, process: Process, key: str
    ) -> None:
        created(process(), named("fraud"))
        provider, theirs = process(), {"name": "fraud", key: arn_of("fraud").replace("us-east-1", "eu-west-1")}
        news = checked(provider, theirs, named("fraud"))

        assert provider.diff("fraud", theirs, news).replaces == ["region"]
        with pytest.raises(errors.WrongAccountError):
            provider.diff("fraud", {**theirs, key: arn_of("fraud").replace("123456789012", "210987654321")}, news)

    def test_given_no_model_when_compared_then_none_is_made_for_other_provider_to_delete(
        self, process: Process
    ) -> None:
        provider, theirs = process(), {"name": "fraud"}
        news = checked(provider, theirs, named("fraud"))

        with pytest.raises(errors.NotFoundError):
            provider.diff("fraud", theirs, news)


class TestReplace:
    def test_given_new_content_when_replaced_then_old_model_goes_after_the_new_one_came(
        self, process: Process, sagemaker: FakeSageMaker
    ) -> None:
        old, state = created(process(), declared())
        provider = process()

        new, _ = replaced(provider, old, state, declared(enableNetworkIsolation=True))
        provider.delete(old, state)

        assert sagemaker.models.keys() == {new} == {derived(old, enableNetworkIsolation=True)}

    def test_given_earlier_content_when_gone_back_to_then_the_model_has_a_third_name(
        self, process: Process, sagemaker: FakeSageMaker
    ) -> None:
        first, state = created(process(), declared())
        provider = process()
        second, other_state = replaced(provider, first, state, declared(enableNetworkIsolation=True))
        provider.delete(first, state)

        provider = process()
        third, _ = replaced(provider, second, other_state, declared())
        provider.delete(second, other_state)

        assert len({first, second, third}) == 3
        assert sagemaker.models.keys() == {third}

    def test_given_replacement_killed_before_end_when_run_again_then_one_model_remains(
        self, process: Process, sagemaker: FakeSageMaker
    ) -> None:
        old, state = created(process(), declared())
        killed, _ = replaced(process(), old, state, declared(enableNetworkIsolation=True))

        provider = process()
        new, _ = replaced(provider, old, state, declared(enableNetworkIsolation=True))
        provider.delete(old, state)

        assert new == killed
        assert sagemaker.models.keys() == {new}

    def test_given_unchanged_young_model_when_replaced_by_force_then_it_replaces_itself(
        self, process: Process, sagemaker: FakeSageMaker, said: list[str]
    ) -> None:
        old, state = created(process(), declared())
        provider = process()

        new, _ = created(provider, declared())
        provider.delete(old, state)

        assert new == old
        assert sagemaker.models.keys() == {old}
        assert said[-1] == f"info: model {old} stays: it is what replaced itself"

    def test_given_unchanged_old_model_when_replaced_by_force_then_another_replaces_it(
        self, process: Process, sagemaker: FakeSageMaker
    ) -> None:
        old, state = created(process(), declared())
        aged(sagemaker, old)
        provider = process()

        new, _ = created(provider, declared())
        provider.delete(old, state)

        assert sagemaker.models.keys() == {new} == {derived(old)}

    def test_given_unchanged_model_when_diffed_and_replaced_after_all_then_old_one_goes(
        self, process: Process, sagemaker: FakeSageMaker
    ) -> None:
        old, state = created(process(), declared())
        aged(sagemaker, old)
        provider = process()
        assert provider.diff(old, state, checked(provider, state, declared())).changes is False

        new, _ = created(provider, declared())
        provider.delete(old, state)

        assert sagemaker.models.keys() == {new} == {derived(old)}

    def test_given_a_changed_model_when_diffed_and_deleted_then_it_goes(
        self, process: Process, sagemaker: FakeSageMaker
    ) -> None:
        id_, state = created(process(), declared())
        provider = process()
        provider.diff(id_, state, checked(provider, state, declared(enableNetworkIsolation=True)))

        provider.delete(id_, state)

        assert sagemaker.models == {}

    def test_given_unchanged_model_when_what_is_the_same_model_is_deleted_then_it_stays(
        self, process: Process, sagemaker: FakeSageMaker
    ) -> None:
        id_, state = created(process(), declared())
        provider = process()
        provider.diff(id_, state, checked(provider, state, declared()))

        provider.delete(id_, state)

        assert sagemaker.models.keys() == {id_}


MOMENTS: dict[str, tuple[timedelta, bool]] = {
    "the same": (timedelta(0), True),
    "an answer seconds later": (timedelta(seconds=4), True),
    "an answer as late as there is one": (timedelta(seconds=60), True),
    "a moment earlier": (timedelta(seconds=-2), True),
    "no answer of that call": (timedelta(minutes=2), False),
    "of another model": (timedelta(minutes=-2), False),
}


@pytest.mark.parametrize(("late", "stays"), MOMENTS.values(), ids=MOMENTS)
def test_given_a_creation_time_in_state_when_read_then_it_stays_if_it_may_be_right(
    process: Process, sagemaker: FakeSageMaker, late: timedelta, *, stays: bool
) -> None:
    id_, state = created(process(), declared())
    at_aws = sagemaker.models[id_]["CreationTime"]
    state["creationTime"] = timestamp(at_aws + late)

    outs = process().read(id_, state).outs or {}

    assert outs["creationTime"] == (state["creationTime"] if stays else timestamp(at_aws))


class TestRead:
    @given(models())
    def test_given_any_model_when_created_refreshed_and_previewed_then_nothing_changes(
        self, inputs: dict[str, Any]
    ) -> None:
        news = declared(**{**inputs, "region": "us-east-1", "primaryContainer": inputs.get("primaryContainer")})
        with processes(FakeSageMaker()) as start:
            id_, state = created(start(defaultTags={"tags": DEFAULTS}), news)
            result = start(defaultTags={"tags": DEFAULTS}).read(id_, state)
            assert result.inputs is not None
            provider = start(defaultTags={"tags": DEFAULTS})

            difference = provider.diff(id_, result.outs or {}, checked(provider, result.inputs, news))

        assert result.id == id_
        assert content(result.outs or {}) == content(state)
        assert (difference.changes, difference.replaces) == (False, [])

    def test_given_a_model_when_read_then_its_state_is_as_it_was_and_inputs_are_complete(
        self, process: Process
    ) -> None:
        provider = process(defaultTags={"tags": DEFAULTS})
        id_, state = created(provider, declared(tags=OWN, vpcConfig={**VPC, "subnets": ["subnet-2", "subnet-1"]}))

        result = provider.read(id_, state)

        assert (result.id, result.outs) == (id_, state)
        decided = {"arn", "creationTime", TAGGED}
        assert result.inputs == {key: value for key, value in state.items() if key not in decided}

    def test_given_tag_and_isolation_changed_outside_when_read_then_preview_shows_both(
        self, process: Process, sagemaker: FakeSageMaker
    ) -> None:
        provider = process()
        id_, state = created(provider, declared(tags=OWN))
        sagemaker.tagged[id_]["team"] = "ads"
        sagemaker.models[id_]["EnableNetworkIsolation"] = True

        result = provider.read(id_, state)
        assert result.outs is not None
        assert result.inputs is not None
        difference = provider.diff(id_, result.outs, checked(provider, result.inputs, declared(tags=OWN)))

        assert (result.outs["tags"], result.outs["enableNetworkIsolation"]) == ({"team": "ads"}, True)
        assert (difference.changes, difference.replaces) == (True, ["enableNetworkIsolation"])

    @pytest.mark.parametrize("team", ["ads", None])
    def test_given_tags_that_show_late_when_refreshed_then_waited_for_and_are_no_drift(
        self, process: Process, sagemaker: FakeSageMaker, team: str | None
    ) -> None:
        provider = process(ignoreTags='{"keys": ["owner"]}')
        id_, state = created(provider, declared(tags=OWN))
        news = declared(tags={"team": team}) if team else declared()
        outs = provider.update(id_, state, checked(provider, state, news)).outs
        assert outs is not None
        sagemaker.late = [OWN, {**OWN, "owner": "ann"}]

        found = provider.read(id_, outs).outs
        assert found is not None
        assert found == outs
        assert sagemaker.slept == [2, 2]

    @pytest.mark.parametrize(
        ("age", "waited"), [(timedelta(0), 30), (timedelta(seconds=20), 10), (timedelta(hours=1), 0), (None, 0)]
    )
    def test_given_other_tags_when_refreshed_then_drift_as_soon_as_they_cannot_be_late(
        self, process: Process, sagemaker: FakeSageMaker, age: timedelta | None, waited: float
    ) -> None:
        id_, state = created(process(), declared(tags=OWN))
        state.pop(TAGGED)
        if age is not None:
            state[TAGGED] = timestamp(datetime.now(timezone.utc) - age)
        sagemaker.tagged[id_]["team"] = "ads"

        outs = process().read(id_, state).outs

        assert outs is not None
        assert all_tags(outs) == {"team": "ads"}
        assert outs.get(TAGGED) == state.get(TAGGED)
        assert waited - 2 <= sum(sagemaker.slept) <= waited

    def test_given_a_clock_that_is_ahead_when_refreshed_then_the_wait_is_no_longer(
        self, process: Process, sagemaker: FakeSageMaker
    ) -> None:
        id_, state = created(process(), declared(tags=OWN))
        sagemaker.tagged[id_]["team"] = "ads"

        process().read(id_, {**state, TAGGED: timestamp(datetime.now(timezone.utc) + timedelta(days=1))})

        assert sum(sagemaker.slept) == 30

    def test_given_a_model_that_is_no_more_when_refreshed_then_it_is_gone(
        self, process: Process, sagemaker: FakeSageMaker
    ) -> None:
        id_, state = created(process(), declared())
        sagemaker.delete(id_)

        result = process().read(id_, state)

        assert (result.id, result.outs, result.inputs) == ("", {}, None)

    def test_given_namesake_in_other_account_when_refreshed_then_not_taken_for_this_one(self, process: Process) -> None:
        id_, state = created(process(), declared())
        state["arn"] = state["arn"].replace("123456789012", "210987654321")

        with pytest.raises(errors.WrongAccountError, match=f"model {id_} is in account 210987654321, and these AWS"):
            process().read(id_, state)

    def test_given_no_such_model_when_got_by_name_then_error_says_where_it_was_sought(self, process: Process) -> None:
        with pytest.raises(errors.NotFoundError, match="there is no model fraud in us-east-1; correct the id or"):
            process().read("fraud", {"__provider": "gASV", IDENTITY: WHO})

    def test_given_a_model_that_goes_while_it_is_read_then_it_is_gone(
        self, process: Process, sagemaker: FakeSageMaker
    ) -> None:
        id_, state = created(process(), declared())
        sagemaker.refusals["tags"] = errors.NotFoundError("there is no model")

        assert process().read(id_, state).id == ""

    @pytest.mark.parametrize("call", ["describe", "tags"])
    def test_given_a_refusal_when_read_then_it_is_not_taken_for_absence(
        self, process: Process, sagemaker: FakeSageMaker, call: str
    ) -> None:
        id_, state = created(process(), declared())
        sagemaker.refusals[call] = errors.UnreachableError("no answer")

        with pytest.raises(errors.UnreachableError, match="no answer"):
            process().read(id_, state)

    def test_given_model_of_another_stack_when_got_by_name_then_stacks_region_is_asked(self, process: Process) -> None:
        id_, state = created(process(), declared(tags=OWN))

        result = process().read(id_, {"__provider": "gASV"})

        assert result.outs is not None
        assert content(result.outs) == content(state)
        assert {result.outs[key] for key in ("name", "arn", "region")} == {id_, arn_of(id_), "us-east-1"}
        assert result.outs["tags"] == all_tags(result.outs) == OWN

    def test_given_no_region_anywhere_when_read_then_the_sentence_asks_for_one(self, process: Process) -> None:
        with pytest.raises(errors.SettingsError) as raised:
            process(region=None).read("fraud", {})

        assert str(raised.value) == "model fraud cannot be read without a region; set aws:region on the stack"


class TestUpdate:
    @pytest.mark.parametrize(
        ("before", "after", "calls"),
        [
            ({"a": "1"}, {"a": "2"}, ["add_tags"]),
            ({}, {"a": "1"}, ["add_tags"]),
            ({"a": "1"}, {}, ["delete_tags"]),
            ({"a": "1"}, {"b": "1"}, ["add_tags", "delete_tags"]),
            ({f"{n}": "" for n in range(49)}, {"new": ""}, ["add_tags", "delete_tags"]),
            ({f"{n}": "" for n in range(50)}, {"new": ""}, ["delete_tags", "add_tags"]),
            ({"a": "1"}, {"a": "1"}, []),
        ],
    )
    def test_given_other_tags_when_updated_then_new_ones_come_first_while_there_is_room(
        self,
        process: Process,
        sagemaker: FakeSageMaker,
        before: dict[str, str],
        after: dict[str, str],
        calls: list[str],
    ) -> None:
        provider = process()
        id_, state = created(provider, declared(tags=before))
        sagemaker.calls.clear()
        inputs = checked(provider, state, declared(tags=after))

        result = provider.update(id_, state, inputs)

        assert sagemaker.calls == [f"{call} {id_}" for call in calls]
        assert sagemaker.tagged[id_] == after
        assert result.outs is not None
        assert {**result.outs, TAGGED: ""} == {**state, "tags": after, TAGGED: ""}
        assert (TAGGED in result.outs) == bool(before or after)

    def test_given_tags_of_others_when_updated_then_they_stay(self, process: Process, sagemaker: FakeSageMaker) -> None:
        provider = process()
        id_, state = created(provider, declared(tags=OWN))
        sagemaker.tagged[id_]["aws:theirs"] = "x"

        provider.update(id_, state, checked(provider, state, declared()))

        assert sagemaker.tagged[id_] == {"aws:theirs": "x"}

    def test_given_no_creation_time_when_updated_then_its_state_makes_nothing_up(
        self, process: Process, sagemaker: FakeSageMaker
    ) -> None:
        sagemaker.dated = False
        provider = process()
        id_, state = created(provider, declared())

        result = provider.update(id_, state, checked(provider, state, declared(tags=OWN)))

        assert result.outs is not None
        assert result.outs["arn"] == arn_of(id_)
        assert "creationTime" not in result.outs


class TestDelete:
    @pytest.mark.parametrize("news", [declared(), named("fraud")], ids=["derived name", "given name"])
    def test_given_a_whole_life_in_one_process_when_deleted_then_the_model_goes(
        self, process: Process, sagemaker: FakeSageMaker, news: dict[str, Any]
    ) -> None:
        provider = process()
        id_, state = created(provider, news)
        assert not provider.diff(id_, state, checked(provider, state, news)).changes

        provider.delete(id_, state)

        assert sagemaker.models == {}

    def test_given_a_model_when_deleted_then_aws_is_asked_once(
        self, process: Process, sagemaker: FakeSageMaker
    ) -> None:
        id_, state = created(process(), declared())
        sagemaker.calls.clear()

        process().delete(id_, state)

        assert sagemaker.models == {}
        assert sagemaker.calls == [f"{call} {id_}" for call in ("require_account_of", "users_of", "delete")]

    @pytest.mark.parametrize("elsewhere", [False, True], ids=["not told", "told of another"])
    def test_given_no_account_that_fits_when_deleted_then_the_model_in_aws_tells(
        self, process: Process, sagemaker: FakeSageMaker, *, elsewhere: bool
    ) -> None:
        """STS may be out of reach, or another's than the endpoint that SageMaker is asked at."""
        id_, state = created(process(), declared())
        error = errors.WrongAccountError("in another") if elsewhere else errors.UnreachableError("no answer")
        sagemaker.refusals["require_account_of"] = error
        sagemaker.calls.clear()

        process().delete(id_, state)

        assert sagemaker.models == {}
        calls = ("require_account_of", "describe", "users_of", "delete")
        assert sagemaker.calls == [f"{call} {id_}" for call in calls]

    def test_given_a_model_of_the_name_in_another_account_when_deleted_then_it_stays(
        self, process: Process, sagemaker: FakeSageMaker
    ) -> None:
        id_, state = created(process(), declared())
        state["arn"] = state["arn"].replace("123456789012", "210987654321")

        with pytest.raises(errors.WrongAccountError, match=f"model {id_} is in account 210987654321, and these AWS"):
            process().delete(id_, state)

        assert sagemaker.models.keys() == {id_}

    @pytest.mark.parametrize("in_use", ["keep", "refuse", "warn", "allow"])
    def test_given_a_model_that_is_gone_when_deleted_then_its_users_do_not_matter(
        self, process: Process, sagemaker: FakeSageMaker, said: list[str], in_use: str
    ) -> None:
        """An endpoint goes on serving a model that was deleted."""
        id_, state = created(process(), declared())
        sagemaker.models.clear()
        sagemaker.users[id_] = ["endpoint live"]

        process(**{"sagemaker:deleteInUse": in_use}).delete(id_, state)

        assert said == []

    @pytest.mark.parametrize("configured", [{}, {"deleteInUse": "keep"}, {"deleteInUse": "refuse"}])
    def test_given_model_in_use_when_deleted_then_it_stays_and_error_names_the_endpoints(
        self, process: Process, sagemaker: FakeSageMaker, configured: dict[str, str]
    ) -> None:
        id_, state = created(process(), declared())
        sagemaker.users[id_] = ["endpoint live", "endpoint shared (fraud)"]

        with pytest.raises(errors.InUseError) as refusal:
            process(**{"sagemaker:deleteInUse": configured.get("deleteInUse")}).delete(id_, state)

        assert str(refusal.value) == (
            f"model {id_} is in use by endpoint live, endpoint shared (fraud) and stays; point it at another model and "
            "run again, or set sagemaker:deleteInUse to warn, which pulumi destroy takes with --run-program"
        )
        assert sagemaker.models.keys() == {id_}

    def test_given_a_model_in_use_when_deleted_with_a_warning_then_it_goes(
        self, process: Process, sagemaker: FakeSageMaker, said: list[str]
    ) -> None:
        id_, state = created(process(), declared())
        sagemaker.users[id_] = ["endpoint live"]

        process(**{"sagemaker:deleteInUse": "warn"}).delete(id_, state)

        assert sagemaker.models == {}
        assert said == [f"warn: model {id_} is deleted while in use by endpoint live, as sagemaker:deleteInUse says"]

    def test_given_leave_to_delete_when_deleted_then_nobody_looks_for_users(
        self, process: Process, sagemaker: FakeSageMaker, said: list[str]
    ) -> None:
        id_, state = created(process(), declared())
        sagemaker.users[id_] = ["endpoint live"]

        process(**{"sagemaker:deleteInUse": "allow"}).delete(id_, state)

        assert (sagemaker.models, said) == ({}, [])
        assert f"users_of {id_}" not in sagemaker.calls

    def test_given_no_way_to_tell_when_deleted_then_it_goes_with_a_warning(
        self, process: Process, sagemaker: FakeSageMaker, said: list[str]
    ) -> None:
        id_, state = created(process(), declared())
        sagemaker.refusals["users_of"] = errors.AccessDeniedError("you may not")

        process().delete(id_, state)

        assert sagemaker.models == {}
        assert said == [f"warn: could not check whether an endpoint uses model {id_}, which is deleted: you may not"]

    def test_given_a_refusal_when_deleted_then_the_engine_hears_of_it(
        self, process: Process, sagemaker: FakeSageMaker
    ) -> None:
        id_, state = created(process(), declared())
        sagemaker.refusals["delete"] = errors.AccessDeniedError("you may not")

        with pytest.raises(errors.AccessDeniedError):
            process().delete(id_, state)


LOSSES: dict[str, Callable[[ModelProvider, str, dict[str, Any]], Any]] = {
    "refresh": lambda provider, id_, state: provider.read(id_, state).id,
    "destroy": lambda provider, id_, state: provider.delete(id_, state),
}


@pytest.mark.parametrize("lose", LOSSES.values(), ids=LOSSES)
class TestAbsence:
    def test_given_other_accounts_credentials_when_no_model_is_found_then_it_is_not_gone(
        self, process: Process, sagemaker: FakeSageMaker, lose: Callable[..., Any]
    ) -> None:
        id_, state = created(process(), declared())
        sagemaker.models.clear()
        sagemaker.refusals["require_account_of"] = errors.WrongAccountError("the model is in another account")

        with pytest.raises(errors.WrongAccountError, match="the model is in another account"):
            lose(process(), id_, state)

    def test_given_unknown_account_when_no_model_is_found_then_it_is_gone_with_a_warning(
        self, process: Process, sagemaker: FakeSageMaker, lose: Callable[..., Any], said: list[str]
    ) -> None:
        id_, state = created(process(), declared())
        sagemaker.models.clear()
        sagemaker.refusals["require_account_of"] = errors.UnreachableError("no answer")

        assert not lose(process(), id_, state)

        assert said == [
            (
                f"warn: AWS knows no model {id_}, so it counts as gone; whether these credentials act in account "
                "123456789012, where it was made, could not be checked: no answer"
            )
        ]

    def test_given_another_region_of_the_stack_when_asked_then_the_models_own_is_asked(
        self, process: Process, sagemaker: FakeSageMaker, lose: Callable[..., Any]
    ) -> None:
        id_, state = created(process(), declared())
        sagemaker.calls.clear()

        lose(process(region="eu-west-1"), id_, state)

        assert {call.partition(" ")[2] for call in sagemaker.calls} == {id_}


class TestSerialization:
    def test_given_any_process_when_provider_is_serialized_then_it_is_same_short_text(self) -> None:
        program = (
            "from pulumi.dynamic.dynamic import serialize_provider\n"
            "from pulumi_sagemaker_model.provider import ModelProvider\n"
            "print(serialize_provider(ModelProvider()))"
        )
        texts = {serialize_provider(ModelProvider()) for _ in range(2)}
        for seed in ("1", "2"):
            environment = {**os.environ, "PYTHONHASHSEED": seed}
            answer = subprocess.run(
                [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
            )
            texts.add(answer.stdout.strip())

        assert len(texts) == 1
        assert len(texts.pop()) < 200

    def test_given_state_when_the_provider_is_serialized_then_it_is_no_secret(self) -> None:
        assert ModelProvider.serialize_as_secret_always is False


BEFORE: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "own and default tags": (OWN, DEFAULTS),
    "own tags": (OWN, {}),
    "default tags": ({}, DEFAULTS),
    "an own tag over a default": (OWN, {"team": "none"}),
    "none": ({}, {}),
}


@pytest.mark.parametrize(("own", "defaults"), BEFORE.values(), ids=BEFORE)
def test_given_state_with_the_sum_of_tags_then_nothing_changes_until_something_does(
    sagemaker: FakeSageMaker, process: Process, own: dict[str, str], defaults: dict[str, str]
) -> None:
    provider = process(**({"defaultTags": {"tags": defaults}} if defaults else {}))
    news = declared(tags=own or None)
    id_, state = created(provider, news)
    state = {key: value for key, value in state.items() if key != "defaultTags"} | {"tagsAll": {**defaults, **own}}

    assert provider.diff(id_, state, checked(provider, state, news)).changes is False
    refreshed = provider.read(id_, state)
    assert {"tagsAll": {}, **(refreshed.outs or {})} == state
    assert refreshed.inputs is not None
    assert provider.diff(id_, state, checked(provider, refreshed.inputs, news)).changes is False

    inputs = checked(provider, state, declared(tags={**own, "x": "y"}))
    difference = provider.diff(id_, state, inputs)
    assert (difference.changes, difference.replaces) == (True, [])
    outs = provider.update(id_, state, inputs).outs
    assert outs is not None
    assert sagemaker.tagged[id_] == all_tags(outs) == {**defaults, **own, "x": "y"}
    assert "tagsAll" not in outs
    process().delete(id_, state)
    assert sagemaker.models == {}


def test_given_sums_that_a_transform_adds_when_checked_then_they_do_not_count(process: Process) -> None:
    inputs = checked(process(), {}, {**declared(tags=OWN), "tagsAll": DEFAULTS, "defaultTags": DEFAULTS})

    assert (inputs.keys() & {"tagsAll", "defaultTags"}, all_tags(inputs)) == (set(), OWN)


def test_given_new_default_tags_when_updated_then_they_change_in_place_and_own_stay(
    sagemaker: FakeSageMaker, process: Process
) -> None:
    id_, state = created(process(defaultTags={"tags": {**DEFAULTS, "team": "none"}}), declared(tags=OWN))
    provider = process(defaultTags={"tags": {"env": "prod", "cost": "7"}})
    inputs = checked(provider, state, declared(tags=OWN))

    difference = provider.diff(id_, state, inputs)
    provider.update(id_, state, inputs)

    assert (difference.changes, difference.replaces) == (True, [])
    assert sagemaker.tagged[id_] == {"env": "prod", "cost": "7", **OWN}


def test_given_paths_of_secrets_then_no_name_has_them_and_what_aws_quotes_is_hidden(process: Process) -> None:
    provider = process()
    plain, hidden = declared(tags=OWN), {**declared(tags=OWN), SECRETS: [["tags"], ["executionRoleArn"]]}

    names = {checked(provider, {}, news)["name"] for news in (plain, hidden)}
    id_, state = created(provider, plain)
    difference = provider.diff(id_, state, checked(provider, state, hidden))
    shown = redaction.shown(f"search may not use {ROLE}")

    assert len(names) == 1
    assert difference.changes is False
    assert shown == "[hidden] may not use [hidden]"


def test_given_ignored_tags_when_checked_updated_and_read_then_they_are_left_alone(
    sagemaker: FakeSageMaker, process: Process
) -> None:
    name, state = created(process(), declared(tags=OWN | {"billing:code": "1"}))
    sagemaker.tagged[name]["billing:owner"] = "finance"
    provider = process(ignoreTags='{"keyPrefixes": ["billing:"]}')

    inputs = checked(provider, state, declared(tags={"team": "ads", "billing:code": "2"}))
    assert all_tags(inputs) == {"team": "ads"}
    outs = provider.update(name, state, inputs).outs
    assert outs is not None

    assert sagemaker.tagged[name] == {"team": "ads", "billing:code": "1", "billing:owner": "finance"}
    again = provider.read(name, outs)
    assert again.outs == outs


URN_OF_PROVIDER = "urn:pulumi:dev::shop::pulumi:providers:aws::west"
DEPLOY = [{"roleArn": "arn:aws:iam::123456789012:role/deploy"}]
ELSEWHERE = [{"roleArn": "arn:aws:iam::222222222222:role/deploy"}]


HALF = "one of accessKey and secretKey of provider west is set; set both, or remove it"
NO_PROXY = (
    "noProxy of provider west is set and pulumi_sagemaker_model does not honour it; remove it there and set "
    "HTTPS_PROXY and NO_PROXY in the environment"
)
AWS_TAG = (
    'its provider\'s defaultTags.tags["aws:x"]: has a key that begins with aws:, which AWS keeps for itself; '
    "rename the tag"
)


def told(**settings: Any) -> dict[str, Any]:
    """Return what an explicit provider is told."""
    return {"region": "us-east-1", "urn": URN_OF_PROVIDER, **settings}


def given_provider(**settings: Any) -> dict[str, Any]:
    """Return what the program of a model with an explicit provider sends."""
    return declared(**{AWS_PROVIDER: told(**settings)})


class TestExplicitProvider:
    def test_given_a_provider_when_checked_then_it_counts_and_not_the_stack(self, process: Process) -> None:
        provider = process(region="eu-west-1", defaultTags={"tags": OWN}, secretKey="half a pair")
        inputs = checked(
            provider,
            {},
            given_provider(defaultTags={"tags": DEFAULTS}, ignoreTags={"keys": ["owner"]}),
        )

        assert inputs["region"] == "us-east-1"
        assert (inputs["defaultTags"], inputs["ignoreTags"]) == (DEFAULTS, {"keys": ["owner"]})
        # The name says nothing of it.
        assert inputs["name"] == derived()

    @pytest.mark.parametrize(
        ("settings", "expected"),
        [
            ({"region": UNKNOWN}, {"region": UNKNOWN, "name": UNKNOWN}),
            ({"profile": UNKNOWN, "region": None}, {"region": UNKNOWN, "name": UNKNOWN}),
            ({"profile": UNKNOWN}, {"region": "us-east-1"}),
            ({"accessKey": "fake", "secretKey": UNKNOWN, "token": "fake"}, {"region": "us-east-1"}),
            ({"assumeRoles": [{"roleArn": UNKNOWN}]}, {"region": "us-east-1"}),
            ({"defaultTags": UNKNOWN, "ignoreTags": UNKNOWN}, {"defaultTags": UNKNOWN, "ignoreTags": UNKNOWN}),
            ({"defaultTags": {"tags": {"team": UNKNOWN}}}, {"defaultTags": UNKNOWN}),
        ],
    )
    def test_given_what_is_not_known_yet_when_previewed_then_only_that_is_unknown(
        self, process: Process, settings: dict[str, Any], expected: dict[str, Any]
    ) -> None:
        known = {key: value for key, value in told(**settings).items() if value is not None}
        news = declared(**{AWS_PROVIDER: known, "primaryContainer": {"modelPackageName": "scores"}, "tags": OWN})
        provider = process(region="eu-west-1")

        inputs = checked(provider, {}, news)

        assert {key: inputs[key] for key in expected} == expected
        state = {**inputs, "arn": arn_of("fraud"), AWS_PROVIDER: told(), "name": "fraud"}
        assert provider.diff("fraud", state, inputs).changes

    @pytest.mark.parametrize(
        ("provider", "sentence"),
        [
            ("what its provider west was told cannot be read", "what its provider west was told cannot be read"),
            (
                told(secretKey="hunter2"),
                "one of accessKey and secretKey of provider west is set; set both, or remove it",
            ),
            (
                told(assumeRoles=[{"roleArn": "hunter2"}]),
                "assumeRoles[0].roleArn of provider west is not the ARN of a role, arn:aws:iam::ACCOUNT:role/NAME",
            ),
            (told(noProxy="hunter2"), NO_PROXY),
            ({"urn": URN_OF_PROVIDER}, "region: is not set; set it on the model, on its provider, or in AWS_REGION"),
            (told(defaultTags={"tags": {"aws:x": "hunter2"}}), AWS_TAG),
        ],
    )
    def test_given_a_provider_that_cannot_be_used_when_checked_then_one_sentence_says_so(
        self, process: Process, provider: Any, sentence: str
    ) -> None:
        failures = process().check({}, declared(**{AWS_PROVIDER: provider})).failures

        assert [failure.reason for failure in failures] == [sentence]

    @pytest.mark.parametrize(
        ("before", "after", "replaces"),
        [
            (told(), told(urn=f"{URN_OF_PROVIDER}-renamed"), None),
            (told(secretKey="1", accessKey="a"), told(secretKey="2", accessKey="a"), []),
            (told(), None, []),
            (None, told(), []),
            (told(assumeRoles=DEPLOY), told(assumeRoles=[{**DEPLOY[0], "externalId": "new"}]), []),
            (told(), told(region="eu-west-1"), ["region"]),
            (told(), told(assumeRoles=ELSEWHERE), [AWS_PROVIDER]),
            (None, told(assumeRoles=ELSEWHERE), [AWS_PROVIDER]),
            (told(assumeRoles=DEPLOY), told(assumeRoles=[*DEPLOY, *ELSEWHERE]), [AWS_PROVIDER]),
            (told(), told(allowedAccountIds=["222222222222"]), [AWS_PROVIDER]),
            (told(), told(forbiddenAccountIds=["123456789012"]), [AWS_PROVIDER]),
            (told(), told(allowedAccountIds=["123456789012", "222222222222"]), []),
            (told(), told(assumeRoles=ELSEWHERE, region="eu-west-1"), [AWS_PROVIDER, "region"]),
        ],
    )
    @pytest.mark.parametrize("name", [None, "fraud"])
    def test_given_a_changed_provider_then_only_another_place_replaces(
        self, process: Process, before: Any, after: Any, replaces: list[str] | None, name: str | None
    ) -> None:
        package = {"modelPackageName": "scores"}
        provider = process()
        id_, state = created(provider, declared(**{AWS_PROVIDER: before, "name": name, "primaryContainer": package}))
        news = declared(**{AWS_PROVIDER: after, "name": name, "primaryContainer": package})

        inputs = checked(provider, state, news)
        difference = provider.diff(id_, state, inputs)

        assert (difference.changes, difference.replaces) == (replaces is not None, replaces or [])
        # In another account the name is free, and the old model stays until the new one is there.
        assert difference.delete_before_replace == (name is not None and replaces == ["region"])

    def test_given_new_credentials_when_updated_then_nothing_is_called(
        self, process: Process, sagemaker: FakeSageMaker
    ) -> None:
        provider = process()
        id_, state = created(provider, given_provider(accessKey="fake", secretKey="old"))
        sagemaker.calls.clear()
        inputs = checked(provider, state, given_provider(accessKey="fake", secretKey="new"))

        outs = provider.update(id_, state, inputs).outs

        assert outs == {**state, AWS_PROVIDER: told(accessKey="fake", secretKey="new")}
        assert sagemaker.calls == []

    def test_given_a_model_of_a_provider_when_read_then_what_that_was_told_stays(
        self, process: Process, sagemaker: FakeSageMaker
    ) -> None:
        provider = process()
        id_, state = created(provider, given_provider(defaultTags={"tags": DEFAULTS}, ignoreTags={"keys": ["by-hand"]}))
        sagemaker.tagged[id_]["by-hand"] = "yes"

        read = provider.read(id_, state)

        assert read.outs == state
        assert read.inputs is not None
        assert read.inputs[AWS_PROVIDER] == state[AWS_PROVIDER]
        assert not provider.diff(id_, state, checked(provider, read.inputs, {**read.inputs, IDENTITY: WHO})).changes

    @pytest.mark.parametrize(
        ("newest", "asked"),
        [
            (None, ["old"]),
            (told(profile="old"), ["old"]),
            (told(profile="new"), ["new"]),
            (told(profile="new", assumeRoles=ELSEWHERE), ["old"]),
            (told(profile="stranger"), ["stranger", "old"]),
        ],
    )
    def test_given_a_model_that_goes_then_newest_credentials_of_its_account_delete_it(
        self,
        process: Process,
        sagemaker: FakeSageMaker,
        monkeypatch: pytest.MonkeyPatch,
        newest: Any,
        asked: list[str],
    ) -> None:
        monkeypatch.setattr(model_settings, "resolved_region", lambda settings: settings.region)
        provider, profiles = process(), []

        class Stranger(FakeSageMaker):
            def require_account_of(self, name: str, arn: str) -> None:
                raise errors.WrongAccountError(f"model {name} is in the account of {arn}")

            def describe(self, name: str) -> Any:
                raise errors.WrongAccountError(f"model {name} is in another account")

        def client_for(settings: Any, _region: str) -> FakeSageMaker:
            profiles.append(settings.profile)
            return Stranger() if settings.profile == "stranger" else sagemaker

        id_, state = created(provider, given_provider(profile="old"))
        if newest is not None:
            checked(provider, {}, declared(**{AWS_PROVIDER: newest, IDENTITY: f"{WHO}-other"}))
        monkeypatch.setattr(operations, "client_for", client_for)

        provider.delete(id_, state)

        assert (list(dict.fromkeys(profiles)), sagemaker.models) == (asked, {})

    @pytest.mark.parametrize(
        ("other", "is_another"),
        [
            (told(), False),
            (told(defaultTags={"tags": OWN}), False),
            (told(accessKey="fake", secretKey="fake"), True),
            (told(assumeRoles=ELSEWHERE), True),
            (told(secretKey=UNKNOWN, accessKey="fake", urn=f"{URN_OF_PROVIDER}-2"), True),
            (None, True),
        ],
    )
    def test_given_one_name_twice_then_it_is_refused_unless_others_may_make_it(
        self, process: Process, other: Any, *, is_another: bool
    ) -> None:
        provider = process()
        checked(provider, {}, named("twin", **{AWS_PROVIDER: told()}))

        second = named("twin", **{AWS_PROVIDER: other, IDENTITY: f"{WHO}-2"})
        failures = provider.check({}, second).failures

        assert bool(failures) != is_another

    @pytest.mark.parametrize("predecessor", [{"name": "fraud"}, {"modelName": "fraud"}])
    def test_given_a_model_of_pulumi_aws_when_taken_over_then_its_provider_is_asked(
        self, process: Process, sagemaker: FakeSageMaker, predecessor: dict[str, Any]
    ) -> None:
        id_, state = created(process(), named("fraud"))
        theirs = {"arn": state["arn"], **predecessor}
        provider = process()

        unknown = checked(provider, theirs, named("fraud", **{AWS_PROVIDER: told(profile=UNKNOWN)}))
        sagemaker.calls.clear()
        assert provider.diff(id_, theirs, unknown).replaces == []
        assert sagemaker.calls == []

        provider = process()
        inputs = checked(provider, theirs, named("fraud", **{AWS_PROVIDER: told()}))
        assert provider.diff(id_, theirs, inputs).replaces == []
        outs = provider.update(id_, theirs, inputs).outs
        assert outs is not None
        assert outs[AWS_PROVIDER] == told()
