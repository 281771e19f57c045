"""What OpenSky's answers cost and how many credits there are: one table for whoever spends and whoever counts.

Source: OpenSky REST API, "API credit usage" (https://openskynetwork.github.io/opensky-api/rest.html).
"""

from dataclasses import dataclass

from common.settings import BoundingBox

HOUR_S = 3_600
DAY_S = 86_400
WHOLE_WORLD_CREDITS = 4


@dataclass(frozen=True)
class Tier:
    """So many credits in each period; periods start at multiples of their length since the epoch (midnight UTC)."""

    name: str
    credits: int
    period_s: int

    def resets_in_s(self, now: float) -> float:
        """Seconds from `now` (epoch s) to the next full bucket."""
        return self.period_s - now % self.period_s


ANONYMOUS = Tier("anonymous", 400, DAY_S)
STANDARD = Tier("standard", 4_000, DAY_S)
FEEDER = Tier("feeder", 8_000, DAY_S)
LICENSED = Tier("licensed", 14_400, HOUR_S)


def states_cost(bbox: BoundingBox | None) -> int:
    """Credits of one `GET /states/all`, by the area asked for in square degrees; None is the whole world."""
    if bbox is None:
        return WHOLE_WORLD_CREDITS
    south, west, north, east = bbox
    area = (north - south) * (east - west)
    for largest_area, cost in ((25, 1), (100, 2), (400, 3)):
        if area <= largest_area:
            return cost
    return WHOLE_WORLD_CREDITS
