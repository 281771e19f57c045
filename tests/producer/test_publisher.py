"""The publisher against a real broker."""

from uuid import uuid4

import orjson
import pytest
from kafka.admin import KafkaAdminClient

from common.clock import SystemClock
from common.errors import SettingsError
from common.kafka.connection import KafkaConnection
from producer.publisher import Publisher
from producer.stopping import StopRequested, StopSignals
from producer.transactional_client import open_client
from tests.local_opensky import JumpingClock
from tests.topic_reading import read_topic

pytestmark = pytest.mark.system

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
    delivery = publisher_of(kafka, topic).publish(STATES)
    assert (delivery.published, delivery.failures) == (STATES, {})
    records = read_topic(kafka, topic)
    assert sorted(orjson.loads(record.value)["icao24"] for record in records) == [state["icao24"] for state in STATES]
    assert all(record.key.decode() == orjson.loads(record.value)["icao24"] for record in records)
    assert {record.partition for record in records} == {0, 1, 2}


def test_an_aircraft_stays_in_its_partition_and_in_order(kafka, topic, publisher_of):
    publisher = publisher_of(kafka, topic)
    for moment in range(5):
        publisher.publish([{"icao24": "3c6444", "time_position": moment}])
    records = read_topic(kafka, topic)
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
    delivery = publisher.publish([STATES[0], huge, *STATES[1:3]])
    assert delivery.published == STATES[:3]
    assert delivery.failures == {"MessageSizeTooLargeError": 1}
    assert publisher.publish(STATES[3:6]).published == STATES[3:6]
    assert len(read_topic(kafka, topic)) == 6


def test_a_poll_appears_as_a_whole_or_not_at_all(kafka, topic):
    killed = open_client(kafka, "one-producer")
    killed.begin_transaction()
    killed.send_all(topic, RECORDS[:200])
    killed.flush()  # acknowledged, not committed: its process is killed here
    assert read_topic(kafka, topic) == []
    restarted = open_client(kafka, "one-producer")
    restarted.begin_transaction()
    futures = restarted.send_all(topic, RECORDS)
    restarted.flush_within(futures, lambda: False)
    restarted.commit_within(lambda: False)
    assert len(read_topic(kafka, topic)) == len(STATES)
    killed.close()
    restarted.close()


def test_nothing_to_publish_is_not_a_failure(kafka, topic, publisher_of):
    assert publisher_of(kafka, topic).publish([]).published == []


def test_an_unreachable_broker_is_waited_for_with_growing_pauses(publisher_of):
    clock, stop = JumpingClock(), StopSignals()

    def stop_later():
        stop.requested = len(clock.slept) == 7

    clock.on_sleep = stop_later
    publisher = publisher_of(KafkaConnection("127.0.0.1:9"), "flights", clock=clock, stop=stop)
    with pytest.raises(StopRequested):
        publisher.connect()
    assert clock.slept == [1, 2, 4, 8, 10, 10, 10]
    delivery = publisher.publish(STATES)
    assert (delivery.published, delivery.failures) == ([], {"stopped before acknowledgement": 300})


@pytest.mark.parametrize("servers", ["localhost", "localhost:", "one:9092,two"])
def test_a_malformed_address_is_a_settings_error(publisher_of, servers):
    with pytest.raises(SettingsError, match="KAFKA_BOOTSTRAP_SERVERS"):
        publisher_of(KafkaConnection(servers), "flights").connect()
