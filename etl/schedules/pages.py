"""Bronze's pages of AviationStack: each answer as received, compressed, in a folder per day.

The name of a page holds the interval it was requested for, the source, the airport, the offset and the time of the
request, so that another run of the same interval uses the pages it finds.
"""

import gzip
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from common.errors import LakeError, SourceUnavailable
from common.files.json_files import keep_bytes
from contracts.lake.layout import Lake, Partition
from etl.lake.interval import HOUR_FORMAT, Interval
from etl.schedules.aviationstack import Flights, FlightsPage, parse_page


@dataclass(frozen=True, order=True)
class PageName:
    """The parts of a page's file name."""

    asked_at: int
    interval: str
    source: str
    airport: str
    offset: int

    @property
    def file_name(self) -> str:
        return f"{self.interval}_{self.source}_{self.airport}_{self.offset:06d}_{self.asked_at}.json.gz"

    @classmethod
    def of(cls, path: Path) -> Self:
        """Return the parts of a file's name. Raises LakeError when the name is not one that `schedules` gives."""
        try:
            first, last, source, airport, offset, asked_at = path.name.removesuffix(".json.gz").split("_")
            return cls(int(asked_at), f"{first}_{last}", source, airport, int(offset))
        except ValueError:
            raise LakeError(f"{path} is not a page written by `schedules`") from None


def pages_folder(lake: Lake) -> Path:
    """Return bronze's folder of pages; the ledger of requests is in it too."""
    return lake.folder("bronze", "schedules")


def days_landed(lake: Lake) -> list[Partition]:
    """Return the days that have pages, oldest first."""
    return sorted(Partition.from_folder(path.name) for path in pages_folder(lake).glob("date=*"))


def pages_of(lake: Lake, day: Partition) -> list[Path]:
    """Return the day's pages, sorted by name."""
    return sorted((pages_folder(lake) / day.folder).glob("[!.]*.json.gz"))


def keep_page(lake: Lake, interval: Interval, airport: str, offset: int, page: FlightsPage) -> None:
    """Write a page to bronze, durably: getting it again would cost a request."""
    name = PageName(page.asked_at, text_of(interval), page.source, airport, offset)
    folder = pages_folder(lake) / Partition(interval.first.date()).folder
    keep_bytes(folder / name.file_name, gzip.compress(page.body, mtime=0))


def read_page(path: Path) -> Flights:
    """Return the flights of a page. Raises LakeError when it is damaged."""
    try:
        return parse_page(gzip.decompress(path.read_bytes()))
    except (OSError, EOFError, zlib.error, SourceUnavailable) as error:
        raise LakeError(f"{path} is damaged ({type(error).__name__}); remove it") from None


def text_of(interval: Interval) -> str:
    """Return the interval as the names of pages spell it."""
    return f"{interval.first:{HOUR_FORMAT}}_{interval.last:{HOUR_FORMAT}}"
