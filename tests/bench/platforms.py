"""A Discord and a Slack in a process of their own, where much goes wrong. It does what it is told, line by line."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import random
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable

from tests.bench import crowd
from tests.bench.parts import orders, say
from tests.standins.discord import DiscordStandIn, Trouble
from tests.standins.discord.world import READ_HISTORY
from tests.standins.slack import Fault, SlackStandIn

ODDS = 0.03  # of each misfortune, for each post
HELD = 3.0  # seconds for which a post that was stored is not answered, where somebody is to die meanwhile


async def main(channels: int) -> None:
    """Be there, with so many channels, until nobody tells us anything any more."""
    logging.disable(logging.CRITICAL)  # aiohttp tells at length of everybody who dies while connecting
    ahead = 0.0

    def now() -> float:
        return time.time() + ahead

    async with DiscordStandIn(now=now) as discord, SlackStandIn(now=now) as slack:
        rooms = crowd.discord_channels(discord, channels // 2) + crowd.slack_channels(slack, channels // 2)
        luck = crowd.Luck(random.Random(7), discord, slack)
        storms = _Storms(discord, slack)
        say({"addresses": crowd.addresses(discord, slack), "channels": [room.key for room in rooms]})
        async for order, value in orders():
            match order:
                case "ahead":
                    ahead = value
                case "forget":
                    _forget(discord, slack)
                case "trouble":
                    luck.possible = crowd.misfortunes(ODDS, slow=0.5) if value else ()
                    storms.rage(value)
                case "hold":
                    say(await _hold(discord, slack, value))
                    continue
                case "count":
                    found = crowd.arrived(discord, slack, value)
                    came = {key: len(when) for key, when in found.items()}
                    say({"arrived": came, "met": luck.met + storms.met, "pinged": crowd.pinged(discord, slack)})
                    continue
            say("done")


async def _hold(discord: DiscordStandIn, slack: SlackStandIn, platform: str) -> bool:
    """Store the next post and do not answer; whether one came within a while."""

    def stored() -> int:
        return len(slack.workspace.posts) + sum(len(channel.messages) for channel in discord.channels.values())

    before = stored()
    if platform == "discord":
        discord.troubles.append(Trouble("POST /channels/[0-9]+/messages", slow=HELD))
    else:
        slack.fail("chat.postMessage", Fault(slow=HELD))
    for _ in range(400):
        await asyncio.sleep(0.005)
        if stored() > before:
            return True
    return False


def _forget(discord: DiscordStandIn, slack: SlackStandIn) -> None:
    """Keep no nonce and show no history, so that nobody can see whether a post has arrived."""
    discord.nonce_window = 0
    for channel in discord.channels.values():
        channel.allowed &= ~READ_HISTORY
    slack.api.scopes -= {"channels:history", "groups:history", "im:history"}


class _Storms:
    """Cut the bot's connections every few seconds."""

    def __init__(self, discord: DiscordStandIn, slack: SlackStandIn) -> None:
        self.met: Counter[str] = Counter()
        self._raging: asyncio.Task[None] | None = None
        self._ways: dict[str, Callable[[], Awaitable[None] | None]] = {
            "Discord's gateway breaks off": discord.gateway.drop,
            "Discord's gateway asks to resume": discord.gateway.ask_to_reconnect,
            "Slack's websocket breaks off": slack.sockets.drop,
            "Slack's websocket asks to connect anew": slack.sockets.refresh,
        }

    def rage(self, on: bool) -> None:
        """Begin, or end."""
        if self._raging:
            self._raging.cancel()
        self._raging = asyncio.create_task(self._rage()) if on else None

    async def _rage(self) -> None:
        for name, way in itertools.cycle(self._ways.items()):
            await asyncio.sleep(2)
            with contextlib.suppress(IndexError, ConnectionError):  # nobody is connected just now
                cut = way()
                if cut:
                    await cut
                self.met[name] += 1


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
