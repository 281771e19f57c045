"""Calibrations: factors that widen the detectors' limits, and how rare a residual is in traffic without faults.

A detector's physical limit (`ml.detectors.detector`) marks where a contradiction begins, after steps of any length.
Ordinary traffic may still cross it more often than anyone wants to hear about, and more so at one pace of polls than at
another. A calibration holds a factor on the limits of each family of detectors at each pace, solved for a budget of
false alerts. It assumes that nothing noteworthy happens in its data: a true emergency counts as a false alert like any
other.
"""

import math
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import numpy as np
import orjson

from common.errors import SettingsError
from common.files.json_files import read_json, write_json
from common.settings import ROOT
from ml.arrays import Floats, Ints

VERSION = 2
"""Version of the file's format; files of another version are refused."""

RATIOS = tuple(round(2.0 ** (step / 4), 4) for step in range(-4, 37))
"""Residuals as multiples of the limit, 0.5 to 512: a calibration counts how many fixes were at or above each."""

QUANTILES = (0.5, 0.99, 0.999)
"""Shares of the steps whose errors are at most as large as the figures of HonestErrors."""

SHIPPED = ROOT / "ml" / "calibration.json"
"""The default CALIBRATION_FILE, made from simulated traffic."""


def nearest_places(steps_s: Floats, paces: tuple[int, ...]) -> Ints:
    """Return the place in `paces` (s, ascending) of the pace nearest to each step by ratio, shapes (n,).

    A step of unknown length (NaN), to the first fix of a track, counts as one of the slowest pace: the aircraft was not
    heard for at least that long. 0 without paces.
    """
    between = np.sqrt(np.array(paces[:-1], float) * paces[1:])
    return np.searchsorted(between, steps_s, side="right")


@dataclass(frozen=True)
class HonestErrors:
    """How far aircraft without faults were from where their reported motion should have taken them.

    pace: s between polls; only steps of about that length count. phase: of `ml.evaluation.flights.PHASES`, at the end
    of the step. steps: how many. along, across, height: QUANTILES of the error (m) along the track, to either side and
    in height, beyond what a change between the velocities reported at both ends explains; None with too few steps.
    """

    pace: int
    phase: str
    steps: int
    along: tuple[int | None, ...]
    across: tuple[int | None, ...]
    height: tuple[int | None, ...]


@dataclass(frozen=True)
class Calibration:
    """Factors on the limits by family and pace, and the distribution of the residuals in the calibration data.

    data_hash: SHA-256 of the recording, or of the simulated traffic's parameters. source: the data in words. made_at:
    UTC date. budget_per_1000_h: false alerts per 1,000 airborne hours that the factors were solved for, at each pace,
    over all families whose severity is above info. airborne_hours: how much data. paces: s between the polls that the
    data were thinned to, ascending; what follows has one figure for each. fixes: after steps nearest to the pace.
    families: factors by family, never below 1: a calibration only widens the physical limits, because data without
    faults cannot show how small a contradiction may be. exceedances: by detector and pace, how many fixes had a
    residual at or above each of RATIOS times its physical limit, without the zeros at the end. errors: by pace and
    phase.

    Raises ValueError for figures that no data could give.
    """

    version: int
    data_hash: str
    source: str
    made_at: date | None
    budget_per_1000_h: float
    airborne_hours: float
    paces: tuple[int, ...]
    fixes: tuple[int, ...]
    families: Mapping[str, tuple[float, ...]]
    exceedances: Mapping[str, tuple[tuple[int, ...], ...]]
    errors: tuple[HonestErrors, ...] = ()

    def __post_init__(self) -> None:
        for name, figure in (("budget_per_1000_h", self.budget_per_1000_h), ("airborne_hours", self.airborne_hours)):
            if not 0 <= figure < math.inf:
                raise ValueError(f"{name} {figure} is not a number of at least 0")
        if list(self.paces) != sorted({pace for pace in self.paces if pace > 0}):
            raise ValueError(f"the paces {self.paces} are not positive numbers in ascending order")
        self._of_all_paces("fixes", self.fixes)
        for family, factors in self.families.items():
            self._of_all_paces(f"factors of {family}", factors)
            for factor in factors:
                if not 1 <= factor < math.inf:
                    raise ValueError(f"a factor of {family}, {factor}, is not a number of at least 1")
        for detector, by_pace in self.exceedances.items():
            self._of_all_paces(f"exceedances of {detector}", by_pace)
            for fixes, counts in zip(self.fixes, by_pace, strict=True):
                if len(counts) > len(RATIOS):
                    raise ValueError(f"{len(counts)} exceedances of {detector}, more than {len(RATIOS)}")
                if any(after > before for before, after in zip((fixes, *counts), (*counts, 0), strict=True)):
                    raise ValueError(f"the exceedances of {detector} do not fall from at most {fixes} to at least 0")

    @classmethod
    def none(cls) -> "Calibration":
        """Return a calibration that leaves the physical limits as they are and knows no rarity."""
        return cls(VERSION, "", "no data", None, 0.0, 0.0, (), (), {}, {})

    def places(self, steps_s: Floats) -> Ints:
        """Return the place of the pace whose figures hold after steps of these lengths: see `nearest_places`."""
        return nearest_places(steps_s, self.paces)

    def factors(self, family: str, places: Ints) -> Floats:
        """Return the factors on the limits of a family's detectors at these places, 1 for an unknown family: (n,)."""
        factors = self.families.get(family)
        return np.ones(len(places)) if factors is None else np.array(factors)[places]

    def rarity(self, detector: str, ratio: float, place: int) -> int | None:
        """Return N when 1 in N of the calibration's fixes at the pace has at least this residual in physical limits.

        N is a lower bound: fixes are counted at the next of RATIOS below, and N is the number of fixes if none was so
        far off. None if the calibration does not know the detector, or has no fix at the pace.
        """
        by_pace = self.exceedances.get(detector)
        if by_pace is None or not self.fixes[place]:
            return None
        counts, reached = by_pace[place], bisect_right(RATIOS, ratio) - 1
        if reached < 0:
            return 1
        return self.fixes[place] // max(counts[reached] if reached < len(counts) else 0, 1)

    def rarity_words(self, rarity: int, place: int) -> str:
        """Return a rarity in the words of the evidence."""
        fixes = "simulated fixes" if self.source.startswith("simulated") else "fixes"
        least = "rarer than " if rarity == self.fixes[place] else ""
        return f"{least}1 in {rarity:,} {fixes} {self.paces[place]} s apart"

    def _of_all_paces(self, name: str, figures: tuple[object, ...]) -> None:
        if len(figures) != len(self.paces):
            raise ValueError(f"{len(figures)} {name} for {len(self.paces)} paces")


NO_CALIBRATION = Calibration.none()


def save(calibration: Calibration, path: Path) -> None:
    """Write the calibration as JSON."""
    write_json(path, asdict(calibration))


def load_calibration(path: Path) -> Calibration:
    """Return the calibration that `save` wrote.

    Raises SettingsError when the file is missing, malformed or of another version.
    """
    # Imported here because Spark's workers use calibrations but never read one.
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
