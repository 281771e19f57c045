"""What a local OpenSky server says beyond OpenSky's contract, in headers that the real one never sends."""

SOURCE_HEADER = "X-Traffic-Source"
"""`simulated` or `recorded`: what the traffic in the answer is. It becomes the `source` of every record."""

NEXT_ANSWER_HEADER = "X-Traffic-Next-Answer-Seconds"
"""Seconds until a newer answer can be had; 0 for at once. Takes the place of the API's time resolution."""

ENDED_HEADER = "X-Traffic-Ended"
"""`true` on the last answer of a recording: there will be no newer one."""

SOURCE_KEY = "_source"
"""Key of a recorded line that keeps the source it was recorded from, so that a replay of simulated traffic says so."""
