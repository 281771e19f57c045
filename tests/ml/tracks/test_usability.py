"""Offline detection accepts the states that the stream accepts; test_received.py has the stream's reasons."""

import pandas as pd
import pytest

from ml.tracks.usability import is_usable
from tests.records import CRUISING, POLL_TIME


@pytest.mark.parametrize(
    "differences",
    [
        {"latitude": None},
        {"latitude": 90.1},
        {"velocity": -1},
        {"velocity": 1_684.0},
        {"time_position": POLL_TIME + 61},
        {"last_contact": POLL_TIME + 61},
        {"source": None},
        {"source": "  "},
        {"origin_country": "é" * 256},
        {"callsign": "A" * 256},
    ],
)
def test_a_state_that_the_stream_rejects_is_left_out_and_the_one_beside_it_is_not(differences):
    assert is_usable(pd.DataFrame([CRUISING | differences, CRUISING])).tolist() == [False, True]


def test_values_at_their_limits_and_nulls_where_they_may_be_are_usable():
    at_limits = {"latitude": 90, "velocity": 1_000, "time_position": POLL_TIME + 60, "source": "é" * 255}
    nulls = {"callsign": None, "origin_country": None, "squawk": None, "baro_altitude": None}
    assert is_usable(pd.DataFrame([CRUISING | at_limits, CRUISING | nulls])).all()
