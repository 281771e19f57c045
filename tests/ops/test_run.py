import socket
import threading

import pytest

from common.errors import SettingsError
from common.settings import Settings
from ops.run import run
from ops.source import Source


@pytest.fixture
def start_on_a_taken_port(tmp_path):
    """Start `make run` so that it ends before it starts a part."""

    def start(source):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            settings = Settings(dashboard_port=taken.getsockname()[1], output_dir=tmp_path)
            with pytest.raises(SettingsError, match="DASHBOARD_PORT"):
                run(settings, Source.parse(source, None), threading.Event())

    return start


def test_live_traffic_begins_with_openskys_licence_condition(start_on_a_taken_port, capsys):
    start_on_a_taken_port("live")
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("Some read OpenSky's terms as requiring a written licence for using the REST API")
    assert "operational or automated" in first
    assert second.startswith(
        "product, whether or not it makes a profit. Check them for your use: https://opensky-network.org/"
    )


def test_simulated_traffic_needs_no_licence(start_on_a_taken_port, capsys):
    start_on_a_taken_port("simulated")
    assert capsys.readouterr().out == ""
