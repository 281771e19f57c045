import pytest

from common.kafka.topic import PARTITIONS, delete_topic, describe_topic, ensure_topic

pytestmark = pytest.mark.system


def test_a_topic_that_is_made_anew_gets_another_id(kafka, topic):
    ensure_topic(kafka, topic)
    before = describe_topic(kafka, topic)
    assert before.partitions == tuple(range(PARTITIONS))
    ensure_topic(kafka, topic)
    assert describe_topic(kafka, topic) == before
    delete_topic(kafka, topic)
    assert describe_topic(kafka, topic) is None
    ensure_topic(kafka, topic)
    assert describe_topic(kafka, topic).id != before.id
