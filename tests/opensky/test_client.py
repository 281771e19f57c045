import pytest
import requests
from pydantic import SecretStr

from common.clock import SystemClock
from common.errors import QuotaExceeded, RequestRefused, SettingsError, SourceUnavailable
from common.settings import load_settings
from opensky.client import OpenSkyClient, _may_follow, _source
from opensky.credits import STANDARD
from simulator.server.app import local_opensky
from simulator.server.mishaps import Mishap
from simulator.server.tokens import Client
from tests.local_opensky import ROW, PlainTraffic, serving

TROUBLE = b'{"error":"Something went wrong. Please try again later."}'


@pytest.fixture
def server(clock, mishaps):
    clients = {"pilot": Client(SecretStr("hidden"), STANDARD)}
    app = local_opensky(PlainTraffic(), clock=clock, anonymous=STANDARD, clients=clients, mishaps=mishaps)
    with serving(app, clock) as running:
        yield running


@pytest.fixture
def client(server, clock):
    client = OpenSkyClient(server.api, tokens=None, clock=clock, timeout_s=2, deadline_s=4)
    yield client
    client.close()


def test_an_answer_is_whole_decoded_and_labelled(client):
    answer = client.states()
    assert answer.content["states"] == [ROW]
    assert answer.body.startswith(b'{"time":')
    assert (answer.credits_remaining, answer.source) == (3_996, "simulated")
    assert (answer.next_answer_s, answer.ended) == (None, False)


def test_the_box_is_asked_for(client):
    assert client.states(bbox=(-10, 0, -9, 1)).content["states"] is None


@pytest.mark.parametrize(
    "mishap",
    [
        Mishap(status=500, body=TROUBLE),
        Mishap(status=503, body=b"<html>busy</html>"),
        Mishap(hang_s=30),
        Mishap(cut_at=40),
        Mishap(break_at=40),
        Mishap(body=b"<html>maintenance</html>"),
        Mishap(body=b""),
        Mishap(body=b"[" * 100_000),
    ],
    ids=["500", "503", "hang", "cut", "break", "html", "empty", "deep"],
)
def test_a_temporary_failure_is_retried(client, server, mishaps, clock, mishap):
    mishaps.states.extend([mishap, mishap])
    assert client.states().content["states"] == [ROW]
    assert len(server.times("states")) == 3
    first, second = clock.slept
    assert 1 <= first <= 2 <= second <= 3


def test_a_lasting_failure_is_an_error_after_three_retries(client, server, mishaps):
    mishaps.states.extend([Mishap(status=500, body=TROUBLE)] * 5)
    with pytest.raises(SourceUnavailable, match="500"):
        client.states()
    assert len(server.times("states")) == 4


def test_a_refused_connection_is_retried_too(clock):
    client = OpenSkyClient("http://127.0.0.1:9/api", tokens=None, clock=clock)
    with pytest.raises(SourceUnavailable, match="ConnectionError"):
        client.states()
    assert len(clock.slept) == 3
    client.close()


def test_a_body_that_drips_is_given_up(server, mishaps):
    mishaps.states.append(Mishap(drip_s=0.05))
    impatient = OpenSkyClient(server.api, tokens=None, clock=SystemClock(), timeout_s=5, deadline_s=3)
    assert impatient.states().content["states"] == [ROW]
    assert len(server.times("states")) == 2
    impatient.close()


def test_a_429_is_not_retried(client, server, mishaps):
    headers = {"x-rate-limit-retry-after-seconds": "60394"}
    mishaps.states.append(Mishap(status=429, body=b"Too many requests", headers=headers))
    with pytest.raises(QuotaExceeded) as error:
        client.states()
    assert error.value.retry_after_s == 60_394
    assert len(server.times("states")) == 1


@pytest.mark.parametrize("said", ["", "soon", "-5", "nan", "inf"])
def test_a_429_without_a_valid_pause_means_a_minute(client, mishaps, said):
    mishaps.states.append(Mishap(status=429, headers={"X-Rate-Limit-Retry-After-Seconds": said}))
    with pytest.raises(QuotaExceeded) as error:
        client.states()
    assert error.value.retry_after_s == 60


@pytest.mark.parametrize(("status", "says"), [(400, "OPENSKY_BBOX"), (403, "cloud"), (404, "OPENSKY_URL")])
def test_a_refused_request_names_what_to_check(client, server, mishaps, status, says):
    mishaps.states.append(Mishap(status=status))
    with pytest.raises(RequestRefused, match=says):
        client.states()
    assert len(server.times("states")) == 1


def test_a_redirect_on_the_same_server_is_followed(client, mishaps):
    mishaps.states.append(Mishap(status=301, headers={"Location": "/api/states/all?extended=1"}))
    assert client.states().content["states"] == [ROW]


def test_redirects_in_a_circle_end(client, mishaps):
    mishaps.states.extend([Mishap(status=302, headers={"Location": "/api/states/all"})] * 20)
    with pytest.raises(SourceUnavailable, match="more than 3 times"):
        client.states()


@pytest.mark.parametrize(
    ("url", "target", "followed"),
    [
        ("https://opensky-network.org/api", "https://api.opensky-network.org/states/all", True),
        ("https://opensky-network.org/api", "http://api.opensky-network.org/states/all", False),
        ("https://opensky-network.org/api", "https://opensky-network.org.evil.example/api", False),
        ("https://opensky-network.org/api", "https://notopensky-network.org/api", False),
        ("http://127.0.0.1:8190/api", "https://opensky-network.org/api", False),
        ("http://127.0.0.1:8190/api", "http://127.0.0.1:8191/api", False),
    ],
)
def test_redirects_are_followed_within_one_site_only(url, target, followed):
    assert _may_follow(url, target) is followed


@pytest.mark.parametrize(
    ("url", "said", "source"),
    [
        ("https://opensky-network.org/api", None, "opensky"),
        ("https://api.opensky-network.org", "simulated", "opensky"),
        ("http://127.0.0.1:8190/api", "recorded", "recorded"),
        ("http://127.0.0.1:8190/api", "opensky", "127.0.0.1"),
        ("https://mirror.example/api", None, "mirror.example"),
    ],
)
def test_only_opensky_itself_is_the_source_opensky(url, said, source):
    assert _source(url, {"X-Traffic-Source": said} if said else {}) == source


def test_a_malformed_url_is_a_settings_error(clock):
    secrets = {"opensky_client_id": "pilot", "opensky_client_secret": "hidden"}
    for url, credentials in (("opensky-network.org/api", {}), ("http://[::1", {}), ("http://[::1", secrets)):
        with pytest.raises(SettingsError, match="OPENSKY_URL"):
            OpenSkyClient.from_settings(load_settings(opensky_url=url, **credentials), clock=clock)


def test_a_proxy_for_the_outside_is_not_asked_for_this_machine(client, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert client.states().content["states"] == [ROW]
    with pytest.raises(requests.exceptions.ProxyError):
        requests.get("http://example.invalid", timeout=1)
