import json
import traceback
from concurrent.futures import ThreadPoolExecutor

import pytest
from pydantic import SecretStr

from common.errors import CredentialsRefused, SettingsError, SourceUnavailable
from common.settings import load_settings
from opensky.auth import Credentials, TokenKeeper, load_credentials
from opensky.client import OpenSkyClient
from opensky.credits import STANDARD
from simulator.server.app import local_opensky
from simulator.server.mishaps import Mishap
from simulator.server.tokens import Client
from tests.local_opensky import ROW, PlainTraffic, serving

SECRET = "kept-in-the-dark"


@pytest.fixture
def server(clock, mishaps):
    clients = {"pilot": Client(SecretStr(SECRET), STANDARD)}
    app = local_opensky(PlainTraffic(), clock=clock, anonymous=STANDARD, clients=clients, mishaps=mishaps)
    with serving(app, clock) as running:
        yield running


@pytest.fixture
def client(server, clock):
    client = client_of(server, clock, SECRET)
    yield client
    client.close()


def client_of(server, clock, secret):
    settings = load_settings(
        opensky_url=server.api,
        opensky_token_url=server.token_url,
        opensky_client_id="pilot",
        opensky_client_secret=secret,
    )
    return OpenSkyClient.from_settings(settings, clock=clock)


def test_one_token_serves_until_30_s_before_its_end(client, server, clock):
    client.states()
    clock.sleep(1_769)
    client.states()
    assert len(server.times("token")) == 1
    clock.sleep(1)
    client.states()
    assert len(server.times("token")) == 2
    assert len({request.authorization for request in server.requests if "states" in request.path}) == 2


def test_a_401_is_answered_once_with_a_new_token(client, server, mishaps):
    client.states()
    mishaps.states.append(Mishap(status=401))
    assert client.states().content["states"] == [ROW]
    assert len(server.times("token")) == 2
    tokens = [request.authorization for request in server.requests if "states" in request.path]
    assert tokens[0] == tokens[1] != tokens[2]


def test_a_401_to_the_new_token_stops(client, server, mishaps):
    mishaps.states.extend([Mishap(status=401)] * 9)
    with pytest.raises(CredentialsRefused):
        client.states()
    assert len(server.times("states")) == 2


def test_wrong_credentials_stop_and_are_never_tried_without(server, clock):
    client = client_of(server, clock, "guessed")
    with pytest.raises(CredentialsRefused, match="invalid_client"):
        client.states()
    assert (len(server.times("token")), server.times("states")) == (1, [])
    client.close()


def test_a_refused_anonymous_client_is_advised_to_get_credentials(server, clock, mishaps):
    mishaps.states.append(Mishap(status=401))
    client = OpenSkyClient(server.api, tokens=None, clock=clock)
    with pytest.raises(CredentialsRefused, match="OPENSKY_CLIENT_ID"):
        client.states()
    client.close()


@pytest.mark.parametrize(
    "mishap",
    [
        Mishap(status=500, body=b"{}"),
        Mishap(status=429),
        Mishap(status=302, headers={"Location": "http://127.0.0.1:9/"}),
        Mishap(status=403, body=b"<html>blocked</html>"),
        Mishap(body=b"<html>"),
        Mishap(body=b"{}"),
        Mishap(body=b'{"access_token": "two\\nlines"}'),
        Mishap(body=b'{"access_token": "a", "expires_in": []}'),
        Mishap(status=400, body=b'{"error": "temporarily_unavailable"}', headers={"content-type": "application/json"}),
    ],
)
def test_a_token_endpoint_in_trouble_is_asked_again(client, server, mishaps, mishap):
    mishaps.token.append(mishap)
    assert client.states().content["states"] == [ROW]
    assert len(server.times("token")) >= 1


def test_a_url_that_is_not_a_token_endpoint_is_a_settings_error(server, clock):
    tokens = TokenKeeper(Credentials("pilot", SecretStr(SECRET)), f"{server.url}/nowhere", clock=clock, timeout_s=5)
    with pytest.raises(SettingsError, match="OPENSKY_TOKEN_URL"):
        tokens.token()
    tokens.close()


def test_threads_that_need_a_token_together_share_one_request(server, clock):
    tokens = TokenKeeper(Credentials("pilot", SecretStr(SECRET)), server.token_url, clock=clock, timeout_s=5)
    with ThreadPoolExecutor(8) as threads:
        bought = set(threads.map(lambda _: tokens.token(), range(8)))
        assert len(bought) == len(server.times("token")) == 1
        refused = bought.pop()
        assert len(set(threads.map(lambda _: tokens.replace(refused), range(8)))) == 1
    assert len(server.times("token")) == 2
    tokens.close()


def test_no_token_is_sent_to_the_target_of_a_redirect(client, mishaps, clock):
    with serving(local_opensky(PlainTraffic(), clock=clock, anonymous=None, clients={}), clock) as elsewhere:
        mishaps.states.extend([Mishap(status=301, headers={"Location": f"{elsewhere.api}/states/all"})] * 4)
        with pytest.raises(SourceUnavailable, match="not followed"):
            client.states()
        assert elsewhere.requests == []


def test_a_proxy_for_the_outside_is_not_asked_for_a_token_of_this_machine(client, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert client.states().content["states"] == [ROW]


def test_neither_secret_nor_token_is_in_errors_logs_or_reprs(server, client, mishaps, clock, capsys, caplog):
    caplog.set_level("DEBUG")
    client.states()
    token = server.requests[-1].authorization.removeprefix("Bearer ")
    mishaps.states.extend([Mishap(status=500)] * 4 + [Mishap(status=401)] * 2)
    told = [repr(Credentials("pilot", SecretStr(SECRET))), repr(vars(client))]
    for _ in range(2):
        with pytest.raises((SourceUnavailable, CredentialsRefused)) as error:
            client.states()
        told += traceback.format_exception(error.value)
    with pytest.raises(CredentialsRefused) as error:
        client_of(server, clock, f"{SECRET}-not").states()
    told += traceback.format_exception(error.value)
    said = capsys.readouterr()
    text = "".join([*told, said.out, said.err, caplog.text])
    assert "retrying" in text
    assert SECRET not in text
    assert token not in text


def test_credentials_come_from_the_settings_first(tmp_path):
    file = tmp_path / "credentials.json"
    file.write_text(json.dumps({"clientId": "of-the-file", "clientSecret": SECRET}))
    assert load_credentials(load_settings(opensky_credentials_file=file)).client_id == "of-the-file"
    settings = load_settings(
        opensky_credentials_file=file, opensky_client_id="of-the-settings", opensky_client_secret=SECRET
    )
    assert load_credentials(settings).client_id == "of-the-settings"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        f'"{SECRET}"',
        f'{{"clientId": "pilot", "clientSecret": "{SECRET}"',
        f'{{"clientId": "{SECRET}"}}',
        f'{{"clientId": 7, "clientSecret": "{SECRET}"}}',
        '{"clientId": "pilot", "clientSecret": " "}',
    ],
)
def test_a_malformed_file_stops_and_is_not_quoted(tmp_path, content):
    file = tmp_path / "credentials.json"
    file.write_text(content)
    with pytest.raises(SettingsError, match="clientSecret") as error:
        load_credentials(load_settings(opensky_credentials_file=file))
    assert SECRET not in "".join(traceback.format_exception(error.value))


def test_a_file_that_was_asked_for_must_be_there(tmp_path):
    with pytest.raises(SettingsError, match="OPENSKY_CREDENTIALS_FILE"):
        load_credentials(load_settings(opensky_credentials_file=tmp_path / "absent.json"))


def test_credentials_of_opensky_do_not_go_to_another_site_or_in_clear_text(clock):
    secrets = {"opensky_client_id": "pilot", "opensky_client_secret": SECRET}
    with pytest.raises(SettingsError, match="different sites"):
        OpenSkyClient.from_settings(load_settings(opensky_url="https://mirror.example/api", **secrets), clock=clock)
    for name, url in (
        ("opensky_url", "http://opensky-network.org/api"),
        ("opensky_token_url", "http://auth.opensky-network.org/token"),
    ):
        with pytest.raises(SettingsError, match=rf"{name.upper()} has to be https"):
            OpenSkyClient.from_settings(load_settings(**{name: url}, **secrets), clock=clock)
    local = load_settings(opensky_url="http://127.0.0.1:8190/api", **secrets)
    client = OpenSkyClient.from_settings(local, clock=clock)
    assert not client.authenticated
    client.close()
