import json
import pickle
import subprocess
import sys

import joblib
import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import IsolationForest

from common.errors import ModelRefused
from common.settings import ROOT
from ml.forest.features import FEATURES
from ml.forest.model import FOREST_FILE, SCALER_FILE, SIDECAR_FILE, TrainingData, load_model, save_model, train

DATA = TrainingData(1_000, 1, 2, ("simulated",), "0" * 64)


@pytest.fixture(scope="module")
def features():
    return pd.DataFrame(np.random.default_rng(2).normal(size=(1_000, len(FEATURES))), columns=list(FEATURES))


@pytest.fixture
def model_dir(tmp_path, features):
    save_model(tmp_path, *train(features), DATA)
    return tmp_path


def change_sidecar(model_dir, **changes):
    path = model_dir / SIDECAR_FILE
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_a_saved_model_scores_as_scikit_learn_does(model_dir, features):
    model = load_model(model_dir)
    scaler, forest = joblib.load(model_dir / SCALER_FILE), joblib.load(model_dir / FOREST_FILE)
    flagged = forest.predict(scaler.transform(features.to_numpy())) == -1
    assert isinstance(forest, IsolationForest)
    assert (forest.n_estimators, forest.contamination) == (100, 0.05)
    assert ((model.anomaly_scores(features) > model.threshold) == flagged).all()
    assert flagged.mean() == pytest.approx(0.05, abs=0.002)


def test_no_records_give_no_scores(model_dir, features):
    assert load_model(model_dir).anomaly_scores(features.head(0)).shape == (0,)


class Harmful:
    """Creates a file when it is unpickled, as evidence."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (open, (self.path, "w"))


@pytest.mark.parametrize("name", [SCALER_FILE, FOREST_FILE])
def test_a_file_that_is_not_the_described_one_is_refused_without_unpickling_it(model_dir, name):
    evidence = model_dir / "unpickled"
    (model_dir / name).write_bytes(pickle.dumps(Harmful(str(evidence))))
    with pytest.raises(ModelRefused, match=f"{name} is not the file that {SIDECAR_FILE} describes"):
        load_model(model_dir)
    assert not evidence.exists()


def test_another_library_version_is_refused(model_dir):
    sidecar = json.loads((model_dir / SIDECAR_FILE).read_text())
    change_sidecar(model_dir, versions=sidecar["versions"] | {"scikit-learn": "0.24.2"})
    with pytest.raises(ModelRefused, match=r"trained with scikit-learn 0\.24\.2, but"):
        load_model(model_dir)


def test_other_features_are_refused(model_dir):
    change_sidecar(model_dir, features=["latitude"])
    with pytest.raises(ModelRefused, match="trained on other features"):
        load_model(model_dir)


@pytest.mark.parametrize("missing", [SIDECAR_FILE, SCALER_FILE, FOREST_FILE])
def test_a_missing_file_is_named(model_dir, missing):
    (model_dir / missing).unlink()
    with pytest.raises(ModelRefused, match=missing):
        load_model(model_dir)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"sha256": 3}', "null"])
def test_a_broken_sidecar_is_refused(model_dir, content):
    (model_dir / SIDECAR_FILE).write_text(content)
    with pytest.raises(ModelRefused, match=SIDECAR_FILE):
        load_model(model_dir)


def recording_of(tmp_path, airborne):
    rows = [
        [f"{n:06x}", "", "X", 1000, 1000, 1.0, 1.0, 10_000.0 + n, False, 200.0, 90.0, 0.0, None, None, None, False, 0]
        for n in range(airborne)
    ]
    grounded = [f"{999_999:06x}", "", "X", 1000, 1000, 1.0, 1.0, None, True, 3.0, 90.0, None, *[None] * 3, False, 0]
    path = tmp_path / "polls.jsonl"
    path.write_text(json.dumps({"time": 1001, "states": [*rows, grounded]}) + "\n")
    return path


def train_from(path, model_dir):
    command = [sys.executable, "ml/train_model.py", "--file", str(path), "--model-dir", str(model_dir)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_script_trains_from_a_file_and_describes_the_data(tmp_path):
    result = train_from(recording_of(tmp_path, 900), tmp_path / "model")
    assert result.returncode == 0, result.stderr
    sidecar = json.loads((tmp_path / "model" / SIDECAR_FILE).read_text())
    assert sidecar["training_data"]["records"] == 900
    assert sidecar["training_data"]["sources"] == ["recorded"]
    load_model(tmp_path / "model")


def test_the_script_refuses_to_train_on_too_little(tmp_path):
    result = train_from(recording_of(tmp_path, 799), tmp_path / "model")
    assert result.returncode == 2
    assert "799 airborne state vectors found, 800 needed" in result.stderr
    assert not (tmp_path / "model").exists()


def test_the_script_names_a_file_that_is_not_there(tmp_path):
    result = train_from(tmp_path / "none.jsonl", tmp_path / "model")
    assert result.returncode != 0
    assert "none.jsonl" in result.stderr
    assert "Traceback" not in result.stderr


def test_the_script_reports_a_folder_it_cannot_write(tmp_path):
    (tmp_path / "file").write_text("mine")
    result = train_from(recording_of(tmp_path, 900), tmp_path / "file" / "model")
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1] == f"training: {tmp_path}/file/model: Not a directory"
