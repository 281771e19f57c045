"""The figures of one evaluation, as the report needs them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from ml.evaluation.faults.kinds import KINDS, FaultKind
from ml.evaluation.flights import SPLITS, Recording, hours_by_phase
from ml.evaluation.measures import false_alerts
from ml.evaluation.methods.methods import ALERTS, Method
from ml.evaluation.trials import Stage
from ml.rates.event_rate import Rate


@dataclass(frozen=True)
class SplitFacts:
    """The size of a split: aircraft, flights, and flight-hours by phase."""

    aircraft: int
    flights: int
    hours: Mapping[str, float]


@dataclass(frozen=True)
class Results:
    """The figures of one run.

    name, source, sha256, polls, rows: of the recording. splits: by name. seeds: how many. false: false alerts on the
    test split without faults, by method and phase. openers: how many of those alerts each detector opened. outcomes: of
    the trials.
    """

    name: str
    source: str
    sha256: str
    polls: int
    rows: int
    splits: Mapping[str, SplitFacts]
    seeds: int
    false: Mapping[Method, Mapping[str, Rate]]
    openers: Counter[str]
    outcomes: pd.DataFrame

    @classmethod
    def of(cls, recording: Recording, stage: Stage, outcomes: pd.DataFrame, *, name: str, seeds: int) -> "Results":
        by_method = stage.test.assessment.alarms
        opened = [alarm for alarm in by_method[ALERTS, 0] if alarm.opened]
        return cls(
            name=name,
            source=recording.source,
            sha256=recording.sha256,
            polls=len(recording.poll_times),
            rows=len(recording.rows),
            splits={split: _facts(recording, split) for split in SPLITS},
            seeds=seeds,
            false={method: false_alerts(alarms, stage.test.rows) for method, alarms in by_method.items()},
            openers=Counter(name for alarm in opened for name in alarm.detectors),
            outcomes=outcomes,
        )

    @property
    def hours(self) -> float:
        """Flight-hours of the whole recording."""
        return sum(sum(facts.hours.values()) for facts in self.splits.values())

    @property
    def kinds(self) -> list[FaultKind]:
        """The kinds with at least one fault at size 1."""
        tried = set(self.outcomes.loc[self.outcomes["size"] == 1, "kind"])
        return [kind for kind in KINDS if kind.name in tried]

    @property
    def absent(self) -> list[str]:
        """The names of the kinds without a fault at size 1."""
        tried = self.kinds
        return [kind.name for kind in KINDS if kind not in tried]


def _facts(recording: Recording, split: str) -> SplitFacts:
    rows = recording.of_split(split)
    return SplitFacts(rows["icao24"].nunique(), rows["flight"].nunique(), hours_by_phase(rows))
