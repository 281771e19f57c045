"""The sections of the report on its data and on the protocol."""

import importlib.metadata
import platform

from ml.evaluation.faults.scenes import APART_M, APART_S, FAULT_S, GROUP_RADIUS_M, GROUP_SIZE, SHORTEST_FLIGHT_S
from ml.evaluation.flights import CLIMBING_MS, CRUISE_FROM_M, PHASES
from ml.evaluation.report.markdown import table
from ml.evaluation.results import Results
from ml.rates.airborne_hours import LONGEST_STEP_S

_PACKAGES = ("scikit-learn", "pyod", "river", "numpy", "pandas", "scipy")


def data_section(results: Results) -> str:
    """Return the section on the recording, its splits, seeds and versions."""
    rows = [
        [split, facts.aircraft, facts.flights, *(f"{facts.hours[phase]:.1f}" for phase in PHASES)]
        for split, facts in results.splits.items()
    ]
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in _PACKAGES)
    seeds = ", ".join(str(seed) for seed in range(1, results.seeds + 1))
    return f"""## Data

`{results.name}`, {results.source} traffic: {results.polls:,} polls, {results.rows:,} usable rows, SHA-256
`{results.sha256}`. Seeds: {seeds}. Python {platform.python_version()}, {versions}.

{table(["split", "aircraft", "flights", *(f"{phase} (h)" for phase in PHASES)], rows)}

A hash of the address decides the split, so an aircraft is in the same split in every recording. Each fix has a phase:
climb and descent beyond ±{CLIMBING_MS} m/s, cruise when level at {CRUISE_FROM_M:,} m or above, otherwise low or
unknown. Hours add up the steps between a flight's fixes in the air; steps longer than {LONGEST_STEP_S} s do not
count."""


def protocol_section() -> str:
    """Return the section on the protocol."""
    return f"""## How it was measured

- A fault starts at one third of a flight's time in the air and lasts {FAULT_S} s. Each run injects one kind, at one
  size, into every flight of the test split that is in the air for {SHORTEST_FLIGHT_S} s or more and heard during the
  fault; the detection then runs over all polls, with all flights of the split in them.
- A fault changes only the fields it concerns: a moved position keeps speed, track and vertical rate as recorded. An
  altitude fault changes both altitudes. A ghost sends no callsign and has an address of the same block. The second
  place of an address is on a parallel path. A lost position stays, with its time, while contact and the other fields
  continue.
- Ghosts, double addresses and group faults are at least {APART_M / 1_000:.0f} km or {APART_S} s apart, in an order
  drawn by the seed; flights without room for one stay free of faults in that run.
- A group is every aircraft within {GROUP_RADIUS_M / 1_000:.0f} km of a flight of the test split, {GROUP_SIZE} or more,
  from all splits, because one split has too few aircraft so near each other. Each of them counts as a fault.
- An alert that was already open counts only when it is raised again: reopened, or joined by another detector. There is
  no "point adjustment", under which even random scores look good.
- A threshold on scores raises an alert at the first row above it. As with the detection's alerts, it ends after two
  minutes without such a row, and another within ten minutes of that reopens it."""
