import time
from datetime import UTC, datetime

import pytest

from contracts.outputs import Outputs
from dashboard.viewing.selection import PANEL
from tests.dashboard.kept_records import HOUR, keep, polled

LAST = HOUR + 1_800


@pytest.fixture
def replay(run_page_of, tmp_path):
    """Open the page, with address parameters, over half an hour of one aircraft polled every minute."""
    for batch, poll_time in enumerate(range(HOUR, LAST + 1, 60)):
        keep(Outputs(tmp_path).cleaned_flights, [polled(poll_time)], batch=batch)
    return lambda **address: run_page_of("replay", **address)


def notes_of(page):
    return [element.value for element in page.info[1:]]


def moment_of(page):
    return "".join(page.query_params["at"])


def test_while_it_plays_a_moment_cannot_be_dragged_and_is_shown(replay):
    page = replay(at=str(HOUR + 600))
    assert not page.slider[0].disabled
    page.toggle(key="replay_playing").set_value(True).run()
    assert page.slider[0].disabled
    assert page.slider[0].value >= datetime.fromtimestamp(HOUR + 600, UTC).replace(tzinfo=None)
    page.toggle(key="replay_playing").set_value(False).run()
    page.slider[0].set_value(datetime.fromtimestamp(HOUR + 77, UTC).replace(tzinfo=None)).run()
    assert moment_of(page) == str(HOUR + 77)


def test_a_moment_can_be_named_to_the_minute(replay):
    page = replay(at=str(HOUR + 600))
    page.datetime_input[0].set_value(datetime.fromtimestamp(HOUR + 1_260, UTC).replace(tzinfo=None)).run()
    assert not page.exception
    assert moment_of(page) == str(HOUR + 1_260)


@pytest.mark.parametrize(
    ("asked", "shown", "words"),
    [(HOUR - 600, HOUR, "is before the first record"), (LAST + 5, LAST, "is after the last record")],
)
def test_a_moment_outside_the_records_is_announced_until_another_is_chosen(replay, asked, shown, words):
    page = replay(at=str(asked))
    assert moment_of(page) == str(shown)
    asked_words = f"{datetime.fromtimestamp(asked, UTC):%Y-%m-%d %H:%M:%S UTC}"
    (note,) = notes_of(page)
    assert asked_words in note
    assert words in note
    page.run()
    assert notes_of(page) == [note]
    page.slider[0].set_value(datetime.fromtimestamp(HOUR + 77, UTC).replace(tzinfo=None)).run()
    assert notes_of(page) == []


def test_a_replay_stops_at_the_end_of_the_records_and_says_so(replay, monkeypatch):
    page = replay(at=str(LAST - 100))
    page.toggle(key="replay_playing").set_value(True).run()
    assert page.toggle(key="replay_playing").value
    passed = time.monotonic() + 11
    monkeypatch.setattr("dashboard.views.replay.time.monotonic", lambda: passed)
    page.run()
    assert not page.toggle(key="replay_playing").value
    assert "End of the records" in notes_of(page)[0]
    assert moment_of(page) == str(LAST)
    page.button(key="replay-back").click().run()
    assert notes_of(page) == []


def test_a_picked_aircraft_is_shown_beside_the_map_and_the_choice_of_live_is_left_alone(replay):
    page = replay()
    assert page.segmented_control(key="replay_panel").value == "Alerts"
    page = replay(aircraft="3c6444")
    assert page.segmented_control(key="replay_panel").value == "Aircraft"
    page.segmented_control(key="replay_panel").set_value("Alerts").run()
    page.run()
    assert page.segmented_control(key="replay_panel").value == "Alerts"
    assert PANEL not in page.session_state
