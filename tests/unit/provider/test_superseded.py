"""A replaced model stays while it is served: what the engine asks, over several updates, in any order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulumi_sagemaker_model import errors, operations
from pulumi_sagemaker_model.aws.settings import Settings
from pulumi_sagemaker_model.aws.timings import LEFTOVER_AGE
from pulumi_sagemaker_model.properties import SUPERSEDED, SUPERSEDED_NAMES
from tests.unit.provider.sagemaker import FakeSageMaker
from tests.unit.provider.stacks import ADS, PLAIN, SEARCH, Declared, Stack, stacks

ONE, TWO, THREE = (Declared(PLAIN, release=release) for release in "123")
UNTOLD = errors.AccessDeniedError("you may not list endpoints")


@pytest.fixture
def stack() -> Iterator[Stack]:
    with stacks() as make:
        yield make()


def serve(stack: Stack, *names: str) -> None:
    """Have an endpoint serve these models, and no others."""
    stack.sagemaker.users = {name: ["endpoint live"] for name in names}


def there(stack: Stack) -> set[str]:
    return set(stack.sagemaker.models)


def current(stack: Stack, who: str = PLAIN) -> str:
    return stack.resources[who].id


def listed(stack: Stack, who: str = PLAIN) -> list[str]:
    outputs = stack.resources[who].outputs
    names = outputs.get(SUPERSEDED_NAMES, [])
    assert names == [one["name"] for one in outputs.get(SUPERSEDED, [])]
    assert (SUPERSEDED_NAMES in outputs) == bool(names)
    return list(names)


def served_and_replaced(stack: Stack, first: Declared = ONE, second: Declared = TWO) -> tuple[str, str]:
    """Create a model, have an endpoint serve it, and replace it; return the names of both."""
    assert stack.up([first]) == []
    old = current(stack, first.who)
    serve(stack, old)
    assert stack.up([second]) == []
    return old, current(stack, second.who)


class TestKeep:
    @pytest.mark.parametrize("configuration", [{}, {"sagemaker:deleteInUse": "keep"}], ids=["default", "keep"])
    def test_given_a_served_model_when_replaced_then_it_stays_until_it_is_served_no_more(
        self, stack: Stack, configuration: dict[str, str]
    ) -> None:
        stack.configuration = configuration

        old, new = served_and_replaced(stack)

        assert (there(stack), listed(stack), stack.pending) == ({old, new}, [old], [])
        assert stack.warnings == [
            (
                f"model {old} was replaced and stays, as it is in use by endpoint live; the first pulumi up that finds "
                "it in use no more deletes it"
            )
        ]
        assert stack.changes([TWO]) == []
        assert stack.up([TWO]) == []
        assert (stack.refresh(), stack.changes([TWO]), listed(stack)) == ([], [], [old])

        serve(stack, new)
        assert stack.changes([TWO]) == ["update"]
        assert stack.up([TWO]) == []
        assert (there(stack), listed(stack), stack.changes([TWO])) == ({new}, [], [])

    def test_given_no_way_to_tell_when_replaced_then_the_old_model_stays(self, stack: Stack) -> None:
        stack.sagemaker.refusals["users_of"] = UNTOLD
        stack.up([ONE])
        old = current(stack)

        assert stack.up([TWO]) == []

        assert (old in stack.sagemaker.models, listed(stack)) == (True, [old])
        assert stack.warnings == [
            (
                f"model {old} was replaced and stays, as it may be in use, which could not be checked (you may not "
                "list endpoints); the first pulumi up that finds it in use no more deletes it"
            )
        ]
        assert stack.changes([TWO]) == []
        del stack.sagemaker.refusals["users_of"]
        assert (stack.changes([TWO]), stack.up([TWO]), len(stack.sagemaker.models)) == (["update"], [], 1)

    def test_given_a_model_that_nobody_serves_when_replaced_then_it_goes_at_once(self, stack: Stack) -> None:
        stack.up([ONE])
        assert stack.up([TWO]) == []

        assert (there(stack), listed(stack), stack.warnings) == ({current(stack)}, [], [])
        stack.sagemaker.calls.clear()
        assert stack.changes([TWO]) == []
        assert stack.sagemaker.calls == []

    def test_given_endpoint_in_same_program_when_replaced_then_old_model_goes_at_once(self, stack: Stack) -> None:
        stack.up([ONE])
        old = current(stack)
        serve(stack, old)

        assert stack.up([TWO], meanwhile=lambda: serve(stack, current(stack))) == []

        assert (there(stack), stack.warnings) == ({current(stack)}, [])
        assert stack.changes([TWO]) == []
        assert (stack.refresh(), listed(stack), stack.changes([TWO])) == ([], [], [])

    def test_given_endpoint_that_lags_when_replaced_then_only_what_it_serves_stays(self, stack: Stack) -> None:
        old, _ = served_and_replaced(stack)

        assert stack.up([THREE]) == []
        assert (there(stack), listed(stack)) == ({old, current(stack)}, [old])
        serve(stack, current(stack))
        assert stack.up([Declared(PLAIN, release="4")]) == []
        assert there(stack) == {current(stack), *listed(stack)}
        assert old not in stack.sagemaker.models

    def test_given_several_kept_models_when_one_is_free_then_it_alone_goes(self, stack: Stack) -> None:
        old, middle = served_and_replaced(stack)
        serve(stack, old, middle)
        stack.up([THREE])
        assert listed(stack) == [middle, old]

        serve(stack, old)

        assert (stack.changes([THREE]), stack.up([THREE]), listed(stack)) == (["update"], [], [old])
        assert there(stack) == {old, current(stack)}

    @pytest.mark.parametrize("served", [True, False])
    def test_given_a_kept_model_that_is_gone_when_refreshed_then_it_is_forgotten(
        self, stack: Stack, *, served: bool
    ) -> None:
        """It was deleted by hand, or by an update that was killed right after it."""
        old, _ = served_and_replaced(stack)
        if not served:
            serve(stack)
        del stack.sagemaker.models[old]

        assert (stack.changes([TWO]), stack.refresh(), listed(stack)) == ([], [], [])
        assert stack.changes([TWO]) == []

    def test_given_a_kept_model_when_its_successor_is_gone_then_refresh_names_it(self, stack: Stack) -> None:
        old, new = served_and_replaced(stack)
        del stack.sagemaker.models[new]
        stack.warnings.clear()

        assert stack.refresh() == []

        assert stack.warnings == [
            (
                f"model {new} is gone, and with it the stack forgets model {old}, which it replaced and which stayed; "
                f"once no endpoint uses them, run: aws sagemaker delete-model --region us-east-1 --model-name {old}"
            )
        ]

    @pytest.mark.parametrize("served", ["old", "new"])
    @pytest.mark.parametrize("end", [Stack.destroy, lambda stack: stack.up([])], ids=["destroy", "removed"])
    def test_given_a_served_model_when_all_go_then_nothing_goes_until_it_is_free(
        self, stack: Stack, end: Callable[[Stack], list[str]], served: str
    ) -> None:
        old, new = served_and_replaced(stack)
        serve(stack, {"old": old, "new": new}[served])

        [refusal] = end(stack)

        assert refusal.startswith(f"model { ({'old': old, 'new': new}[served]) } is in use by endpoint live and stays;")
        assert there(stack) == {old, new}
        serve(stack)
        assert (end(stack), stack.sagemaker.models) == ([], {})

    def test_given_no_way_to_tell_when_destroyed_then_all_go_with_a_warning(self, stack: Stack) -> None:
        old, new = served_and_replaced(stack)
        stack.sagemaker.refusals["users_of"] = UNTOLD
        stack.warnings.clear()

        assert (stack.destroy(), stack.sagemaker.models) == ([], {})
        assert [line.partition(",")[0] for line in stack.warnings] == [
            f"could not check whether an endpoint uses model {name}" for name in (old, new)
        ]

    def test_given_a_changed_tag_when_updated_then_the_list_stays(self, stack: Stack) -> None:
        old, _ = served_and_replaced(stack)
        stack.configuration = {"aws:defaultTags": {"tags": {"team": "ads"}}}

        assert (stack.changes([TWO]), stack.up([TWO]), listed(stack)) == (["update"], [], [old])

    def test_given_a_failed_creation_when_replaced_then_the_list_stays_with_the_old_one(self, stack: Stack) -> None:
        old, middle = served_and_replaced(stack)
        stack.sagemaker.refusals["create"] = errors.LimitExceededError("the quota is used up")

        assert stack.up([THREE]) == ["the quota is used up"]

        assert (there(stack), listed(stack)) == ({old, middle}, [old])
        del stack.sagemaker.refusals["create"]
        assert (stack.up([THREE]), listed(stack)) == ([], [old])


OTHERS: dict[str, tuple[str, list[str], bool]] = {
    "refuse": ("refuse", ["model {old} is in use by endpoint live and stays"], True),
    "warn": ("warn", [], False),
    "allow": ("allow", [], False),
}


@pytest.mark.parametrize(("setting", "refusals", "stays"), OTHERS.values(), ids=OTHERS)
def test_given_another_setting_when_a_served_model_is_replaced_then_it_is_as_it_says(
    stack: Stack, setting: str, refusals: list[str], *, stays: bool
) -> None:
    stack.configuration = {"sagemaker:deleteInUse": setting}
    stack.up([ONE])
    old = current(stack)
    serve(stack, old)

    refused = stack.up([TWO])

    assert [line.partition(";")[0] for line in refused] == [refusal.format(old=old) for refusal in refusals]
    assert (old in stack.sagemaker.models, listed(stack)) == (stays, [])


@pytest.mark.parametrize("setting", ["refuse", "warn", "allow"])
def test_given_a_kept_model_when_the_setting_changes_then_only_what_it_forbids_stays(
    stack: Stack, setting: str
) -> None:
    old, _ = served_and_replaced(stack)
    stack.configuration = {"sagemaker:deleteInUse": setting}
    stays = setting == "refuse"

    assert stack.changes([TWO]) == ([] if stays else ["update"])
    assert (stack.up([TWO]), listed(stack)) == ([], [old] if stays else [])
    assert (old in stack.sagemaker.models) == stays


RETAINED_MODELS: dict[str, list[Callable[[Stack], Any]]] = {
    "set from the start": [lambda stack: stack.up([replace(ONE, retain=True)])],
    "set later": [lambda stack: stack.up([ONE]), lambda stack: stack.up([replace(ONE, retain=True)])],
    "unset and set": [
        lambda stack: stack.up([replace(ONE, retain=True)]),
        lambda stack: stack.up([ONE]),
        lambda stack: stack.up([replace(ONE, retain=True)]),
    ],
}


class TestRetained:
    @pytest.mark.parametrize("refreshed", [False, True], ids=["", "refreshed"])
    @pytest.mark.parametrize("still", [False, True], ids=["removed with the replacement", "still set"])
    @pytest.mark.parametrize("steps", RETAINED_MODELS.values(), ids=RETAINED_MODELS)
    def test_given_a_retained_model_when_replaced_then_it_is_never_listed(
        self, stack: Stack, steps: Sequence[Callable[[Stack], Any]], *, still: bool, refreshed: bool
    ) -> None:
        for step in steps:
            assert step(stack) == []
        old = current(stack)
        serve(stack, old)
        if refreshed:
            assert stack.refresh() == []

        second = replace(TWO, retain=still)
        assert stack.up([second]) == []

        serve(stack)
        assert (listed(stack), stack.changes([second]), stack.up([second])) == ([], [], [])
        assert old in stack.sagemaker.models

    @pytest.mark.parametrize("refreshed", [False, True], ids=["", "refreshed"])
    @pytest.mark.parametrize("before", [[ONE], [replace(ONE, retain=True), ONE]], ids=["never set", "unset before"])
    def test_given_the_option_with_the_replacement_then_the_old_model_is_listed(
        self, stack: Stack, before: list[Declared], *, refreshed: bool
    ) -> None:
        for one in before:
            stack.up([one])
        old = current(stack)
        serve(stack, old)
        if refreshed:
            stack.refresh()

        assert stack.up([replace(TWO, retain=True)]) == []

        assert listed(stack) == [old]

    def test_given_a_retained_successor_when_replaced_then_what_it_lists_is_not_lost(self, stack: Stack) -> None:
        retaining = replace(TWO, retain=True)
        old, middle = served_and_replaced(stack, second=retaining)
        serve(stack)

        assert (stack.up([THREE]), listed(stack)) == ([], [old])
        assert (stack.changes([THREE]), stack.up([THREE])) == (["update"], [])
        assert there(stack) == {middle, current(stack)}

    @pytest.mark.parametrize("refreshed", [False, True], ids=["", "refreshed"])
    def test_given_a_retained_model_of_a_given_name_when_renamed_then_it_is_not_listed(
        self, stack: Stack, *, refreshed: bool
    ) -> None:
        stack.up([Declared(PLAIN, "a", retain=True)])
        serve(stack, "a")
        if refreshed:
            stack.refresh()

        assert (stack.up([Declared(PLAIN, "b")]), listed(stack)) == ([], [])
        assert there(stack) == {"a", "b"}


class TestRollback:
    def test_given_a_kept_model_when_returned_to_then_nothing_is_made(self, stack: Stack) -> None:
        old, new = served_and_replaced(stack)
        made = list(stack.sagemaker.calls)

        assert stack.changes([ONE]) == [f"replace by {old}"]
        assert stack.up([ONE]) == []

        assert [call for call in stack.sagemaker.calls[len(made) :] if call.startswith(("create", "delete "))] == [
            f"delete {new}"
        ]
        assert (current(stack), listed(stack), there(stack)) == (old, [], {old})
        assert (stack.changes([ONE]), stack.up([ONE]), stack.refresh(), stack.changes([ONE])) == ([], [], [], [])

    def test_given_both_served_when_rolled_back_and_forth_then_models_take_turns(self, stack: Stack) -> None:
        old, new = served_and_replaced(stack)
        serve(stack, old, new)

        for declared, name, other in ((ONE, old, new), (TWO, new, old), (ONE, old, new)):
            assert stack.up([declared]) == []
            assert (current(stack), listed(stack)) == (name, [other])
        assert there(stack) == {old, new}

    @pytest.mark.parametrize("aged", [False, True], ids=["young", "old"])
    def test_given_a_rollback_when_rolled_forward_then_all_is_as_declared(self, stack: Stack, *, aged: bool) -> None:
        old, _ = served_and_replaced(stack)
        stack.up([ONE])
        if aged:
            age(stack)

        assert (stack.up([TWO]), listed(stack)) == ([], [old])
        serve(stack, current(stack))
        assert (stack.up([TWO]), there(stack)) == ([], {current(stack)})

    def test_given_a_trigger_of_its_own_when_content_is_alike_then_it_is_another_model(self, stack: Stack) -> None:
        """To AWS the models are alike; an artefact was overwritten in between."""
        old, _ = served_and_replaced(stack)

        stack.up([THREE])

        assert current(stack) != old

    def test_given_a_kept_model_that_was_deleted_when_returned_to_then_it_is_made(self, stack: Stack) -> None:
        old, _ = served_and_replaced(stack)
        del stack.sagemaker.models[old]

        assert (stack.up([ONE]), listed(stack)) == ([], [])
        assert there(stack) == {current(stack)}

    def test_given_a_kept_model_of_a_given_name_when_named_again_then_it_is_taken(self, stack: Stack) -> None:
        first, second = Declared(PLAIN, "a"), Declared(PLAIN, "b", release="2")
        served_and_replaced(stack, first, second)
        assert listed(stack) == ["a"]

        assert (stack.changes([first]), stack.up([first]), listed(stack)) == (["replace by a"], [], [])
        assert there(stack) == {"a"}

    @pytest.mark.parametrize("adopt", [False, True])
    def test_given_a_kept_model_when_its_name_is_given_then_the_resource_takes_it(
        self, stack: Stack, *, adopt: bool
    ) -> None:
        old, _ = served_and_replaced(stack)

        assert (stack.up([replace(ONE, name=old, adopt=adopt)]), listed(stack)) == ([], [])
        assert there(stack) == {old}

    @pytest.mark.parametrize(
        ("first", "second"), [(ONE, TWO), (replace(ONE, name="a"), replace(TWO, name="b"))], ids=["derived", "given"]
    )
    def test_given_a_kept_model_when_a_preview_returns_to_it_then_nothing_is_asked(
        self, stack: Stack, monkeypatch: pytest.MonkeyPatch, first: Declared, second: Declared
    ) -> None:
        """Its image may be gone by now: it is there, and nothing is made."""
        old, _ = served_and_replaced(stack, first, second)
        asked = asked_about(monkeypatch)

        assert stack.changes([replace(first, previewed=True)]) == [f"replace by {old}"]

        assert asked == []
        with pytest.raises(errors.ModelError, match="there is no image"):
            stack.changes([replace(THREE, name=first.name and "c", previewed=True)])
        assert len(asked) == 1


def asked_about(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the models that previews ask AWS about, of which all fail."""
    asked: list[str] = []

    def of_preview(_settings: Settings, inputs: dict[str, Any], _told: dict[str, Any], _who: str) -> list[str]:
        asked.append(inputs["name"])
        return ["there is no image"]

    monkeypatch.setattr(operations._preflight(), "of_preview", of_preview)  # noqa: SLF001
    return asked


def age(stack: Stack) -> None:
    for there in stack.sagemaker.models.values():
        there["CreationTime"] -= LEFTOVER_AGE.duration + timedelta(minutes=1)


class TestInterruptions:
    @pytest.mark.parametrize("moved", [False, True], ids=["still served", "moved"])
    @pytest.mark.parametrize("kill", ["creation", "deletion"])
    def test_given_a_killed_replacement_when_run_again_then_nothing_is_lost(
        self, stack: Stack, kill: str, *, moved: bool
    ) -> None:
        stack.up([ONE])
        old = current(stack)
        serve(stack, old)
        assert stack.up([TWO], kill=kill == "creation", kill_before_deletion=kill == "deletion") != []
        if moved:
            serve(stack)

        assert stack.up([TWO]) == []

        left = {current(stack)} if moved else {old, current(stack)}
        assert there(stack) == left
        serve(stack)
        assert (stack.up([TWO]), there(stack)) == ([], {current(stack)})
        assert (stack.destroy(), stack.sagemaker.models) == ([], {})

    @pytest.mark.parametrize("served", [False, True])
    def test_given_a_kill_before_the_deletion_when_destroyed_then_no_served_model_goes(
        self, stack: Stack, *, served: bool
    ) -> None:
        stack.up([ONE])
        old = current(stack)
        serve(stack, old)
        stack.up([TWO], kill_before_deletion=True)
        if not served:
            serve(stack)

        assert len(stack.destroy()) == served
        assert (old in stack.sagemaker.models) == served

    def test_given_a_kill_before_the_deletion_when_rolled_back_then_the_model_stays(self, stack: Stack) -> None:
        stack.up([ONE])
        old = current(stack)
        serve(stack, old)
        stack.up([TWO], kill_before_deletion=True)

        assert (stack.up([ONE]), current(stack)) == ([], old)
        assert there(stack) == {old}
        assert (stack.pending, stack.changes([ONE])) == ([], [])

    @pytest.mark.parametrize("untold", [False, True], ids=["served", "cannot be told"])
    def test_given_a_replacement_by_force_then_the_old_state_keeps_what_is_served(
        self, stack: Stack, *, untold: bool
    ) -> None:
        """The engine says nothing of the state, so that the new model's cannot list anything."""
        old, middle = served_and_replaced(stack)
        serve(stack, old, middle)
        age(stack)
        if untold:
            stack.sagemaker.refusals["users_of"] = UNTOLD
        forced = replace(TWO, replaced=True)

        assert len(stack.up([forced])) == 1
        assert len(stack.up([TWO])) == 1

        assert there(stack) == {old, middle, current(stack)}
        stack.sagemaker.refusals.clear()
        serve(stack)
        assert (stack.up([TWO]), there(stack)) == ([], {current(stack)})

    def test_given_a_replacement_by_force_when_replaced_again_then_none_is_lost(self, stack: Stack) -> None:
        old, middle = served_and_replaced(stack)
        serve(stack, old, middle)
        age(stack)
        assert len(stack.up([replace(TWO, replaced=True)])) == 1

        assert len(stack.up([THREE])) == 1

        assert there(stack) > {old, middle, current(stack)}
        serve(stack)
        assert (stack.up([THREE]), there(stack)) == ([], {current(stack)})

    @pytest.mark.parametrize("twice", [False, True])
    def test_given_a_kill_when_a_model_was_returned_to_and_is_retained_then_it_stays(
        self, stack: Stack, *, twice: bool
    ) -> None:
        """The state of the model in between is yet to be deleted, and lists it."""
        old, middle = served_and_replaced(stack)
        serve(stack)
        stack.up([replace(ONE, retain=True)], kill_before_deletion=True)
        assert current(stack) == old

        if twice:
            stack.up([TWO], kill_before_deletion=True)
        assert (stack.up([TWO]), stack.pending) == ([], [])

        assert there(stack) == {old, middle}

    def test_given_a_replacement_by_itself_then_the_old_state_keeps_the_list(self, stack: Stack) -> None:
        stack.up([replace(ONE, name="a")])
        serve(stack, "a")
        second = Declared(PLAIN, "b", adopt=True)
        stack.up([second])
        assert listed(stack) == ["a"]

        assert len(stack.up([replace(second, replaced=True)])) == 1

        assert there(stack) == {"a", "b"}
        serve(stack)
        assert (stack.up([second]), there(stack)) == ([], {"b"})

    def test_given_a_name_that_must_be_free_first_when_served_then_the_model_stays(self, stack: Stack) -> None:
        stack.up([replace(ONE, name="a")])
        serve(stack, "a")

        [refusal] = stack.up([replace(TWO, name="a")])

        assert refusal.startswith("model a is in use by endpoint live and stays;")
        serve(stack)
        assert (stack.up([replace(TWO, name="a")]), listed(stack)) == ([], [])

    def test_given_another_stack_name_when_updated_then_the_list_is_the_same(self, stack: Stack) -> None:
        old, new = served_and_replaced(stack)
        renamed = replace(TWO, who=SEARCH, was=PLAIN)

        assert (stack.up([renamed]), listed(stack, SEARCH)) == ([], [old])
        back = replace(ONE, who=SEARCH)
        assert (stack.up([back]), current(stack, SEARCH)) == ([], old)
        assert new not in stack.sagemaker.models

    def test_given_a_change_of_region_when_served_then_the_old_model_stays_there(self, stack: Stack) -> None:
        abroad = replace(ONE, region="eu-west-1")
        old, _ = served_and_replaced(stack, second=abroad)

        assert (old in stack.sagemaker.models, listed(stack)) == (True, [old])
        assert stack.changes([abroad]) == []
        serve(stack)
        assert (stack.changes([abroad]), stack.up([abroad])) == (["update"], [])
        assert (stack.sagemaker.models, listed(stack)) == ({}, [])

    @pytest.mark.parametrize("first", [False, True])
    def test_given_a_kept_model_when_another_resource_adopts_it_then_it_is_not_deleted(
        self, stack: Stack, *, first: bool
    ) -> None:
        old, new = served_and_replaced(stack)
        serve(stack)
        program = [Declared(ADS, old, release="1", adopt=True), TWO]
        program = program if first else program[::-1]

        for _ in range(2):
            assert stack.up(program) == []

        assert {current(stack, ADS), new} == {old, new} == there(stack)


RELEASES = st.sampled_from("123")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["up", "up", "up", "kill", "kill late", "refresh", "force", "preview", "untold"]),
        RELEASES,
        st.booleans(),
        st.sampled_from(["stay", "stay", "newest", "oldest", "none", "both"]),
        st.booleans(),
    ),
    max_size=8,
)


def move(sagemaker: FakeSageMaker, how: str) -> None:
    names = list(sagemaker.models)
    served = {"newest": names[-1:], "oldest": names[:1], "none": [], "both": [*names[:1], *names[-1:]]}
    if how in served:
        sagemaker.users = {name: ["endpoint live"] for name in served[how]}


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(STEPS, RELEASES)
def test_given_any_updates_then_no_served_or_retained_model_goes_and_none_is_left(
    steps: list[tuple[str, str, bool, str, bool]], last: str
) -> None:
    with stacks() as make:
        stack = make()
        sagemaker, retained, ever_retained = stack.sagemaker, set[str](), set[str]()
        killed = forgotten = False
        for step, release, retain, moves, aged in steps:
            declared = Declared(PLAIN, release=release, retain=retain, replaced=step == "force")
            before = {owned.id for owned in stack.resources.values() if owned.retained}
            kept = {name for name in sagemaker.users if name in sagemaker.models}
            sagemaker.refusals = {"users_of": UNTOLD} if step == "untold" else {}
            if step == "refresh":
                assert stack.refresh() == []
            elif step == "preview":
                stack.preview([declared])
            else:
                refused = stack.up([declared], kill=step == "kill", kill_before_deletion=step == "kill late")
                if refused and refused[0].endswith("exist already; give the model a name"):
                    return  # retained models have all its names
                assert refused == [] or step.startswith("kill") or stack.pending
            ever_retained |= before
            retained |= {name for name in before if PLAIN not in stack.resources or name != current(stack)}
            # A young model of the derived name counts as what an update that was killed left, and is taken again.
            retained -= {owned.id for owned in stack.resources.values()}
            if step == "force":
                # Then nothing tells a retained model from what an old state still lists.
                retained.clear()
            assert kept | retained <= sagemaker.models.keys(), "what is served or retained stays"
            move(sagemaker, moves)
            killed = killed or step.startswith("kill")
            # The engine tells nothing of a retained state that is replaced by force, and so what it lists is forgotten.
            forgotten = forgotten or bool(step == "force" and before)
            if aged and not killed:  # else three models that were left over may have all the names
                age(stack)
        sagemaker.users, sagemaker.refusals = {}, {}
        ever_retained |= {owned.id for owned in stack.resources.values() if owned.retained}
        declared = Declared(PLAIN, release=last)
        for _ in range(2):
            assert stack.up([declared]) == []
        assert (stack.changes([declared]), stack.refresh()) == ([], [])
        assert (stack.pending, listed(stack)) == ([], [])
        retained.discard(current(stack))
        assert current(stack) in sagemaker.models
        assert retained <= sagemaker.models.keys()
        if not killed and not forgotten:  # else a model may be left that no state has
            assert sagemaker.models.keys() <= {current(stack)} | ever_retained
