"""The sections of the report that say what its figures rest on and how they were measured."""

import importlib.metadata
import platform

from ml.evaluation.faults.scenes import APART_M, APART_S, FAULT_S, GROUP_RADIUS_M, GROUP_SIZE, SHORTEST_FLIGHT_S
from ml.evaluation.flights import CLIMBING_MS, CRUISE_FROM_M, PHASES
from ml.evaluation.report.markdown import table
from ml.evaluation.results import Results
from ml.rates.airborne_hours import LONGEST_STEP_S

_PACKAGES = ("scikit-learn", "pyod", "river", "numpy", "pandas", "scipy")


def data_section(results: Results) -> str:
    """The recording, its splits, seeds and versions."""
    rows = [
        [split, facts.aircraft, facts.flights, *(f"{facts.hours[phase]:.1f}" for phase in PHASES)]
        for split, facts in results.splits.items()
    ]
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in _PACKAGES)
    seeds = ", ".join(str(seed) for seed in range(1, results.seeds + 1))
    return f"""## What the figures rest on

`{results.name}`, {results.source} traffic: {results.polls:,} polls, {results.rows:,} usable rows, SHA-256
`{results.sha256}`. Seeds: {seeds}. Python {platform.python_version()}, {versions}.

{table(["split", "aircraft", "flights", *(f"h of {phase}" for phase in PHASES)], rows)}

The split is by a hash of the address, so that an aircraft is in the same one in every recording. The phase is each
fix's: climb and descent beyond ±{CLIMBING_MS} m/s, cruise when level at {CRUISE_FROM_M:,} m or above, else low or
unknown. Hours are the steps between the fixes of a flight in the air, as far as they are not longer than
{LONGEST_STEP_S} s."""


def protocol_section() -> str:
    """The protocol as it was carried out."""
    return f"""## How it was measured

- A fault starts at one third of a flight's time in the air and lasts {FAULT_S} s. In a run one kind, at one size, is
  put on every flight of the test split that is in the air for {SHORTEST_FLIGHT_S} s or more and heard during the
  fault; the detection then runs over all polls, with all flights of the split in them.
- Only what a fault is about changes: a moved position keeps speed, track and vertical rate as recorded. An altitude
  fault changes both altitudes. A ghost sends no callsign and has an address of the same block. The second place of
  an address is on a parallel path. A lost position stays, with its time, while contact and the rest go on.
- Ghosts, double addresses and faults of groups are {APART_M / 1_000:.0f} km or {APART_S} s apart, in an order drawn
  by the seed; flights for which there is no room are without a fault in that run.
- Groups are all aircraft within {GROUP_RADIUS_M / 1_000:.0f} km of a flight of the test split, {GROUP_SIZE} or more,
  from all splits, since there are too few of one so near each other. Each of them counts as a fault.
- An alert that was open before counts only when it is raised once more: reopened, or joined by another detector.
  There is no "point adjustment", with which even random scores look good.
- A threshold on scores raises an alert at the first row above it. As alerts do, it is over after two minutes, and the
  same one again within ten minutes of that."""
