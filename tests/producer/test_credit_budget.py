import pytest
from hypothesis import given
from hypothesis import strategies as st

from opensky.credits import DAY_S
from producer.credit_budget import CreditBudget
from tests.local_opensky import MIDNIGHT


def budget(**changes):
    return CreditBudget(**{"cost": 4, "authenticated": True} | changes)


def pace(credits_left, *, now=MIDNIGHT, next_answer_s=None, **changes):
    return budget(**changes).pace(credits_left=credits_left, next_answer_s=next_answer_s, now=now)


def test_a_day_of_4000_credits_is_a_world_every_86_s():
    assert pace(4_000).sentence == "4,000 credits, 4 a poll: every 86 s until midnight UTC"
    assert pace(4_000).interval_s == pytest.approx(86.4)


@pytest.mark.parametrize(
    ("changes", "credits_left", "interval_s"),
    [
        ({"cost": 1}, 4_000, 21.6),
        ({"authenticated": False}, 400, 864),
        ({"authenticated": False, "cost": 1}, 400, 216),
        ({"cost": 4}, 8_000, 43.2),
    ],
)
def test_the_documented_allowances_give_the_documented_paces(changes, credits_left, interval_s):
    assert pace(credits_left, **changes).interval_s == pytest.approx(interval_s)


def test_late_in_the_day_the_credits_left_are_spent_faster():
    assert pace(400, now=MIDNIGHT + DAY_S - 1_000).interval_s == 10


@pytest.mark.parametrize(("authenticated", "least_s"), [(True, 5), (False, 10)])
def test_never_faster_than_the_resolution(authenticated, least_s):
    assert pace(4_000, now=MIDNIGHT + DAY_S - 60, authenticated=authenticated).interval_s == least_s
    assert pace(4_000, asked_s=1, authenticated=authenticated).interval_s == least_s


def test_a_licence_is_known_by_its_credits_and_lasts_for_hours():
    assert pace(14_396).sentence == "14,396 credits, 4 a poll: every 5 s until 01:00 UTC"
    licensed = budget(authenticated=False)
    licensed.pace(credits_left=14_396, next_answer_s=None, now=MIDNIGHT)
    later = licensed.pace(credits_left=4_000, next_answer_s=None, now=MIDNIGHT + 3_000)
    assert later.sentence == "4,000 credits, 4 a poll: every 10 s until 01:00 UTC"


def test_an_asked_interval_holds_with_how_long_the_credits_last():
    asked = pace(4_000, asked_s=10)
    assert (asked.interval_s, asked.credits_last_s) == (10, 10_000)
    assert asked.sentence == "4,000 credits, 4 a poll: every 10 s, enough for 2 h 47 min"
    enough = pace(4_000, asked_s=100)
    assert enough.sentence.endswith("every 100 s, enough until midnight UTC")
    assert enough.credits_last_s is None
    assert "(2 s is faster than the source)" in pace(4_000, asked_s=2).sentence


@pytest.mark.parametrize("asked_s", [None, 10])
def test_spent_credits_wait_for_the_reset(asked_s):
    spent = pace(3, now=MIDNIGHT + DAY_S - 5_000, asked_s=asked_s)
    assert (spent.interval_s, spent.from_now) == (5_000, True)
    assert spent.sentence == "3 credits, 4 a poll: spent, next poll at midnight UTC"


def test_a_source_that_does_not_count_is_given_the_documented_allowance():
    assert pace(None).interval_s == pytest.approx(86.4)
    assert pace(None, authenticated=False).sentence == "400 credits assumed, 4 a poll: every 864 s"
    assert pace(None, asked_s=20).interval_s == 20


def test_a_local_source_sets_the_time_of_the_next_answer():
    assert pace(None, next_answer_s=0).interval_s == 0
    assert pace(None, next_answer_s=0.45).sentence == "credits are not counted: every 0.5 s"
    assert pace(None, next_answer_s=0, asked_s=10).interval_s == 10
    assert pace(14_000, next_answer_s=12).interval_s == 12


def test_the_pause_of_a_429_starts_when_it_comes():
    pace = budget().pace_after_quota(60_394)
    assert (pace.interval_s, pace.from_now) == (60_394, True)
    assert pace.sentence == "no credits left: the next request is allowed in 16 h 47 min"


@given(st.integers(0, 20_000), st.integers(1, 4), st.integers(0, DAY_S - 1))
def test_the_pace_never_spends_more_than_there_is(credits_left, cost, second):
    one = budget(cost=cost).pace(credits_left=credits_left, next_answer_s=None, now=MIDNIGHT + second)
    reset_s = 3_600 - second % 3_600 if credits_left > 8_000 else DAY_S - second
    polls_until_reset = (reset_s - 1e-6) // one.interval_s
    assert one.interval_s >= 5
    assert polls_until_reset * cost <= credits_left
