"""The kinds of fault, and their injection into every flight that can carry one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from math import inf

import numpy as np
import pandas as pd

from contracts.alert_event import Severity
from ml.evaluation.faults import message_faults, motion_faults, path_faults, spoofing_faults
from ml.evaluation.faults.scenes import Scene, apart, with_groups
from ml.evaluation.flights import Rows
from ml.evaluation.methods.alarms import ABOVE_INFO

Fault = Callable[[Scene, np.random.Generator, float], Rows]

SIZES = (0.25, 0.5, 1.0, 2.0)

OF_ONE = range(1, 13)
"""Numbers of the kinds in which an aircraft contradicts itself."""
OF_SEVERAL = range(13, 18)
"""Numbers of the kinds that concern messages or several aircraft."""
PROTOCOL = range(1, 18)
"""Numbers of the kinds that means are over, so that they stay comparable; later kinds are listed one by one."""


HIGH_M = 7_500.0
"""No aircraft with a jet's speed before and after flies at 26 m/s so high up."""


@dataclass(frozen=True)
class FaultKind:
    """A kind of fault.

    number: in the protocol. meaning: what it does at size 1. fault: the function that makes it. sized: it comes in
    SIZES. several: it involves other aircraft, so that faults have to be kept apart. together: it affects a group.
    least: alerts of a lower severity don't count as finding it. slowest_s: with polls further apart (s) it makes no
    sense. above_m: only aircraft above this pressure altitude (m) can have it.
    """

    number: int
    name: str
    meaning: str
    fault: Fault
    sized: bool = True
    several: bool = False
    together: bool = False
    least: Severity = ABOVE_INFO
    slowest_s: float = inf
    above_m: float = -inf


def _emergency(fixes: int) -> Fault:
    return partial(message_faults.emergency_squawk, fixes=fixes)


KINDS = (
    FaultKind(1, "noise", "σ: 500 m in position, 60 m in altitude, 5 m/s in speed", motion_faults.noise),
    FaultKind(2, "position offset", "5 km", motion_faults.position_offset),
    FaultKind(3, "position drift", "20 m/s", motion_faults.position_drift),
    FaultKind(4, "altitude drift", "±3 m/s, vertical rate untouched", motion_faults.altitude_drift),
    FaultKind(5, "altitude offset", "±300 m", motion_faults.altitude_offset),
    FaultKind(6, "velocity drift", "±0.25 m/s²", motion_faults.velocity_drift),
    FaultKind(7, "velocity offset", "±30 m/s", motion_faults.velocity_offset),
    FaultKind(8, "track bias", "±20°", motion_faults.track_bias),
    FaultKind(9, "frozen", "all fields but the times stay the same", path_faults.frozen, sized=False),
    FaultKind(10, "other route", "position and motion of another flight", path_faults.other_route, sized=False),
    FaultKind(11, "replay", "120 s old", path_faults.replay),
    FaultKind(12, "false descent", "vertical rate -12 m/s, altitude untouched", motion_faults.false_descent),
    FaultKind(13, "ghost", "path cloned 2 km to the side, under a new address", path_faults.ghost, several=True),
    FaultKind(
        14, "two places", "one address alternates between places 50 km apart", path_faults.two_places, several=True
    ),
    FaultKind(15, "drop-outs", "40 % of rows missing", message_faults.drop_outs, least="info", slowest_s=90),
    FaultKind(15, "silence", "120 s, at least 3 polls", message_faults.silence, least="info", slowest_s=90),
    FaultKind(16, "7700 once", "one fix", _emergency(1), sized=False, least="info"),
    FaultKind(16, "7700 thrice", "3 fixes", _emergency(3), sized=False, slowest_s=90),
    FaultKind(16, "7700 held", "10 fixes, or throughout the fault", _emergency(10), sized=False),
    FaultKind(16, "callsign swapped", "the callsign of another flight", message_faults.swapped_callsign, sized=False),
    FaultKind(17, "jump together", "≥ 5 aircraft, 2 km", message_faults.jump_together, several=True, together=True),
    FaultKind(
        17,
        "lost together",
        "≥ 5 aircraft, no new position",
        message_faults.lost_together,
        sized=False,
        several=True,
        together=True,
    ),
    FaultKind(18, "speed 0", "velocity 0 in flight", spoofing_faults.no_speed, sized=False),
    FaultKind(19, "jump without speed", "20 km, velocity null", spoofing_faults.jump_without_speed),
    FaultKind(20, "sideways drift", "5 m/s", spoofing_faults.sideways_drift),
    FaultKind(21, "slow altitude drift", "±1 m/s, vertical rate untouched", spoofing_faults.slow_altitude_drift),
    FaultKind(22, "circle", "5 km radius, at the aircraft's own speed", spoofing_faults.circle, sized=False),
    FaultKind(
        23, "copy above", "cloned 1 km aside, 300 m above", spoofing_faults.copy_above, sized=False, several=True
    ),
    FaultKind(
        24,
        "faster copy",
        "cloned 1 km aside, 5 m/s faster",
        spoofing_faults.faster_copy,
        sized=False,
        several=True,
    ),
    FaultKind(
        25,
        "shared callsign",
        "a second aircraft sends the same callsign",
        spoofing_faults.shared_callsign,
        sized=False,
        several=True,
    ),
    FaultKind(26, "crawl", "after a gap 26 m/s, above 7,500 m", spoofing_faults.crawl, sized=False, above_m=HIGH_M),
)


@dataclass(frozen=True)
class Injected:
    """One fault as it was injected.

    flight: the flight it was injected into; addresses: that aircraft and any the fault added; start, end: epoch s.
    """

    flight: int
    addresses: frozenset[str]
    start: int
    end: int


def inject(
    kind: FaultKind, rows: Rows, scenes: Sequence[Scene], *, seed: int, size: float
) -> tuple[Rows, list[Injected]]:
    """Inject the fault at each scene (fewer where they have to be kept apart); return the traffic and the faults.

    `scenes` belong to `rows`. The column `faulty` marks the rows that a fault made or changed. The same arguments give
    the same faults; another size gives the same faults at that size.
    """
    rng = np.random.default_rng([seed, kind.number, *kind.name.encode()])
    able = [scene for scene in scenes if kind.above_m < 0 or scene.window()["baro_altitude"].min() > kind.above_m]
    chosen = apart(able, rng) if kind.several else able
    touched: list[pd.Index[int]] = []
    changed: list[Rows] = []
    injected: list[Injected] = []
    for scene in with_groups(chosen) if kind.together else chosen:
        faulty = kind.fault(scene, rng, size)
        changed.append(faulty.assign(faulty=True))
        touched.append(scene.touched.index)
        pairs = set(zip(faulty["flight"], faulty["icao24"], strict=True))
        for member in scene.members:
            involved = frozenset(icao24 for flight, icao24 in pairs if flight == member.number) | {member.icao24}
            injected.append(Injected(member.number, involved, scene.start, scene.end))
    untouched = rows.drop(np.concatenate(touched)) if touched else rows
    return pd.concat([untouched.assign(faulty=False), *filter(len, changed)]), injected
