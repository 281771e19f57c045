import pytest

from dashboard.reading.freshness import OutputState, judge, stale_limit_s

KNOWN = {"present": True, "published_at": 1_000.0, "problem": None, "now": 1_030.0, "limit_s": 60.0}


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, OutputState.FRESH),
        ({"now": 1_060.0}, OutputState.FRESH),
        ({"now": 1_060.1}, OutputState.STALE),
        ({"published_at": None}, OutputState.STALE),
        ({"present": False}, OutputState.MISSING),
        ({"present": False, "problem": "is empty"}, OutputState.UNREADABLE),
        ({"problem": "is empty"}, OutputState.FRESH),
        ({"published_at": 1_090.0}, OutputState.FRESH),
        ({"published_at": 2_000.0}, OutputState.AHEAD),
    ],
)
def test_the_state_follows_from_age_and_presence(changes, state):
    assert judge("Flights", **(KNOWN | changes)).state is state


def test_a_last_good_value_says_so():
    assert (
        judge("Flights", **(KNOWN | {"problem": "is empty"})).note == "The file is empty; the last good one is shown."
    )


def test_a_date_in_the_future_gives_no_age():
    freshness = judge("Flights", **(KNOWN | {"published_at": 2_000.0}))
    assert freshness.age_s is None
    assert "clocks differ" in freshness.note


@pytest.mark.parametrize(
    ("changes", "remark"),
    [
        ({}, None),
        ({"present": False}, "Nothing published yet."),
        ({"present": False, "problem": "is empty"}, "The file is empty."),
        ({"problem": "is empty"}, "The file is empty; the last good one is shown."),
        (
            {"problem": "is empty", "now": 8_200.0},
            "The file is empty; the last good one is shown. Published 2 h ago.",
        ),
        ({"now": 8_200.0}, "Published 2 h ago."),
        ({"published_at": None}, "Its publication time is missing."),
        ({"published_at": 2_000.0}, "It is dated in the future: the clocks differ."),
    ],
)
def test_what_an_output_lacks_is_a_remark(changes, remark):
    assert judge("Windows", **(KNOWN | changes)).remark == remark


@pytest.mark.parametrize(("interval_s", "limit_s"), [(None, 60), (0, 60), (10, 60), (90, 270)])
def test_the_limit_is_three_polls_and_a_minute_at_least(interval_s, limit_s):
    assert stale_limit_s(interval_s) == limit_s
