"""The trials of the protocol: each kind of fault, at each size, with each seed, on all of the traffic."""

import itertools
import math
import signal
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context

from ml.evaluation.faults.kinds import SIZES, FaultKind, Injected, inject
from ml.evaluation.faults.scenes import Scene, flights_in, scenes_in
from ml.evaluation.flights import Ints, Rows
from ml.evaluation.methods.alarms import AFTERWARDS_S, AlarmsByAircraft
from ml.evaluation.methods.methods import Assessment, Method, Methods

Outcome = dict[str, object]
"""How one method did on one fault, see `run_trial`."""


@dataclass(frozen=True)
class Trial:
    """One kind of fault at one size, with one seed."""

    kind: FaultKind
    size: float
    seed: int


@dataclass(frozen=True)
class Traffic:
    """Traffic without faults: its rows, the scenes for faults, and what the methods return for it."""

    rows: Rows
    poll_times: Ints
    scenes: list[Scene]
    assessment: Assessment

    @classmethod
    def of(cls, rows: Rows, poll_times: Ints, methods: Methods) -> "Traffic":
        """Assess the rows; scenes are on flights of the test split."""
        scenes = list(scenes_in(flights_in(rows), split="test"))
        return cls(rows, poll_times, scenes, methods.assess(rows, poll_times))


@dataclass(frozen=True)
class Stage:
    """What all trials share.

    test: the aircraft of the test split. everyone: all aircraft, for group faults, since a third of the traffic has too
    few aircraft near each other.
    """

    methods: Methods
    test: Traffic
    everyone: Traffic


def trials_of(kinds: Iterable[FaultKind], *, seeds: int) -> list[Trial]:
    """Return the trials of these kinds, with seeds from 1."""
    return [
        Trial(kind, size, seed)
        for kind in kinds
        for size, seed in itertools.product(SIZES if kind.sized else (1.0,), range(1, seeds + 1))
    ]


def run_trial(trial: Trial, stage: Stage) -> list[Outcome]:
    """Inject the faults of a trial and return how each method did on each (the baselines at size 1 only).

    kind, number, size, seed, flight, start: the fault. method, budget: the method. delay_s: time to the first alarm,
    NaN without one. detectors: those that raised it. by_chance: the same flight raises an alarm at that time without
    the fault, too. peak, clean_peak: highest score with and without the fault.
    """
    traffic = stage.everyone if trial.kind.together else stage.test
    rows, injected = inject(trial.kind, traffic.rows, traffic.scenes, seed=trial.seed, size=trial.size)
    assessment = stage.methods.assess(rows, traffic.poll_times, with_baselines=trial.size == 1)
    fault = {"number": trial.kind.number, "kind": trial.kind.name, "size": trial.size, "seed": trial.seed}
    return [
        fault | outcome
        for method in assessment.alarms
        for outcome in _outcomes(method, injected, assessment, traffic.assessment)
    ]


def run_trials(trials: list[Trial], stage: Stage, *, jobs: int) -> Iterator[list[Outcome]]:
    """Yield the outcomes of each trial, in order; run `jobs` processes when there are several."""
    if jobs == 1:
        yield from (run_trial(trial, stage) for trial in trials)
        return
    # Spawned, because forked processes inherit locks held by the libraries' threads.
    with ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_Worker.start, initargs=(stage,)) as pool:
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


def _outcomes(method: Method, injected: list[Injected], faulty: Assessment, clean: Assessment) -> Iterator[Outcome]:
    with_fault, without = AlarmsByAircraft(faulty.alarms[method]), AlarmsByAircraft(clean.alarms[method])
    name, budget = method
    scores, clean_scores = faulty.scores.get(name), clean.scores.get(name)
    for fault in injected:
        window = (fault.addresses, fault.start, fault.end)
        first = with_fault.first(*window)
        scored = (fault.addresses, fault.start, fault.end + AFTERWARDS_S)
        yield {
            "flight": fault.flight,
            "start": fault.start,
            "method": name,
            "budget": budget,
            "delay_s": first.time - fault.start if first else math.nan,
            "detectors": ", ".join(first.detectors) if first else "",
            "by_chance": without.first(*window) is not None,
            "peak": scores.peak(*scored) if scores else math.nan,
            "clean_peak": clean_scores.peak(*scored) if clean_scores else math.nan,
        }


class _Worker:
    """Holds the stage in each process of the pool."""

    stage: Stage

    @classmethod
    def start(cls, stage: Stage) -> None:
        cls.stage = stage

    @classmethod
    def run(cls, trial: Trial) -> list[Outcome]:
        return run_trial(trial, cls.stage)
