"""The figures of one evaluation, as the report needs them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from ml.calibration.limit_factors import HonestErrors
from ml.evaluation.false_alerts import FalseAlerts, of_aircraft
from ml.evaluation.faults.kinds import KINDS, PROTOCOL, FaultKind
from ml.evaluation.flights import SPLITS, Recording, hours_by_phase
from ml.evaluation.methods.methods import ALERTS, Method
from ml.evaluation.negatives.catalogue import Verdict
from ml.evaluation.pace import USUAL, Pace
from ml.evaluation.real_events import RealEvent
from ml.evaluation.trials import Stage, Stages
from ml.rates.event_rate import Rate


@dataclass(frozen=True)
class SplitFacts:
    """The size of a split: aircraft, flights, and flight-hours by phase."""

    aircraft: int
    flights: int
    hours: Mapping[str, float]


@dataclass(frozen=True)
class RecordingFacts:
    """A recording: its name, source, hash and size, and the size of its splits by name."""

    name: str
    source: str
    sha256: str
    polls: int
    rows: int
    splits: Mapping[str, SplitFacts]

    @classmethod
    def of(cls, recording: Recording, *, name: str) -> "RecordingFacts":
        return cls(
            name=name,
            source=recording.source,
            sha256=recording.sha256,
            polls=len(recording.poll_times),
            rows=len(recording.rows),
            splits={split: _facts(recording, split) for split in SPLITS},
        )

    @property
    def hours(self) -> float:
        """Flight-hours of the whole recording."""
        return sum(sum(facts.hours.values()) for facts in self.splits.values())


FalseByPace = Mapping[Pace, FalseAlerts]


@dataclass(frozen=True)
class Results:
    """The figures of one run.

    recordings: the first is the one with injected faults. seeds: how many at the usual pace. false: false alerts of
    each recording by name and pace, about aircraft of the test split, flown in all of the traffic. by_method: false
    alerts of each method and phase at the usual pace, on the test split alone; empty where the other methods were not
    tried. outcomes: of the trials, at all paces. negatives: what was said about each. disturbed: alerts on the recorded
    traffic as an imperfect source would have sent it, by pace and disturbance. events: emergency codes in the
    recordings. errors: of honest aircraft in the main recording.
    """

    recordings: Sequence[RecordingFacts]
    seeds: int
    false: Mapping[str, FalseByPace]
    by_method: Mapping[Method, Mapping[str, Rate]]
    outcomes: pd.DataFrame
    negatives: Sequence[Verdict] = ()
    disturbed: Mapping[Pace, Mapping[str, FalseAlerts]] = field(default_factory=dict)
    events: Sequence[RealEvent] = ()
    errors: Sequence[HonestErrors] = ()

    @property
    def main(self) -> RecordingFacts:
        return self.recordings[0]

    @property
    def paces(self) -> list[Pace]:
        """The paces at which faults were injected."""
        return list(self.false[self.main.name])

    @property
    def usual(self) -> Pace:
        """The pace of the detailed sections: the usual one, or the fastest that was tried."""
        return USUAL if USUAL in self.paces else self.paces[0]

    def at(self, pace: Pace) -> pd.DataFrame:
        """Return the outcomes at one pace."""
        return self.outcomes[self.outcomes["pace"] == pace.seconds]

    @property
    def compared(self) -> pd.DataFrame:
        """The outcomes that means and comparisons with other methods are over: the protocol's, at the usual pace."""
        outcomes = self.at(USUAL)
        return outcomes[outcomes["number"].isin(PROTOCOL)]

    def false_at(self, pace: Pace) -> FalseAlerts:
        """Return the false alerts on the main recording."""
        return self.false[self.main.name][pace]

    @property
    def kinds(self) -> list[FaultKind]:
        """The kinds with at least one fault at size 1 at the pace of the detailed sections."""
        tried = set(self.at(self.usual).loc[lambda outcomes: outcomes["size"] == 1, "kind"])
        return [kind for kind in KINDS if kind.name in tried]

    @property
    def absent(self) -> list[str]:
        """The names of the kinds without a fault at size 1 at the pace of the detailed sections."""
        tried = self.kinds
        return [kind.name for kind in KINDS if kind not in tried]


def false_alerts_at(stages: Stages) -> FalseByPace:
    """Return the false alerts about the test split's aircraft, while all aircraft fly, by pace."""
    return {pace: _false_alerts(stage) for pace, stage in stages.items()}


def false_alerts_by_method(stages: Stages) -> dict[Method, Mapping[str, Rate]]:
    """Return the false alerts of each method on the test split alone, by phase, at the usual pace if it was tried."""
    alarms = stages[USUAL].test.assessment.alarms if USUAL in stages else {}
    if len(alarms) <= 1:
        return {}
    rows = stages[USUAL].test.rows
    return {method: FalseAlerts.of(of_method, rows).by_phase for method, of_method in alarms.items()}


def _false_alerts(stage: Stage) -> FalseAlerts:
    rows, everyone = stage.test.rows, stage.everyone
    about_them = of_aircraft(everyone.assessment.alarms[ALERTS, 0], rows, of_all=everyone.rows)
    return FalseAlerts.of(about_them, rows, pace=stage.pace)


def _facts(recording: Recording, split: str) -> SplitFacts:
    rows = recording.of_split(split)
    return SplitFacts(rows["icao24"].nunique(), rows["flight"].nunique(), hours_by_phase(rows))
