"""Guarded HTTP requests for every API that the project uses: each ends in time, and no secret in it leaks.

Each request is bounded in time, in the size of its decompressed answer and in redirects. Tokens and keys are auth
classes of `requests`: they are attached as the request is prepared, over https or to this machine only, and appear in
no URL, log line, error or answer.
"""

import socket
from abc import abstractmethod
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from threading import Event, Timer
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import requests
import structlog
import tenacity
import urllib3
from pydantic import SecretStr
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from requests.structures import CaseInsensitiveDict
from urllib3.connection import HTTPConnection

from common.clock import Clock
from common.errors import SettingsError, SourceUnavailable

TIMEOUT_S = 15.0
"""Time allowed to connect, and between two pieces of an answer; the same as in OpenSky's own client."""

DEADLINE_S = 60.0
"""Time allowed for a complete answer: a server that sends a byte now and then never runs into TIMEOUT_S."""

MAX_BODY_BYTES = 50_000_000
"""Largest body after decompression; an answer with 10,000 aircraft has 1.2 MB."""

MAX_REDIRECTS = 3
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
PLACEHOLDER = "KEY-NOT-SHOWN"
"""Stands in URLs in place of a key."""

_SHORTEST_SECRET = 8
"""Keys of at least this many characters are redacted in answers; a shorter one could occur in any text."""

_CHUNK_BYTES = 1 << 16

log = structlog.get_logger()


@dataclass(frozen=True)
class HttpAnswer:
    """A complete answer, with PLACEHOLDER in place of the key should the server repeat it.

    headers: by name, whatever its case. redirect_url: target of a redirect, None for other answers.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    redirect_url: str | None


class Anonymous(AuthBase):
    """Sends no secret; passed as `auth`, it keeps `requests` from looking for a password in ~/.netrc."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


class SecretAuth(AuthBase):
    """Attaches a secret to requests over https or to this machine; raises SettingsError for all others."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        url = request.url or ""
        if urlsplit(url).scheme != "https" and not is_loopback(url):
            raise SettingsError(f"{site_of(url)} is not https: a secret would cross the network in clear text")
        self.attach(request)
        return request

    @abstractmethod
    def attach(self, request: requests.PreparedRequest) -> None:
        """Put the secret into the request."""


class BearerToken(SecretAuth):
    """Sends a token in the Authorization header."""

    def __init__(self, token: str) -> None:
        self._token = token

    def attach(self, request: requests.PreparedRequest) -> None:
        request.headers["Authorization"] = f"Bearer {self._token}"


class QueryKey(SecretAuth):
    """Sends a key as a query parameter, for APIs that take it nowhere else.

    Libraries log URLs and quote them in errors, so the URL has PLACEHOLDER; a GuardedSession built with this key
    replaces it as the request line is written to the connection.
    """

    def __init__(self, parameter: str, key: SecretStr) -> None:
        self._parameter = parameter
        self._key = key

    def attach(self, request: requests.PreparedRequest) -> None:
        request.prepare_url(request.url or "", {self._parameter: PLACEHOLDER})

    def reveal(self, target: str) -> str:
        """Return the target of a request line with the key in place of PLACEHOLDER."""
        return target.replace(PLACEHOLDER, quote(self._key.get_secret_value(), safe=""))

    def redact(self, content: bytes) -> bytes:
        """Return the content with PLACEHOLDER in place of the key."""
        key = self._key.get_secret_value()
        if len(key) < _SHORTEST_SECRET:
            return content
        for form in {key, quote(key, safe="")}:
            content = content.replace(form.encode(), PLACEHOLDER.encode())
        return content


class GuardedSession:
    """Connections to the server of one API, kept open between requests.

    Every request raises SourceUnavailable, which never quotes the URL, when no complete answer arrives in time.

    timeout_s: time allowed to connect, and between two pieces of an answer. deadline_s: time allowed for a complete
    answer, and also for its headers alone. key: the QueryKey of the session's requests, if they use one.
    """

    def __init__(
        self,
        url: str,
        *,
        clock: Clock,
        timeout_s: float = TIMEOUT_S,
        deadline_s: float = DEADLINE_S,
        key: QueryKey | None = None,
    ) -> None:
        self._clock = clock
        self._timeout_s = timeout_s
        self._deadline_s = deadline_s
        self._key = key
        self._session = _Session()
        # A proxy that is configured for outside servers must not receive requests to this machine.
        self._session.trust_env = not is_loopback(url)
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, _GuardedAdapter(deadline_s, key))

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str],
        auth: AuthBase,
        may_follow: Callable[[str, str], bool] | None = None,
    ) -> HttpAnswer:
        """GET the URL and return the answer.

        may_follow: called with the URL and the target of a redirect, returns whether to follow it, with the same
        `auth`; without it, a redirect is returned as the answer. Raises SourceUnavailable also for a redirect that may
        not be followed, and for more than MAX_REDIRECTS.
        """
        deadline = self._clock.monotonic() + self._deadline_s
        server = _server_of(url)
        for _ in range(1 + MAX_REDIRECTS):
            answer = self._request("GET", url, params, auth, deadline)
            target = answer.redirect_url
            if target is None or may_follow is None:
                return answer
            if not _allowed(may_follow, url, target):
                raise SourceUnavailable(f"{server} redirects to {site_of(target)}: not followed")
            url, params = target, {}  # the target already has the query
        raise SourceUnavailable(f"{server} redirects more than {MAX_REDIRECTS} times")

    def post(self, url: str, *, auth: AuthBase) -> HttpAnswer:
        """POST to the URL, with the body that `auth` sets, and return the answer; redirects are not followed."""
        return self._request("POST", url, {}, auth, self._clock.monotonic() + self._deadline_s)

    def _request(self, method: str, url: str, params: Mapping[str, str], auth: AuthBase, deadline: float) -> HttpAnswer:
        try:
            with self._session.request(
                method, url, params=params, auth=auth, timeout=self._timeout_s, stream=True, allow_redirects=False
            ) as response:
                return self._redacted(response, self._read(response, deadline))
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            trouble = type(error).__name__
        # Raised outside the handler: the library's error holds the request with its secrets, and must not become the
        # context of this one.
        raise SourceUnavailable(f"{_server_of(url)} gives no complete answer ({trouble})")

    def _read(self, response: requests.Response, deadline: float) -> bytes:
        # read1 returns what has arrived; read would wait for a full chunk without looking at the clock.
        pieces, size = [], 0
        while piece := response.raw.read1(_CHUNK_BYTES, decode_content=True):
            pieces.append(piece)
            size += len(piece)
            if size > MAX_BODY_BYTES:
                raise SourceUnavailable(f"the body has more than {MAX_BODY_BYTES:,} bytes")
            if self._clock.monotonic() > deadline:
                raise SourceUnavailable(f"the body is not complete after {self._deadline_s:g} s")
        return b"".join(pieces)

    def _redacted(self, response: requests.Response, body: bytes) -> HttpAnswer:
        redact = self._key.redact if self._key else bytes
        headers = {name: redact(value.encode()).decode() for name, value in response.headers.items()}
        target = _target_of(response) if response.is_redirect else None
        return HttpAnswer(
            status=response.status_code,
            headers=CaseInsensitiveDict(headers),
            body=redact(body),
            redirect_url=None if target is None else redact(target.encode()).decode(),
        )


class _Session(requests.Session):
    """Leaves redirects to GuardedSession: `requests` reads their bodies, however long, even if it follows none."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        del resp


class _GuardedConnection(HTTPConnection):
    """Writes keys into request lines, and hangs up on a server that does not finish the headers of an answer."""

    debuglevel = 0  # with 1, set by a program for all connections, http.client prints requests with their secrets
    deadline_s: float
    key: QueryKey | None

    def putrequest(self, method: str, url: str, *arguments: Any, **options: Any) -> None:
        super().putrequest(method, self.key.reveal(url) if self.key else url, *arguments, **options)

    def getresponse(self) -> Any:
        late = Event()
        watchdog = Timer(self.deadline_s, _hang_up, [self.sock, late])
        watchdog.daemon = True
        watchdog.start()
        try:
            response = super().getresponse()
        finally:
            watchdog.cancel()
        if late.is_set():  # http.client mistakes the end of the connection for the end of the headers
            response.close()
            raise TimeoutError
        return response


class _GuardedAdapter(HTTPAdapter):
    """Makes every connection a _GuardedConnection, with TLS and through proxies too."""

    def __init__(self, deadline_s: float, key: QueryKey | None) -> None:
        self._guard = {"deadline_s": deadline_s, "key": key}
        super().__init__()

    def get_connection_with_tls_context(self, *arguments: Any, **options: Any) -> Any:
        pool = super().get_connection_with_tls_context(*arguments, **options)
        if not issubclass(pool.ConnectionCls, _GuardedConnection):
            pool.ConnectionCls = type("GuardedConnection", (_GuardedConnection, pool.ConnectionCls), self._guard)
        return pool


def check_base_url(name: str, url: str, *, carries: str | None) -> None:
    """Check the URL of the setting `name`.

    carries: what to call the secret that is sent there, None if none is sent. Raises SettingsError, without quoting the
    URL, unless it is an http(s) URL without a password or query. If a secret is sent, the URL has to be https or on
    this machine.
    """
    parts = urlsplit(url if host_of(url) else "")
    if parts.scheme not in ("http", "https"):
        raise SettingsError(f"{name} is not an http(s) URL")
    if parts.query or parts.fragment or parts.username or parts.password:
        raise SettingsError(f"{name} has to be a base URL with no password and no query; secrets are other settings")
    if carries and parts.scheme == "http" and not is_loopback(url):
        raise SettingsError(f"{name} has to be https: {carries} would cross the network in clear text")


def host_of(url: str) -> str | None:
    """Return the name of the URL's host, None when it has none or is malformed."""
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def is_loopback(url: str) -> bool:
    """Return whether the URL points to this machine."""
    return host_of(url) in LOOPBACK


def same_server(url: str, other: str) -> bool:
    """Return whether two URLs have the same scheme, host and port."""
    here, there = urlsplit(url), urlsplit(other)
    return (here.scheme, here.hostname, here.port) == (there.scheme, there.hostname, there.port)


def is_in_domain(url: str, domain: str) -> bool:
    """Return whether the URL's host is the domain or in it."""
    host = host_of(url)
    return host is not None and (host == domain or host.endswith(f".{domain}"))


def log_retry(state: tenacity.RetryCallState) -> None:
    """Log the failure and the pause before the next attempt; for tenacity's `before_sleep`."""
    error = state.outcome.exception() if state.outcome else None
    wait_s = state.next_action.sleep if state.next_action else 0
    log.warning("retrying", reason=str(error), attempt=state.attempt_number, wait_s=round(wait_s, 1))


def site_of(url: str) -> str:
    """Return the scheme and host of a URL, which hold no secrets."""
    host = host_of(url)
    return f"{urlsplit(url).scheme}://{host}" if host else "a malformed address"


def _server_of(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2]


def _target_of(response: requests.Response) -> str:
    location = response.headers["Location"]
    try:
        return urljoin(response.url, location)
    except ValueError:
        return location


def _allowed(may_follow: Callable[[str, str], bool], url: str, target: str) -> bool:
    try:
        return may_follow(url, target)
    except ValueError:  # a malformed target
        return False


def _hang_up(connection: socket.socket | None, late: Event) -> None:
    late.set()
    with suppress(OSError):
        if connection:
            connection.shutdown(socket.SHUT_RDWR)
