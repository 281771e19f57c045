"""Every error that the project raises on purpose, grouped by what the caller does about it.

FlightwatchError             stop: exit code 1, trying again may help
 ├── SettingsError           stop: a setting has to change first (exit code 78)
 │    ├── RequestRefused     first request: stop; later: retry
 │    └── MonthlyQuotaSpent  stop: another key, a larger plan, or next month
 ├── CredentialsRefused      stop: the source rejects the credentials (exit code 78)
 ├── InputRefused            stop: an argument or a file that the user named is unusable (exit code 2)
 │    └── RecordingError     stop: a file of recorded polls cannot be read
 ├── RecorderFailed          stop: a poll could not be added to a recording
 ├── SourceUnavailable       retry with a pause: network, 5xx, a body that is not an answer
 ├── QuotaExceeded           wait for `retry_after_s`, then go on
 ├── RequestsHeldBack        end normally: our own ledger allows no request now
 ├── InvalidStateVector      skip the record, count it under `reason`
 ├── InvalidSchedule         skip the schedule, count it under `reason`
 ├── LakeError               stop: a file of the lake is damaged or breaks its contract
 ├── WarehouseError          retry with a pause: the database is unreachable, refuses the query or takes too long
 │    └── WarehouseRefused   stop: only a corrected WAREHOUSE_URL helps (also a SettingsError)
 ├── StateLost               stop: the streaming job cannot go on; at its next start it puts its outputs aside
 └── ModelRefused            go on without the model (rules only), and log why
      └── ModelUnreadable    the same, and try again: a file could not be read just now
"""

EXIT_FAILED = 1
EXIT_REFUSED_INPUT = 2
EXIT_SETTINGS = 78
FINAL_EXIT_CODES = (EXIT_REFUSED_INPUT, EXIT_SETTINGS)
"""Retrying a command that ended with one of these is pointless: it would end the same way again."""


class FlightwatchError(Exception):
    """Base of all errors below; its text is written for the person who runs the command."""

    exit_code = EXIT_FAILED
    """Exit code of a command that this error stops; see `common.commands`."""


class SettingsError(FlightwatchError):
    """A setting is missing, malformed or contradicts another."""

    exit_code = EXIT_SETTINGS


class RequestRefused(SettingsError):
    """HTTP 400, 403 or 404: the source does not serve this request, or not to this client."""


class MonthlyQuotaSpent(SettingsError):
    """The API reports that the month's requests are used up, whatever our own ledger counts."""


class CredentialsRefused(FlightwatchError):
    """The token endpoint or the API rejects the client's credentials."""

    exit_code = EXIT_SETTINGS


class InputRefused(FlightwatchError):
    """An argument, or a file that the user named, is not what the command accepts."""

    exit_code = EXIT_REFUSED_INPUT


class RecordingError(InputRefused):
    """A file of recorded polls is missing, empty or not a recording."""


class RecorderFailed(FlightwatchError):
    """A recording cannot be written, for example on a full disk."""


class SourceUnavailable(FlightwatchError):
    """No usable answer this time: connection, timeout, 5xx, truncated or non-JSON body."""


class QuotaExceeded(FlightwatchError):
    """HTTP 429: no request is allowed before `retry_after_s` seconds have passed."""

    def __init__(self, retry_after_s: float) -> None:
        super().__init__(f"the source allows no request for {retry_after_s:.0f} s")
        self.retry_after_s = retry_after_s


class RequestsHeldBack(FlightwatchError):
    """No request was sent: the ledger shows that the requests allotted to the month so far are used up."""


class InvalidStateVector(FlightwatchError):
    """A row of an answer is not a state vector; `reason` is one of a few fixed texts, by which rows are counted."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class InvalidSchedule(FlightwatchError):
    """A record is not a usable flight schedule; `reason` is one of a few fixed texts, by which records are counted."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class StateLost(FlightwatchError):
    """The streaming job's own state does not fit its checkpoint, or is missing or damaged."""


class LakeError(FlightwatchError):
    """A file of the lake is damaged, or rows to be written break their table's contract."""


class WarehouseError(FlightwatchError):
    """The warehouse cannot be reached, or a query fails or takes too long; the text never holds a password."""


class WarehouseRefused(WarehouseError, SettingsError):
    """The database refuses the connection: password, user, name of the database, SSL."""


class ModelRefused(FlightwatchError):
    """The model's files are missing or altered, or were made with other library versions."""


class ModelUnreadable(ModelRefused):
    """The operating system did not let us read one of the model's files."""
