"""The way out to a service, by Apprise, whose logs and errors may hold the URL and so are kept in here."""

import logging
import re
import threading
from typing import Protocol

from apprise import Apprise, AppriseAsset, NotifyFormat, NotifyType
from pydantic import SecretStr

from common.errors import FlightwatchError, SettingsError
from notifications.messages import Message

_HTTP_STATUS = re.compile(r"error=(\d{3})\b")
_REASONS = (
    ("timed out", "no answer in time"),
    ("refused", "connection refused"),
    ("resolve", "unknown host"),
    ("onnection", "no connection"),
)


class DeliveryFailed(FlightwatchError):
    """A message did not go out; `kind` is why, in a few words that never hold a part of the URL."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class Delivery(Protocol):
    """Sends one message, or raises DeliveryFailed."""

    def send(self, message: Message) -> None: ...


class AppriseDelivery:
    """A service that Apprise knows by its URL.

    How long one attempt may take is up to the URL: `?cto=` and `?rto=` (s), 4 each if not given.
    """

    def __init__(self, channel: str, url: SecretStr) -> None:
        """Raises SettingsError when Apprise cannot use the URL."""
        _keep_quiet()
        asset = AppriseAsset(app_id="Flightwatch", storage_mode="memory")
        service = Apprise.instantiate(url.get_secret_value(), asset=asset)
        if service is None:
            raise SettingsError(f"channel {channel}: url: Apprise knows no such service, or something is missing in it")
        self._service = service

    def send(self, message: Message) -> None:
        _EARS.open()
        try:
            # The service itself, in this thread: Apprise's own pool is shared, so that a dead one could fill it.
            accepted = self._service.notify(
                title=message.title,
                body=message.body,
                notify_type=NotifyType(message.tone),
                body_format=NotifyFormat.TEXT,
            )
        except Exception as error:  # a service's own code may raise anything, with the URL in its text
            raise DeliveryFailed(type(error).__name__) from None
        if not accepted:
            raise DeliveryFailed(_EARS.reason())


class _Ears(logging.Filter):
    """Hears in what Apprise logs why a message of this thread did not go out, and lets none of it reach a handler."""

    def __init__(self) -> None:
        super().__init__()
        self._heard = threading.local()

    def open(self) -> None:
        """Forget what was heard in this thread."""
        self._heard.texts = []

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if "Payload" not in text:  # an alert's own words are no reason
            self._heard.__dict__.setdefault("texts", []).append(text)
        return False

    def reason(self) -> str:
        """The kind of failure; of the texts themselves, no more than a status is in it."""
        told = " ".join(self._heard.texts)
        if status := _HTTP_STATUS.search(told):
            return f"HTTP {status[1]}"
        return next((kind for word, kind in _REASONS if word in told), "not accepted")


_EARS = _Ears()


def _keep_quiet() -> None:
    """Silence Apprise and its HTTP client, whatever the level of logs; details of errors are on Apprise's lowest."""
    apprise = logging.getLogger("apprise")
    apprise.setLevel(logging.DEBUG)
    apprise.addFilter(_EARS)
    logging.getLogger("urllib3").setLevel(logging.CRITICAL)
