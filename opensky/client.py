"""Client of OpenSky's REST API, the real one or a local server with the same contract.

A call returns a whole, decoded answer or raises one of the errors of common/errors.py. No error or log line holds a
token, a secret or an answer's content.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import unquote, urlsplit

import structlog
import tenacity
from requests.auth import AuthBase

from common.clock import Clock
from common.errors import (
    CredentialsRefused,
    QuotaExceeded,
    RequestRefused,
    SettingsError,
    SourceUnavailable,
)
from common.guarded_http import (
    DEADLINE_S,
    TIMEOUT_S,
    Anonymous,
    BearerToken,
    GuardedSession,
    HttpAnswer,
    check_base_url,
    host_of,
    is_in_domain,
    is_loopback,
    log_retry,
    same_server,
)
from common.settings import BoundingBox, Settings
from contracts.state_vector import OPENSKY, RECORDED, SIMULATED
from opensky.answers import decode_body
from opensky.auth import TokenKeeper, load_credentials
from opensky.headers import ENDED_HEADER, FAILED_HEADER, NEXT_ANSWER_HEADER, SOURCE_HEADER

RETRIES = 3
QUOTA_PAUSE_S = 60.0
"""Pause after a 429 that lacks the header with the length of the pause."""

OPENSKY_DOMAIN = "opensky-network.org"

log = structlog.get_logger()


@dataclass(frozen=True)
class StatesAnswer:
    """One answer of `GET /states/all`.

    body, content: as received, and decoded; credits_remaining: None when the source doesn't report them; source: where
    the records come from; next_answer_s: seconds until a newer answer, None when the API's resolution applies; ended:
    whether this is the last answer; failure: why the poll failed, where a recording of a failed poll is replayed.
    """

    body: bytes
    content: Any
    credits_remaining: int | None
    source: str
    next_answer_s: float | None
    ended: bool
    failure: str | None


class OpenSkyClient:
    """Requests state vectors, with or without a token."""

    def __init__(
        self,
        url: str,
        *,
        tokens: TokenKeeper | None,
        clock: Clock,
        timeout_s: float = TIMEOUT_S,
        deadline_s: float = DEADLINE_S,
    ) -> None:
        self._url = url.rstrip("/")
        self._tokens = tokens
        self._clock = clock
        self._http = GuardedSession(url, clock=clock, timeout_s=timeout_s, deadline_s=deadline_s)

    @classmethod
    def from_settings(cls, settings: Settings, *, clock: Clock) -> Self:
        """Build the client from the settings; without credentials it is anonymous.

        Raises SettingsError as `load_credentials` does, for a malformed URL, and for URLs that would send the
        credentials in clear text or the token to a site other than the one that issued it.
        """
        url, token_url = settings.opensky_url, settings.opensky_token_url
        credentials = load_credentials(settings)
        if credentials and is_loopback(url) and not _same_site(url, token_url):
            log.info("credentials not used", reason="the server is on this machine")
            credentials = None
        check_base_url("OPENSKY_URL", url, carries="the token" if credentials else None)
        check_base_url("OPENSKY_TOKEN_URL", token_url, carries="the client secret" if credentials else None)
        if credentials is None:
            return cls(url, tokens=None, clock=clock)
        if not _same_site(url, token_url):
            raise SettingsError("OPENSKY_URL and OPENSKY_TOKEN_URL belong to different sites: a token would leak")
        return cls(url, tokens=TokenKeeper(credentials, token_url, clock=clock), clock=clock)

    @property
    def authenticated(self) -> bool:
        return self._tokens is not None

    @property
    def source(self) -> str:
        """The source of the records, as far as the URL tells: a local server names its own with each answer."""
        return _source(self._url, {})

    def close(self) -> None:
        """Close the connections that are kept open between calls."""
        self._http.close()
        if self._tokens:
            self._tokens.close()

    def states(self, *, bbox: BoundingBox | None = None) -> StatesAnswer:
        """Return the newest state vectors of the box, or of the whole world, with categories.

        Retries up to `RETRIES` times if no usable answer comes, with growing, jittered pauses. Raises SourceUnavailable
        after that, QuotaExceeded on 429, CredentialsRefused on a second 401, RequestRefused on 400, 403 and 404.
        """
        params: dict[str, str] = {"extended": "1"}
        if bbox:
            params |= dict(zip(("lamin", "lomin", "lamax", "lomax"), map(str, bbox), strict=True))
        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(1 + RETRIES),
            wait=tenacity.wait_exponential_jitter(initial=1, max=10),
            retry=tenacity.retry_if_exception_type(SourceUnavailable),
            sleep=self._clock.sleep,
            before_sleep=log_retry,
            reraise=True,
        )
        return retrying(self._states_once, params)

    def _states_once(self, params: dict[str, str]) -> StatesAnswer:
        token = self._tokens.token() if self._tokens else None
        answer = self._get(params, token)
        if answer.status == 401 and self._tokens and token:
            answer = self._get(params, self._tokens.replace(token))
        _raise_for_status(answer, authenticated=self.authenticated)
        return StatesAnswer(
            body=answer.body,
            content=decode_body(answer.body),
            credits_remaining=_whole_number(answer.headers.get("X-Rate-Limit-Remaining")),
            source=_source(self._url, answer.headers),
            next_answer_s=_seconds(answer.headers.get(NEXT_ANSWER_HEADER)),
            ended=answer.headers.get(ENDED_HEADER) == "true",
            failure=unquote(answer.headers[FAILED_HEADER]) if FAILED_HEADER in answer.headers else None,
        )

    def _get(self, params: dict[str, str], token: str | None) -> HttpAnswer:
        auth: AuthBase = BearerToken(token) if token else Anonymous()
        return self._http.get(f"{self._url}/states/all", params=params, auth=auth, may_follow=_may_follow)


def _raise_for_status(answer: HttpAnswer, *, authenticated: bool) -> None:
    status = answer.status
    if status == 200:
        return
    if status == 429:
        retry_after_s = _seconds(answer.headers.get("X-Rate-Limit-Retry-After-Seconds"))
        raise QuotaExceeded(QUOTA_PAUSE_S if retry_after_s is None else retry_after_s)
    if status == 401 and authenticated:
        raise CredentialsRefused("the API refuses even a new token: this client may not use the API")
    if status == 401:
        raise CredentialsRefused("the API asks for credentials: set OPENSKY_CLIENT_ID and OPENSKY_CLIENT_SECRET")
    if status == 400:
        raise RequestRefused("the API does not accept the request (HTTP 400): check OPENSKY_BBOX")
    if status == 403:
        raise RequestRefused("the API refuses this client or its address (HTTP 403): cloud providers may be blocked")
    if status == 404:
        raise RequestRefused("there is no /states/all below OPENSKY_URL (HTTP 404)")
    raise SourceUnavailable(f"the API answers HTTP {status}")


def is_opensky(url: str) -> bool:
    """Return whether the URL points to OpenSky itself, not to a server with the same contract."""
    return is_in_domain(url, OPENSKY_DOMAIN)


def _same_site(url: str, other: str) -> bool:
    return (is_opensky(url) and is_opensky(other)) or host_of(url) == host_of(other)


def _may_follow(url: str, target: str) -> bool:
    """Return whether a redirect stays on the same server, or leads over https from one of OpenSky's to another."""
    if same_server(url, target):
        return True
    return is_opensky(url) and is_opensky(target) and urlsplit(target).scheme == "https"


def _source(url: str, headers: Mapping[str, str]) -> str:
    if is_opensky(url):
        return OPENSKY
    source = headers.get(SOURCE_HEADER)
    return source if source in (SIMULATED, RECORDED) else host_of(url) or "unknown"


def _whole_number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() else None


def _seconds(text: str | None) -> float | None:
    try:
        value = float(text) if text else None
    except ValueError:
        return None
    return value if value is not None and 0 <= value < float("inf") else None
