"""What an interaction asks: a command, a message's menu, a click, a choice or a filled-in form, as a Request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import discord

from bot.adapters.discord import material
from bot.adapters.discord.files import Files
from bot.adapters.discord.render import AGAIN, OPEN_FORM, RUN
from bot.adapters.discord.rights import WHERE, Rights
from bot.chat import Channel, Person, Platform, Request, Space, Upload
from bot.commands.table import COMMANDS, command_fields, command_text

_SUBCOMMAND, _CHANNEL, _ATTACHMENT = 1, 7, 11  # Discord: types of an option
_MESSAGE_MENU = 3  # Discord: type of a command

Json = dict[str, Any]


@dataclass(frozen=True)
class Typing:
    """An option that somebody is filling in."""

    completes: str  # see table.Parameter
    typed: str
    request: Request


def request(interaction: discord.Interaction, files: Files) -> Request | None:
    """What whoever acted asks; None for a button that we never sent, or no longer send."""
    data = _data(interaction)
    if interaction.type is not discord.InteractionType.application_command:
        carried = str((data.get("values") or [data.get("custom_id", "")])[0])
        if not carried.startswith((RUN, OPEN_FORM, AGAIN)):
            return None
        return _request(interaction, carried[len(RUN) :], _filled_in(data))
    if data.get("type") == _MESSAGE_MENU:
        return _brief_this(interaction, files)
    name, options = _options(data)
    values = {option["name"]: _value(option) for option in options if option["type"] != _ATTACHMENT}
    sent = [_attachment(data, option) for option in options if option["type"] == _ATTACHMENT]
    upload = files.upload(sent[0]) if sent else None
    return _request(interaction, _typed(name, values), _beside(name, values), upload)


def opens_form(interaction: discord.Interaction) -> bool:
    """Whether a click promised a form: it has to come at once, or not at all."""
    return str(interaction.custom_id or "").startswith((OPEN_FORM, AGAIN))


def opens_again(interaction: discord.Interaction) -> bool:
    """... and a form that they had filled in already."""
    return str(interaction.custom_id or "").startswith(AGAIN)


def typing(interaction: discord.Interaction) -> Typing | None:
    """What somebody is typing, where we can complete it."""
    name, options = _options(_data(interaction))
    focused = next((option for option in options if option.get("focused")), None)
    known = next((command for command in COMMANDS if command.name == name), None)
    if focused is None or known is None:
        return None
    completes = next((one.completes for one in known.parameters if one.name == focused["name"]), "")
    others = {option["name"]: _value(option) for option in options if option is not focused}
    return Typing(completes, str(focused.get("value", "")), _request(interaction, _typed(name, others)))


def _data(interaction: discord.Interaction) -> Json:
    return cast(Json, interaction.data or {})


def _request(
    interaction: discord.Interaction, text: str, fields: Mapping[str, str] | None = None, upload: Upload | None = None
) -> Request:
    """A request of whoever acted, where they did."""
    rights = Rights(interaction)

    async def may_configure() -> bool:
        return rights.may_configure()

    person = Person(str(interaction.user.id), interaction.user.display_name)
    channel = _channel(interaction)
    return Request(text, channel, person, may_configure, fields or {}, upload, rights.may_write(), rights)


def _brief_this(interaction: discord.Interaction, fetching: Files) -> Request:
    """The message whose menu was opened, to be taken in. Discord hands it over with the click."""
    data = _data(interaction)
    messages = (data.get("resolved") or {}).get("messages") or {}
    message = messages.get(str(data.get("target_id"))) or {}
    files, link = material.files_of(message), material.link_of(message)
    if link and not files:  # what stands there says itself whose it is
        return _request(interaction, f"add {link}")
    record = material.record_of(message, interaction.guild_id)
    if files:  # who sent a file need not have written it
        known = {"address": record.get("address", ""), "further": ", ".join(str(one["filename"]) for one in files[1:])}
        fields = {name: value for name, value in known.items() if value}
        return _request(interaction, "add", fields, fetching.upload(files[0]))
    return _request(interaction, "add", {"text": material.words_of(message), **record})


def _value(option: Json) -> str:
    """What was filled in, as somebody would type it."""
    value = str(option.get("value", ""))
    return f"<#{value}>" if option["type"] == _CHANNEL else value


def _attachment(data: Json, option: Json) -> Json:
    attachments = (data.get("resolved") or {}).get("attachments") or {}
    found: Json = attachments.get(str(option.get("value"))) or {}
    return found


def _filled_in(data: Json) -> dict[str, str]:
    """What a form was filled in with."""
    entries = [label.get("component") or {} for label in data.get("components") or []]
    return {entry["custom_id"]: _answered(entry) for entry in entries if "custom_id" in entry}


def _answered(entry: Json) -> str:
    """What was typed, or chosen: of a select, Discord tells all that was."""
    return " ".join(map(str, entry["values"])) if "values" in entry else str(entry.get("value") or "")


def _options(data: Json) -> tuple[str, list[Json]]:
    """The name as our table has it, and the options filled in."""
    options: list[Json] = data.get("options") or []
    if options and options[0]["type"] == _SUBCOMMAND:
        return f"{data['name']} {options[0]['name']}", options[0].get("options") or []
    return str(data["name"]), options


def _typed(name: str, values: Mapping[str, str]) -> str:
    """The command text; of a command that we no longer have, what somebody would have typed."""
    if any(command.name == name for command in COMMANDS):
        return command_text(name, values)
    return " ".join((name, *values.values()))


def _beside(name: str, values: Mapping[str, str]) -> dict[str, str]:
    """What was filled in beside the command text."""
    return command_fields(name, values) if any(command.name == name for command in COMMANDS) else {}


def _channel(interaction: discord.Interaction) -> Channel:
    if interaction.guild_id is None:
        direct = f"@{interaction.user.id}"
        return Channel(Space(Platform.DISCORD, direct), direct)
    # discord.py tells no id of a channel whose type it does not know.
    return Channel(Space(Platform.DISCORD, str(interaction.guild_id)), str(interaction.extras[WHERE]["id"]))
