"""One stage of the pipeline, and the format of its facts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from dashboard.drawing.texts import NOTHING, plain

MOST_REASONS = 5

Clock = Callable[[float | None], str]
"""Formats a moment (epoch s) in the viewer's time zone."""


class Health(StrEnum):
    """How well a stage works; the value is its label on the page."""

    GOOD = "working"
    DEGRADED = "degraded"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class PipelineStage:
    """A stage with its health, one sentence about it, and further facts by name."""

    name: str
    health: Health
    words: str
    facts: dict[str, str] = field(default_factory=dict)


def stage(name: str, health: Health, words: str, facts: Mapping[str, str]) -> PipelineStage:
    """Return the stage without the facts that were not reported."""
    return PipelineStage(name, health, words, {key: value for key, value in facts.items() if value != NOTHING})


def unreported(name: str, words: str) -> PipelineStage:
    """Return a stage about which there is no report."""
    return PipelineStage(name, Health.UNKNOWN, words)


def count(value: float | None) -> str:
    """Format as `1,234`."""
    return NOTHING if value is None else f"{value:,.0f}"


def seconds(value: float | None) -> str:
    """Format as `1.9 s`."""
    return NOTHING if value is None else f"{value:.1f} s"


def count_with_reasons(value: float | None, reasons: object) -> str:
    """Format as `12 (short row 12)`; reasons: counts by reason, as the report has them."""
    if value is None or not isinstance(reasons, dict) or not reasons:
        return count(value)
    listed = ", ".join(f"{plain(reason)} {plain(str(times))}" for reason, times in list(reasons.items())[:MOST_REASONS])
    return f"{count(value)} ({listed})"
