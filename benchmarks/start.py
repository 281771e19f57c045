"""How long Spark takes from its start to its first result, with and without the archive of its classes.

python -m benchmarks.start [--without-archive]     prints seconds and core-seconds, in a process of its own
"""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import family_cpu_s
from common.settings import ROOT, Settings
from spark import session as spark_session
from spark.class_archive import load_classes

WITHOUT = "--without-archive"


@dataclass(frozen=True)
class Start:
    """What one start took, in seconds and core-seconds."""

    seconds: float
    core_s: float


def measure_start(*, with_archive: bool) -> Start:
    """Return what a start takes. Raises CalledProcessError if Spark fails."""
    options = [] if with_archive else [WITHOUT]
    command = [sys.executable, "-m", "benchmarks.start", *options]
    printed = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    return Start(*map(float, printed.split()))


def main() -> None:
    if WITHOUT in sys.argv:
        spark_session.CLASS_ARCHIVE = Path("none")
    began = time.monotonic()
    session = spark_session.start_session(Settings(), with_page=False)
    with tempfile.TemporaryDirectory() as folder:
        load_classes(session, Path(folder))
    print(time.monotonic() - began, family_cpu_s(os.getpid()))
    session.stop()


if __name__ == "__main__":
    main()
