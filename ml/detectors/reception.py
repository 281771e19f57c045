"""Detectors of lost reception: an aircraft high up that every poll has brought so far is missing from some."""

import numpy as np

from ml.detectors.detector import Detector
from ml.tracks.motion import Rates
from ml.tracks.tracks import Extended

_OUT_OF_REACH_S = 300
"""OpenSky repeats an aircraft's last row for this long; an aircraft silent for longer has left the receivers' reach."""

_HISTORY = 30
_RECENT = 12
"""Fixes that are searched for gaps; the fixes before them show whether the aircraft was heard regularly."""

_USUAL_S = 100
"""Polls further apart say too little about reception."""

_SEPARATE_GAPS = 3
"""A lost minute is one gap of six fixes; several gaps point to a transmitter or a receiver that fails now and then."""

_IN_REACH_M = 1_500
"""From this altitude an antenna on level ground hears an aircraft 160 km away: the radio horizon is 4.12 km times the
root of the metres (over the 4/3 earth of ITU-R P.310). Hills and houses hide lower aircraft that fly on."""


def _missed_polls(tracks: Extended) -> Rates:
    """Return how many polls were missed just before each of the last fixes: (m, _RECENT), NaN where too few are known.

    Only polls that were answered count, so a pause of the source is no gap of an aircraft. 0 for an aircraft that was
    never heard regularly: many send a position only every ten seconds or so and now and then miss a poll. Time out of
    reach does not count, nor does a step from one feed to another.
    """
    polls = np.diff(tracks.last("poll_number", _HISTORY), axis=1)
    seconds = np.diff(tracks.last("poll", _HISTORY), axis=1)
    usual, usual_s = (np.median(steps, axis=1)[:, None] for steps in (polls, seconds))
    in_reach = (seconds - usual_s <= _OUT_OF_REACH_S) & (np.diff(tracks.last("feed", _HISTORY), axis=1) == 0)
    missed = np.where(in_reach, np.round(polls / np.fmax(usual, 1) - 1).clip(min=0), 0.0)
    before, lately = missed[:, :-_RECENT], missed[:, -_RECENT:]
    last_known_m = np.fmax.reduce(tracks.last("altitude", 3), axis=1)
    regular = (usual_s[:, 0] <= _USUAL_S) & (before.sum(axis=1) <= 1) & (last_known_m > _IN_REACH_M)
    return np.where(np.isnan(usual), np.nan, np.where(regular[:, None], lately, 0.0))


def _share_missed(tracks: Extended) -> Rates:
    """Return the share of recent polls without a fix, 0 unless there are several gaps."""
    missed = _missed_polls(tracks)
    share = missed.sum(axis=1) / (missed.sum(axis=1) + _RECENT)
    several = (missed > 0).sum(axis=1) >= _SEPARATE_GAPS
    return np.where(several | np.isnan(share), share, 0.0)


SIGNAL_GAPS = Detector(
    name="signal_gaps",
    family="reception",
    severity="info",
    limit=0.25,
    unit="share",
    source="en route 1 in 100 fixes of a well-received aircraft is missing",
    residual=_share_missed,
    words=lambda _tracks, _row, share: f"missing from {share:.0%} of the last polls, though received regularly before",
)


def _longest_gap(tracks: Extended) -> Rates:
    """Return the longest recent gap (s) between fixes, or between the polls that brought them.

    Polls count as well, since the position that ends a silence may be an old one.
    """
    missed = _missed_polls(tracks)
    waited = np.diff(tracks.last("poll", _RECENT + 1), axis=1)
    gaps = np.where(missed > 0, np.fmax(tracks.last("dt", _RECENT), waited), 0.0)
    longest: Rates = np.where(np.isnan(missed), np.nan, gaps).max(axis=1)
    return longest


SILENCE = Detector(
    name="silence",
    family="reception",
    severity="info",
    limit=110.0,
    unit="s",
    source="a single minute is lost now and then (captures over Iberia); beyond 300 s the aircraft is out of reach",
    residual=_longest_gap,
    words=lambda _tracks, _row, seconds: f"not heard for {seconds:.0f} s, though received regularly before",
)

RECEPTION = (SIGNAL_GAPS, SILENCE)
