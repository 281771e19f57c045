"""Rows in OpenSky's format, with as many gaps as real answers have."""

from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.faults.faults import FaultKind, Faults
from simulator.reception.contacts import Contacts
from simulator.reception.transmissions import Transmissions
from simulator.world.arrays import Booleans, Floats, Integers, Texts
from simulator.world.identities import Identities
from simulator.world.randomness import Draws

_GAP_S = 300
"""At this interval a new draw decides which fields of an aircraft are missing."""

_EMERGENCY_CODES = {FaultKind.SQUAWK_7500: "7500", FaultKind.SQUAWK_7600: "7600", FaultKind.SQUAWK_7700: "7700"}


def make_rows(
    contacts: Contacts, transmissions: Transmissions, on_ground: Booleans, faults: Faults, identities: Identities,
    draws: Draws,
) -> list[list[Any]]:  # fmt: skip
    """Return one row of 18 fields per contact.

    The shares of nulls match real captures: nearly all altitudes and vertical rates on the ground (surface messages
    carry none), one pressure altitude in fifty and one geometric altitude in thirty in the air. Rows with a fault have
    no such gaps, so every fault is visible.
    """
    aircraft, count = contacts.aircraft, len(contacts.aircraft)
    mute = identities.mute[aircraft]
    faulty = faults.kind != FaultKind.NONE
    draw = draws.uniform("gap", aircraft, contacts.time_position // _GAP_S)
    no_rate = ~faulty & np.where(on_ground, draw < 0.97, draw > 0.996)
    no_baro = mute | (~faulty & np.where(on_ground, draw < 0.97, draw < 0.018))
    no_geo = mute | (~faulty & np.where(on_ground, draw < 0.98, draw < 0.032))
    columns = (
        identities.icao24[aircraft].tolist(),
        identities.callsign[contacts.flight].tolist(),
        identities.origin_country[aircraft].tolist(),
        _column(contacts.time_position, mute),
        contacts.last_contact.tolist(),
        _column(transmissions.longitude, mute),
        _column(transmissions.latitude, mute),
        _column(transmissions.baro_altitude, no_baro),
        on_ground.tolist(),
        transmissions.velocity.tolist(),
        transmissions.true_track.tolist(),
        _column(transmissions.vertical_rate, no_rate),
        [None] * count,
        _column(transmissions.geo_altitude, no_geo),
        _squawks(contacts, identities, faults).tolist(),
        (draws.uniform("ident", contacts.flight) < 0.005).tolist(),
        identities.position_source[aircraft].tolist(),
        identities.category[aircraft].tolist(),
    )
    return [list(row) for row in zip(*columns, strict=True)]


def _column(values: Floats | Integers, absent: Booleans) -> list[Any]:
    column: npt.NDArray[np.object_] = values.astype(object)
    column[absent] = None
    return list(column.tolist())


def _squawks(contacts: Contacts, identities: Identities, faults: Faults) -> Texts:
    squawk: Texts = identities.squawk[contacts.flight]
    squawk[identities.shy[contacts.aircraft]] = None
    for kind, code in _EMERGENCY_CODES.items():
        squawk[faults.are(kind)] = code
    return squawk
