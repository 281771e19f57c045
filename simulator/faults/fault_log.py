"""The log of injected faults, JSON lines, against which detection can be measured."""

from collections.abc import Iterable
from pathlib import Path
from threading import Lock

import orjson

from common.clock import utc_text
from simulator.faults.faults import InjectedFault


class FaultLog:
    """Appends each fault once per process; safe to call from several threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._logged: set[InjectedFault] = set()

    def add(self, faults: Iterable[InjectedFault]) -> None:
        """Append faults not logged before: address, kind, start and end as epoch seconds and in ISO 8601."""
        with self._lock:
            new = [fault for fault in faults if fault not in self._logged]
            if not new:
                return
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("ab") as log:
                log.write(b"".join(_line(fault) for fault in new))
            self._logged.update(new)


def _line(fault: InjectedFault) -> bytes:
    entry = {
        "icao24": fault.icao24,
        "kind": fault.kind,
        "starts": fault.starts,
        "ends": fault.ends,
        "starts_iso": utc_text(fault.starts),
        "ends_iso": utc_text(fault.ends),
    }
    return orjson.dumps(entry, option=orjson.OPT_APPEND_NEWLINE)
