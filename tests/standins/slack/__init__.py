"""A stand-in for Slack on loopback: the real libraries talk to it, and it answers as the platform does."""

from tests.standins.slack.faults import Fault
from tests.standins.slack.platform import SlackStandIn
from tests.standins.slack.workspace import BOT, NotAnswered, Seen

__all__ = ["BOT", "Fault", "NotAnswered", "Seen", "SlackStandIn"]
