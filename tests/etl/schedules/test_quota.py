import json
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.errors import MonthlyQuotaSpent, RequestsHeldBack
from common.settings import ROOT
from etl.schedules.quota import QuotaLedger, allowed_by
from tests.local_aviationstack import KEY
from tests.local_opensky import MIDNIGHT, JumpingClock

DAY = 86_400
JANUARY_S = 31 * DAY
FEBRUARY = MIDNIGHT + JANUARY_S


def ledger_at(folder, clock, monthly=100, key=KEY):
    return QuotaLedger(folder, monthly=monthly, key=key, clock=clock)


def take_all(ledger, asked="all"):
    taken = 0
    while True:
        try:
            ledger.take(asked)
        except RequestsHeldBack:
            return taken
        taken += 1


@pytest.mark.parametrize(
    ("day", "allowed"),
    [(0, 1), (3.09, 10), (3.11, 11), (15.5, 51), (30.999, 100)],
    ids=["at once", "just before a tenth", "just after a tenth", "half", "the end"],
)
def test_the_share_of_the_month_that_has_passed_is_allowed_and_one_more(day, allowed):
    assert allowed_by(MIDNIGHT + day * DAY, 100) == allowed


def test_what_was_not_used_stays_allowed_until_the_month_ends(tmp_path):
    clock = JumpingClock(MIDNIGHT + 15.5 * DAY)
    ledger = ledger_at(tmp_path, clock)
    assert take_all(ledger) == 51
    clock.sleep(4 * 3_600)
    assert take_all(ledger) == 0
    clock.sleep(4 * 3_600)
    assert take_all(ledger) == 1


def test_runs_every_four_hours_use_the_whole_month_evenly(tmp_path):
    clock = JumpingClock(MIDNIGHT)
    ledger = ledger_at(tmp_path, clock)
    taken = []
    while clock.time() < FEBRUARY:
        taken.append(take_all(ledger))
        clock.sleep(4 * 3_600)
    assert sum(taken) == 100
    assert max(taken) == 1
    assert sum(taken[:93]) == 50


def test_a_new_month_begins_anew(tmp_path):
    clock = JumpingClock(FEBRUARY - 1)
    ledger = ledger_at(tmp_path, clock)
    assert take_all(ledger) == 100
    clock.sleep(1)
    assert take_all(ledger) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2026-01.jsonl", "2026-02.jsonl"]


def test_a_quota_that_the_api_calls_spent_is_so_for_the_rest_of_the_month(tmp_path):
    clock = JumpingClock(MIDNIGHT + 20 * DAY)
    ledger_at(tmp_path, clock).note_spent()
    clock.sleep(10 * DAY)
    with pytest.raises(MonthlyQuotaSpent, match="next month"):
        ledger_at(tmp_path, clock).take("all")
    clock.sleep(2 * DAY)
    ledger_at(tmp_path, clock).take("all")


@pytest.mark.parametrize("other", [{"key": "another key"}, {"monthly": 10_000}], ids=["key", "plan"])
def test_another_key_or_plan_is_asked_with_in_the_same_month(tmp_path, other):
    clock = JumpingClock(MIDNIGHT + 20 * DAY)
    ledger = ledger_at(tmp_path, clock)
    ledger.note_spent()
    ledger_at(tmp_path, clock, **other).take("all")
    assert ledger.usage().spent
    assert ledger.usage().used == 1


def test_a_spent_key_is_noted_once_and_without_the_key(tmp_path):
    clock = JumpingClock(MIDNIGHT)
    for _ in range(3):
        ledger_at(tmp_path, clock).note_spent()
    [line] = (tmp_path / "2026-01.jsonl").read_text().splitlines()
    assert set(json.loads(line)) == {"at", "spent"}
    assert KEY not in line


@pytest.mark.parametrize("content", [b'{"at":17', b"\xff\xfe\x00", b"[]", b"null\n", b'{"asked":7}\n'])
def test_a_line_that_cannot_be_read_counts_as_a_request(tmp_path, content):
    clock = JumpingClock(MIDNIGHT + DAY)
    ledger = ledger_at(tmp_path, clock)
    (tmp_path / "2026-01.jsonl").write_bytes(content)
    assert ledger.usage().used == 1
    ledger.take("all")
    assert ledger.usage().used == 2


def test_the_ledger_says_when_each_airport_was_asked_for_last(tmp_path):
    clock = JumpingClock(MIDNIGHT + 10 * DAY)
    ledger = ledger_at(tmp_path, clock)
    ledger.take("FRA")
    clock.sleep(60)
    ledger.take("JFK")
    clock.sleep(60)
    ledger.take("FRA")
    ten = MIDNIGHT + 10 * DAY
    assert ledger.usage().last_asked == {"FRA": ten + 120, "JFK": ten + 60}


def test_the_reason_distinguishes_a_spent_month_from_a_pause(tmp_path):
    clock = JumpingClock(MIDNIGHT)
    ledger = ledger_at(tmp_path, clock, monthly=2)
    take_all(ledger)
    assert ledger.usage().reason == "1 of this month's 2 requests are used, the next one is not due yet"
    clock.sleep(30 * DAY)
    take_all(ledger)
    assert ledger.usage().reason == "all 2 requests of this month are used (AVIATIONSTACK_MONTHLY_REQUESTS)"


TAKE_ALL = """
import sys
from pathlib import Path
from tests.etl.schedules.test_quota import DAY, MIDNIGHT, JumpingClock, ledger_at, take_all
print(take_all(ledger_at(Path(sys.argv[1]), JumpingClock(MIDNIGHT + 30.999 * DAY), monthly=60)))
"""


def test_processes_at_once_never_take_more_than_there_are(tmp_path):
    command = [sys.executable, "-c", TAKE_ALL, str(tmp_path)]
    processes = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    taken = [int(process.communicate(timeout=60)[0]) for process in processes]
    assert sum(taken) == 60
    lines = (tmp_path / "2026-01.jsonl").read_text().splitlines()
    assert [json.loads(line)["asked"] for line in lines] == ["all"] * 60


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["run", "crash after counting", "crash while counting", "spent"]),
        st.integers(0, 12 * 3_600),
        st.integers(0, 4),
    ),
    max_size=80,
)


@settings(max_examples=60, deadline=None)
@given(steps=STEPS, monthly=st.integers(1, 40), start=st.integers(0, 3 * JANUARY_S))
def test_no_sequence_of_runs_and_crashes_sends_more_than_the_quota(tmp_path_factory, steps, monthly, start):
    folder = tmp_path_factory.mktemp("quota")
    clock = JumpingClock(MIDNIGHT + start)
    sent: dict[str, list[float]] = {}
    for what, pause_s, requests in steps:
        clock.sleep(pause_s)
        month = f"{datetime.fromtimestamp(clock.time(), UTC):%Y-%m}"
        ledger = ledger_at(folder, clock, monthly)
        if what == "spent":
            if requests == 0:
                ledger.note_spent()
            continue
        if what == "crash while counting":
            with (folder / f"{month}.jsonl").open("ab") as file:
                file.write(b'{"at":176')
            continue
        for _ in range(requests):
            try:
                ledger.take("all")
            except (RequestsHeldBack, MonthlyQuotaSpent):
                break
            if what == "run":
                sent.setdefault(month, []).append(clock.time())
    for month, times in sent.items():
        assert len(times) <= monthly
        first = datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)
        length_s = (
            datetime(first.year + first.month // 12, first.month % 12 + 1, 1, tzinfo=UTC) - first
        ).total_seconds()
        for count, time in enumerate(times, start=1):
            # The n-th request is sent only after n - 1 shares of the month have passed.
            assert (time - first.timestamp()) / length_s >= (count - 1) / monthly
