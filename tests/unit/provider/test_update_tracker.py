"""What one process learns of each model, by resource."""

from __future__ import annotations

from pulumi_sagemaker_model.update_tracker import Ledger


def test_given_names_in_state_when_asked_for_a_predecessor_then_each_resource_has_its_own_last_one() -> None:
    ledger = Ledger()
    ledger.remember("one", "one-a")
    ledger.remember("one", "one-b")
    ledger.remember("two", "two-a")

    assert [ledger.predecessor(who) for who in ("one", "two", "three")] == ["one-b", "two-a", None]


def test_given_kept_models_when_one_is_released_then_the_others_are_still_kept() -> None:
    ledger = Ledger()
    ledger.keep("one", "arn-1")
    ledger.keep("two", "arn-2")
    ledger.release("one")
    ledger.release("three")

    assert [ledger.is_kept(arn) for arn in ("arn-1", "arn-2", "")] == [False, True, False]


def test_given_a_kept_model_when_its_resource_keeps_another_then_the_first_is_not_kept() -> None:
    ledger = Ledger()
    ledger.keep("one", "arn-1")
    ledger.keep("one", "arn-2")

    assert [ledger.is_kept(arn) for arn in ("arn-1", "arn-2")] == [False, True]


def test_given_a_model_that_this_process_made_when_it_is_unchanged_then_it_is_no_leftover_to_keep() -> None:
    ledger = Ledger()
    ledger.make("arn-1")
    ledger.keep("one", "arn-1")
    ledger.keep("two", "arn-2")

    assert not ledger.is_kept("arn-1")
    assert [ledger.knows(arn) for arn in ("arn-1", "arn-2", "arn-3")] == [True, True, False]


def test_given_a_model_when_two_resources_take_it_over_then_one_gets_it() -> None:
    ledger = Ledger()
    ledger.make("made")
    ledger.keep("one", "unchanged")

    ledger.keep("two", "own")

    taken = [ledger.take("two", arn) for arn in ("made", "unchanged", "own", "old", "old")]
    assert taken == [False, False, True, True, False]
    ledger.release("two")
    assert not ledger.take("two", "old")
    assert not ledger.is_kept("old")
