"""Solve the factors on the limits of each family, at each pace, for a budget of false alerts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from ml.arrays import Floats
from ml.calibration.exceedances import Exceedances
from ml.calibration.limit_factors import VERSION, Calibration
from ml.calibration.measurements import FAMILIES, Measurements


@dataclass(frozen=True)
class Solved:
    """A family's factors, and how many alerts the data raise before and after they are applied: one figure a pace."""

    family: str
    factors: tuple[float, ...]
    before: tuple[int, ...]
    after: tuple[int, ...]


def allowed_alerts(measured: Measurements, *, budget_per_1000_h: float) -> int:
    """Return how many alerts a family's share of the budget allows in the data, at any pace.

    All families have the same share. The number is rounded down, so a small budget allows none in a few hours of data.
    """
    return int(budget_per_1000_h / len(FAMILIES) * measured.airborne_hours / 1_000)


def solve(measured: Measurements, *, budget_per_1000_h: float) -> list[Solved]:
    """Return factors of each family that keep to its share of the budget at every pace: see `smallest_factors`."""
    allowed = allowed_alerts(measured, budget_per_1000_h=budget_per_1000_h)
    solved = []
    for family in FAMILIES:
        at_paces = [at_pace.exceedances(family) for at_pace in measured.at_paces]
        factors = smallest_factors(at_paces, allowed=allowed)
        before, after = (
            tuple(exceedances.beyond(each).alerts() for exceedances in at_paces)
            for each in (np.ones(len(factors)), factors)
        )
        solved.append(Solved(family, tuple(factors.tolist()), before, after))
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
        paces=measured.paces,
        fixes=measured.fixes(),
        families={each.family: each.factors for each in solved},
        exceedances=measured.counts(),
        errors=measured.errors(),
    )


def smallest_factors(at_paces: Sequence[Exceedances], *, allowed: int) -> Floats:
    """Return a factor for each pace, with which the polls at each pace raise at most `allowed` alerts.

    at_paces: what exceeds the limits in polls at each pace. A pace's factor is the smallest for the steps of that
    length in its own polls. Polls at one pace have other steps, too, such as after missed polls. If these raise more
    alerts than allowed, their factors are widened further, from the longest steps to the shortest.
    """
    factors = np.array(
        [
            smallest_factor(exceedances.chosen(exceedances.places == place), allowed=allowed)
            for place, exceedances in enumerate(at_paces)
        ]
    )
    while over := [each for each in at_paces if each.beyond(factors).alerts() > allowed]:
        exceedances = over[-1].beyond(factors)
        longest = exceedances.places.max()
        others = exceedances.chosen(exceedances.places != longest)
        for factor in np.unique(exceedances.ratios[exceedances.places == longest]).tolist():
            factors[longest] = factor
            if exceedances.beyond(factors).alerts() <= max(allowed, others.alerts()):
                break
    return factors


def smallest_factor(exceedances: Exceedances, *, allowed: int) -> float:
    """Return the smallest factor, 1 or one of the ratios, at which at most `allowed` alerts are left.

    The factors are tried one after another, since a larger one may also split an alert in two.
    """
    for factor in (1.0, *np.unique(exceedances.ratios[exceedances.ratios > 1]).tolist()):
        exceedances = exceedances.above(factor)
        if exceedances.alerts() <= allowed:
            break
    return float(factor)
