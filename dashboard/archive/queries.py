"""SQL of viewers over the kept outputs: it reads and nothing else, within limits of time, memory and rows."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa

from common.errors import FlightwatchError
from common.settings import ROOT
from contracts.outputs import Outputs
from dashboard.archive.batches import KeptBatches, Span
from dashboard.archive.query_process import EXIT_REFUSED, TOO_MUCH_MEMORY, Answer, Job
from dashboard.archive.tables import TABLES

MOST_SECONDS = 10.0
MOST_AT_ONCE = 2
"""Queries of all viewers that run side by side; further ones wait."""

_COMMAND = [sys.executable, "-m", "dashboard.archive.query_process"]
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1"}  # numpy comes with Arrow, and takes memory for a thread on every core


class QueryRefused(FlightwatchError):
    """A query is not one that is run here, is wrong, or takes too much; the text is for who wrote it."""


@dataclass(frozen=True)
class QueryResult:
    """The rows of a query; `truncated` when there were more, `problems` names files that could not be read."""

    rows: pa.Table
    truncated: bool
    seconds: float
    problems: tuple[str, ...]


class OutputQueries:
    """Runs queries over `tables`, each in a process of its own: see `dashboard.archive.query_process`."""

    tables = TABLES

    def __init__(self, outputs: Outputs) -> None:
        self._batches = {table.name: KeptBatches(*table.folders(outputs)) for table in self.tables}
        self._places = threading.BoundedSemaphore(MOST_AT_ONCE)

    def span(self, names: Iterable[str]) -> Span | None:
        """When the first and the last row of these tables were (epoch s); None when they have none."""
        spans = [span for name in names if (span := self._batches[name].span())]
        return (min(first for first, _ in spans), max(last for _, last in spans)) if spans else None

    def run(self, sql: str, *, start: float, end: float, most_rows: int) -> QueryResult:
        """The first `most_rows` rows of a query over what is from `start` to `end` (epoch s, both included).

        Raises QueryRefused.
        """
        began = time.monotonic()
        if not self._places.acquire(timeout=MOST_SECONDS):
            raise QueryRefused("Other queries are still running: try again in a moment.")
        try:
            files = {
                name: [str(path.absolute()) for path in kept.files_between(start, end)]
                for name, kept in self._batches.items()
            }
            answer = _answer(Job(sql, start, end, most_rows, files))
        finally:
            self._places.release()
        return QueryResult(answer.rows, answer.truncated, time.monotonic() - began, answer.problems)


def _answer(job: Job) -> Answer:
    try:
        ended = subprocess.run(
            _COMMAND,
            input=job.to_json(),
            capture_output=True,
            timeout=MOST_SECONDS,
            cwd=ROOT,
            env=os.environ | _ENVIRONMENT,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise QueryRefused(
            f"The query took longer than {MOST_SECONDS:.0f} s: ask for fewer rows, or a shorter time."
        ) from error
    if ended.returncode == EXIT_REFUSED:
        raise QueryRefused(ended.stderr.decode(errors="replace").strip())
    if ended.returncode < 0:  # ended by a signal, as when memory is not to be had where nothing can say so
        raise QueryRefused(TOO_MUCH_MEMORY)
    ended.check_returncode()
    return Answer.from_bytes(ended.stdout)
