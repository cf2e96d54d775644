"""Discord on loopback: the gateway and the REST API that discord.py talks to, and people to act as."""

from tests.standins.discord.people import Seen
from tests.standins.discord.standin import DiscordStandIn
from tests.standins.discord.trouble import Trouble
from tests.standins.discord.world import Channel, File, Guild, Person, Role

__all__ = ["Channel", "DiscordStandIn", "File", "Guild", "Person", "Role", "Seen", "Trouble"]
