"""Flights as a source reports them: answers at a pace, with the source's delays, lags and pauses."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from contracts.state_vector import SIMULATED
from ml.evaluation.flights import Ints
from ml.evaluation.negatives.motion import Motion, as_reported
from opensky.answers import Poll, parse_answer

START = 1_780_300_800  # 2026-06-01 08:00 UTC


@dataclass(frozen=True)
class Flown:
    """A flight: its motion, the second at which it is first heard, and what it sends besides.

    callsigns: (from second of the flight, callsign), the first from 0. category: as OpenSky numbers them.
    """

    icao24: str
    motion: Motion
    callsigns: tuple[tuple[int, str], ...]
    first: int = 0
    category: int = 0
    on_ground: bool = False

    def callsign_at(self, second: int) -> str:
        return [callsign for since, callsign in self.callsigns if since <= second][-1]


@dataclass(frozen=True)
class Reception:
    """What the source does to honest reports.

    lag_s: on half of the fixes the position is so much older than its time says. late_s: a third of the positions are
    up to so old, and say so. stale_s: the first position is so old, and the last one is repeated for so long, while
    contact goes on. paused: no answers between these seconds. then_every_s: the pace from second `change_at` on.
    """

    lag_s: int = 0
    late_s: int = 0
    stale_s: int = 0
    paused: tuple[int, int] | None = None
    change_at: int | None = None
    then_every_s: int = 86


@dataclass(frozen=True)
class Sky:
    """Flights and how they are received."""

    flights: Sequence[Flown]
    reception: Reception = field(default_factory=Reception)

    def polls(self, every_s: int, rng: np.random.Generator) -> list[Poll]:
        """Return the answers of polls `every_s` apart, until the last flight has been out of reach for 10 min."""
        reported = [
            (flight, list(_rows(flight, as_reported(flight.motion, rng), self.reception, rng)))
            for flight in self.flights
        ]
        ends = max(flight.first + len(rows) for flight, rows in reported) + 600
        return [
            parse_answer(
                {
                    "time": START + second,
                    "states": [
                        rows[second - flight.first]
                        for flight, rows in reported
                        if 0 <= second - flight.first < len(rows)
                    ],
                },
                source=SIMULATED,
            )
            for second in self._seconds(every_s, ends)
        ]

    def _seconds(self, every_s: int, ends: int) -> list[int]:
        seconds = np.arange(0, ends, every_s)
        if self.reception.change_at is not None:
            before = seconds[seconds < self.reception.change_at]
            seconds = np.concatenate([before, np.arange(self.reception.change_at, ends, self.reception.then_every_s)])
        if self.reception.paused:
            begin, end = self.reception.paused
            seconds = seconds[(seconds < begin) | (seconds >= end)]
        return [int(second) for second in seconds]


def _rows(flight: Flown, motion: Motion, reception: Reception, rng: np.random.Generator) -> Iterator[list[Any]]:
    """Yield the state vector that an answer at each second of the flight holds, and of its stale time after it."""
    flown = len(motion)
    positions, sent = _positions(flown, reception, rng)
    for second in range(flown + reception.stale_s):
        now, position = min(second, flown - 1), positions[min(second, flown - 1)]
        yield [
            flight.icao24,
            flight.callsign_at(now).ljust(8),
            "Switzerland",
            START + flight.first + int(sent[now]),
            START + flight.first + second,
            float(motion.longitude[position]),
            float(motion.latitude[position]),
            float(motion.altitude[now]),
            flight.on_ground,
            float(motion.speed[now]),
            float(motion.track[now]),
            float(motion.climb[now]),
            None,
            float(motion.altitude[now]) + 60.0,
            "1000",
            False,
            0,
            flight.category,
        ]


def _positions(flown: int, reception: Reception, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Return for each second of the flight the second its position is from, and the one its time claims."""
    now = np.arange(flown)
    age = np.where(rng.random(flown) < 1 / 3, rng.integers(0, reception.late_s + 1, flown), 0)
    sent = np.maximum.accumulate(np.maximum(now - age, 0))  # a position never gets older from answer to answer
    if reception.stale_s:
        stale = min(reception.stale_s, flown // 4)
        sent = np.where(now < stale, 0, sent)
    lagging = rng.random(flown) < 0.5
    return np.maximum(sent - np.where(lagging[sent], reception.lag_s, 0), 0), sent
