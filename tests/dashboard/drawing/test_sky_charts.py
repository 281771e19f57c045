from zoneinfo import ZoneInfo

import pandas as pd

from dashboard.drawing.sky_charts import (
    LONGEST_LABEL,
    MOST_COUNTRIES,
    country_bars,
    country_figure,
    distribution,
    sparkline,
)
from dashboard.reading.summaries import parse_countries

COUNTRIES = [
    {"origin_country": "France", "flight_count": 1_009, "airborne_count": 1_007},
    {"origin_country": "Malta", "flight_count": 2},
]


def bars_of(*countries):
    return country_bars(parse_countries({"countries": list(countries)}).rows)


def traces_of(figure):
    return {trace.name: trace for trace in figure.data}


def test_a_sparkline_has_the_wall_clock_of_the_zone():
    values = pd.Series([10.04, 11.0])
    winter_noon = 1_767_960_000.0  # 2026-01-09 12:00 UTC
    data, _ = sparkline(pd.Series([winter_noon, None]), values, title="", zone=ZoneInfo("Europe/Paris"))
    assert data.astype(object).where(data.notna(), None).to_dict("list") == {
        "time": [pd.Timestamp("2026-01-09 13:00"), None],
        "value": [10.0, 11.0],
    }


def test_a_distribution_has_every_band_between_the_lowest_and_the_highest():
    bands = distribution(pd.Series([-20.0, 10.0, 499.9, 500.0, 1_700.0, None]), step=500)
    assert bands.to_dict("list") == {
        "from": [-500, 0, 500, 1_000, 1_500],
        "to": [0, 500, 1_000, 1_500, 2_000],
        "aircraft": [1, 2, 1, 0, 1],
    }
    assert distribution(pd.Series([None, None], dtype=float), step=500).empty


def test_a_country_has_a_bar_in_the_air_and_one_on_the_ground():
    traces = traces_of(country_figure(bars_of(*COUNTRIES)))
    drawn = {name: dict(zip(trace.y, trace.x, strict=True)) for name, trace in traces.items()}
    assert drawn == {
        "in the air": {"France": 1_007},
        "on the ground": {"France": 2},
        "not reported": {"Malta": 2},
        "total": {"France": 1_009, "Malta": 2},
    }
    assert traces["in the air"].hovertext == ("<b>France</b><br>1,007 of 1,009 aircraft in the air",)
    assert [text.strip() for text in traces["total"].text] == ["1,009", "2"]


def test_only_the_first_countries_are_drawn_most_aircraft_at_the_top():
    rows = [{"origin_country": f"C{index}", "flight_count": index, "airborne_count": 0} for index in range(30)]
    figure = country_figure(bars_of(*rows))
    assert traces_of(figure)["total"].y == tuple(f"C{index}" for index in range(29, 29 - MOST_COUNTRIES, -1))
    assert figure.layout.yaxis.autorange == "reversed"


def test_tags_in_a_country_are_text_and_a_long_one_is_cut_at_the_axis_only():
    name = f"<a href='http://evil.invalid'>{'x' * 40}</a>"
    figure = country_figure(bars_of({"origin_country": name, "flight_count": 3, "airborne_count": 1}))
    (label,) = figure.layout.yaxis.ticktext
    assert label.strip() == "&lt;a href=&#x27;http://evi…"
    assert len(name[: LONGEST_LABEL - 1] + "…") == LONGEST_LABEL
    assert "<a" not in figure.to_json().replace("\\u003c", "<")
    assert "x" * 40 in traces_of(figure)["in the air"].hovertext[0]


def test_a_figure_is_the_same_for_the_same_rows_and_small():
    first, second = (country_figure(bars_of(*COUNTRIES)).to_json() for _ in range(2))
    assert first == second
    assert len(first) < 3_000  # no template: that alone is 7,000
