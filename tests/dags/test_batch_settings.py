"""The settings of the DAGs; no Airflow is needed for them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from dags.flightwatch.batch_settings import BatchSettings, BatchSettingsError, DayWindow


def test_unset_and_empty_settings_are_the_defaults():
    default = BatchSettings.from_environment({})
    assert (default.producer_hours, default.consumer_hours) == (DayWindow(9, 16), DayWindow(9, 17))
    assert (default.zone.key, default.mail_to) == ("UTC", ())
    names = ("PRODUCER_HOURS", "CONSUMER_HOURS", "TIMEZONE", "MAIL_TO")
    assert BatchSettings.from_environment({f"FLIGHTWATCH_{name}": "" for name in names}) == default


@pytest.mark.parametrize("text", ["9", "nine-16", "16-9", "9-9", "9-25", "-1-5", "9:05-17", "9-16-17"])
def test_an_invalid_window_is_named_with_the_problem(text):
    with pytest.raises(BatchSettingsError, match=f"^FLIGHTWATCH_PRODUCER_HOURS={text}: .*hour"):
        BatchSettings.from_environment({"FLIGHTWATCH_PRODUCER_HOURS": text})


@pytest.mark.parametrize("text", ["Europe/Belrin", "../etc/passwd", "/usr/share", "Europe"])
def test_an_unknown_zone_is_named(text):
    with pytest.raises(BatchSettingsError, match=r"^FLIGHTWATCH_TIMEZONE="):
        BatchSettings.from_environment({"FLIGHTWATCH_TIMEZONE": text})


def test_addresses_are_separated_by_commas_and_each_has_to_be_one():
    given = BatchSettings.from_environment({"FLIGHTWATCH_MAIL_TO": "ops@example.org, a@b.example,"})
    assert given.mail_to == ("ops@example.org", "a@b.example")
    with pytest.raises(BatchSettingsError, match="nobody"):
        BatchSettings.from_environment({"FLIGHTWATCH_MAIL_TO": "ops@example.org,nobody"})


def test_a_window_ends_at_its_hour_of_the_zones_day_whatever_the_offset():
    berlin = ZoneInfo("Europe/Berlin")
    winter = DayWindow(9, 16).end_on_day_of(datetime(2026, 3, 28, 8, tzinfo=UTC), berlin)
    summer = DayWindow(9, 16).end_on_day_of(datetime(2026, 3, 29, 7, tzinfo=UTC), berlin)
    assert winter.astimezone(UTC) == datetime(2026, 3, 28, 15, tzinfo=UTC)
    assert summer.astimezone(UTC) == datetime(2026, 3, 29, 14, tzinfo=UTC)


def test_a_window_that_ends_at_24_ends_at_the_next_midnight():
    tokyo = ZoneInfo("Asia/Tokyo")
    end = DayWindow(0, 24).end_on_day_of(datetime(2026, 3, 28, 20, tzinfo=UTC), tokyo)  # the 29th there
    assert end == datetime(2026, 3, 30, tzinfo=tokyo)


def test_a_window_is_never_longer_than_its_longest_also_when_the_clocks_go_back():
    berlin, window = ZoneInfo("Europe/Berlin"), DayWindow(0, 24)
    begins = datetime(2026, 10, 25, tzinfo=berlin)
    assert window.end_on_day_of(begins, berlin).timestamp() - begins.timestamp() == window.longest.total_seconds()
