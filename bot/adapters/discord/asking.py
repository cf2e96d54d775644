"""What an interaction asks: a slash command, a click, a choice or a filled-in form, as a Request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import discord

from bot.adapters.discord.render import OPEN_FORM, RUN
from bot.chat import Channel, Person, Platform, Request, Space
from bot.commands.table import COMMANDS, command_text

_SUBCOMMAND = 1  # Discord: type of an option


@dataclass(frozen=True)
class Typing:
    """An option that somebody is filling in."""

    completes: str  # see table.Parameter
    typed: str
    request: Request


def request_from(interaction: discord.Interaction, text: str, fields: Mapping[str, str] | None = None) -> Request:
    """A request of whoever acted, where they did."""
    may = interaction.guild_id is None or _manages(interaction.permissions)

    async def may_configure() -> bool:
        return may

    person = Person(str(interaction.user.id), interaction.user.display_name)
    return Request(text, _channel(interaction), person, may_configure, fields or {})


def command(interaction: discord.Interaction) -> str | None:
    """The command text of a slash command, a click, a choice or a form; None for what we never sent."""
    data = cast(dict[str, Any], interaction.data or {})
    if interaction.type is discord.InteractionType.application_command:
        name, options = _options(data)
        return _typed(name, {option["name"]: str(option.get("value", "")) for option in options})
    carried = str((data.get("values") or [data.get("custom_id", "")])[0])
    return carried[len(RUN) :] if carried.startswith((RUN, OPEN_FORM)) else None


def opens_form(interaction: discord.Interaction) -> bool:
    """Whether a click promised a form: it has to come at once, or not at all."""
    return str(interaction.custom_id or "").startswith(OPEN_FORM)


def fields(interaction: discord.Interaction) -> dict[str, str]:
    """What a form was filled in with."""
    data = cast(dict[str, Any], interaction.data or {})
    entries = [label.get("component") or {} for label in data.get("components") or []]
    return {entry["custom_id"]: str(entry.get("value") or "") for entry in entries if "custom_id" in entry}


def typing(interaction: discord.Interaction) -> Typing | None:
    """What somebody is typing, where we can complete it."""
    name, options = _options(cast(dict[str, Any], interaction.data or {}))
    focused = next((option for option in options if option.get("focused")), None)
    known = next((command for command in COMMANDS if command.name == name), None)
    if focused is None or known is None:
        return None
    completes = next((one.completes for one in known.parameters if one.name == focused["name"]), "")
    others = {option["name"]: str(option.get("value", "")) for option in options if option is not focused}
    return Typing(completes, str(focused.get("value", "")), request_from(interaction, _typed(name, others)))


def _options(data: dict[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    """The name as our table has it, and the options filled in."""
    options: list[dict[str, Any]] = data.get("options") or []
    if options and options[0]["type"] == _SUBCOMMAND:
        return f"{data['name']} {options[0]['name']}", options[0].get("options") or []
    return str(data["name"]), options


def _typed(name: str, values: Mapping[str, str]) -> str:
    """The command text; of a command that we no longer have, what somebody would have typed."""
    if any(command.name == name for command in COMMANDS):
        return command_text(name, values)
    return " ".join((name, *values.values()))


def _channel(interaction: discord.Interaction) -> Channel:
    if interaction.guild_id is None:
        direct = f"@{interaction.user.id}"
        return Channel(Space(Platform.DISCORD, direct), direct)
    return Channel(Space(Platform.DISCORD, str(interaction.guild_id)), str(interaction.channel_id))


def _manages(permissions: discord.Permissions) -> bool:
    return permissions.manage_channels or permissions.administrator
