"""What one process learns of each model, by resource."""

from __future__ import annotations

from pulumi_sagemaker_model.update_tracker import UpdateTracker


def test_given_names_in_state_then_each_resource_has_its_own_last_one_as_predecessor() -> None:
    tracker = UpdateTracker()
    tracker.record_name("one", "one-a")
    tracker.record_name("one", "one-b")
    tracker.record_name("two", "two-a")

    assert [tracker.predecessor(who) for who in ("one", "two", "three")] == ["one-b", "two-a", None]


def test_given_kept_models_when_one_is_released_then_the_others_are_still_kept() -> None:
    tracker = UpdateTracker()
    tracker.record_unchanged("one", "arn-1")
    tracker.record_unchanged("two", "arn-2")
    tracker.release("one")
    tracker.release("three")

    assert [tracker.is_unchanged(arn) for arn in ("arn-1", "arn-2", "")] == [False, True, False]


def test_given_kept_model_when_its_resource_keeps_another_then_the_first_is_not_kept() -> None:
    tracker = UpdateTracker()
    tracker.record_unchanged("one", "arn-1")
    tracker.record_unchanged("one", "arn-2")

    assert [tracker.is_unchanged(arn) for arn in ("arn-1", "arn-2")] == [False, True]


def test_given_model_this_process_made_when_unchanged_then_it_is_no_leftover_to_keep() -> None:
    tracker = UpdateTracker()
    tracker.record_created("one", "arn-1")
    tracker.record_unchanged("one", "arn-1")
    tracker.record_unchanged("two", "arn-2")

    assert not tracker.is_unchanged("arn-1")
    assert [tracker.knows(arn) for arn in ("arn-1", "arn-2", "arn-3")] == [True, True, False]


def test_given_a_model_when_two_resources_take_it_over_then_one_gets_it() -> None:
    tracker = UpdateTracker()
    tracker.record_created("three", "made")
    tracker.record_unchanged("one", "unchanged")

    tracker.record_unchanged("two", "own")

    taken = [tracker.claim("two", arn) for arn in ("made", "unchanged", "own", "old", "old")]
    assert taken == [False, False, True, True, False]
    tracker.release("two")
    assert not tracker.claim("two", "old")
    assert not tracker.is_unchanged("old")
