"""Records raw answers and failed polls in a file, one per line, which `python -m simulator --recording` replays."""

import gzip
import zlib
from pathlib import Path
from typing import BinaryIO

import orjson
import structlog

from common.errors import RecorderFailed, RecordingError
from opensky.headers import FAILED_KEY, SOURCE_KEY

_CHUNK_BYTES = 1 << 20

log = structlog.get_logger()


class Recorder:
    """Appends to a recording, after cutting off an incomplete end that a crash left.

    Each line is one write, and one gzip member when the name ends in `.gz`: it is either whole or cut off by the next
    start. Raises RecorderFailed when the file cannot be written, RecordingError when it holds something else.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._gzip = path.suffix == ".gz"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("a+b", buffering=0)
        except OSError as error:
            raise RecorderFailed(f"{path} cannot be opened for recording: {error.strerror}") from None
        try:
            self._cut_torn_end()
        except RecordingError:
            self._file.close()
            raise

    def close(self) -> None:
        self._file.close()

    def append(self, body: bytes, *, source: str) -> None:
        """Append one answer, a JSON object as received, with its source."""
        # A line break in JSON can only be white space between tokens; nothing else in the body changes.
        inner = body.strip().replace(b"\r", b" ").replace(b"\n", b" ")[:-1]
        self._append_line(inner + b"," + orjson.dumps({SOURCE_KEY: source})[1:] + b"\n")

    def append_failure(self, reason: str, *, time: int, source: str) -> None:
        """Append a poll that failed at `time` (epoch s): an answer without states that tells the reason."""
        failure = {"time": time, "states": None, FAILED_KEY: reason, SOURCE_KEY: source}
        self._append_line(orjson.dumps(failure, option=orjson.OPT_APPEND_NEWLINE))

    def _append_line(self, line: bytes) -> None:
        content = gzip.compress(line) if self._gzip else line
        end = self._file.seek(0, 2)
        try:
            if self._file.write(content) != len(content):
                self._file.truncate(end)
                raise RecorderFailed(f"{self._path}: the disk is full")
        except OSError as error:
            raise RecorderFailed(f"{self._path} cannot be written: {error.strerror}") from None

    def _cut_torn_end(self) -> None:
        size = self._file.seek(0, 2)
        self._file.seek(0)
        if size and not self._file.read(2).startswith(b"\x1f\x8b" if self._gzip else b"{"):
            raise RecordingError(f"{self._path} exists and is not a recording")
        whole = _end_of_last_member(self._file) if self._gzip else _end_of_last_line(self._file)
        if whole < size and not self._gzip and _is_json(self._file, whole):
            self._file.write(b"\n")  # a file written by hand, without a line break at its end
        elif whole < size:
            log.warning("incomplete end of the recording cut off", file=str(self._path), bytes=size - whole)
            self._file.truncate(whole)


def _is_json(file: BinaryIO, start: int) -> bool:
    file.seek(start)
    try:
        orjson.loads(file.read())
    except orjson.JSONDecodeError:
        return False
    return True


def _end_of_last_line(file: BinaryIO) -> int:
    place = file.seek(0, 2)
    while place > 0:
        start = max(0, place - _CHUNK_BYTES)
        file.seek(start)
        found = file.read(place - start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        place = start
    return 0


def _end_of_last_member(file: BinaryIO) -> int:
    """Return where the last whole gzip member ends; reads the whole file, since only decompressing shows the ends."""
    file.seek(0)
    whole = place = 0
    member = zlib.decompressobj(wbits=31)
    while chunk := file.read(_CHUNK_BYTES):
        place += len(chunk)
        while chunk:
            try:
                member.decompress(chunk)
            except zlib.error:
                return whole
            chunk = member.unused_data
            if member.eof:
                whole = place - len(chunk)
                member = zlib.decompressobj(wbits=31)
    return whole
