import pandas as pd
import pytest

from ml.evaluation.methods.methods import ALERTS
from ml.evaluation.summaries import aurocs, found_of_missed, mean_over_kinds, median_delay_s, recalls, shares_by_size

OUTCOME = {
    "kind": "noise",
    "flight": 1,
    "lasted_s": 300,
    "size": 1.0,
    "method": ALERTS,
    "budget": 0,
    "delay_s": None,
    "detectors": "",
    "by_chance": False,
    "peak": None,
    "clean_peak": None,
}


def outcomes(*differences):
    return pd.DataFrame([OUTCOME | each for each in differences]).astype({"delay_s": float})


def test_recall_counts_the_faults_found_with_delay_and_detectors():
    some = outcomes(
        {"delay_s": 10, "detectors": "jump"},
        {"delay_s": 30, "detectors": "jump, drift"},
        {"delay_s": 320, "detectors": "drift", "by_chance": True},
        {},
    )
    recall = recalls(some, (ALERTS, 0))["noise"]
    assert (recall.faults, recall.found, recall.during, recall.by_chance) == (4, 3, 2, 1)
    assert recall.median_delay_s == 30
    assert recall.detectors == ("jump", "drift")
    assert (recall.share, recall.during_share, recall.chance_share) == (0.75, 0.5, 0.25)


def test_the_interval_counts_a_flight_once_whatever_the_number_of_seeds():
    once, thrice = ([{"flight": flight, "delay_s": 10} for flight in range(20)] * seeds for seeds in (1, 3))
    first, again = (recalls(outcomes(*faults), (ALERTS, 0))["noise"].interval for faults in (once, thrice))
    assert first == again
    assert first == pytest.approx((0.839, 1), abs=1e-3)


def test_recall_without_a_find_has_no_delay():
    recall = recalls(outcomes({}), (ALERTS, 0))["noise"]
    assert (recall.median_delay_s, recall.detectors) == (None, ())


def test_recall_is_of_one_method_and_size():
    some = outcomes(
        {}, {"size": 2.0, "delay_s": 10, "detectors": "jump"}, {"method": "ECOD", "budget": 50, "delay_s": 10}
    )
    assert recalls(some, (ALERTS, 0))["noise"].share == 0
    assert recalls(some, (ALERTS, 0), size=2.0)["noise"].share == 1
    assert recalls(some, ("ECOD", 50))["noise"].share == 1
    assert shares_by_size(some, (ALERTS, 0)) == {"noise": {1.0: 0.0, 2.0: 1.0}}


def test_variants_of_a_kind_count_together():
    assert mean_over_kinds({"noise": 1.0, "silence": 0.0, "drop-outs": 0.5}) == pytest.approx((1 + 0.25) / 2)


def test_auroc_is_by_kind_and_not_counted_again_for_each_budget():
    scored = [
        {"method": "ECOD", "budget": budget, "peak": peak, "clean_peak": clean}
        for budget in (10, 50)
        for peak, clean in [(2.0, 1.0), (4.0, 3.0)]
    ]
    assert aurocs(outcomes(*scored), "ECOD") == {"noise": 0.75}


def test_missed_faults_that_another_method_finds_leave_out_chance():
    forest = {"method": "forest", "budget": 50}
    faults = [
        # alerts, forest: delay and chance
        (10.0, 10.0, False),
        (None, 20.0, False),
        (None, 20.0, True),
        (None, None, False),
    ]
    some = outcomes(
        *({"seed": 1, "flight": flight, "start": 0, "delay_s": alert} for flight, (alert, _, _) in enumerate(faults)),
        *(
            {"seed": 1, "flight": flight, "start": 0, "delay_s": delay, "by_chance": chance} | forest
            for flight, (_, delay, chance) in enumerate(faults)
        ),
    )
    assert found_of_missed(some, ("forest", 50), missed_by=(ALERTS, 0)) == (1, 3)


def test_the_median_delay_is_over_all_faults_found_of_the_kinds():
    some = outcomes(
        {"delay_s": 10},
        {"delay_s": 20},
        {},
        {"kind": "frozen", "delay_s": 90},
        {"kind": "ghost", "delay_s": 500},
        {"size": 2.0, "delay_s": 500},
    )
    assert median_delay_s(some, (ALERTS, 0), ["noise", "frozen"]) == 20
    assert median_delay_s(some, (ALERTS, 0), ["replay"]) is None
