"""docs/benchmarks.md: each command owns the sections that it measures, between two HTML comments."""

import io
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from common.settings import ROOT

PAGE = ROOT / "docs" / "benchmarks.md"


@dataclass(frozen=True)
class Target:
    """A figure's limit, and whether the figure is to be at most or at least that. words: limit and unit in words."""

    limit: float
    words: str
    at_most: bool = True

    def verdict(self, figure: float) -> str:
        """Return the target, and whether a figure reaches it."""
        reached = figure <= self.limit if self.at_most else figure >= self.limit
        return f"{'≤' if self.at_most else '≥'} {self.words}, {'reached' if reached else 'not reached'}"


def table(headings: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Return a table in Markdown."""
    lines = [headings, ("---",) * len(headings), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def circumstances(*, load: float, today: datetime | None = None) -> str:
    """Return when and on what a figure was measured. load: the load average before."""
    date = (today or datetime.now(UTC)).date()
    return f"{date}, {os.cpu_count()} cores, load average {load:.1f} at the start:"


def write_section(name: str, body: str, *, page: Path = PAGE) -> None:
    """Replace what the page has between the comments of this name. Raises ValueError if it has none."""
    text = page.read_text()
    begin, end = f"<!-- begin: {name} -->\n", f"<!-- end: {name} -->"
    before, found, rest = text.partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise ValueError(f"{page.name} has no section {name}")
    page.write_text(f"{before}{begin}{body.strip()}\n{end}{after}")


@contextmanager
def printed_section(name: str, *, page: Path = PAGE) -> Iterator[None]:
    """Put what the block prints into the section of this name, too, as plain text; if it fails, the section stays."""
    heading, printed = circumstances(load=os.getloadavg()[0]), io.StringIO()
    with redirect_stdout(_Both(sys.stdout, printed)):
        yield
    write_section(name, f"{heading}\n\n```text\n{printed.getvalue().strip()}\n```", page=page)


class _Both(io.TextIOBase):
    def __init__(self, *streams: IO[str]) -> None:
        self._streams = streams

    def write(self, text: str) -> int:
        return max(stream.write(text) for stream in self._streams)

    def flush(self) -> None:
        for stream in self._streams:
            stream.flush()
