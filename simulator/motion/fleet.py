"""The simulated aircraft, each flying out and back between its two airports for ever, and their motion at any time.

Aircraft i flies out as flight 2 i and back as flight 2 i + 1.
"""

from dataclasses import dataclass

import numpy as np

from simulator.motion.bends import Bends, bend_flights
from simulator.motion.flight_plans import FlightPlans, plan_flights
from simulator.motion.great_circles import GreatCircles, bearing_deg, coordinates, east_and_north
from simulator.world.aircraft_kinds import figures
from simulator.world.airports import Airports
from simulator.world.arrays import Booleans, Floats, Integers
from simulator.world.randomness import Draws
from simulator.world.routes import Routes


@dataclass(frozen=True)
class Motion:
    """m true states, (m,): degrees, m (pressure altitude), m/s; east and north are components of the ground speed."""

    latitude: Floats
    longitude: Floats
    altitude: Floats
    vertical_rate: Floats
    east: Floats
    north: Floats
    true_track: Floats
    on_ground: Booleans


@dataclass(frozen=True)
class Fleet:
    """n aircraft and their flights (2 n each): great circles, bends and plans.

    until_next_s: seconds from the start of each flight to the start of the next (2 n,); phase_s: seconds into its cycle
    of two flights at epoch 0, per aircraft (n,). Both are whole seconds, so the time since a flight's start is exact.
    """

    routes: Routes
    circles: GreatCircles
    bends: Bends
    plans: FlightPlans
    until_next_s: Integers
    phase_s: Integers

    @property
    def size(self) -> int:
        """The number of aircraft."""
        return len(self.phase_s)

    def flights_at(self, aircraft: Integers, time: Integers | int) -> tuple[Integers, Integers]:
        """Return the current or latest flight of m aircraft at one or m epoch times, and seconds since its start."""
        out, back = 2 * aircraft, 2 * aircraft + 1
        out_s = self.until_next_s[out]
        elapsed = (time + self.phase_s[aircraft]) % (out_s + self.until_next_s[back])
        returning = elapsed >= out_s
        return np.where(returning, back, out), np.where(returning, elapsed - out_s, elapsed)

    def motion(self, flight: Integers, elapsed: Floats | Integers) -> Motion:
        """Return the states on m flights, `elapsed` seconds after the start of each.

        The position follows the great circle at the planned speed, displaced by the bends; speed and track are the
        derivative of that path, so they agree with successive positions.
        """
        speed, along = self.plans.distance.at(flight, elapsed)
        left, slope = self.bends.deviation(flight, along)
        position, motion = self.circles.at(flight, along, left, slope)
        east, north = east_and_north(position, motion)
        vertical_rate, height = self.plans.height.at(flight, elapsed)
        latitude, longitude = coordinates(position)
        airborne = (elapsed >= self.plans.liftoff_s[flight]) & (elapsed < self.plans.touchdown_s[flight])
        return Motion(
            latitude=latitude,
            longitude=longitude,
            altitude=self.plans.start_elevation_m[flight] + height,
            vertical_rate=vertical_rate,
            east=east * speed,
            north=north * speed,
            true_track=bearing_deg(east, north),
            on_ground=~airborne,
        )


def build_fleet(routes: Routes, airports: Airports, draws: Draws) -> Fleet:
    """Plan the flights of all aircraft on their routes; aircraft i depends only on the seed and i."""
    start = np.stack((routes.home, routes.away), axis=1).reshape(-1)
    end = np.stack((routes.away, routes.home), axis=1).reshape(-1)
    kind = np.repeat(routes.kind, 2)
    circles = GreatCircles.between(airports.position[start], airports.position[end])
    flights = np.arange(len(kind))
    halfway, forward = circles.at(flights, circles.length_m / 2, np.zeros(len(kind)), np.zeros(len(kind)))
    east, _ = east_and_north(halfway, forward)
    plans = plan_flights(
        draws,
        kind=kind,
        length_m=circles.length_m,
        elevation_m=(airports.elevation_m[start], airports.elevation_m[end]),
        tailwind=_zonal_wind(coordinates(halfway)[0]) * east * draws.between(0.5, 1.3, "wind", flights),
        eastbound=east > 0,
    )
    bend_m = figures("bend", kind)
    # The first bend begins well after lift-off, the last ends well before touchdown.
    liftoff_m = plans.distance.at(flights, plans.liftoff_s)[1]
    touchdown_m = plans.distance.at(flights, plans.touchdown_s)[1]
    bends = bend_flights(
        draws,
        start_m=liftoff_m + 1.3 * bend_m,
        end_m=touchdown_m - 1.6 * bend_m,
        wander=figures("wander", kind),
        largest_m=45_000.0,
        reach_m=bend_m,
    )
    turnaround_s = draws.between(*figures("turnaround_s", kind).T, "turnaround", flights)
    until_next_s = np.ceil(plans.end_s + turnaround_s).astype(np.int64)
    cycle_s = until_next_s.reshape(-1, 2).sum(axis=1)
    phase_s = (draws.uniform("phase", np.arange(len(cycle_s))) * cycle_s).astype(np.int64)
    return Fleet(routes, circles, bends, plans, until_next_s, phase_s)


def _zonal_wind(latitude: Floats) -> Floats:
    """Return the eastward wind (m/s) at 11 km: jet streams in the middle latitudes, light easterlies at the equator.

    The magnitude follows the yearly mean at 200 to 250 hPa (Peixoto & Oort, "Physics of Climate", 1992).
    """
    jet = 36 * np.exp(-(((np.abs(latitude) - 41) / 13) ** 2))
    return np.asarray(jet - 6 * np.exp(-((latitude / 12) ** 2)), dtype=np.float64)
