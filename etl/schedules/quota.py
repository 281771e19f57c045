"""The ledger of requests to an API that sells so many a month: each is written down before it is sent.

One file of a line per request and month (UTC) below the lake. A request that was written down and never sent, because
the process died in between, stays counted: the quota is never exceeded, and at worst not used up.
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
    """What the ledger says at a time: requests `used` this month, those `allowed` by now, the plan's `monthly`.

    spent: the API itself has said of this key and plan that there are none left; last_asked: for each thing asked for,
    when it was last (epoch s, this month).
    """

    used: int
    allowed: int
    monthly: int
    spent: bool
    last_asked: dict[str, int]

    @property
    def left(self) -> int:
        """Requests that may be sent now."""
        return 0 if self.spent else max(0, self.allowed - self.used)

    @property
    def reason(self) -> str:
        """Why there are none left, for a person."""
        if self.spent:
            return (
                "AviationStack has said that this month's requests are used up: it is asked again next month (UTC), or "
                "with another AVIATIONSTACK_ACCESS_KEY or AVIATIONSTACK_MONTHLY_REQUESTS"
            )
        if self.used >= self.monthly:
            return f"all {self.monthly} requests of this month are used (AVIATIONSTACK_MONTHLY_REQUESTS)"
        return f"{self.used} of this month's {self.monthly} requests are used, no more are due by now"


class QuotaLedger:
    """Counts the requests of a plan with `monthly` of them, in files of `folder`; for any number of processes.

    key: the API's; only a hash of it is written down, so that another one, or another plan, is known as such.
    """

    def __init__(self, folder: Path, *, monthly: int, key: str, clock: Clock) -> None:
        self._folder = folder
        self._monthly = monthly
        self._plan = hashlib.sha256(f"{monthly} {key}".encode()).hexdigest()
        self._clock = clock

    def usage(self) -> Usage:
        """How it stands now."""
        now = self._clock.time()
        try:
            content = self._file(now).read_bytes()
        except FileNotFoundError:
            content = b""
        return self._usage(content, now)

    def take(self, asked: str) -> None:
        """Write down one request, about to be sent for `asked`; it is on the disk when this returns.

        Writes nothing and raises MonthlyQuotaSpent when the API has said so, RequestsHeldBack when none is allowed now.
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
        """Remember for the rest of the month that the API has no more requests for this key and plan."""
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
                # A line that cannot be read was going to be a request: it counts.
                used += 1
                if isinstance(entry.get("asked"), str) and isinstance(entry.get("at"), int):
                    last_asked[entry["asked"]] = entry["at"]
        return Usage(used, allowed_by(now, self._monthly), self._monthly, spent, last_asked)

    @contextmanager
    def _opened(self, now: float) -> Iterator[tuple[BinaryIO, bytes]]:
        """The month's file and its content, for this process alone."""
        make_folder(self._folder)
        with self._file(now).open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            content = file.read()
            if not content:
                sync([self._folder])  # the file's name has to last as well as what is written into it
            yield file, content


def allowed_by(now: float, monthly: int) -> int:
    """How many of a month's requests may have been sent by `now` (epoch s): one at once, and one more for each share
    of the month that has passed. What is not used stays allowed until the month ends.
    """
    moment = datetime.fromtimestamp(now, UTC)
    start = datetime(moment.year, moment.month, 1, tzinfo=UTC).timestamp()
    length = calendar.monthrange(moment.year, moment.month)[1] * 86_400
    return min(monthly, int((now - start) * monthly // length) + 1)


def _append(file: BinaryIO, content: bytes, entry: dict[str, Any]) -> None:
    # A process that died while it wrote has left half a line, which must not swallow this one.
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
