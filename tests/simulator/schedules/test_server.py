import os
import subprocess
import sys

import pytest
import requests

from common.errors import EXIT_SETTINGS
from common.settings import ROOT
from ops.ports import listens
from simulator.schedules.server import local_aviationstack
from tests.local_aviationstack import PlainSchedules, record
from tests.local_opensky import JumpingClock, serving
from tests.ports import free_ports
from tests.waiting import wait_until


@pytest.fixture
def clock():
    return JumpingClock()


@pytest.fixture
def serve(clock):
    opened = []

    def serve(records=(), **options):
        context = serving(local_aviationstack(PlainSchedules(records), clock=clock, **options), clock)
        opened.append(context)
        return context.__enter__()

    yield serve
    for context in opened:
        context.__exit__(None, None, None)


def ask(server, path="flights", **params):
    return requests.get(f"{server.url}/v1/{path}", params={"access_key": "any"} | params, timeout=5)


def error_of(answer):
    return answer.status_code, answer.json()["error"]["code"]


def test_a_page_has_pagination_and_data_and_is_marked_as_simulated(serve):
    answer = ask(serve())
    assert answer.status_code == 200
    assert answer.headers["X-Traffic-Source"] == "simulated"
    assert answer.json() == {"pagination": {"limit": 100, "offset": 0, "count": 1, "total": 1}, "data": [record()]}


def test_pages_are_cut_by_limit_and_offset(serve):
    server = serve([record(flight__number=str(number)) for number in range(250)])
    last = ask(server, limit=60, offset=200).json()
    assert last["pagination"] == {"limit": 60, "offset": 200, "count": 50, "total": 250}
    assert [each["flight"]["number"] for each in last["data"]] == [str(number) for number in range(200, 250)]


def test_an_airport_without_flights_is_an_empty_page(serve):
    answer = ask(serve(), dep_iata="jfk")
    assert answer.json() == {"pagination": {"limit": 100, "offset": 0, "count": 0, "total": 0}, "data": []}


def test_any_key_is_accepted_unless_keys_are_given(serve):
    assert ask(serve(), access_key="other").status_code == 200
    strict = serve(keys=frozenset({"mine"}))
    assert ask(strict, access_key="mine").status_code == 200
    assert error_of(ask(strict, access_key="other")) == (401, "invalid_access_key")
    for server in (serve(), strict):
        assert error_of(ask(server, access_key="")) == (401, "missing_access_key")


def test_requests_are_counted_by_key_and_month(serve, clock):
    server = serve(monthly_requests=2)
    for _ in range(2):
        assert ask(server).status_code == 200
    assert error_of(ask(server)) == (429, "usage_limit_reached")
    assert ask(server, access_key="another").status_code == 200
    clock.sleep(31 * 86_400)
    assert ask(server).status_code == 200


@pytest.mark.parametrize(
    ("params", "wrong"),
    [
        ({"limit": 101}, "limit"),
        ({"limit": 0}, "limit"),
        ({"limit": "all"}, "limit"),
        ({"offset": -1}, "offset"),
        ({"dep_iata": "EDDF"}, "dep_iata"),
        ({"arr_iata": "1"}, "arr_iata"),
        ({"flight_status": "late"}, "flight_status"),
    ],
)
def test_wrong_parameters_are_named_and_cost_nothing(serve, params, wrong):
    server = serve(monthly_requests=1)
    answer = ask(server, **params)
    assert error_of(answer) == (422, "validation_error")
    assert list(answer.json()["error"]["context"]) == [wrong]
    assert ask(server).status_code == 200


@pytest.mark.parametrize(
    ("path", "params", "expected"),
    [
        ("flights", {"flight_date": "2026-01-01"}, (403, "function_access_restricted")),
        ("airports", {}, (403, "function_access_restricted")),
        ("nonsense", {}, (404, "invalid_api_function")),
    ],
)
def test_functions_outside_a_free_plan_are_refused(serve, path, params, expected):
    assert error_of(ask(serve(), path, **params)) == expected


def test_health_answers_without_a_key(serve):
    assert requests.get(f"{serve().url}/health", timeout=5).json() == {"status": "ok", "source": "simulated"}


@pytest.fixture
def start():
    started = []

    def start(*options):
        clean = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        command = [sys.executable, "-m", "simulator.schedules", *map(str, options)]
        started.append(
            subprocess.Popen(command, cwd=ROOT, env=clean, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.system
def test_the_command_serves_on_this_machine_only_until_it_is_stopped(start):
    [port] = free_ports(1)
    process = start("--port", port, "--aircraft", 30, "--seed", 3, "--monthly-requests", 1)
    wait_until(lambda: listens(port), seconds=60, what="the server listens")
    answer = requests.get(f"http://127.0.0.1:{port}/v1/flights", params={"access_key": "any"}, timeout=30)
    assert len(answer.json()["data"]) == 100
    again = requests.get(f"http://127.0.0.1:{port}/v1/flights", params={"access_key": "any"}, timeout=30)
    assert again.status_code == 429
    process.terminate()
    assert process.wait(10) == 0


@pytest.mark.system
def test_a_wrong_setting_is_reported_in_one_line(start):
    process = start("--port", 0)
    _, err = process.communicate(timeout=60)
    assert process.returncode == EXIT_SETTINGS
    assert "SCHEDULES_PORT" in err
    assert err.count("\n") == 1
