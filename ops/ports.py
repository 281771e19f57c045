"""Checks ports before anything starts, so that the error names the setting of a taken port."""

import socket

from common.errors import SettingsError


def require_free_ports(ports: dict[str, int]) -> None:
    """Raise SettingsError that names each port of `{setting: port}` on which something listens."""
    taken = [f"port {port} is taken; choose another with {setting}" for setting, port in ports.items() if _taken(port)]
    if taken:
        raise SettingsError("; ".join(taken))


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        # With this option, which servers set too, only a listening server blocks a port; the old connections of one
        # that has ended do not.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False
