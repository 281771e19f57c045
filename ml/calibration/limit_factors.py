"""Calibrations: factors that widen the detectors' limits, and how rare a residual is in traffic without faults.

A detector's physical limit (`ml.detectors.detector`) marks where a contradiction begins. Ordinary traffic may still
cross it more often than anyone wants to hear about. A calibration holds one factor on the limits of each family of
detectors, solved for a budget of false alerts. It assumes that nothing noteworthy happens in its data: a true
emergency counts as a false alert like any other.
"""

import math
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import orjson

from common.errors import SettingsError
from common.files.json_files import read_json, write_json
from common.settings import ROOT

VERSION = 1
"""Version of the file's format; files of another version are refused."""

RATIOS = tuple(round(2.0 ** (step / 4), 4) for step in range(-4, 37))
"""Residuals as multiples of the limit, 0.5 to 512: a calibration counts how many fixes were at or above each."""

SHIPPED = ROOT / "ml" / "calibration.json"
"""The default CALIBRATION_FILE, made from simulated traffic."""


@dataclass(frozen=True)
class Calibration:
    """Factors on the limits by family, and the distribution of the residuals in the calibration data.

    data_hash: SHA-256 of the recording, or of the simulated traffic's parameters. source: the data in words. made_at:
    UTC date. budget_per_1000_h: false alerts per 1,000 airborne hours that the factors were solved for, over all
    families whose severity is above info. airborne_hours, fixes: how much data. families: factor by family, never below
    1: a calibration only widens the physical limits, because data without faults cannot show how small a contradiction
    may be. exceedances: by detector, how many fixes had a residual at or above each of RATIOS times its physical limit.

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
                raise ValueError(f"{name} {figure} is not a number of at least 0")
        for family, factor in self.families.items():
            if not 1 <= factor < math.inf:
                raise ValueError(f"the factor of {family}, {factor}, is not a number of at least 1")
        for detector, counts in self.exceedances.items():
            if len(counts) != len(RATIOS):
                raise ValueError(f"{len(counts)} exceedances of {detector}, not {len(RATIOS)}")
            if any(after > before for before, after in zip((self.fixes, *counts), (*counts, 0), strict=True)):
                raise ValueError(f"the exceedances of {detector} do not fall from at most {self.fixes} to at least 0")

    @classmethod
    def none(cls) -> "Calibration":
        """Return a calibration that leaves the physical limits as they are and knows no rarity."""
        return cls(VERSION, "", "no data", None, 0.0, 0.0, 0, {}, {})

    def factor(self, family: str) -> float:
        """Return the factor on the limits of a family's detectors, 1 for an unknown family."""
        return self.families.get(family, 1.0)

    def rarity(self, detector: str, ratio: float) -> int | None:
        """Return N when 1 in N of the calibration's fixes has at least this residual, a multiple of the limit.

        N is a lower bound: fixes are counted at the next of RATIOS below, and N is the number of fixes if none was so
        far off. None if the calibration does not know the detector.
        """
        counts = self.exceedances.get(detector)
        if counts is None or not self.fixes:
            return None
        place = bisect_right(RATIOS, ratio) - 1
        return self.fixes // max(counts[place], 1) if place >= 0 else 1

    def rarity_words(self, rarity: int) -> str:
        """Return a rarity in the words of the evidence."""
        fixes = "simulated fixes" if self.source.startswith("simulated") else "fixes"
        return f"{'rarer than ' if rarity == self.fixes else ''}1 in {rarity:,} {fixes}"


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
