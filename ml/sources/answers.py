"""What the answers of a feed brought: the one being read, and figures of those before it."""

import zlib
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ml.arrays import Ints, Records
from ml.detectors.detection import LATE_S

NEW_FIX = np.dtype([("age_s", "f4"), ("late_s", "f4"), ("longitude", "f4"), ("latitude", "f4")])
"""A new fix of an answer. age_s: of its position at the time of the answer. late_s: see
`ml.detectors.detection.LATE_S`."""


def new_fixes_of(fixes: pd.DataFrame, poll_times: Ints) -> Records:
    """Return new records as NEW_FIX, NaN for what they lack. poll_times: of their answers (epoch s), shape (n,)."""
    rows: Records = np.zeros(len(fixes), NEW_FIX)
    rows["age_s"] = poll_times - fixes["time_position"].to_numpy(float, na_value=np.nan)
    for name in (LATE_S, "longitude", "latitude"):
        rows[name] = fixes[name].to_numpy(np.float32, na_value=np.nan)
    return rows


def with_position(fixes: Records) -> Records:
    """Return those of NEW_FIX that have a position and its time."""
    kept: Records = fixes[~np.isnan(fixes["age_s"] + fixes["longitude"] + fixes["latitude"])]
    return kept


def text_of(fixes: Records) -> str:
    """Return NEW_FIX as text; `fixes_in` restores it."""
    return b64encode(zlib.compress(fixes.tobytes(), 1)).decode()


def fixes_in(text: str) -> Records:
    """Return the fixes of which `text_of` made the text."""
    return np.frombuffer(zlib.decompress(b64decode(text)), NEW_FIX).copy()


@dataclass(frozen=True)
class Answer:
    """Figures of one answer.

    new: aircraft with a new fix. states: in the answer, None where not known. gap_s: since the answer before, None for
    the first one and after polls without an answer. age_s: median age of the new positions. longitude, latitude:
    medians (deg). These three are None where nothing is new.
    """

    new: int
    states: int | None
    gap_s: int | None
    age_s: float | None
    longitude: float | None
    latitude: float | None

    @classmethod
    def of(cls, fixes: Records, *, states: int | None, gap_s: int | None) -> "Answer":
        """Return the figures of an answer with these new fixes (NEW_FIX)."""
        age_s, longitude, latitude = (
            float(np.median(fixes[name])) if len(fixes) else None for name in ("age_s", "longitude", "latitude")
        )
        return cls(len(fixes), states, gap_s, age_s, longitude, latitude)


@dataclass(frozen=True)
class Usual:
    """What is usual of a feed: figures over its last ordinary answers, NaN where not known.

    new, states: the lower quartiles, which an answer seldom falls below. share: the median share of the states that
    bring something new. gap_s, age_s, longitude, latitude: medians.
    """

    new: float
    states: float
    share: float
    gap_s: float
    age_s: float
    longitude: float
    latitude: float

    @classmethod
    def of(cls, answers: list[Answer]) -> "Usual":
        """Return what is usual by these answers."""
        return cls(
            _quantile([each.new for each in answers], 0.25),
            _quantile([each.states for each in answers], 0.25),
            _quantile([each.new / each.states for each in answers if each.states], 0.5),
            *(_quantile([getattr(each, name) for each in answers], 0.5) for name in ("gap_s", "age_s")),
            *(_quantile([getattr(each, name) for each in answers], 0.5) for name in ("longitude", "latitude")),
        )


def _quantile(values: list[Any], share: float) -> float:
    known = [value for value in values if value is not None]
    return float(np.quantile(known, share)) if known else np.nan
