import pytest

from dashboard.drawing.units import AVIATION, METRIC


@pytest.mark.parametrize(
    ("units", "altitude", "speed", "climb"),
    [
        (METRIC, "10,668 m", "832 km/h", "-4.2 m/s, descending"),
        (AVIATION, "35,000 ft", "449 kt", "-827 ft/min, descending"),
    ],
)
def test_values_are_written_in_the_chosen_units(units, altitude, speed, climb):
    assert units.altitude(10_668.0) == altitude
    assert units.speed(231.0) == speed
    assert units.climb(-4.2) == climb


def test_unknown_values_are_a_dash():
    assert METRIC.altitude(None) == AVIATION.speed(float("nan")) == METRIC.climb(None) == "–"
