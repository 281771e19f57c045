import json
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml.rates.airborne_hours import LONGEST_STEP_S, AirborneHours
from ml.rates.alert_rate import ALERT_BUCKET_S, ALERT_WINDOW_S, AlertRate

START = 1_700_000_100 - 1_700_000_100 % ALERT_BUCKET_S


def test_reports_are_json():
    rate = AlertRate(budget_per_1000_h=50)
    for _ in range(2):
        assert json.loads(json.dumps(rate.report(), allow_nan=False)) == rate.report()
        rate.add(START, 10.0, 1)


@pytest.mark.parametrize(
    ("alerts", "low", "high"),
    [(0, 0.0, 3.689), (1, 0.0253, 5.572), (10, 4.795, 18.390), (100, 81.364, 121.627)],
)
def test_the_interval_is_that_of_the_tables(alerts, low, high):
    """Exact 95 % limits of a Poisson mean (Garwood 1936)."""
    rate = AlertRate(budget_per_1000_h=50)
    rate.add(START, 1_000.0, alerts)
    report = rate.report()
    assert (report["alerts"], report["airborne_hours"], report["per_1000_h"]) == (alerts, 1_000, alerts)
    assert report["interval"] == pytest.approx([low, high], abs=6e-3)


@pytest.mark.parametrize(("budget", "within"), [(4.0, False), (4.8, None), (10.0, None), (18.3, None), (18.4, True)])
def test_the_budget_is_judged_when_the_interval_is_on_one_side_of_it(budget, within):
    """Ten alerts in 1,000 hours: 4.795 to 18.390."""
    rate = AlertRate(budget_per_1000_h=budget)
    rate.add(START, 400.0, 4)
    rate.add(START + 10, 600.0, 6)
    assert rate.report()["within_budget"] is within
    assert rate.report()["budget_per_1000_h"] == budget


def test_no_alert_does_not_break_a_budget_of_none():
    rate = AlertRate(budget_per_1000_h=0)
    rate.add(START, 1_000.0, 0)
    assert rate.report()["within_budget"] is None


def test_without_hours_there_is_no_rate():
    rate = AlertRate(budget_per_1000_h=50)
    rate.add(START, 0.0, 1)
    report = rate.report()
    assert (report["per_1000_h"], report["interval"], report["within_budget"]) == (None, None, None)
    assert (report["alerts"], report["since"], report["until"]) == (1, START, START)


def test_alerts_and_hours_leave_the_window_together():
    rate = AlertRate(budget_per_1000_h=50)
    rate.add(START, 30.0, 5)
    rate.add(START + ALERT_WINDOW_S - 1, 20.0, 1)
    assert (rate.report()["alerts"], rate.report()["airborne_hours"]) == (6, 50)
    rate.add(START + ALERT_WINDOW_S, 1.0, 0)
    report = rate.report()
    assert (report["alerts"], report["airborne_hours"], report["since"]) == (1, 21, START + ALERT_BUCKET_S)
    rate.add(START, 30.0, 5)
    assert rate.report()["alerts"] == 1


def hours(airborne, *fixes):
    """Return the hours that these fixes (icao24, poll_time, on_ground) add in one call."""
    icao24, times, on_ground = zip(*fixes, strict=True) if fixes else ((), (), ())
    return airborne.add(pd.Series(icao24, dtype=object), np.array(times, int), np.array(on_ground, bool))


def test_hours_are_between_an_aircraft_s_polls_not_between_aircraft():
    airborne = AirborneHours()
    assert hours(airborne, ("4b1814", START, False), ("ffffff", START + 30, False)) == 0
    assert hours(airborne, ("4b1814", START + 36, False), ("ffffff", START + 66, False)) == pytest.approx(72 / 3_600)


@pytest.mark.parametrize(("step_s", "counted_s"), [(LONGEST_STEP_S, LONGEST_STEP_S), (LONGEST_STEP_S + 1, 0)])
def test_a_gap_longer_than_a_step_is_not_flown(step_s, counted_s):
    airborne = AirborneHours()
    hours(airborne, ("4b1814", START, False))
    assert hours(airborne, ("4b1814", START + step_s, False)) * 3_600 == pytest.approx(counted_s)


def test_time_from_and_to_the_ground_is_not_flown():
    airborne = AirborneHours()
    polls = [(START, True), (START + 10, False), (START + 20, False), (START + 30, True), (START + 40, False)]
    assert hours(airborne, *[("4b1814", *poll) for poll in polls]) * 3_600 == pytest.approx(10)


def test_a_fix_older_than_known_is_passed_over():
    airborne = AirborneHours()
    hours(airborne, ("4b1814", START, False), ("4b1814", START + 100, False))
    assert hours(airborne, ("4b1814", START + 50, True), ("4b1814", START + 60, False)) == 0
    assert hours(airborne, ("4b1814", START + 110, False)) * 3_600 == pytest.approx(10)


def test_aircraft_not_heard_of_are_forgotten():
    airborne = AirborneHours()
    hours(airborne, ("4b1814", START, False), ("000001", START + 50, False), ("ffffff", START + 60, True))
    hours(airborne, ("ffffff", START + LONGEST_STEP_S, True))
    assert len(airborne) == 2
    hours(airborne, ("ffffff", START + LONGEST_STEP_S + 1, True))
    assert len(airborne) == 1
    hours(airborne)
    assert len(airborne) == 1
    hours(airborne, ("ffffff", START + 1_000, False))
    assert len(airborne) == 1


def seconds_one_by_one(fixes):
    """The definition, fix by fix in the order of polls: the time between neighbours that are both in the air."""
    by_aircraft = {}
    for icao24, time, on_ground in fixes:
        by_aircraft.setdefault(icao24, []).append((time, on_ground))
    return sum(
        later - earlier
        for polls in by_aircraft.values()
        for (earlier, was_on_ground), (later, is_on_ground) in pairwise(polls)
        if not was_on_ground and not is_on_ground and later - earlier <= 300
    )


FIXES = st.lists(
    st.tuples(st.sampled_from(["000001", "4b1814", "ffffff"]), st.integers(0, 900), st.booleans()), max_size=40
)


@given(FIXES, st.lists(st.integers(0, 40), max_size=3), st.randoms(use_true_random=False))
def test_hours_are_those_of_the_definition_however_polls_are_cut_into_calls(fixes, cuts, random):
    fixes = sorted(fixes, key=lambda fix: fix[1])
    airborne = AirborneHours()
    ends = [0, *sorted(cuts), len(fixes)]
    parts = [fixes[begin:end] for begin, end in pairwise(ends)]
    found = sum(hours(airborne, *part) for part in parts)
    assert found * 3_600 == pytest.approx(seconds_one_by_one(fixes))
    shuffled = list({(icao24, time): (icao24, time, on_ground) for icao24, time, on_ground in fixes}.values())
    expected = seconds_one_by_one(shuffled)
    random.shuffle(shuffled)
    assert hours(AirborneHours(), *shuffled) * 3_600 == pytest.approx(expected)
