"""What the local OpenSky server serves: a traffic back end, simulated or recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class TrafficAnswer:
    """One picture of the sky.

    time: epoch s; rows: OpenSky rows of 18 fields (SI units, degrees), fewer where an old recording has fewer;
    next_answer_s: seconds until a newer picture, None when any time gives a new one; ended: no newer one will come.
    """

    time: int
    rows: Sequence[Sequence[Any]]
    next_answer_s: float | None = None
    ended: bool = False


class TrafficBackend(Protocol):
    """Where the rows come from."""

    @property
    def source(self) -> str:
        """`simulated` or `recorded`, as in opensky.headers."""

    def newest(self, now: float) -> TrafficAnswer:
        """The newest picture at wall time `now` (epoch s)."""

    def at(self, time: int) -> TrafficAnswer:
        """The picture at an earlier time (epoch s)."""
