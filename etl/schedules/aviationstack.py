"""Client of AviationStack's `GET /flights`, the real one or the local stand-in.

A call returns one whole, decoded page or raises one of the errors of common/errors.py. The access key has to be a
query parameter, so it would be in every URL that a library logs or quotes in an error. It is in none: requests carry a
placeholder, and the key takes its place only as the request line is written to the connection.

Contract: https://aviationstack.com/documentation.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

import structlog
import tenacity
from pydantic import SecretStr

from common.clock import Clock
from common.errors import (
    CredentialsRefused,
    FlightwatchError,
    MonthlyQuotaSpent,
    QuotaExceeded,
    RequestRefused,
    SettingsError,
    SourceUnavailable,
)
from common.guarded_http import (
    DEADLINE_S,
    TIMEOUT_S,
    GuardedSession,
    HttpAnswer,
    QueryKey,
    check_base_url,
    is_loopback,
    site_of,
)
from common.settings import Settings
from contracts.state_vector import SIMULATED
from opensky.answers import decode_body
from opensky.headers import SOURCE_HEADER

AVIATIONSTACK = "aviationstack"
LOCAL_KEY = "local"
"""Sent to a server on this machine when there is no key; no secret."""

ALL = "all"
"""Name of what is asked for when it is not the departures of an airport."""

LIMIT = 100
"""Records of a page: the most that the small plans give."""

RETRIES = 2
"""Each costs a request of the month."""

RATE_PAUSE_S = 60.0
"""After `rate_limit_reached`; the API does not say how long."""

_AIRPORT = "dep_iata"
_LONGEST_NUMBER = 18
_DOMAINS = ("aviationstack.com", "apilayer.net", "apilayer.com")

log = structlog.get_logger()


@dataclass(frozen=True)
class Flights:
    """What a page says: its records, each as it came; how many there are in all, and the place of its first among
    them, None where the page doesn't say."""

    records: list[Any]
    total: int | None
    offset: int | None

    def ends(self, offset: int) -> bool:
        """Whether no page follows it, when it was asked for at `offset`."""
        if self.total is None:
            return len(self.records) < LIMIT
        return not self.records or offset + len(self.records) >= self.total


@dataclass(frozen=True)
class FlightsPage:
    """One page: the body as received (without the key, should it be in there), what it says, who answered, and when it
    was asked for (epoch s)."""

    body: bytes
    flights: Flights
    source: str
    asked_at: int


class AviationStackClient:
    """Asks for pages of flights.

    take: called before each request is sent, with the airport or ALL; refuses it by raising. may_retry: whether another
    request would be allowed.
    """

    def __init__(
        self,
        url: str,
        key: SecretStr,
        *,
        take: Callable[[str], None],
        may_retry: Callable[[], bool],
        clock: Clock,
        timeout_s: float = TIMEOUT_S,
        deadline_s: float = DEADLINE_S,
    ) -> None:
        self._url = f"{url.rstrip('/')}/flights"
        self._take = take
        self._may_retry = may_retry
        self._clock = clock
        self._key = QueryKey("access_key", key)
        self._http = GuardedSession(url, clock=clock, timeout_s=timeout_s, deadline_s=deadline_s, key=self._key)

    @classmethod
    def from_settings(
        cls, settings: Settings, *, take: Callable[[str], None], may_retry: Callable[[], bool], clock: Clock
    ) -> Self:
        """Build the client of the settings; a server on this machine needs no key.

        Raises SettingsError when the URL is none, holds a password or a query, or would carry the key over a network
        in clear text, and when the key is missing.
        """
        url = settings.aviationstack_url
        check_base_url("AVIATIONSTACK_URL", url, carries="the key")
        key = settings.aviationstack_access_key
        if key is None or not key.get_secret_value().strip():
            if not is_loopback(url):
                raise SettingsError("AVIATIONSTACK_ACCESS_KEY is not set: it is on your page at aviationstack.com")
            key = SecretStr(LOCAL_KEY)
        key = SecretStr(key.get_secret_value().strip())
        return cls(url, key, take=take, may_retry=may_retry, clock=clock)

    def close(self) -> None:
        """Close the connections that are kept open between calls."""
        self._http.close()

    def flights(self, *, airport: str | None, offset: int) -> FlightsPage:
        """One page of the flights that leave `airport` (IATA), or of all that the API has.

        What may pass is asked again up to `RETRIES` times while `may_retry` says so. Raises SourceUnavailable or
        QuotaExceeded after that, MonthlyQuotaSpent, CredentialsRefused on 401, RequestRefused on 403, 404, 422 and
        redirects, and what `take` raises.
        """
        params = {"limit": str(LIMIT), "offset": str(offset)}
        if airport:
            params[_AIRPORT] = airport
        retrying = tenacity.Retrying(
            stop=self._gives_up,
            wait=_pause,
            retry=tenacity.retry_if_exception_type((SourceUnavailable, QuotaExceeded)),
            sleep=self._clock.sleep,
            before_sleep=_log_retry,
            reraise=True,
        )
        return retrying(self._flights_once, params, offset)

    def _gives_up(self, state: tenacity.RetryCallState) -> bool:
        return state.attempt_number > RETRIES or not self._may_retry()

    def _flights_once(self, params: dict[str, str], offset: int) -> FlightsPage:
        self._take(params.get(_AIRPORT, ALL))
        asked_at = int(self._clock.time())
        answer = self._http.get(self._url, params=params, auth=self._key)
        _raise_for_error(answer, self._url)
        flights = parse_page(answer.body)
        # An empty answer was also seen while the service was out of order; without a filter there are always flights.
        if not flights.records and ((flights.total or 0) > offset or (offset == 0 and _AIRPORT not in params)):
            raise SourceUnavailable("AviationStack answers without any flights: no proof that there are none")
        says_simulated = answer.headers.get(SOURCE_HEADER) == SIMULATED
        return FlightsPage(answer.body, flights, _source(self._url, says_simulated=says_simulated), asked_at)


def parse_page(body: bytes) -> Flights:
    """What a page says. Raises SourceUnavailable when it is no page of flights."""
    content = decode_body(body)
    if not isinstance(content, dict):
        raise SourceUnavailable("the answer is not an object")
    records = content.get("data")
    if not isinstance(records, list):
        kind = "missing" if "data" not in content else f"a {type(records).__name__}"
        raise SourceUnavailable(f"the answer's data are {kind}, not a list of flights")
    pagination = content.get("pagination")
    count, total, offset = (
        _number(pagination.get(name)) if isinstance(pagination, dict) else None for name in ("count", "total", "offset")
    )
    if count is not None and count != len(records):
        raise SourceUnavailable(f"the answer has {len(records)} flights and says that it has {count}")
    return Flights(records, total, offset)


def _raise_for_error(answer: HttpAnswer, url: str) -> None:
    if 300 <= answer.status < 400:
        target = site_of(answer.redirect_url or url)
        raise RequestRefused(f"AVIATIONSTACK_URL redirects to {target}: not followed, the key would go there")
    code, message = _error_of(answer.body)
    if answer.status != 200 or code is not None:
        raise error_for(answer.status, code or "", message)


def error_for(status: int, code: str, message: str) -> FlightwatchError:
    """The error that an answer means: by its code where that is known, else by its HTTP status.

    Codes: AviationStack's documentation, and those of other APIs of the same vendor.
    """
    said = f"AviationStack: {message or code or 'no reason given'} (HTTP {status}{', ' + code if code else ''})"
    if code == "usage_limit_reached":
        return MonthlyQuotaSpent(f"{said}: the month's requests are used up")
    if code == "rate_limit_reached" or status == 429:
        return QuotaExceeded(RATE_PAUSE_S)
    if code in ("invalid_access_key", "missing_access_key", "inactive_user") or status == 401:
        return CredentialsRefused(f"{said}: check AVIATIONSTACK_ACCESS_KEY")
    if code == "https_access_restricted":
        return RequestRefused(f"{said}: the plan has no https, and the key is not sent without it")
    if code == "function_access_restricted" or status == 403:
        return RequestRefused(f"{said}: the plan does not include this request")
    if code in ("invalid_api_function", "404_not_found") or status == 404:
        return RequestRefused(f"{said}: there is no /flights below AVIATIONSTACK_URL")
    if code == "validation_error" or status in (400, 422):
        return RequestRefused(f"{said}: check AVIATIONSTACK_AIRPORTS")
    return SourceUnavailable(said)


def _error_of(body: bytes) -> tuple[str | None, str]:
    """Code and message of the error that the body is, whatever its HTTP status says; no code when it is none."""
    try:
        content = decode_body(body)
    except SourceUnavailable:
        return None, ""
    data = content.get("data") if isinstance(content, dict) else None
    for holder in (content, data):
        if isinstance(holder, dict) and holder.get("error"):
            error = holder["error"]
            if not isinstance(error, dict):
                return "error", _plain(error)
            # Older APIs of the vendor say {code: 104, type: "usage_limit_reached", info: "…"}.
            code, message = (
                next((text for name in names if (text := _plain(error.get(name)))), "")
                for names in (("type", "code"), ("message", "info"))
            )
            return code or "error", message
    return None, ""


def _number(value: Any) -> int | None:
    if isinstance(value, str) and len(value) <= _LONGEST_NUMBER and value.isascii() and value.isdecimal():
        return int(value)
    return value if type(value) is int else None


def _plain(value: Any) -> str:
    return " ".join(str(value).split())[:200] if isinstance(value, str | int) else ""


def _source(url: str, *, says_simulated: bool) -> str:
    """`simulated` for the stand-in's flights; AviationStack itself cannot say that of its own."""
    host = urlsplit(url).hostname or ""
    theirs = any(host == domain or host.endswith(f".{domain}") for domain in _DOMAINS)
    return SIMULATED if says_simulated and not theirs else AVIATIONSTACK


def _pause(state: tenacity.RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, QuotaExceeded):
        return error.retry_after_s
    return tenacity.wait_exponential_jitter(multiplier=2, max=20)(state)


def _log_retry(state: tenacity.RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    wait_s = state.next_action.sleep if state.next_action else 0
    log.warning("asking again", reason=str(error), attempt=state.attempt_number, wait_s=round(wait_s, 1))
