import json
import math
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from ml.forest.drift import (
    DRIFT_BUCKET_S,
    DRIFT_WINDOW_S,
    FEWEST_RECORDS,
    SMALLEST_SHARE,
    DriftMonitor,
    population_stability_index,
    verdict_of,
)
from ml.forest.features import FEATURES, flight_features
from ml.forest.flag_rules import RuleLimits
from ml.forest.model import AnomalyModel, train
from ml.forest.reference import BINS, COMPARED, SCORE, Reference
from ml.forest.scoring import score_states
from tests.ml.forest.drawn_traffic import bin_by_definition, traffic
from tests.records import CRUISING

START = 1_699_999_200

COUNTS = st.lists(st.integers(0, 50), min_size=2, max_size=12)


@pytest.fixture(scope="module")
def reference():
    return Reference.of(*traffic(2_000))


def at(time, records):
    """Return the arguments of `DriftMonitor.add` for records of one poll."""
    return np.full(len(records[0]), time), *records


def test_index_by_hand():
    """(0.75 - 0.5) ln(0.75 / 0.5) + (0.25 - 0.5) ln(0.25 / 0.5) = 0.25 ln 3."""
    assert population_stability_index([0.5, 0.5], [0.75, 0.25]) == pytest.approx(0.25 * math.log(3))


def test_an_empty_bin_counts_as_nearly_empty():
    by_hand = (1.0 - 0.5) * math.log(1.0 / 0.5) + (1e-4 - 0.5) * math.log(1e-4 / 0.5)
    assert SMALLEST_SHARE == 1e-4
    assert population_stability_index([0.5, 0.5], [1.0, 0.0]) == pytest.approx(by_hand)


@given(
    st.integers(2, 12).flatmap(
        lambda size: st.tuples(*[st.lists(st.integers(1, 50), min_size=size, max_size=size)] * 2)
    )
)
def test_index_is_the_sum_of_both_relative_entropies(both):
    """Jeffreys' divergence, as scipy computes it."""
    p, q = (np.array(counts) / sum(counts) for counts in both)
    assert population_stability_index(p, q) == pytest.approx(stats.entropy(p, q) + stats.entropy(q, p), abs=1e-12)


@given(COUNTS, COUNTS)
def test_index_is_finite_and_never_negative(before, after):
    size = min(len(before), len(after))
    assume(sum(before[:size]) and sum(after[:size]))
    p, q = (np.array(counts[:size]) / sum(counts[:size]) for counts in (before, after))
    assert 0 <= population_stability_index(p, q) < math.inf
    assert population_stability_index(p, p) == 0
    assert population_stability_index(q, p) == pytest.approx(population_stability_index(p, q))


def test_chance_alone_gives_the_index_that_the_docstring_states():
    random, shares = np.random.default_rng(1), np.full(BINS, 0.1)
    live, training = random.multinomial(1_000, shares, 4_000) / 1_000, random.multinomial(2_000, shares, 4_000) / 2_000
    indexes = [population_stability_index(p, q) for p, q in zip(training, live, strict=True)]
    assert np.mean(indexes) == pytest.approx((1 / 1_000 + 1 / 2_000) * (BINS - 1), rel=0.05)
    assert np.mean(np.array(indexes) > 0.042) < 0.004
    assert (1 / 1_000 + 1 / 2_000) * stats.chi2.isf(0.001, BINS - 1) == pytest.approx(0.042, abs=5e-4)


@pytest.mark.parametrize(
    ("psi", "verdict"),
    [(0.0, "stable"), (0.0999, "stable"), (0.1, "shifting"), (0.25, "shifting"), (0.2501, "drifted")],
)
def test_verdict_is_by_the_usual_limits(psi, verdict):
    assert verdict_of(psi) == verdict


def test_the_same_records_have_no_drift():
    records = traffic(FEWEST_RECORDS)
    drift = DriftMonitor(Reference.of(*records))
    drift.add(*at(START, records))
    report = drift.report()
    assert (report["verdict"], report["records"]) == ("stable", FEWEST_RECORDS)
    assert report["columns"] == {name: {"psi": 0.0, "verdict": "stable"} for name in COMPARED}


def test_other_records_of_the_same_traffic_are_stable(reference):
    drift = DriftMonitor(reference)
    drift.add(*at(START, traffic(FEWEST_RECORDS, seed=2)))
    assert drift.report()["verdict"] == "stable"


@pytest.mark.parametrize(
    ("column", "change", "verdict"),
    [
        ("velocity", 10.0, "shifting"),
        ("velocity", 25.0, "drifted"),
        ("vertical_rate", 0.01, "drifted"),
        ("vertical_rate", -0.01, "drifted"),
        (SCORE, 0.1, "drifted"),
    ],
)
def test_the_column_that_moved_is_the_worst(reference, column, change, verdict):
    drift = DriftMonitor(reference)
    drift.add(*at(START, traffic(2_000, seed=2, **{column: change})))
    report = drift.report()
    others = {name: each["verdict"] for name, each in report["columns"].items() if name != column}
    assert (report["worst"], report["verdict"], report["columns"][column]["verdict"]) == (column, verdict, verdict)
    assert set(others.values()) == {"stable"}


def test_the_index_is_that_of_the_records_counted_one_by_one(reference):
    records = traffic(FEWEST_RECORDS, seed=3, velocity=15.0)
    drift = DriftMonitor(reference)
    drift.add(*at(START, records))
    columns = records[0].assign(**{SCORE: records[1].round(6)})
    for name, bins in reference.bins.items():
        counts = Counter(bin_by_definition(bins, value) for value in columns[name])
        by_hand = 0.0
        for place, expected in enumerate(bins.shares):
            p, q = max(expected, 1e-4), max(counts[place] / FEWEST_RECORDS, 1e-4)
            by_hand += (q - p) * math.log(q / p)
        assert drift.report()["columns"][name]["psi"] == pytest.approx(by_hand, abs=5e-5)


def test_too_few_records_have_no_verdict(reference):
    drift = DriftMonitor(reference)
    drift.add(*at(START, traffic(FEWEST_RECORDS - 1, velocity=100.0)))
    report = drift.report()
    assert (report["verdict"], report["worst"], report["records"]) == ("too few records", None, FEWEST_RECORDS - 1)
    assert report["columns"] == {name: {"psi": None, "verdict": "too few records"} for name in COMPARED}


def test_before_the_first_record_the_report_has_no_verdict(reference):
    report = DriftMonitor(reference).report()
    assert (report["verdict"], report["records"], report["since"], report["until"]) == (
        "too few records",
        0,
        None,
        None,
    )


@pytest.mark.parametrize("column", COMPARED)
def test_records_that_lack_a_value_are_not_counted(reference, column):
    features, scores = traffic(2 * FEWEST_RECORDS)
    odd = np.arange(len(features)) % 2 == 0
    moved = (features + np.where(odd, 1e6, 0.0)[:, None]).assign(**{SCORE: scores})
    moved.loc[odd, column] = np.nan
    drift, of_complete = DriftMonitor(reference), DriftMonitor(reference)
    drift.add(*at(START, (moved[list(FEATURES)], moved[SCORE])))
    of_complete.add(*at(START, (features[~odd], scores[~odd])))
    assert drift.report() == of_complete.report()
    assert drift.report()["records"] == FEWEST_RECORDS


def test_a_score_that_many_share_is_found_again_as_records_give_it():
    """`score_states` rounds, while the reference is made of unrounded scores."""
    states = pd.DataFrame([CRUISING] * 1_000).assign(velocity=np.repeat([200.0, 230.0, 231.0, 232.0], 250))
    features = flight_features(states)
    model = AnomalyModel(*train(features), "abc123abc123")
    drift = DriftMonitor(Reference.of(features, model.anomaly_scores(features)))
    drift.add(states["poll_time"], features, score_states(states, model=model, limits=RuleLimits())["anomaly_score"])
    assert drift.report()["columns"][SCORE]["psi"] == 0


def test_the_window_forgets(reference):
    drift = DriftMonitor(reference)
    drift.add(*at(START, traffic(2_000, velocity=50.0)))
    assert drift.report()["worst"] == "velocity"
    drift.add(*at(START + DRIFT_WINDOW_S - 1, traffic(10)))
    assert (drift.report()["records"], drift.report()["since"]) == (2_010, START)
    later = START + DRIFT_WINDOW_S
    drift.add(*at(later, traffic(2_000, seed=2)))
    report = drift.report()
    assert (report["records"], report["verdict"]) == (2_010, "stable")
    assert (report["since"], report["until"]) == (START + DRIFT_BUCKET_S, later)
    drift.add(*at(later + 10 * DRIFT_WINDOW_S, traffic(1)))
    assert drift.report()["records"] == 1


def test_time_passes_with_records_that_are_not_counted(reference):
    drift = DriftMonitor(reference)
    drift.add(*at(START, traffic(2_000)))
    features, scores = traffic(5)
    drift.add(*at(START + 2 * DRIFT_WINDOW_S, (features, scores * np.nan)))
    report = drift.report()
    assert (report["records"], report["until"]) == (0, START + 2 * DRIFT_WINDOW_S)


@given(st.lists(st.integers(0, 3 * DRIFT_WINDOW_S), max_size=30), st.integers(0, 30))
def test_the_counts_are_those_of_the_window_wherever_a_micro_batch_ends(reference, times, cut):
    drift = DriftMonitor(reference)
    features, scores = traffic(len(times))
    for part in (slice(0, cut), slice(cut, None)):
        drift.add(np.array(times[part], int), features[part], scores[part])
    report = drift.report()
    newest = max(times, default=0)
    begin = (newest // DRIFT_BUCKET_S + 1) * DRIFT_BUCKET_S - DRIFT_WINDOW_S
    assert report["records"] == sum(time >= begin for time in times)
    assert report["since"] == (max(begin, min(times)) if times else None)


def test_memory_does_not_grow(reference):
    drift = DriftMonitor(reference)
    records = traffic(1)
    for poll in range(300):
        drift.add(*at(START + 1_000 * poll, records))
    assert drift._window._sums.shape[0] == DRIFT_WINDOW_S // DRIFT_BUCKET_S


def test_reports_are_json(reference):
    drift = DriftMonitor(reference)
    for _ in range(2):
        report = drift.report()
        assert json.loads(json.dumps(report, allow_nan=False)) == report
        drift.add(*at(START, traffic(FEWEST_RECORDS)))
