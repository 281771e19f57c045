"""Markdown for the report: tables, percentages, rates."""

from collections.abc import Iterable, Sequence

from ml.rates.event_rate import Rate


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def percent(share: float) -> str:
    """Return a share as `12 %`."""
    return f"{share * 100:.0f} %"


def with_interval(rate: Rate) -> str:
    """Return a rate per 1,000 flight-hours as `51 (14 to 130)`; a dash without hours."""
    if not rate.hours:
        return "–"
    low, high = rate.interval
    return f"{rate.per_1000_h:.0f} ({low:.0f} to {high:.0f})"
