"""A cache of partitions that were up to date when last checked, so that their files need not be opened again.

Whether a partition is up to date depends on its own file, its inputs and the version of the code. One small file per
table holds, for each partition that was up to date, a digest of these (names, sizes, times of change, inode). Losing
the cache costs time, never correctness: a partition without an entry, or with another digest, is checked.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson

from common.files.json_files import replace_bytes
from contracts.lake.layout import Lake, Partition, Table
from etl.lake.origins import Inputs, inputs_of


class Settled:
    """The digests of a table's partitions that were up to date."""

    def __init__(self, lake: Lake, table: Table) -> None:
        self._lake = lake
        self._table = table
        self._path = lake.root / ".settled" / f"{table.layer}-{table.name}.json"
        self._known = _read(self._path)
        self._seen: dict[str, str] = {}

    def digest(self, partition: Partition, inputs: Inputs, version: int) -> str:
        """Return the digest of everything that decides whether the partition has to be made."""
        own = self._lake.file(self._table, partition)
        itself = (inputs_of(self._lake, [own]), own.stat().st_ino) if own.exists() else None
        return hashlib.blake2b(orjson.dumps((itself, inputs, version)), digest_size=16).hexdigest()

    def has(self, partition: Partition, digest: str) -> bool:
        """Return whether the partition was up to date with this digest."""
        if self._known.get(partition.folder) != digest:
            return False
        self._seen[partition.folder] = digest
        return True

    def note(self, partition: Partition, digest: str) -> None:
        """Remember that the partition is up to date."""
        self._seen[partition.folder] = digest

    def save(self, *, all_seen: bool) -> None:
        """Write the cache. all_seen: drop partitions that were not seen; they are gone, or have been made again."""
        noted = self._seen if all_seen else self._known | self._seen
        if noted != self._known:
            replace_bytes(self._path, orjson.dumps(noted))


@contextmanager
def settled_partitions(lake: Lake, table: Table, *, all_seen: bool) -> Iterator[Settled]:
    """Open a table's cache and save it at the end. all_seen: see `Settled.save`."""
    settled = Settled(lake, table)
    yield settled
    settled.save(all_seen=all_seen)


def _read(path: Path) -> dict[str, str]:
    try:
        known = orjson.loads(path.read_bytes())
    except (FileNotFoundError, orjson.JSONDecodeError):
        return {}
    return known if isinstance(known, dict) else {}
