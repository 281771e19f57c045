"""The sections of the report on its data and on the protocol."""

import importlib.metadata
import platform

from ml.evaluation.faults.kinds import PROTOCOL
from ml.evaluation.faults.scenes import APART_M, GROUP_RADIUS_M, GROUP_SIZE
from ml.evaluation.flights import CLIMBING_MS, CRUISE_FROM_M, PHASES
from ml.evaluation.pace import PACES, USUAL
from ml.evaluation.report.markdown import table
from ml.evaluation.results import RecordingFacts, Results
from ml.evaluation.trials import FEWER_SEEDS, OTHER_SIZES
from ml.rates.airborne_hours import LONGEST_STEP_S

_PACKAGES = ("scikit-learn", "pyod", "river", "numpy", "pandas", "scipy")


def data_section(results: Results) -> str:
    """Return the section on the recordings, their splits, seeds and versions."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in _PACKAGES)
    seeds = ", ".join(str(seed) for seed in range(1, results.seeds + 1))
    recordings = "\n\n".join(map(_recording, results.recordings))
    return f"""## Data

{recordings}

Seeds: {seeds}. Python {platform.python_version()}, {versions}.

A hash of the address decides the split, so an aircraft is in the same split in every recording. Each fix has a phase:
climb and descent beyond ±{CLIMBING_MS} m/s, cruise when level at {CRUISE_FROM_M:,} m or above, otherwise low or
unknown. Hours add up the steps between a flight's fixes in the air; steps longer than {LONGEST_STEP_S} s, or
two polls where that is longer, do not count."""


def _recording(facts: RecordingFacts) -> str:
    rows = [
        [split, of.aircraft, of.flights, *(f"{of.hours[phase]:.1f}" for phase in PHASES)]
        for split, of in facts.splits.items()
    ]
    return f"""`{facts.name}`, {facts.source} traffic: {facts.polls:,} polls, {facts.rows:,} usable rows, SHA-256
`{facts.sha256}`.

{table(["split", "aircraft", "flights", *(f"{phase} (h)" for phase in PHASES)], rows)}"""


def protocol_section() -> str:
    """Return the section on the protocol."""
    return f"""## How it was measured

- The recording is replayed at each pace: of its answers, those remain that polls so far apart would have brought, as
  they are. All sizes and the other methods are tried at {USUAL.seconds} s only, at the other paces sizes
  {_in_words(OTHER_SIZES)}. More than {FEWER_SEEDS} seeds are for kinds {min(PROTOCOL)} to {max(PROTOCOL)} at
  {USUAL.seconds} s and those sizes.
- A fault starts at one third of a flight's time in the air. Each run injects one kind, at one size, into every flight
  of the test split that is in the air long enough and heard during the fault; the detection then runs over all polls,
  with all flights of the split in them.

{table(["polls", "a fault lasts", "flights of at least", "heard during it"], _paces())}

- A silence lasts three polls where that is longer than 120 s. Kinds that make no sense with polls so far apart are
  reported as not applicable.
- A fault changes only the fields it concerns: a moved position keeps speed, track and vertical rate as recorded. An
  altitude fault changes both altitudes. A ghost sends no callsign and has an address of the same block. The second
  place of an address is on a parallel path. A lost position stays, with its time, while contact and the other fields
  continue.
- Ghosts, double addresses and group faults are at least {APART_M / 1_000:.0f} km or twice their length apart, in an
  order drawn by the seed; flights without room for one stay free of faults in that run.
- A group is every aircraft within {GROUP_RADIUS_M / 1_000:.0f} km of a flight of the test split, {GROUP_SIZE} or more,
  from all splits, because one split has too few aircraft so near each other. Each of them counts as a fault.
- An alert that was already open counts only when it is raised again: reopened, or joined by another detector. There is
  no "point adjustment", under which even random scores look good.
- A threshold on scores raises an alert at the first row above it. As with the detection's alerts, it ends after two
  minutes without such a row, and another within ten minutes of that reopens it."""


def _paces() -> list[list[str]]:
    return [
        [
            f"{pace.seconds} s",
            f"{pace.fault_s} s",
            f"{pace.shortest_flight_s} s",
            f"{pace.fewest_fixes} times",
        ]
        for pace in PACES
    ]


def _in_words(sizes: tuple[float, ...]) -> str:
    return " and ".join(f"× {size:g}" for size in sizes)
