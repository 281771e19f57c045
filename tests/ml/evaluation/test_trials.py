import itertools
import signal
import subprocess
import sys

import pandas as pd
import pytest

from ml.evaluation.faults.kinds import KINDS, SIZES
from ml.evaluation.methods.alarms import Alarm
from ml.evaluation.methods.methods import ALERTS, BUDGETS, SUSPICION, Methods
from ml.evaluation.pace import PACES, USUAL
from ml.evaluation.thinning import at_pace
from ml.evaluation.trials import (
    FEWER_SEEDS,
    OTHER_SIZES,
    Stage,
    Trial,
    run_trial,
    starting_without_interrupts,
    trials_of,
)
from tests.ml.evaluation.implied_speed import ImpliedSpeed
from tests.ml.evaluation.straight_flights import POLL_S, StraightFlight, addresses, recorded

BY_NAME = {kind.name: kind for kind in KINDS}
FLIGHTS = 6


@pytest.fixture(scope="module")
def recording(tmp_path_factory):
    flights = [
        StraightFlight(address, latitude=47 + place / 5 + number / 30, wobble=0.5)
        for place, split in enumerate(("train", "calibrate", "test"))
        for number, address in enumerate(itertools.islice(addresses(split), FLIGHTS))
    ]
    return recorded(tmp_path_factory.mktemp("trials"), *flights)


@pytest.fixture(scope="module")
def methods(recording):
    return Methods.of(ImpliedSpeed, recording)


@pytest.fixture(scope="module")
def stage(recording, methods):
    return Stage.of(recording, methods)


def outcomes(stage, name, *, size=1.0, method=(ALERTS, 0)):
    rows = pd.DataFrame(run_trial(Trial(BY_NAME[name], size, 1), stage))
    return rows[(rows["method"] == method[0]) & (rows["budget"] == method[1])]


def test_traffic_without_faults_raises_nothing(stage):
    for method in [(ALERTS, 0), *((SUSPICION, budget) for budget in BUDGETS)]:
        assert stage.test.assessment.alarms[method] == []


def test_every_method_is_tried_on_every_fault(stage):
    rows = pd.DataFrame(run_trial(Trial(BY_NAME["position offset"], 1.0, 1), stage))
    assert rows.groupby(["method", "budget"]).size().eq(FLIGHTS).all()
    others = {"forest over residuals", "Isolation Forest", "ECOD", "HBOS", "half-space trees"}
    assert set(rows["method"]) == {ALERTS, SUSPICION} | others
    assert set(rows["budget"]) == {0, *BUDGETS}


def test_a_detector_of_jumps_finds_a_jump_at_once(stage):
    found = outcomes(stage, "position offset")
    assert (found["delay_s"] < POLL_S).all()
    assert (found["detectors"] == "implied_speed").all()
    assert not found["by_chance"].any()


def test_a_score_of_jumps_separates_the_windows(stage):
    scored = outcomes(stage, "position offset", method=(SUSPICION, 50))
    assert (scored["peak"] > 1).all()
    assert (scored["clean_peak"] < 0.1).all()
    assert scored["delay_s"].notna().all()


def test_a_detector_of_jumps_does_not_find_a_wrong_track(stage):
    missed = outcomes(stage, "track bias")
    assert missed["delay_s"].isna().all()


def test_a_slow_drift_is_found_only_when_it_ends(stage):
    found = outcomes(stage, "position drift")
    assert (found["delay_s"] >= 300).all()


def test_half_a_fault_is_half_as_suspicious(stage):
    whole, half = (
        outcomes(stage, "position drift", size=size, method=(SUSPICION, 50)).set_index("flight")["peak"]
        for size in (1.0, 0.5)
    )
    assert (half < whole).all()


def test_groups_hold_aircraft_of_all_splits_and_other_faults_those_of_the_test_split(stage):
    assert outcomes(stage, "jump together")["flight"].nunique() == 3 * FLIGHTS
    assert outcomes(stage, "noise")["flight"].nunique() == FLIGHTS


def test_an_alarm_that_was_there_without_the_fault_is_by_chance(stage):
    victim = stage.test.scenes[0]
    early = Alarm(victim.start + 5, victim.victim.icao24, opened=True)
    stage.test.assessment.alarms[ALERTS, 0].append(early)
    try:
        chance = outcomes(stage, "track bias").set_index("flight")["by_chance"]
    finally:
        stage.test.assessment.alarms[ALERTS, 0].remove(early)
    assert chance[victim.victim.number]
    assert chance.sum() == 1


def test_trials_are_all_sizes_with_more_seeds_where_the_aims_are():
    drift, frozen, later = BY_NAME["position drift"], BY_NAME["frozen"], BY_NAME["circle"]
    trials = trials_of([drift, frozen, later], seeds=5)
    seeds = {size: sum(trial.kind is drift and trial.size == size for trial in trials) for size in SIZES}
    assert seeds == {0.25: 2, 0.5: 5, 1.0: 5, 2.0: 2}
    assert {(trial.size, trial.seed) for trial in trials if trial.kind is frozen} == {(1.0, n) for n in range(1, 6)}
    assert {(trial.size, trial.seed) for trial in trials if trial.kind is later} == {(1.0, 1), (1.0, 2)}


def test_other_paces_have_fewer_sizes_and_seeds_and_no_kinds_without_sense():
    drift, silence = BY_NAME["position drift"], BY_NAME["silence"]
    at_90, at_300 = (trials_of([drift, silence], seeds=5, pace=pace) for pace in PACES[-2:])
    expected = itertools.product(OTHER_SIZES, range(1, FEWER_SEEDS + 1))
    assert {(trial.size, trial.seed) for trial in at_90} == {*expected}
    assert {trial.kind for trial in at_90} == {drift, silence}
    assert {trial.kind for trial in at_300} == {drift}


def test_a_trial_at_another_pace_has_its_fault_length_and_the_alerts_alone(tmp_path):
    flights = [StraightFlight(address, last=3_600, wobble=0.5) for address in itertools.islice(addresses("test"), 2)]
    pace = PACES[-2]
    stage = Stage.of(at_pace(recorded(tmp_path, *flights), pace), Methods(ImpliedSpeed), pace=pace)
    rows = pd.DataFrame(run_trial(Trial(BY_NAME["position offset"], 1.0, 1, pace), stage))
    assert len(rows) == 2
    assert (rows["method"] == ALERTS).all()
    assert (rows["pace"] == 90).all()
    assert (rows["lasted_s"] == 600).all()


@pytest.mark.parametrize(("pace", "late_s", "counts"), [(USUAL, 60, True), (USUAL, 61, False), (PACES[-2], 90, True)])
def test_an_alarm_counts_up_to_a_minute_or_a_poll_after_the_end(tmp_path, pace, late_s, counts):
    [address] = itertools.islice(addresses("test"), 1)
    stage = Stage.of(recorded(tmp_path, StraightFlight(address, last=3_600)), Methods(ImpliedSpeed), pace=pace)
    late = Alarm(stage.test.scenes[0].end + late_s, address, opened=True)
    stage.test.assessment.alarms[ALERTS, 0].append(late)
    [outcome] = run_trial(Trial(BY_NAME["track bias"], 1.0, 1, pace), stage)
    assert outcome["by_chance"] is counts


def test_processes_started_without_interrupts_survive_one_and_this_one_receives_it():
    program = "import os, signal; os.kill(os.getpid(), signal.SIGINT); print('goes on')"
    with starting_without_interrupts():
        output = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert output == "goes on\n"
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
