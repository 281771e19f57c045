import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml.evaluation.methods.scores import Scores

ROWS = st.lists(
    st.tuples(st.sampled_from(["a", "b", "c"]), st.integers(0, 200), st.floats(0, 10)),
    min_size=1,
    unique_by=lambda row: row[:2],
)


def scores(*rows):
    return Scores.of(*zip(*rows, strict=True))


def test_an_alarm_is_over_after_two_minutes_and_new_after_twelve():
    above = [("a", time, 2.0) for time in (0, 100, 200, 330, 1_040, 1_770)]
    alarms = scores(*above, ("a", 50, 1.0), ("b", 60, 2.0)).alarms(1.0)
    assert [(alarm.icao24, alarm.time, alarm.opened) for alarm in alarms] == [
        ("a", 0, True),
        ("a", 330, False),
        ("a", 1_040, False),
        ("a", 1_770, True),
        ("b", 60, True),
    ]


def test_a_score_at_the_threshold_is_not_above_it():
    assert scores(("a", 0, 1.0)).alarms(1.0) == []


def test_rows_without_a_score_raise_nothing_and_have_no_peak():
    unscored = scores(("a", 0, np.nan))
    assert unscored.alarms(-1.0) == []
    assert unscored.peak(frozenset("a"), 0, 10) == -np.inf
    assert unscored.threshold_for(3) == np.inf


def test_peak_is_the_highest_within_the_time_of_any_of_the_aircraft():
    some = scores(("a", 0, 9.0), ("a", 10, 1.0), ("a", 20, 3.0), ("a", 30, 9.0), ("b", 20, 4.0), ("c", 20, 9.0))
    assert some.peak(frozenset("ab"), 10, 20) == 4.0
    assert some.peak(frozenset("d"), 10, 20) == -np.inf


def test_the_threshold_is_the_lowest_that_keeps_to_the_budget():
    peaks = scores(*((f"{number:03}", 0, float(number)) for number in range(100)))
    assert peaks.threshold_for(0) == 99
    assert peaks.threshold_for(3) == 96


@given(ROWS, st.integers(0, 3))
def test_the_threshold_keeps_to_the_budget(rows, opened):
    some = scores(*((icao24, time * 60, score) for icao24, time, score in rows))
    assert sum(alarm.opened for alarm in some.alarms(some.threshold_for(opened))) <= opened


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 0, 1], [1, 2, 0]])
def test_the_order_of_rows_does_not_matter(order):
    rows = [("a", 0, 2.0), ("b", 0, 2.0), ("a", 1_000, 2.0)]
    assert scores(*(rows[place] for place in order)).alarms(1.0) == scores(*rows).alarms(1.0)
