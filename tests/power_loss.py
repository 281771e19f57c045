"""The files that a power failure would leave, judged by what this process has synced to disk."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest


class Disk:
    """Watches `os.fsync` and `os.replace`, and counts as safe only synced contents of files and entries of folders."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.syncs = 0
        self.torn: list[Path] = []
        """Files that were renamed into place before their content was synced."""
        self._contents: dict[int, tuple[int, int]] = {}
        self._names: dict[Path, int] = {}
        self._fsync, self._replace = os.fsync, os.replace
        monkeypatch.setattr(os, "fsync", self._watch_fsync)
        monkeypatch.setattr(os, "replace", self._watch_replace)

    def losable(self, root: Path) -> list[Path]:
        """Return the files and folders below `root`, except working files, that may be lost, empty or outdated."""
        return [path for path in sorted(_below(root)) if not (self._has_name(path) and self._has_content(path))]

    def _has_name(self, path: Path) -> bool:
        return self._names.get(path) == path.stat().st_ino

    def _has_content(self, path: Path) -> bool:
        now = path.stat()
        return stat.S_ISDIR(now.st_mode) or self._contents.get(now.st_ino) == (now.st_size, now.st_mtime_ns)

    def _watch_fsync(self, descriptor: int) -> None:
        self._fsync(descriptor)
        self.syncs += 1
        path, now = Path(f"/proc/self/fd/{descriptor}").readlink(), os.fstat(descriptor)
        self._contents[now.st_ino] = (now.st_size, now.st_mtime_ns)
        if stat.S_ISDIR(now.st_mode):
            listed = {path / entry.name: entry.inode() for entry in os.scandir(path)}
            self._names = {name: inode for name, inode in self._names.items() if name.parent != path} | listed

    def _watch_replace(self, source: Path, target: Path) -> None:
        if not self._has_content(Path(source)):
            self.torn.append(Path(target))
        self._replace(source, target)


def _below(root: Path) -> Iterator[Path]:
    for path in root.iterdir():
        if not (path.name.endswith(".tmp") or path.name in (".work", ".settled", ".lock", ".turn")):
            yield path
            if path.is_dir():
                yield from _below(path)
