"""What traffic without faults teaches the detectors: how much wider their limits have to be, how rare a residual is.

A detector's physical limit (`ml.detectors.detectors`) says where a contradiction begins; traffic may still cross it
more often than anyone wants to be told. A calibration holds one factor per family of detectors, by which their limits
are widened, solved on its data for a budget of false alerts. It assumes that nothing noteworthy happens in its data: a
true emergency, or an aircraft that circles, counts as a false alert like any other.
"""

import math
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import orjson

from common.errors import SettingsError
from common.files.json_files import read_json, write_json
from common.settings import ROOT
from ml.alerts.book import COOLDOWN_S, RESOLVE_AFTER_S

VERSION = 1
"""Of the file's form; another one is refused."""

RATIOS = tuple(round(2.0 ** (step / 4), 4) for step in range(-4, 37))
"""Residuals in their detector's limit for which a calibration counts how many fixes were at or above: 0.5 to 512."""

SAME_ALERT_S = RESOLVE_AFTER_S + COOLDOWN_S
"""Exceedances of one aircraft and family closer than this are one alert, as `ml.alerts.book` has it."""
SHIPPED = ROOT / "ml" / "calibration.json"
"""Made of simulated traffic: the default CALIBRATION_FILE."""

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Calibration:
    """Factors on the limits by family, and how often the calibration's data were how far off.

    data_hash: SHA-256 of the recording, or of the simulated traffic's parameters; source: the data in words; made_at:
    UTC date; budget_per_1000_h: false alerts per 1,000 airborne hours that the factors were solved for, over all
    families that do more than inform; airborne_hours, fixes: how much data. families: factor by family, never below 1:
    a calibration only ever widens the physical limits, because data without faults cannot say how small a
    contradiction may be. exceedances: by detector how many of the fixes had a residual in its limit (factor 1) at or
    above each of RATIOS.

    Raises ValueError for figures that no data could give.
    """

    version: int
    data_hash: str
    source: str
    made_at: date | None
    budget_per_1000_h: float
    airborne_hours: float
    fixes: int
    families: Mapping[str, float]
    exceedances: Mapping[str, tuple[int, ...]]

    def __post_init__(self) -> None:
        for name, figure in (("budget_per_1000_h", self.budget_per_1000_h), ("airborne_hours", self.airborne_hours)):
            if not 0 <= figure < math.inf:
                raise ValueError(f"{name} {figure} is not a number from 0")
        for family, factor in self.families.items():
            if not 1 <= factor < math.inf:
                raise ValueError(f"the factor of {family}, {factor}, is not a number from 1")
        for detector, counts in self.exceedances.items():
            if len(counts) != len(RATIOS):
                raise ValueError(f"{len(counts)} exceedances of {detector}, not {len(RATIOS)}")
            if any(after > before for before, after in zip((self.fixes, *counts), (*counts, 0), strict=True)):
                raise ValueError(f"the exceedances of {detector} do not fall from at most {self.fixes} to at least 0")

    @classmethod
    def none(cls) -> "Calibration":
        """No calibration: the physical limits as they are, and no word on how rare anything is."""
        return cls(VERSION, "", "no data", None, 0.0, 0.0, 0, {}, {})

    def factor(self, family: str) -> float:
        """By how much the limits of the family's detectors are widened; 1 for one that the calibration doesn't know."""
        return self.families.get(family, 1.0)

    def rarity(self, detector: str, ratio: float) -> int | None:
        """One in how many of the calibration's fixes is at least `ratio` (residual in the detector's limit) off.

        A lower bound: the fixes are counted at the next point of RATIOS below, and where none was so far off, it is
        the number of fixes. None without a calibration of this detector.
        """
        counts = self.exceedances.get(detector)
        if counts is None or not self.fixes:
            return None
        place = bisect_right(RATIOS, ratio) - 1
        return self.fixes // max(counts[place], 1) if place >= 0 else 1

    def rarity_words(self, rarity: int) -> str:
        """A rarity as the evidence says it."""
        fixes = "simulated fixes" if self.source.startswith("simulated") else "fixes"
        return f"{'rarer than ' if rarity == self.fixes else ''}1 in {rarity:,} {fixes}"


NO_CALIBRATION = Calibration.none()


def save(calibration: Calibration, path: Path) -> None:
    """Write the calibration as JSON."""
    write_json(path, asdict(calibration))


def load_calibration(path: Path) -> Calibration:
    """Read what `save` wrote.

    Raises SettingsError when there is no such file, or it is malformed or of another version.
    """
    # Imported here, since Spark's workers need a calibration but never read one.
    from pydantic import TypeAdapter, ValidationError

    try:
        content = read_json(path)
    except (OSError, ValueError) as error:
        raise SettingsError(f"CALIBRATION_FILE: {path} cannot be read: {error}") from None
    if content is None:
        raise SettingsError(f"CALIBRATION_FILE: there is no {path}; python -m ml.calibrate makes one")
    version = content.get("version") if isinstance(content, dict) else None
    if version != VERSION:
        raise SettingsError(f"CALIBRATION_FILE: {path} is no calibration of version {VERSION}, but {version}")
    try:
        return TypeAdapter(Calibration).validate_json(orjson.dumps(content), strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise SettingsError(f"CALIBRATION_FILE: {path}: {where + ': ' if where else ''}{first['msg']}") from None


def exceedance_counts(ratios: npt.NDArray[np.float64]) -> Counts:
    """How many of the ratios, any shape, are at or above each of RATIOS; NaN is nowhere."""
    reached = np.searchsorted(RATIOS, ratios[~np.isnan(ratios)], side="right")
    exactly: Counts = np.bincount(reached, minlength=len(RATIOS) + 1)[1:]
    return exactly[::-1].cumsum()[::-1]


@dataclass(frozen=True)
class Exceedances:
    """Fixes at which a family's detectors were beyond their limits, in any order.

    addresses: icao24 as numbers; poll_times: epoch s; ratios: the largest residual in its detector's limit; all of
    shape (n,).
    """

    addresses: npt.NDArray[np.uint32]
    poll_times: npt.NDArray[np.int64]
    ratios: npt.NDArray[np.float64]

    def above(self, factor: float) -> "Exceedances":
        """Those that are left when the limits are wider by `factor`."""
        left = self.ratios > factor
        return Exceedances(self.addresses[left], self.poll_times[left], self.ratios[left])

    def alerts(self) -> int:
        """How many alerts they make."""
        order = np.lexsort((self.poll_times, self.addresses))
        another_aircraft = np.diff(self.addresses[order].astype(np.int64)) != 0
        later = np.diff(self.poll_times[order]) >= SAME_ALERT_S
        return int((another_aircraft | later).sum()) + bool(len(order))


def smallest_factor(exceedances: Exceedances, *, allowed: int) -> float:
    """The smallest factor, 1 or one of the ratios, at which no more than `allowed` alerts are left.

    Tried one after another, since a larger factor may also split an alert in two.
    """
    for factor in (1.0, *np.unique(exceedances.ratios[exceedances.ratios > 1]).tolist()):
        exceedances = exceedances.above(factor)
        if exceedances.alerts() <= allowed:
            break
    return float(factor)
