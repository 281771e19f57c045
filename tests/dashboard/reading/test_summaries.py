import pytest

from dashboard.reading.summaries import parse_countries, parse_report, parse_windows


def test_countries_are_ordered_and_those_without_a_count_left_out():
    countries = parse_countries(
        {
            "published_at": 5.5,
            "countries": [
                {"origin_country": "Malta", "flight_count": 1},
                {"origin_country": "France", "flight_count": 9, "airborne_count": 7},
                {"origin_country": "Peru"},
                {"flight_count": 4},
                "x",
            ],
        }
    )
    assert countries.rows["origin_country"].tolist() == ["France", "Malta"]
    assert countries.published_at == 5.5


def test_windows_are_oldest_first_and_open_only_when_marked_so():
    windows = parse_windows(
        {"windows": [{"window_start": 240, "closed": False}, {"window_start": 120, "flight_count": "x"}, {"closed": 1}]}
    )
    assert windows.rows["window_start"].tolist() == [120, 240]
    assert windows.rows["closed"].tolist() == [True, False]
    assert windows.rows["flight_count"].isna().all()


@pytest.mark.parametrize("parse", [parse_countries, parse_windows, parse_report])
@pytest.mark.parametrize("content", [None, [], 3, "x"])
def test_content_of_another_shape_is_refused(parse, content):
    with pytest.raises(ValueError, match=r"has no list|is not an object"):
        parse(content)


def test_a_report_is_reached_into_without_trusting_its_shape():
    report = parse_report({"published_at": 7, "model": {"state": "missing", "id": 3}, "records": 5})
    assert report.published_at == 7
    assert report.text("model", "state") == "missing"
    assert report.text("model", "id") is None
    assert report.number("records", "new") is None
