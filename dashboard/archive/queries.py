"""Runs viewers' read-only SQL over the kept outputs, within limits of time, memory and rows."""

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
from dashboard.archive.query_process import (
    EXIT_FAILED,
    EXIT_NOT_ALLOWED,
    TOO_MUCH_MEMORY,
    QueryAnswer,
    QueryJob,
)
from dashboard.archive.tables import TABLES

MOST_SECONDS = 10.0
MOST_AT_ONCE = 2
"""Number of queries, of all viewers together, that may run at the same time; further ones wait."""

_COMMAND = [sys.executable, "-m", "dashboard.archive.query_process"]
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1"}  # numpy, which Arrow imports, reserves memory per thread and core


class QueryFailed(FlightwatchError):
    """The query is wrong or exceeds a limit; the message is meant for its author."""

    title = "Query failed"


class QueryNotAllowed(QueryFailed):
    """The query does more than read the tables."""

    title = "Query not allowed"


class QueryTimedOut(QueryFailed):
    """The query did not end, or could not start, within MOST_SECONDS."""

    title = "Query timed out"


_ERRORS = {EXIT_FAILED: QueryFailed, EXIT_NOT_ALLOWED: QueryNotAllowed}


@dataclass(frozen=True)
class QueryResult:
    """The rows of a query; truncated: whether there were more; problems: the files that could not be read."""

    rows: pa.Table
    truncated: bool
    seconds: float
    problems: tuple[str, ...]


class OutputQueries:
    """Runs queries over `tables`, each in its own process (see `dashboard.archive.query_process`)."""

    tables = TABLES

    def __init__(self, outputs: Outputs) -> None:
        self._batches = {table.name: KeptBatches(*table.folders(outputs)) for table in self.tables}
        self._places = threading.BoundedSemaphore(MOST_AT_ONCE)

    def span(self, names: Iterable[str]) -> Span | None:
        """Return the times of the first and the last row of these tables (epoch s); None when they are empty."""
        spans = [span for name in names if (span := self._batches[name].span())]
        return (min(first for first, _ in spans), max(last for _, last in spans)) if spans else None

    def run(self, sql: str, *, start: float, end: float, most_rows: int) -> QueryResult:
        """Return the first `most_rows` rows of a query over the rows from `start` to `end` (epoch s, both included).

        Raises QueryFailed.
        """
        began = time.monotonic()
        if not self._places.acquire(timeout=MOST_SECONDS):
            raise QueryTimedOut(
                f"It waited {MOST_SECONDS:.0f} s for the queries of other viewers. Try again in a moment."
            )
        try:
            files = {
                name: [str(path.absolute()) for path in kept.files_between(start, end)]
                for name, kept in self._batches.items()
            }
            answer = _answer(QueryJob(sql, start, end, most_rows, files))
        finally:
            self._places.release()
        return QueryResult(answer.rows, answer.truncated, time.monotonic() - began, answer.problems)


def _answer(job: QueryJob) -> QueryAnswer:
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
        raise QueryTimedOut(
            f"It was stopped after {MOST_SECONDS:.0f} s. Ask for fewer rows or a shorter time range."
        ) from error
    if ended.returncode in _ERRORS:
        raise _ERRORS[ended.returncode](ended.stderr.decode(errors="replace").strip())
    if ended.returncode < 0:  # killed by a signal, as when an allocation fails where Python cannot report it
        raise QueryFailed(TOO_MUCH_MEMORY)
    ended.check_returncode()
    return QueryAnswer.from_bytes(ended.stdout)
