"""Everything that is said about a new record, in one place: flags, score, residuals, detectors, findings.

The stream, `python -m ml.score` and a batch job call this and nothing else, so they agree record by record.
"""

from typing import TYPE_CHECKING

import pandas as pd

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
    new: pd.DataFrame, tracks: Tracks, *, model: "AnomalyModel | None", limits: RuleLimits
) -> tuple[pd.DataFrame, list[list[Finding]], Tracks]:
    """Judge new records (JUDGED_FIELDS, each aircraft's in the order they came), given the fixes before them.

    Returns, on the index of `new`: `ml.scoring.SCORE_COLUMNS` with `residuals` (m/s by name), `suspicion` and
    `detectors` as in `ml.detection.Detected`; the findings of each record; and the tracks with the new fixes.
    """
    judged = score_states(new, model=model, limits=limits)
    detected, tracks = detect(new.reset_index(drop=True), tracks)
    values = [detected.residuals[name].tolist() for name in RESIDUALS]
    judged["residuals"] = [
        {name: None if value != value else value for name, value in zip(RESIDUALS, row, strict=True)}
        for row in zip(*values, strict=True)
    ]
    judged["suspicion"] = detected.suspicion
    judged["detectors"] = detected.detectors
    return judged, detected.findings, tracks
