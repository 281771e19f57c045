import pytest

from common.kafka.topic import delete_topic, ensure_topic, topic_id

pytestmark = pytest.mark.system


def test_a_topic_that_is_made_anew_gets_another_id(kafka, topic):
    ensure_topic(kafka, topic)
    before = topic_id(kafka, topic)
    ensure_topic(kafka, topic)
    assert topic_id(kafka, topic) == before
    delete_topic(kafka, topic)
    ensure_topic(kafka, topic)
    assert topic_id(kafka, topic) != before
