import pytest
import requests
from pydantic import SecretStr

from opensky.credits import ANONYMOUS, DAY_S, LICENSED, STANDARD
from simulator.server.app import local_opensky
from simulator.server.tokens import Client
from tests.local_opensky import MIDNIGHT, JumpingClock, PlainTraffic, serving

REMAINING, RETRY_AFTER = "X-Rate-Limit-Remaining", "X-Rate-Limit-Retry-After-Seconds"


@pytest.fixture
def clock():
    return JumpingClock(MIDNIGHT + DAY_S - 1_000.5)


def serving_tier(tier, clock):
    client = {"pilot": Client(SecretStr("hidden"), STANDARD)}
    return serving(local_opensky(PlainTraffic(), clock=clock, anonymous=tier, clients=client), clock)


def ask(server, token=None, **params):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return requests.get(f"{server.api}/states/all", params=params, headers=headers, timeout=5)


@pytest.mark.parametrize(
    ("box", "cost"),
    [((45, 5, 50, 10), 1), ((45, 5, 50.1, 10), 2), ((40, 0, 50, 10), 2), ((30, 0, 50, 20), 3), ((30, 0, 50, 21), 4)],
)
def test_the_area_decides_what_an_answer_costs(clock, box, cost):
    with serving_tier(ANONYMOUS, clock) as server:
        answer = ask(server, **dict(zip(("lamin", "lomin", "lamax", "lomax"), box, strict=True)))
        assert answer.headers[REMAINING] == str(400 - cost)


def test_spent_credits_are_429_until_midnight_utc(clock):
    with serving_tier(ANONYMOUS, clock) as server:
        answers = [ask(server) for _ in range(101)]
        assert [answer.status_code for answer in answers] == [200] * 100 + [429]
        assert answers[99].headers[REMAINING] == "0"
        assert answers[100].text == "Too many requests"
        assert answers[100].headers[RETRY_AFTER] == "1001"
        assert REMAINING not in answers[100].headers

        clock.sleep(1_000)
        assert ask(server).status_code == 429
        clock.sleep(1)
        assert ask(server).headers[REMAINING] == "396"


def test_a_licences_credits_are_refilled_every_hour(clock):
    with serving_tier(LICENSED, clock) as server:
        assert ask(server).headers[REMAINING] == "14396"
        clock.sleep(1_001)
        assert ask(server).headers[REMAINING] == "14396"


def test_each_client_has_its_own_account(clock):
    with serving_tier(ANONYMOUS, clock) as server:
        ask(server)
        form = {"grant_type": "client_credentials", "client_id": "pilot", "client_secret": "hidden"}
        token = requests.post(server.token_url, data=form, timeout=5).json()["access_token"]
        assert ask(server, token).headers[REMAINING] == "3996"


def test_a_bad_request_costs_nothing(clock):
    with serving_tier(ANONYMOUS, clock) as server:
        assert ask(server, lamin=1).status_code == 400
        assert ask(server).headers[REMAINING] == "396"
