"""All detectors of one aircraft's own fixes."""

from ml.detectors.altitude import ALTITUDE
from ml.detectors.emergency import EMERGENCY
from ml.detectors.flight import FLIGHT
from ml.detectors.identity import IDENTITY
from ml.detectors.motion import MOTION
from ml.detectors.reception import RECEPTION
from ml.detectors.slowness import SLOWNESS

DETECTORS = (*MOTION, *ALTITUDE, *FLIGHT, *SLOWNESS, *EMERGENCY, *IDENTITY, *RECEPTION)
"""Results list the detectors in this order."""
