"""The whole job on a real broker and a real Spark, compared with plain Python on the same answers."""

from collections import defaultdict
from contextlib import contextmanager
from itertools import pairwise
from uuid import uuid4

import orjson
import pandas as pd
import pytest
from kafka import KafkaProducer
from kafka.admin import KafkaAdminClient, NewPartitions

from common.clock import SystemClock
from common.files.json_files import read_json
from common.kafka.topic import describe_topic, ensure_topic
from common.settings import Settings
from contracts.outputs import Outputs
from ml.alerts.watch import Watch
from ml.forest.flag_rules import RuleLimits
from ml.forest.model import load_model, save_model, train
from ml.forest.training_data import airborne_only, features_of
from ml.judgement import scores_as_json
from ml.scorer import Scorer
from ml.user_rules.reading import read_rules
from ml.user_rules.rules import UserRules
from opensky.answers import parse_answer
from producer.publisher import Publisher
from producer.stopping import StopSignals
from simulator.backends.simulated import SimulatedTraffic
from spark.streaming_pipeline import publish_lag, start_job
from tests.alert_events import about_aircraft
from tests.simulator.truth import Truth
from tests.spark.topic_log import marker_of
from tests.system.kept import events_in, fix, in_order, records_in
from tests.topic_reading import read_topic
from tests.waiting import wait_until

pytestmark = pytest.mark.system

TRAFFIC = {"aircraft": 1_200, "seed": 5, "faults_per_hour": 6}
START = 1_699_999_800
POLLS = 14
POLL_S = 20
NOW = START + (POLLS - 1) * POLL_S
RULES = "rules: [{name: Irish, kind: watch_list, severity: info, countries: [Ireland]}]"
GARBAGE = [b"not json", b'{"icao24": "zzzzzz"}', b"\xff\xfe"]


@pytest.fixture(scope="module")
def traffic():
    return SimulatedTraffic(**TRAFFIC)


@pytest.fixture(scope="module")
def truth():
    """The faults injected during the polls."""
    return Truth(**TRAFFIC).between(START, NOW)


@pytest.fixture(scope="module")
def polls(traffic):
    """The answer to each poll."""
    return [traffic.at(START + number * POLL_S) for number in range(POLLS)]


@pytest.fixture(scope="module")
def positioned(polls):
    """Every distinct row with a position, by fix, with the time of the first poll that contains it."""
    found = {}
    for poll in polls:
        for row in poll.rows:
            if row[5] is not None and row[6] is not None:
                found.setdefault((row[0], row[3], row[4]), (poll.time, row))
    return found


@pytest.fixture(scope="module")
def outputs(spark, kafka, polls, tmp_path_factory):
    """The outputs of the job after it has read all polls, the last one twice, and garbage between them.

    The topic is full from the start, and a micro-batch reads two polls and a half of it.
    """
    folder = tmp_path_factory.mktemp("job")
    settings = settings_of(kafka, folder).model_copy(update={"spark_max_offsets_per_trigger": 3_000})
    settings.alert_rules_file.write_text(RULES)
    records = [states_of(poll) for poll in polls]
    features, data = features_of(list(airborne_only(records[0] + records[1])))
    save_model(settings.model_dir, *train(features), data)
    publish(kafka, settings.kafka_topic, [*records, records[-1]])

    with running(spark, settings) as job:
        take_all(job)
        publish_lag(job)
    return Outputs(settings.output_dir)


@contextmanager
def running(spark, settings):
    job = start_job(spark, settings)
    try:
        yield job
    finally:
        job.query.stop()


def take_all(job):
    job.query.processAllAvailable()


def states_of(poll):
    """Return the state vectors of an answer, as the producer sends them."""
    answer = {"time": poll.time, "states": poll.rows}
    return parse_answer(answer, source="simulated", feed="simulated").states


def publish(kafka, topic, polls, garbage=GARBAGE):
    """Publish polls as the producer does, with garbage after the first ones."""
    ensure_topic(kafka, topic)
    publisher = Publisher(kafka, topic, clock=SystemClock(), stop=StopSignals())
    other = KafkaProducer(**kafka.for_python(), acks="all")
    for number, states in enumerate(polls):
        delivery = publisher.publish(states, marker_of("simulated", states[0]["poll_time"], number=number))
        assert delivery.published == states
        if number < len(garbage):
            other.send(topic, garbage[number]).get(10)
    other.close()
    publisher.close()


def test_every_distinct_fix_with_a_position_is_kept_exactly_once(outputs, positioned):
    kept = [fix(record) for record in records_in(outputs.cleaned_flights)]
    assert len(kept) == len(set(kept))
    assert set(kept) == set(positioned)


def test_records_keep_what_was_reported(outputs, positioned):
    kept = {fix(record): record for record in records_in(outputs.cleaned_flights)}
    for key, (poll_time, row) in positioned.items():
        record = kept[key]
        assert (record["longitude"], record["latitude"], record["on_ground"]) == (row[5], row[6], row[8])
        assert (record["baro_altitude"], record["velocity"], record["squawk"]) == (row[7], row[9], row[14])
        assert (record["poll_time"], record["source"]) == (poll_time, "simulated")
        assert record["callsign"] == (row[1].strip() or None)


def test_every_record_has_its_scores(outputs):
    for record in records_in(outputs.cleaned_flights):
        assert {"anomaly_score", "is_anomaly", "rule_based_anomaly", "not_scored", "model"} <= record.keys()
        assert (record["anomaly_score"] is None) == (record["not_scored"] is not None)
        if record["on_ground"]:
            assert record["not_scored"] == "on the ground"


def test_flagged_records_are_in_anomalies_and_no_others(outputs):
    flagged = {fix(r) for r in records_in(outputs.cleaned_flights) if r["is_anomaly"] or r["rule_based_anomaly"]}
    anomalies = records_in(outputs.anomalies)
    assert {fix(record) for record in anomalies} == flagged
    assert all(record["reasons"] for record in anomalies)


@pytest.mark.parametrize(
    ("rule", "breaks", "reason"),
    [
        ("rapid_descent", lambda row: row[11] is not None and row[11] < -15, "vertical rate"),
        ("low_altitude", lambda row: row[7] is not None and row[7] < 500, "altitude"),
        ("overspeed", lambda row: row[9] is not None and row[9] > 400, "ground speed"),
    ],
)
def test_each_rule_flags_what_breaks_it_with_its_reason(outputs, positioned, rule, breaks, reason):
    expected = {key for key, (_, row) in positioned.items() if not row[8] and breaks(row)}
    flagged = {fix(record): record for record in records_in(outputs.anomalies) if rule in record["rules"]}
    assert expected == set(flagged)
    assert all(any(each.startswith(reason) for each in record["reasons"]) for record in flagged.values())


@pytest.mark.parametrize("kind", ["rapid_descent", "low_altitude", "overspeed"])
def test_injected_faults_end_up_in_anomalies_under_their_rule(outputs, truth, positioned, kind):
    flagged = {record["icao24"] for record in records_in(outputs.anomalies) if kind in record["rules"]}
    # A rapid descent sinks at its full rate only in its first quarter, which includes its 30th to 60th second.
    visible = {
        fault.icao24
        for fault in truth
        if fault.kind == kind
        for icao24, time_position, _ in positioned
        if icao24 == fault.icao24 and fault.starts + 30 <= time_position <= fault.starts + 60
    }
    assert visible, "the sample has no such fault: choose another seed"
    assert visible <= flagged


def test_garbage_and_rows_without_position_are_rejected_with_reason_and_place(outputs, polls):
    rejected = records_in(outputs.rejected)
    raw = [record["raw"] for record in rejected]
    assert {"not json", '{"icao24": "zzzzzz"}'} <= set(raw)
    assert "//4=" in {record["raw_base64"] for record in rejected}
    assert all(record["problem"] and record["topic"] and record["offset"] >= 0 for record in rejected)
    # Rows without a position have no fix that identifies repeats, so those of the poll sent twice are filed twice.
    without = [sum(row[6] is None for row in poll.rows) for poll in polls]
    assert len(rejected) == len(GARBAGE) + sum(without) + without[-1]


def test_country_counts_equal_those_of_pandas(outputs, positioned):
    rows = pd.DataFrame(
        [(row[0], row[2], row[4], row[7], row[8], row[9]) for _, row in positioned.values()],
        columns=["icao24", "country", "contact", "altitude", "ground", "speed"],
    )
    now = rows.sort_values("contact").drop_duplicates("icao24", keep="last")
    now = now[now["contact"] >= NOW - 300]
    published = {
        each["origin_country"]: each for each in orjson.loads(outputs.live_countries.read_bytes())["countries"]
    }
    assert published.keys() == set(now["country"])
    for country, aircraft in now.groupby("country"):
        flying = aircraft[~aircraft["ground"]]
        assert published[country]["flight_count"] == len(aircraft)
        assert published[country]["airborne_count"] == len(flying)
        for ours, theirs in (("avg_velocity", "speed"), ("avg_baro_altitude", "altitude")):
            mean = flying[theirs].astype(float).mean()
            assert published[country][ours] == (None if pd.isna(mean) else pytest.approx(mean, abs=0.006))


@pytest.fixture(scope="module")
def offline(outputs, polls):
    """The result of `python -m ml.score` on the same answers: lines by fix, and events."""
    rules = UserRules(read_rules(RULES, file="rules.yaml"))
    scorer = Scorer(model=load_model(outputs.root.parent / "model"), limits=RuleLimits(), rules=rules)
    answers = [parse_answer({"time": poll.time, "states": poll.rows}, source="simulated") for poll in polls]
    scored, events = scorer.add(answers)
    written = map(orjson.loads, scores_as_json(scored))
    return {(line["icao24"], line["time_position"], line["last_contact"]): line for line in written}, events


def test_the_stream_and_the_offline_command_agree_record_by_record(outputs, offline):
    streamed = {fix(record): record for record in records_in(outputs.cleaned_flights)}
    assert {key: {name: streamed[key][name] for name in line} for key, line in offline[0].items()} == offline[0]
    assert len(streamed) == len(offline[0])


def test_the_stream_and_the_offline_command_report_the_same_events(outputs, offline):
    expected = offline[1]
    assert sum(event["event"] == "opened" for event in expected) > 5
    assert {"Irish"} < {event["kind"] for event in expected}
    assert about_aircraft(events_in(outputs)) == about_aircraft(in_order(expected))


def test_every_live_file_has_its_version_and_its_poll_time(outputs):
    files = (
        outputs.live_flights,
        outputs.live_countries,
        outputs.live_alerts,
        outputs.live_windows,
        outputs.live_status,
    )
    for content in map(read_json, files):
        assert (content["schema_version"], content["poll_time"]) == (1, NOW)


def test_open_alerts_are_in_the_live_file(outputs):
    live = read_json(outputs.live_alerts)
    assert live["poll_time"] == NOW
    states = sorted(outputs.alert_states.glob("*.json"), key=lambda path: int(path.stem))
    assert Watch.from_json(orjson.loads(states[-1].read_bytes())).open_alerts() == live["alerts"]
    assert len({alert["id"] for alert in live["alerts"]}) == len(live["alerts"])


def test_the_live_picture_holds_the_newest_record_of_each_aircraft(outputs, positioned):
    newest = {}
    for icao24, time_position, contact in positioned:
        newest[icao24] = max(newest.get(icao24, (0, 0)), (contact, time_position))
    picture = orjson.loads(outputs.live_flights.read_bytes())
    assert (picture["poll_time"], picture["sources"]) == (NOW, ["simulated"])
    shown = {flight["icao24"]: (flight["last_contact"], flight["time_position"]) for flight in picture["flights"]}
    assert shown == {icao24: moment for icao24, moment in newest.items() if moment[0] >= NOW - 300}


def test_windows_equal_those_of_plain_python(outputs, positioned):
    expected = defaultdict(list)
    for (_, _, contact), (poll_time, row) in positioned.items():
        start = contact - contact % 120
        if poll_time < start + 180:
            expected[start].append(row)
    live = {each["window_start"]: each for each in orjson.loads(outputs.live_windows.read_bytes())["windows"]}
    assert live.keys() == expected.keys()
    for start, rows in expected.items():
        rates = [row[11] for row in rows if row[11] is not None]
        assert live[start]["flight_count"] == len({row[0] for row in rows})
        assert live[start]["record_count"] == len(rows)
        assert live[start]["avg_vertical_rate"] == pytest.approx(sum(rates) / len(rates), abs=1e-4)
        assert live[start]["closed"] == (start + 180 <= NOW)
    kept = [orjson.loads(path.read_bytes()) for path in outputs.windowed_stats.rglob("window=*.json")]
    assert {window["window_start"] for window in kept} == {start for start in expected if start + 180 <= NOW}
    assert all(window == live[window["window_start"]] for window in kept)


def test_the_status_adds_up(outputs, positioned):
    status = orjson.loads(outputs.live_status.read_bytes())
    assert status["model"]["state"] == "loaded"
    assert status["records"]["new"] == len(positioned)
    assert (
        status["records"]["rejected"] == sum(status["rejected_by_reason"].values()) == len(records_in(outputs.rejected))
    )
    assert status["anomalies"] == len(records_in(outputs.anomalies))
    assert status["behind"] == {"flights": 0}


def test_the_status_reports_drift_and_alerts_per_airborne_hour(outputs, positioned):
    status = orjson.loads(outputs.live_status.read_bytes())
    scored = [record for record in records_in(outputs.cleaned_flights) if record["anomaly_score"] is not None]
    assert (status["drift"]["records"], status["drift"]["verdict"]) == (len(scored), "stable")
    new = [event for event in events_in(outputs) if event["event"] == "opened" or event["raised_from"] == "info"]
    by_rules = [event for event in new if event["family"].startswith("rule:")]
    opened = [event for event in new if event["severity"] != "info" and event["icao24"] and event not in by_rules]
    polls_of = defaultdict(dict)
    for (icao24, *_), (poll_time, row) in positioned.items():
        polls_of[icao24][poll_time] = row[8]
    hours = sum(
        end - start
        for polls in polls_of.values()
        for (start, on_ground), (end, then_on_ground) in pairwise(sorted(polls.items()))
        if not on_ground and not then_on_ground
    )
    rate = status["alert_rate"]
    assert (rate["alerts"], rate["airborne_hours"]) == (len(opened), pytest.approx(hours / 3_600, abs=0.02))


def test_neither_a_restart_nor_more_partitions_change_an_alert(spark, kafka, polls, tmp_path):
    settings = settings_of(kafka, tmp_path)
    ensure_topic(kafka, settings.kafka_topic)
    scorer = Scorer(model=None, limits=RuleLimits())
    expected = []
    for half in ((polls[:4], polls[4:7]), (polls[7:11], polls[11:])):
        with running(spark, settings) as job:
            for part in half:
                answers = [parse_answer({"time": poll.time, "states": poll.rows}, source="simulated") for poll in part]
                expected += scorer.add(answers)[1]
                publish(kafka, settings.kafka_topic, [states_of(poll) for poll in part], garbage=[])
                take_all(job)
                partitions = add_partition(kafka, settings.kafka_topic)

    assert partitions == 7
    read = read_topic(kafka, settings.kafka_topic)
    assert {message.partition for message in read} == {*range(6)}, "the last partition came after the last poll"
    assert about_aircraft(events_in(Outputs(settings.output_dir))) == about_aircraft(in_order(expected))
    assert {event["event"] for event in expected} >= {"opened", "updated", "resolved"}


def add_partition(kafka, topic):
    """Add a partition to the topic; return how many it has then."""
    admin = KafkaAdminClient(**kafka.for_python())
    try:
        count = len(describe_topic(kafka, topic).partitions) + 1
        admin.create_partitions({topic: NewPartitions(count)})
        wait_until(
            lambda: len(describe_topic(kafka, topic).partitions) == count, seconds=30, what="the partition is there"
        )
    finally:
        admin.close()
    return count


def settings_of(kafka, folder):
    """Return the settings of a job with its own topic that reads everything available at once."""
    return Settings(
        kafka_bootstrap_servers=kafka.bootstrap_servers,
        kafka_topic=f"own-{uuid4().hex[:8]}",
        output_dir=folder / "output",
        model_dir=folder / "model",
        alert_rules_file=folder / "rules.yaml",
        spark_trigger="0 seconds",
    )


def test_a_running_job_loads_a_new_model_and_keeps_it_when_a_later_one_is_damaged(spark, kafka, polls, tmp_path):
    settings = settings_of(kafka, tmp_path)
    records = [states_of(poll) for poll in polls[:4]]
    features, data = features_of(list(airborne_only(records[0])))
    ensure_topic(kafka, settings.kafka_topic)
    outputs = Outputs(settings.output_dir)
    in_use = []
    with running(spark, settings) as job:
        for number, poll in enumerate(records):
            if number == 3:
                (settings.model_dir / "scaler.pkl").write_bytes(b"something else")
                (settings.model_dir / "model.json").touch()
            elif number:
                in_use.append(save_model(settings.model_dir, *train(features, seed=number), data))
            publish(kafka, settings.kafka_topic, [poll], garbage=[])
            take_all(job)
    kept = records_in(outputs.cleaned_flights)
    expected = [None, in_use[0], in_use[1], in_use[1]]
    assert {
        (record["poll_time"], record["model"]) for record in kept if record["not_scored"] in (None, "no model")
    } == {(poll.time, model) for poll, model in zip(polls, expected, strict=False)}
    distinct = {fix(state) for poll in records for state in poll if state["longitude"] is not None}
    assert sorted(map(fix, kept)) == sorted(distinct)
    status = read_json(outputs.live_status)["model"]
    assert (status["state"], status["id"]) == ("loaded", in_use[1])
    assert "SHA-256 differs" in status["reason"]
