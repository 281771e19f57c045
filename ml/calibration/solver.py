"""Solve the factors on the limits of each family for a budget of false alerts."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from ml.calibration.exceedances import Exceedances
from ml.calibration.limit_factors import VERSION, Calibration
from ml.calibration.measurements import FAMILIES, Measurements


@dataclass(frozen=True)
class Solved:
    """A family's factor, and how many alerts the data raise before and after it is applied."""

    family: str
    factor: float
    before: int
    after: int


def allowed_alerts(measured: Measurements, *, budget_per_1000_h: float) -> int:
    """Return how many alerts a family's share of the budget allows in the data.

    All families have the same share. The number is rounded down, so a small budget allows none in a few hours of data.
    """
    return int(budget_per_1000_h / len(FAMILIES) * measured.airborne_hours / 1_000)


def solve(measured: Measurements, *, budget_per_1000_h: float) -> list[Solved]:
    """Return the smallest factor of each family that keeps to its share of the budget."""
    allowed = allowed_alerts(measured, budget_per_1000_h=budget_per_1000_h)
    solved = []
    for family in FAMILIES:
        exceedances = measured.exceedances(family)
        factor = smallest_factor(exceedances, allowed=allowed)
        solved.append(Solved(family, factor, exceedances.alerts(), exceedances.above(factor).alerts()))
    return solved


def calibration_of(
    measured: Measurements,
    solved: list[Solved],
    *,
    source: str,
    data_hash: str,
    budget_per_1000_h: float,
    made_at: date,
) -> Calibration:
    """Return the calibration to save."""
    return Calibration(
        version=VERSION,
        data_hash=data_hash,
        source=source,
        made_at=made_at,
        budget_per_1000_h=budget_per_1000_h,
        airborne_hours=round(measured.airborne_hours, 1),
        fixes=measured.fixes,
        families={each.family: each.factor for each in solved},
        exceedances=measured.counts(),
    )


def smallest_factor(exceedances: Exceedances, *, allowed: int) -> float:
    """Return the smallest factor, 1 or one of the ratios, at which at most `allowed` alerts are left.

    The factors are tried one after another, since a larger one may also split an alert in two.
    """
    for factor in (1.0, *np.unique(exceedances.ratios[exceedances.ratios > 1]).tolist()):
        exceedances = exceedances.above(factor)
        if exceedances.alerts() <= allowed:
            break
    return float(factor)
