"""`python -m notifications`: send alerts to the channels of notifications.yaml (NOTIFICATIONS_FILE)."""

import argparse
import os
import signal
import sys
import threading
from collections.abc import Mapping

import structlog
from dotenv import dotenv_values

from common.clock import SystemClock
from common.commands import run_main
from common.errors import EXIT_FAILED, SettingsError
from common.logs import configure_logs
from common.settings import ROOT, load_settings
from contracts.outputs import ALERTS, Outputs
from notifications.alert_files import AlertFiles
from notifications.channel import Channel
from notifications.channel_settings import ChannelSettings, load_channels
from notifications.cursor import Cursor
from notifications.delivery import AppriseDelivery, DeliveryFailed
from notifications.messages import Message
from notifications.notifier import Notifier

LOOK_EVERY_S = 1
STOP_WITHIN_S = 5

log = structlog.get_logger()


@run_main("notifications")
def main(arguments: list[str] | None = None) -> int:
    """Send alerts until stopped, or send one test message; return the exit code."""
    configure_logs()
    options = _parse(arguments)
    settings = load_settings()
    outputs = Outputs(settings.output_dir)
    channels = load_channels(settings.notifications_file, _environment())
    if options.test is not None:
        return send_test(options.test, channels)
    deliveries = {channel.name: AppriseDelivery(channel.name, channel.url) for channel in channels}
    return follow(outputs, channels, deliveries)


def follow(outputs: Outputs, channels: tuple[ChannelSettings, ...], deliveries: Mapping[str, AppriseDelivery]) -> int:
    """Send alerts until SIGTERM or SIGINT; return the exit code, 1 when a channel's thread died."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    clock = SystemClock()
    cursor = Cursor(outputs.root / "notifications.json", channels, clock)
    workers = [
        Channel(channel, delivery=deliveries[channel.name], cursor=cursor[channel.name], clock=clock)
        for channel in channels
    ]
    files = AlertFiles(outputs.folders(ALERTS), clock)
    notifier = Notifier(files, workers, cursor=cursor, status=outputs.live_notifications, clock=clock)
    notifier.start()
    log.info("following", folder=str(outputs.alerts), channels=[channel.name for channel in channels])
    while notifier.all_alive and not stopping.wait(LOOK_EVERY_S):
        notifier.step()
    notifier.stop(seconds=STOP_WITHIN_S)
    return 0 if stopping.is_set() else EXIT_FAILED


def send_test(name: str, channels: tuple[ChannelSettings, ...]) -> int:
    """Send one message to the channel of this name, print the outcome and return the exit code.

    Raises SettingsError when no channel has the name, and when its URL is unusable.
    """
    channel = next((channel for channel in channels if channel.name == name), None)
    if channel is None:
        raise SettingsError(f"no channel {name}; the channels are {', '.join(channel.name for channel in channels)}")
    message = Message("[info] test: Flightwatch", f"This is a test of the channel {name}, not an alert.", "info")
    try:
        AppriseDelivery(name, channel.url).send(message)
    except DeliveryFailed as failure:
        print(f"{name}: the test message did not go out: {failure.kind}")
        return EXIT_FAILED
    print(f"{name}: the test message went out")
    return 0


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m notifications", description=__doc__)
    parser.add_argument("--test", metavar="CHANNEL", help="send a test message to this channel and print the outcome")
    return parser.parse_args(arguments)


def _environment() -> dict[str, str]:
    """Return the variables of the environment and of `.env`, as for all other settings; the environment wins."""
    return {name: value for name, value in dotenv_values(ROOT / ".env").items() if value} | dict(os.environ)


if __name__ == "__main__":
    sys.exit(main())
