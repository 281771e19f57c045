import json

import numpy as np
import pandas as pd
import pytest

from ml.forest.comparison import HELD_OUT, compare
from ml.forest.features import flight_features
from ml.forest.model import AnomalyModel, load_model, train
from ml.forest.training_data import split_by_aircraft
from ml.train_model import main
from tests.records import CRUISING


def flights(count, *, seed, rate_of=lambda altitude: (altitude - 6_000) / 400):
    """Return records whose vertical rate follows from their altitude; shuffled, the combinations are impossible."""
    random = np.random.default_rng(seed)
    altitude = random.uniform(2_000, 10_000, count)
    return pd.DataFrame(
        {
            "baro_altitude": altitude,
            "velocity": 120 + altitude / 100 + random.normal(0, 2, count),
            "vertical_rate": rate_of(altitude) + random.normal(0, 0.2, count),
            "true_track": random.uniform(0, 360, count),
        }
    )


def model_of(frame, name):
    return AnomalyModel(*train(flight_features(frame)), id=name)


@pytest.fixture(scope="module")
def usual():
    return model_of(flights(1_500, seed=1), "usual")


def test_a_model_of_the_same_traffic_may_replace_the_other(usual):
    comparison = compare(model_of(flights(1_500, seed=2), "new"), usual, flight_features(flights(400, seed=3)))
    assert comparison.objection is None
    assert comparison.new.separation > 0.7
    assert comparison.new.flagged == pytest.approx(0.05, abs=0.04)


def test_a_model_of_other_traffic_is_refused_for_what_it_flags(usual):
    other = model_of(flights(1_500, seed=2, rate_of=lambda altitude: 40 + altitude / 500), "other")
    comparison = compare(other, usual, flight_features(flights(400, seed=3)))
    assert "of ordinary records" in comparison.objection
    assert comparison.new.flagged > 0.1


def test_a_model_of_shuffled_records_is_refused_for_its_separation(usual):
    shuffled = flights(1_500, seed=2).apply(lambda column: column.sample(frac=1, random_state=len(column.name)).values)
    comparison = compare(model_of(shuffled, "shuffled"), usual, flight_features(flights(400, seed=3)))
    assert "impossible records" in comparison.objection


def test_aircraft_are_set_apart_whole_and_the_same_each_time():
    states = [CRUISING | {"icao24": f"{number % 500:06x}", "velocity": float(number)} for number in range(2_000)]
    most, apart = split_by_aircraft(states, share=0.2)
    assert {state["icao24"] for state in most}.isdisjoint({state["icao24"] for state in apart})
    assert len(most) + len(apart) == 2_000
    assert 0.15 < len(apart) / 2_000 < 0.25
    again = split_by_aircraft(states[::-1], share=0.2)[1]
    assert {state["icao24"] for state in again} == {state["icao24"] for state in apart}


def recording_of(path, frame):
    rows = [
        [f"{n:06x}", "", "X", 1000, 1000, 1.0, 1.0, altitude, False, speed, track, rate, *[None] * 3, False, 0]
        for n, (altitude, speed, rate, track) in enumerate(frame.itertuples(index=False))
    ]
    path.write_text(json.dumps({"time": 1001, "states": rows}) + "\n")
    return path


def test_training_again_replaces_the_model_only_by_one_as_good(tmp_path, capsys):
    directory = tmp_path / "model"
    common = ["--model-dir", str(directory)]
    usual = recording_of(tmp_path / "usual.jsonl", flights(1_500, seed=1))
    assert main(["--file", str(usual), *common]) == 0
    first = load_model(directory).id

    usual_again = flights(1_500, seed=5)
    again = recording_of(tmp_path / "again.jsonl", usual_again)
    assert main(["--file", str(again), *common]) == 0
    second = load_model(directory).id
    assert second != first

    # Only those it is judged on fly as usual; those it learns from are nonsense.
    addresses = [{"icao24": f"{number:06x}"} for number in range(1_500)]
    apart = [int(state["icao24"], 16) for state in split_by_aircraft(addresses, share=HELD_OUT)[1]]
    nonsense = usual_again.apply(lambda column: np.random.default_rng(len(column.name)).permutation(column))
    nonsense.loc[apart] = usual_again.loc[apart]
    worse = ["--file", str(recording_of(tmp_path / "worse.jsonl", nonsense)), *common]
    assert main(worse) == 0
    assert load_model(directory).id == second
    assert f"model {second} stays in use" in capsys.readouterr().out
    assert main([*worse, "--replace"]) == 0
    assert load_model(directory).id != second
