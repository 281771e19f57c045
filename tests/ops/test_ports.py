import socket

import pytest

from common.errors import SettingsError
from ops.ports import require_free_ports
from tests.ports import free_ports


def test_a_taken_port_is_named_with_its_setting():
    free, taken = free_ports(2)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", taken))
        listener.listen()
        with pytest.raises(SettingsError, match=f"port {taken} is taken; choose another with KAFKA_PORT"):
            require_free_ports({"DASHBOARD_PORT": free, "KAFKA_PORT": taken})
    require_free_ports({"KAFKA_PORT": taken})
