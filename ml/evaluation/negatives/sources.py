"""Ordinary traffic whose source pauses, lags, repeats or changes its pace."""

from ml.evaluation.negatives.motion import Leg, Motion, fly
from ml.evaluation.negatives.reception import Flown, Reception, Sky

AIRCRAFT = 36
"""Flights in the traffic: enough for comparing aircraft, in reach of each other."""


def received(reception: Reception) -> Sky:
    """Return ordinary traffic, received like this: cruise, climbs, descents and turns over 500 km."""
    return Sky([_flight(number) for number in range(AIRCRAFT)], reception)


def _flight(number: int) -> Flown:
    return Flown(f"4ca{number + 1:03x}", _motion(number), ((0, f"RYR{number + 1}"),), first=23 * number, category=4)


def _motion(number: int) -> Motion:
    climb = (0.0, 9.0, -8.0)[number % 3]
    turn = (0.0, 1.0, -1.5)[number // 3 % 3]
    legs = (Leg(600), Leg(300, climb=climb), Leg(40, turn=turn), Leg(600), Leg(200, climb=-climb), Leg(500))
    place = (5.0 + number % 6, 46.0 + 0.7 * (number // 6))
    altitude, speed, track = 8_000.0 + 300 * (number % 12), 215.0 + 1.5 * number, (37.0 * number) % 360
    return fly(place, *legs, altitude=altitude, speed=speed, track=track)
