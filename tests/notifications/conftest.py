import pytest

from tests.notifications.receiver import receiving


@pytest.fixture
def receiver():
    """A service on this machine."""
    with receiving() as running:
        yield running


@pytest.fixture
def other_receiver():
    """Another service on this machine."""
    with receiving() as running:
        yield running
