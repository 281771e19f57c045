import socket
from datetime import date
from pathlib import Path

import psycopg
import pytest

from common.errors import SettingsError
from common.settings import Settings
from contracts.lake.gold import AIRLINE_FLIGHTS
from contracts.lake.layout import Lake
from etl.lake.identity import identity_of
from etl.lake.interval import Interval
from etl.warehouse.loading import Loaded, run
from tests.etl.warehouse.loads import (
    ask,
    assert_equals_the_lake,
    flights_of,
    start_load,
)
from tests.gold_files import write_rows


@pytest.fixture
def elsewhere(settings: Settings, tmp_path: Path) -> Settings:
    """Settings with the same warehouse and another lake, which has other days."""
    lake = Lake(tmp_path / "elsewhere")
    write_rows(lake, AIRLINE_FLIGHTS, flights_of(date(2027, 2, 1), "AFR"))
    return settings.model_copy(update={"lake_dir": lake.root})


def rows_with_versions(settings: Settings) -> dict[str, list[tuple]]:
    """Return all rows of the schema with their versions: a rewritten row differs, even with the same values."""
    tables = ask(
        settings, "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'flightwatch'::regnamespace"
    )
    return {name: ask(settings, f"SELECT ctid, xmin, * FROM flightwatch.{name}") for (name,) in tables}  # noqa: S608


@pytest.mark.parametrize("interval", [None, Interval.parse("2026-11-20T00", "2026-11-21T23")], ids=["all", "interval"])
@pytest.mark.parametrize("has_a_number", [True, False])
def test_another_lake_is_refused_and_nothing_is_changed(settings, lake, elsewhere, interval, has_a_number):
    run(settings, None)
    before = rows_with_versions(settings)
    if has_a_number:
        identity_of(Lake(elsewhere.lake_dir))
    with pytest.raises(SettingsError) as refused:
        run(elsewhere, interval)
    assert f"belongs to the lake {identity_of(lake)}, last loaded from {socket.gethostname()}:{lake.root}" in str(
        refused.value
    )
    assert f"LAKE_DIR {elsewhere.lake_dir} is another one" in str(refused.value)
    assert rows_with_versions(settings) == before


def test_another_lake_ends_the_command_as_what_only_a_setting_helps(settings, elsewhere):
    run(settings, None)
    loader = start_load(elsewhere)
    out, errors = loader.communicate(timeout=60)
    assert (loader.returncode, out, errors.count("\n")) == (78, "", 1)
    assert "DROP SCHEMA flightwatch CASCADE" in errors


def test_what_the_refusal_says_gives_the_warehouse_to_the_other_lake(settings, elsewhere):
    run(settings, None)
    with psycopg.connect(settings.warehouse_url.get_secret_value()) as connection:
        connection.execute("DROP SCHEMA flightwatch CASCADE")
    assert run(elsewhere, None) == Loaded(files=1, rows_written=1)
    with pytest.raises(SettingsError):
        run(settings, None)
    assert_equals_the_lake(elsewhere)


def test_a_lake_that_was_moved_is_the_same_lake(settings, lake, tmp_path):
    run(settings, None)
    moved = settings.model_copy(update={"lake_dir": lake.root.rename(tmp_path / "moved")})
    assert run(moved, None) == Loaded()
    assert ask(moved, "SELECT location FROM flightwatch.loaded_lake") == [
        (f"{socket.gethostname()}:{tmp_path / 'moved'}",)
    ]


def test_a_warehouse_of_before_becomes_that_of_the_first_lake_that_loads(settings, lake, elsewhere):
    run(settings, None)
    with psycopg.connect(settings.warehouse_url.get_secret_value()) as connection:
        connection.execute("DROP TABLE flightwatch.loaded_lake")
        connection.execute("UPDATE flightwatch.alembic_version SET version_num = '0001'")
    assert run(settings, None) == Loaded()
    assert ask(settings, "SELECT id FROM flightwatch.loaded_lake") == [(identity_of(lake),)]
    with pytest.raises(SettingsError):
        run(elsewhere, None)


def test_a_lake_without_gold_does_not_take_an_empty_warehouse(settings, tmp_path):
    nowhere = settings.model_copy(update={"lake_dir": tmp_path / "nowhere"})
    assert run(nowhere, None) == Loaded()
    assert not nowhere.lake_dir.exists()
    assert run(settings, None).files == 5
