"""Headers of the local OpenSky server that are not part of OpenSky's contract; OpenSky itself never sends them."""

SOURCE_HEADER = "X-Traffic-Source"
"""`simulated` or `recorded`; becomes the `source` of every record of the answer."""

NEXT_ANSWER_HEADER = "X-Traffic-Next-Answer-Seconds"
"""Seconds until a newer answer, 0 for at once; replaces the API's time resolution."""

ENDED_HEADER = "X-Traffic-Ended"
"""`true` on the last answer of a recording."""

SOURCE_KEY = "_source"
"""Key under which a recorded answer names its source, so that a replay of simulated traffic is marked as simulated."""
