"""Who flies beside whom: copies of aircraft, and formations.

A copy appears in mid-air beside its original and keeps in step with it; aircraft that fly alike without that are a
formation.
"""

from dataclasses import dataclass

import numpy as np

from ml.arrays import Records
from ml.sky.feeds import FeedPace
from ml.sky.formations import Formation, formations_among
from ml.sky.ghosts import Ghost, ghosts_among
from ml.sky.offsets import places_at
from ml.sky.pairs import addresses_of, alike_in, continued, kept, not_forgotten
from ml.sky.suspects import followed

SLOWEST_MS = 30.0
"""Slower aircraft fly together at every airfield: gliders, balloons, waiting helicopters."""

OLDEST_FIX_S = 60
"""A fix older than this leaves it too uncertain where the aircraft is at the poll."""


@dataclass(frozen=True)
class Company:
    """What is known of aircraft beside each other after a poll.

    pairs: `ml.sky.pairs.PAIR`. suspects: `ml.sky.suspects.SUSPECT`.
    """

    pairs: Records
    suspects: Records


def company_in(
    poll: int, aircraft: Records, company: Company, pace: FeedPace
) -> tuple[list[Ghost], list[Formation], Company]:
    """Return the ghosts and formations at this poll (epoch s), and the company known afterwards.

    aircraft: `ml.sky.aircraft.AIRCRAFT`, ascending by address; those with `last` == poll have a new fix. company: as
    returned for the poll before. pace: of the poll's feed.
    """
    age_s = poll - aircraft["time"].astype(np.int64)
    usable = ~aircraft["on_ground"] & (np.abs(age_s) <= OLDEST_FIX_S)
    usable &= (aircraft["velocity"] > SLOWEST_MS) & ~np.isnan(aircraft["track"])
    rows = np.flatnonzero(usable)
    fixes = aircraft[rows]
    places = places_at(fixes, age_s[rows])
    suspects = followed(poll, fixes, places, company.suspects, pace)
    ghosts, copying = ghosts_among(suspects[suspects["last"] == poll], aircraft)

    heard = fixes["last"] == poll
    if not heard.all():
        rows, fixes, places = rows[heard], fixes[heard], (places[0][heard], places[1][heard])
    alike = alike_in(poll, fixes, places)
    small, large = (rows[np.searchsorted(fixes["address"], each)] for each in addresses_of(alike))
    recent = not_forgotten(company.pairs, poll)
    alike = continued(alike, recent, speed=aircraft["velocity"][small].astype(float))
    is_formation = ~np.isin(alike["key"], copying)
    formations = formations_among(alike[is_formation], small[is_formation], large[is_formation], aircraft)
    return ghosts, formations, Company(kept(alike, recent, fixes["address"]), suspects)
