"""Tell Discord our slash commands and our line in the menu of a message, where it does not know them as they are."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from itertools import groupby
from typing import Any

import discord

from bot.commands.table import COMMANDS, Command, Parameter

Json = dict[str, Any]

_CHAT_INPUT, _MESSAGE_MENU = 1, 3  # Discord: types of a command
_SUBCOMMAND, _STRING, _CHANNEL, _ATTACHMENT = 1, 3, 7, 11  # Discord: types of an option
_GUILD, _BOT_DM = 0, 1  # Discord: contexts
_GUILD_INSTALL = 0
_WHERE: Json = {
    "contexts": [_GUILD, _BOT_DM],
    "integration_types": [_GUILD_INSTALL],
    "default_member_permissions": None,
}

BRIEF_THIS = "Brief this"  # in the menu of a message: takes it in as an essay

log = logging.getLogger(__name__)


async def register(client: discord.Client, application: int) -> bool:
    """Compare our commands with those that Discord reports, and send them where they differ."""
    wanted = commands(COMMANDS)
    reported: list[Any] = list(await client.http.get_global_commands(application))
    if same(wanted, reported):
        return False
    await client.http.bulk_upsert_global_commands(application, wanted)
    log.info("Told Discord our %s commands.", len(wanted))
    return True


def commands(table: Iterable[Command]) -> list[Json]:
    """The table as Discord's application commands. Whoever may use a channel may read, so nothing is restricted."""
    grouped = groupby(table, key=lambda one: one.name.partition(" ")[0])
    slash = [_command(first, list(group)) for first, group in grouped]
    return [*slash, {"type": _MESSAGE_MENU, "name": BRIEF_THIS, **_WHERE}]


def same(wanted: list[Json], reported: list[Json]) -> bool:
    """Whether Discord knows exactly these commands, whatever it adds of its own."""
    return _by_name(wanted) == _by_name(reported)


def _command(name: str, group: list[Command]) -> Json:
    if group[0].name == name:
        summary, options = group[0].summary, [_option(parameter) for parameter in group[0].parameters]
    else:
        inner = [command.name.partition(" ")[2] for command in group]
        summary = f"{name.capitalize()}: {', '.join(inner)}"
        options = [_subcommand(command) for command in group]
    return {
        "type": _CHAT_INPUT,
        "name": name,
        "description": summary,
        "options": options,
        **_WHERE,
    }


def _subcommand(command: Command) -> Json:
    options = [_option(parameter) for parameter in command.parameters]
    name = command.name.partition(" ")[2]
    return {"type": _SUBCOMMAND, "name": name, "description": command.summary, "options": options}


def _option(parameter: Parameter) -> Json:
    option: Json = {"name": parameter.name, "description": parameter.summary, "required": parameter.required}
    if parameter.completes == "file":
        return {"type": _ATTACHMENT, **option}
    if parameter.completes == "channel":
        return {"type": _CHANNEL, **option}  # of all kinds: Discord's document has no number for media channels
    return {"type": _STRING, **option, "autocomplete": bool(parameter.completes)}


def _by_name(commands: list[Json]) -> dict[tuple[int, str], Json]:
    return {(command.get("type", _CHAT_INPUT), command["name"]): _plain(command) for command in commands}


def _plain(command: Json) -> Json:
    """What matters of a command or an option, with the defaults that one side writes and the other leaves out."""
    return {
        "type": command.get("type", _CHAT_INPUT),
        "name": command["name"],
        "description": command.get("description") or "",
        "localised": bool(command.get("name_localizations") or command.get("description_localizations")),
        "required": bool(command.get("required")),
        "autocomplete": bool(command.get("autocomplete")),
        "choices": command.get("choices") or [],
        "channel_types": sorted(command.get("channel_types") or []),
        "lengths": (command.get("min_length"), command.get("max_length")),
        "contexts": sorted(command.get("contexts") or []),
        "integration_types": sorted(command.get("integration_types") or []),
        "permissions": command.get("default_member_permissions"),
        "nsfw": bool(command.get("nsfw")),
        "options": [_plain(option) for option in command.get("options") or []],
    }
