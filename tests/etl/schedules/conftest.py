"""A stand-in for AviationStack, and settings that point to it."""

import pytest
from pydantic import SecretStr

from common.settings import load_settings
from contracts.lake.layout import Lake
from simulator.schedules.server import local_aviationstack
from tests.etl.schedules.schedule_runs import NOON
from tests.local_aviationstack import KEY, PlainSchedules
from tests.local_opensky import JumpingClock, serving


@pytest.fixture
def clock():
    return JumpingClock(NOON + 20 * 60)


@pytest.fixture
def flights():
    return PlainSchedules()


@pytest.fixture
def server(clock, mishaps, flights):
    with serving(local_aviationstack(flights, clock=clock, mishaps=mishaps), clock) as running:
        yield running


@pytest.fixture
def settings_of(server, tmp_path):
    def settings_of(**changes):
        return load_settings(
            **{
                "lake_dir": tmp_path,
                "aviationstack_url": f"{server.url}/v1",
                "aviationstack_access_key": SecretStr(KEY),
                "aviationstack_monthly_requests": 100_000,
            }
            | changes
        )

    return settings_of


@pytest.fixture
def settings(settings_of):
    return settings_of()


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path)
