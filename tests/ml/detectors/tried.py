"""Try all detectors on a hand-made track."""

from ml.detectors.detection import detect
from ml.tracks.tracks import Tracks


def fired(states):
    """Return the names of the detectors that fired at any fix."""
    detected, _ = detect(states, Tracks.none())
    return {name for names in detected.detectors for name in names}


def lost(*missing):
    """Return a function that leaves these fixes out of a track."""

    def drop(states):
        return states.drop(index=list(missing)).reset_index(drop=True)

    return drop
