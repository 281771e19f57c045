"""The report's pictures: small SVG files; the same figures give the same bytes."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from ml.evaluation.summaries import Recall
from ml.rates.event_rate import Rate

_STYLE: dict[Any, Any] = {
    "svg.hashsalt": "flightwatch",
    "svg.fonttype": "none",
    "font.size": 8,
    "axes.spines.top": False,
    "axes.spines.right": False,
}
_FOUND, _CHANCE = "#2563a8", "#b0b7bf"


def plot_recalls(by_kind: Mapping[str, Recall], path: Path) -> None:
    """Plot a bar for the share found of each kind, with its interval, and a mark at the share found by chance."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(6.4, 0.8 + 0.2 * len(by_kind)), layout="constrained")
        axes = figure.subplots()
        shares = [recall.share for recall in by_kind.values()]
        errors = _error_bars(shares, [recall.interval for recall in by_kind.values()])
        axes.barh(list(by_kind), shares, xerr=errors, color=_FOUND, ecolor="#1b1f24", error_kw={"elinewidth": 0.8})
        chance = [recall.chance_share for recall in by_kind.values()]
        axes.plot(chance, list(by_kind), "|", color=_CHANCE, markersize=9, markeredgewidth=2, label="by chance")
        axes.invert_yaxis()
        axes.set(xlim=(0, 1.02), xlabel="share of faults found")
        axes.legend(frameon=False, loc="lower right", bbox_to_anchor=(1, 1))
        _save(figure, path)


def plot_sizes(by_size: Mapping[str, Mapping[float, float]], path: Path) -> None:
    """Plot the share found over size, one small curve per kind."""
    columns = 5
    with mpl.rc_context(_STYLE):
        rows = -(-len(by_size) // columns)
        figure = Figure(figsize=(7.2, 0.7 + 1.1 * rows), layout="constrained")
        grid = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
        for axes in grid.flat[len(by_size) :]:
            axes.set_visible(False)
        for axes, (kind, shares) in zip(grid.flat, by_size.items(), strict=False):
            axes.plot(list(shares), list(shares.values()), "o-", color=_FOUND, markersize=3, linewidth=1)
            axes.set_title(kind, fontsize=8)
            axes.set(xscale="log", ylim=(-0.05, 1.05))
            axes.set_xticks(list(shares), [f"{size:g}" for size in shares])
            axes.minorticks_off()
        figure.supxlabel("size, 1 as in the protocol", fontsize=8)
        figure.supylabel("share found", fontsize=8)
        _save(figure, path)


def plot_false_alerts(by_phase: Mapping[str, Rate], path: Path) -> None:
    """Plot false alerts per 1,000 flight-hours with their intervals, for each phase that was flown."""
    flown = {phase: rate for phase, rate in by_phase.items() if rate.hours}
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(6.4, 0.8 + 0.25 * len(flown)), layout="constrained")
        axes = figure.subplots()
        rates = [rate.per_1000_h for rate in flown.values()]
        errors = _error_bars(rates, [rate.interval for rate in flown.values()])
        axes.errorbar(rates, list(flown), xerr=errors, fmt="o", color=_FOUND, markersize=4, capsize=3)
        axes.invert_yaxis()
        axes.margins(y=0.3)
        axes.set(xlabel="false alerts per 1,000 flight-hours, 95 % interval", xscale="symlog", xlim=(0, None))
        _save(figure, path)


def _error_bars(values: Sequence[float], intervals: Sequence[tuple[float, float]]) -> list[list[float]]:
    """Return how far each interval reaches below and above its value, as Matplotlib takes it."""
    below = [max(0.0, value - low) for value, (low, _) in zip(values, intervals, strict=True)]
    above = [max(0.0, high - value) for value, (_, high) in zip(values, intervals, strict=True)]
    return [below, above]


def _save(figure: Figure, path: Path) -> None:
    figure.savefig(path, metadata={"Date": None})
