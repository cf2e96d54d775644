"""People: what they do in their Discord client, and what they see then."""

from __future__ import annotations

import asyncio
import copy
import time
from dataclasses import dataclass, field
from typing import Any

from tests.standins.discord.gateway import Gateway
from tests.standins.discord.limits import (
    ATTACHMENT,
    BUTTON,
    CHANNEL,
    EPHEMERAL,
    INPUT,
    MESSAGE_MENU,
    PICKED,
    ROLE_SELECT,
    SELECT,
    STRING,
    TEXT,
    walk,
)
from tests.standins.discord.world import MEMBER, VIEW_CHANNEL, Channel, File, Person, message_from, snowflake

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5

# What may answer which kind, by callback type: 4 message, 5 "thinking ...", 6 later, 7 update, 8 choices, 9 modal
_ANSWERS = {COMMAND: {4, 5, 9}, COMPONENT: {4, 5, 6, 7, 9}, AUTOCOMPLETE: {8}, MODAL: {4, 5}}


@dataclass
class Seen:
    """What somebody sees after they did something."""

    message: dict[str, Any] | None = None  # the answer
    edited: bool = False  # it took the place of the message that was clicked on
    modal: dict[str, Any] | None = None
    choices: list[dict[str, Any]] | None = None
    failed: bool = False  # "The application did not respond"
    acknowledged: float | None = None  # seconds until Discord knew that an answer comes
    answered: float | None = None  # ... and until it was there
    deferred: bool = False  # "is thinking ..." in between

    @property
    def ephemeral(self) -> bool:
        """Whether nobody else sees it."""
        return bool(self.message and self.message["flags"] & EPHEMERAL)

    @property
    def text(self) -> str:
        """All texts, under one another, as they were sent."""
        parts = walk(self.message["components"]) if self.message else []
        return "\n".join(part["content"] for part in parts if part["type"] == TEXT)

    @property
    def buttons(self) -> dict[str, str]:
        """Custom ids by label."""
        return {part["label"]: part["custom_id"] for part in self._parts(BUTTON)}

    @property
    def options(self) -> dict[str, str]:
        """Values of the select by label."""
        return {option["label"]: option["value"] for part in self._parts(SELECT) for option in part["options"]}

    def _parts(self, kind: int) -> list[dict[str, Any]]:
        return [part for part in walk(self.message["components"]) if part["type"] == kind] if self.message else []


@dataclass
class Interaction:
    """One thing that somebody did, until it is answered."""

    kind: int
    person: Person
    channel: Channel
    data: dict[str, Any]
    source: dict[str, Any] | None = None  # the message that was clicked on
    id: str = field(default_factory=snowflake)
    began: float = field(default_factory=time.monotonic)
    answered_with: int = 0
    ephemeral: bool = False
    seen: Seen = field(default_factory=Seen)
    done: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def token(self) -> str:
        """With which it is answered."""
        return f"interaction-token-{self.id}"

    @property
    def may_answer_with(self) -> set[int]:
        """The types of callback that Discord takes."""
        return _ANSWERS[self.kind] | ({6, 7} if self.kind == MODAL and self.source else set())

    def acknowledge(self, kind: int) -> None:
        """The first answer came."""
        self.answered_with = kind
        self.seen.acknowledged = time.monotonic() - self.began
        self.seen.deferred = kind in (5, 6)
        if not self.seen.deferred:
            self._finish()

    def say(self, message: dict[str, Any]) -> dict[str, Any]:
        """A new message."""
        self.seen.message = message
        if not message["flags"] & EPHEMERAL:
            self.channel.messages[message["id"]] = message
        if self.answered_with:
            self._finish()
        return message

    def update(self, message: dict[str, Any]) -> dict[str, Any]:
        """The message that was clicked on, changed."""
        self.seen.edited = True
        assert self.source is not None
        self.source.clear()
        self.source.update(message)
        self.seen.message = self.source
        if self.answered_with:
            self._finish()
        return message

    def _finish(self) -> None:
        self.seen.answered = time.monotonic() - self.began
        self.done.set()


class People:
    """Act as somebody. Each answers with what they see."""

    gateway: Gateway
    application: str
    bot: Person
    commands: list[dict[str, Any]]
    channels: dict[str, Channel]
    url: str

    def __init__(self) -> None:
        self.people: dict[str, Person] = {}
        self.interactions: dict[str, Interaction] = {}
        self.files: dict[str, File] = {}
        self.deadline = 3.0  # Discord's: later, an interaction is unknown

    def add_person(self, name: str = "Ada", permissions: int = MEMBER) -> Person:
        """Somebody with an account."""
        person = Person(name, permissions)
        self.people[person.id] = person
        return person

    def write(self, text: str, person: Person, channel: Channel, *files: File, **others: Any) -> dict[str, Any]:
        """Somebody writes a message; `others` as Discord has them: embeds, message_snapshots."""
        message = message_from({"content": text}, person.user(), channel, snowflake())
        message |= {"attachments": [self._sent(file) for file in files], **others}
        channel.messages[message["id"]] = message
        return message

    async def menu(
        self, name: str, message: dict[str, Any], person: Person, channel: Channel, wait: float = 10.0
    ) -> Seen:
        """Open the menu of a message, and choose a command in it."""
        known = [command for command in self.commands if command["type"] == MESSAGE_MENU and command["name"] == name]
        assert known, f"no command {name} is in the menu of a message"
        resolved = {"messages": {message["id"]: copy.deepcopy(message)}}
        data = {"id": known[0]["id"], "name": name, "type": 3, "target_id": message["id"], "resolved": resolved}
        return await self._do(Interaction(COMMAND, person, channel, data), wait)

    async def slash(
        self, name: str, options: dict[str, Any], person: Person, channel: Channel, wait: float = 10.0
    ) -> Seen:
        """Send a slash command; "digest schedule" is a command and its subcommand. Options: texts, channels, files."""
        data = self._command(name, options, person)
        return await self._do(Interaction(COMMAND, person, channel, data), wait)

    async def autocomplete(
        self, name: str, option: str, typed: str, person: Person, channel: Channel, **others: str
    ) -> list[dict[str, Any]]:
        """Type in an option, and look at what is offered. `others`: the options filled in before."""
        data = self._command(name, {**others, option: typed}, person, unfinished=True)
        inner = data["options"][0] if " " in name else data
        for given in inner["options"]:
            if given["name"] == option:
                assert self._parameter(name, option).get("autocomplete"), f"{name} {option} does not complete"
                given["focused"] = True
        seen = await self._do(Interaction(AUTOCOMPLETE, person, channel, data), self.deadline)
        assert seen.choices is not None, "no completions came"
        return seen.choices

    async def click(
        self, message: dict[str, Any], custom_id: str, person: Person, channel: Channel, wait: float = 10.0
    ) -> Seen:
        """Click on a button of a message."""
        button = next(part for part in walk(message["components"]) if part.get("custom_id") == custom_id)
        assert button["type"] == BUTTON
        data = {"custom_id": custom_id, "component_type": BUTTON, "id": button["id"]}
        return await self._do(Interaction(COMPONENT, person, channel, data, source=message), wait)

    async def choose(self, message: dict[str, Any], value: str, person: Person, channel: Channel) -> Seen:
        """Choose an option of a message's select."""
        select = next(part for part in walk(message["components"]) if part["type"] == SELECT)
        assert value in [option["value"] for option in select["options"]]
        data = {"custom_id": select["custom_id"], "component_type": SELECT, "values": [value], "id": select["id"]}
        return await self._do(Interaction(COMPONENT, person, channel, data, source=message), 10.0)

    async def submit(
        self,
        modal: dict[str, Any],
        values: dict[str, str],
        person: Person,
        channel: Channel,
        message: dict[str, Any] | None = None,
    ) -> Seen:
        """Fill in a modal and send it. What `values` does not name stays as it was."""
        filled: list[dict[str, Any]] = []
        resolved: dict[str, Any] = {}
        for number, label in enumerate(modal["components"], start=1):
            if label["type"] != TEXT:
                entry = label["component"]
                given = self._answered(entry, values.get(entry["custom_id"]), person, channel, resolved)
                filled.append({"type": 18, "id": 2 * number - 1, "component": {"id": 2 * number, **given}})
        assert not values.keys() - {one["component"]["custom_id"] for one in filled}, f"the modal has no {values}"
        data = {"custom_id": modal["custom_id"], "components": filled, **({"resolved": resolved} if resolved else {})}
        return await self._do(Interaction(MODAL, person, channel, data, source=message), 10.0)

    def _answered(
        self, entry: dict[str, Any], value: str | None, person: Person, channel: Channel, resolved: dict[str, Any]
    ) -> dict[str, Any]:
        """What is sent of one answer: what was typed, or all that was chosen (with spaces between them)."""
        given = {"type": entry["type"], "custom_id": entry["custom_id"]}
        if entry["type"] == INPUT:
            return given | {"value": (entry.get("value") or "") if value is None else value}
        if entry["type"] == SELECT:
            offered = {one["value"]: bool(one.get("default")) for one in entry["options"]}
            if value is None:
                chosen = [one for one, default in offered.items() if default]
            else:
                chosen = value.split() if entry.get("max_values", 1) > 1 else [value] if value else []
            assert set(chosen) <= offered.keys(), f"{chosen} are not all offered: {list(offered)}"
        else:
            chosen = [one["id"] for one in entry.get("default_values", [])] if value is None else value.split()
        assert entry.get("min_values", 1) <= len(chosen) <= entry.get("max_values", 1)
        for id in chosen if entry["type"] in PICKED else ():
            resolved.setdefault(f"{PICKED[entry['type']]}s", {})[id] = self._resolved(entry, id, person, channel)
        return given | {"values": chosen}

    def _resolved(self, entry: dict[str, Any], id: str, person: Person, channel: Channel) -> dict[str, Any]:
        """A channel or a role that was picked, as Discord tells it; its client lists no other."""
        assert channel.guild
        if entry["type"] == ROLE_SELECT:
            return next(role for role in channel.guild.roles() if role["id"] == id)
        picked = self.channels[id]
        assert picked.guild is channel.guild, "its client lists the channels of this server alone"
        assert picked.kind in entry["channel_types"]
        may = picked.permissions_of(person)
        assert may & VIEW_CHANNEL, f"{person.name} does not see that channel"
        described = picked.described()
        told = ("id", "name", "type", "parent_id", "thread_metadata", "flags", "nsfw", "position", "topic")
        return {name: described[name] for name in told if name in described} | {"permissions": str(may)}

    async def _do(self, interaction: Interaction, wait: float) -> Seen:
        self.interactions[interaction.token] = interaction
        await self.gateway.dispatch("INTERACTION_CREATE", self._told(interaction))
        try:
            async with asyncio.timeout(wait):
                await interaction.done.wait()
        except TimeoutError:
            interaction.seen.failed = True
        return interaction.seen

    def _told(self, interaction: Interaction) -> dict[str, Any]:
        channel, person = interaction.channel, interaction.person
        guild = channel.guild
        where: dict[str, Any] = {"user": person.user(), "context": 1}
        if guild:
            about = {"id": guild.id, "locale": "en-US", "features": []}
            where = {"guild_id": guild.id, "guild": about, "guild_locale": "en-US", "context": 0}
            where["member"] = person.member(channel.permissions_of(person))
        if interaction.source:
            where["message"] = copy.deepcopy(interaction.source)
        return {
            "id": interaction.id,
            "application_id": self.application,
            "type": interaction.kind,
            "token": interaction.token,
            "version": 1,
            "data": interaction.data,
            "channel_id": channel.id,
            "channel": {**channel.described(), "permissions": str(channel.permissions_of(person))},
            "locale": person.locale,
            "app_permissions": str(channel.allowed),
            "entitlements": [],
            "authorizing_integration_owners": {"0": guild.id if guild else "0"},
            "attachment_size_limit": 10_485_760,
            **where,
        }

    def _registered(self, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
        first, _, second = name.partition(" ")
        command = next((command for command in self.commands if command["name"] == first), None)
        assert command, f"no command /{first} is registered"
        if not second:
            return command, command
        return command, next(option for option in command["options"] if option["name"] == second)

    def _parameter(self, name: str, option: str) -> dict[str, Any]:
        _, command = self._registered(name)
        found: dict[str, Any] = next(given for given in command.get("options", []) if given["name"] == option)
        return found

    def _sent(self, file: File) -> dict[str, Any]:
        self.files[file.id] = file
        return file.described(self.url)

    def _command(
        self, name: str, options: dict[str, Any], person: Person, *, unfinished: bool = False
    ) -> dict[str, Any]:
        """The data of a command, where Discord's client would let somebody send it."""
        command, inner = self._registered(name)
        parameters = {given["name"]: given for given in inner.get("options", []) if given["type"] != 1}
        missing = {key for key, given in parameters.items() if given.get("required")} - options.keys()
        assert unfinished or not missing, f"/{name} needs {missing}"
        filled: list[dict[str, Any]] = []
        resolved: dict[str, dict[str, Any]] = {}
        for key, value in options.items():
            kind = parameters[key]["type"]
            assert kind == {File: ATTACHMENT, Channel: CHANNEL}.get(type(value), STRING)
            if isinstance(value, File):
                resolved.setdefault("attachments", {})[value.id] = self._sent(value)
                value = value.id
            elif isinstance(value, Channel):
                assert value.kind in parameters[key].get("channel_types", [value.kind]), "Discord does not offer it"
                about = {"id": value.id, "name": value.name, "type": value.kind}
                resolved.setdefault("channels", {})[value.id] = about | {
                    "permissions": str(value.permissions_of(person))
                }
                value = value.id
            assert len(value) <= parameters[key].get("max_length", 6000)
            filled.append({"name": key, "type": kind, "value": value})
        if command is not inner:
            filled = [{"name": inner["name"], "type": 1, "options": filled}]
        about = {"resolved": resolved} if resolved else {}
        return {"id": command["id"], "name": command["name"], "type": 1, "options": filled, **about}
