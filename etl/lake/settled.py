"""What needed nothing the last time it was looked at, so that nobody opens its files to find the same again.

Whether a partition has to be made follows from its own file, the files it is made from and the version of the code. One
small file per table notes a digest of these, by the files' names, sizes, times of change and numbers, for each
partition that needed nothing. It contradicts nothing: what is not noted, or is otherwise now, is looked at.
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
    """The digests of a table's partitions."""

    def __init__(self, lake: Lake, table: Table) -> None:
        self._lake = lake
        self._table = table
        self._path = lake.root / ".settled" / f"{table.layer}-{table.name}.json"
        self._known = _read(self._path)
        self._seen: dict[str, str] = {}

    def digest(self, partition: Partition, inputs: Inputs, version: int) -> str:
        """Of all that says whether the partition has to be made."""
        own = self._lake.file(self._table, partition)
        itself = (inputs_of(self._lake, [own]), own.stat().st_ino) if own.exists() else None
        return hashlib.blake2b(orjson.dumps((itself, inputs, version)), digest_size=16).hexdigest()

    def has(self, partition: Partition, digest: str) -> bool:
        """Whether it needed nothing when its digest was this."""
        if self._known.get(partition.folder) != digest:
            return False
        self._seen[partition.folder] = digest
        return True

    def note(self, partition: Partition, digest: str) -> None:
        """It needs nothing."""
        self._seen[partition.folder] = digest

    def save(self, *, all_seen: bool) -> None:
        """all_seen: what was not noted is there no more, or has been made anew."""
        noted = self._seen if all_seen else self._known | self._seen
        if noted != self._known:
            replace_bytes(self._path, orjson.dumps(noted))


@contextmanager
def settled_partitions(lake: Lake, table: Table, *, all_seen: bool) -> Iterator[Settled]:
    """What is known of a table's partitions; what is noted within is kept. all_seen: as `Settled.save` has it."""
    settled = Settled(lake, table)
    yield settled
    settled.save(all_seen=all_seen)


def _read(path: Path) -> dict[str, str]:
    try:
        known = orjson.loads(path.read_bytes())
    except (FileNotFoundError, orjson.JSONDecodeError):
        return {}
    return known if isinstance(known, dict) else {}
