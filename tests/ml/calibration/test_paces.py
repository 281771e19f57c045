"""Each pace of polls has its own factors: how they are solved, where detectors apply them, and the errors of steps."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml.calibration.exceedances import Exceedances
from ml.calibration.honest_errors import ErrorCounts
from ml.calibration.limit_factors import NO_CALIBRATION, HonestErrors
from ml.calibration.measurements import Measurements
from ml.calibration.solver import smallest_factors, solve
from ml.detectors.detection import detect, extend_tracks
from ml.tracks.tracks import Tracks
from opensky.answers import parse_answer
from tests.ml.evaluation.straight_flights import START, StraightFlight
from tests.ml.flown import DEGREE_M, flown, wandering

PACES = (10, 30, 90, 300)


def exceedances(*rows):
    """Return the exceedances of rows of address, time, ratio and place of the pace."""
    aircraft, times, beyond, places = zip(*rows, strict=True) if rows else ((),) * 4
    return Exceedances(
        np.array(aircraft, np.uint32), np.array(times, np.int64), np.array(beyond, float), np.array(places, np.int64)
    )


AT_ONE_PACE = st.lists(
    st.tuples(st.integers(1, 3), st.integers(0, 300).map(lambda ten: ten * 10), st.floats(1.1, 9.0), st.integers(0, 3)),
    max_size=12,
)


@given(rows=st.lists(AT_ONE_PACE, min_size=4, max_size=4), allowed=st.integers(0, 4))
def test_the_budget_holds_in_the_polls_of_every_pace(rows, allowed):
    at_paces = [exceedances(*of_pace) for of_pace in rows]
    factors = smallest_factors(at_paces, allowed=allowed)
    assert (factors >= 1).all()
    assert all(each.beyond(factors).alerts() <= allowed for each in at_paces)


def test_a_family_noisy_at_one_pace_gets_a_factor_at_that_pace_alone():
    noisy = exceedances(*((aircraft, 1_000, 1.0 + aircraft / 10, 2) for aircraft in range(1, 8)))
    factors = smallest_factors([exceedances(), exceedances(), noisy, exceedances()], allowed=2)
    assert factors.tolist() == [1, 1, 1.5, 1]


def test_long_steps_after_missed_polls_widen_the_limits_of_long_steps():
    missed = exceedances((1, 1_000, 4.0, 2), (2, 1_000, 3.0, 2), (3, 1_000, 1.2, 0))
    factors = smallest_factors([missed, exceedances(), exceedances(), exceedances()], allowed=1)
    assert factors.tolist() == [1, 1, 4.0, 1]


def jumped(step_s, metres):
    """Return a level flight whose altitude jumps at fix 6."""

    def change(number, state):
        state.update(baro_altitude=11_000.0 + metres * (number >= 6))

    return flown(12, change=change, velocity=200.0, step_s=step_s)


@pytest.mark.parametrize("step_s", PACES)
def test_detectors_take_the_factor_of_the_newest_step(step_s):
    """The jump is 1.5 times the physical limit at every pace; the factor is 2 at 90 s and 1 elsewhere."""
    calibration = replace(NO_CALIBRATION, paces=PACES, fixes=(9,) * 4, families={"altitude": (1.0, 1.0, 2.0, 1.0)})
    states = jumped(step_s, 1.5 * (150 + 8 * (step_s - 10)))
    plain, calibrated = (detect(states, Tracks.none(), each)[0] for each in (NO_CALIBRATION, calibration))
    assert ["altitude_jump"] in plain.detectors
    assert (["altitude_jump"] in calibrated.detectors) is (step_s != 90)
    if step_s == 90:
        assert np.nanmax(calibrated.suspicion) < 1 < np.nanmax(plain.suspicion)
    else:
        assert calibrated.findings == plain.findings


@settings(max_examples=15, deadline=None)
@given(cuts=st.lists(st.integers(1, 59), max_size=5, unique=True).map(sorted), seed=st.integers(1, 5))
def test_factors_by_pace_do_not_depend_on_how_records_are_cut(cuts, seed):
    """Steps of 10 s and of 90 s follow each other, so neighbours have different factors."""
    calibration = replace(
        NO_CALIBRATION,
        paces=PACES,
        fixes=(1_000,) * 4,
        families={"motion": (1.25, 1.0, 1.5, 1.0), "altitude": (1.0, 1.0, 1.75, 1.0)},
        exceedances={"climb_mismatch": ((9, 5), (), (100, 3), ())},
    )
    states = wandering(f"{seed:06x}")
    later = (np.arange(len(states)) // 3) * 80
    for name in ("time_position", "last_contact", "poll_time"):
        states[name] += later
    whole, _ = detect(states, Tracks.none(), calibration)
    assert len({finding.limit for found in whole.findings for finding in found if finding.family == "motion"}) > 1
    tracks, findings, suspicion = Tracks.none(), [], []
    for start, end in zip([0, *cuts], [*cuts, len(states)], strict=True):
        detected, tracks = detect(states.iloc[start:end].reset_index(drop=True), tracks, calibration)
        findings += detected.findings
        suspicion += detected.suspicion.tolist()
    assert findings == whole.findings
    np.testing.assert_array_equal(suspicion, whole.suspicion)


def measured(rows_at, seconds):
    """Return the measurements of polls at these seconds after START; `rows_at` returns a poll's rows."""
    polls = [parse_answer({"time": START + second, "states": rows_at(second)}, source="recorded") for second in seconds]
    measurements = Measurements(np.array([poll.time for poll in polls], np.int64))
    measurements.add(polls)
    return measurements


def row(flight, second, **changes):
    return list((flight.row(second) | changes).values())


def test_traffic_is_measured_thinned_to_every_pace():
    flight = StraightFlight("4b0001", last=3_600)
    measurements = measured(lambda second: [row(flight, second)], range(0, 3_601, 5))
    assert measurements.paces == (5, *PACES)
    first_fixes = 5
    assert measurements.fixes() == (720, 360, 120, 40, 12 + first_fixes)
    assert measurements.airborne_hours == pytest.approx(1)


def test_polls_without_a_record_are_measured_too():
    flight = StraightFlight("4b0001")
    measurements = Measurements(np.arange(START, START + 101, 10))
    for second in range(0, 101, 10):
        rows = [row(flight, second)] if second > 50 else None
        measurements.add([parse_answer({"time": START + second, "states": rows}, source="recorded")])
    assert measurements.fixes() == (4, 1, 0, 3)


def test_what_a_wrong_clock_explains_widens_no_limit():
    """In one poll all aircraft are where they were 100 s before, as when a server falls behind."""
    flights = [StraightFlight(f"4b{number:04x}", latitude=30.0 + number) for number in range(12)]

    def rows_at(second):
        flown_s = second - 100 if second == 600 else second
        return [row(flight, flown_s, time_position=START + second, last_contact=START + second) for flight in flights]

    seconds = range(0, 1_201, 10)
    alone = measured(lambda second: rows_at(second)[:1], seconds)
    assert sum(sum(solved.before) for solved in solve(alone, budget_per_1000_h=50)) > 0
    together = measured(rows_at, seconds)
    assert all(solved.before == (0,) * 4 for solved in solve(together, budget_per_1000_h=50))


def test_the_errors_are_those_of_steps_of_the_pace_by_phase():
    """Each step leads 50 m to one side or back, and every third is 90 s long instead of 10 s."""
    count = 3_030
    times = np.where(np.arange(count) % 3 == 0, 90, 10).cumsum()
    aside = np.where(np.arange(count) % 2, 50.0, 0.0) / DEGREE_M
    states = flown(count, vertical_rate=0.0, baro_altitude=9_000.0, velocity=200.0, true_track=90.0, latitude=0.0)
    for name in ("time_position", "last_contact", "poll_time"):
        states[name] = states[name].iat[0] + times
    states["longitude"], states["latitude"] = -170 + times * 200.0 / DEGREE_M, aside
    _, extended = extend_tracks(states, Tracks.none())
    by_pace = {}
    for place, pace in enumerate(PACES):
        counts = ErrorCounts.none(place, PACES)
        counts.add(states, extended, counted=np.ones(count, bool))
        by_pace[pace] = counts.errors()
    assert by_pace[30] == by_pace[300] == ()
    (at_10,), (at_90,) = by_pace[10], by_pace[90]
    assert (at_10.phase, at_10.steps, at_90.steps) == ("cruise", 2_020, 1_009)
    assert at_10.across == at_90.across == (52, 52, None)  # the next edge of the bins above 50 m


def test_the_quantiles_of_an_error_are_known_when_ten_steps_are_beyond_them():
    counts = ErrorCounts.none(0, PACES)
    counts.counts[1, :, 16 * 4] = 990  # 16 m in cruise
    counts.counts[1, 1, 16 * 10] = 10  # 1,024 m to the side
    counts.counts[1, 2, 16 * 11] = 11  # 2,048 m in height
    assert counts.errors() == (HonestErrors(10, "cruise", 1_001, (16, None, None), (16, 16, None), (16, 2_048, None)),)
