import gzip
import json
import math
import pickle

import numpy as np
import orjson
import pandas as pd
import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from common.settings import ROOT
from ml.user_rules.reading import read_rules
from ml.user_rules.rules import UserRules
from opensky.answers import parse_answer
from tests.records import POLL_TIME, records

ZURICH = {"longitude": 8.55, "latitude": 47.45}
SQUARE = [[8, 47], [9, 47], [9, 48], [8, 48]]


def rules(*fields):
    """Return rules with these fields, and a name and severity where they do not matter."""
    common = {"name": "mine", "severity": "warning"}
    return UserRules(read_rules(yaml.safe_dump({"rules": [common | each for each in fields]}), file="rules.yaml"))


def found_by(rules_, fixes):
    """Return the findings without their rows."""
    return [finding for _, finding in rules_.findings(fixes)]


def matched(rule, *differences):
    """Return which of these aircraft (000000, 000001, ...) the rule finds."""
    aircraft = [{"icao24": f"{number:06x}"} | each for number, each in enumerate(differences)]
    return [int(found.icao24, 16) for found in found_by(rules(rule), records(*aircraft))]


def test_finding_carries_the_rule_and_the_fix():
    rule = {"kind": "threshold", "field": "velocity", "above": 200, "name": "Fast", "severity": "critical"}
    (found,) = found_by(rules(rule | {"description": "Too fast"}), records({"velocity": 230.5}))
    assert (found.detector, found.kind, found.family, found.severity) == ("Fast", "Fast", "rule:Fast", "critical")
    assert found.evidence == "Too fast: velocity 230.5 m/s is above 200 m/s, at 47.4000° N 8.5000° E, 11,000 m"
    assert (found.value, found.limit, found.unit) == (230.5, 200, "m/s")
    assert (found.icao24, found.callsign, found.origin_country) == ("4b1814", "SWR7EA", "Switzerland")
    assert (found.time, found.poll_time, found.source) == (POLL_TIME - 1, POLL_TIME, "simulated")
    assert (found.longitude, found.latitude, found.baro_altitude) == (8.5, 47.4, 11_000.0)
    assert found.track == ((POLL_TIME - 1, 8.5, 47.4, 11_000.0),)
    assert found.rarity is None


def test_findings_are_ready_for_json_whatever_the_columns_are_made_of():
    fixes = records({}, {"callsign": None, "baro_altitude": None, "origin_country": np.nan, "category": None})
    rule = rules({"kind": "geofence", "centre": [8.5, 47.4], "radius_km": 5})
    for frame in (fixes, fixes.convert_dtypes()):
        _, bare = json.loads(json.dumps([found.as_dict() for found in found_by(rule, frame)], allow_nan=False))
        assert (bare["callsign"], bare["origin_country"], bare["baro_altitude"]) == (None, None, None)
        assert bare["evidence"].endswith("at 47.4000° N 8.5000° E, 11,100 m"), "the geometric altitude"


def test_polygon_holds_what_is_inside_and_on_its_edge():
    places = [(8.5, 47.5), (8.0, 47.5), (9.0, 48.0), (9.1, 47.5), (8.5, 46.9), (-171.5, 47.5)]
    aircraft = [{"longitude": longitude, "latitude": latitude} for longitude, latitude in places]
    assert matched({"kind": "geofence", "polygon": SQUARE}, *aircraft) == [0, 1, 2]


def test_concave_polygon_leaves_out_its_bay():
    bay = [[0, 0], [4, 0], [4, 4], [2, 1], [0, 4]]
    assert matched(
        {"kind": "geofence", "polygon": bay}, {"longitude": 2, "latitude": 3}, {"longitude": 0.3, "latitude": 3}
    ) == [1]


def test_polygon_across_the_antimeridian_is_written_with_longitudes_beyond_180():
    pacific = [[170, -20], [190, -20], [190, -10], [170, -10]]
    aircraft = [{"longitude": longitude, "latitude": -15} for longitude in (169, 175, 180, -180, -175, -169, 0)]
    assert matched({"kind": "geofence", "polygon": pacific}, *aircraft) == [1, 2, 3, 4]


def test_circle_is_a_distance_over_ground():
    geneva = {"longitude": 6.109, "latitude": 46.238}  # 230 km from Zurich by any route planner
    for radius, inside in ((225, [0]), (235, [0, 1])):
        assert matched({"kind": "geofence", "centre": [8.55, 47.45], "radius_km": radius}, ZURICH, geneva) == inside


@pytest.mark.parametrize(
    ("centre", "inside", "outside"),
    [
        ([179.9, 0], (-179.9, 0), (-179.0, 0)),
        ([0, 89.9], (180, 89.8), (180, 89.5)),
    ],
)
def test_circle_works_over_the_antimeridian_and_the_pole(centre, inside, outside):
    aircraft = [{"longitude": longitude, "latitude": latitude} for longitude, latitude in (inside, outside)]
    assert matched({"kind": "geofence", "centre": centre, "radius_km": 50}, *aircraft) == [0]


def unit_vector(longitude, latitude):
    longitude, latitude = math.radians(longitude), math.radians(latitude)
    return (
        math.cos(latitude) * math.cos(longitude),
        math.cos(latitude) * math.sin(longitude),
        math.sin(latitude),
    )


LONGITUDES = st.floats(-180, 180)
LATITUDES = st.floats(-90, 90)


@settings(deadline=None)
@given(st.tuples(LONGITUDES, LATITUDES), st.tuples(LONGITUDES, LATITUDES), st.floats(1, 20_000))
def test_circle_agrees_with_the_angle_between_vectors(centre, place, radius_km):
    a, b = unit_vector(*centre), unit_vector(*place)
    across = math.dist((0, 0, 0), (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]))
    distance_km = 6_371.0088 * math.atan2(across, sum(x * y for x, y in zip(a, b, strict=True)))
    assume(abs(distance_km - radius_km) > 0.01)
    aircraft = {"longitude": place[0], "latitude": place[1]}
    found = matched({"kind": "geofence", "centre": list(centre), "radius_km": radius_km}, aircraft)
    assert found == ([0] if distance_km < radius_km else [])


def test_limits_of_altitude_are_included_and_fall_back_on_the_geometric_one():
    aircraft = [
        {"baro_altitude": 999.0},
        {"baro_altitude": 1_000.0},
        {"baro_altitude": 2_000.0},
        {"baro_altitude": 2_001.0},
        {"baro_altitude": None, "geo_altitude": 1_500.0},
        {"baro_altitude": None, "geo_altitude": None},
        {"baro_altitude": 1_500.0, "on_ground": True},
    ]
    limits = {"min_altitude_m": 1_000, "max_altitude_m": 2_000}
    assert matched({"kind": "geofence", "polygon": SQUARE} | limits, *aircraft) == [1, 2, 4]


def test_area_without_limits_of_altitude_holds_aircraft_on_the_ground():
    assert matched({"kind": "geofence", "polygon": SQUARE}, {"on_ground": True, "baro_altitude": None}) == [0]


@pytest.mark.parametrize(
    ("lists", "found"),
    [
        ({"icao24s": ["000001", "00000B"]}, [1]),
        ({"callsigns": ["RCH*"]}, [2, 3]),
        ({"callsigns": ["rch?"]}, [2]),
        ({"callsigns": ["*CH1"]}, [2]),
        ({"callsigns": ["CH1"]}, []),
        ({"countries": ["SWITZERLAND"]}, [0, 1, 2]),
        ({"icao24s": ["000001"], "callsigns": ["RCH12"], "countries": ["Chad"]}, [1, 3, 4]),
    ],
)
def test_watch_list_finds_what_is_in_any_of_its_lists(lists, found):
    aircraft = [
        {},
        {"callsign": None},
        {"callsign": "RCH1"},
        {"callsign": "RCH12", "origin_country": "United States"},
        {"callsign": "TT1", "origin_country": "Chad"},
        {"callsign": None, "origin_country": None},
    ]
    assert matched({"kind": "watch_list"} | lists, *aircraft) == found


@pytest.mark.parametrize(
    ("lists", "evidence"),
    [
        ({"icao24s": ["4b1814"]}, "address 4b1814 is on the list"),
        ({"callsigns": ["LX*", "SWR*"]}, "callsign SWR7EA matches SWR*"),
        ({"countries": ["switzerland"]}, "registered in Switzerland"),
    ],
)
def test_watch_list_says_which_entry_it_was(lists, evidence):
    (found,) = found_by(rules({"kind": "watch_list"} | lists), records({}))
    assert found.evidence == f"{evidence}, at 47.4000° N 8.5000° E, 11,000 m"


@pytest.mark.parametrize(
    ("limit", "found"), [({"above": 15}, [2]), ({"below": 15}, [0]), ({"below": 0}, []), ({"above": -1}, [0, 1, 2])]
)
def test_threshold_compares_what_is_reported_of_airborne_aircraft(limit, found):
    aircraft = [
        {"vertical_rate": 14.9},
        {"vertical_rate": 15.0},
        {"vertical_rate": 15.1},
        {"vertical_rate": None},
        {"vertical_rate": 20.0, "on_ground": True},
    ]
    assert matched({"kind": "threshold", "field": "vertical_rate"} | limit, *aircraft) == found


@pytest.mark.parametrize(
    ("only", "found"),
    [
        ({}, [0, 1, 2]),
        ({"countries": ["Chad"]}, [1]),
        ({"callsigns": ["SWR*"]}, [0, 2]),
        ({"categories": [2, 4]}, [0, 1]),
        ({"callsigns": ["SWR*"], "categories": [4]}, [0]),
    ],
)
def test_only_limits_a_rule_to_some_aircraft(only, found):
    aircraft = [{}, {"callsign": "TT1", "origin_country": "Chad", "category": 2}, {"category": None}]
    assert matched({"kind": "geofence", "polygon": SQUARE, "only": only}, *aircraft) == found


def test_each_rule_has_its_own_findings():
    both = rules(
        {"name": "fast", "kind": "threshold", "field": "velocity", "above": 200},
        {"name": "swiss", "kind": "watch_list", "countries": ["Switzerland"]},
    )
    fixes = records({"icao24": "000001", "velocity": 100.0}, {"icao24": "000002"})
    assert [(found.kind, found.icao24) for found in found_by(both, fixes)] == [
        ("fast", "000002"),
        ("swiss", "000001"),
        ("swiss", "000002"),
    ]


def test_findings_do_not_depend_on_how_the_frame_is_indexed():
    fixes = records({"icao24": "000001", "velocity": 100.0}, {"icao24": "000002"}, {"icao24": "000003"})
    fast = rules({"kind": "threshold", "field": "velocity", "above": 200})
    assert found_by(fast, fixes.set_index(pd.Index([7, 7, 7]))) == found_by(fast, fixes)


def test_no_fixes_and_no_rules_find_nothing():
    assert found_by(UserRules(), records({})) == []
    assert found_by(rules({"kind": "geofence", "polygon": SQUARE}), records()) == []


def test_rules_can_be_sent_to_other_processes():
    square = rules({"kind": "geofence", "polygon": SQUARE})
    assert found_by(pickle.loads(pickle.dumps(square)), records({})) == found_by(square, records({}))  # noqa: S301


@pytest.mark.captures
def test_rules_agree_with_a_loop_over_real_records(captures):
    answer = orjson.loads(gzip.decompress((captures / "opensky/world_2021-10-17T1149Z_5485.json.gz").read_bytes()))
    states = [state for state in parse_answer(answer, source="opensky").states if state["latitude"] is not None]
    flying = [state for state in states if not state["on_ground"]]
    both = rules(
        {"name": "fast", "kind": "threshold", "field": "velocity", "above": 250},
        {"name": "box", "kind": "geofence", "polygon": [[0, 40], [10, 40], [10, 50], [0, 50]], "max_altitude_m": 3_000},
        {"name": "who", "kind": "watch_list", "callsigns": ["RYR*"], "countries": ["Ireland"]},
    )
    found = found_by(both, pd.DataFrame(states))
    expected = {
        "fast": [s for s in flying if s["velocity"] is not None and s["velocity"] > 250],
        "box": [
            s
            for s in flying
            if 0 <= s["longitude"] <= 10
            and 40 <= s["latitude"] <= 50
            and (height := s["baro_altitude"] if s["baro_altitude"] is not None else s["geo_altitude"]) is not None
            and height <= 3_000
        ],
        "who": [s for s in states if s["origin_country"] == "Ireland" or (s["callsign"] or "").startswith("RYR")],
    }
    for kind, records_of_kind in expected.items():
        assert records_of_kind, "the capture has such records"
        assert [each.icao24 for each in found if each.kind == kind] == [each["icao24"] for each in records_of_kind]


def test_example_file_is_valid_and_finds_what_it_says():
    example = UserRules.of_yaml((ROOT / "alert_rules.example.yaml").read_bytes(), file="alert_rules.example.yaml")
    fixes = records(
        ZURICH | {"icao24": "000001", "longitude": 8.5, "latitude": 47.4, "baro_altitude": 800.0},
        {"icao24": "000002", "latitude": 89.0},
        {"icao24": "000003", "callsign": "GAF123"},
        {"icao24": "000004", "category": 2, "velocity": 131.0},
    )
    assert [(found.kind, found.icao24) for found in found_by(example, fixes)] == [
        ("Low over Zurich", "000001"),
        ("Near the North Pole", "000002"),
        ("Watched aircraft", "000003"),
        ("Fast light aircraft", "000004"),
    ]
