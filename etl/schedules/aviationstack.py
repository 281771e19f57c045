"""Client of AviationStack's `GET /flights`, which the local stand-in serves as well.

A call returns one whole, decoded page or raises one of the errors of common/errors.py. The API takes its access key
only as a query parameter; QueryKey keeps it out of every URL that a library logs or quotes in an error.

Contract: https://aviationstack.com/documentation.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

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
    is_in_domain,
    is_loopback,
    log_retry,
    site_of,
)
from common.settings import Settings
from contracts.state_vector import SIMULATED
from opensky.answers import decode_body
from opensky.headers import SOURCE_HEADER

AVIATIONSTACK = "aviationstack"
LOCAL_KEY = "local"
"""Sent to a server on this machine when no key is set; not a secret."""

ALL = "all"
"""Stands in for an airport when the flights of all airports are requested."""

LIMIT = 100
"""Records per page: the most that the small plans allow."""

RETRIES = 2
"""How often a request is retried; each retry uses up one of the month's requests."""

RATE_PAUSE_S = 60.0
"""Pause after `rate_limit_reached`; the API does not give one."""

_AIRPORT = "dep_iata"
_LONGEST_NUMBER = 18
_DOMAINS = ("aviationstack.com", "apilayer.net", "apilayer.com")


@dataclass(frozen=True)
class Flights:
    """The content of a page: its records as received, the total of all pages, and the offset of its first record.

    total, offset: None when the page has none.
    """

    records: list[Any]
    total: int | None
    offset: int | None

    def ends(self, offset: int) -> bool:
        """Return whether a page requested at `offset` is the last."""
        if self.total is None:
            return len(self.records) < LIMIT
        return not self.records or offset + len(self.records) >= self.total


@dataclass(frozen=True)
class FlightsPage:
    """One page: its body (as received, without the key), content and source, and when it was requested (epoch s)."""

    body: bytes
    flights: Flights
    source: str
    asked_at: int


class AviationStackClient:
    """Requests pages of flights.

    take: called before each request, with the airport or ALL; raises to refuse it. may_retry: returns whether another
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
        """Build the client from the settings; a server on this machine needs no key.

        Raises SettingsError when the URL is malformed, has a password or a query, or would send the key over a network
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
        """Return one page of the departures from `airport` (IATA), or of all flights.

        Retries up to `RETRIES` times while `may_retry` allows it. Raises SourceUnavailable or QuotaExceeded after that,
        MonthlyQuotaSpent, CredentialsRefused on 401, RequestRefused on 403, 404, 422 and redirects, and the errors of
        `take`.
        """
        params = {"limit": str(LIMIT), "offset": str(offset)}
        if airport:
            params[_AIRPORT] = airport
        retrying = tenacity.Retrying(
            stop=self._gives_up,
            wait=_pause,
            retry=tenacity.retry_if_exception_type((SourceUnavailable, QuotaExceeded)),
            sleep=self._clock.sleep,
            before_sleep=log_retry,
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
        # The service has answered without flights during an outage; without a filter there always are some.
        if not flights.records and ((flights.total or 0) > offset or (offset == 0 and _AIRPORT not in params)):
            raise SourceUnavailable("AviationStack answered without any flights, which does not prove there are none")
        says_simulated = answer.headers.get(SOURCE_HEADER) == SIMULATED
        return FlightsPage(answer.body, flights, _source(self._url, says_simulated=says_simulated), asked_at)


def parse_page(body: bytes) -> Flights:
    """Return the content of a page. Raises SourceUnavailable when the body is not a page of flights."""
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
        raise SourceUnavailable(f"the answer has {len(records)} flights, but its count is {count}")
    return Flights(records, total, offset)


def _raise_for_error(answer: HttpAnswer, url: str) -> None:
    if 300 <= answer.status < 400:
        target = site_of(answer.redirect_url or url)
        raise RequestRefused(f"AVIATIONSTACK_URL redirects to {target}: not followed, because the key would go there")
    code, message = _error_of(answer.body)
    if answer.status != 200 or code is not None:
        raise error_for(answer.status, code or "", message)


def error_for(status: int, code: str, message: str) -> FlightwatchError:
    """Return the error of an answer: by its code if that is known, else by its HTTP status.

    The codes are from AviationStack's documentation and from other APIs of the vendor.
    """
    text = f"AviationStack: {message or code or 'no reason given'} (HTTP {status}{', ' + code if code else ''})"
    if code == "usage_limit_reached":
        return MonthlyQuotaSpent(f"{text}: the month's requests are used up")
    if code == "rate_limit_reached" or status == 429:
        return QuotaExceeded(RATE_PAUSE_S)
    if code in ("invalid_access_key", "missing_access_key", "inactive_user") or status == 401:
        return CredentialsRefused(f"{text}: check AVIATIONSTACK_ACCESS_KEY")
    if code == "https_access_restricted":
        return RequestRefused(f"{text}: the plan has no https, and the key is not sent without it")
    if code == "function_access_restricted" or status == 403:
        return RequestRefused(f"{text}: the plan does not include this request")
    if code in ("invalid_api_function", "404_not_found") or status == 404:
        return RequestRefused(f"{text}: there is no /flights below AVIATIONSTACK_URL")
    if code == "validation_error" or status in (400, 422):
        return RequestRefused(f"{text}: check AVIATIONSTACK_AIRPORTS")
    return SourceUnavailable(text)


def _error_of(body: bytes) -> tuple[str | None, str]:
    """Return code and message of an error in the body, whatever the HTTP status; None and "" if there is none."""
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
            # Older APIs of the vendor answer {code: 104, type: "usage_limit_reached", info: "…"}.
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
    """Return `simulated` for flights of the stand-in, never for AviationStack's own, whatever the answer claims."""
    is_real = any(is_in_domain(url, domain) for domain in _DOMAINS)
    return SIMULATED if says_simulated and not is_real else AVIATIONSTACK


def _pause(state: tenacity.RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, QuotaExceeded):
        return error.retry_after_s
    return tenacity.wait_exponential_jitter(multiplier=2, max=20)(state)
