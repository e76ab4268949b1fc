"""Models of explicit providers that are kept while they are served: which credentials act, and in which account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pulumi.output import UNKNOWN

from pulumi_sagemaker_model import errors
from pulumi_sagemaker_model.properties import SUPERSEDED_NAMES
from tests.unit.provider.sagemaker import FakeSageMaker
from tests.unit.provider.stacks import ADS, PLAIN, Declared, Stack, stacks
from tests.unit.provider.test_superseded import asked_about, move

URN = "urn:pulumi:dev::shop::pulumi:providers:aws::"
OWN, OTHER = "123456789012", "222222222222"


def told(name: str = "mine", keys: str = "1", **settings: Any) -> dict[str, Any]:
    return {"urn": URN + name, "region": "us-east-1", "accessKey": f"AK{keys}", "secretKey": f"SK{keys}", **settings}


def elsewhere(name: str = "theirs", account: str = OTHER, **settings: Any) -> dict[str, Any]:
    return told(name, assumeRole={"roleArn": f"arn:aws:iam::{account}:role/deploy"}, **settings)


@contextmanager
def two_accounts() -> Iterator[Stack]:
    with stacks() as make:
        made = make()
        made.other_accounts[OTHER] = FakeSageMaker(account=OTHER)
        yield made


@pytest.fixture
def stack() -> Iterator[Stack]:
    with two_accounts() as made:
        yield made


def serve(stack: Stack, *names: str) -> None:
    for account in (stack.sagemaker, stack.abroad, *stack.other_accounts.values()):
        account.users = {name: ["endpoint live"] for name in names}


def listed(stack: Stack, who: str = PLAIN) -> list[str]:
    return list(stack.resources[who].outputs.get(SUPERSEDED_NAMES, []))


NAMES: Mapping[str, tuple[str | None, str | None]] = {"derived": (None, None), "given": ("a", "b")}


@pytest.mark.parametrize(("first", "second"), NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("end", ["update", "replace", "destroy", "roll back"])
def test_given_rotated_keys_when_a_kept_model_is_due_then_the_newest_delete_it(
    stack: Stack, first: str | None, second: str | None, end: str
) -> None:
    one, two = Declared(PLAIN, first, provider=told()), Declared(PLAIN, second, release="2", provider=told())
    stack.up([one])
    old = stack.resources[PLAIN].id
    serve(stack, old)
    assert stack.up([two]) == []
    assert listed(stack) == [old]

    stack.expired = {"SK1"}
    newest = told(keys="2")
    two = replace(two, provider=newest)
    assert stack.changes([two]) == ["update"]
    assert (stack.up([two]), listed(stack)) == ([], [old])
    assert (stack.refresh(), stack.changes([two]), listed(stack)) == ([], [], [old])

    if end == "roll back":
        back = replace(one, provider=told(keys="3"))
        stack.expired = {"SK1", "SK2"}
        assert (stack.up([back]), list(stack.sagemaker.models)) == ([], [old])
        assert (listed(stack), stack.pending) == ([], [])
        return
    serve(stack)
    stack.expired = {"SK1", "SK2"}
    last = replace(two, provider=told(keys="3"))
    if end == "update":
        assert (stack.changes([last]), stack.up([last])) == (["update"], [])
        assert list(stack.sagemaker.models) == [stack.resources[PLAIN].id]
    elif end == "replace":
        last = replace(last, name=second and "c", release="3")
        assert stack.up([last]) == []
        assert list(stack.sagemaker.models) == [stack.resources[PLAIN].id]
    else:
        stack.up([last])
        assert (stack.destroy(), stack.sagemaker.models) == ([], {})
    assert stack.pending == []


@pytest.mark.parametrize("removed", [False, True], ids=["replaced", "removed"])
def test_given_another_stack_name_when_keys_rotate_then_the_newest_delete_the_model(
    stack: Stack, *, removed: bool
) -> None:
    """The stack's name is a part of the provider's URN, and a state keeps that as it was."""
    stack.up([Declared(PLAIN, provider=told()), Declared(ADS, provider=told())])
    renamed = {**told(keys="2"), "urn": URN.replace("dev", "prod") + "mine"}
    stack.expired = {"SK1"}
    left = Declared(ADS, provider=renamed)

    assert stack.up([left, *([] if removed else [Declared(PLAIN, release="2", provider=renamed)])]) == []

    assert sorted(stack.sagemaker.models) == sorted(owned.id for owned in stack.resources.values())


@pytest.mark.parametrize("last", [False, True])
def test_given_one_that_ignores_changes_when_keys_rotate_then_newest_delete_another(
    stack: Stack, *, last: bool
) -> None:
    """With `ignore_changes=["*"]` the engine sends what the state has."""
    ignoring = Declared(ADS, provider=told())
    stack.up([Declared(PLAIN, provider=told()), ignoring])
    stack.expired = {"SK1"}
    program = [ignoring, Declared(PLAIN, release="2", provider=told(keys="2"))]

    assert stack.up(program[::-1] if last else program) == []

    assert sorted(stack.sagemaker.models) == sorted(owned.id for owned in stack.resources.values())


def test_given_another_region_then_the_old_model_stays_there_and_is_returned_to(stack: Stack) -> None:
    here = Declared(PLAIN, provider=told())
    there = replace(here, provider=told(region="eu-west-1", keys="2"))
    stack.up([here])
    old = stack.resources[PLAIN].id
    serve(stack, old)
    stack.expired = {"SK1"}
    assert (stack.up([there]), listed(stack)) == ([], [old])
    assert (stack.changes([there]), stack.refresh(), stack.changes([there]), listed(stack)) == ([], [], [], [old])

    back = replace(here, provider=told(keys="2"))
    assert stack.changes([back]) == [f"replace by {old}"]
    assert (stack.up([back]), stack.resources[PLAIN].id, listed(stack)) == ([], old, [])
    assert (list(stack.sagemaker.models), stack.abroad.models) == ([old], {})


def test_given_unknown_keys_at_a_preview_then_aws_is_not_asked_about_kept_models(stack: Stack) -> None:
    one, two = (Declared(PLAIN, release=release, provider=told()) for release in "12")
    stack.up([one])
    serve(stack, stack.resources[PLAIN].id)
    stack.up([two])
    serve(stack)
    stack.sagemaker.calls.clear()

    unknown = {**told(), "secretKey": UNKNOWN}
    assert stack.changes([replace(two, provider=unknown)]) == ["update"]

    assert stack.sagemaker.calls == []


def test_given_one_name_in_two_accounts_when_one_is_replaced_then_its_model_is_kept(stack: Stack) -> None:
    """One program, two accounts, of which one gets the new release first."""
    mine, theirs = Declared(PLAIN, "v1", provider=told()), Declared(ADS, "v1", provider=elsewhere())
    assert stack.up([mine, theirs]) == []
    serve(stack, "v1")
    new = Declared(PLAIN, "v2", release="2", provider=told())

    assert (stack.up([theirs, new]), listed(stack)) == ([], ["v1"])
    assert (stack.up([theirs, new]), listed(stack)) == ([], ["v1"])
    assert sorted(stack.sagemaker.models) == ["v1", "v2"]
    serve(stack)
    assert stack.changes([theirs, new]) == ["update"]
    assert (stack.up([theirs, new]), listed(stack)) == ([], [])
    assert (list(stack.sagemaker.models), list(stack.other_accounts[OTHER].models)) == (["v2"], ["v1"])


def test_given_kept_models_when_successor_moves_to_another_account_then_none_is_lost(stack: Stack) -> None:
    one, two = (Declared(PLAIN, release=release, provider=told()) for release in "12")
    stack.up([one])
    old = stack.resources[PLAIN].id
    serve(stack, old)
    stack.up([two])
    moved = Declared(PLAIN, release="3", provider=elsewhere())

    assert len(stack.up([moved])) == 1
    assert len(stack.up([moved])) == 1
    serve(stack)
    assert stack.up([moved]) == []
    assert (stack.sagemaker.models, stack.pending) == ({}, [])
    assert list(stack.other_accounts[OTHER].models) == [stack.resources[PLAIN].id]


@pytest.mark.parametrize("release", ["1", "2", "4"])
@pytest.mark.parametrize("served", [True, False], ids=["still served", "free"])
def test_given_kept_models_when_successor_moves_there_and_back_then_none_is_lost(
    stack: Stack, release: str, *, served: bool
) -> None:
    one, two = (Declared(PLAIN, release=release, provider=told()) for release in "12")
    stack.up([one])
    old = stack.resources[PLAIN].id
    serve(stack, old)
    stack.up([two])
    stack.up([Declared(PLAIN, release="3", provider=elsewhere())])
    back = Declared(PLAIN, release=release, provider=told())
    if not served:
        serve(stack)

    stack.up([back])
    assert old in stack.sagemaker.models or not served
    serve(stack)
    for _ in range(2):
        assert stack.up([back]) == []

    assert (stack.pending, stack.changes([back])) == ([], [])
    assert list(stack.sagemaker.models) == [stack.resources[PLAIN].id]
    assert stack.other_accounts[OTHER].models == {}


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["up", "up", "up", "kill", "kill late", "refresh", "preview"]),
        st.sampled_from("123"),
        st.sampled_from([OWN, OTHER]),
        st.sampled_from(["stay", "stay", "newest", "oldest", "none", "both"]),
    ),
    max_size=8,
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(MOVES, st.sampled_from([OWN, OTHER]))
def test_given_any_moves_between_accounts_then_no_served_model_goes_and_none_is_left(
    moves: list[tuple[str, str, str, str]], last: str
) -> None:
    with two_accounts() as stack:
        accounts = [stack.sagemaker, stack.other_accounts[OTHER]]
        for step, release, account, served in moves:
            declared = Declared(PLAIN, release=release, provider=elsewhere(account=account))
            kept = {one.arn(name) for one in accounts for name in one.users if name in one.models}
            if step == "refresh":
                stack.refresh()
            elif step == "preview":
                stack.preview([declared])
            else:
                refused = stack.up([declared], kill=step == "kill", kill_before_deletion=step == "kill late")
                assert refused == [] or step.startswith("kill") or stack.pending
            assert kept <= {one.arn(name) for one in accounts for name in one.models}, "what is served stays"
            for one in accounts:
                move(one, served)
        for one in accounts:
            one.users = {}
        declared = Declared(PLAIN, release="4", provider=elsewhere(account=last))
        for _ in range(2):
            assert stack.up([declared]) == []
        assert (stack.pending, stack.changes([declared]), listed(stack)) == ([], [], [])
        if not any(step.startswith("kill") for step, *_ in moves):  # else a model may be left that no state has
            assert [len(one.models) for one in accounts] == [int(last == OWN), int(last == OTHER)]


def test_given_a_kept_model_when_moved_to_another_account_then_aws_is_asked_there(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = (Declared(PLAIN, name, provider=told()) for name in ("v1", "v2"))
    stack.up([one])
    serve(stack, "v1")
    stack.up([two])
    asked = asked_about(monkeypatch)

    with pytest.raises(errors.ModelError, match="there is no image"):
        stack.changes([replace(one, provider=elsewhere(), previewed=True)])

    assert asked == ["v1"]


@pytest.mark.parametrize("first", [False, True])
def test_given_a_kept_model_when_another_provider_adopts_it_then_it_is_not_deleted(
    stack: Stack, *, first: bool
) -> None:
    """Two providers may well act in one account; which one that is, is known of a model that is there."""
    stack.up([Declared(PLAIN, "v1", provider=told())])
    serve(stack, "v1")
    new = Declared(PLAIN, "v2", release="2", provider=told())
    stack.up([new])
    serve(stack)
    adopting = Declared(ADS, "v1", adopt=True, provider=told("another", keys="2"))
    program = [adopting, new] if first else [new, adopting]

    for _ in range(2):
        assert stack.up(program) == []

    assert sorted(stack.sagemaker.models) == ["v1", "v2"]
    assert stack.resources[ADS].id == "v1"
    assert stack.changes(program) == []
