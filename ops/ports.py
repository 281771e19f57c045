"""Ports are looked at before anything starts, so that a taken one is named together with its setting."""

import socket

from common.errors import SettingsError


def require_free_ports(ports: dict[str, int]) -> None:
    """Raise SettingsError naming each port of `{setting: port}` that something listens on."""
    taken = [f"port {port} is taken; choose another with {setting}" for setting, port in ports.items() if _taken(port)]
    if taken:
        raise SettingsError("; ".join(taken))


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        # As servers do: what lingers of an ended one is not in the way, what listens is.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False
