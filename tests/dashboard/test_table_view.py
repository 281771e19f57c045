import csv
import io

import pytest

from dashboard.flights import flight_table
from dashboard.table_view import COLUMNS, flight_rows, to_csv
from tests.dashboard.sample_outputs import make_flight, nasty_flights

FLIGHTS = flight_table(
    [
        make_flight(),
        make_flight(icao24="4b1800", callsign="SWR7", origin_country="Switzerland", is_anomaly=True),
        make_flight(icao24="a00001", callsign=None, origin_country=None),
    ],
    poll_time=None,
)


def test_the_flagged_come_first_and_those_without_a_callsign_last():
    assert flight_rows(FLIGHTS)["icao24"].tolist() == ["4b1800", "3c6444", "a00001"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1"])
def test_a_formula_in_a_text_is_text_to_a_spreadsheet(text):
    rows = flight_rows(flight_table([make_flight()], poll_time=None)).assign(callsign=text)
    (record,) = csv.DictReader(io.StringIO(to_csv(rows).decode("utf-8-sig"), newline=""))
    assert record["callsign"] == f"'{text}"


def test_csv_has_every_column_and_keeps_negative_numbers_numbers():
    rows = flight_rows(flight_table([*nasty_flights(1_000), make_flight(vertical_rate=-3.0)], poll_time=1_000))
    records = list(csv.DictReader(io.StringIO(to_csv(rows).decode("utf-8-sig"), newline="")))
    assert list(records[0]) == list(COLUMNS)
    assert "-3.0" in {record["vertical_rate"] for record in records}
    assert not any(text.startswith(("=", "@", "+")) for record in records for text in record.values())
