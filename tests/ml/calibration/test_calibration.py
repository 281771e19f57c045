"""The calibration: its solver against brute force, its counts by hand, its file, and its effect on detection."""

import itertools
import pickle
from dataclasses import replace
from datetime import date

import numpy as np
import orjson
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.errors import SettingsError
from common.settings import Settings
from ml.alerts.book import AlertBook
from ml.calibrate import main
from ml.calibration.exceedances import Exceedances, exceedance_counts
from ml.calibration.limit_factors import (
    NO_CALIBRATION,
    RATIOS,
    VERSION,
    Calibration,
    HonestErrors,
    load_calibration,
    nearest_places,
    save,
)
from ml.calibration.measurements import FAMILIES, Measurements
from ml.calibration.solver import smallest_factor, solve
from ml.calibration.traffic import Simulation, recorded_polls
from ml.detectors.detection import detect, extend_tracks, ratios
from ml.detectors.detectors import DETECTORS
from ml.evaluation.flights import hours_by_phase, read_flights, split_of
from ml.forest.flag_rules import RuleLimits
from ml.rates.airborne_hours import AirborneHours
from ml.scorer import Scorer
from ml.thinning import paces_from
from ml.tracks.tracks import Tracks
from tests.findings import finding
from tests.ml.evaluation.straight_flights import StraightFlight, addresses, write_recording
from tests.ml.flown import flown
from tests.records import poll_of

MADE = Calibration(
    version=VERSION,
    data_hash="ab" * 32,
    source="hand-made",
    made_at=date(2026, 11, 21),
    budget_per_1000_h=50.0,
    airborne_hours=12.5,
    paces=(10, 90),
    fixes=(40_000, 500),
    families={"altitude": (2.0, 1.0)},
    exceedances={"altitude_jump": ((9,) * 5 + (3,) * 4, (5,) * 3)},
    errors=(HonestErrors(10, "cruise", 2_000, (3, 40, None), (7, 50, None), (1, 8, None)),),
)
"""RATIOS starts 0.5, 0.5946, 0.7071, 0.8409, 1, 1.1892, 1.4142, 1.6818, 2, 2.3784."""

SMALL = Simulation(aircraft=60, hours=1, interval_s=20)


def jumped(metres, *, step_s=10):
    """Return a level flight whose altitude jumps at fix 6."""

    def change(number, state):
        state.update(baro_altitude=11_000.0 + metres * (number >= 6))

    return flown(12, change=change, velocity=200.0, step_s=step_s)


def findings_of(states, calibration, detector="altitude_jump"):
    detected, _ = detect(states, Tracks.none(), calibration)
    return [each for found in detected.findings for each in found if each.detector == detector]


def exceedances(*rows):
    """Return the exceedances of rows of address, time, ratio and, if not the first pace, its place."""
    aircraft, times, beyond, places = zip(*((*row, 0)[:4] for row in rows), strict=True) if rows else ((),) * 4
    return Exceedances(
        np.array(aircraft, np.uint32), np.array(times, np.int64), np.array(beyond, float), np.array(places, np.int64)
    )


def alerts_one_by_one(rows):
    """The definition: a list per aircraft, its times in order."""
    count = 0
    for aircraft in {row[0] for row in rows}:
        last = None
        for time in sorted(row[1] for row in rows if row[0] == aircraft):
            count += last is None or time - last >= 720
            last = time
    return count


ROWS = st.lists(
    st.tuples(st.integers(1, 3), st.integers(0, 600).map(lambda ten: ten * 10), st.floats(0.5, 9.0)), max_size=25
)


@given(rows=ROWS)
def test_alerts_are_counted_by_aircraft_and_pause(rows):
    assert exceedances(*rows).alerts() == alerts_one_by_one(rows)


@given(rows=ROWS, allowed=st.integers(0, 6))
def test_the_factor_is_the_smallest_that_keeps_to_the_budget(rows, allowed):
    factor = smallest_factor(exceedances(*rows), allowed=allowed)
    tried = sorted({1.0} | {row[2] for row in rows if row[2] > 1})
    fitting = [each for each in tried if alerts_one_by_one([row for row in rows if row[2] > each]) <= allowed]
    assert factor == fitting[0]
    assert factor >= 1


@given(rows=ROWS, allowed=st.integers(0, 6), more=st.integers(0, 6))
def test_more_budget_never_gives_a_larger_factor(rows, allowed, more):
    known = exceedances(*rows)
    assert smallest_factor(known, allowed=allowed + more) <= smallest_factor(known, allowed=allowed)


def test_a_larger_factor_that_splits_an_alert_is_passed_over():
    """Without its middle the first aircraft's one alert becomes two."""
    rows = [(1, 0, 5.0), (1, 600, 2.0), (1, 1_200, 5.0), (2, 0, 1.5), (3, 0, 3.0)]
    by_factor = {factor: exceedances(*rows).above(factor).alerts() for factor in (1, 1.5, 2, 3, 5)}
    assert by_factor == {1: 3, 1.5: 2, 2: 3, 3: 2, 5: 0}
    assert smallest_factor(exceedances(*rows), allowed=2) == 1.5
    assert smallest_factor(exceedances(*rows), allowed=1) == 5.0


@pytest.mark.parametrize("pause", [10, 300, 700, 800, 1_500])
def test_alerts_are_counted_as_the_book_of_alerts_opens_them(pause):
    times = {1_000, 1_000 + pause, 1_000 + pause + 20}
    book, opened = AlertBook(), 0
    for poll_time in range(1_000, 4_000, 10):
        found = [finding(time=poll_time, poll_time=poll_time)] if poll_time in times else []
        opened += sum(event["event"] == "opened" for event in book.advance(poll_time, found))
    assert exceedances(*((1, time, 2.0) for time in times)).alerts() == opened


def test_exceedances_are_counted_at_or_above_each_ratio():
    ratios_of_fixes = np.array([np.nan, 0.4, 0.5, 0.9, 1.0, 1.19, 2.0, 10_000.0, 1.1, np.nan])
    counts, at_next = exceedance_counts(ratios_of_fixes, np.array([0] * 8 + [1] * 2), paces=2)
    assert at_next.tolist() == [1] * 5 + [0] * (len(RATIOS) - 5)
    assert dict(zip(RATIOS[:9], counts.tolist(), strict=False)) == {
        0.5: 6, 0.5946: 5, 0.7071: 5, 0.8409: 5, 1.0: 4, 1.1892: 3, 1.4142: 2, 1.6818: 2, 2.0: 2,
    }  # fmt: skip
    assert counts[-1] == 1


@pytest.mark.parametrize(
    ("ratio", "rarity"),
    [(0.3, 1), (0.5, 4_444), (1.1, 4_444), (1.2, 13_333), (2.0, 13_333), (2.4, 40_000), (1e6, 40_000)],
)
def test_the_rarity_is_one_in_how_many_fixes_are_at_least_as_far_off(ratio, rarity):
    assert MADE.rarity("altitude_jump", ratio, 0) == rarity


def test_the_rarity_is_that_of_the_pace():
    assert [MADE.rarity("altitude_jump", ratio, 1) for ratio in (0.3, 0.5, 0.8, 0.9)] == [1, 100, 100, 500]


def test_the_rarity_is_unknown_without_a_calibration_of_the_detector():
    assert MADE.rarity("frozen", 2.0, 0) is None
    assert NO_CALIBRATION.rarity("altitude_jump", 2.0, 0) is None


def test_the_factor_of_an_unknown_family_is_one():
    places = np.array([0, 1, 0])
    assert MADE.factors("altitude", places).tolist() == [2.0, 1.0, 2.0]
    assert MADE.factors("ghost", places).tolist() == [1.0] * 3
    assert NO_CALIBRATION.factors("altitude", NO_CALIBRATION.places(np.full(3, 10.0))).tolist() == [1.0] * 3


def test_a_step_takes_the_nearest_pace_by_ratio_and_one_of_unknown_length_the_slowest():
    steps_s = np.array([1, 10, 17, 18, 30, 51, 52, 90, 164, 165, 3_000, np.nan])
    assert nearest_places(steps_s, (10, 30, 90, 300)).tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]


def test_a_fault_within_the_widened_limit_no_longer_fires_and_one_beyond_does():
    within, beyond = jumped(225.0), jumped(400.0)  # 1.5 and 2.67 times the limit of 150 m
    assert len(findings_of(within, NO_CALIBRATION)) == 1
    assert findings_of(within, MADE) == []
    (found,) = findings_of(beyond, MADE)
    assert (found.limit, found.rarity) == (2.0, 40_000)
    (uncalibrated,) = findings_of(beyond, NO_CALIBRATION)
    assert found == replace(
        uncalibrated,
        limit=2.0,
        rarity=40_000,
        evidence=f"{uncalibrated.evidence}; rarer than 1 in 40,000 fixes 10 s apart",
    )


def test_suspicion_is_in_the_calibrated_limits():
    jump = jumped(400.0)
    plain, widened = (detect(jump, Tracks.none(), each)[0].suspicion for each in (NO_CALIBRATION, MADE))
    assert np.nanmax(plain) == pytest.approx(2 * np.nanmax(widened), abs=0.01)


def test_families_without_a_factor_detect_as_ever():
    states = pd.concat([jumped(225.0), flown(12, icao24="abcdef", velocity=260.0)], ignore_index=True)
    names = {name for found in detect(states, Tracks.none(), MADE)[0].detectors for name in found}
    assert names == {"speed_mismatch"}


def test_ratios_are_residuals_in_the_physical_limits():
    _, extended = extend_tracks(jumped(225.0), Tracks.none())
    of_detector = ratios(extended)
    assert set(of_detector) == {detector.name for detector in DETECTORS}
    assert np.nanmax(of_detector["altitude_jump"]) == pytest.approx(1.5, abs=0.01)


def test_the_scorer_detects_with_its_calibration():
    states = jumped(225.0)
    polls = [poll_of(int(row["poll_time"]), [row]) for row in states.astype(object).to_dict("records")]
    opened = {
        each.source: sum(
            event["event"] == "opened"
            for event in Scorer(model=None, limits=RuleLimits(), calibration=each).add(polls)[1]
        )
        for each in (NO_CALIBRATION, replace(MADE, families={"altitude": (9.0, 9.0), "motion": (9.0, 9.0)}))
    }
    assert opened == {"no data": 1, "hand-made": 0}


def test_what_is_saved_is_what_is_loaded(tmp_path):
    save(MADE, tmp_path / "calibration.json")
    assert load_calibration(tmp_path / "calibration.json") == MADE
    save(NO_CALIBRATION, tmp_path / "none.json")
    assert load_calibration(tmp_path / "none.json") == NO_CALIBRATION


def test_a_calibration_travels_to_executors_and_is_small():
    shipped = load_calibration(Settings().calibration_file)
    assert pickle.loads(pickle.dumps(shipped)) == shipped  # noqa: S301 - pickled the line before
    assert len(pickle.dumps(shipped)) < 20_000


def test_the_calibration_that_ships_is_of_simulated_traffic_and_knows_every_detector():
    shipped = load_calibration(Settings().calibration_file)
    assert (shipped.source, shipped.data_hash) == (Simulation().words(), Simulation().data_hash())
    assert shipped.paces == paces_from(Simulation().interval_s)
    assert {errors.pace for errors in shipped.errors} == set(shipped.paces)
    assert set(shipped.exceedances) == {detector.name for detector in DETECTORS}
    assert set(shipped.families) == set(FAMILIES)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"version": 1}, "version 2, but 1"),
        ({"families": {"altitude": [1, 0.9]}}, "factor of altitude, 0.9"),
        ({"families": {"altitude": [2.0]}}, "1 factors of altitude for 2 paces"),
        ({"paces": [90, 10]}, "ascending order"),
        ({"paces": [0, 10]}, "positive numbers"),
        ({"paces": [10]}, "2 fixes for 1 paces"),
        ({"errors": [{"pace": 10}]}, "errors.0.phase"),
        ({"families": {"altitude": ["2", 1]}}, "families.altitude"),
        ({"families": {"altitude": [None, 1]}}, "families.altitude"),
        ({"fixes": [8, 500]}, "do not fall from at most 8"),
        ({"fixes": [4.5, 500]}, "fixes"),
        ({"airborne_hours": -1.0}, "airborne_hours -1"),
        ({"exceedances": {"frozen": [[1, 2]]}}, "exceedances of frozen"),
        ({"exceedances": {"frozen": [[1, 2], []]}}, "exceedances of frozen do not fall"),
        ({"exceedances": {"frozen": [[0] * (len(RATIOS) + 1), []]}}, f"{len(RATIOS) + 1} exceedances of frozen"),
        ({"exceedances": {"frozen": [[], [-1]]}}, "exceedances of frozen"),
        ({"made_at": "yesterday"}, "made_at"),
    ],
)
def test_a_malformed_file_is_a_settings_error_that_names_the_problem(tmp_path, change, words):
    path = tmp_path / "calibration.json"
    save(MADE, path)
    path.write_bytes(orjson.dumps(orjson.loads(path.read_bytes()) | change))
    with pytest.raises(SettingsError, match=words) as refusal:
        load_calibration(path)
    assert str(path) in str(refusal.value)


@pytest.mark.parametrize("content", [None, b"", b"{", b"[]", b"3", b'{"version": 2}'])
def test_a_file_that_is_missing_or_no_calibration_is_a_settings_error(tmp_path, content):
    path = tmp_path / "calibration.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsError, match="CALIBRATION_FILE"):
        load_calibration(path)


@pytest.fixture(scope="module")
def recording(tmp_path_factory):
    flights = [
        StraightFlight(address, latitude=40 + number, wobble=0.5)
        for split in ("calibrate", "test")
        for number, address in enumerate(itertools.islice(addresses(split), 4))
    ]
    return write_recording(tmp_path_factory.mktemp("calibrate") / "straight.jsonl", *flights)


def test_airborne_hours_are_those_of_the_evaluation_however_they_are_cut(recording):
    rows = read_flights(recording).rows
    for size in (7, 100, len(rows)):
        airborne = AirborneHours()
        parts = (rows.iloc[start : start + size] for start in range(0, len(rows), size))
        hours = sum(airborne.add(part["icao24"], part["time_position"], part["on_ground"]) for part in parts)
        assert hours == pytest.approx(sum(hours_by_phase(rows).values()))
    assert hours > 1


def test_measurements_do_not_depend_on_how_polls_are_grouped():
    polls = list(SMALL.polls())
    by_size = []
    for size in (1, 25, len(polls)):
        measured = Measurements(SMALL.poll_times())
        for start in range(0, len(polls), size):
            measured.add(polls[start : start + size])
        by_size.append(
            (
                measured.fixes(),
                measured.errors(),
                round(measured.airborne_hours, 6),
                measured.counts(),
                solve(measured, budget_per_1000_h=50),
            )
        )
    assert by_size[0] == by_size[1] == by_size[2]


def test_of_a_recording_only_the_calibration_split_is_used(recording):
    used = {state["icao24"] for poll in recorded_polls(recording) for state in poll.states}
    assert len(used) == 4
    assert {split_of(address) for address in used} == {"calibrate"}


def test_the_command_calibrates_on_simulated_traffic(tmp_path, capsys):
    out = tmp_path / "calibration.json"
    assert main(["--out", str(out), "--budget", "700"], simulation=SMALL) == 0
    made = load_calibration(out)
    assert (made.source, made.data_hash, made.budget_per_1000_h) == (SMALL.words(), SMALL.data_hash(), 700.0)
    assert made.airborne_hours > 20
    assert made.paces == (30, 90, 300)
    measured = Measurements(SMALL.poll_times())
    measured.add(list(SMALL.polls()))
    for family, at_pace in itertools.product(FAMILIES, measured.at_paces):
        left = at_pace.exceedances(family).beyond(np.array(made.families[family])).alerts()
        assert left / made.airborne_hours * 1_000 <= 700 / len(FAMILIES)
    printed = capsys.readouterr().out
    assert "identity" in printed
    assert "p50 / p99 / p99.9" in printed


def test_the_command_calibrates_on_a_recording(recording, tmp_path):
    out = tmp_path / "calibration.json"
    assert main(["--recording", str(recording), "--out", str(out)]) == 0
    made = load_calibration(out)
    assert made.source.startswith("recording straight.jsonl, 4 aircraft of the calibrate split")
    assert made.families == dict.fromkeys(FAMILIES, (1.0,) * 4)


def test_the_command_names_the_problem_with_a_recording(tmp_path, capsys):
    path = write_recording(tmp_path / "other.jsonl", StraightFlight(next(addresses("test"))))
    assert main(["--recording", str(path), "--out", str(tmp_path / "out.json")]) == 2
    assert main(["--recording", str(tmp_path / "absent.jsonl"), "--out", str(tmp_path / "out.json")]) == 2
    (tmp_path / "none.jsonl").write_text('{"time": 1, "states": 5}\n')
    assert main(["--recording", str(tmp_path / "none.jsonl"), "--out", str(tmp_path / "out.json")]) == 2
    errors = capsys.readouterr().err
    assert "none.jsonl, line 1: the answer's states are not an array" in errors
    assert "no aircraft of the calibrate split flies" in errors
    assert "absent.jsonl" in errors
    assert not (tmp_path / "out.json").exists()


def test_the_evidence_distinguishes_a_rarity_that_was_seen_from_one_that_was_not():
    assert MADE.rarity_words(13_333, 0) == "1 in 13,333 fixes 10 s apart"
    assert MADE.rarity_words(40_000, 0) == "rarer than 1 in 40,000 fixes 10 s apart"
    assert MADE.rarity_words(500, 1) == "rarer than 1 in 500 fixes 90 s apart"


def test_the_rarity_says_when_it_is_that_of_simulated_traffic():
    simulated = replace(MADE, source="simulated traffic, 2,000 aircraft")
    assert simulated.rarity_words(13_333, 0) == "1 in 13,333 simulated fixes 10 s apart"
