"""Judge new records: flags, score, residuals, detectors and findings, all in one place.

The stream, `python -m ml.score` and the batch side call only this, so they agree record by record.
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
    "position_source",
    "category",
    "poll_time",
    "source",
)
"""The fields of a record that `judge` needs."""


@dataclass(frozen=True)
class Judgement:
    """The results for new records, one row per record.

    scores: the columns that are published with each record, on the index of the records: those of
    `ml.forest.scoring.score_states`, the RESIDUALS (m/s, NaN where unknown), `suspicion` and `detectors`. findings: a
    list per record. together: on the same index, for `ml.alerts.watch.Watch`. `ml.detectors.detection.Detected`
    describes everything except the columns of `score_states`.
    """

    scores: pd.DataFrame
    findings: list[list[Finding]]
    together: pd.DataFrame


def judge(
    new: pd.DataFrame, tracks: Tracks, *, model: "AnomalyModel | None", limits: RuleLimits, calibration: Calibration
) -> tuple[Judgement, Tracks]:
    """Judge new records, given the fixes before them; return the results and the tracks with the new fixes.

    `new` has JUDGED_FIELDS and `ml.polls.POLL_COLUMNS`, in order of arrival for each aircraft.
    """
    scores = score_states(new, model=model, limits=limits)
    detected, tracks = detect(new.reset_index(drop=True), tracks, calibration)
    scores[list(RESIDUALS)] = detected.residuals.to_numpy()
    scores["suspicion"] = detected.suspicion
    scores["detectors"] = detected.detectors
    return Judgement(scores, detected.findings, detected.together.set_axis(new.index)), tracks


def scores_as_json(scores: pd.DataFrame) -> list[str]:
    """Return rows of `Judgement.scores`, which may have further columns in front, as JSON objects.

    The RESIDUALS are grouped as `residuals`.
    """
    columns = {name: scores[name].to_numpy() for name in scores if name not in RESIDUALS}
    return json_objects(columns | {"residuals": {name: scores[name].to_numpy() for name in RESIDUALS}})
