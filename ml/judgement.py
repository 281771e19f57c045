"""Everything that is said about a new record, in one place: flags, score, residuals, detectors, findings.

The stream, `python -m ml.score` and a batch job call this and nothing else, so they agree record by record.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from common.files.json_rows import json_objects
from ml.calibration.limit_factors import Calibration
from ml.detectors.detection import RESIDUALS, detect
from ml.detectors.findings import Finding
from ml.forest.flag_rules import RuleLimits
from ml.forest.scoring import score_states
from ml.tracks.tracks import Tracks

if TYPE_CHECKING:
    from ml.forest.model import AnomalyModel

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


@dataclass(frozen=True)
class Judgement:
    """What is said of new records.

    scores: what leaves with each record, on their index: `ml.forest.scoring.SCORE_COLUMNS` with the RESIDUALS (m/s,
    NaN where unknown), `suspicion` and `detectors` as in `ml.detectors.detection.Detected`. findings: of each record.
    jumps: as there, on the index of the scores, for `ml.alerts.watch.Watch`.
    """

    scores: pd.DataFrame
    findings: list[list[Finding]]
    jumps: pd.DataFrame


def judge(
    new: pd.DataFrame, tracks: Tracks, *, model: "AnomalyModel | None", limits: RuleLimits, calibration: Calibration
) -> tuple[Judgement, Tracks]:
    """Judge new records (JUDGED_FIELDS, each aircraft's in the order they came), given the fixes before them, and
    return the tracks with the new fixes."""
    scores = score_states(new, model=model, limits=limits)
    detected, tracks = detect(new.reset_index(drop=True), tracks, calibration)
    scores[list(RESIDUALS)] = detected.residuals.to_numpy()
    scores["suspicion"] = detected.suspicion
    scores["detectors"] = detected.detectors
    return Judgement(scores, detected.findings, detected.jumps.set_axis(new.index)), tracks


def scores_as_json(scores: pd.DataFrame) -> list[str]:
    """Rows with the columns of `Judgement.scores`, and maybe others before them, as JSON objects: the RESIDUALS are
    together, as `residuals`."""
    columns = {name: scores[name].to_numpy() for name in scores if name not in RESIDUALS}
    return json_objects(columns | {"residuals": {name: scores[name].to_numpy() for name in RESIDUALS}})
