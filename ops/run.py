"""`make run`: the whole system on this machine, started in order, watched, and stopped together.

python -m ops.run [--source simulated|live|RECORDING] [--speed X|max] [--cluster]
"""

import argparse
import signal
import sys
import threading

from common.commands import run_main
from common.settings import ROOT, Settings, load_settings
from contracts.outputs import Outputs
from contracts.state_vector import SIMULATED
from ops.cluster import LocalCluster
from ops.foreground import run_in_foreground
from ops.fresh_start import RunRecord, put_aside
from ops.ports import require_free_ports
from ops.run_parts import build_environment, build_parts, ports_in_use
from ops.source import LIVE, LIVE_TERMS, Source
from ops.supervisor import Supervisor


@run_main("make run")
def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", default=SIMULATED, help=f"{SIMULATED}, {LIVE}, or the path of a recording")
    parser.add_argument("--speed", help="speed of a recording: recorded seconds per second, or max")
    parser.add_argument("--cluster", action="store_true", help="on three Kafka brokers, a Spark master and two workers")
    options = parser.parse_args(arguments)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda _number, _frame: stop.set())
    return run(load_settings(), Source.parse(options.source, options.speed), stop, on_cluster=options.cluster)


def run(settings: Settings, source: Source, stop: threading.Event, *, on_cluster: bool = False) -> int:
    """Run the system until `stop` is set; return 1 if a part had failed for good, else 0."""
    if source.kind == LIVE:
        print(LIVE_TERMS, flush=True)
    embedded = on_cluster or "kafka_bootstrap_servers" not in settings.model_fields_set
    require_free_ports(ports_in_use(settings, source, embedded=embedded))
    record = RunRecord(settings.output_dir)
    fresh = not record.continues(source.name, recording=source.recording is not None)
    if fresh and (previous := put_aside(settings.output_dir)):
        print(f"starting afresh: the outputs of the last run are now in {previous}", flush=True)
    record.write(source.name)
    cluster = LocalCluster.of_settings(settings) if on_cluster else None
    parts = build_parts(settings, source, embedded=embedded, fresh=fresh, cluster=cluster)
    log_dir = Outputs(settings.output_dir).logs
    supervisor = Supervisor(parts, log_dir=log_dir, cwd=ROOT, env=build_environment(settings, source, cluster))
    return run_in_foreground(supervisor, heading=f"Flightwatch: {source.heading}", log_dir=log_dir, stop=stop)


if __name__ == "__main__":
    sys.exit(main())
