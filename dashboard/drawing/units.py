"""Formats altitudes, speeds and vertical rates in the viewer's units."""

from dataclasses import dataclass

from dashboard.drawing.texts import FEET_PER_METRE, KNOTS_PER_MS, NOTHING, known

KMH_PER_MS = 3.6
FEET_PER_MINUTE_PER_MS = FEET_PER_METRE * 60


@dataclass(frozen=True)
class Units:
    """A system of units: labels, factors from metres and metres per second, and round limits for charts and map.

    altitude_band, speed_band: width of a bar in the distributions; altitude_limits, speed_limits: where the map's
    colours change; all in the system's own units.
    """

    altitude_unit: str
    speed_unit: str
    climb_unit: str
    per_metre: float
    per_ms: float
    climb_per_ms: float
    climb_decimals: int
    altitude_band: float
    speed_band: float
    altitude_limits: tuple[float, ...]
    speed_limits: tuple[float, ...]

    def altitude(self, metres: float | None) -> str:
        """Format as `10,668 m` or `35,000 ft`."""
        return f"{metres * self.per_metre:,.0f} {self.altitude_unit}" if known(metres) else NOTHING

    def speed(self, metres_per_second: float | None) -> str:
        """Format as `832 km/h` or `449 kt`."""
        return f"{metres_per_second * self.per_ms:,.0f} {self.speed_unit}" if known(metres_per_second) else NOTHING

    def climb(self, metres_per_second: float | None) -> str:
        """Format as `+4.2 m/s, climbing` or `+827 ft/min, climbing`."""
        if not known(metres_per_second):
            return NOTHING
        way = "climbing" if metres_per_second > 0.5 else "descending" if metres_per_second < -0.5 else "level"
        return f"{metres_per_second * self.climb_per_ms:+,.{self.climb_decimals}f} {self.climb_unit}, {way}"


METRIC = Units(
    altitude_unit="m",
    speed_unit="km/h",
    climb_unit="m/s",
    per_metre=1.0,
    per_ms=KMH_PER_MS,
    climb_per_ms=1.0,
    climb_decimals=1,
    altitude_band=500.0,
    speed_band=50.0,
    altitude_limits=(1_000.0, 3_000.0, 6_000.0, 9_000.0, 11_000.0),
    speed_limits=(250.0, 450.0, 650.0, 800.0, 950.0),
)
AVIATION = Units(
    altitude_unit="ft",
    speed_unit="kt",
    climb_unit="ft/min",
    per_metre=FEET_PER_METRE,
    per_ms=KNOTS_PER_MS,
    climb_per_ms=FEET_PER_MINUTE_PER_MS,
    climb_decimals=0,
    altitude_band=2_000.0,
    speed_band=25.0,
    altitude_limits=(3_000.0, 10_000.0, 20_000.0, 30_000.0, 36_000.0),
    speed_limits=(150.0, 250.0, 350.0, 450.0, 500.0),
)
