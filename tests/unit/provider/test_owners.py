"""Each model has one owner: programs of two resources over several updates, asked about as the engine asks."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pulumi.output import UNKNOWN

from pulumi_sagemaker_model import operations
from pulumi_sagemaker_model.aws.timings import LEFTOVER_AGE
from pulumi_sagemaker_model.update_tracker import UpdateTracker
from tests.unit.provider.stacks import ADS, PLAIN, SEARCH, Declared, Stack, stacks, started


@pytest.fixture
def stack() -> Iterator[Stack]:
    with stacks() as make:
        yield make()


def refusal(name: str) -> str:
    return (
        f"name: another resource of this program has model {name}; give each its own name, or none and one is derived"
    )


X = Declared(PLAIN, "x")
TWICE: dict[str, tuple[list[Declared], list[Declared]]] = {
    "both new": ([], [X, Declared(SEARCH, "x")]),
    "both adopt": ([], [replace(X, adopt=True), Declared(SEARCH, "x", adopt=True)]),
    "the second adopts": ([], [X, Declared(SEARCH, "x", adopt=True)]),
    "the second differs": ([], [X, Declared(SEARCH, "x", release="2")]),
    "the first is there": ([X], [X, Declared(SEARCH, "x", adopt=True)]),
    "the second is there": ([X], [Declared(SEARCH, "x", adopt=True), X]),
    "the first changes": ([X], [replace(X, release="2"), Declared(SEARCH, "x")]),
    "the first was named otherwise": ([replace(X, name="y")], [X, Declared(SEARCH, "x")]),
    "the first was not named": ([replace(X, name=None)], [X, Declared(SEARCH, "x")]),
    "the first is replaced by force": ([X], [replace(X, replaced=True), Declared(SEARCH, "x")]),
    "the second has another name still": ([X, Declared(SEARCH, "y")], [X, Declared(SEARCH, "x")]),
    "the first was renamed": ([X], [Declared(ADS, "x", was=PLAIN), Declared(SEARCH, "x", adopt=True)]),
    "the same region, said and not": ([], [X, Declared(SEARCH, "x", region="us-east-1")]),
}


@pytest.mark.parametrize(("before", "program"), TWICE.values(), ids=TWICE)
def test_given_two_resources_of_one_name_when_previewed_then_one_sentence_says_so(
    stack: Stack, before: list[Declared], program: list[Declared]
) -> None:
    assert stack.up(before) == []

    assert stack.preview(program) == [refusal("x")]


def test_given_names_that_differ_in_case_alone_when_previewed_then_they_are_one_name(stack: Stack) -> None:
    assert stack.preview([Declared(PLAIN, "fraud"), Declared(SEARCH, "Fraud")]) == [refusal("Fraud")]


@pytest.mark.parametrize("first", [True, False])
def test_given_derived_name_when_another_resource_takes_it_then_one_sentence_says_so(
    stack: Stack, *, first: bool
) -> None:
    owner = Declared(PLAIN)
    stack.up([owner])
    name = stack.resources[PLAIN].id
    program = [owner, Declared(SEARCH, name, adopt=True)]

    [said] = stack.preview(program if first else program[::-1])

    assert said.removeprefix("name: ") == refusal(name).removeprefix("name: ")


ONCE: dict[str, tuple[list[Declared], list[Declared]]] = {
    "two names": ([], [X, Declared(SEARCH, "y")]),
    "two regions": ([], [X, Declared(SEARCH, "x", region="eu-west-1")]),
    "a region that is not known": ([], [X, Declared(SEARCH, "x", region=UNKNOWN)]),
    "names that are not known": ([], [Declared(PLAIN, UNKNOWN), Declared(SEARCH, UNKNOWN)]),
    "no names": ([], [Declared(PLAIN), Declared(SEARCH)]),
    "unchanged": ([X], [X]),
    "replaced, and so checked twice": ([X], [replace(X, release="2")]),
    "replaced by force": ([X], [replace(X, replaced=True)]),
    "renamed by an alias": ([X], [Declared(SEARCH, "x", was=PLAIN)]),
    "renamed without an alias": ([X], [Declared(SEARCH, "x", adopt=True)]),
    "given up and taken": ([X], [replace(X, name="y"), Declared(SEARCH, "x", adopt=True)]),
    "given up for none and taken": ([X], [replace(X, name=None), Declared(SEARCH, "x", adopt=True)]),
    "taken and given up": ([X], [Declared(SEARCH, "x", adopt=True), replace(X, name="y")]),
    "swapped": (
        [X, Declared(SEARCH, "y")],
        [replace(X, name="y", adopt=True), Declared(SEARCH, "x", adopt=True)],
    ),
}


@pytest.mark.parametrize(("before", "program"), ONCE.values(), ids=ONCE)
def test_given_resources_of_a_model_each_when_previewed_then_nothing_is_refused(
    stack: Stack, before: list[Declared], program: list[Declared]
) -> None:
    assert stack.up(before) == []

    assert stack.preview(program) == []


@pytest.mark.parametrize("case", ["given up and taken", "given up for none and taken", "taken and given up", "swapped"])
def test_given_name_that_changes_hands_then_each_has_its_model_and_none_is_deleted(stack: Stack, case: str) -> None:
    before, program = ONCE[case]
    stack.up(before)

    assert stack.up(program) == []

    assert len(set(stack.arns())) == 2
    assert set(stack.arns()) == {there["ModelArn"] for there in stack.sagemaker.models.values()}
    assert stack.preview(program) == []


def test_given_derived_name_when_the_program_pins_it_then_resource_keeps_its_model(stack: Stack) -> None:
    stack.up([Declared(PLAIN)])
    pinned = [Declared(PLAIN, stack.resources[PLAIN].id)]

    assert (stack.preview(pinned), stack.up(pinned)) == ([], [])

    assert [call for call in stack.sagemaker.calls if call.startswith(("create", "delete"))] == [
        f"create {pinned[0].name}"
    ]


@pytest.mark.parametrize("adopt", [False, True])
@pytest.mark.parametrize("first", [True, False])
def test_given_renamed_resource_when_old_name_is_used_again_then_each_has_own_model(
    stack: Stack, *, first: bool, adopt: bool
) -> None:
    stack.up([Declared(PLAIN)])
    stack.up([Declared(SEARCH, was=PLAIN)])
    program = [Declared(PLAIN, adopt=adopt), Declared(SEARCH)]
    program = program if first else program[::-1]

    assert (stack.preview(program), stack.up(program)) == ([], [])

    assert len(set(stack.arns())) == 2
    assert set(stack.arns()) == {there["ModelArn"] for there in stack.sagemaker.models.values()}
    assert (stack.preview(program), stack.up(program)) == ([], [])
    assert stack.up([]) == []
    assert stack.sagemaker.models == {}


def test_given_no_preview_when_derived_name_is_taken_first_then_owner_gets_new_model(stack: Stack) -> None:
    stack.up([Declared(PLAIN)])
    taken = stack.resources[PLAIN].id

    assert stack.up([Declared(SEARCH, taken, adopt=True), Declared(PLAIN)]) == []

    assert stack.resources[SEARCH].id == taken
    assert set(stack.arns()) == {there["ModelArn"] for there in stack.sagemaker.models.values()}
    assert len(stack.arns()) == 2


def test_given_an_owner_twice_in_the_state_when_one_goes_then_the_model_stays(stack: Stack) -> None:
    """As an earlier release could leave it."""
    stack.up([X])
    stack.resources[SEARCH] = stack.resources[PLAIN]

    assert stack.preview([X, Declared(SEARCH, "x")]) == [refusal("x")]
    assert stack.up([X]) == []

    assert stack.sagemaker.models.keys() == {"x"}


@pytest.mark.usefixtures("stack")
def test_given_resources_of_one_name_when_four_threads_check_at_once_then_one_passes() -> None:
    provider, start = started(), Barrier(4)

    def failures(parent: int) -> int:
        start.wait()
        declared = Declared(PLAIN.replace("shop::", f"shop::my:Component{parent}$"), "x")
        return len(provider.check({}, declared.inputs()).failures)

    for _ in range(10):
        operations._tracker = UpdateTracker()  # noqa: SLF001
        with ThreadPoolExecutor(4) as threads:
            assert sorted(threads.map(failures, range(4))) == [0, 1, 1, 1]


ALONE = st.builds(
    Declared,
    who=st.sampled_from([PLAIN, SEARCH, ADS]),
    name=st.sampled_from([None, None, "x", "y", "X"]),
    adopt=st.booleans(),
    release=st.sampled_from(["1", "2"]),
    was=st.sampled_from([None, None, PLAIN, SEARCH]),
    replaced=st.sampled_from([False, False, False, True]),
)
PROGRAMS = st.lists(ALONE, max_size=2, unique_by=lambda declared: declared.who).filter(
    # What the engine refuses: an alias of what is in the program, or of what another is an alias of.
    lambda program: (
        not {one.was for one in program if one.was} & {one.who for one in program}
        and len({one.was for one in program if one.was}) == sum(one.was is not None for one in program)
    )
)
UPDATES = st.lists(
    st.tuples(PROGRAMS, st.booleans(), st.sampled_from([False, False, False, True])), min_size=3, max_size=5
)


@settings(max_examples=400, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow], deadline=None)
@given(UPDATES)
def test_given_any_two_resources_then_neither_shares_nor_deletes_the_others_model(
    updates: list[tuple[list[Declared], bool, bool]],
) -> None:
    with stacks() as make:
        stack, killed = make(), False
        for program, aged, kill in updates:
            killed = killed or kill
            refused = stack.preview(program) or stack.up(program, kill=kill)
            if not refused:
                assert {owned.outputs["triggers"]["release"] for owned in stack.resources.values()} <= {"1", "2"}
                for declared in program:
                    owned = stack.resources[declared.who]
                    there = stack.sagemaker.models[owned.outputs["name"]]
                    assert owned.outputs["triggers"] == {"release": declared.release}
                    assert declared.name in (None, there["ModelName"])
            # A model that no state has may refuse an update after one resource took over what another is to leave.
            assert (killed and refused) or len(set(stack.arns())) == len(stack.arns())
            assert set(stack.arns()) <= {model["ModelArn"] for model in stack.sagemaker.models.values()}
            if aged:
                for there in stack.sagemaker.models.values():
                    there["CreationTime"] -= LEFTOVER_AGE.duration + timedelta(minutes=1)
