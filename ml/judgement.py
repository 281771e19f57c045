"""Everything that is said about a new record, in one place: flags, score, residuals, detectors, findings.

The stream, `python -m ml.score` and a batch job call this and nothing else, so they agree record by record.
"""

from typing import TYPE_CHECKING

import pandas as pd

from ml.calibration import Calibration
from ml.detection import RESIDUALS, detect
from ml.findings import Finding
from ml.rules import RuleLimits
from ml.scoring import score_states
from ml.tracks import Tracks

if TYPE_CHECKING:
    from ml.model import AnomalyModel

JUDGED_FIELDS = (
    "icao24",
    "callsign",
    "origin_country",
    "time_position",
    "last_contact",
    "longitude",
    "latitude",
    "baro_altitude",
    "geo_altitude",
    "on_ground",
    "velocity",
    "true_track",
    "vertical_rate",
    "squawk",
    "category",
    "poll_time",
    "source",
)
"""What has to be known of a record."""


def judge(
    new: pd.DataFrame, tracks: Tracks, *, model: "AnomalyModel | None", limits: RuleLimits, calibration: Calibration
) -> tuple[pd.DataFrame, list[list[Finding]], Tracks]:
    """Judge new records (JUDGED_FIELDS, each aircraft's in the order they came), given the fixes before them.

    Returns, on the index of `new`: `ml.scoring.SCORE_COLUMNS` with `residuals` (m/s by name, NaN where unknown),
    `suspicion` and `detectors` as in `ml.detection.Detected`; the findings of each record; and the tracks with the new
    fixes.
    """
    judged = score_states(new, model=model, limits=limits)
    detected, tracks = detect(new.reset_index(drop=True), tracks, calibration)
    rates = detected.residuals.to_numpy().tolist()
    judged["residuals"] = [dict(zip(RESIDUALS, row, strict=True)) for row in rates]
    judged["suspicion"] = detected.suspicion
    judged["detectors"] = detected.detectors
    return judged, detected.findings, tracks


def jumped_of(judged: pd.DataFrame) -> "pd.Series[bool]":
    """Of each judged record, whether its own detectors saw the position jump: what `ml.watch.Watch` has to know."""
    return judged["detectors"].map(lambda names: "position_jump" in names).astype(bool)
