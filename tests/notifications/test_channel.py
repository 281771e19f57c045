import logging
import time
from contextlib import contextmanager

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from common.clock import SystemClock
from notifications.alert_event import AlertEvent
from notifications.alert_files import WrittenEvent
from notifications.channel import Channel, Patience
from notifications.channel_settings import ChannelSettings
from notifications.cursor import Cursor
from notifications.delivery import AppriseDelivery, DeliveryFailed
from notifications.messages import Message
from tests.local_opensky import JumpingClock
from tests.notifications.alerts import alert
from tests.notifications.receiver import SECRET
from tests.ports import free_ports
from tests.waiting import wait_until

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

QUICK = Patience(attempts=3, first_wait_s=0.01, longest_wait_s=0.02)
PERSISTENT = Patience(attempts=10_000, first_wait_s=0.01, longest_wait_s=0.02)


def delivery_to(receiver):
    return AppriseDelivery("ops", SecretStr(receiver.url))


def written(number, clock, **differences):
    return WrittenEvent(AlertEvent.model_validate(alert(number, **differences)), clock.time())


@contextmanager
def working(receiver, tmp_path, *, clock=None, patience=QUICK, queue_size=500, started=True, name="ops", **settings):
    """A channel to the receiver, with its cursor; stopped afterwards."""
    chosen = ChannelSettings(name=name, url=SecretStr(receiver.url), **settings)
    clock = clock or SystemClock()
    cursor = Cursor(tmp_path / f"{name}.json", [chosen], clock)
    channel = Channel(
        chosen,
        delivery=delivery_to(receiver),
        cursor=cursor[name],
        clock=clock,
        patience=patience,
        queue_size=queue_size,
    )
    if started:
        channel.start()
    try:
        yield channel, cursor
    finally:
        receiver.released.set()
        channel.stop()
        if started:
            channel.join(10)
            assert not channel.alive


def test_alerts_go_out_once_and_in_order(receiver, tmp_path, clock):
    with working(receiver, tmp_path, clock=clock) as (channel, _):
        for _ in range(2):
            for number in (1, 2, 3):
                channel.offer(written(number, clock))
        wait_until(lambda: len(receiver.messages) >= 3, seconds=10, what="three messages")
        wait_until(lambda: channel.status()["sent"] == 3, seconds=10, what="three counted")
        channel.offer(written(1, clock))
        assert receiver.titles == [f"[critical] emergency_squawk: SWR{n} (00000{n})" for n in (1, 2, 3)]
    assert channel.status() == {
        "name": "ops",
        "sent": 3,
        "failed": 0,
        "held_back": 0,
        "queue": 0,
        "last_error": None,
        "last_error_at": None,
        "last_sent_at": clock.time(),
    }
    assert receiver.messages[0]["type"] == "failure"


def test_channel_is_sent_only_what_it_wants(receiver, tmp_path, clock):
    with working(receiver, tmp_path, clock=clock, kinds=("emergency_*",)) as (channel, _):
        channel.offer(written(1, clock, kind="position_jump"))
        channel.offer(written(2, clock, event="updated"))
        channel.offer(written(3, clock, severity="info"))
        channel.offer(written(4, clock))
        wait_until(lambda: receiver.messages, seconds=10, what="a message")
    assert receiver.titles == ["[critical] emergency_squawk: SWR4 (000004)"]


def test_message_is_tried_again_until_the_service_recovers(receiver, tmp_path, clock):
    receiver.mood = "refuse"
    with working(receiver, tmp_path, clock=clock, patience=PERSISTENT) as (channel, _):
        channel.offer(written(1, clock))
        wait_until(lambda: receiver.attempts >= 3, seconds=10, what="three attempts")
        receiver.mood = "ok"
        wait_until(lambda: receiver.messages, seconds=10, what="the message")
    assert len(receiver.messages) == 1
    assert channel.status()["failed"] == 0


def test_message_that_keeps_failing_is_given_up_counted_and_the_next_one_sent(receiver, tmp_path, clock):
    receiver.mood = "refuse"
    with working(receiver, tmp_path, clock=clock) as (channel, cursor):
        channel.offer(written(1, clock))
        wait_until(lambda: channel.status()["failed"] == 1, seconds=10, what="given up")
        assert receiver.attempts == QUICK.attempts
        assert (channel.status()["last_error"], channel.status()["last_error_at"]) == ("HTTP 503", clock.time())
        receiver.mood = "ok"
        channel.offer(written(1, clock))
        channel.offer(written(2, clock))
        wait_until(lambda: receiver.messages, seconds=10, what="the next message")
    assert receiver.titles == ["[critical] emergency_squawk: SWR2 (000002)"]
    assert not cursor["ops"].is_due(written(1, clock), clock.time())


def test_service_that_hangs_delays_neither_the_reader_nor_another_channel(receiver, other_receiver, tmp_path, clock):
    receiver.mood = "hang"
    with (
        working(receiver, tmp_path, clock=clock, patience=PERSISTENT) as (hanging, _),
        working(other_receiver, tmp_path, clock=clock, name="other") as (healthy, _),
    ):
        hanging.offer(written(0, clock))
        wait_until(lambda: receiver.attempts, seconds=10, what="the service hangs")
        begun = time.monotonic()
        for number in range(1, 11):
            hanging.offer(written(number, clock))
            healthy.offer(written(number, clock))
        assert time.monotonic() - begun < 2, "ten attempts would take five seconds"
        wait_until(lambda: len(other_receiver.messages) == 10, seconds=10, what="ten messages elsewhere")
        assert receiver.messages == []
        assert hanging.status()["queue"] == 10


def test_alerts_over_the_hourly_limit_are_summed_up_once_it_allows_a_message(receiver, tmp_path, clock):
    with working(receiver, tmp_path, clock=clock, max_per_hour=2) as (channel, _):
        for number in range(1, 15):
            channel.offer(written(number, clock, kind="position_jump" if number == 14 else "emergency_squawk"))
        wait_until(lambda: channel.status()["held_back"] == 12, seconds=10, what="twelve held back")
        assert len(receiver.messages) == 2
        clock.sleep(3_600)
        wait_until(lambda: len(receiver.messages) == 3, seconds=10, what="the summary")
        wait_until(lambda: channel.status()["held_back"] == 0, seconds=10, what="nothing held back")
        channel.offer(written(15, clock))
        wait_until(lambda: len(receiver.messages) == 4, seconds=10, what="there is room for one more")
        channel.offer(written(16, clock))
        wait_until(lambda: channel.status()["held_back"] == 1, seconds=10, what="no room again")
    assert receiver.titles[2] == "12 more alerts"
    assert receiver.messages[2]["message"] == "11 × emergency_squawk\n1 × position_jump"


def test_summary_that_fails_is_sent_later(receiver, tmp_path, clock):
    with working(receiver, tmp_path, clock=clock, max_per_hour=1) as (channel, _):
        channel.offer(written(1, clock))
        channel.offer(written(2, clock))
        wait_until(lambda: channel.status()["held_back"] == 1, seconds=10, what="one held back")
        receiver.mood = "refuse"
        clock.sleep(3_600)
        wait_until(lambda: receiver.attempts > 1 + QUICK.attempts, seconds=10, what="the summary fails")
        assert channel.status()["held_back"] == 1
        receiver.mood = "ok"
        wait_until(lambda: "1 more alert" in receiver.titles, seconds=10, what="the summary")


def test_alerts_over_the_size_of_the_queue_are_summed_up(receiver, tmp_path, clock):
    with working(receiver, tmp_path, clock=clock, queue_size=2, started=False) as (channel, _):
        for number in range(5):
            channel.offer(written(number, clock))
        assert (channel.status()["queue"], channel.status()["held_back"]) == (2, 3)
        channel.start()
        wait_until(lambda: len(receiver.messages) == 3, seconds=10, what="the summary and two messages")
        channel.stop()
        channel.join(10)
    assert sorted(receiver.titles)[0] == "3 more alerts"


def test_alerts_not_sent_at_a_stop_are_left_for_the_next_start(receiver, tmp_path, clock):
    receiver.mood = "refuse"
    with working(receiver, tmp_path, clock=clock, patience=Patience(10, 60, 60)) as (channel, cursor):
        channel.offer(written(1, clock))
        channel.offer(written(2, clock))
        wait_until(lambda: receiver.attempts == 1, seconds=10, what="the first attempt")
        begun = time.monotonic()
        channel.stop()
        channel.join(10)
        assert time.monotonic() - begun < 10
    for number in (1, 2):
        assert cursor["ops"].is_due(written(number, clock), clock.time())
    assert channel.status()["failed"] == 0


@pytest.mark.parametrize(("mood", "kind"), [("refuse", "HTTP 503"), ("hang", "no answer in time")])
def test_failure_is_named_without_the_url(receiver, mood, kind):
    receiver.mood = mood
    with pytest.raises(DeliveryFailed, match=f"^{kind}$"):
        delivery_to(receiver).send(Message("title", "body", "info"))


def test_service_that_does_not_listen_is_a_failure():
    delivery = AppriseDelivery("ops", SecretStr(f"json://127.0.0.1:{free_ports(1)[0]}/{SECRET}"))
    with pytest.raises(DeliveryFailed, match=r"^connection refused$"):
        delivery.send(Message("title", "body", "info"))


def test_no_secret_is_logged_at_any_level(receiver, tmp_path, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    clock = JumpingClock()
    receiver.mood = "refuse"
    with capture_logs() as logs, working(receiver, tmp_path, clock=clock) as (channel, cursor):
        channel.offer(written(1, clock))
        wait_until(lambda: channel.status()["failed"] == 1, seconds=10, what="given up")
        receiver.mood = "ok"
        channel.offer(written(2, clock))
        wait_until(lambda: receiver.messages, seconds=10, what="a message")
        cursor.save()
        status = channel.status()
    assert [entry["event"] for entry in logs] == ["not sent"]
    printed = capfd.readouterr()
    everything = [caplog.text, str(logs), printed.out, printed.err, str(status), (tmp_path / "ops.json").read_text()]
    assert not [text for text in everything if SECRET in text]
