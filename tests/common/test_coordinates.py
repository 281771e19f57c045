import pytest

from common.coordinates import coordinates_in_words


@pytest.mark.parametrize(
    ("longitude", "latitude", "words"),
    [
        (8.548, 47.45812, "47.4581° N 8.5480° E"),
        (-70.25, -33.4, "33.4000° S 70.2500° W"),
        (0.0, 0.0, "0.0000° N 0.0000° E"),
    ],
)
def test_coordinates_are_named_by_their_hemispheres(longitude, latitude, words):
    assert coordinates_in_words(longitude, latitude) == words
