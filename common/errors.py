"""Every error the project raises on purpose, split by what the caller does about it.

FlightwatchError
 ├── SettingsError           stop: the user has to change a setting (exit code 78)
 │    ├── RequestRefused     the same when it is the first request; later on like SourceUnavailable
 │    └── MonthlyQuotaSpent  the same: another key, a larger plan, or next month
 ├── CredentialsRefused      stop: the source does not accept the credentials (exit code 78)
 ├── SourceUnavailable       retry with a pause: network, 5xx, a body that is not an answer
 ├── QuotaExceeded           wait for `retry_after_s`, then go on
 ├── RequestsHeldBack        end well, having asked nothing more: our own count allows no request now
 ├── InvalidStateVector      skip the record, count it under `reason`
 ├── InvalidSchedule         the same, of a flight's schedule
 ├── RecordingError          stop: a file of recorded polls cannot be read
 ├── LakeError               stop: a file of the lake is damaged or does not hold what it should
 ├── WarehouseError          retry with a pause: the database is away, or does not do what is asked, or not in time
 │    └── WarehouseRefused   stop, as of SettingsError, which it is too: WAREHOUSE_URL is not what the server accepts
 └── ModelRefused            go on without the model (rules only), saying why
"""

EXIT_SETTINGS = 78
"""Exit code of a command that only a change of settings can help (EX_CONFIG of sysexits.h): not restarted."""


class FlightwatchError(Exception):
    """Base of all errors below; its text is written for the person who runs the command."""


class SettingsError(FlightwatchError):
    """A setting is missing, malformed or contradicts another."""


class RequestRefused(SettingsError):
    """HTTP 400, 403 or 404: what was asked for, or who asks, is not what the source serves."""


class MonthlyQuotaSpent(SettingsError):
    """The API says that the month's requests are used up, whatever our own ledger says."""


class CredentialsRefused(FlightwatchError):
    """The token endpoint or the API does not accept the client's credentials."""


class SourceUnavailable(FlightwatchError):
    """No usable answer this time: connection, timeout, 5xx, truncated or non-JSON body."""


class QuotaExceeded(FlightwatchError):
    """HTTP 429: no request is allowed before `retry_after_s` seconds have passed."""

    def __init__(self, retry_after_s: float) -> None:
        super().__init__(f"the source allows no request for {retry_after_s:.0f} s")
        self.retry_after_s = retry_after_s


class RequestsHeldBack(FlightwatchError):
    """No request was sent: by the ledger of requests the month's share that has passed is used."""


class InvalidStateVector(FlightwatchError):
    """A row of an answer cannot be understood; `reason` is one of a small set of words to count by."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class InvalidSchedule(FlightwatchError):
    """A record of a flight's schedule cannot be used; `reason` is one of a small set of words to count by."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RecordingError(FlightwatchError):
    """A file of recorded polls is missing, empty or not what it claims to be."""


class LakeError(FlightwatchError):
    """A file of the lake is damaged, or what would be written to one breaks the table's contract."""


class WarehouseError(FlightwatchError):
    """The warehouse cannot be reached, or a query of it fails or takes too long; the text never has a password."""


class WarehouseRefused(WarehouseError, SettingsError):
    """The database is there and does not let us in: password, user, name of the database, SSL."""


class ModelRefused(FlightwatchError):
    """The model's files are missing, altered, or were made with other library versions."""
