"""Rates of events in flight, with their intervals."""

from dataclasses import dataclass

from scipy import stats

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Rate:
    """A number of events in a number of flight-hours."""

    events: int
    hours: float

    @property
    def per_1000_h(self) -> float:
        """Events per 1,000 flight-hours, NaN without hours."""
        return self.events / self.hours * 1_000 if self.hours else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """The exact Poisson interval of `per_1000_h` at CONFIDENCE (Garwood 1936)."""
        if not self.hours:
            return 0.0, float("inf")
        tail = (1 - CONFIDENCE) / 2
        low = stats.chi2.ppf(tail, 2 * self.events) / 2 if self.events else 0.0
        high = stats.chi2.ppf(1 - tail, 2 * self.events + 2) / 2
        return float(low / self.hours * 1_000), float(high / self.hours * 1_000)
