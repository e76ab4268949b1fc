"""What a simulated AWS lets through, and the best that can be done then."""

from __future__ import annotations

import pytest

from bench.pace import AS_FAST_AS_IT_CAN, Bucket, Pace


@pytest.mark.parametrize(
    ("pace", "calls", "creations", "seconds"),
    [
        (AS_FAST_AS_IT_CAN, 200, 200, 0),
        (Pace(latency=0.2), 200, 200, 10),
        (Pace(latency=0.05), 400, 0, 5),
        (Pace(creations=5), 50, 50, 9),
        (Pace(creations=5), 400, 0, 0),
        (Pace(creations=5), 3, 3, 0),
        # The slower of the two decides.
        (Pace(latency=0.2, creations=5), 50, 50, 9),
        (Pace(latency=4, creations=5), 50, 50, 50),
    ],
)
def test_given_a_pace_then_the_best_waits_for_calls_four_at_a_time_or_for_the_limit(
    pace: Pace, calls: int, creations: int, seconds: float
) -> None:
    assert pace.best(calls, creations) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("rate", "moments", "let_through"),
    [
        (2, [0, 0, 0], [True, True, False]),
        (2, [0, 0, 0, 0.5, 0.5], [True, True, False, True, False]),
        # However long nothing was asked, no more than a second's calls are saved up.
        (2, [0, 100, 100, 100], [True, True, True, False]),
        # A refused call costs nothing.
        (1, [0, 0.5, 0.75, 1], [True, False, False, True]),
        (0.5, [0, 1, 2], [True, False, True]),
    ],
)
def test_given_calls_at_moments_then_those_beyond_the_rate_are_refused(
    rate: float, moments: list[float], let_through: list[bool]
) -> None:
    bucket = Bucket(rate)

    assert [bucket.take(moment) for moment in moments] == let_through
