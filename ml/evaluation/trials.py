"""The trials of the protocol: every kind of fault, at every size, with every seed, each on the whole of the traffic."""

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
from ml.evaluation.methods.alarms import AFTERWARDS_S, Alarm, AlarmsByAircraft
from ml.evaluation.methods.methods import Judged, Method, Methods

Outcome = dict[str, object]
"""What one method made of one fault, see `run_trial`."""


@dataclass(frozen=True)
class Trial:
    """One kind of fault at one size, with one seed."""

    kind: FaultKind
    size: float
    seed: int


@dataclass(frozen=True)
class Traffic:
    """Traffic without faults: its rows, where faults can be put, and what the methods make of it as it is."""

    rows: Rows
    poll_times: Ints
    scenes: list[Scene]
    judged: Judged

    @classmethod
    def of(cls, rows: Rows, poll_times: Ints, methods: Methods) -> "Traffic":
        """Faults go on flights of the test split."""
        scenes = list(scenes_in(flights_in(rows), split="test"))
        return cls(rows, poll_times, scenes, methods.judge(rows, poll_times))


@dataclass(frozen=True)
class Stage:
    """What all trials share.

    test: the aircraft of the test split; everyone: all aircraft, for faults of groups, since in a part of the traffic
    there are too few near each other.
    """

    methods: Methods
    test: Traffic
    everyone: Traffic


def trials_of(kinds: Iterable[FaultKind], *, seeds: int) -> list[Trial]:
    """The trials, seeds counted from 1."""
    return [
        Trial(kind, size, seed)
        for kind in kinds
        for size, seed in itertools.product(SIZES if kind.sized else (1.0,), range(1, seeds + 1))
    ]


def run_trial(trial: Trial, stage: Stage) -> list[Outcome]:
    """Inject the faults of a trial and say what each method found of them (the baselines at size 1 only): a row per
    fault and method.

    kind, number, size, seed, flight, start: the fault; method, budget: who looked for it; delay_s: how long it took,
    NaN where it was not found; detectors: which called first; by_chance: whether the same flight raises an alarm at
    that time without the fault, too; peak, clean_peak: highest score with and without it.
    """
    traffic = stage.everyone if trial.kind.together else stage.test
    rows, injected = inject(trial.kind, traffic.rows, traffic.scenes, seed=trial.seed, size=trial.size)
    judged = stage.methods.judge(rows, traffic.poll_times, with_baselines=trial.size == 1)
    what = {"number": trial.kind.number, "kind": trial.kind.name, "size": trial.size, "seed": trial.seed}
    return [
        what | outcome
        for method, alarms in judged.alarms.items()
        for outcome in _outcomes(method, injected, judged, alarms, traffic.judged)
    ]


def run_trials(trials: list[Trial], stage: Stage, *, jobs: int) -> Iterator[list[Outcome]]:
    """Yield the outcomes of each trial, in order; with several jobs from as many processes."""
    if jobs == 1:
        yield from (run_trial(trial, stage) for trial in trials)
        return
    # Processes of their own beginning, since forked ones inherit locks of the libraries' threads.
    with ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_Worker.start, initargs=(stage,)) as pool:
        with starting_without_interrupts():  # Ctrl-C is for this process, which then ends the others
            outcomes = pool.map(_Worker.run, trials)
        yield from outcomes


@contextmanager
def starting_without_interrupts() -> Iterator[None]:
    """Processes that are started meanwhile never hear of Ctrl-C; this one may hear of it only afterwards."""
    signals = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, signals)


def _outcomes(
    method: Method, injected: list[Injected], judged: Judged, alarms: list[Alarm], clean: Judged
) -> Iterator[Outcome]:
    with_fault, without = AlarmsByAircraft(alarms), AlarmsByAircraft(clean.alarms[method])
    name, budget = method
    scores, clean_scores = judged.scores.get(name), clean.scores.get(name)
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
    """What a process of the pool keeps between trials."""

    stage: Stage

    @classmethod
    def start(cls, stage: Stage) -> None:
        cls.stage = stage

    @classmethod
    def run(cls, trial: Trial) -> list[Outcome]:
        return run_trial(trial, cls.stage)
