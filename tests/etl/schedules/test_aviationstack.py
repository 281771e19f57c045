import gzip
import json
import logging
import traceback
from http.client import HTTPConnection
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr

from common.clock import SystemClock
from common.errors import (
    CredentialsRefused,
    FlightwatchError,
    MonthlyQuotaSpent,
    QuotaExceeded,
    RequestRefused,
    RequestsHeldBack,
    SourceUnavailable,
)
from etl.schedules.aviationstack import AviationStackClient
from simulator.schedules.server import local_aviationstack
from simulator.server.mishaps import Mishap
from tests.local_aviationstack import KEY, PlainSchedules, raw_server, record, sending, silent
from tests.local_opensky import serving

EMPTY = b'{"pagination":{"limit":100,"offset":0,"count":0,"total":0},"data":[]}'


class Counter:
    """A ledger that allows this many requests."""

    def __init__(self, allowed=100):
        self.allowed = allowed
        self.taken = []

    def take(self, asked):
        if self.left() <= 0:
            raise RequestsHeldBack("no more")
        self.taken.append(asked)

    def left(self):
        return self.allowed - len(self.taken)


@pytest.fixture
def ledger():
    return Counter()


@pytest.fixture
def schedules():
    return PlainSchedules()


@pytest.fixture
def server(clock, mishaps, schedules):
    app = local_aviationstack(schedules, clock=clock, keys=frozenset({KEY}), mishaps=mishaps)
    with serving(app, clock) as running:
        yield running


@pytest.fixture
def connect(clock, ledger):
    clients = []

    def connect(url, key=KEY, clock=clock, **options):
        options = {"timeout_s": 2, "deadline_s": 4} | options
        client = AviationStackClient(
            url, SecretStr(key), take=ledger.take, may_retry=lambda: ledger.left() > 0, clock=clock, **options
        )
        clients.append(client)
        return client

    yield connect
    for client in clients:
        client.close()


@pytest.fixture
def client(server, connect):
    return connect(f"{server.url}/v1")


def test_a_page_is_whole_decoded_and_labelled(client, clock, ledger):
    page = client.flights(airport=None, offset=0)
    assert page.flights.records == [record()]
    assert json.loads(page.body)["pagination"] == {"limit": 100, "offset": 0, "count": 1, "total": 1}
    assert (page.flights.total, page.source, page.asked_at) == (1, "simulated", clock.time())
    assert page.flights.ends(0)
    assert ledger.taken == ["all"]


def test_pages_go_on_from_the_number_of_records_to_the_total(client, schedules):
    schedules.records = [record(flight_date=f"2026-07-{1 + day % 28:02d}") for day in range(250)]
    pages = [client.flights(airport=None, offset=offset) for offset in (0, 100, 200)]
    assert [len(page.flights.records) for page in pages] == [100, 100, 50]
    assert [page.flights.ends(offset) for page, offset in zip(pages, (0, 100, 200), strict=True)] == [
        False,
        False,
        True,
    ]


def test_the_key_the_page_and_the_airport_are_asked_for_on_the_wire(connect):
    with raw_server(silent) as server, pytest.raises(SourceUnavailable):
        connect(server.url, key="a key/&=ü").flights(airport="FRA", offset=300)
    target = server.heads[0].split()[1].decode()
    assert urlsplit(target).path == "/v1/flights"
    assert parse_qs(urlsplit(target).query) == {
        "access_key": ["a key/&=ü"],
        "limit": ["100"],
        "offset": ["300"],
        "dep_iata": ["FRA"],
    }


@pytest.mark.parametrize(
    "mishap",
    [
        Mishap(status=500, body=b'{"error":{"code":"internal_error","message":"An error occurred"}}'),
        Mishap(status=503, body=b"<html>busy</html>"),
        Mishap(body=b'{"error":{"code":"internal_error","message":"with HTTP 200"}}'),
        Mishap(hang_s=30),
        Mishap(cut_at=40),
        Mishap(break_at=40),
        Mishap(body=b""),
        Mishap(body=b"[]"),
        Mishap(body=b'{"pagination":{"limit":100,"offset":0,"count":1,"total":1}}'),
        Mishap(body=b'{"data":{"flights":[]}}'),
        Mishap(body=b'{"data":null}'),
        Mishap(body=b'{"pagination":{"count":2,"total":2},"data":[{}]}'),
        Mishap(body=b'{"pagination":{"count":0,"total":9},"data":[]}'),
        Mishap(body=EMPTY),
    ],
    ids=[
        *("500", "503", "error with 200", "hang", "cut", "break", "no body", "a list", "no data", "data an object"),
        *("data null", "half a page", "empty but not all", "empty"),
    ],
)
def test_a_temporary_failure_is_retried_and_counted(client, mishaps, clock, ledger, mishap):
    mishaps.flights.extend([mishap, mishap])
    assert client.flights(airport=None, offset=0).flights.records == [record()]
    assert ledger.taken == ["all"] * 3
    first, second = clock.slept
    assert 2 <= first <= 3 <= second <= 5


def test_a_lasting_failure_is_an_error_after_two_retries(client, mishaps, ledger):
    mishaps.flights.extend([Mishap(status=500)] * 5)
    with pytest.raises(SourceUnavailable, match="500"):
        client.flights(airport=None, offset=0)
    assert len(ledger.taken) == 3


def test_an_airport_may_have_no_flights_but_not_the_whole_world(client, mishaps):
    assert client.flights(airport="XXX", offset=0).flights.records == []
    mishaps.flights.extend([Mishap(body=EMPTY)] * 3)
    with pytest.raises(SourceUnavailable, match="does not prove there are none"):
        client.flights(airport=None, offset=0)


def test_without_quota_for_a_retry_the_failure_is_the_error(client, mishaps, ledger, clock):
    ledger.allowed = 2
    mishaps.flights.extend([Mishap(status=500)] * 5)
    with pytest.raises(SourceUnavailable, match="500"):
        client.flights(airport=None, offset=0)
    assert len(ledger.taken) == 2
    assert len(clock.slept) == 1


def test_nothing_is_sent_that_the_ledger_does_not_allow(client, server, ledger):
    ledger.allowed = 0
    with pytest.raises(RequestsHeldBack):
        client.flights(airport=None, offset=0)
    assert server.requests == []


def error(code, message="Something"):
    return json.dumps({"error": {"code": code, "message": message}}).encode()


@pytest.mark.parametrize(
    ("status", "body", "raised", "says"),
    [
        (401, error("invalid_access_key"), CredentialsRefused, "AVIATIONSTACK_ACCESS_KEY"),
        (401, error("missing_access_key"), CredentialsRefused, "AVIATIONSTACK_ACCESS_KEY"),
        (401, error("inactive_user"), CredentialsRefused, "inactive_user"),
        (401, b"Unauthorized", CredentialsRefused, "HTTP 401"),
        (200, error("invalid_access_key"), CredentialsRefused, "AVIATIONSTACK_ACCESS_KEY"),
        (403, error("function_access_restricted", "Not in your plan."), RequestRefused, r"Not in your plan\. "),
        (403, error("https_access_restricted"), RequestRefused, "the plan has no https"),
        (404, error("invalid_api_function"), RequestRefused, "AVIATIONSTACK_URL"),
        (404, error("404_not_found"), RequestRefused, "AVIATIONSTACK_URL"),
        (422, error("validation_error"), RequestRefused, "AVIATIONSTACK_AIRPORTS"),
        (429, error("usage_limit_reached"), MonthlyQuotaSpent, "used up"),
        (200, error("usage_limit_reached"), MonthlyQuotaSpent, "used up"),
        (200, b'{"data":{"success":false,"error":{"code":"usage_limit_reached"}}}', MonthlyQuotaSpent, "used up"),
        (200, b'{"success":false,"error":{"code":104,"type":"usage_limit_reached","info":"Limit."}}',
         MonthlyQuotaSpent, r"Limit\. "),
    ],
)  # fmt: skip
def test_a_permanent_failure_is_named_by_its_meaning_and_not_retried(
    client, mishaps, ledger, status, body, raised, says
):
    mishaps.flights.append(Mishap(status=status, body=body))
    with pytest.raises(raised, match=says):
        client.flights(airport=None, offset=0)
    assert len(ledger.taken) == 1


def test_a_rate_limit_is_waited_out(client, mishaps, clock):
    mishaps.flights.append(Mishap(status=429, body=error("rate_limit_reached")))
    assert client.flights(airport=None, offset=0).flights.records == [record()]
    assert clock.slept == [60]


def test_a_rate_limit_that_stays_is_an_error(client, mishaps):
    mishaps.flights.extend([Mishap(status=429)] * 3)
    with pytest.raises(QuotaExceeded):
        client.flights(airport=None, offset=0)


def test_totals_of_another_type_are_read_and_may_be_missing(client, mishaps):
    one = json.dumps(record())
    mishaps.flights.append(Mishap(body=f'{{"pagination":{{"count":"1","total":"7"}},"data":[{one}]}}'.encode()))
    assert not client.flights(airport=None, offset=0).flights.ends(0)
    endless = "1" * 5_000
    mishaps.flights.append(Mishap(body=f'{{"pagination":{{"total":"{endless}"}},"data":[{one}]}}'.encode()))
    assert client.flights(airport=None, offset=0).flights.ends(0)
    mishaps.flights.append(Mishap(body=f'{{"pagination":[],"data":[{one}]}}'.encode()))
    assert client.flights(airport=None, offset=0).flights.ends(0)


def test_a_body_that_drips_is_given_up(server, connect, mishaps, ledger):
    mishaps.flights.append(Mishap(drip_s=0.05))
    client = connect(f"{server.url}/v1", clock=SystemClock(), deadline_s=3)
    assert client.flights(airport=None, offset=0).flights.records == [record()]
    assert len(ledger.taken) == 2


def test_a_compressed_body_is_kept_as_plain_json(connect):
    body = gzip.compress(json.dumps({"data": [record()]}).encode())
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    with raw_server(sending(head + body)) as server:
        page = connect(server.url).flights(airport=None, offset=0)
    assert json.loads(page.body) == {"data": [record()]}


def redirect_to(target):
    return sending(f"HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n".encode())


def test_a_redirect_is_not_followed(connect, server, ledger):
    with (
        raw_server(redirect_to(f"{server.url}/v1/flights?access_key={KEY}")) as first,
        pytest.raises(RequestRefused, match=r"redirects to http://127\.0\.0\.1: not followed"),
    ):
        connect(first.url).flights(airport=None, offset=0)
    assert server.requests == []
    assert len(ledger.taken) == 1


ECHO = json.dumps({"error": {"code": "odd", "message": f"the key {KEY} is odd"}}).encode()
TROUBLES = {
    "refused": None,
    "silence": silent,
    "hung up": sending(b""),
    "no http": sending(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "bad headers": sending(b"HTTP/1.1 200 OK\r\nno header at all\r\nContent-Length: 2\r\n\r\n{}"),
    "half a body": sending(b'HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{"data":['),
    "bad gzip": sending(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope"),
    "bad chunks": sending(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}"),
    "redirect": redirect_to(f"http://evil.example/flights?access_key={KEY}"),
    "redirect to the key": redirect_to(f"http://{KEY}.evil.example/"),
    "malformed redirect": redirect_to(f"http://[{KEY}"),
    "redirect in a circle": redirect_to(f"/v1/flights?access_key={KEY}"),
    "key in the error": sending(b"HTTP/1.1 500 Oops\r\nContent-Length: %d\r\n\r\n%s" % (len(ECHO), ECHO)),
    "unauthorized": sending(b"HTTP/1.1 401 No\r\nContent-Length: %d\r\n\r\n%s" % (len(ECHO), ECHO)),
}


def whole_text(raised):
    """Return the text of an error and of all its causes and contexts, with the locals of every frame."""
    texts, queue, seen = [], [raised], set()
    while queue:
        each = queue.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        texts += [str(each), repr(each), repr(each.args), repr(vars(each))]
        texts += traceback.TracebackException.from_exception(each, capture_locals=True).format()
        queue += [each.__cause__, each.__context__]
    return "\n".join(texts)


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
def test_the_key_is_in_no_log_error_traceback_or_printed_line(connect, trouble, caplog, capfd, monkeypatch):
    # This test's own frames hold the key, so only the client's frames are searched.
    monkeypatch.setattr(HTTPConnection, "debuglevel", 1)
    caplog.set_level(logging.DEBUG)
    texts = []

    def ask(url):
        client = connect(url, timeout_s=0.2)
        try:
            client.flights(airport="FRA", offset=0)
        except FlightwatchError as error:
            error.__traceback__ = error.__traceback__.tb_next
            texts.append(whole_text(error))

    if trouble is None:
        ask("http://127.0.0.1:9/v1")
    else:
        with raw_server(trouble) as server:
            ask(server.url)
        assert KEY.encode() in server.heads[0]
    out, err = capfd.readouterr()
    logged = "\n".join(f"{entry.getMessage()} {entry.args} {entry.exc_text}" for entry in caplog.records)
    assert texts
    for text in (*texts, out, err, logged):
        assert KEY not in text


def test_a_request_that_is_logged_shows_where_the_key_was(client, caplog):
    caplog.set_level(logging.DEBUG, logger="urllib3")
    client.flights(airport=None, offset=0)
    lines = [entry.getMessage() for entry in caplog.records if entry.name.startswith("urllib3")]
    assert any("access_key=KEY-NOT-SHOWN" in line for line in lines)
    assert not any(KEY in line for line in lines)


def test_a_key_echoed_in_the_answer_is_not_kept(client, mishaps):
    body = json.dumps({"request": {"access_key": KEY}, "data": [record()]}).encode()
    mishaps.flights.append(Mishap(body=body))
    page = client.flights(airport=None, offset=0)
    assert KEY.encode() not in page.body
    assert page.flights.records == [record()]


def test_a_proxy_for_the_outside_is_not_asked_for_this_machine(client, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert client.flights(airport=None, offset=0).flights.records == [record()]
