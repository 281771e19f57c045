import pytest

from dashboard.map.fences import fence_shapes
from ml.user_rules.reading import read_rules
from ml.user_rules.rules import UserRules

RULES = """
rules:
  - {name: polygon, severity: info, kind: geofence, polygon: [[8, 47], [9, 47], [9, 48]]}
  - {name: circle, severity: info, kind: geofence, centre: [8.5, 47.5], radius_km: 111.195}
  - {name: watched, severity: info, kind: watch_list, icao24s: ["3c6444"]}
"""


def test_geofences_are_drawn_and_other_rules_are_not():
    polygon, circle = fence_shapes(UserRules(read_rules(RULES, file="rules.yaml")))
    assert polygon["geometry"]["coordinates"] == [[[8.0, 47.0], [9.0, 47.0], [9.0, 48.0], [8.0, 47.0]]]
    assert polygon["properties"] == {"name": "polygon"}
    (ring,) = circle["geometry"]["coordinates"]
    assert ring[0] == pytest.approx([8.5, 48.5], abs=0.001)  # a degree of latitude is 111.195 km
    assert min(y for _, y in ring) == pytest.approx(46.5, abs=0.001)
    assert ring[0] == ring[-1]
