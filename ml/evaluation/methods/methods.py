"""The methods that are compared on the same traffic: the detection's alerts, and thresholds on scores."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ml.evaluation.flights import Ints, Recording, Rows, hours_by_phase, polls_of
from ml.evaluation.methods.alarms import Alarm
from ml.evaluation.methods.baselines import Baseline, fit_baselines
from ml.evaluation.methods.detection import MakeScorer, detect
from ml.evaluation.methods.residual_forest import RESIDUAL_FOREST, ResidualForest
from ml.evaluation.methods.scores import Scores

BUDGETS = (10, 50, 100)
"""False alerts per 1,000 flight-hours for which thresholds are set."""

ALERTS = "alerts"
SUSPICION = "suspicion"
"""The detection's own alerts, and a threshold on its suspicion; baselines go by their own names."""

Method = tuple[str, int]
"""A method's name, and the budget its threshold was set for (0 for ALERTS, which has limits of its own)."""


@dataclass(frozen=True)
class Assessment:
    """What the methods returned for some traffic: alarms by method, scores by the method's name."""

    alarms: dict[Method, list[Alarm]]
    scores: dict[str, Scores]


@dataclass(frozen=True)
class Methods:
    """The methods, fitted; `thresholds` by method. By default the detection's own alerts alone."""

    make_scorer: MakeScorer
    baselines: Sequence[Baseline] = ()
    residual_forest: ResidualForest | None = None
    thresholds: Mapping[Method, float] = field(default_factory=dict)

    @classmethod
    def of(cls, make_scorer: MakeScorer, recording: Recording) -> "Methods":
        """Fit the methods on the training split, with thresholds that keep to each of BUDGETS on the calibration split.

        The number of alerts a budget allows is rounded down: a small budget allows none in a few hours of traffic.
        """
        training, rows = recording.of_split("train"), recording.of_split("calibrate")
        detected = detect(make_scorer(), polls_of(training, recording.poll_times))
        residual_forest = ResidualForest.fitted(detected, training, seed=0)
        fitted = cls(make_scorer, fit_baselines(training, seed=0), residual_forest)
        hours = sum(hours_by_phase(rows).values())
        scores = fitted.assess(rows, recording.poll_times).scores
        thresholds = {
            (name, budget): of_method.threshold_for(int(budget * hours / 1_000))
            for name, of_method in scores.items()
            for budget in BUDGETS
        }
        return replace(fitted, thresholds=thresholds)

    def assess(self, rows: Rows, poll_times: Ints, *, with_baselines: bool = True) -> Assessment:
        """Run the detection over the rows as polls, score them with the other methods, and apply the thresholds.

        A baseline gets all rows at once, because ECOD (in PyOD) also ranks new rows against each other.
        """
        detected = detect(self.make_scorer(), polls_of(rows, poll_times))
        scores = {SUSPICION: detected.suspicion}
        if with_baselines and self.residual_forest:
            scores[RESIDUAL_FOREST] = self.residual_forest.scores(detected, rows)
        for baseline in self.baselines if with_baselines else ():
            scores[baseline.name] = Scores.of(rows["icao24"], rows["poll_time"], baseline.scores(rows))
        by_threshold = {
            (name, budget): scores[name].alarms(threshold)
            for (name, budget), threshold in self.thresholds.items()
            if name in scores
        }
        return Assessment({(ALERTS, 0): detected.alarms} | by_threshold, scores)
