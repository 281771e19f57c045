import h3
import numpy as np
import pytest

from etl.gold.cells import RESOLUTION, cells_of


def asked_one_by_one(longitude, latitude):
    places = zip(latitude, longitude, strict=True)
    return [int(h3.latlng_to_cell(float(north), float(east), RESOLUTION), 16) for north, east in places]


def test_cells_of_gives_what_h3_gives_everywhere():
    random = np.random.default_rng(1)
    longitude = random.uniform(-180, 180, 50_000)
    latitude = np.degrees(np.arcsin(random.uniform(-1, 1, 50_000)))

    assert cells_of(longitude, latitude).tolist() == asked_one_by_one(longitude, latitude)


def test_cells_of_gives_what_h3_gives_on_corners_and_edges_of_cells():
    """Positions where rounding decides: on and near the corners and edges of cells, pentagons included."""
    random = np.random.default_rng(2)
    cells = [*h3.get_pentagons(RESOLUTION)]
    cells += [h3.latlng_to_cell(*place, RESOLUTION) for place in random.uniform([-90, -180], [90, 180], (300, 2))]
    outlines = [np.array(h3.cell_to_boundary(cell)) for cell in cells]
    corners = np.concatenate(outlines)
    middles = np.concatenate([(outline + np.roll(outline, 1, axis=0)) / 2 for outline in outlines])
    places = np.concatenate([corners, middles])
    places = np.concatenate([places, *(places + random.normal(0, size, places.shape) for size in (1e-12, 1e-9, 1e-6))])
    latitude, longitude = places[:, 0].clip(-90, 90), places[:, 1].clip(-180, 180)

    assert cells_of(longitude, latitude).tolist() == asked_one_by_one(longitude, latitude)


@pytest.mark.parametrize(
    ("longitude", "latitude"), [(180.0, 10.0), (-180.0, 10.0), (0.0, 90.0), (0.0, -90.0), (0.0, 0.0)]
)
def test_cells_of_knows_the_ends_of_the_world(longitude, latitude):
    assert cells_of(np.array([longitude]), np.array([latitude])).tolist() == asked_one_by_one([longitude], [latitude])


def test_no_aircraft_give_no_cells():
    assert cells_of(np.empty(0), np.empty(0)).tolist() == []
