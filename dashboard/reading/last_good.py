"""Reads a JSON file that another process replaces: once per version, for all viewers."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import orjson

from common.files.watched_file import Version, WatchedFile
from contracts.state_vector import SCHEMA_VERSION
from dashboard.drawing.texts import number

T = TypeVar("T")


@dataclass(frozen=True)
class FileReading(Generic[T]):
    """The value of a file, or the last good value and a `problem`; all are None when the file does not exist."""

    value: T | None = None
    version: Version | None = None
    problem: str | None = None


class LastGoodFile(Generic[T]):
    """Reads a file when it has changed; after a file that cannot be read or parsed, the last good value stays.

    parse: turns the content into the value that viewers share; raises ValueError with a predicate for the file, such
    as "is not complete JSON".
    """

    def __init__(self, path: Path, parse: Callable[[bytes], T]) -> None:
        self._file = WatchedFile(path)
        self._parse = parse
        self._lock = threading.Lock()
        self._reading: FileReading[T] = FileReading()

    def read(self) -> FileReading[T]:
        """Return the newest reading; when ten viewers ask at once, the file is parsed once."""
        with self._lock:
            try:
                if changed := self._file.changed():
                    self._reading = self._parsed(*changed)
            except (FileNotFoundError, NotADirectoryError):
                self._reading = FileReading()
            except OSError as error:
                self._reading = self._spoiled(f"cannot be read: {error.strerror}")
            return self._reading

    def _parsed(self, content: bytes, version: Version) -> FileReading[T]:
        if not content.strip():
            return self._spoiled("is empty")
        try:
            return FileReading(self._parse(content), version)
        except ValueError as error:
            return self._spoiled(str(error))

    def _spoiled(self, problem: str) -> FileReading[T]:
        return FileReading(self._reading.value, self._reading.version, problem)


def of_json(parse: Callable[[Any], T]) -> Callable[[bytes], T]:
    """Turn a parser of decoded JSON into one of bytes; both raise ValueError with a predicate for the file."""

    def parse_json(content: bytes) -> T:
        try:
            decoded = orjson.loads(content)
        except orjson.JSONDecodeError as error:
            raise ValueError("is not complete JSON") from error
        try:
            return parse(decoded)
        except ValueError as error:
            version = number(decoded.get("schema_version")) if isinstance(decoded, dict) else None
            if version and version > SCHEMA_VERSION:
                raise ValueError(f"{error}: it was written by a newer version of Flightwatch") from error
            raise

    return parse_json
