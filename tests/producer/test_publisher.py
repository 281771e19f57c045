"""The publisher against a real broker."""

from dataclasses import replace
from uuid import uuid4

import orjson
import pytest
from kafka.admin import KafkaAdminClient

from common.clock import SystemClock
from common.errors import SettingsError
from common.kafka.connection import KafkaConnection
from contracts.poll_marker import PollMarker, is_marker
from producer.publisher import Publisher
from producer.stopping import StopRequested, StopSignals
from producer.transactional_client import open_client
from tests.local_opensky import JumpingClock
from tests.topic_reading import read_topic, records_of

pytestmark = pytest.mark.system

MARKER = PollMarker("simulated", "a-poll", "simulated", "answered", 1_700_000_000, 1_700_000_001.5, 10.0)
STATES = [{"icao24": f"{number:06x}", "time_position": number} for number in range(300)]
RECORDS = [(state["icao24"].encode(), orjson.dumps(state)) for state in STATES]


@pytest.fixture
def publisher_of():
    opened = []

    def publisher_of(kafka, topic, **options):
        options = {"clock": SystemClock(), "stop": StopSignals()} | options
        opened.append(Publisher(kafka, topic, **options))
        return opened[-1]

    yield publisher_of
    for publisher in opened:
        publisher.close()


def test_records_are_acknowledged_keyed_by_address_and_spread(kafka, topic, publisher_of):
    delivery = publisher_of(kafka, topic).publish(STATES, MARKER)
    assert (delivery.published, delivery.failures) == (STATES, {})
    records = records_of(kafka, topic)
    assert sorted(orjson.loads(record.value)["icao24"] for record in records) == [state["icao24"] for state in STATES]
    assert all(record.key.decode() == orjson.loads(record.value)["icao24"] for record in records)
    assert {record.partition for record in records} == {0, 1, 2}


def test_an_aircraft_stays_in_its_partition_and_in_order(kafka, topic, publisher_of):
    publisher = publisher_of(kafka, topic)
    for moment in range(5):
        publisher.publish([{"icao24": "3c6444", "time_position": moment}], MARKER)
    records = records_of(kafka, topic)
    assert len({record.partition for record in records}) == 1
    assert [orjson.loads(record.value)["time_position"] for record in records] == [0, 1, 2, 3, 4]


def test_a_missing_topic_is_made_with_3_partitions(kafka, publisher_of):
    name = f"missing-{uuid4().hex[:12]}"
    publisher_of(kafka, name).connect()
    admin = KafkaAdminClient(**kafka.for_python())
    try:
        assert [len(topic["partitions"]) for topic in admin.describe_topics([name])] == [3]
    finally:
        admin.close()


def test_a_record_that_no_broker_takes_is_counted_and_the_rest_goes_on(kafka, topic, publisher_of):
    huge = {"icao24": "ffffff", "noise": "x" * 2_000_000}
    publisher = publisher_of(kafka, topic)
    delivery = publisher.publish([STATES[0], huge, *STATES[1:3]], MARKER)
    assert delivery.published == STATES[:3]
    assert delivery.failures == {"MessageSizeTooLargeError": 1}
    assert publisher.publish(STATES[3:6], MARKER).published == STATES[3:6]
    assert len(records_of(kafka, topic)) == 6


def test_a_poll_appears_as_a_whole_or_not_at_all(kafka, topic):
    killed = open_client(kafka, "one-producer")
    killed.begin_transaction()
    killed.send_all(topic, RECORDS[:200])
    killed.flush()  # acknowledged, not committed: its process is killed here
    assert records_of(kafka, topic) == []
    restarted = open_client(kafka, "one-producer")
    restarted.begin_transaction()
    futures = restarted.send_all(topic, RECORDS)
    restarted.flush_within(futures, lambda: False)
    restarted.commit_within(lambda: False)
    assert len(records_of(kafka, topic)) == len(STATES)
    killed.close()
    restarted.close()


@pytest.mark.parametrize("states", [STATES, STATES[:1], []], ids=["many", "one", "none"])
def test_each_partitions_share_of_a_poll_ends_with_the_marker(kafka, topic, publisher_of, states):
    delivery = publisher_of(kafka, topic).publish(states, MARKER)
    assert (delivery.published, delivery.failures) == (states, {})
    on_topic = read_topic(kafka, topic)
    assert len(on_topic) == len(states) + 3
    last_of_each = {record.partition: record for record in on_topic}
    assert all(is_marker(record.key) for record in last_of_each.values())
    complete = replace(MARKER, partitions=3, records=len(states))
    assert [PollMarker.from_value(record.value) for record in last_of_each.values()] == [complete] * 3


def test_the_marker_of_a_poll_counts_what_the_brokers_took(kafka, topic, publisher_of):
    huge = {"icao24": "ffffff", "noise": "x" * 2_000_000}
    publisher_of(kafka, topic).publish([*STATES[:5], huge], MARKER)
    markers = [PollMarker.from_value(each.value) for each in read_topic(kafka, topic) if is_marker(each.key)]
    assert [marker.records for marker in markers] == [5, 5, 5]


def test_an_unreachable_broker_is_waited_for_with_growing_pauses(publisher_of):
    clock, stop = JumpingClock(), StopSignals()

    def stop_later():
        stop.requested = len(clock.slept) == 7

    clock.on_sleep = stop_later
    publisher = publisher_of(KafkaConnection("127.0.0.1:9"), "flights", clock=clock, stop=stop)
    with pytest.raises(StopRequested):
        publisher.connect()
    assert clock.slept == [1, 2, 4, 8, 10, 10, 10]
    delivery = publisher.publish(STATES, MARKER)
    assert (delivery.published, delivery.failures) == ([], {"stopped before acknowledgement": 300})


@pytest.mark.parametrize("servers", ["localhost", "localhost:", "one:9092,two"])
def test_a_malformed_address_is_a_settings_error(publisher_of, servers):
    with pytest.raises(SettingsError, match="KAFKA_BOOTSTRAP_SERVERS"):
        publisher_of(KafkaConnection(servers), "flights").connect()
