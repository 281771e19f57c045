"""The parts of a detector: its residual, its limit, its words."""

from collections.abc import Callable
from dataclasses import dataclass

from contracts.alert_event import Severity
from ml.tracks.motion import Rates
from ml.tracks.tracks import Extended


@dataclass(frozen=True, kw_only=True)
class Detector:
    """A measure of one contradiction, or one danger, in the last fixes of each aircraft.

    A detector fires where its residual exceeds `limit` times the calibrated factor of its family.

    name: also the kind of the alerts it raises.
    family: detectors that react to the same cause; an aircraft has one open alert per family.
    residual: takes tracks with steps (`ml.tracks.motion.with_steps`) and returns the measure in `unit` for the m new
        fixes: shape (m,), never negative, NaN where the fixes do not allow an answer. Confirmation is part of the
        residual: it looks at as many fixes as it takes for the cause to show.
    limit: physical, in `unit`; 1 where the residual is already a multiple of a limit that depends on the flight.
    source: where the limit comes from.
    words: the evidence in words, from the tracks, the place of the fix among the new ones, and its residual.
    needs_clock: whether a source whose clock is off makes it fire.
    """

    name: str
    family: str
    severity: Severity
    source: str
    residual: Callable[[Extended], Rates]
    words: Callable[[Extended, int, float], str]
    limit: float = 1.0
    unit: str = "limit"
    needs_clock: bool = False
