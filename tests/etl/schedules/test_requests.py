from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pydantic import SecretStr

from common.errors import LakeError, MonthlyQuotaSpent, SettingsError, SourceUnavailable
from common.guarded_http import GuardedSession
from etl.schedules import landing, refresh
from etl.schedules.landing import ledger_of
from etl.schedules.pages import PageName
from etl.schedules.refresh import run
from simulator.server.mishaps import Mishap
from tests.etl.schedules.schedule_runs import HOUR_S, JULY_1, bronze, hours
from tests.local_aviationstack import record
from tests.local_opensky import JumpingClock


def test_the_quota_is_shared_between_airports_in_turn(settings_of, clock, lake, flights):
    flights.records = [record(), record(departure__iata="MUC"), record(departure__iata="HAM")]
    settings = settings_of(aviationstack_airports="fra, MUC,HAM", aviationstack_monthly_requests=186)
    asked = []
    clock.sleep(JULY_1 - clock.time())
    for _ in range(7):  # one request is due every four hours
        made = run(settings, None, clock=clock)
        assert made.requests == 1
        assert "the next one is not due yet" in made.held_back
        asked.append(max(PageName.of(lake.root / name) for name in bronze(lake)).airport)
        clock.sleep(4 * HOUR_S)
    assert asked == ["FRA", "MUC", "HAM", "FRA", "MUC", "HAM", "FRA"]


def test_when_no_request_is_due_the_run_ends_well_and_says_so(settings_of, clock, server):
    settings = settings_of(aviationstack_monthly_requests=1)
    assert run(settings, None, clock=clock).requests == 1
    clock.sleep(86_400)
    made = run(settings, None, clock=clock)
    assert made.requests == 0
    assert made.held_back == "all 1 requests of this month are used (AVIATIONSTACK_MONTHLY_REQUESTS)"
    assert len(server.requests) == 1


SPENT = Mishap(status=429, body=b'{"error":{"code":"usage_limit_reached","message":"Limit."}}')


def test_a_spent_quota_fails_each_run_and_is_asked_again_next_month(settings, clock, server, mishaps):
    mishaps.flights.append(SPENT)
    for pause_s in (0, 30, 20 * 86_400):
        clock.sleep(pause_s)
        with pytest.raises(MonthlyQuotaSpent, match="used up"):
            run(settings, None, clock=clock)
    assert len(server.requests) == 1
    clock.sleep(15 * 86_400)
    assert run(settings, None, clock=clock).requests == 1
    assert len(server.requests) == 2


def test_a_spent_quota_is_a_matter_of_settings_and_so_not_tried_again(settings, clock, mishaps):
    mishaps.flights.append(SPENT)
    with pytest.raises(SettingsError):
        run(settings, None, clock=clock)


def test_an_interval_that_is_complete_does_without_the_quota(settings, settings_of, clock, mishaps):
    run(settings, hours(12), clock=clock)
    mishaps.flights.append(SPENT)
    with pytest.raises(MonthlyQuotaSpent):
        run(settings, hours(11), clock=clock)
    assert run(settings, hours(12), clock=clock).requests == 0
    another_key = settings_of(aviationstack_access_key=SecretStr("another key of some length"))
    assert run(another_key, hours(11), clock=clock).requests == 1


def test_retries_count_against_the_quota(settings, clock, mishaps):
    mishaps.flights.extend([Mishap(status=500)] * 2)
    assert run(settings, None, clock=clock).requests == 3
    assert ledger_of(settings, clock=clock).usage().used == 3


RUNS = st.lists(
    st.tuples(
        st.integers(0, 10 * 86_400),
        st.sampled_from(["well", "500", "dies before it is kept", "dies before it is sent"]),
    ),
    min_size=4,
    max_size=12,
)


def test_no_sequence_of_runs_errors_and_crashes_sends_more_than_the_months_requests(
    settings_of, server, mishaps, flights, monkeypatch, tmp_path_factory
):
    flights.records = [record(flight__iata=f"LH{number}") for number in range(1_000, 1_450)]
    monkeypatch.setattr(refresh, "make_silver", lambda *_: (0, 0, 0, 0, 0))

    def die(*_, **__):
        raise KeyboardInterrupt

    dying = {"dies before it is kept": (landing, "keep_page"), "dies before it is sent": (GuardedSession, "get")}

    @hypothesis_settings(max_examples=40, deadline=None)
    @given(runs=RUNS, monthly=st.integers(1, 12))
    def never_more(runs, monthly):
        clock = JumpingClock(JULY_1)
        settings = settings_of(lake_dir=tmp_path_factory.mktemp("lake"), aviationstack_monthly_requests=monthly)
        answered = Counter()
        for pause_s, how in runs:
            clock.sleep(pause_s)
            month = datetime.fromtimestamp(clock.time(), UTC).month
            before = len(server.requests)
            mishaps.flights.extend([Mishap(status=500)] * (how == "500"))
            with monkeypatch.context() as patch, suppress(KeyboardInterrupt, SourceUnavailable):
                if how in dying:
                    patch.setattr(*dying[how], die)
                run(settings, None, clock=clock)
            mishaps.flights.clear()
            answered[month] += len(server.requests) - before
        assert all(count <= monthly for count in answered.values())

    never_more()
    assert server.requests


def test_the_stand_ins_requests_are_not_those_of_the_plan(settings, settings_of, clock):
    run(settings, None, clock=clock)
    real = settings_of(aviationstack_url="https://api.aviationstack.com/v1")
    assert ledger_of(real, clock=clock).usage().used == 0


def test_without_a_key_nothing_is_counted_and_the_setting_is_named(settings_of, clock):
    settings = settings_of(aviationstack_url="https://api.aviationstack.com/v1", aviationstack_access_key=None)
    with pytest.raises(SettingsError, match="AVIATIONSTACK_ACCESS_KEY"):
        run(settings, None, clock=clock)
    assert ledger_of(settings, clock=clock).usage().used == 0


def test_without_a_ledger_nothing_is_sent(settings, clock, lake, server):
    folder = lake.root / "bronze" / "schedules"
    folder.mkdir(parents=True)
    (folder / "quota").write_bytes(b"in the way")
    with pytest.raises(LakeError, match="quota"):
        run(settings, hours(11), clock=clock)
    assert server.requests == []
