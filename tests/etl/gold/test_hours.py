"""Gold against the same numbers computed in pandas, from the rows below it: altitudes and heat map."""

import h3

from contracts.lake.gold import AIRLINE_FLIGHTS, ALTITUDE_TRENDS, COUNTRY_TRAFFIC, TRAFFIC_HEAT
from contracts.lake.layout import Partition
from contracts.lake.silver import STATES
from etl.silver.flights import refresh as silver_flights
from tests.etl.gold.gold_rows import assert_equal, by_hour, make_gold
from tests.etl.lake_rows import (
    DAY,
    HOUR_S,
    MIDNIGHT,
    content,
    frame_of,
    settings_of,
    state,
    write_rows,
    write_states,
)


def test_altitude_trends_are_those_of_pandas(traffic_lake, states):
    frame = by_hour(states)
    frame = frame[~frame["on_ground"] & frame["baro_altitude"].notna()]
    rates = frame["vertical_rate"]
    frame = frame.assign(
        climbs=(rates > 2.5).where(rates.notna()).astype(float), sinks=(rates < -2.5).where(rates.notna()).astype(float)
    )
    groups = frame.groupby(["date", "hour", "source"])
    expected = groups.agg(aircraft=("icao24", "nunique"), fixes=("icao24", "size"))
    for share in (10, 50, 90):
        expected[f"altitude_p{share}_m"] = groups["baro_altitude"].quantile(share / 100)
    expected["climbing_share"], expected["descending_share"] = groups["climbs"].mean(), groups["sinks"].mean()

    assert len(expected) == 6
    assert_equal(frame_of(traffic_lake, ALTITUDE_TRENDS), expected.reset_index(), ALTITUDE_TRENDS)


def test_traffic_heat_is_that_of_pandas_and_h3(traffic_lake, states):
    frame = by_hour(states)
    frame = frame[~frame["on_ground"]]
    cells = [h3.latlng_to_cell(*place, 4) for place in frame[["latitude", "longitude"]].itertuples(index=False)]
    expected = (
        frame.assign(cell=cells)
        .groupby(["date", "hour", "source", "cell"])
        .agg(aircraft=("icao24", "nunique"), fixes=("icao24", "size"), mean_altitude_m=("baro_altitude", "mean"))
    )

    assert_equal(frame_of(traffic_lake, TRAFFIC_HEAT), expected.reset_index(), TRAFFIC_HEAT)


def test_an_hour_without_anything_in_the_air_is_empty(lake):
    write_rows(lake, STATES, {Partition(DAY, 3): [state(MIDNIGHT + 3 * HOUR_S, on_ground=True)]})
    silver_flights.run(settings_of(lake.root.parent), None)
    make_gold(lake)

    assert content(lake, ALTITUDE_TRENDS) == content(lake, TRAFFIC_HEAT) == content(lake, AIRLINE_FLIGHTS) == []
    (row,) = content(lake, COUNTRY_TRAFFIC)
    assert (row["aircraft"], row["flights"]) == (1, 0)


def test_obstacles_are_no_traffic(lake):
    write_states(lake, [state(MIDNIGHT), state(MIDNIGHT + 60, icao24="000002", category=18)])
    make_gold(lake)
    assert [row["aircraft"] for row in content(lake, ALTITUDE_TRENDS)] == [1]
    assert [row["aircraft"] for row in content(lake, TRAFFIC_HEAT)] == [1]
