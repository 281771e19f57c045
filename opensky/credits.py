"""OpenSky's credits: the cost of a request and the allowances, for the producer and the local server alike.

Source: OpenSky REST API, "API credit usage" (https://openskynetwork.github.io/opensky-api/rest.html).
"""

from dataclasses import dataclass

from common.settings import BoundingBox

HOUR_S = 3_600
DAY_S = 86_400
WHOLE_WORLD_CREDITS = 4


@dataclass(frozen=True)
class Tier:
    """An allowance of credits for each period; periods start at multiples of their length since the epoch."""

    name: str
    credits: int
    period_s: int

    def resets_in_s(self, now: float) -> float:
        """Return the seconds from `now` (epoch s) to the start of the next period."""
        return self.period_s - now % self.period_s


ANONYMOUS = Tier("anonymous", 400, DAY_S)
STANDARD = Tier("standard", 4_000, DAY_S)
FEEDER = Tier("feeder", 8_000, DAY_S)
LICENSED = Tier("licensed", 14_400, HOUR_S)


def states_cost(bbox: BoundingBox | None) -> int:
    """Return the credits that one `GET /states/all` of the box costs, by its area; None is the whole world."""
    if bbox is None:
        return WHOLE_WORLD_CREDITS
    south, west, north, east = bbox
    square_degrees = (north - south) * (east - west)
    for largest, cost in ((25, 1), (100, 2), (400, 3)):
        if square_degrees <= largest:
            return cost
    return WHOLE_WORLD_CREDITS
