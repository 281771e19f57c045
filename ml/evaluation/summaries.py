"""Summaries of trial outcomes (a row per fault and method) into the figures of the report."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import TypeVar

import pandas as pd

from ml.evaluation.faults.kinds import KINDS, SIZES
from ml.evaluation.measures import paired_auroc, recall_interval
from ml.evaluation.methods.methods import Method

Figure = TypeVar("Figure")


@dataclass(frozen=True)
class Recall:
    """How many faults of one kind a method found.

    flights: how many carried the faults, one with each seed. found: of `faults`, including those found at their end (a
    drift that stops looks like a jump back). during: those found before their end. by_chance: those that would have
    been "found" without the fault. median_delay_s: of those found, None if there are none. detectors: the two that most
    often raised the first alarm.
    """

    faults: int
    flights: int
    found: int
    during: int
    by_chance: int
    median_delay_s: float | None
    detectors: tuple[str, ...]

    @classmethod
    def of(cls, outcomes: pd.DataFrame) -> "Recall":
        delay_s = outcomes["delay_s"].dropna()
        first = outcomes.loc[outcomes["detectors"] != "", "detectors"].str.split(", ").str[0]
        return cls(
            faults=len(outcomes),
            flights=outcomes["flight"].nunique(),
            found=len(delay_s),
            during=int((outcomes["delay_s"] < outcomes["lasted_s"]).sum()),
            by_chance=int(outcomes["by_chance"].sum()),
            median_delay_s=float(delay_s.median()) if len(delay_s) else None,
            detectors=tuple(first.value_counts().index[:2]),
        )

    @property
    def share(self) -> float:
        return self.found / self.faults

    @property
    def during_share(self) -> float:
        return self.during / self.faults

    @property
    def chance_share(self) -> float:
        return self.by_chance / self.faults

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's interval of `share`. A flight counts once, since its faults of several seeds resemble each other."""
        return recall_interval(self.share * self.flights, self.flights)


def of_method(outcomes: pd.DataFrame, method: Method) -> pd.DataFrame:
    """Return the outcomes of one method."""
    name, budget = method
    return outcomes[(outcomes["method"] == name) & (outcomes["budget"] == budget)]


def recalls(outcomes: pd.DataFrame, method: Method, *, size: float = 1.0) -> dict[str, Recall]:
    """Return a method's recall by kind of fault at one size, in the order of KINDS."""
    at_size = of_method(outcomes[outcomes["size"] == size], method)
    by_kind = {kind: Recall.of(of_kind) for kind, of_kind in at_size.groupby("kind")}
    return {kind.name: by_kind[kind.name] for kind in KINDS if kind.name in by_kind}


def median_delay_s(outcomes: pd.DataFrame, method: Method, kinds: Collection[str]) -> float | None:
    """Return the median delay (s) over all faults found of these kinds at size 1; None when none was found."""
    at_size = of_method(outcomes[(outcomes["size"] == 1) & outcomes["kind"].isin(kinds)], method)
    delay_s = at_size["delay_s"].dropna()
    return float(delay_s.median()) if len(delay_s) else None


def found_of_missed(outcomes: pd.DataFrame, method: Method, *, missed_by: Method) -> tuple[int, int]:
    """Count the faults at size 1 that `missed_by` missed.

    Returns how many of them `method` found (not by chance), and how many there are.
    """
    fault = ["kind", "seed", "flight", "start"]
    at_size = outcomes[outcomes["size"] == 1]
    missed = of_method(at_size, missed_by).set_index(fault)["delay_s"].isna()
    others = of_method(at_size, method).set_index(fault)
    found = (others["delay_s"].notna() & ~others["by_chance"].astype(bool)).reindex(missed.index)
    return int((missed & found).sum()), int(missed.sum())


def of_numbers(by_kind: Mapping[str, Figure], numbers: Collection[int]) -> dict[str, Figure]:
    """Return the figures of the kinds with one of these numbers."""
    return {kind.name: by_kind[kind.name] for kind in KINDS if kind.number in numbers and kind.name in by_kind}


def mean_over_kinds(by_kind: Mapping[str, float]) -> float:
    """Return the mean of a figure over the protocol's numbered kinds, with variants of one number averaged first."""
    by_number: dict[int, list[float]] = {}
    for kind in KINDS:
        if kind.name in by_kind:
            by_number.setdefault(kind.number, []).append(by_kind[kind.name])
    return fmean(fmean(variants) for variants in by_number.values())


def mean_share(by_kind: Mapping[str, Recall]) -> float:
    """Return the mean recall over all kinds, each with the same weight however many faults it had."""
    return mean_over_kinds({kind: recall.share for kind, recall in by_kind.items()})


def low_end_of_mean(by_kind: Mapping[str, Recall]) -> float:
    """Return the mean over kinds of the low ends of their intervals, which is below the low end of the mean."""
    return mean_over_kinds({kind: recall.interval[0] for kind, recall in by_kind.items()})


def shares_by_size(outcomes: pd.DataFrame, method: Method) -> dict[str, dict[float, float]]:
    """Return the share found by size, for each kind that comes in sizes."""
    by_size = {size: recalls(outcomes, method, size=size) for size in SIZES}
    return {
        kind.name: {size: by_kind[kind.name].share for size, by_kind in by_size.items() if kind.name in by_kind}
        for kind in KINDS
        if kind.sized and any(kind.name in by_kind for by_kind in by_size.values())
    }


def aurocs(outcomes: pd.DataFrame, name: str) -> dict[str, float]:
    """Return the AUROC of the method's score over paired windows, by kind at size 1, in the order of KINDS.

    Peaks do not depend on the threshold, so the outcomes of one budget are enough.
    """
    scored = outcomes[(outcomes["method"] == name) & (outcomes["size"] == 1)]
    scored = scored[scored["budget"] == scored["budget"].min()]
    by_kind = {kind: paired_auroc(of_kind["peak"], of_kind["clean_peak"]) for kind, of_kind in scored.groupby("kind")}
    return {kind.name: by_kind[kind.name] for kind in KINDS if kind.name in by_kind}
