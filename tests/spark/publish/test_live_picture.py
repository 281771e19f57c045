import orjson

from spark.publish.live_picture import country_counts, merge_picture, picture_of
from tests.records import POLL_TIME, record


def picture(*differences):
    return picture_of([orjson.dumps(record(**each)).decode() for each in differences])


def test_an_aircraft_is_shown_by_its_newer_record():
    merged = merge_picture(
        picture({"velocity": 200.0}), picture({"velocity": 210.0, "poll_time": POLL_TIME + 10}), max_age_s=300
    )
    assert merged["velocity"].to_list() == [210.0]
    assert orjson.loads(merged["record"].iloc[0])["velocity"] == 210.0


def test_aircraft_without_contact_for_long_leave_by_the_data_s_own_clock():
    newer = {"icao24": "abcdef", "poll_time": POLL_TIME + 300, "last_contact": POLL_TIME + 299}
    assert set(merge_picture(picture({}), picture(newer), max_age_s=301)["icao24"]) == {"4b1814", "abcdef"}
    assert set(merge_picture(picture({}), picture(newer), max_age_s=300)["icao24"]) == {"abcdef"}


def test_the_first_picture_is_what_comes_first():
    assert merge_picture(picture_of([]), picture({}), max_age_s=300)["icao24"].to_list() == ["4b1814"]


def test_countries_are_counted_by_aircraft_and_averaged_over_those_that_fly_and_report():
    counts = country_counts(
        picture(
            {"icao24": "000001", "velocity": 200.0, "baro_altitude": 10_000.0},
            {"icao24": "000002", "velocity": 100.0, "baro_altitude": None},
            {"icao24": "000003", "on_ground": True, "velocity": 5.0, "baro_altitude": None},
            {"icao24": "000004", "origin_country": None, "on_ground": True, "velocity": 0.0},
        )
    )
    assert counts == [
        {
            "origin_country": "Switzerland",
            "flight_count": 3,
            "airborne_count": 2,
            "avg_velocity": 150.0,
            "avg_baro_altitude": 10_000.0,
        },
        {
            "origin_country": "unknown",
            "flight_count": 1,
            "airborne_count": 0,
            "avg_velocity": None,
            "avg_baro_altitude": None,
        },
    ]


def test_countries_are_ordered_by_flights_then_by_name():
    names = ["Spain", "Austria", "Spain", "Brazil"]
    counts = country_counts(picture(*({"icao24": f"{n:06x}", "origin_country": c} for n, c in enumerate(names))))
    assert [country["origin_country"] for country in counts] == ["Spain", "Austria", "Brazil"]


def test_vehicles_and_obstacles_are_no_flights_of_a_country():
    counts = country_counts(picture({}, {"icao24": "000001", "category": 17}, {"icao24": "000002", "category": 20}))
    assert [each["flight_count"] for each in counts] == [1]
    assert country_counts(picture({"category": 17})) == []
