"""What the detectors saw of one aircraft, from its record."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.drawing.texts import number, plain_list

FIELDS = ("residuals", "suspicion", "detectors", "sensors")
_MOST = 30


@dataclass(frozen=True)
class Observation:
    """along, across (to the right), climb: m/s by which it moved faster than it reported; suspicion: its largest
    residual in the limit of that detector; detectors: those that fired; sensors: the receivers that heard it."""

    along: float | None = None
    across: float | None = None
    climb: float | None = None
    suspicion: float | None = None
    detectors: tuple[str, ...] = ()
    sensors: tuple[int, ...] = ()


def parse_observation(record: Mapping[str, Any]) -> Observation:
    """Of the record's FIELDS; what is absent or misfit is not known."""
    residuals, sensors = record.get("residuals"), record.get("sensors")
    residuals = residuals if isinstance(residuals, dict) else {}
    return Observation(
        along=_float(residuals.get("along")),
        across=_float(residuals.get("across")),
        climb=_float(residuals.get("climb")),
        suspicion=_float(record.get("suspicion")),
        detectors=plain_list(record.get("detectors"), most=_MOST),
        sensors=tuple(sensor for sensor in sensors[:_MOST] if type(sensor) is int) if isinstance(sensors, list) else (),
    )


def _float(value: Any) -> float | None:
    known = number(value)
    return None if known is None else float(known)
