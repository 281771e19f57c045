"""Outcomes of trials, a row per fault and method, summed up to the figures of the report."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from statistics import fmean

import pandas as pd

from ml.evaluation.faults.kinds import KINDS, SIZES
from ml.evaluation.faults.scenes import FAULT_S
from ml.evaluation.measures import paired_auroc, recall_interval
from ml.evaluation.methods.methods import Method


@dataclass(frozen=True)
class Recall:
    """What a method found of the faults of one kind.

    found: of `faults`, also at their end (a drift that stops looks like a jump back); during: before they ended;
    by_chance: how many would have been "found" without being there; median_delay_s: of those found, None without any;
    detectors: the first to call, most frequent first.
    """

    faults: int
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
            found=len(delay_s),
            during=int((delay_s < FAULT_S).sum()),
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
        return recall_interval(self.found, self.faults)


def of_method(outcomes: pd.DataFrame, method: Method) -> pd.DataFrame:
    """The outcomes of one method."""
    name, budget = method
    return outcomes[(outcomes["method"] == name) & (outcomes["budget"] == budget)]


def recalls(outcomes: pd.DataFrame, method: Method, *, size: float = 1.0) -> dict[str, Recall]:
    """What a method found of each kind of fault at a size, in the order of KINDS."""
    at_size = of_method(outcomes[outcomes["size"] == size], method)
    by_kind = {kind: Recall.of(of_kind) for kind, of_kind in at_size.groupby("kind")}
    return {kind.name: by_kind[kind.name] for kind in KINDS if kind.name in by_kind}


def median_delay_s(outcomes: pd.DataFrame, method: Method, kinds: Collection[str]) -> float | None:
    """The median delay (s) of all faults of these kinds, at size 1, that were found; None when none was."""
    at_size = of_method(outcomes[(outcomes["size"] == 1) & outcomes["kind"].isin(kinds)], method)
    delay_s = at_size["delay_s"].dropna()
    return float(delay_s.median()) if len(delay_s) else None


def found_of_missed(outcomes: pd.DataFrame, method: Method, *, missed_by: Method) -> tuple[int, int]:
    """Of the faults at size 1 that one method missed: how many another found, those by chance aside, and how many."""
    fault = ["kind", "seed", "flight", "start"]
    at_size = outcomes[outcomes["size"] == 1]
    missed = of_method(at_size, missed_by).set_index(fault)["delay_s"].isna()
    others = of_method(at_size, method).set_index(fault)
    found = (others["delay_s"].notna() & ~others["by_chance"].astype(bool)).reindex(missed.index)
    return int((missed & found).sum()), int(missed.sum())


def mean_over_kinds(by_kind: Mapping[str, float]) -> float:
    """The mean of a figure over the protocol's numbers, each counting the same: variants of one are averaged first."""
    by_number: dict[int, list[float]] = {}
    for kind in KINDS:
        if kind.name in by_kind:
            by_number.setdefault(kind.number, []).append(by_kind[kind.name])
    return fmean(fmean(variants) for variants in by_number.values())


def mean_share(by_kind: Mapping[str, Recall]) -> float:
    """Recall over all kinds, each counting the same however many faults of it there were."""
    return mean_over_kinds({kind: recall.share for kind, recall in by_kind.items()})


def shares_by_size(outcomes: pd.DataFrame, method: Method) -> dict[str, dict[float, float]]:
    """The share found of each kind that comes in sizes, by size."""
    by_size = {size: recalls(outcomes, method, size=size) for size in SIZES}
    return {
        kind.name: {size: by_kind[kind.name].share for size, by_kind in by_size.items() if kind.name in by_kind}
        for kind in KINDS
        if kind.sized and any(kind.name in by_kind for by_kind in by_size.values())
    }


def aurocs(outcomes: pd.DataFrame, name: str) -> dict[str, float]:
    """AUROC over paired windows of the method's score, by kind at size 1, in the order of KINDS.

    A score has the same peaks whatever threshold is put to it, so one budget's outcomes are enough.
    """
    scored = outcomes[(outcomes["method"] == name) & (outcomes["size"] == 1)]
    scored = scored[scored["budget"] == scored["budget"].min()]
    by_kind = {kind: paired_auroc(of_kind["peak"], of_kind["clean_peak"]) for kind, of_kind in scored.groupby("kind")}
    return {kind.name: by_kind[kind.name] for kind in KINDS if kind.name in by_kind}
