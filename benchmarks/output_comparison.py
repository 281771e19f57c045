"""Compare the outputs of two runs of the streaming job: the same lines in the same folders, in any order.

Lines are compared as JSON: white space and the spelling of a number do not count, the order of members does. Two kinds
of differences are undone first: declared changes of form (`…_utc` may end in `+00:00` or `Z`, `updated_at` is now
`published_at`, `feed` may be missing instead of null), and fields that hold a reading of the wall clock (WALL_CLOCK).
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import orjson

RECORDS = ("cleaned_flights", "anomalies", "alerts", "windowed_stats", "rejected")
"""Folders of JSON Lines below the output folder."""

LIVE = "live"
"""Folder of JSON documents that are replaced as a whole."""

WALL_CLOCK = ("published_at", "started_at", "finished_at", "seconds", "append_to_publish_s")

SHOWN_LINES = 3
SHOWN_BYTES = 400

Lines = Counter[bytes]
"""How often each line occurs; a line starts with the folder its file is in."""

_RENAMED = re.compile(rb'"updated_at":')
_NO_FEED = re.compile(rb'"feed":null,')
_UTC_TIME = re.compile(rb'("(?:window_start|since|last)_utc":"[^"]*)\+00:00"')
_WALL_CLOCK_VALUE = re.compile(rb'("(?:%s)":)[^,}]*' % "|".join(WALL_CLOCK).encode())
_ELEMENT_BOUNDARY = re.compile(rb"(?<=\[)(?=\{)|(?<=\}),(?=\{)|(?<=\})(?=\])")


@dataclass(frozen=True)
class OutputComparison:
    """The lines of one output, by name, before and after."""

    name: str
    before: Lines
    after: Lines

    @property
    def is_equal(self) -> bool:
        return self.before == self.after

    def report(self) -> str:
        """Return one line with counts and `equal`, or the counts and the first lines that only one side has."""
        if self.is_equal:
            return f"{self.name:20} {self.before.total():9,} lines   equal"
        removed, added = self.before - self.after, self.after - self.before
        heading = (
            f"{self.name:20} {self.before.total():9,} lines before, {self.after.total():,} after:"
            f" {removed.total():,} only before, {added.total():,} only after"
        )
        return "\n".join([heading, *_shown("-", removed), *_shown("+", added)])


def compare_outputs(before: Path, after: Path) -> list[OutputComparison]:
    """Compare each of RECORDS, and each file of LIVE that either output folder holds."""
    documents = {f"{LIVE}/{path.name}" for root in (before, after) for path in (root / LIVE).glob("*.json")}
    return [
        *(OutputComparison(name, record_lines(before, name), record_lines(after, name)) for name in RECORDS),
        *(OutputComparison(name, live_lines(before, name), live_lines(after, name)) for name in sorted(documents)),
    ]


def record_lines(root: Path, name: str) -> Lines:
    """Return the lines of a folder of records, none when there is no such folder."""
    return Counter(
        str(path.parent.relative_to(root)).encode() + b" " + undo_documented_differences(line)
        for path in (root / name).rglob("*.json")
        for line in path.read_bytes().splitlines()
    )


def live_lines(root: Path, name: str) -> Lines:
    """Return a live document as its elements, one line each, with what precedes and follows them; none when missing."""
    path = root / name
    content = undo_documented_differences(path.read_bytes()) if path.exists() else b""
    return Counter(line for line in _ELEMENT_BOUNDARY.split(content) if line)


def undo_documented_differences(line: bytes) -> bytes:
    """Write times with `Z`, a file's own time as `published_at`, and no null `feed`; blank the fields of WALL_CLOCK."""
    line = _NO_FEED.sub(b"", orjson.dumps(orjson.loads(line)))
    line = _UTC_TIME.sub(rb'\1Z"', line)
    line = _RENAMED.sub(b'"published_at":', line)
    return _WALL_CLOCK_VALUE.sub(rb"\1null", line)


def _shown(sign: str, lines: Lines) -> Iterable[str]:
    for line in sorted(lines)[:SHOWN_LINES]:
        text = line.decode(errors="replace")
        yield f"  {sign} {text[:SHOWN_BYTES]}{'…' if len(text) > SHOWN_BYTES else ''}"
