"""What a monitor wants to know, in Prometheus' form. Counted by this process alone, since it started."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client import ProcessCollector as _ProcessCollector

REGISTRY = CollectorRegistry()
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_ProcessCollector(registry=REGISTRY)

EDITIONS_DUE = Counter("communique_editions_due", "Digests that came due.", registry=REGISTRY)
EDITIONS_LATE = Counter("communique_editions_late", "Editions made over ten minutes late.", registry=REGISTRY)
EDITIONS_MISSED = Counter("communique_editions_missed", "Editions that never came.", registry=REGISTRY)
SENT = Counter("communique_deliveries_sent", "Messages posted or edited.", ["platform"], registry=REGISTRY)
FAILED = Counter("communique_deliveries_failed", "Deliveries given up.", ["platform"], registry=REGISTRY)
RETRIED = Counter("communique_deliveries_retried", "Tries that have to be repeated.", ["platform"], registry=REGISTRY)
COMMANDS = Histogram(
    "communique_command_seconds",
    "From a command's arrival to its answer, without the platform's part.",
    ["command"],
    buckets=(0.001, 0.005, 0.02, 0.1, 0.5, 1, 3, 10, 60),
    registry=REGISTRY,
)
LAST_ROUND = Gauge(
    "communique_last_round_timestamp_seconds", "When the last round of digests ended well.", registry=REGISTRY
)
LAST_BACKUP = Gauge(
    "communique_last_backup_timestamp_seconds", "When the newest copy of the database was taken.", registry=REGISTRY
)
BACKUPS_FAILED = Counter("communique_backups_failed", "Copies of the database that failed.", registry=REGISTRY)
# Read from the database when somebody looks.
WAITING = Gauge("communique_outbox_waiting", "Deliveries that wait, also for a later time.", registry=REGISTRY)
OLDEST = Gauge(
    "communique_outbox_oldest_seconds", "For how long the oldest delivery could have been there.", registry=REGISTRY
)
OVERDUE = Gauge("communique_digests_overdue_seconds", "For how long the oldest digest has been due.", registry=REGISTRY)
LOST = Gauge("communique_channels_lost", "Channels in which we cannot post any more.", registry=REGISTRY)
FEEDS_IN_TROUBLE = Gauge("communique_feeds_in_trouble", "Feeds that cannot be read.", registry=REGISTRY)


def exposition() -> bytes:
    """All of it as text, in CONTENT_TYPE."""
    return generate_latest(REGISTRY)
