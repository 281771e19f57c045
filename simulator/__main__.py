"""`python -m simulator`: the local OpenSky server on 127.0.0.1, with simulated or recorded traffic."""

import argparse
import signal
import sys
from pathlib import Path

import structlog

from common.clock import SystemClock
from common.commands import run_main
from common.logs import configure_logs
from common.settings import Settings, load_settings
from opensky.auth import load_credentials
from opensky.credits import ANONYMOUS, LICENSED, STANDARD
from simulator.backends.backend import TrafficBackend
from simulator.backends.recorded import MAX_SPEED, RecordedTraffic
from simulator.backends.simulated import SimulatedTraffic
from simulator.server.app import RESOLUTION_S, STATES_PATH, local_opensky
from simulator.server.serving import serve
from simulator.server.tokens import Client

TIERS = {"anonymous": ANONYMOUS, "standard": STANDARD, "licensed": LICENSED, "unlimited": None}

log = structlog.get_logger()


@run_main("simulator")
def main(arguments: list[str] | None = None) -> int:
    """Serve until stopped; return the exit code."""
    configure_logs()
    # uvicorn finishes its responses and then re-raises the signal, which would make the exit code -15.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    options = _parse(arguments)
    settings = load_settings(
        simulator_port=options.port,
        simulator_aircraft=options.aircraft,
        simulator_seed=options.seed,
        simulator_faults_per_hour=options.faults_per_hour,
    )
    backend = _recorded(options) if options.recording else _simulated(settings, options.fault_log)
    credentials = load_credentials(settings)
    # A recording is the user's own file: it needs no rationing, and credits would stop a fast replay for an hour.
    tier = TIERS[options.tier or ("unlimited" if options.recording else "licensed")]
    app = local_opensky(
        backend,
        clock=SystemClock(),
        anonymous=tier,
        clients={credentials.client_id: Client(credentials.client_secret, tier)} if credentials else {},
        resolution_s=None if options.recording else RESOLUTION_S,
    )
    log.info("serving", url=f"http://127.0.0.1:{settings.simulator_port}{STATES_PATH}", source=backend.source)
    serve(app, port=settings.simulator_port)
    return 0


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m simulator", description=__doc__)
    parser.add_argument("--port", type=int, help="port on 127.0.0.1 (SIMULATOR_PORT)")
    parser.add_argument(
        "--tier",
        choices=TIERS,
        help="credits of each caller (default: licensed for simulated, unlimited for recorded traffic)",
    )
    simulated = parser.add_argument_group("simulated traffic")
    simulated.add_argument("--aircraft", type=int, help="aircraft in contact at once (SIMULATOR_AIRCRAFT)")
    simulated.add_argument("--seed", type=int, help="same seed, same traffic (SIMULATOR_SEED)")
    simulated.add_argument(
        "--faults-per-hour", type=float, help="faults per aircraft and hour (SIMULATOR_FAULTS_PER_HOUR)"
    )
    simulated.add_argument("--fault-log", type=Path, help="file to append the injected faults to, as JSON lines")
    recorded = parser.add_argument_group("recorded traffic")
    recorded.add_argument("--recording", type=Path, help="file of OpenSky answers, one per line; .gz is decompressed")
    recorded.add_argument("--speed", type=_speed, default=1.0, help="recorded seconds per second, or max")
    recorded.add_argument(
        "--times",
        choices=("kept", "now"),
        default="kept",
        help="keep the recorded times, or shift them so that the first answer is dated now (speed 1 only)",
    )
    return parser.parse_args(arguments)


def _speed(text: str) -> float:
    try:
        return MAX_SPEED if text == "max" else float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is neither a number nor max") from None


def _recorded(options: argparse.Namespace) -> TrafficBackend:
    return RecordedTraffic(
        options.recording, clock=SystemClock(), speed=options.speed, times_now=options.times == "now"
    )


def _simulated(settings: Settings, fault_log: Path | None) -> TrafficBackend:
    return SimulatedTraffic(
        aircraft=settings.simulator_aircraft,
        seed=settings.simulator_seed,
        faults_per_hour=settings.simulator_faults_per_hour,
        fault_log=fault_log,
    )


if __name__ == "__main__":
    sys.exit(main())
