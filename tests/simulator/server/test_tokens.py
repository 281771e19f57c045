import pytest
import requests
from pydantic import SecretStr

from opensky.credits import STANDARD
from simulator.server.app import local_opensky
from simulator.server.tokens import Client
from tests.local_opensky import MIDNIGHT, JumpingClock, PlainTraffic, serving

FORM = {"grant_type": "client_credentials", "client_id": "pilot", "client_secret": "hidden"}


@pytest.fixture
def clock():
    return JumpingClock(MIDNIGHT + 7_207)


@pytest.fixture
def server(clock):
    clients = {"pilot": Client(SecretStr("hidden"), STANDARD)}
    with serving(local_opensky(PlainTraffic(), clock=clock, anonymous=STANDARD, clients=clients), clock) as running:
        yield running


def ask(server, authorization, **params):
    headers = {"Authorization": authorization}
    return requests.get(f"{server.api}/states/all", params=params, headers=headers, timeout=5)


def test_a_token_is_valid_for_30_minutes(server, clock):
    answer = requests.post(server.token_url, data=FORM, timeout=5).json()
    assert (answer["expires_in"], answer["token_type"]) == (1_800, "Bearer")
    clock.sleep(1_799)
    assert ask(server, f"Bearer {answer['access_token']}").status_code == 200
    clock.sleep(1)
    assert ask(server, f"Bearer {answer['access_token']}").status_code == 401


@pytest.mark.parametrize("wrong", [{"client_id": "nobody"}, {"client_secret": "guessed"}, {"client_secret": ""}])
def test_wrong_credentials_are_401_invalid_client(server, wrong):
    answer = requests.post(server.token_url, data=FORM | wrong, timeout=5)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_another_grant_is_400(server):
    answer = requests.post(server.token_url, data=FORM | {"grant_type": "password"}, timeout=5)
    assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")


def test_an_oversized_form_is_refused(server):
    assert requests.post(server.token_url, data={"client_id": "x" * 20_000}, timeout=5).status_code == 413


@pytest.mark.parametrize("authorization", ["Bearer made-up", "Bearer", "Basic cGlsb3Q6aGlkZGVu"])
def test_anything_but_an_issued_token_is_401(server, authorization):
    assert ask(server, authorization).status_code == 401


def test_with_a_token_times_are_in_steps_of_5_s_and_reach_an_hour_back(server, clock):
    token = requests.post(server.token_url, data=FORM, timeout=5).json()["access_token"]
    now = int(clock.time())
    assert ask(server, f"Bearer {token}").json()["time"] == now - 2
    assert ask(server, f"Bearer {token}", time=now - 3_590).json()["time"] == now - 3_592
    assert ask(server, f"Bearer {token}", time=now - 3_601).status_code == 400
    assert ask(server, f"Bearer {token}", time="yesterday").status_code == 400
