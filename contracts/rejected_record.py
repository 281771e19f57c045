"""A line of `rejected/`: a message that is not a usable state vector, with the reason and its place in Kafka."""

from contracts.fields import Field

FIELDS = (
    Field("problem", "string", "", "what is wrong, as one of a small set of texts", required=True),
    Field("topic", "string", "", "Kafka topic of the message", required=True),
    Field("partition", "long", "", "partition of the topic", required=True),
    Field("offset", "long", "", "offset within the partition", required=True),
    Field("arrived_at", "timestamp", "ISO 8601", "when the broker received the message", required=True),
    Field("raw", "string", "", "the message's value; null where it is not UTF-8"),
    Field("raw_base64", "string", "", "the message's value in base64, where it is not UTF-8"),
)
