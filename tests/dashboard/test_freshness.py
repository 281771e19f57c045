import pytest

from dashboard.freshness import State, judge, stale_limit_s

KNOWN = {"present": True, "published_at": 1_000.0, "problem": None, "now": 1_030.0, "limit_s": 60.0}


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, State.FRESH),
        ({"now": 1_060.0}, State.FRESH),
        ({"now": 1_060.1}, State.STALE),
        ({"published_at": None}, State.STALE),
        ({"present": False}, State.MISSING),
        ({"present": False, "problem": "is empty"}, State.UNREADABLE),
        ({"problem": "is empty"}, State.FRESH),
        ({"published_at": 2_000.0}, State.FRESH),
    ],
)
def test_the_state_follows_from_age_and_presence(changes, state):
    assert judge("Flights", **(KNOWN | changes)).state is state


def test_a_last_good_value_says_so():
    assert (
        judge("Flights", **(KNOWN | {"problem": "is empty"})).note == "The file is empty; the last good one is shown."
    )


def test_a_date_in_the_future_is_no_negative_age():
    freshness = judge("Flights", **(KNOWN | {"published_at": 2_000.0}))
    assert freshness.age_s == 0
    assert "clocks differ" in freshness.note


@pytest.mark.parametrize(("interval_s", "limit_s"), [(None, 60), (0, 60), (10, 60), (90, 270)])
def test_the_limit_is_three_polls_and_a_minute_at_least(interval_s, limit_s):
    assert stale_limit_s(interval_s) == limit_s
