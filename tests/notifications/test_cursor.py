from collections import Counter

import orjson
import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from notifications.alert_event import AlertEvent
from notifications.alert_files import WrittenEvent
from notifications.channel_settings import ChannelSettings
from notifications.cursor import Cursor
from tests.notifications.alerts import alert

OPS = ChannelSettings(name="ops", url=SecretStr("json://host"))
MAIL = ChannelSettings(name="mail", url=SecretStr("json://host"), min_severity="critical")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "notifications.json"


def written(number, at):
    return WrittenEvent(AlertEvent.model_validate(alert(number)), at)


def reopened(cursor, path, clock, *channels):
    cursor.save()
    return Cursor(path, channels or (OPS,), clock)


def test_first_start_is_due_only_what_is_written_from_now_on(path, clock):
    cursor = Cursor(path, [OPS], clock)
    assert not cursor["ops"].is_due(written(1, clock.time() - 60), clock.time())
    assert cursor["ops"].is_due(written(1, clock.time()), clock.time())
    assert clock.time() - 2 <= cursor.oldest() <= clock.time()


def test_an_event_that_was_sent_is_not_due_again_after_a_restart(path, clock):
    cursor = Cursor(path, [OPS], clock)
    one, two = written(1, clock.time()), written(2, clock.time())
    cursor["ops"].hand_over(one.event, clock.time())
    clock.sleep(3_600)
    cursor = reopened(cursor, path, clock)
    assert not cursor["ops"].is_due(one, clock.time())
    assert cursor["ops"].is_due(two, clock.time())


def test_events_of_one_alert_are_distinguished(path, clock):
    cursor = Cursor(path, [OPS], clock)
    cursor["ops"].hand_over(written(1, 0).event, clock.time())
    for differences in ({"event": "resolved"}, {"event": "opened", "poll_time": 1_700_000_010}):
        later = WrittenEvent(AlertEvent.model_validate(alert(1) | differences), clock.time())
        assert cursor["ops"].is_due(later, clock.time())


def test_channels_are_handed_events_independently(path, clock):
    cursor = Cursor(path, [OPS, MAIL], clock)
    one = written(1, clock.time())
    cursor["ops"].hand_over(one.event, clock.time())
    cursor = reopened(cursor, path, clock, OPS, MAIL)
    assert not cursor["ops"].is_due(one, clock.time())
    assert cursor["mail"].is_due(one, clock.time())


def test_channel_that_joins_later_starts_from_then(path, clock):
    cursor = Cursor(path, [OPS], clock)
    one = written(1, clock.time())
    clock.sleep(60)
    cursor = reopened(cursor, path, clock, OPS, MAIL)
    assert cursor["ops"].is_due(one, clock.time())
    assert not cursor["mail"].is_due(one, clock.time())


def test_channel_with_a_new_selection_is_sent_no_earlier_alerts(path, clock):
    cursor = Cursor(path, [OPS], clock)
    clock.sleep(60)
    one = written(1, clock.time() - 30)
    wider = OPS.model_copy(update={"min_severity": "info"})
    assert not reopened(cursor, path, clock, wider)["ops"].is_due(one, clock.time())
    slower = OPS.model_copy(update={"max_per_hour": 1})
    assert reopened(cursor, path, clock, slower)["ops"].is_due(one, clock.time())


def test_events_are_remembered_for_a_day_and_due_for_a_day(path, clock):
    cursor = Cursor(path, [OPS], clock)
    one = written(1, clock.time())
    cursor["ops"].hand_over(one.event, clock.time())
    cursor.save()
    assert len(orjson.loads(path.read_bytes())["channels"]["ops"]["handed"]) == 1
    clock.sleep(24 * 3_600 + 1)
    cursor.save()
    assert orjson.loads(path.read_bytes())["channels"]["ops"]["handed"] == {}
    assert not cursor["ops"].is_due(one, clock.time())
    assert cursor.oldest() == clock.time() - 24 * 3_600


def test_events_held_back_are_kept_over_a_restart(path, clock):
    cursor = Cursor(path, [OPS], clock)
    simulated = AlertEvent.model_validate(alert(1, source="simulated"))
    cursor["ops"].hold_back(simulated, clock.time())
    cursor["ops"].hold_back(written(2, 0).event, clock.time())
    cursor = reopened(cursor, path, clock)
    assert cursor["ops"].held() == (Counter({"emergency_squawk": 2}), True)
    assert not cursor["ops"].is_due(written(2, clock.time()), clock.time())


def test_events_held_back_during_a_summary_stay_for_the_next(path, clock):
    ops = Cursor(path, [OPS], clock)["ops"]
    ops.hold_back(written(1, 0).event, clock.time())
    held, _ = ops.held()
    ops.hold_back(written(2, 0).event, clock.time())
    ops.summed_up(held)
    assert ops.held() == (Counter({"emergency_squawk": 1}), False)


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"version": 99}', b'{"version": 1, "channels": {"ops": {}}}'])
def test_cursor_that_cannot_be_read_starts_from_now(path, clock, content):
    path.write_bytes(content)
    with capture_logs() as logs:
        cursor = Cursor(path, [OPS], clock)
    assert [entry["log_level"] for entry in logs] == ["warning"]
    assert not cursor["ops"].is_due(written(1, clock.time() - 60), clock.time())


def test_unchanged_cursor_is_not_written_again(path, clock):
    cursor = Cursor(path, [OPS], clock)
    cursor.save()
    path.unlink()
    cursor.save()
    assert not path.exists()


def test_cursor_that_cannot_be_saved_is_logged_and_saved_later(tmp_path, clock):
    blocked = tmp_path / "folder"
    cursor = Cursor(blocked / "notifications.json", [OPS], clock)
    blocked.write_text("a file where a folder should be")
    with capture_logs() as logs:
        cursor.save()
    assert [entry["event"] for entry in logs] == ["cursor not saved"]
    blocked.unlink()
    cursor.save()
    assert (blocked / "notifications.json").exists()
