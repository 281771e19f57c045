"""A model that cannot be used is refused with a reason; one that could not be read is tried again."""

import pytest

from contracts.state_vector import SIMULATED
from ml.forest.model import TrainingData, save_model, train
from ml.forest.training_data import airborne_only, features_of
from opensky.answers import parse_answer
from simulator.backends.simulated import SimulatedTraffic
from spark.models import ModelShipment, newest_model


@pytest.fixture(scope="module")
def features():
    answer = SimulatedTraffic(aircraft=600, seed=5).at(1_699_999_800)
    states = parse_answer({"time": answer.time, "states": answer.rows}, source=SIMULATED).states
    return features_of(list(airborne_only(states)))[0]


def test_a_damaged_model_is_refused_with_a_reason(spark, tmp_path, features):
    save_model(tmp_path, *train(features), TrainingData(1, 1, 1, (), ""))
    (tmp_path / "scaler.pkl").write_bytes(b"something else")
    shipment = ModelShipment(spark, tmp_path)
    assert newest_model(shipment.series) is None
    assert shipment.status["state"] == "refused"
    assert "SHA-256 differs" in shipment.status["reason"]


@pytest.mark.parametrize("name", ["model.json", "scaler.pkl"])
def test_a_model_that_could_not_be_read_is_tried_again(spark, tmp_path, features, name):
    saved = save_model(tmp_path, *train(features), TrainingData(1, 1, 1, (), ""))
    (tmp_path / name).rename(tmp_path / "kept")
    (tmp_path / name).mkdir()
    shipment = ModelShipment(spark, tmp_path)
    assert shipment.status["state"] == "refused"
    assert shipment.status["reason"] == f"{name} cannot be read: Is a directory"
    (tmp_path / name).rmdir()
    (tmp_path / "kept").rename(tmp_path / name)
    shipment.renew()
    assert (shipment.status["state"], shipment.status["id"]) == ("loaded", saved)
