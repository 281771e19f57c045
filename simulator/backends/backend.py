"""The interface of a traffic back end, simulated or recorded, behind the local OpenSky server."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class TrafficAnswer:
    """One picture of the sky.

    time: epoch s; rows: OpenSky rows of 18 fields (SI units, degrees), or fewer from an old recording; next_answer_s:
    seconds until a newer picture, None when every moment has its own; ended: True when no newer one will come; failure:
    why this poll of a recording failed, None for an answer.
    """

    time: int
    rows: Sequence[Sequence[Any]]
    next_answer_s: float | None = None
    ended: bool = False
    failure: str | None = None


class TrafficBackend(Protocol):
    """A source of pictures of the sky."""

    @property
    def source(self) -> str:
        """`simulated` or `recorded`, as defined in opensky/headers.py."""

    def newest(self, now: float) -> TrafficAnswer:
        """Return the newest picture at wall time `now` (epoch s)."""

    def at(self, time: int) -> TrafficAnswer:
        """Return the picture at an earlier time (epoch s)."""
