"""The identity a receiver sees: per aircraft address, country and equipment; per flight callsign and squawk."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from simulator.world.address_blocks import BLOCKS, assign_addresses
from simulator.world.aircraft_kinds import CODES, figures
from simulator.world.arrays import Booleans, Integers, Texts
from simulator.world.callsigns import flight_callsigns
from simulator.world.operators import OPERATORS
from simulator.world.randomness import Draws
from simulator.world.routes import Routes

ADS_B, MLAT = 0, 2
_NO_INFORMATION, _NO_CATEGORY = 0, 1
_MODE_S, _VFR_EUROPE, _VFR_AMERICA = 0o1000, 0o7000, 0o1200


@dataclass(frozen=True)
class Identities:
    """n aircraft, (n,), and their two flights each (`callsign` and `squawk`, (2 n,)).

    mute: sends no position; shy: its squawk is never received. A callsign has 8 characters, blanks when unset.
    """

    icao24: Texts
    origin_country: Texts
    category: Integers
    position_source: Integers
    mute: Booleans
    shy: Booleans
    callsign: Texts
    squawk: Texts


def identify(routes: Routes, draws: Draws) -> Identities:
    """Give each aircraft an identity; that of aircraft i depends on the seed and on aircraft 0 … i.

    The shares are rounded from world-wide answers of OpenSky: 1.5 % without position, 35 % without squawk, category 0
    for 90 %, category 1 for 4 %.
    """
    aircraft = np.arange(len(routes.operator))
    addresses, registers = assign_addresses([OPERATORS[index].country for index in routes.operator.tolist()])
    known = draws.uniform("category known", aircraft)
    category = np.where(known < 0.06, figures("category", routes.kind).astype(np.int64), _NO_INFORMATION)
    category[known >= 0.96] = _NO_CATEGORY
    return Identities(
        icao24=_texts(f"{address:06x}" for address in addresses.tolist()),
        origin_country=_texts(BLOCKS[register].origin_country for register in registers),
        category=category,
        position_source=np.where(draws.uniform("position source", aircraft) < 0.015, MLAT, ADS_B),
        mute=draws.uniform("mute", aircraft) < 0.015,
        shy=draws.uniform("shy", aircraft) < 0.35,
        callsign=_texts(flight_callsigns(routes.operator, draws)),
        squawk=_texts(f"{code:04o}" for code in _squawk_codes(routes, draws).tolist()),
    )


def _texts(texts: Iterable[str]) -> Texts:
    return np.array(list(texts), dtype=object)


def _squawk_codes(routes: Routes, draws: Draws) -> Integers:
    """Return a squawk for each flight (2 n,), below 7400 octal so that none is an emergency by chance.

    Most light aircraft and helicopters squawk the code for visual flight; some of the others squawk 1000, since their
    address identifies them.
    """
    flights = np.arange(2 * len(routes.kind))
    share = draws.uniform("squawk common", flights)
    code = np.where(share < 0.15, _MODE_S, 0o0100 + draws.below(0o7300, "squawk", flights))
    american = np.array([operator.country in {"US", "CA", "AU", "NZ"} for operator in OPERATORS])[routes.operator]
    visual = np.isin(routes.kind, [CODES.index("L"), CODES.index("H")])
    common = np.repeat(np.where(american, _VFR_AMERICA, _VFR_EUROPE), 2)
    return np.where(np.repeat(visual, 2) & (share < 0.8), common, code)
