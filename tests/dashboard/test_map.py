from math import log2

import orjson
import pandas as pd
import pytest

from dashboard.flights import flight_table
from dashboard.icons import UNKNOWN_BAND, atlas
from dashboard.map_rows import altitude_bands, map_rows
from dashboard.palette import BANDS, DARK, LIGHT, palette_of
from dashboard.sky_map import NARROW, WIDE, WORLD, build_map, fit_view
from tests.dashboard.sample_outputs import make_flight, nasty_flights, sky_flights

ALL = ("ground", "airborne", "flagged")


def rows_of(*flights):
    return map_rows(flight_table(list(flights), poll_time=1_790_000_003))


def test_aircraft_are_drawn_apart_by_what_they_are():
    rows = rows_of(
        make_flight(),
        make_flight(on_ground=True),
        make_flight(is_anomaly=True),
        make_flight(is_anomaly=True, on_ground=True),
        make_flight(latitude=None),
    )
    assert rows.counts == {"ground": 1, "airborne": 1, "flagged": 2}
    assert len(orjson.loads(rows.halos)) == 2


def test_a_row_is_rounded_and_turned_by_its_track():
    (row,) = orjson.loads(rows_of(make_flight(longitude=9.123456, true_track=90.4)).airborne)
    assert (row["x"], row["a"], row["i"]) == (9.1235, -90, "plane-4")
    assert row["l"] == "10,668 m · 35,000 ft"
    assert row["g"] == "3 s"


def test_what_is_not_known_is_said_so_and_not_drawn_as_a_heading():
    blank = make_flight(true_track=None, baro_altitude=None, callsign=None, velocity=None, origin_country=None)
    (row,) = orjson.loads(rows_of(blank).airborne)
    assert row["i"] == f"disc-{UNKNOWN_BAND}"
    assert (row["n"], row["l"], row["v"], row["t"]) == ("no callsign", "–", "–", "–")


def test_the_tooltip_names_the_flags_and_why():
    flagged = make_flight(rule_based_anomaly=True, rules=["overspeed"], reasons=["too fast"])
    (row,) = orjson.loads(rows_of(flagged).flagged)
    assert row["f"] == "⚠ overspeed: too fast"


@pytest.mark.parametrize(
    ("metres", "band"), [(-10, 0), (999, 0), (1_000, 1), (10_668, 4), (11_000, 5), (39_000, 5), (None, UNKNOWN_BAND)]
)
def test_altitudes_fall_in_their_band(metres, band):
    assert altitude_bands(pd.Series([metres], dtype="float64")).tolist() == [band]


@pytest.mark.parametrize("palette", [DARK, LIGHT])
def test_every_icon_a_row_can_name_is_in_the_atlas(palette):
    rows = map_rows(flight_table(sky_flights(500, poll_time=1_000) + nasty_flights(1_000), poll_time=1_000))
    named = {row["i"] for group in (*ALL, "halos") for row in orjson.loads(getattr(rows, group))}
    assert named <= set(atlas(palette)[1])
    assert len(palette.bands) == len(BANDS)


def test_the_specification_asks_nothing_of_another_host():
    specification = build_map(rows_of(*nasty_flights(1_000)), DARK, view=WORLD, groups=ALL).to_json()
    decoded = orjson.loads(specification)
    # Without a map style Streamlit adds CARTO's; pydeck's own placeholder keeps it away.
    assert decoded["mapStyle"] == "__MAP_STYLE__"
    assert "mapProvider" not in decoded
    for layer in decoded["layers"]:
        assert layer.get("iconAtlas", "data:").startswith("data:")


def test_no_text_of_an_aircraft_is_an_expression_to_the_map():
    specification = orjson.loads(build_map(rows_of(*nasty_flights(1_000)), DARK, view=WORLD, groups=ALL).to_json())
    texts = [
        text
        for layer in specification["layers"]
        if isinstance(layer["data"], list)
        for row in layer["data"]
        for text in row.values()
        if isinstance(text, str)
    ]
    assert texts
    assert not any(text.startswith("@@") for text in texts)


def test_the_named_groups_are_drawn_the_flagged_above_their_diamonds():
    specification = orjson.loads(build_map(rows_of(make_flight()), DARK, view=WORLD, groups=["flagged"]).to_json())
    assert [layer["id"] for layer in specification["layers"]] == ["land", "names", "halos", "flagged"]


def test_the_first_view_holds_the_aircraft():
    near = flight_table([make_flight(longitude=8.0), make_flight(longitude=10.0)], poll_time=None)
    view = fit_view(near)
    assert (view.longitude, round(view.latitude)) == (9.0, 50)
    assert view.zoom > 6
    assert fit_view(flight_table(sky_flights(200, poll_time=1_000), poll_time=None)) == WORLD
    assert fit_view(flight_table([], poll_time=None)) == WORLD


def test_the_first_view_of_a_narrow_screen_is_from_farther_away():
    apart = flight_table([make_flight(longitude=0.0), make_flight(longitude=40.0)], poll_time=None)
    assert fit_view(apart, width=NARROW).zoom == pytest.approx(fit_view(apart).zoom - log2(WIDE / NARROW), abs=0.01)


def test_the_palette_follows_the_theme():
    assert palette_of("dark") is DARK
    assert palette_of("light") is palette_of(None) is LIGHT
