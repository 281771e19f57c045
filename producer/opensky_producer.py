"""Poll OpenSky, or a local server with the same contract, and publish new state vectors to Kafka.

    python producer/opensky_producer.py [--url …] [--bbox south,west,north,east] [--interval s] [--record file]

The exit code is 0 after the source has ended or a signal came (other exit codes: `common.commands`).
"""

import argparse
import logging
import sys
from pathlib import Path

import structlog

if not __package__:
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from common.clock import SystemClock
from common.commands import run_main
from common.garbage import collect_garbage_between_batches
from common.kafka.connection import KafkaConnection
from common.logs import configure_logs
from common.settings import Settings, load_settings
from contracts.outputs import Outputs
from opensky.client import OpenSkyClient, is_opensky
from opensky.credits import states_cost
from producer.credit_budget import CreditBudget
from producer.polling import Polling
from producer.publisher import Publisher
from producer.recorder import Recorder
from producer.status import ProducerStatus
from producer.stopping import StopSignals

log = structlog.get_logger()


@run_main("producer")
def main(arguments: list[str] | None = None) -> int:
    """Run until the source ends or a signal comes; return the exit code."""
    configure_logs()
    collect_garbage_between_batches()
    # The library logs a lost broker many times a second; the publisher logs it in one line.
    logging.getLogger("kafka").setLevel(logging.CRITICAL)
    options = _parse(arguments)
    stop = StopSignals()
    stop.install()
    settings = load_settings(
        opensky_url=options.url,
        opensky_token_url=options.token_url,
        opensky_bbox=options.bbox,
        poll_interval_s=options.interval,
        kafka_bootstrap_servers=options.bootstrap_servers,
        kafka_topic=options.topic,
        output_dir=options.output_dir,
    )
    log_terms(settings.opensky_url)
    polling = build_polling(settings, stop, record=options.record)
    polling.run()
    return 0


def log_terms(url: str) -> None:
    """Log what OpenSky's terms ask of its users, when the URL is OpenSky's own."""
    if is_opensky(url):
        log.info(
            "OpenSky's terms may require a written licence for operational or automated use: check your case",
            terms="https://opensky-network.org/about/terms-of-use",
        )


def build_polling(settings: Settings, stop: StopSignals, *, record: Path | None) -> Polling:
    """Put the parts together. Raises SettingsError when the settings contradict each other."""
    clock = SystemClock()
    client = OpenSkyClient.from_settings(settings, clock=clock)
    cost = states_cost(settings.opensky_bbox)
    return Polling(
        client=client,
        publisher=Publisher(KafkaConnection.from_settings(settings), settings.kafka_topic, clock=clock, stop=stop),
        budget=CreditBudget(cost=cost, authenticated=client.authenticated, asked_s=settings.poll_interval_s),
        status=ProducerStatus(
            path=Outputs(settings.output_dir).live_producer,
            url=settings.opensky_url,
            authenticated=client.authenticated,
            credits_per_poll=cost,
            clock=clock,
        ),
        clock=clock,
        stop=stop,
        bbox=settings.opensky_bbox,
        recorder=Recorder(record) if record else None,
    )


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", help="base URL of the REST API (OPENSKY_URL)")
    parser.add_argument("--token-url", help="token endpoint (OPENSKY_TOKEN_URL)")
    parser.add_argument("--bbox", metavar="SOUTH,WEST,NORTH,EAST", help="degrees (OPENSKY_BBOX); default: the world")
    parser.add_argument("--interval", help="seconds between polls (POLL_INTERVAL_S); default: as the credits allow")
    parser.add_argument(
        "--record",
        type=Path,
        metavar="FILE",
        help="also append the raw answers to FILE (gzip for .gz)",
    )
    parser.add_argument("--bootstrap-servers", help="brokers (KAFKA_BOOTSTRAP_SERVERS)")
    parser.add_argument("--topic", help="topic (KAFKA_TOPIC)")
    parser.add_argument("--output-dir", help="folder of live/producer.json (OUTPUT_DIR)")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
