"""The guard of all HTTP clients: what one server may cost, and where a secret may go."""

import gzip
import time
from contextlib import suppress

import pytest
import requests
from pydantic import SecretStr
from urllib3.connection import HTTPSConnection

from common.clock import SystemClock
from common.errors import SettingsError, SourceUnavailable
from common.guarded_http import (
    MAX_BODY_BYTES,
    PLACEHOLDER,
    Anonymous,
    BearerToken,
    GuardedSession,
    QueryKey,
    _GuardedConnection,
    check_base_url,
)
from tests.local_aviationstack import KEY, raw_server, sending


@pytest.fixture
def session_of():
    opened = []

    def session_of(url, **options):
        opened.append(GuardedSession(url, clock=SystemClock(), **{"timeout_s": 0.5, "deadline_s": 1} | options))
        return opened[-1]

    yield session_of
    for session in opened:
        session.close()


def answer_of(body, *headers):
    head = "".join(f"{line}\r\n" for line in ("HTTP/1.1 200 OK", f"Content-Length: {len(body)}", *headers))
    return sending(head.encode() + b"\r\n" + body)


def redirect_to(target):
    return sending(f"HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n".encode())


def dripping(connection):
    """Send an endless head, a byte at a time, each before the timeout between two pieces."""
    with suppress(OSError):
        for byte in b"HTTP/1.1 200 OK\r\nX-Endless: " + b"x" * 10_000:
            connection.sendall(bytes([byte]))
            time.sleep(0.02)


@pytest.mark.parametrize("ask", ["get", "post"])
def test_a_head_that_drips_is_given_up(session_of, ask):
    with raw_server(dripping) as server:
        session, asked = session_of(server.url, deadline_s=0.3), time.monotonic()
        options = {"params": {}} if ask == "get" else {}
        with pytest.raises(SourceUnavailable, match="no complete answer"):
            getattr(session, ask)(server.url, auth=Anonymous(), **options)
        assert time.monotonic() - asked < 3


def test_the_size_of_a_body_is_limited_after_decompression(session_of):
    bomb = gzip.compress(b" " * (MAX_BODY_BYTES + 1), compresslevel=1)
    assert len(bomb) < MAX_BODY_BYTES / 100
    with (
        raw_server(answer_of(bomb, "Content-Encoding: gzip")) as server,
        pytest.raises(SourceUnavailable, match="50,000,000 bytes"),
    ):
        session_of(server.url, timeout_s=10, deadline_s=60).post(server.url, auth=Anonymous())


@pytest.mark.parametrize("auth", [BearerToken("token"), QueryKey("key", SecretStr(KEY))])
def test_a_secret_leaves_this_machine_over_https_only(session_of, auth):
    session = session_of("http://api.example")
    with pytest.raises(SettingsError, match=r"http://api\.example is not https") as error:
        session.get("http://api.example/states?key=hidden", params={}, auth=auth)
    assert "hidden" not in str(error.value)
    assert auth(requests.Request("GET", "https://api.example/").prepare())


@pytest.mark.parametrize("target", ["http://[malformed", "http://other.example:99999999/", "https://other.example/"])
def test_a_redirect_that_may_not_be_followed_is_an_error_with_its_site_only(session_of, target):
    with (
        raw_server(redirect_to(f"{target}?secret=1")) as server,
        pytest.raises(SourceUnavailable, match=r"redirects to \S+.*: not followed") as error,
    ):
        session_of(server.url).get(server.url, params={}, auth=Anonymous(), may_follow=lambda *_: False)
    assert "secret" not in str(error.value)


def test_a_redirect_whose_body_does_not_end_is_given_up(session_of):
    def endless(connection):
        with suppress(OSError):
            connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\n\r\n")
            while True:
                connection.sendall(b"x")
                time.sleep(0.02)

    with raw_server(endless) as server, pytest.raises(SourceUnavailable, match=r"not complete after 0\.3 s"):
        session_of(server.url, deadline_s=0.3).get(server.url, params={}, auth=Anonymous())


def test_a_redirect_is_returned_without_may_follow(session_of):
    with raw_server(redirect_to("/elsewhere")) as server:
        answer = session_of(server.url).get(server.url, params={}, auth=Anonymous())
    assert answer.status == 302
    assert answer.redirect_url == server.url.removesuffix("/v1") + "/elsewhere"


def test_a_key_that_is_repeated_is_in_no_part_of_the_answer(session_of):
    key = QueryKey("key", SecretStr(KEY))
    with raw_server(answer_of(f"the key is {KEY}".encode(), f"X-Key: {KEY}", f"Location: /{KEY}")) as server:
        answer = session_of(server.url, key=key).get(server.url, params={}, auth=key)
    assert f"key={KEY} ".encode() in server.heads[0]
    assert answer.body == f"the key is {PLACEHOLDER}".encode()
    assert (answer.headers["x-key"], answer.redirect_url) == (PLACEHOLDER, None)
    assert KEY not in repr(answer)


def test_connections_with_tls_are_guarded_too(session_of):
    session = session_of("https://api.example")._session
    request = session.prepare_request(requests.Request("GET", "https://api.example/"))
    pool = session.get_adapter(request.url).get_connection_with_tls_context(request, verify=True)
    assert issubclass(pool.ConnectionCls, _GuardedConnection)
    assert issubclass(pool.ConnectionCls, HTTPSConnection)


@pytest.mark.parametrize(
    "url",
    [
        "https://user:hidden@api.example",
        "https://api.example/?key=hidden",
        "ftp://hidden",
        "http://[hidden",
        "https://",
        "hidden",
    ],
)
def test_a_url_with_a_secret_or_malformed_is_refused_without_quoting_it(url):
    with pytest.raises(SettingsError, match="THE_URL") as error:
        check_base_url("THE_URL", url, carries=None)
    assert "hidden" not in str(error.value)


def test_clear_text_is_fine_for_this_machine_and_without_a_secret():
    check_base_url("THE_URL", "http://127.0.0.1:8190/api", carries="the token")
    check_base_url("THE_URL", "http://simulator:8190/api", carries=None)
    with pytest.raises(SettingsError, match="the token would cross the network"):
        check_base_url("THE_URL", "http://simulator:8190/api", carries="the token")
