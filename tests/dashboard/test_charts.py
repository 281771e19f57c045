from dashboard.charts import MOST_COUNTRIES, country_bars, country_chart, flight_count_chart, vertical_rate_chart
from dashboard.charts import window_points as points_of
from dashboard.summaries import parse_countries, parse_windows


def test_a_window_is_a_point_in_its_middle_with_its_times_in_words():
    windows = parse_windows(
        {
            "windows": [
                {"window_start": 1_790_000_040, "window_end": 1_790_000_160, "flight_count": 7, "closed": True},
                {"window_start": 1_790_000_160, "flight_count": 3, "closed": False},
            ]
        }
    )
    points = points_of(windows.rows)
    assert points["window"].tolist() == ["14:14–14:16 UTC", "14:16–14:16 UTC"]
    assert points["time"][0].timestamp() == 1_790_000_100
    assert points["state"].tolist() == ["closed", "still filling"]


def test_a_time_no_calendar_has_is_no_failure():
    points = points_of(parse_windows({"windows": [{"window_start": 1e30, "flight_count": 7}]}).rows)
    assert points["time"].isna().all()


def test_a_country_has_a_bar_in_the_air_and_one_on_the_ground():
    countries = parse_countries(
        {
            "countries": [
                {"origin_country": "France", "flight_count": 9, "airborne_count": 7},
                {"origin_country": "Malta", "flight_count": 2},
            ]
        }
    )
    assert country_bars(countries.rows)[["country", "where", "aircraft"]].to_numpy().tolist() == [
        ["France", "in the air", 7],
        ["France", "on the ground", 2],
        ["Malta", "not told", 2],
    ]


def test_only_the_first_countries_are_drawn():
    rows = [{"origin_country": f"C{index}", "flight_count": index, "airborne_count": 0} for index in range(30)]
    assert country_bars(parse_countries({"countries": rows}).rows)["country"].nunique() == MOST_COUNTRIES


def test_specifications_are_the_same_at_each_refresh_and_hold_no_data():
    for chart in (flight_count_chart, vertical_rate_chart, country_chart):
        assert chart() == chart()
        assert "data" not in chart()
