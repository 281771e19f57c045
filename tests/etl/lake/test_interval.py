from datetime import UTC, date, datetime

import pytest

from common.errors import InputRefused
from contracts.lake.layout import Partition
from etl.lake.interval import Interval, start_of


def test_parse_takes_two_hours_or_one_for_both_or_none():
    morning, noon = datetime(2026, 11, 22, 9, tzinfo=UTC), datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert Interval.parse("2026-11-22T09", "2026-11-22T12") == Interval(morning, noon)
    assert Interval.parse("2026-11-22T09", None) == Interval.parse("", "2026-11-22T09") == Interval(morning, morning)
    assert Interval.parse(None, None) is None
    assert Interval.parse("", "") is None


@pytest.mark.parametrize("text", ["yesterday", "2026-11-22", "2026-11-22T25", "2026-02-30T01", "2026-11-22T09:00"])
def test_parse_names_text_that_is_not_an_hour(text):
    with pytest.raises(InputRefused, match="is not an hour"):
        Interval.parse(text, None)


@pytest.mark.parametrize("text", ["0001-01-01T00", "1969-12-31T23", "2100-01-01T00", "9999-12-31T23"])
def test_parse_refuses_years_without_data(text):
    with pytest.raises(InputRefused, match="is not within the years 1970 to 2099"):
        Interval.parse(text, None)


def test_parse_refuses_hours_in_the_wrong_order():
    with pytest.raises(InputRefused, match="is later than"):
        Interval.parse("2026-11-22T10", "2026-11-22T09")


def test_hours_include_both_ends_and_go_over_midnight():
    interval = Interval.parse("2026-02-28T23", "2026-03-01T01")
    assert list(interval.hours()) == [
        Partition(date(2026, 2, 28), 23),
        Partition(date(2026, 3, 1), 0),
        Partition(date(2026, 3, 1), 1),
    ]


def test_an_interval_has_its_hours_and_the_days_it_touches():
    interval = Interval.parse("2026-11-22T09", "2026-11-22T10")
    found = [hour for hour in range(24) if Partition(date(2026, 11, 22), hour) in interval]
    assert found == [9, 10]
    assert Partition(date(2026, 11, 22)) in interval
    assert Partition(date(2026, 11, 21)) not in interval
    assert Partition(date(2026, 11, 23), 9) not in interval


def test_a_partition_starts_at_its_hour_or_at_midnight_utc():
    assert start_of(Partition(date(2026, 11, 22), 9)) == datetime(2026, 11, 22, 9, tzinfo=UTC)
    assert start_of(Partition(date(2026, 11, 22))) == datetime(2026, 11, 22, 0, tzinfo=UTC)
