"""Which server AviationStack's client asks, and with which key: what the settings may say."""

import pytest
from pydantic import SecretStr

from common.clock import SystemClock
from common.errors import SettingsError
from common.guarded_http import check_base_url
from common.settings import load_settings
from etl.schedules.aviationstack import AviationStackClient, _source
from simulator.schedules.server import local_aviationstack
from tests.local_aviationstack import KEY, PlainSchedules
from tests.local_opensky import serving


def from_settings(**changes):
    settings = load_settings(**changes)
    return AviationStackClient.from_settings(settings, take=lambda _: None, may_retry=lambda: True, clock=SystemClock())


def test_without_a_key_the_setting_is_named():
    with pytest.raises(SettingsError, match="AVIATIONSTACK_ACCESS_KEY"):
        from_settings()
    with pytest.raises(SettingsError, match="AVIATIONSTACK_ACCESS_KEY"):
        from_settings(aviationstack_access_key=SecretStr("  "))


def test_a_server_on_this_machine_needs_no_key(clock):
    with serving(local_aviationstack(PlainSchedules(), clock=clock), clock) as server:
        client = from_settings(aviationstack_url=f"{server.url}/v1")
        assert client.flights(airport=None, offset=0).source == "simulated"
        client.close()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("api.aviationstack.com/v1", "not an http"),
        ("ftp://api.aviationstack.com/v1", "not an http"),
        ("http://api.aviationstack.com/v1", "has to be https"),
        ("http://127.0.0.1.example/v1", "has to be https"),
        (f"https://api.aviationstack.com/v1?access_key={KEY}", "no query"),
        (f"https://user:{KEY}@api.aviationstack.com/v1", "no password"),
    ],
)
def test_a_url_unfit_for_a_key_is_refused_without_quoting_it(url, says):
    with pytest.raises(SettingsError, match=says) as error:
        from_settings(aviationstack_url=url, aviationstack_access_key=SecretStr(KEY))
    assert KEY not in str(error.value)


@pytest.mark.parametrize("url", ["https://api.aviationstack.com/v1", "http://localhost:8191/v1", "http://[::1]:1/v1"])
def test_https_and_this_machine_are_fine(url):
    check_base_url("AVIATIONSTACK_URL", url, carries="the key")


@pytest.mark.parametrize(
    ("url", "said", "source"),
    [
        ("https://api.aviationstack.com/v1/flights", False, "aviationstack"),
        ("https://api.aviationstack.com/v1/flights", True, "aviationstack"),
        ("http://127.0.0.1:8191/v1/flights", True, "simulated"),
        ("https://proxy.example/v1/flights", False, "aviationstack"),
    ],
)
def test_only_the_stand_in_is_the_source_simulated(url, said, source):
    assert _source(url, says_simulated=said) == source
