import json
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.errors import InvalidSchedule
from contracts.lake.silver import SCHEDULES
from etl.schedules.folding import fold_flights
from etl.schedules.records import RecordReader
from tests.local_aviationstack import SOLD_BY_UNITED, record

JULY_1 = 1_782_864_000
"""2026-07-01 00:00 UTC, epoch s: 181 days after 2026-01-01."""


def read(asked_at=JULY_1, **changes):
    return RecordReader("aviationstack", asked_at).read(record(**changes))


def unreadable(**changes):
    reader = RecordReader("aviationstack", JULY_1)
    reader.read(record(**changes))
    return dict(reader.unreadable)


def utc(text, hours):
    """Return the epoch seconds of a local time on clocks this many hours ahead of UTC."""
    return int(datetime.fromisoformat(text).replace(tzinfo=timezone(timedelta(hours=hours))).timestamp())


def test_a_flight_becomes_a_row_with_its_local_times_in_utc():
    assert read() == {
        "source": "aviationstack",
        "date": date(2026, 7, 1),
        "flight": "LH400",
        "callsign": "DLH400",
        "airline": "DLH",
        "airline_iata": "LH",
        "airline_name": "Lufthansa",
        "flight_number": "400",
        "code_shares": None,
        "status": "landed",
        "departure_airport": "EDDF",
        "departure_iata": "FRA",
        "departure_timezone": "Europe/Berlin",
        "departure_scheduled": JULY_1 + 8 * 3_600,  # 10:00 in Frankfurt, two hours ahead
        "departure_estimated": JULY_1 + 8 * 3_600 + 12 * 60,
        "departure_actual": JULY_1 + 8 * 3_600 + 12 * 60,
        "departure_delay_min": 12,
        "arrival_airport": "KJFK",
        "arrival_iata": "JFK",
        "arrival_timezone": "America/New_York",
        "arrival_scheduled": JULY_1 + 16 * 3_600 + 30 * 60,  # 12:30 in New York, four hours behind
        "arrival_estimated": JULY_1 + 16 * 3_600 + 30 * 60,
        "arrival_actual": JULY_1 + 16 * 3_600 + 25 * 60,
        "arrival_delay_min": None,
        "icao24": "3c4b21",
        "registration": "D-ABYA",
        "aircraft_type": "B748",
        "asked_at": JULY_1,
    }


def test_rows_have_the_columns_of_the_table_and_no_others():
    assert set(read()) == {column.name for column in SCHEDULES.columns}


def test_a_code_share_becomes_the_operating_flight_with_its_seller():
    row = read(**SOLD_BY_UNITED)
    own = read()
    differing = {name: value for name, value in row.items() if value != own[name]}
    assert differing == {
        "code_shares": "UA8840",
        "airline_name": None,
        "icao24": None,
        "registration": None,
        "aircraft_type": None,
    }


def test_a_code_share_without_designators_has_no_known_flight():
    with pytest.raises(InvalidSchedule, match="no flight designator"):
        read(flight__codeshared={"airline_name": "lufthansa"})


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"flight": {}}, "no flight designator"),
        ({"flight": None}, "no flight designator"),
        ({"flight": ["LH400"]}, "no flight designator"),
        ({"flight__codeshared": "lh400"}, "flight.codeshared is not an object"),
        ({"flight": {"codeshared": SOLD_BY_UNITED["flight"]["codeshared"]}}, "no flight designator"),
        ({"departure": {}}, "no departure airport"),
        ({"departure__iata": None, "departure__icao": "XXXX"}, "no departure airport"),
        ({"flight_date": None, "departure__scheduled": None}, "no date"),
        ({"flight_date": "2026-13-01", "departure__scheduled": 17}, "no date"),
        ({"flight_date": "2099-01-01"}, "date is not that of its departure"),
        ({"flight_date": "2026-06-29"}, "date is not that of its departure"),
        ({"flight_date": "2026-07-03"}, "date is not that of its departure"),
        ({"flight_date": "2099-01-01", "departure__scheduled": None}, "date is not near when it was asked for"),
        (
            {"flight_date": "2099-01-01", "departure__scheduled": "2099-01-01T10:00:00+00:00"},
            "date is not near when it was asked for",
        ),
        (
            {"flight_date": None, "departure__scheduled": "2099-01-01T10:00:00+00:00"},
            "date is not near when it was asked for",
        ),
        ({"flight_date": "2026-06-27", "departure__scheduled": None}, "date is not near when it was asked for"),
        ({"flight_date": "2026-07-05", "departure__scheduled": None}, "date is not near when it was asked for"),
    ],
)
def test_what_does_not_say_which_flight_it_is_is_invalid(changes, reason):
    with pytest.raises(InvalidSchedule) as error:
        read(**changes)
    assert error.value.reason == reason


@pytest.mark.parametrize(
    ("day", "departure"),
    [
        ("2026-06-28", None),
        ("2026-07-04", None),
        ("2026-06-30", "2026-07-01T00:30:00+00:00"),
        ("2026-07-02", "2026-07-01T23:30:00+00:00"),
    ],
)
def test_a_date_within_a_day_of_departure_and_three_of_the_question_is_believed(day, departure):
    assert read(flight_date=day, departure__scheduled=departure)["date"] == date.fromisoformat(day)


@pytest.mark.parametrize("value", [None, 7, "text", [], [1]])
def test_a_value_that_is_not_an_object_is_invalid(value):
    with pytest.raises(InvalidSchedule, match="not an object"):
        RecordReader("aviationstack", JULY_1).read(value)


@pytest.mark.parametrize(
    ("changes", "row"),
    [
        ({"flight__iata": None}, {"flight": "DLH400", "callsign": "DLH400"}),
        ({"flight__icao": None}, {"flight": "LH400", "callsign": "DLH400"}),
        ({"flight__icao": None, "airline__icao": None}, {"flight": "LH400", "callsign": None, "airline": None}),
        ({"airline__icao": None}, {"airline": "DLH"}),
        ({"airline": None}, {"airline": "DLH", "airline_iata": None, "airline_name": None}),
        ({"aircraft": None}, {"icao24": None, "registration": None, "aircraft_type": None}),
        ({"aircraft__icao24": "000000"}, {"icao24": None}),
        ({"flight__number": 400}, {"flight_number": "400"}),
        ({"departure__delay": "12"}, {"departure_delay_min": 12}),
        ({"departure__delay": 12.0}, {"departure_delay_min": 12}),
        ({"departure__delay": 0}, {"departure_delay_min": 0}),
        ({"departure__iata": " fra "}, {"departure_iata": "FRA"}),
        ({"departure__iata": None}, {"departure_iata": "FRA"}),
        ({"departure__icao": None}, {"departure_airport": "EDDF"}),
        ({"airline__name": "  Deutsche\n Lufthansa "}, {"airline_name": "Deutsche Lufthansa"}),
        ({"flight_date": None}, {"date": date(2026, 7, 1)}),
        ({"flight_status": "unknown"}, {"status": "unknown"}),
    ],
)
def test_what_is_missing_or_said_otherwise_is_found_where_it_can_be(changes, row):
    assert {name: read(**changes)[name] for name in row} == row
    assert unreadable(**changes) == {}


@pytest.mark.parametrize(
    ("changes", "field", "column", "value"),
    [
        ({"departure__delay": "late"}, "departure.delay", "departure_delay_min", None),
        ({"departure__delay": True}, "departure.delay", "departure_delay_min", None),
        ({"departure__delay": float("nan")}, "departure.delay", "departure_delay_min", None),
        ({"departure__delay": 1e9}, "departure.delay", "departure_delay_min", None),
        ({"departure__delay": 10**400}, "departure.delay", "departure_delay_min", None),
        ({"departure__delay": float("-inf")}, "departure.delay", "departure_delay_min", None),
        ({"departure__delay": {"minutes": 5}}, "departure.delay", "departure_delay_min", None),
        ({"departure__actual": 1_782_893_520}, "departure.actual", "departure_actual", None),
        ({"departure__actual": "10:12"}, "departure.actual", "departure_actual", None),
        ({"departure__actual": "2026-07-01"}, "departure.actual", "departure_actual", None),
        ({"departure__actual": "2026-02-30T10:12:00+00:00"}, "departure.actual", "departure_actual", None),
        ({"departure__actual": "9999-12-31T23:59:59+00:00"}, "departure.actual", "departure_actual", None),
        ({"aircraft__icao24": "3C4B2"}, "aircraft.icao24", "icao24", None),
        ({"aircraft__icao24": 345}, "aircraft.icao24", "icao24", None),
        ({"aircraft": "D-ABYA"}, "aircraft", "registration", None),
        ({"airline__name": "\ud800"}, "airline.name", "airline_name", None),
        ({"arrival": None}, None, "arrival_scheduled", None),
        ({"arrival": "JFK"}, "arrival", "arrival_iata", None),
        ({"flight_status": "delayed"}, "flight_status", "status", "unknown"),
        ({"flight_status": 3}, "flight_status", "status", "unknown"),
        ({"flight_date": 20260701}, "flight_date", "date", date(2026, 7, 1)),
        ({"departure__timezone": "Europe/Frankfurt"}, "departure.timezone", "departure_timezone", "Europe/Berlin"),
        ({"departure__timezone": 2}, "departure.timezone", "departure_timezone", "Europe/Berlin"),
    ],
)  # fmt: skip
def test_a_field_of_another_type_costs_itself_only_and_is_counted(changes, field, column, value):
    row = read(**changes)
    assert row[column] == value
    assert (row["flight"], row["departure_scheduled"]) == ("LH400", JULY_1 + 8 * 3_600)
    assert unreadable(**changes) == ({field: 1} if field else {})


@pytest.mark.parametrize("zone", [None, "", " ", "Mars/Phobos", "../../etc/passwd", "America"])
def test_a_missing_or_unknown_zone_is_that_of_the_airport(zone):
    row = read(departure__timezone=zone, arrival__timezone=zone)
    assert (row["departure_timezone"], row["arrival_timezone"]) == ("Europe/Berlin", "America/New_York")
    assert row["departure_scheduled"] == JULY_1 + 8 * 3_600


def test_a_zone_whose_clocks_are_not_the_airports_is_not_believed_and_counted():
    changes = {"departure__timezone": "Europe/Athens", "arrival__timezone": "America/Chicago"}
    assert read(**changes) == read()
    assert unreadable(**changes) == {"departure.timezone": 1, "arrival.timezone": 1}


@pytest.mark.parametrize(
    ("zone", "day", "believed"),
    [
        ("Europe/Zurich", "2026-07-01", True),
        ("Africa/Algiers", "2026-07-01", False),
        ("Africa/Algiers", "2026-01-10", True),  # Berlin has its clocks an hour ahead of UTC in winter only
    ],
)
def test_another_zone_with_the_airports_clocks_at_that_moment_is_believed(zone, day, believed):
    times_of_day = {f"departure__{kind}": f"{day}T10:00:00+00:00" for kind in ("scheduled", "estimated", "actual")}
    row = read(asked_at=utc(day, 0), flight_date=day, departure__timezone=zone, **times_of_day)
    assert row["departure_timezone"] == (zone if believed else "Europe/Berlin")


def test_the_zone_of_an_airport_that_is_not_known_is_believed():
    row = read(arrival__timezone="Europe/Athens", arrival__iata="QQQ", arrival__icao="QQQQ")
    assert row["arrival_timezone"] == "Europe/Athens"


def test_the_zone_is_that_of_the_icao_code_where_the_iata_code_is_missing():
    row = read(departure__timezone=None, departure__iata=None)
    assert (row["departure_timezone"], row["departure_iata"]) == ("Europe/Berlin", "FRA")


def test_times_at_an_airport_of_no_known_zone_are_null():
    row = read(arrival__timezone=None, arrival__iata="QQQ", arrival__icao="QQQQ")
    assert [row[f"arrival_{kind}"] for kind in ("timezone", "scheduled", "estimated", "actual")] == [None] * 4
    assert row["departure_scheduled"] == JULY_1 + 8 * 3_600


def times(changes):
    """Return the times of a flight that was asked for on its day."""
    day = changes["departure__scheduled"][:10]
    row = read(asked_at=utc(day, 0), flight_date=day, **changes)
    return {name: row[name] for name in row if name.endswith(("_scheduled", "_estimated", "_actual"))}


def test_a_time_in_the_gap_of_spring_is_as_if_the_clock_had_not_been_changed():
    # Berlin, 2026-03-29: 02:00 became 03:00. 02:30, still an hour ahead of UTC, is what clocks showed as 03:30.
    row = times({"departure__scheduled": "2026-03-29T02:30:00+00:00"})
    assert row["departure_scheduled"] == utc("2026-03-29T02:30", 1) == utc("2026-03-29T03:30", 2)


AUTUMN = {
    # Berlin, 2026-10-25: 03:00 (two hours ahead) became 02:00 (one hour ahead).
    "departure__scheduled": "2026-10-25T01:50:00+00:00",
    "departure__estimated": None,
    "departure__actual": "2026-10-25T02:10:00+00:00",
    "departure__delay": None,
    "arrival__timezone": "Europe/Berlin",
    "arrival__iata": "MUC",
    "arrival__icao": "EDDM",
    "arrival__scheduled": "2026-10-25T04:00:00+00:00",
    "arrival__estimated": None,
    "arrival__actual": None,
}


def test_a_departure_planned_in_the_hour_that_comes_twice_is_in_the_first():
    row = times(AUTUMN | {"departure__scheduled": "2026-10-25T02:30:00+00:00", "departure__actual": None})
    assert row["departure_scheduled"] == utc("2026-10-25T02:30", 2)


@pytest.mark.parametrize(("delay", "hours"), [(None, 2), (20, 2), (80, 1)])
def test_what_happened_in_that_hour_is_where_schedule_and_delay_say(delay, hours):
    row = times(AUTUMN | {"departure__delay": delay})
    assert row["departure_actual"] == utc("2026-10-25T02:10", hours)


def test_a_departure_that_looks_early_across_the_change_is_late():
    changes = {"departure__scheduled": "2026-10-25T02:50:00+00:00", "departure__delay": 20}
    assert times(AUTUMN | changes)["departure_actual"] == utc("2026-10-25T02:10", 1)


def test_an_arrival_in_that_hour_is_after_the_departure():
    changes = {"departure__scheduled": "2026-10-25T02:40:00+00:00", "arrival__scheduled": "2026-10-25T02:30:00+00:00"}
    row = times(AUTUMN | changes)
    assert row["departure_scheduled"] == utc("2026-10-25T02:40", 2)
    assert row["arrival_scheduled"] == utc("2026-10-25T02:30", 1)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("2026-07-01T10:00:00Z", 2),
        ("2026-07-01T10:00:00", 2),
        ("2026-07-01T10:00:00.999+00:00", 2),
        ("2026-07-01 10:00", 2),
        ("2026-07-01T10:00:00+02:00", 2),
    ],
)
def test_a_time_is_local_however_its_offset_is_written(text, hours):
    assert times({"departure__scheduled": text})["departure_scheduled"] == utc("2026-07-01T10:00", hours)


def test_an_offset_that_is_not_the_zones_makes_the_time_unreadable():
    changes = {"departure__actual": "2026-07-01T10:12:00+05:30"}
    assert read(**changes)["departure_actual"] is None
    assert unreadable(**changes) == {"departure.actual": 1}


NUMBERS = st.integers() | st.integers(300, 4_299).map(lambda zeros: 10**zeros) | st.floats()
"""All values JSON can hold are among them: Python reads no longer numbers, and writes NaN and infinities."""

JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=5,
)
PLACES = [
    *((part, None) for part in record()),
    *((part, name) for part, fields in record().items() if isinstance(fields, dict) for name in fields),
]


@given(place=st.sampled_from(PLACES), value=JSON)
def test_no_value_anywhere_is_more_than_an_invalid_record(place, value):
    part, name = place
    never_more_than_invalid({f"{part}__{name}" if name else part: value})


@pytest.mark.parametrize("value", [10**400, -(10**4_299), float("nan"), float("inf"), -float("inf")])
@pytest.mark.parametrize("place", PLACES)
def test_no_number_anywhere_is_more_than_an_invalid_record(place, value):
    part, name = place
    never_more_than_invalid({f"{part}__{name}" if name else part: value})


def never_more_than_invalid(changes):
    try:
        row = read(**changes)
    except InvalidSchedule:
        return
    for column in SCHEDULES.columns:
        assert row[column.name] is not None or not column.required


@given(text=st.text(max_size=30) | st.from_regex(r"2026-\d\d-\d\dT\d\d:\d\d(:\d\d)?([+-]\d\d:\d\d|Z)?", fullmatch=True))
def test_no_text_for_a_time_is_more_than_a_missing_time(text):
    value = read(departure__actual=text)["departure_actual"]
    assert value is None or 1_700_000_000 < value < 1_900_000_000


@pytest.mark.captures
def test_real_records_are_read_as_by_hand(captures):
    records = json.loads((captures / "aviationstack" / "sample_flights_real.json").read_text())["data"]
    readers = [RecordReader("aviationstack", utc(each["flight_date"], 0)) for each in records]
    rows = fold_flights([reader.read(each) for reader, each in zip(readers, records, strict=True)])
    found = {(f"{row['date']}", row["flight"], row["status"], row["code_shares"]): row for row in rows}
    assert not any(reader.unreadable for reader in readers)
    assert set(found) == {
        ("2024-06-18", "UA880", "landed", "SN9082"),
        ("2024-06-19", "BA194", "active", None),
        ("2024-06-19", "UA880", "scheduled", None),
        ("2021-02-07", "TK6567", "diverted", None),
        ("2021-02-08", "TK6363", "unknown", None),
        ("2026-09-08", "8K804", "active", None),
    }
    houston = found["2024-06-18", "UA880", "landed", "SN9082"]
    assert houston["departure_scheduled"] == utc("2024-06-18T16:30", -5)
    assert houston["departure_actual"] == utc("2024-06-18T16:47", -5)
    assert houston["arrival_scheduled"] == utc("2024-06-19T07:40", 1)
    assert houston["arrival_actual"] == utc("2024-06-19T07:38", 1)
    assert (houston["icao24"], houston["aircraft_type"], houston["callsign"]) == ("aa6b9d", "B772", "UAL880")
    dublin = found["2021-02-07", "TK6567", "diverted", None]
    assert dublin["departure_actual"] == utc("2021-02-07T19:55", 0)
    assert (dublin["arrival_scheduled"], dublin["arrival_actual"]) == (utc("2021-02-07T15:55", -5), None)
    assert (dublin["departure_delay_min"], dublin["arrival_delay_min"], dublin["icao24"]) == (401, 290, "4b846d")
    bangkok = found["2026-09-08", "8K804", "active", None]
    assert bangkok["departure_actual"] == utc("2026-09-07T23:21", 7)
    assert (bangkok["registration"], bangkok["icao24"], bangkok["aircraft_type"]) == (None, "882da2", None)
