"""Headers of the local OpenSky server that are not part of OpenSky's contract; OpenSky itself never sends them."""

SOURCE_HEADER = "X-Traffic-Source"
"""`simulated` or `recorded`; becomes the `source` of every record of the answer."""

NEXT_ANSWER_HEADER = "X-Traffic-Next-Answer-Seconds"
"""Seconds until a newer answer, 0 for at once; replaces the API's time resolution."""

ENDED_HEADER = "X-Traffic-Ended"
"""`true` on the last answer of a recording."""

FAILED_HEADER = "X-Traffic-Failed"
"""Why the recorded poll failed, percent-encoded; such an answer has no states."""

SOURCE_KEY = "_source"
"""Key under which a recorded answer names its source, so that a replay of simulated traffic is marked as simulated."""

FAILED_KEY = "_failed"
"""Key under which a recording tells why a poll failed; the line is otherwise an answer without states."""
