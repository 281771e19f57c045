"""`python -m ml.score` on one core: rows per second, and memory for two lengths of recording."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import orjson

from benchmarks.traffic import AIRCRAFT, FIRST_POLL, POLL_S
from common.settings import ROOT
from simulator.backends.simulated import SimulatedTraffic

POLLS = (45, 90)
"""Both recordings are longer than the tracks that are kept, so memory should not grow from one to the other."""


@dataclass(frozen=True)
class Scored:
    """One run of the command: rows of the recording, seconds including start-up, peak memory (MiB)."""

    rows: int
    seconds: float
    peak_mib: float


def measure_score(folder: Path, model_dir: Path) -> tuple[Scored, Scored]:
    """Score a recording and another twice as long; return both runs."""
    short, long = (_score(_recording(folder, count), folder / "scored", model_dir) for count in POLLS)
    return short, long


def _recording(folder: Path, count: int) -> tuple[Path, int]:
    traffic = SimulatedTraffic(aircraft=AIRCRAFT)
    path, rows = folder / f"{count}.jsonl", 0
    with path.open("wb") as lines:
        for number in range(count):
            answer = traffic.at(FIRST_POLL + number * POLL_S)
            rows += len(answer.rows)
            lines.write(orjson.dumps({"time": answer.time, "states": answer.rows}, option=orjson.OPT_APPEND_NEWLINE))
    return path, rows


def _score(recording: tuple[Path, int], out: Path, model_dir: Path) -> Scored:
    path, rows = recording
    began = time.monotonic()
    child = subprocess.run(
        [sys.executable, "-c", _ON_ONE_CORE, str(path), str(out)],
        env=os.environ | {"MODEL_DIR": str(model_dir), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return Scored(rows, time.monotonic() - began, int(child.stdout.split()[-2]) / 1024)


_ON_ONE_CORE = """
import os, re, sys
os.sched_setaffinity(0, {0})
from ml.score import main
failed = main()
# Not ru_maxrss, which a child inherits from its parent.
print(re.search("VmHWM:.*", open("/proc/self/status").read())[0])
sys.exit(failed)
"""
