import pytest
import requests

from opensky.headers import SOURCE_HEADER
from simulator.server.app import local_opensky
from tests.local_opensky import MIDNIGHT, JumpingClock, PlainTraffic, row, serving


@pytest.fixture
def clock():
    return JumpingClock(MIDNIGHT + 7)


@pytest.fixture
def traffic():
    return PlainTraffic(
        [row(), row(icao24="4ca7b3", longitude=-3.5, latitude=40.4), row(icao24="a00001", latitude=None)]
    )


@pytest.fixture
def server(clock, traffic):
    with serving(local_opensky(traffic, clock=clock, anonymous=None, clients={}), clock) as running:
        yield running


def ask(server, **params):
    return requests.get(f"{server.api}/states/all", params=params, timeout=5)


def test_states_have_17_fields_and_a_time_in_steps_of_10_s(server):
    answer = ask(server).json()
    assert answer["time"] == MIDNIGHT
    assert [len(state) for state in answer["states"]] == [17, 17, 17]


def test_extended_adds_the_category(server):
    assert ask(server, extended=1).json()["states"][0][17] == 4


def test_a_box_keeps_rows_with_a_position_inside(server):
    answer = ask(server, lamin=40, lomin=-5, lamax=41, lomax=-3)
    assert [state[0] for state in answer.json()["states"]] == ["4ca7b3"]


def test_nothing_in_the_box_is_null_not_an_empty_array(server):
    assert ask(server, lamin=-10, lomin=0, lamax=-9, lomax=1).json()["states"] is None


def test_icao24_can_be_repeated(server):
    answer = ask(server, icao24=["3c6444", "A00001"])
    assert [state[0] for state in answer.json()["states"]] == ["3c6444", "a00001"]


@pytest.mark.parametrize(
    "params",
    [
        {"lamin": 40},
        {"lamin": 40, "lomin": -5, "lamax": 41},
        {"lamin": 41, "lomin": -5, "lamax": 40, "lomax": 0},
        {"lamin": -91, "lomin": -5, "lamax": 40, "lomax": 0},
        {"lamin": 40, "lomin": -5, "lamax": 41, "lomax": 181},
        {"lamin": "north", "lomin": -5, "lamax": 41, "lomax": 0},
        {"lamin": "nan", "lomin": -5, "lamax": 41, "lomax": 0},
    ],
)
def test_half_or_impossible_boxes_are_400(server, params):
    assert ask(server, **params).status_code == 400


def test_every_answer_names_the_source_of_its_traffic(server):
    for params in ({}, {"lamin": 40}):
        assert ask(server, **params).headers[SOURCE_HEADER] == "simulated"


def test_time_is_ignored_without_a_token(server):
    assert ask(server, time=1).json()["time"] == MIDNIGHT


def test_health_answers_before_any_traffic_is_requested(server):
    assert requests.get(f"{server.url}/health", timeout=5).json() == {"status": "ok", "source": "simulated"}


def test_malformed_rows_pass_through_unless_filtered(clock):
    with serving(
        local_opensky(PlainTraffic([row(), None, [1, 2]]), clock=clock, anonymous=None, clients={}), clock
    ) as server:
        assert len(ask(server).json()["states"]) == 3
        assert len(ask(server, lamin=-90, lomin=-180, lamax=90, lomax=180).json()["states"]) == 1
