"""Checks ports before anything starts, so that the error names the setting of a taken port."""

import socket
from contextlib import ExitStack

from common.errors import SettingsError


def require_free_ports(ports: dict[str, int]) -> None:
    """Raise SettingsError that names each port of `{setting: port}` on which something listens."""
    taken = [f"port {port} is taken; choose another with {setting}" for setting, port in ports.items() if _taken(port)]
    if taken:
        raise SettingsError("; ".join(taken))


def free_ports(count: int) -> list[int]:
    """Return TCP ports of 127.0.0.1 that nothing listens on."""
    with ExitStack() as probes:
        sockets = [probes.enter_context(socket.socket()) for _ in range(count)]
        for probe in sockets:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in sockets]


def listens(port: int) -> bool:
    """Return whether something on 127.0.0.1 accepts connections on the port."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


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
