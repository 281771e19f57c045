"""The Isolation Forest and its scaler, with a sidecar (JSON) that is checked before anything is unpickled.

The sidecar's SHA-256 guards against damage, files from different training runs and version skew. It does not guard
against someone who can write to the model folder: they can replace the sidecar too, and unpickling runs code. Let only
trusted users write there.
"""

import hashlib
import importlib.metadata
import io
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import numpy.typing as npt
import orjson
import pandas as pd
from sklearn.ensemble import IsolationForest
from sklearn.preprocessing import StandardScaler

from common.errors import ModelRefused, ModelUnreadable
from common.files.json_files import read_json, replace_bytes, write_json
from ml.forest.features import FEATURES
from ml.forest.reference import Reference

FOREST_FILE = "isolation_forest_model.pkl"
SCALER_FILE = "scaler.pkl"
SIDECAR_FILE = "model.json"
MODEL_FILES = (SIDECAR_FILE, FOREST_FILE, SCALER_FILE)

TREES = 100
CONTAMINATION = 0.05
_EXACT_VERSIONS = ("scikit-learn", "numpy")
"""scikit-learn supports loading a pickle only in the version that wrote it; no other package enters the pickles."""


Trained = tuple[StandardScaler, IsolationForest, Reference]


@dataclass(frozen=True)
class TrainingData:
    """Description of the training data: record count, span of `time_position` (epoch s), sources, features' hash."""

    records: int
    first_time: int
    last_time: int
    sources: tuple[str, ...]
    sha256: str


@dataclass(frozen=True)
class AnomalyModel:
    """A trained model. `anomaly_scores` fixes the sign: a high score means an anomaly."""

    scaler: StandardScaler
    forest: IsolationForest
    reference: Reference
    """The distribution of its training data, to detect drift."""
    id: str
    """First 12 hex digits of the forest file's SHA-256; the `model` of each record it scored."""

    @property
    def threshold(self) -> float:
        """Score above which a record is an anomaly, as a share of CONTAMINATION of the training records is."""
        return float(-self.forest.offset_)

    def anomaly_scores(self, features: pd.DataFrame) -> npt.NDArray[np.float64]:
        """Score complete rows of `FEATURES`, shape (n, 5); return shape (n,) from 0 (ordinary) to 1 (highly anomalous).

        Source: the score s(x, n) of Liu, Ting & Zhou, "Isolation Forest", ICDM 2008.
        """
        if features.empty:
            return np.empty(0)
        return _scores(self.forest, self.scaler.transform(features[list(FEATURES)].to_numpy()))


def train(features: pd.DataFrame, *, seed: int = 0) -> Trained:
    """Fit scaler and forest on complete rows of `FEATURES`; return them with the reference for drift."""
    scaler = StandardScaler()
    scaled = scaler.fit_transform(features[list(FEATURES)].to_numpy())
    forest = IsolationForest(n_estimators=TREES, contamination=CONTAMINATION, random_state=seed).fit(scaled)
    return scaler, forest, Reference.of(features, _scores(forest, scaled))


def library_versions() -> dict[str, str]:
    """Return the versions that a model depends on, as its sidecar lists them."""
    packages = {name: importlib.metadata.version(name) for name in (*_EXACT_VERSIONS, "joblib")}
    return packages | {"python": platform.python_version()}


def save_model(
    directory: Path, scaler: StandardScaler, forest: IsolationForest, reference: Reference, data: TrainingData
) -> str:
    """Write scaler, forest, then the sidecar with the hashes of both; return the model's id.

    The sidecar comes last: after a crash in between, `load_model` refuses the mixed pair.
    """
    pickles = {SCALER_FILE: _pickled(scaler), FOREST_FILE: _pickled(forest)}
    for name, content in pickles.items():
        replace_bytes(directory / name, content)
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in pickles.items()}
    write_json(
        directory / SIDECAR_FILE,
        {
            "features": list(FEATURES),
            "versions": library_versions(),
            "training_data": asdict(data),
            "trees": TREES,
            "contamination": CONTAMINATION,
            "reference": reference.to_json(),
            "sha256": hashes,
        },
    )
    return _model_id(hashes)


def load_model(directory: Path) -> AnomalyModel:
    """Check the sidecar against this installation and the files' bytes, then load the model.

    It unpickles exactly the bytes it hashed. See the module's docstring for what the hashes do not guard against.

    Raises ModelRefused with the reason; ModelUnreadable, a kind of it, if another attempt may succeed.
    """
    sidecar = _read_sidecar(directory / SIDECAR_FILE)
    hashes = sidecar["sha256"]
    content = {name: _verified(directory / name, hashes.get(name)) for name in (SCALER_FILE, FOREST_FILE)}
    return AnomalyModel(
        scaler=joblib.load(io.BytesIO(content[SCALER_FILE])),
        forest=joblib.load(io.BytesIO(content[FOREST_FILE])),
        reference=_reference(sidecar),
        id=_model_id(hashes),
    )


def _read_sidecar(path: Path) -> dict[str, Any]:
    try:
        sidecar = read_json(path)
    except OSError as error:
        raise ModelUnreadable(f"{path.name} cannot be read: {error.strerror}") from None
    except orjson.JSONDecodeError as error:
        raise ModelRefused(f"{path.name} is not JSON: {error}") from None
    if sidecar is None:
        raise ModelRefused(f"there is no {path.name} in {path.parent}; python ml/train_model.py trains a model")
    if not (isinstance(sidecar, dict) and isinstance(sidecar.get("sha256"), dict)):
        raise ModelRefused(f"{path.name} is not a model's sidecar")
    if sidecar.get("features") != list(FEATURES):
        raise ModelRefused(f"the model was trained on other features: {sidecar.get('features')}")
    trained_with, here = sidecar.get("versions"), library_versions()
    for package in _EXACT_VERSIONS:
        version = trained_with.get(package) if isinstance(trained_with, Mapping) else None
        if version != here[package]:
            raise ModelRefused(f"the model was trained with {package} {version}, but {here[package]} is installed")
    return sidecar


def _reference(sidecar: dict[str, Any]) -> Reference:
    try:
        return Reference.from_json(sidecar["reference"])
    except (KeyError, TypeError, ValueError) as error:
        raise ModelRefused(f"{SIDECAR_FILE} has no usable reference of the training data: {error!r}") from None


def _scores(forest: IsolationForest, scaled: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return -np.asarray(forest.score_samples(scaled), dtype=float)


def _verified(path: Path, sha256: object) -> bytes:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise ModelRefused(f"there is no {path.name} in {path.parent}") from None
    except OSError as error:
        raise ModelUnreadable(f"{path.name} cannot be read: {error.strerror}") from None
    if hashlib.sha256(content).hexdigest() != sha256:
        problem = "(SHA-256 differs): it is damaged, or from another training run"
        raise ModelRefused(f"{path.name} is not the file that {SIDECAR_FILE} describes {problem}")
    return content


def _pickled(estimator: object) -> bytes:
    buffer = io.BytesIO()
    joblib.dump(estimator, buffer)
    return buffer.getvalue()


def _model_id(hashes: Mapping[str, str]) -> str:
    return hashes[FOREST_FILE][:12]
