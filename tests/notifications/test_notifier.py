import time

import orjson
import pytest
from pydantic import SecretStr

from notifications.alert_files import AlertFiles
from notifications.channel import Channel
from notifications.channel_settings import ChannelSettings
from notifications.cursor import Cursor
from notifications.notifier import STATUS_EVERY_S, Notifier
from tests.local_opensky import JumpingClock
from tests.notifications.alerts import alert, write_alerts
from tests.waiting import wait_until


class Collected:
    """A delivery that keeps its messages in a list."""

    def __init__(self):
        self.messages = []

    def send(self, message):
        self.messages.append(message)


@pytest.fixture
def clock():
    return JumpingClock(time.time())


@pytest.fixture
def delivery():
    return Collected()


@pytest.fixture
def notifier(tmp_path, clock, delivery):
    settings = ChannelSettings(name="ops", url=SecretStr("json://host"))
    cursor = Cursor(tmp_path / "notifications.json", [settings], clock)
    channel = Channel(settings, delivery=delivery, cursor=cursor["ops"], clock=clock)
    files = AlertFiles([tmp_path / "alerts"], clock)
    made = Notifier(files, [channel], cursor=cursor, status=tmp_path / "live" / "notifications.json", clock=clock)
    made.start()
    yield made
    made.stop(seconds=10)


def status(tmp_path):
    return orjson.loads((tmp_path / "live" / "notifications.json").read_bytes())


def test_start_publishes_the_status(notifier, tmp_path, clock):
    assert notifier.all_alive
    assert status(tmp_path) == {
        "published_at": clock.time(),
        "unreadable": 0,
        "channels": [
            {
                "name": "ops",
                "sent": 0,
                "failed": 0,
                "last_error": None,
                "last_error_at": None,
                "last_sent_at": None,
                "held_back": 0,
                "queue": 0,
            }
        ],
    }


def test_step_offers_new_alerts_to_the_channels_and_publishes_the_status(notifier, delivery, tmp_path, clock):
    path = write_alerts(tmp_path / "alerts", alert(1), batch=0)
    path.write_bytes(path.read_bytes() + b"no event\n")
    notifier.step()
    wait_until(lambda: len(delivery.messages) == 1, seconds=10, what="the message")
    clock.sleep(STATUS_EVERY_S)
    notifier.step()
    published = status(tmp_path)
    assert (published["unreadable"], published["channels"][0]["sent"]) == (1, 1)


def test_replaced_folder_is_not_sent_again(notifier, delivery, tmp_path, clock):
    write_alerts(tmp_path / "alerts", alert(1), batch=0)
    notifier.step()
    wait_until(lambda: len(delivery.messages) == 1, seconds=10, what="the message")
    write_alerts(tmp_path / "alerts", alert(1), batch=0, at=clock.time() + 1)
    write_alerts(tmp_path / "alerts", alert(2), batch=1, at=clock.time() + 2)
    notifier.step()
    wait_until(lambda: len(delivery.messages) == 2, seconds=10, what="the next message")
    assert [message.title.split()[-1] for message in delivery.messages] == ["(000001)", "(000002)"]


def test_output_that_cannot_be_written_stops_nothing(notifier, delivery, tmp_path, clock):
    (tmp_path / "live" / "notifications.json").unlink()
    (tmp_path / "live").rmdir()
    (tmp_path / "live").write_text("a file where a folder should be")
    clock.sleep(STATUS_EVERY_S)
    write_alerts(tmp_path / "alerts", alert(1), batch=0)
    notifier.step()
    wait_until(lambda: len(delivery.messages) == 1, seconds=10, what="the message")
