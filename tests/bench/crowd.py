"""Many channels of both platforms; what goes wrong by chance between them and us; what arrived in them."""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.adapters.discord.posting import mark
from bot.chat import Channel, Group, Person, Platform, Space
from tests.standins.discord import Channel as DiscordChannel
from tests.standins.discord import DiscordStandIn, Trouble
from tests.standins.discord.world import EPOCH, Role
from tests.standins.slack import Fault, SlackStandIn

ADA = Person("u1", "Ada")
CHANNELS_A_GUILD = 25
DIRECT = 10  # of so many channels of each platform, one is somebody's direct messages


@dataclass(frozen=True)
class Misfortune:
    """What happens to one request in so many."""

    name: str
    odds: float  # from 0 to 1
    discord: Trouble
    slack: Fault


AWAY = Misfortune("out of reach", 0, Trouble("", drop="before"), Fault(dropped=True))


def misfortunes(odds: float, slow: float) -> list[Misfortune]:
    """All that we know of, each with these odds. An answer that is slow takes so many seconds."""
    return [
        Misfortune("stored, but not answered", odds, Trouble("", drop="after"), Fault(unheard=True)),
        Misfortune("dropped", odds, Trouble("", drop="before"), Fault(dropped=True)),
        Misfortune("429", odds, Trouble("", status=429, retry_after=0.02), Fault(status=429)),
        Misfortune("500", odds / 3, Trouble("", status=500), Fault(status=500)),  # discord.py sleeps for seconds
        Misfortune("answered slowly", odds, Trouble("", slow=slow), Fault(slow=slow)),
    ]


class Luck:
    """What becomes of what the outbox asks of both platforms: mostly nothing bad."""

    def __init__(self, chance: random.Random, discord: DiscordStandIn, slack: SlackStandIn) -> None:
        """Decide for these two by `chance`; nothing bad is possible yet."""
        self.possible: Sequence[Misfortune] = ()
        self.away: set[Platform] = set()  # which answer nothing at all
        self.met: Counter[str] = Counter()
        self._chance = chance
        discord.luck = self._discord
        slack.faults.luck = self._slack

    def _discord(self, request: str) -> Trouble | None:
        if not re.match("(POST|GET|PATCH) /(channels|users/@me/channels)", request):
            return None
        drawn = self._draw(Platform.DISCORD)
        return drawn.discord if drawn else None

    def _slack(self, method: str) -> Fault | None:
        if method not in (
            "chat.postMessage",
            "conversations.history",
            "conversations.replies",
            "conversations.open",
        ):
            return None
        drawn = self._draw(Platform.SLACK)
        return drawn.slack if drawn else None

    def _draw(self, platform: Platform) -> Misfortune | None:
        if platform in self.away:
            self.met[AWAY.name] += 1
            return AWAY
        left = self._chance.random()
        for one in self.possible:
            left -= one.odds
            if left < 0:
                self.met[one.name] += 1
                return one
        return None


def discord_channels(discord: DiscordStandIn, many: int) -> list[Channel]:
    """So many channels of several servers, some of them direct messages."""
    made = []
    for number in range(many):
        if number % CHANNELS_A_GUILD == 0:
            guild = discord.add_guild()
            guild.named_roles.append(Role("Desk", mentionable=True, id=f"7{guild.id}"))
        space = Space(Platform.DISCORD, guild.id)
        if number % DIRECT == DIRECT - 1:
            made.append(Channel(space, f"@{discord.add_person().id}"))
        else:
            channel = DiscordChannel(guild, f"talks-{number}")
            guild.channels.append(channel)
            discord.channels[channel.id] = channel
            made.append(Channel(space, channel.id))
    discord.gateway.guilds = [guild.created() for guild in discord.guilds]
    return made


def slack_channels(slack: SlackStandIn, many: int) -> list[Channel]:
    """So many channels of a workspace, some of them direct messages."""
    space = Space(Platform.SLACK, slack.workspace.team)
    slack.workspace.group("S7", "desk")
    made = []
    for number in range(100, 100 + many):
        if number % DIRECT == DIRECT - 1:
            made.append(Channel(space, f"@{slack.workspace.user(f'U{number}').id}"))
        else:
            made.append(Channel(space, slack.workspace.channel(f"C{number}").id))
    return made


def group_of(channel: Channel) -> Group:
    """The role or user group that may be mentioned in a channel."""
    return Group(f"7{channel.space.id}" if channel.space.platform is Platform.DISCORD else "S7", "@desk")


def pinged(discord: DiscordStandIn, slack: SlackStandIn) -> Counter[str]:
    """How often somebody was pinged in each channel, by its id."""
    return Counter(channel for channel, _ in discord.rung + slack.workspace.pinged)


def addresses(discord: DiscordStandIn, slack: SlackStandIn) -> dict[str, str]:
    """The settings that lead a bot to them."""
    return {
        "discord_token": discord.token,
        "discord_api_url": discord.api_url,
        "discord_gateway_url": discord.gateway_url,
        "slack_bot_token": slack.bot_token,
        "slack_app_token": slack.app_token,
        "slack_api_url": slack.url,
    }


def edition_key(channel: Channel, day: date) -> str:
    """The key of the delivery that brings a channel's edition of a local date."""
    return f"digest {channel.key} {day}"


def arrived(discord: DiscordStandIn, slack: SlackStandIn, keys: Iterable[str]) -> dict[str, list[float]]:
    """When each of these editions was posted in its channel, by the platform's clock; under "", all other messages."""
    found: defaultdict[str, list[float]] = defaultdict(list)
    marks = {mark(key): key for key in keys}
    for channel in discord.channels.values():
        place = f"@{channel.person.id}" if channel.person else (channel.parent or channel).id
        for message in channel.posts:
            held = [marks.get(part.get("id", 0), "") for part in message["components"]]
            found[_in_place(max(held, default=""), place)].append(((int(message["id"]) >> 22) + EPOCH) / 1000)
    known = set(marks.values())
    people = {slack.workspace.direct(person).id: f"@{person}" for person in list(slack.workspace.users)}
    for post in slack.workspace.posts:
        key = post.metadata.get("event_payload", {}).get("key", "")
        place = people.get(post.channel, post.channel)
        found[_in_place(key if key in known else "", place)].append(float(post.id))
    return found


def _in_place(key: str, channel: str) -> str:
    return key if key and Channel.of(key.split()[1]).id == channel else ""
