"""How far apart polls are, and what depends on it: how long faults last, what a flight needs to carry one."""

from dataclasses import dataclass

from ml.rates.airborne_hours import LONGEST_STEP_S

CONFIRMED_WITHIN_S = 60
"""An alarm counts for a fault up to this long (s) after its end, or one poll where that is longer: confirming one takes
time."""

HISTORY_S = 120
"""The other aircraft of a group must be heard from this long before the fault (s), as a history to compare with."""


@dataclass(frozen=True)
class Pace:
    """Polls `seconds` apart.

    fault_s: how long a fault lasts (s). fewest_fixes: fixes that a flight needs during the fault.
    """

    seconds: int
    fault_s: int
    fewest_fixes: int = 3

    @property
    def afterwards_s(self) -> int:
        """How long after the fault's end (s) an alarm counts."""
        return max(CONFIRMED_WITHIN_S, self.seconds)

    @property
    def shortest_flight_s(self) -> int:
        """A fault that starts at one third of a shorter flight would outlast it, or leave under two polls before it."""
        return max(self.fault_s * 3 // 2, 6 * self.seconds)

    @property
    def history_s(self) -> int:
        """How long before the fault (s) the other aircraft of a group must be heard."""
        return max(HISTORY_S, 2 * self.seconds)

    @property
    def longest_step_s(self) -> int:
        """A longer step between two fixes (s) does not count as flown: one missed poll is bridged."""
        return max(LONGEST_STEP_S, 2 * self.seconds)


USUAL = Pace(10, fault_s=300)
"""The pace at which the other methods, all sizes and all seeds are tried."""

PACES = (
    Pace(5, fault_s=300),
    USUAL,
    Pace(30, fault_s=300),
    Pace(90, fault_s=600),
    Pace(300, fault_s=600, fewest_fixes=2),
)
"""From the fastest to the slowest. 86 s is what OpenSky's credits allow for the whole world, 10 s for a small area."""
