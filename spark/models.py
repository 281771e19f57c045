"""Ship the model from its folder to the executors: at the start, and whenever it is replaced while the job runs.

A model travels as one archive with a unique name, so that a task finds a whole model or none, on a cluster too.
"""

import tempfile
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import structlog
from pyspark import SparkFiles
from pyspark.sql import SparkSession

from common.errors import ModelRefused, ModelUnreadable
from ml.forest.drift import DriftMonitor

if TYPE_CHECKING:
    from ml.forest.model import AnomalyModel

NO_MODEL: dict[str, Any] = {"state": "missing", "id": None, "threshold": None, "reason": None}

_ABSENT = (0, 0)
"""The version of a sidecar that is not there."""

log = structlog.get_logger()


class ModelShipment:
    """Sends the model in a folder to the executors, and sends it again when it has been replaced.

    series: the prefix of the archives' names; executors load the newest archive (`newest_model`). status: `state`
    (`loaded`, `missing`, `refused`), `id`, `threshold` and `written_at` (epoch s) of the model in use, and `reason`:
    why there is no model, or why a newer one was not taken. drift: monitors how far live traffic has moved from the
    model's training data; None without a model.
    """

    def __init__(self, session: SparkSession, directory: Path) -> None:
        self.series = f"model-{uuid4().hex}"
        self.status = NO_MODEL
        self.drift: DriftMonitor | None = None
        self._session = session
        self._directory = directory
        self._archives = Path(tempfile.mkdtemp(prefix="flightwatch-models-"))
        self._count = 0
        self._seen: tuple[int, int] | None = None
        self.renew()

    def renew(self) -> None:
        """Send the model if it has changed since the last call."""
        from ml.forest.model import SIDECAR_FILE, load_model

        try:
            version = _version(self._directory / SIDECAR_FILE)
            if version == self._seen:
                return
            model = load_model(self._directory)
            self._send()
        except ModelUnreadable as refusal:
            if str(refusal) != self.status["reason"]:  # tried again with every micro-batch, but logged once
                self._refuse(str(refusal), state="refused")
            return
        except ModelRefused as refusal:
            self._seen = version
            self._refuse(str(refusal), state="missing" if version == _ABSENT else "refused")
            return
        self._seen = version
        log.info("model sent", model=model.id)
        self.drift = DriftMonitor(model.reference)
        self.status = {
            "state": "loaded",
            "id": model.id,
            "threshold": round(model.threshold, 4),
            "written_at": version[0] // 10**9,
            "reason": None,
        }

    def _refuse(self, reason: str, *, state: str) -> None:
        log.warning("model not taken", reason=reason, instead=self.status["id"] or "rules only")
        self.status = self.status | {"reason": reason} | ({} if self.status["id"] else {"state": state})

    def _send(self) -> None:
        from ml.forest.model import MODEL_FILES

        archive = self._archives / f"{self.series}-{self._count:06d}.zip"
        with zipfile.ZipFile(archive, "w") as content:
            for name in MODEL_FILES:
                content.write(self._directory / name, name)
        _unpacked(archive)  # a model that is being replaced right now is refused here, before the executors see it
        self._session.sparkContext.addFile(str(archive))
        self._count += 1


def _version(sidecar: Path) -> tuple[int, int]:
    try:
        status = sidecar.stat()
    except FileNotFoundError:
        return _ABSENT
    except OSError as error:
        raise ModelUnreadable(f"{sidecar.name} cannot be read: {error.strerror}") from None
    return status.st_mtime_ns, status.st_size


def newest_model(series: str) -> "AnomalyModel | None":
    """Return the newest model of a series, on an executor; None while there is none."""
    archives = sorted(Path(SparkFiles.getRootDirectory()).glob(f"{series}-*.zip"))
    return _unpacked(archives[-1]) if archives else None


@lru_cache(maxsize=2)
def _unpacked(archive: Path) -> "AnomalyModel":
    """Return the model in an archive.

    The import is local because Spark starts a Python process per query just to read a state schema.
    """
    from ml.forest.model import load_model

    with tempfile.TemporaryDirectory(prefix="flightwatch-") as folder, zipfile.ZipFile(archive) as content:
        content.extractall(folder)
        return load_model(Path(folder))
