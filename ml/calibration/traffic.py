"""Traffic to calibrate on: simulated without faults, or the calibration split of a recording."""

import hashlib
import itertools
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import numpy as np
import orjson

from contracts.state_vector import SIMULATED
from ml.arrays import Ints
from ml.evaluation.flights import split_of
from opensky.answers import Poll, parse_answer, read_polls, read_recording
from opensky.rows import Columns
from simulator.backends.simulated import SimulatedTraffic

SPLIT = "calibrate"
"""The split of a recording's aircraft that calibrations use."""


@dataclass(frozen=True)
class Simulation:
    """Simulated traffic without faults and emergencies, always the same for the same parameters.

    start: epoch s.
    """

    aircraft: int = 2_000
    seed: int = 1
    faults_per_hour: float = 0.0
    start: int = 1_790_000_000
    hours: int = 4
    interval_s: int = 10

    def words(self) -> str:
        """Return the traffic in words, the `source` of its calibration."""
        amount = f"{self.aircraft:,} aircraft, seed {self.seed}, {self.hours} h"
        return f"simulated traffic, {amount}, polls {self.interval_s} s apart"

    def data_hash(self) -> str:
        """Return the SHA-256 of the parameters, which determine the traffic."""
        return hashlib.sha256(orjson.dumps(asdict(self), option=orjson.OPT_SORT_KEYS)).hexdigest()

    def poll_times(self) -> Ints:
        """Return the times of the polls (epoch s)."""
        return np.arange(self.start, self.start + self.hours * 3_600, self.interval_s)

    def polls(self) -> Iterator[Poll]:
        """Yield the polls in order."""
        traffic = SimulatedTraffic(self.aircraft, self.seed, self.faults_per_hour)
        for time in self.poll_times().tolist():
            yield parse_answer({"time": time, "states": traffic.at(time).rows}, source=SIMULATED)


SIMULATION = Simulation()
"""The traffic that the shipped calibration is made from."""


def recorded_poll_times(path: Path) -> Ints:
    """Return the times of a recording's polls (epoch s), ascending, each once.

    Raises RecordingError when the file cannot be read to its end, or a line is not an API response.
    """
    return np.unique(np.fromiter((answer["time"] for answer in read_recording(path)), np.int64))


def recorded_polls(path: Path) -> Iterator[Poll]:
    """Yield the polls of a recording, with only the aircraft of the calibration split.

    Raises RecordingError when the file cannot be read to its end, or a line is not an API response.
    """
    split = cache(split_of)
    for poll in read_polls(path):
        chosen = [split(address) == SPLIT for address in poll.columns["icao24"]]
        columns: Columns = {name: [*itertools.compress(values, chosen)] for name, values in poll.columns.items()}
        yield Poll(poll.time, columns, poll.invalid)


def file_hash(path: Path) -> str:
    """Return the SHA-256 of the file's bytes."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
