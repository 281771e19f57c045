import numpy as np
import pytest

from ml.evaluation.negatives.motion import Leg, fly
from ml.evaluation.negatives.reception import START, Flown, Reception, Sky

SPEED_MS = 200.0


def polls(reception=Reception(), *, every_s=10, seconds=1_200):  # noqa: B008 - frozen
    motion = fly((8.0, 0.0), Leg(seconds), altitude=10_000, speed=SPEED_MS)
    flight = Flown("3c6501", motion, ((0, "@@@@@@@@"), (300, "DLH501")), category=4)
    return Sky([flight], reception).polls(every_s, np.random.default_rng(1))


def states(*arguments, **options):
    return [state for poll in polls(*arguments, **options) for state in poll.states]


def flown_s(state):
    """The second of the flight that a position is from."""
    return (state["longitude"] - 8.0) * 111_195 / SPEED_MS


def test_a_flight_is_in_every_answer_while_it_is_heard_and_in_none_after_it():
    counts = [len(poll) for poll in polls(every_s=90)]
    assert counts == [1] * 14 + [0] * 6
    assert sum(poll.invalid.total() for poll in polls(every_s=90)) == 0


def test_the_callsign_changes_when_the_crew_enters_it():
    callsigns = [state["callsign"] for state in states(every_s=90)]
    assert callsigns == [None] * 4 + ["DLH501"] * 10


def test_a_paused_source_gives_no_answers():
    times = np.array([poll.time for poll in polls(Reception(paused=(300, 480)))]) - START
    assert not ((times >= 300) & (times < 480)).any()
    assert np.diff(times).max() == 190


def test_the_pace_changes_without_a_missed_poll():
    times = np.array([poll.time for poll in polls(Reception(change_at=600))]) - START
    assert set(np.diff(times[times <= 600])) == {10}
    assert set(np.diff(times[times >= 600])) == {86}


def test_half_of_the_positions_lag_while_their_times_say_nothing():
    lagging = states(Reception(lag_s=5))
    assert all(state["time_position"] == state["poll_time"] for state in lagging)
    lag_s = np.array([state["time_position"] - START - flown_s(state) for state in lagging[1:]])
    assert ((np.abs(lag_s) < 0.5) | (np.abs(lag_s - 5) < 0.5)).all()
    assert (lag_s > 2).mean() == pytest.approx(0.5, abs=0.15)


def test_late_positions_say_so_and_never_get_older():
    late = states(Reception(late_s=60))
    ages = np.array([state["poll_time"] - state["time_position"] for state in late])
    assert ages.max() <= 60
    assert (ages > 0).mean() > 0.2
    assert (np.diff([state["time_position"] for state in late]) >= 0).all()
    assert [flown_s(state) for state in late] == pytest.approx(
        [state["time_position"] - START for state in late], abs=0.5
    )


def test_first_and_last_positions_are_up_to_300_s_old():
    stale = states(Reception(stale_s=300))
    ages = [state["poll_time"] - state["time_position"] for state in stale]
    assert ages[:30] == [*range(0, 300, 10)]
    assert set(ages[30:120]) == {0}
    assert ages[120:] == [*range(1, 300, 10)]
    assert stale[-1]["last_contact"] == stale[-1]["poll_time"]
