"""The report: Markdown around the figures of a run, with nothing in it that the run did not give."""

import errno
import os
from pathlib import Path
from tempfile import TemporaryFile

from ml.evaluation.flights import PHASES
from ml.evaluation.measures import in_all
from ml.evaluation.methods.methods import ALERTS, BUDGETS
from ml.evaluation.report.aims import aims_section
from ml.evaluation.report.background import data_section, protocol_section
from ml.evaluation.report.figures import (
    budgets_section,
    false_alerts_section,
    found_section,
    sizes_section,
    usual_section,
)
from ml.evaluation.report.markdown import percent, with_interval
from ml.evaluation.report.plots import plot_false_alerts, plot_recalls, plot_sizes
from ml.evaluation.results import Results
from ml.evaluation.summaries import Recall, mean_over_kinds, mean_share, recalls, shares_by_size

REACHED = 0.5
"""Kinds of which less than this share is found are named as not reached."""

FEW_HOURS = 10
"""A phase flown less than this in the test split (h) says little."""


def make_room(path: Path) -> None:
    """Make the folders of the report and its pictures, before all the work that goes into them.

    Raises OSError when it cannot be written there.
    """
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    (path.parent / "images").mkdir(parents=True, exist_ok=True)
    TemporaryFile(dir=path.parent).close()


def write_report(results: Results, path: Path) -> None:
    """Write the report, and its pictures into `images/` beside it, with the report's name in theirs."""
    false_alerts, recall, sizes = (f"images/{path.stem}-{what}.svg" for what in ("false-alerts", "recall", "sizes"))
    by_kind = recalls(results.outcomes, (ALERTS, 0))
    plot_false_alerts(results.false[ALERTS, 0], path.parent / false_alerts)
    plot_recalls(by_kind, path.parent / recall)
    plot_sizes(shares_by_size(results.outcomes, (ALERTS, 0)), path.parent / sizes)
    sections = [
        _head(results, by_kind),
        aims_section(results),
        false_alerts_section(results, picture=false_alerts),
        found_section(by_kind, picture=recall),
        sizes_section(results, picture=sizes),
        budgets_section(results),
        usual_section(results),
        _not_reached(results, by_kind),
        data_section(results),
        protocol_section(),
    ]
    path.write_text("\n\n".join(sections) + "\n", encoding="utf-8")


def _head(results: Results, by_kind: dict[str, Recall]) -> str:
    false = in_all(results.false[ALERTS, 0])
    chance = mean_over_kinds({kind: recall.chance_share for kind, recall in by_kind.items()})
    numbers = len({kind.number for kind in results.kinds})
    return f"""# What the detection finds, and what it costs

Written by `python -m ml.evaluate`, not by hand: the figures are those of its last run, on {results.hours:,.0f} hours of
{results.source} flight.

**{percent(mean_share(by_kind))} of the injected faults**, mean over {numbers} kinds, at **{with_interval(false)} false
alerts per 1,000 flight-hours**: {false.events} in {false.hours:.0f} hours of flights of aircraft that were used neither
for training nor for calibration. Without the faults, {percent(chance)} would have been "found". In brackets, here and
below, 95 % intervals."""


def _not_reached(results: Results, by_kind: dict[str, Recall]) -> str:
    missed = [
        f"{kind.name} ({kind.meaning}) {percent(by_kind[kind.name].share)}"
        for kind in results.kinds
        if by_kind[kind.name].share < REACHED
    ]
    late = [
        f"{kind} {percent(recall.share)}, but {percent(recall.during_share)} while it lasts"
        for kind, recall in by_kind.items()
        if recall.share >= REACHED > recall.during_share
    ]
    thin = [phase for phase in PHASES if results.splits["test"].hours[phase] < FEW_HOURS]
    calibration_h = sum(results.splits["calibrate"].hours.values())
    allowed = ", ".join(f"{int(budget * calibration_h / 1_000)} for {budget}" for budget in BUDGETS)
    points = {
        f"Less than {percent(REACHED)} found": "; ".join(missed) or "none",
        "Mostly found only by the fault's end": "; ".join(late),
        "Not tried, or without a flight that could have it": ", ".join(results.absent),
        f"Flown less than {FEW_HOURS} h in the test split": ", ".join(thin),
        "Thresholds for small budgets are coarse": f"{calibration_h:.0f} hours of calibration allow {allowed} alerts"
        " per 1,000 flight-hours",
        "Simulated traffic": results.source == "simulated"
        and "smoother than real traffic, so its false alerts say little about those on real ones",
    }
    lines = [f"- **{what}:** {which}." for what, which in points.items() if which]
    return "## What is not reached\n\n" + "\n".join(lines)
