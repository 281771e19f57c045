import pytest

from opensky.credits import DAY_S, LICENSED, STANDARD, states_cost


@pytest.mark.parametrize(
    ("bbox", "cost"),
    [
        (None, 4),
        ((45.8389, 5.9962, 47.8229, 10.5226), 1),
        ((0, 0, 5, 5), 1),
        ((0, 0, 10, 10), 2),
        ((0, 0, 20, 20), 3),
        ((0, 0, 20, 20.1), 4),
        ((-90, -180, 90, 180), 4),
    ],
)
def test_the_cost_follows_the_area_of_the_documentation(bbox, cost):
    assert states_cost(bbox) == cost


def test_credits_reset_at_midnight_utc_and_at_the_full_hour():
    assert STANDARD.resets_in_s(1_767_225_600) == DAY_S
    assert STANDARD.resets_in_s(1_767_225_600 + DAY_S - 1) == 1
    assert LICENSED.resets_in_s(1_767_225_600 + 3_599) == 1
