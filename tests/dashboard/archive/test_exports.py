import csv
import io
import math
from decimal import Decimal

import duckdb
import orjson
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.archive.exports import NotExportable, to_csv, to_geojson, to_parquet, why_not
from dashboard.drawing.table_view import COLUMNS, flight_rows
from dashboard.reading.flights import flight_table
from tests.dashboard.sample_outputs import make_flight, nasty_flights

PLACES = pa.table({"longitude": [9.0], "latitude": [50.0]})


def read_csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def sql(query: str) -> pa.Table:
    return duckdb.connect().sql(query).to_arrow_table()


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1"])
def test_a_formula_in_a_text_is_text_to_a_spreadsheet(text):
    rows = flight_rows(flight_table([make_flight()], poll_time=None)).assign(callsign=text)
    (record,) = read_csv(to_csv(rows))
    assert record["callsign"] == f"'{text}"
    assert read_csv(to_csv(pa.table({text: [text]}))) == [{f"'{text}": f"'{text}"}]


def test_csv_has_every_column_and_keeps_negative_numbers_numbers():
    rows = flight_rows(flight_table([*nasty_flights(1_000), make_flight(vertical_rate=-3.0)], poll_time=1_000))
    records = read_csv(to_csv(rows))
    assert list(records[0]) == list(COLUMNS)
    assert "-3.0" in {record["vertical_rate"] for record in records}
    assert not any(text.startswith(("=", "@", "+")) for record in records for text in record.values())


def test_csv_of_arrow_and_of_pandas_are_the_same():
    rows = flight_rows(flight_table([make_flight(), make_flight(callsign=None, velocity=None)], poll_time=None))
    assert to_csv(pa.Table.from_pandas(rows, preserve_index=False)) == to_csv(rows)


def test_lists_and_objects_are_json_in_csv_and_nothing_is_empty():
    table = pa.table(
        {
            "rules": [["low_altitude", None], None],
            "residuals": [{"along": 1.5, "across": math.nan}, None],
            "count": [Decimal(12), None],
            "score": [math.nan, None],
            "raw": [b"\x00\xff", None],
            "flag": [True, None],
        }
    )
    assert read_csv(to_csv(table)) == [
        {
            "rules": '["low_altitude",null]',
            "residuals": '{"along":1.5,"across":null}',
            "count": "12",
            "score": "",
            "raw": "00ff",
            "flag": "True",
        },
        dict.fromkeys(table.column_names, ""),
    ]


@given(st.lists(st.lists(st.text(st.characters(exclude_characters="\x00", codec="utf-8")), min_size=2, max_size=2)))
def test_csv_is_read_back_as_it_was_apart_from_formulas(cells):
    table = pa.table([pa.array([row[place] for row in cells], pa.string()) for place in (0, 1)], names=["a", "b"])
    for record, row in zip(read_csv(to_csv(table)), cells, strict=True):
        for text, cell in zip(record.values(), row, strict=True):
            assert text in {cell, f"'{cell}"}
            assert not text.lstrip(" ").startswith(tuple("=+-@\t\r\n"))


def test_columns_of_one_name_stay_apart_in_csv():
    assert to_csv(pa.table([[1], [2]], names=["a", "a"])) == b"\xef\xbb\xbfa,a\r\n1,2\r\n"


def test_parquet_keeps_values_and_types_and_is_compressed():
    table = pa.table(
        {"rules": [["a"], None], "residuals": [{"along": 1.5}, None], "poll_time": [5, None], "text": ["=1", "<b>"]}
    )
    content = to_parquet(table)
    assert pq.read_table(pa.BufferReader(content)).equals(table)
    assert pq.ParquetFile(pa.BufferReader(content)).metadata.row_group(0).column(0).compression == "ZSTD"


def test_geojson_has_a_point_for_each_row_with_a_position():
    table = pa.table(
        {
            "longitude": [9.5, None, math.nan, 8.0, 181.0, -180.0],
            "icao24": ["aaaaaa", "b", "c", "d", "e", "<script>"],
            "latitude": [50.0, 50.0, 50.0, math.inf, 50.0, -90.0],
            "velocity": [math.nan, 1.0, 1.0, 1.0, 1.0, math.inf],
            "rules": [["low_altitude"], [], [], [], [], None],
        }
    )
    first = {"icao24": "aaaaaa", "velocity": None, "rules": ["low_altitude"]}
    last = {"icao24": "<script>", "velocity": None, "rules": None}
    assert orjson.loads(to_geojson(table)) == {
        "type": "FeatureCollection",
        "left_out": 4,
        "features": [
            {"type": "Feature", "geometry": {"type": "Point", "coordinates": [9.5, 50.0]}, "properties": first},
            {"type": "Feature", "geometry": {"type": "Point", "coordinates": [-180.0, -90.0]}, "properties": last},
        ],
    }


def test_geojson_has_values_that_json_has_no_type_for():
    table = sql("SELECT 9.5 AS longitude, 50 AS latitude, sum(2) AS n, 'a'::BLOB AS b, DATE '2026-02-03' AS d")
    (feature,) = orjson.loads(to_geojson(table))["features"]
    assert feature["geometry"]["coordinates"] == [9.5, 50.0]
    assert feature["properties"] == {"n": 2.0, "b": "61", "d": "2026-02-03"}


@pytest.mark.parametrize(
    "table",
    [
        PLACES.drop(["latitude"]),
        PLACES.rename_columns(["lon", "lat"]),
        PLACES.set_column(0, "longitude", [["9.0"]]),
        PLACES.append_column("latitude", [[50.0]]),
    ],
)
def test_without_a_position_there_is_no_geojson(table):
    with pytest.raises(NotExportable, match="one column `longitude` and one column `latitude`"):
        to_geojson(table)


@pytest.mark.parametrize(
    ("export", "column"), [(to_csv, "date"), (to_geojson, "date"), (to_geojson, "timestamp"), (to_parquet, "interval")]
)
def test_values_that_a_format_cannot_hold_are_reported(export, column):
    """Such as dates beyond the year 9999."""
    odd = sql(f"FROM test_all_types() SELECT 9.0 AS longitude, 50.0 AS latitude, {column}")
    with pytest.raises(NotExportable):
        export(odd)


@pytest.mark.parametrize(
    ("export", "column"), [(to_csv, "date"), (to_geojson, "timestamp"), (to_parquet, "interval"), (to_geojson, None)]
)
def test_what_keeps_a_table_from_being_exported_is_known_without_writing_it(export, column):
    columns = f"9.0 AS longitude, 50.0 AS latitude, {column}" if column else "bool"
    odd = sql(f"FROM test_all_types() SELECT {columns}")
    with pytest.raises(NotExportable) as refusal:
        export(odd)
    assert why_not(export, odd) == str(refusal.value)


@pytest.mark.parametrize("export", [to_csv, to_parquet, to_geojson])
@pytest.mark.parametrize("rows", [PLACES, PLACES.slice(0, 0)], ids=["rows", "no rows"])
def test_nothing_keeps_a_usual_table_from_being_exported(export, rows):
    times = pa.array([None] * len(rows), pa.timestamp("us"))
    assert why_not(export, rows.append_column("when", times)) is None


def test_a_line_end_in_a_text_begins_no_row():
    for text in ("a\r=1+1", "a\n=1+1", "a\r\n@x"):
        assert read_csv(to_csv(pa.table({"a": [text]}))) == [{"a": text}]


@pytest.mark.parametrize("export", [to_csv, to_parquet, to_geojson])
def test_a_table_without_rows_is_one_too(export):
    assert export(PLACES.slice(0, 0))
    assert to_csv(pd.DataFrame({"a": []})) == b"\xef\xbb\xbfa\r\n"
