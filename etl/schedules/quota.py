"""A ledger of requests to an API with a monthly quota: each request is written down before it is sent.

The ledger has one file per month (UTC) below the lake, with one line per request. A request that was written down but
never sent, because the process died, stays counted: the quota may not be used up, but is never exceeded.
"""

import calendar
import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from common.clock import Clock
from common.errors import MonthlyQuotaSpent, RequestsHeldBack
from common.files.durability import make_folder, sync

_SPENT = "spent"


@dataclass(frozen=True)
class Usage:
    """The state of the ledger: requests `used` this month, those `allowed` by now, the plan's `monthly`.

    spent: the API has reported that this key and plan have no requests left. last_asked: time of this month's last
    request for each airport, or for ALL (epoch s).
    """

    used: int
    allowed: int
    monthly: int
    spent: bool
    last_asked: dict[str, int]

    @property
    def left(self) -> int:
        """How many requests may be sent now."""
        return 0 if self.spent else max(0, self.allowed - self.used)

    @property
    def reason(self) -> str:
        """Why no request may be sent now, in words."""
        if self.spent:
            return (
                "AviationStack reports that this month's requests are used up: requests resume next month (UTC), or "
                "with another AVIATIONSTACK_ACCESS_KEY or AVIATIONSTACK_MONTHLY_REQUESTS"
            )
        if self.used >= self.monthly:
            return f"all {self.monthly} requests of this month are used (AVIATIONSTACK_MONTHLY_REQUESTS)"
        return f"{self.used} of this month's {self.monthly} requests are used, the next one is not due yet"


class QuotaLedger:
    """Counts the requests of a plan in files of `folder`, for any number of processes.

    monthly: the plan's requests a month. key: the API's access key; only its hash is written down, to recognise another
    key or plan.
    """

    def __init__(self, folder: Path, *, monthly: int, key: str, clock: Clock) -> None:
        self._folder = folder
        self._monthly = monthly
        self._plan = hashlib.sha256(f"{monthly} {key}".encode()).hexdigest()
        self._clock = clock

    def usage(self) -> Usage:
        """Return the present state."""
        now = self._clock.time()
        try:
            content = self._file(now).read_bytes()
        except FileNotFoundError:
            content = b""
        return self._usage(content, now)

    def take(self, asked: str) -> None:
        """Write down, durably, one request that is about to be sent for `asked`.

        Writes nothing and raises MonthlyQuotaSpent when the API has reported a spent quota, or RequestsHeldBack when no
        request is allowed now.
        """
        now = self._clock.time()
        with self._opened(now) as (file, content):
            usage = self._usage(content, now)
            if usage.spent:
                raise MonthlyQuotaSpent(usage.reason)
            if not usage.left:
                raise RequestsHeldBack(usage.reason)
            _append(file, content, {"at": int(now), "asked": asked})

    def note_spent(self) -> None:
        """Remember for the rest of the month that this key and plan have no requests left."""
        now = self._clock.time()
        with self._opened(now) as (file, content):
            if not self._usage(content, now).spent:
                _append(file, content, {"at": int(now), _SPENT: self._plan})

    def _file(self, now: float) -> Path:
        return self._folder / f"{datetime.fromtimestamp(now, UTC):%Y-%m}.jsonl"

    def _usage(self, content: bytes, now: float) -> Usage:
        used, spent = 0, False
        last_asked: dict[str, int] = {}
        for line in content.splitlines():
            entry = _entry(line)
            if _SPENT in entry:
                spent |= entry[_SPENT] == self._plan
            elif line.strip():
                # A torn line stands for a request, too.
                used += 1
                if isinstance(entry.get("asked"), str) and isinstance(entry.get("at"), int):
                    last_asked[entry["asked"]] = entry["at"]
        return Usage(used, allowed_by(now, self._monthly), self._monthly, spent, last_asked)

    @contextmanager
    def _opened(self, now: float) -> Iterator[tuple[BinaryIO, bytes]]:
        """Lock the month's file and return it with its content."""
        make_folder(self._folder)
        with self._file(now).open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            content = file.read()
            if not content:
                sync([self._folder])  # a new file's name has to reach the disk too
            yield file, content


def allowed_by(now: float, monthly: int) -> int:
    """Return how many of a month's requests may have been sent by `now` (epoch s).

    One is allowed from the start, and one more for each 1/monthly of the month that has passed; unused ones stay
    allowed until the month ends.
    """
    moment = datetime.fromtimestamp(now, UTC)
    start = datetime(moment.year, moment.month, 1, tzinfo=UTC).timestamp()
    length = calendar.monthrange(moment.year, moment.month)[1] * 86_400
    return min(monthly, int((now - start) * monthly // length) + 1)


def _append(file: BinaryIO, content: bytes, entry: dict[str, Any]) -> None:
    # A process that died while writing left half a line, which must not swallow this one.
    torn = bool(content) and not content.endswith(b"\n")
    file.write((b"\n" if torn else b"") + orjson.dumps(entry) + b"\n")
    file.flush()
    os.fsync(file.fileno())


def _entry(line: bytes) -> dict[str, Any]:
    try:
        entry = orjson.loads(line)
    except orjson.JSONDecodeError:
        return {}
    return entry if isinstance(entry, dict) else {}
