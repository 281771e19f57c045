"""The trials of the protocol: each kind of fault, at each size, with each seed, on all of the traffic."""

import itertools
import math
import signal
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context

from ml.evaluation.faults.kinds import PROTOCOL, SIZES, FaultKind, Injected, inject
from ml.evaluation.faults.scenes import Scene, flights_in, scenes_in
from ml.evaluation.flights import Ints, Recording, Rows
from ml.evaluation.methods.alarms import AlarmsByAircraft
from ml.evaluation.methods.methods import Assessment, Method, Methods
from ml.evaluation.pace import USUAL, Pace

OTHER_SIZES = (0.5, 1.0)
"""Sizes at other paces than the usual one."""
FEWER_SEEDS = 2
"""The most seeds of all that the aims and the comparison with other methods don't rest on."""

Outcome = dict[str, object]
"""How one method did on one fault, see `run_trial`."""


@dataclass(frozen=True)
class Trial:
    """One kind of fault at one size, with one seed, at one pace."""

    kind: FaultKind
    size: float
    seed: int
    pace: Pace = USUAL


@dataclass(frozen=True)
class Traffic:
    """Traffic without faults: its rows, the scenes for faults, and what the methods return for it."""

    rows: Rows
    poll_times: Ints
    scenes: list[Scene]
    assessment: Assessment

    @classmethod
    def of(cls, rows: Rows, poll_times: Ints, methods: Methods, *, pace: Pace = USUAL) -> "Traffic":
        """Assess the rows; scenes are on flights of the test split."""
        scenes = list(scenes_in(flights_in(rows), split="test", pace=pace))
        return cls(rows, poll_times, scenes, methods.assess(rows, poll_times))


@dataclass(frozen=True)
class Stage:
    """What all trials at one pace share.

    test: the aircraft of the test split. everyone: all aircraft, for group faults, since a third of the traffic has too
    few aircraft near each other.
    """

    methods: Methods
    test: Traffic
    everyone: Traffic
    pace: Pace = USUAL

    @classmethod
    def of(cls, recording: Recording, methods: Methods, *, pace: Pace = USUAL) -> "Stage":
        """Assess the recording without faults; `recording` has the polls of that pace."""
        test, everyone = (
            Traffic.of(rows, recording.poll_times, methods, pace=pace)
            for rows in (recording.of_split("test"), recording.rows)
        )
        return cls(methods, test, everyone, pace)


Stages = Mapping[Pace, Stage]


def trials_of(kinds: Iterable[FaultKind], *, seeds: int, pace: Pace = USUAL) -> list[Trial]:
    """Return the trials of the kinds that make sense at this pace, with seeds from 1.

    So that an evaluation ends in bounded time, other paces than USUAL have OTHER_SIZES alone, and only the protocol's
    kinds at those sizes and USUAL pace have more than FEWER_SEEDS.
    """
    sizes = SIZES if pace == USUAL else OTHER_SIZES
    return [
        Trial(kind, size, seed, pace)
        for kind in kinds
        if pace.seconds <= kind.slowest_s
        for size, seed in itertools.product(sizes if kind.sized else (1.0,), range(1, seeds + 1))
        if seed <= FEWER_SEEDS or (pace == USUAL and size in OTHER_SIZES and kind.number in PROTOCOL)
    ]


def run_trial(trial: Trial, stage: Stage) -> list[Outcome]:
    """Inject the faults of a trial and return how each method did on each.

    Baselines are tried on the protocol's kinds at size 1 only.

    kind, number, size, seed, pace, flight, start, lasted_s: the fault. method, budget: the method. delay_s: time to the
    first alarm of the severity that the kind requires, NaN without one. detectors: those that raised it. by_chance: the
    same flight raises an alarm at that time without the fault, too. peak, clean_peak: highest score with and without
    the fault.
    """
    traffic = stage.everyone if trial.kind.together else stage.test
    rows, injected = inject(trial.kind, traffic.rows, traffic.scenes, seed=trial.seed, size=trial.size)
    with_baselines = trial.size == 1 and trial.kind.number in PROTOCOL
    assessment = stage.methods.assess(rows, traffic.poll_times, with_baselines=with_baselines)
    fault = {
        "number": trial.kind.number,
        "kind": trial.kind.name,
        "size": trial.size,
        "seed": trial.seed,
        "pace": trial.pace.seconds,
    }
    return [
        fault | outcome
        for method in assessment.alarms
        for outcome in _outcomes(trial, method, injected, assessment, traffic.assessment)
    ]


def run_trials(trials: list[Trial], stages: Stages, *, jobs: int) -> Iterator[list[Outcome]]:
    """Yield the outcomes of each trial, in order; run `jobs` processes when there are several."""
    if jobs == 1:
        yield from (run_trial(trial, stages[trial.pace]) for trial in trials)
        return
    # Spawned, because forked processes inherit locks held by the libraries' threads.
    with ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_Worker.start, initargs=(stages,)) as pool:
        with starting_without_interrupts():  # Ctrl-C reaches this process alone, which ends the others
            outcomes = pool.map(_Worker.run, trials)
        yield from outcomes


@contextmanager
def starting_without_interrupts() -> Iterator[None]:
    """Block Ctrl-C: processes started meanwhile never receive it, this one receives it at the end."""
    signals = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, signals)


def _outcomes(
    trial: Trial, method: Method, injected: list[Injected], faulty: Assessment, clean: Assessment
) -> Iterator[Outcome]:
    with_fault, without = AlarmsByAircraft(faulty.alarms[method]), AlarmsByAircraft(clean.alarms[method])
    name, budget = method
    scores, clean_scores = faulty.scores.get(name), clean.scores.get(name)
    for fault in injected:
        window = (fault.addresses, fault.start, fault.end + trial.pace.afterwards_s)
        first = with_fault.first(*window, least=trial.kind.least)
        yield {
            "flight": fault.flight,
            "start": fault.start,
            "lasted_s": fault.end - fault.start,
            "method": name,
            "budget": budget,
            "delay_s": first.time - fault.start if first else math.nan,
            "detectors": ", ".join(first.detectors) if first else "",
            "by_chance": without.first(*window, least=trial.kind.least) is not None,
            "peak": scores.peak(*window) if scores else math.nan,
            "clean_peak": clean_scores.peak(*window) if clean_scores else math.nan,
        }


class _Worker:
    """Holds the stages in each process of the pool."""

    stages: Stages

    @classmethod
    def start(cls, stages: Stages) -> None:
        cls.stages = stages

    @classmethod
    def run(cls, trial: Trial) -> list[Outcome]:
        return run_trial(trial, cls.stages[trial.pace])
