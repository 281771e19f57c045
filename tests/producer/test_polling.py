"""The loop against the real local server over HTTP, with a jumping clock; only the broker is replaced, by a list."""

import math
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import orjson
import pytest
from pydantic import SecretStr

from common.errors import CredentialsRefused, RequestRefused
from common.settings import load_settings
from opensky.client import OpenSkyClient
from opensky.credits import ANONYMOUS, DAY_S, STANDARD
from producer.credit_budget import CreditBudget
from producer.polling import Polling
from producer.publisher import Delivery
from producer.recorder import Recorder
from producer.status import ProducerStatus
from producer.stopping import StopSignals
from simulator.backends.recorded import RecordedTraffic
from simulator.server.app import local_opensky
from simulator.server.mishaps import Mishap
from simulator.server.tokens import Client
from tests.local_opensky import MIDNIGHT, PlainTraffic, row, serving


class ListedPublisher:
    """A broker that keeps records and markers in lists, and refuses records of chosen addresses."""

    def __init__(self):
        self.records = []
        self.markers = []
        self.refused = set()
        self.closed = False

    def connect(self):
        pass

    def publish(self, states, marker):
        self.markers.append(marker)
        published = [state for state in states if state["icao24"] not in self.refused]
        self.records += published
        refused = len(states) - len(published)
        return Delivery(published, Counter({"MessageSizeTooLargeError": refused} if refused else {}))

    def close(self):
        self.closed = True


@pytest.fixture
def traffic():
    return PlainTraffic([row(), row(icao24="4ca7b3")])


@pytest.fixture
def server(clock, mishaps, traffic):
    clients = {"pilot": Client(SecretStr("hidden"), STANDARD)}
    app = local_opensky(traffic, clock=clock, anonymous=ANONYMOUS, clients=clients, mishaps=mishaps)
    with serving(app, clock) as running:
        yield running


@pytest.fixture
def run(clock, server, tmp_path):
    """Build a loop that stops after its `polls`-th wait."""

    def run(*, polls, asked_s=None, secret=None, bbox=None, record=None):
        credentials = {"opensky_client_id": "pilot", "opensky_client_secret": secret} if secret else {}
        settings = load_settings(opensky_url=server.api, opensky_token_url=server.token_url, **credentials)
        client = OpenSkyClient.from_settings(settings, clock=clock)
        stop = StopSignals()
        polling = Polling(
            client=client,
            publisher=ListedPublisher(),
            budget=CreditBudget(cost=4, authenticated=client.authenticated, asked_s=asked_s),
            status=ProducerStatus(tmp_path / "live" / "producer.json", settings.opensky_url, bool(secret), 4, clock),
            clock=clock,
            stop=stop,
            bbox=bbox,
            recorder=Recorder(record) if record else None,
        )
        waits = []

        def count():
            waits.append(clock.slept[-1])
            stop.requested = len(waits) >= polls

        clock.on_sleep = count
        polling.status_file = lambda: orjson.loads((tmp_path / "live" / "producer.json").read_bytes())
        return polling

    return run


def test_a_fix_goes_out_once_until_it_moves_on(run, traffic, clock):
    polling = run(polls=3)
    step = clock.on_sleep

    def move_one():
        traffic.rows = [row(last_contact=MIDNIGHT + 5), row(icao24="4ca7b3")]
        step()

    clock.on_sleep = move_one
    polling.run()
    assert [(record["icao24"], record["last_contact"]) for record in polling.publisher.records] == [
        ("3c6444", MIDNIGHT - 1),
        ("4ca7b3", MIDNIGHT - 1),
        ("3c6444", MIDNIGHT + 5),
    ]
    assert polling.publisher.closed


def test_a_record_carries_its_category_source_and_poll_time(run):
    polling = run(polls=1)
    polling.run()
    record = polling.publisher.records[0]
    assert (record["category"], record["source"], record["poll_time"]) == (4, "simulated", MIDNIGHT)


def test_the_credits_of_a_day_are_spread_over_the_day(run, server):
    polling = run(polls=3, secret="hidden")
    polling.run()
    assert polling.status_file()["pace"] == "3,988 credits, 4 a poll: every 86 s until midnight UTC"
    first, second, third = server.times("states")
    assert second - first == pytest.approx(86.4, abs=0.2)
    assert third - second == pytest.approx(86.4, abs=0.2)


def test_that_the_credits_do_not_last_is_reported(run):
    polling = run(polls=1, asked_s=10)
    polling.run()
    status = polling.status_file()
    assert status["credits_last_s"] == status["credits_remaining"] // 4 * 10


def test_an_asked_interval_spends_the_credits_then_waits_for_midnight(run, server, clock):
    polling = run(polls=100, asked_s=10)
    polling.run()
    times = server.times("states")
    assert len(times) == 100
    assert {round(later - earlier) for earlier, later in pairwise(times)} == {10}
    assert clock.time() == pytest.approx(MIDNIGHT + DAY_S)
    assert "spent" in polling.status_file()["pace"]


def test_no_request_before_a_429_allows_it(run, server, mishaps):
    headers = {"X-Rate-Limit-Retry-After-Seconds": "60394"}
    mishaps.states.extend([None, Mishap(status=429, body=b"Too many requests", headers=headers)])
    polling = run(polls=3, asked_s=10)
    polling.run()
    first, refused, allowed = server.times("states")
    assert refused - first == 10
    assert allowed - refused == 60_394
    assert polling.status_file()["last_error"] is None


def test_the_servers_own_429_is_obeyed_to_the_second(run, server, clock):
    clock.sleep(DAY_S - 100)
    polling = run(polls=2)
    drained = OpenSkyClient(server.api, tokens=None, clock=clock)
    for _ in range(100):
        drained.states()
    drained.close()
    del server.requests[:]
    polling.run()
    refused, allowed = server.times("states")
    assert allowed - refused == 100
    assert polling.status.polls == 1


def test_the_pauses_of_an_outage_grow(run, server, mishaps):
    mishaps.states.extend([None] + [Mishap(status=503)] * 16)
    polling = run(polls=30, asked_s=10)
    polling.run()
    times = server.times("states")
    pauses = [round(later - earlier) for earlier, later in pairwise(times)]
    between_polls = [pause for pause in pauses if pause >= 10]
    assert between_polls[:5] == [10, 20, 40, 60, 60]
    assert set(between_polls[5:]) <= {10}


def test_after_an_outage_the_usual_pace_is_back_even_after_a_429(run, server, mishaps):
    headers = {"X-Rate-Limit-Retry-After-Seconds": "50000"}
    mishaps.states.extend([None, Mishap(status=429, headers=headers)] + [Mishap(status=503)] * 4)
    polling = run(polls=7, asked_s=10)
    polling.run()
    assert polling.status.polls == 2
    times = server.times("states")
    assert times[-1] - times[2] < 60


def test_an_unusable_answer_costs_one_poll(run, mishaps):
    mishaps.states.append(Mishap(body=b'{"message": "maintenance"}'))
    polling = run(polls=2)
    polling.run()
    assert polling.status.polls == 1
    assert len(polling.publisher.records) == 2


def test_invalid_rows_are_counted_beside_valid_ones(run, traffic):
    traffic.rows = [row(), row(icao24="xyz"), row(icao24="4ca7b3", time_position="now"), [1, 2]]
    polling = run(polls=1)
    polling.run()
    status = polling.status_file()
    assert (status["published"], status["invalid"]) == (1, 3)
    assert status["invalid_by_reason"] == {"invalid icao24": 1, "wrong type: time_position": 1, "short row": 1}


def test_an_answer_without_states_counts_as_a_poll(run):
    polling = run(polls=1, bbox=(-10, 0, -9, 1))
    polling.run()
    assert (polling.status_file()["polls"], polling.status_file()["published"]) == (1, 0)


def test_a_record_that_the_broker_refused_is_sent_with_the_next_poll(run, clock):
    polling = run(polls=2)
    polling.publisher.refused = {"4ca7b3"}
    step = clock.on_sleep

    def accept_all():
        assert polling.status_file()["last_error"] == "1 records not delivered: MessageSizeTooLargeError: 1"
        polling.publisher.refused = set()
        clock.on_sleep = step
        step()

    clock.on_sleep = accept_all
    polling.run()
    assert [record["icao24"] for record in polling.publisher.records] == ["3c6444", "4ca7b3"]
    assert (polling.status_file()["failed"], polling.status_file()["last_error"]) == (1, None)


def test_the_status_holds_no_secret_of_the_url(run, server):
    polling = run(polls=1)
    polling.status.url = server.api.replace("//", "//pilot:hidden@") + "?key=hidden"
    polling.run()
    assert polling.status_file()["url"] == server.api


def test_the_recording_has_every_answer(run, tmp_path):
    polling = run(polls=2, record=tmp_path / "polls.jsonl")
    polling.run()
    lines = [orjson.loads(line) for line in (tmp_path / "polls.jsonl").read_bytes().splitlines()]
    assert [(line["time"], line["_source"], len(line["states"])) for line in lines] == [
        (MIDNIGHT, "simulated", 2),
        (MIDNIGHT + 870, "simulated", 2),
    ]


def test_each_poll_has_a_marker_with_its_outcome(run, traffic, clock, mishaps):
    headers = {"X-Rate-Limit-Retry-After-Seconds": "300"}
    mishaps.states.extend([None, None, Mishap(status=429, headers=headers), *[Mishap(status=503)] * 4])
    polling = run(polls=5, asked_s=60)
    step = clock.on_sleep
    rows = traffic.rows

    def empty_the_second_answer():
        traffic.rows = [] if len(polling.publisher.markers) == 1 else rows
        step()

    clock.on_sleep = empty_the_second_answer
    polling.run()
    markers = polling.publisher.markers
    assert [(marker.outcome, marker.states) for marker in markers[:4]] == [
        ("answered", 2),
        ("empty", 0),
        ("paused", 0),
        ("failed", 0),
    ]
    assert [marker.interval_s for marker in markers[:4]] == [60, 60, 300, 60]
    assert [marker.asked_at - MIDNIGHT for marker in markers[:4]] == pytest.approx([0, 60, 120, 420], abs=1)
    assert [marker.poll_time for marker in markers[:3]] == [MIDNIGHT, MIDNIGHT + 60, MIDNIGHT + 120]
    assert [bool(marker.reason) for marker in markers[:4]] == [False, False, True, True]
    assert markers[3].reason == "the API answers HTTP 503"
    assert {marker.feed for marker in markers} == {"simulated"}
    assert len({marker.poll for marker in markers}) == len(markers)
    assert {record["feed"] for record in polling.publisher.records} == {"simulated"}


def test_areas_of_one_source_are_feeds_of_their_own(run):
    polling = run(polls=1, bbox=(45, 5.5, 55, 11))
    polling.run()
    feed = "simulated 45,5.5,55,11"
    assert [marker.feed for marker in polling.publisher.markers] == [feed]
    assert {record["feed"] for record in polling.publisher.records} == {feed}


def test_a_failed_poll_is_recorded_and_fails_again_when_it_is_replayed(run, tmp_path, clock, mishaps):
    mishaps.states.extend([None, *[Mishap(status=503)] * 4])
    polling = run(polls=6, asked_s=60, record=tmp_path / "polls.jsonl")  # three of the waits are for retries
    polling.run()
    assert [marker.outcome for marker in polling.publisher.markers] == ["answered", "failed", "answered"]
    recorded = RecordedTraffic(tmp_path / "polls.jsonl", clock=clock, speed=math.inf)
    with serving(local_opensky(recorded, clock=clock, anonymous=None, clients={}, resolution_s=None), clock) as server:
        replaying = replace(polling, client=OpenSkyClient(server.api, tokens=None, clock=clock))
        replaying.publisher, replaying.status, replaying.recorder = ListedPublisher(), replace(polling.status), None
        replaying.stop = StopSignals()
        clock.on_sleep = lambda: None
        replaying.run()
    original, replayed = (
        [(marker.outcome, marker.reason, marker.poll_time) for marker in each.publisher.markers]
        for each in (polling, replaying)
    )
    assert replayed == original


def test_refused_credentials_stop_the_loop(run, server):
    polling = run(polls=1, secret="guessed")
    with pytest.raises(CredentialsRefused):
        polling.run()
    assert server.times("states") == []
    assert polling.publisher.closed


def test_a_404_stops_at_the_first_poll_only(run, mishaps):
    mishaps.states.append(Mishap(status=404))
    with pytest.raises(RequestRefused):
        run(polls=1).run()
    mishaps.states.extend([None, Mishap(status=404)])
    polling = run(polls=3)
    polling.run()
    assert polling.status.polls == 2
