"""Reads a file that another process or a person replaces: once per version."""

import os
from pathlib import Path

Version = tuple[int, int]
"""`st_mtime_ns` and `st_size` of the file that was read."""


class WatchedFile:
    """Reads a file only when its time or size has changed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: Version | None = None

    def changed(self) -> tuple[bytes, Version] | None:
        """Return the content and version, None if that version has been returned already.

        Raises OSError when the file cannot be read; it then counts as changed, even if it comes back as it was.
        """
        seen, self._seen = self._seen, None
        with self._path.open("rb") as file:
            # The opened file's own size and time: the path may be replaced before it is read.
            status = os.fstat(file.fileno())
            version = (status.st_mtime_ns, status.st_size)
            content = None if version == seen else file.read()
        self._seen = version
        return None if content is None else (content, version)
