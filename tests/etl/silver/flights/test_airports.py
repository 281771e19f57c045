"""The airports at a flight's ends, compared with a search of all airports."""

import airportsdata
import numpy as np
import pytest

from etl.silver.flights.airports import are_above_airports, estimate_airports

EARTH_RADIUS_M = 6_371_008.8
FOOT_M = 0.3048


@pytest.fixture(scope="module")
def airports():
    """Code, longitude, latitude and elevation of airports with a location indicator, without heliports and seaplane
    bases."""
    wrong = ("Heliport", "Helicopter", "Helipad", "Seaplane")
    return [
        (code, airport["lon"], airport["lat"], airport["elevation"] * FOOT_M)
        for code, airport in airportsdata.load("ICAO").items()
        if len(code) == 4 and code.isalpha() and not any(word in airport["name"] for word in wrong)
    ]


def nearest_by_law_of_cosines(longitude, latitude, airports):
    codes, lon, lat, elevation = (np.array(column) for column in zip(*airports, strict=True))
    east, north, lon, lat = map(np.radians, (longitude, latitude, lon.astype(float), lat.astype(float)))
    cosines = np.sin(north) * np.sin(lat) + np.cos(north) * np.cos(lat) * np.cos(lon - east)
    nearest = int(cosines.argmax())
    return codes[nearest], EARTH_RADIUS_M * np.arccos(min(1, cosines[nearest])), float(elevation[nearest])


def test_the_nearest_airport_counts_when_near_and_below(airports):
    random = np.random.default_rng(4)
    some = [airports[number] for number in random.integers(len(airports), size=400)]
    longitude = np.array([place[1] for place in some]) + random.normal(0, 0.08, 400)
    latitude = np.array([place[2] for place in some]) + random.normal(0, 0.06, 400)
    altitude = np.array([place[3] for place in some]) + random.uniform(0, 3_000, 400)
    seen = random.random(400) < 0.3

    expected = []
    for row in zip(longitude, latitude, altitude, seen, strict=True):
        code, distance_m, elevation = nearest_by_law_of_cosines(*row[:2], airports)
        expected.append(code if distance_m <= 10_000 and row[2] <= elevation + (2_000 if row[3] else 1_000) else None)

    assert 50 < sum(code is None for code in expected) < 350
    assert estimate_airports(longitude, latitude, altitude, seen).tolist() == expected


def test_of_two_airports_at_one_place_the_one_with_an_iata_code_counts():
    """Brussels (BRU) and Melsbroek, its military side; then two fields that have none."""
    known = airportsdata.load("ICAO")
    for code, other in (("EBBR", "EBMB"), ("SCGL", "SCMR")):
        here, there = ((known[each]["lon"], known[each]["lat"]) for each in (code, other))
        assert here == there
        low = np.array([known[code]["elevation"] * FOOT_M])
        longitude, latitude = (np.array([each]) for each in here)
        assert estimate_airports(longitude, latitude, low, np.array([True])).tolist() == [code]


def test_an_airport_is_found_across_the_antimeridian():
    """Moala's is 5 km west of it, and here it is seen from the east."""
    found = estimate_airports(np.array([-179.98]), np.array([-18.5667]), np.array([50.0]), np.array([False]))

    assert found.tolist() == ["NFMO"]


def test_nothing_is_on_the_ground_high_over_the_airport_beside_it():
    """Zurich's is at 432 m; at 0, 0 there is none."""
    longitude, latitude = np.array([8.55, 8.55, 0.0]), np.array([47.46, 47.46, 0.0])

    assert are_above_airports(longitude, latitude, np.array([925.0, 940.0, 11_000.0])).tolist() == [False, True, False]


def test_what_has_no_position_has_no_airport():
    nothing = np.array([np.nan])

    assert estimate_airports(nothing, nothing, nothing, np.array([True])).tolist() == [None]
