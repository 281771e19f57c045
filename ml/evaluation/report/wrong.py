"""The section of the report on false alerts: by recording and pace, by phase, by region."""

from collections import Counter
from collections.abc import Iterator, Mapping

from ml.evaluation.false_alerts import FalseAlerts
from ml.evaluation.report.markdown import table, with_interval
from ml.evaluation.results import Results
from ml.rates.event_rate import Rate

FEWEST_HOURS = 1.0
"""Regions with fewer flight-hours than this and no alert are left out."""

_RATE = ("alerts", "flight-hours", "per 1,000 flight-hours")


def false_alerts_section(results: Results, *, picture: str) -> str:
    """Return the section on false alerts."""
    header = ["recording", "polls", "flight-hours", "warning or critical", "per 1,000 h", "info", "info per 1,000 h"]
    openers: Counter[str] = sum((false.openers for _, _, false in _of_all(results)), Counter())
    opened_by = ", ".join(f"{name} {count}" for name, count in openers.most_common()) or "none"
    return f"""## How often is it wrong?

Alerts opened on traffic as recorded, about aircraft of the test split, with all other aircraft around them. Genuine
oddities count as false, too. An alert counts with the highest severity that it reached.

{table(header, _rates(results))}

By phase of flight, warnings and critical alerts:

{table(["recording", "polls", "phase", *_RATE], _by_phase(results))}

![False alerts by phase]({picture})

By region (cells of 10°):

{table(["recording", "polls", "region", *_RATE], _by_region(results))}

Detectors that opened them, at all paces: {opened_by}.
The intervals are exact Poisson intervals."""


def _rates(results: Results) -> Iterator[list[object]]:
    for name, polls, false in _of_all(results):
        rate, info = false.in_all, false.info
        yield [name, polls, f"{rate.hours:.1f}", rate.events, with_interval(rate), info.events, with_interval(info)]


def _by_phase(results: Results) -> Iterator[list[object]]:
    for name, polls, false in _of_all(results):
        yield from _rows(name, polls, {phase: rate for phase, rate in false.by_phase.items() if rate.hours})


def _by_region(results: Results) -> Iterator[list[object]]:
    for name, polls, false in _of_all(results):
        flown = {region: rate for region, rate in false.by_region.items() if rate.hours >= FEWEST_HOURS or rate.events}
        yield from _rows(name, polls, flown)


def _rows(name: str, polls: str, rates: Mapping[str, Rate]) -> Iterator[list[object]]:
    for part, rate in rates.items():
        yield [name, polls, part, rate.events, f"{rate.hours:.1f}", with_interval(rate)]


def _of_all(results: Results) -> Iterator[tuple[str, str, FalseAlerts]]:
    for name, by_pace in results.false.items():
        for pace, false in by_pace.items():
            yield f"`{name}`", f"{pace.seconds} s", false
