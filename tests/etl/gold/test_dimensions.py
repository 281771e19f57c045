"""Gold against the same numbers computed in pandas, from the rows below it: dimensions."""

import airportsdata
import pytest

from contracts.lake.dimensions import AIRLINES, AIRPORTS
from tests.etl.gold.gold_rows import SCHEDULE, make_gold
from tests.etl.lake_rows import (
    content,
    write_schedules,
)


def test_airports_are_those_of_the_package(lake):
    make_gold(lake)

    airports = {row["airport"]: row for row in content(lake, AIRPORTS)}

    assert airports.keys() == airportsdata.load("ICAO").keys()
    assert airports["LSZH"]["iata"] == "ZRH"
    assert airports["LSZH"]["elevation_m"] == pytest.approx(432, abs=1)
    assert (airports["LSZH"]["country"], airports["LSZH"]["timezone"]) == ("CH", "Europe/Zurich")


def test_airlines_are_named_as_the_newest_real_schedule_does(lake):
    write_schedules(
        lake,
        [
            SCHEDULE | {"airline_name": "Swissair", "asked_at": 1, "flight": "SWR1"},
            SCHEDULE | {"asked_at": 2, "flight": "SWR2"},
            SCHEDULE | {"source": "simulated", "airline_name": "Made up", "asked_at": 3},
            SCHEDULE
            | {
                "source": "simulated",
                "flight": "AFR1",
                "airline": "AFR",
                "airline_name": "Air France",
                "airline_iata": None,
            },
            SCHEDULE | {"flight": "NOBODY", "airline": None},
        ],
    )
    make_gold(lake)

    assert content(lake, AIRLINES) == [
        {"airline": "AFR", "iata": None, "name": "Air France"},
        {"airline": "SWR", "iata": "LX", "name": "Swiss"},
    ]


def test_an_airline_keeps_its_name_when_others_that_sell_its_flights_tell_of_it_last(lake):
    write_schedules(lake, [SCHEDULE, SCHEDULE | {"flight": "SWR8", "airline_name": None, "asked_at": 9_000_000_000}])
    make_gold(lake)

    assert content(lake, AIRLINES) == [{"airline": "SWR", "iata": "LX", "name": "Swiss"}]
