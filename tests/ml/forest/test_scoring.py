import numpy as np
import pandas as pd
import pytest

from ml.forest.features import flight_features
from ml.forest.flag_rules import RuleLimits
from ml.forest.model import AnomalyModel, train
from ml.forest.scoring import score_states
from tests.records import CRUISING, records

COLUMNS = ("anomaly_score", "is_anomaly", "rule_based_anomaly", "rules", "reasons", "not_scored", "model")


@pytest.fixture(scope="module")
def model():
    """A model of level cruise with a little spread."""
    random = np.random.default_rng(1)
    count = 1_000
    cruise = pd.DataFrame(
        {
            "baro_altitude": random.normal(11_000, 300, count),
            "velocity": random.normal(230, 8, count),
            "vertical_rate": random.normal(0, 0.5, count),
            "true_track": random.uniform(0, 360, count),
        }
    )
    return AnomalyModel(*train(flight_features(cruise)), id="abc123abc123")


def score(model, **differences):
    return score_states(records(differences), model=model, limits=RuleLimits()).iloc[0]


def test_ordinary_cruise_is_scored_and_not_flagged(model):
    scored = score(model)
    assert 0 < scored["anomaly_score"] < model.threshold
    assert (scored["is_anomaly"], scored["rule_based_anomaly"]) == (False, False)
    assert (scored["rules"], scored["reasons"], scored["not_scored"]) == ([], [], None)
    assert scored["model"] == "abc123abc123"


def test_a_record_unlike_cruise_is_flagged_by_model_and_rule_with_both_reasons(model):
    scored = score(model, vertical_rate=-40.0, velocity=90.0, baro_altitude=3_000.0)
    assert scored["anomaly_score"] > model.threshold
    assert (scored["is_anomaly"], scored["rule_based_anomaly"], scored["rules"]) == (True, True, ["rapid_descent"])
    by_rule, by_model = scored["reasons"]
    assert by_rule == "vertical rate -40.0 m/s is below -15 m/s"
    assert by_model == f"isolation forest score {scored['anomaly_score']:.2f} is above {model.threshold:.2f}"


@pytest.mark.parametrize("field", ["baro_altitude", "velocity", "vertical_rate", "true_track"])
def test_a_record_that_lacks_a_feature_stays_unscored_with_the_reason(model, field):
    scored = score(model, **{field: None})
    assert np.isnan(scored["anomaly_score"])
    assert (scored["is_anomaly"], scored["not_scored"], scored["model"]) == (False, f"no {field}", None)


def test_zero_is_a_value(model):
    assert score(model, vertical_rate=0.0, true_track=0.0)["not_scored"] is None


def test_aircraft_on_the_ground_are_not_scored(model):
    scored = score(model, on_ground=True, baro_altitude=None, velocity=3.0)
    assert (scored["not_scored"], scored["is_anomaly"], scored["rule_based_anomaly"]) == ("on the ground", False, False)


def test_without_a_model_the_rules_still_flag():
    scored = score(None, velocity=450.0)
    assert (scored["is_anomaly"], scored["rule_based_anomaly"], scored["not_scored"]) == (False, True, "no model")


def test_scores_keep_the_index_and_all_columns_even_of_nothing(model):
    states = records({}, {"icao24": "ffffff"}).set_index(pd.Index([7, 3]))
    assert score_states(states, model=model, limits=RuleLimits()).index.tolist() == [7, 3]
    nothing = score_states(records().astype({"on_ground": bool}), model=model, limits=RuleLimits())
    assert (len(nothing), tuple(nothing.columns)) == (0, COLUMNS)


def test_a_score_does_not_depend_on_what_else_is_scored(model):
    alone = score(model, velocity=200.0)["anomaly_score"]
    beside = score_states(records({}, {"velocity": 200.0}, {"velocity": 10.0}), model=model, limits=RuleLimits())
    assert beside["anomaly_score"].iloc[1] == alone


def test_features_turn_track_into_neighbours_across_north():
    features = flight_features(records({"true_track": 359.0}, {"true_track": 1.0}, {"true_track": 180.0}))
    track = features[["track_sin", "track_cos"]].to_numpy()
    assert np.linalg.norm(track[0] - track[1]) < 0.04 < np.linalg.norm(track[0] - track[2])
    assert features["baro_altitude"].iloc[0] == CRUISING["baro_altitude"]


@pytest.mark.parametrize("category", [16, 17, 18, 19, 20])
@pytest.mark.parametrize("on_ground", [True, False])
def test_vehicles_and_obstacles_are_neither_scored_nor_flagged(model, category, on_ground):
    scored = score(model, category=category, on_ground=on_ground, baro_altitude=20.0, vertical_rate=-30.0)
    assert np.isnan(scored["anomaly_score"])
    assert (scored["rule_based_anomaly"], scored["reasons"], scored["not_scored"]) == (False, [], "no aircraft")
