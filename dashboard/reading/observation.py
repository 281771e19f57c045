"""Residuals and detectors of one aircraft's newest record."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.drawing.texts import number, plain_list

FIELDS = ("residuals", "suspicion", "detectors", "sensors")
_MOST = 30


@dataclass(frozen=True)
class Observation:
    """How an aircraft moved compared with what it reported.

    along, across (to the right), climb: observed minus reported motion, m/s. suspicion: the largest residual as a
    fraction of its detector's limit. detectors: names of all that fired. sensors: ids of the receivers.
    """

    along: float | None = None
    across: float | None = None
    climb: float | None = None
    suspicion: float | None = None
    detectors: tuple[str, ...] = ()
    sensors: tuple[int, ...] = ()


def parse_observation(record: Mapping[str, Any]) -> Observation:
    """Read the record's FIELDS; a missing field or one of another type is unknown."""
    residuals, sensors = record.get("residuals"), record.get("sensors")
    residuals = residuals if isinstance(residuals, dict) else {}
    return Observation(
        along=number(residuals.get("along")),
        across=number(residuals.get("across")),
        climb=number(residuals.get("climb")),
        suspicion=number(record.get("suspicion")),
        detectors=plain_list(record.get("detectors"), most=_MOST),
        sensors=tuple(sensor for sensor in sensors[:_MOST] if type(sensor) is int) if isinstance(sensors, list) else (),
    )
