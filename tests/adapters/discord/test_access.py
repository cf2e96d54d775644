"""Every command from every kind of person on Discord: typed, behind an old button, and in a form."""

from __future__ import annotations

import pytest
import pytest_asyncio

from bot.app import open_desk
from bot.chat import Channel, Group, Platform, Space
from bot.commands import elsewhere
from bot.settings import Settings
from bot.store import managers
from bot.view.characters import length
from bot.view.page import MAX_COMMAND
from tests.adapters.discord.conftest import a_discord, at_desk
from tests.commands.needs import APPOINT, DRAFT, MANAGE, OWN, POST, READ, ROWS, about, contents, furnish, is_refused
from tests.standins.discord import Guild, Person, Role
from tests.standins.discord.world import ADMINISTRATOR, MANAGE_CHANNELS, SEND_MESSAGES, message_from, snowflake

pytestmark = pytest.mark.asyncio(loop_scope="module")

EVERYBODY = {READ, OWN}
EDITOR = EVERYBODY | {POST, MANAGE, DRAFT}
PEOPLE = {
    "owner": EDITOR | {APPOINT},
    "administrator": EDITOR | {APPOINT},
    "manager": EDITOR | {APPOINT},
    "manager of this channel alone": EDITOR,
    "somebody with the chosen role": EDITOR,
    "member": EVERYBODY | {POST},
    "member who may not write here": EVERYBODY,
    "manager whom this channel denies it": EVERYBODY | {POST},
    "manager in a time-out": EVERYBODY,
    "somebody in a time-out with the chosen role": EVERYBODY,
    "bot that manages": EVERYBODY,
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def discord():
    async with a_discord() as standin:
        standin.add_channel(standin.add_guild())
        yield standin


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(tmp_path_factory):
    async with open_desk(Settings(database=tmp_path_factory.mktemp("access") / "communique.db")) as desk:
        yield desk


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def adapter(discord, desk):
    async with at_desk(discord, desk) as adapter:
        yield adapter


class Server:
    """A server of its own for each test, with a role that was chosen, and what it holds."""

    def __init__(self, discord, desk):
        self.discord, self.desk = discord, desk
        self.guild = Guild("Desk")
        discord.guilds.append(self.guild)
        self.managing, self.editors = Role("Managers", MANAGE_CHANNELS), Role("Editors")
        self.all = Role("Administrators", ADMINISTRATOR)
        self.guild.named_roles += [self.managing, self.editors, self.all]
        self.channel = discord.add_channel(self.guild)

    @property
    def key(self):
        return Channel(Space(Platform.DISCORD, self.guild.id), self.channel.id)

    async def open(self):
        """Let the bot in, and have something to read and to decide."""
        await self.discord.invite(self.guild)
        self.held = await furnish(self.desk, self.key, group=f"<@&{self.editors.id}>")
        async with self.desk.database.transaction() as db:
            await managers.choose(db, self.key.space, Group(self.editors.id, "Editors"))

    def person(self, kind: str) -> Person:
        """Somebody of this kind."""
        somebody = self.discord.add_person("Bo")
        if kind == "administrator":
            somebody.roles = [self.all]
        if kind == "owner":
            self.guild.owner = somebody
        if kind.startswith(("manager", "bot")) and "alone" not in kind:
            somebody.roles = [self.managing]
        if "chosen role" in kind:
            somebody.roles = [self.editors]
        if "alone" in kind:
            self.channel.overwrites[somebody.id] = (MANAGE_CHANNELS, 0)
        if "denies" in kind:
            self.channel.overwrites[somebody.id] = (0, MANAGE_CHANNELS)
        if "may not write" in kind:
            self.channel.overwrites[somebody.id] = (0, SEND_MESSAGES)
        somebody.timed_out, somebody.is_bot = "time-out" in kind, kind.startswith("bot")
        return somebody

    async def ask(self, row, somebody, place=None):
        """What somebody is told, in each way in which they can ask it."""
        place = place or self.channel
        text = row.typed(self.held)
        if row.fields:
            yield await self.discord.submit(self._modal(row, text), self._answers(row), somebody, place)
        elif length(text) <= MAX_COMMAND:
            yield await self.discord.click(*self._old_button(text, place), somebody, place)
        if row.slash and not row.fields:
            name, options = row.slash
            filled = {key: value.format_map(self.held) for key, value in options.items()}
            yield await self.discord.slash(name, filled, somebody, place)

    def _old_button(self, text, place):
        """A message of ours from long ago, with a button for this."""
        button = {"type": 2, "style": 2, "label": "Old", "custom_id": f"b:{text}"}
        payload = {"components": [{"type": 17, "components": [{"type": 1, "components": [button]}]}], "flags": 1 << 15}
        message = message_from(payload, self.discord.bot.user(), place, snowflake())
        place.messages[message["id"]] = message
        return message, button["custom_id"]

    def _answers(self, row):
        return {name: value.format_map(self.held) for name, value in row.fields.items()}

    def _modal(self, row, text):
        """A form that was opened when they had the right."""
        asked = [{"type": 18, "label": name, "component": {"type": 4, "custom_id": name}} for name in row.fields]
        return {"custom_id": f"b:{text}", "components": asked}


@pytest.fixture
async def server(discord, desk, adapter):
    server = Server(discord, desk)
    await server.open()
    return server


@pytest.mark.parametrize("kind", PEOPLE)
async def test_everybody_may_do_what_they_may_and_nothing_more(server, desk, kind):
    somebody, may = server.person(kind), PEOPLE[kind]
    if server.channel.overwrites or server.guild.owner:
        await server.discord.gateway.dispatch("CHANNEL_UPDATE", server.channel.described())
        await server.discord.gateway.dispatch("GUILD_UPDATE", server.guild.created())

    for row in ROWS:
        before = None if row.need in may else await contents(desk.database)
        asked = 0
        async for seen in server.ask(row, somebody):
            asked += 1
            told = seen.text if seen.message else "a form"
            assert not seen.failed, row.name
            assert "our fault" not in told, row.name
            assert is_refused(row.need, told) is (row.need not in may), (row.name, told)
        assert asked or row.text == "add {essay}"  # which has no room behind a button
        assert before is None or await contents(desk.database) == before, row.name


@pytest.mark.parametrize("kind", PEOPLE)
async def test_of_another_channel_it_is_the_rights_there_that_count(server, desk, kind):
    """... whatever they may do in the channel where they ask."""
    other = server.discord.add_channel(server.guild, "other")
    somebody = server.person(kind)
    for event, changed in (("CHANNEL_CREATE", other), ("CHANNEL_UPDATE", server.channel)):
        await server.discord.gateway.dispatch(event, changed.described())
    await server.discord.gateway.dispatch("GUILD_UPDATE", server.guild.created())
    there = PEOPLE["manager"] if "denies" in kind else PEOPLE["member"] if "alone" in kind else PEOPLE[kind]

    for row in (
        one for one in ROWS if one.need is MANAGE and one.text.split()[0] in elsewhere.VERBS and not one.fields
    ):
        before = await contents(desk.database)
        text = f"{row.typed(server.held)} in <#{other.id}>"
        seen = await server.discord.click(*server._old_button(text, server.channel), somebody, server.channel)
        assert is_refused(MANAGE, seen.text) is (MANAGE not in there), (text, seen.text)
        assert MANAGE in there or await contents(desk.database) == before, text


async def test_in_a_thread_the_rights_are_those_of_its_channel(server, discord):
    thread = discord.add_channel(server.guild, "thread", kind=11, parent=server.channel)
    for kind in ("member", "manager", "somebody with the chosen role"):
        somebody = server.person(kind)
        for row in (one for one in ROWS if one.need is MANAGE and not one.fields):
            async for seen in server.ask(row, somebody, thread):
                told = seen.text if seen.message else "a form"
                assert is_refused(row.need, told) is (row.need not in PEOPLE[kind]), (kind, row.name, told)


async def test_in_direct_messages_everybody_does_as_they_like_in_a_space_of_their_own(server, desk, discord):
    ada = discord.add_person("Ada")
    ours = await contents(desk.database)
    direct = discord.direct_channel(ada)

    for row in (one for one in ROWS if one.alone and one.need is not DRAFT):
        async for seen in server.ask(row, ada, direct):
            told = seen.text if seen.message else "a form"
            assert "our fault" not in told
            assert not is_refused(row.need, told), (row.name, told)

    assert about(server.key.space, await contents(desk.database)) == about(server.key.space, ours)


async def test_who_manages_another_server_reads_and_changes_nothing_here(server, desk, discord):
    elsewhere = Server(discord, desk)
    await discord.invite(elsewhere.guild)
    elsewhere.held = server.held  # they name what is here
    stranger, ours = elsewhere.person("manager"), await contents(desk.database)

    for row in ROWS:
        async for seen in elsewhere.ask(row, stranger):
            told = seen.text if seen.message else str(seen.modal)
            assert not {words for words in ("copper", "The lake", "The Letter") if words in told}, row.name
            assert "our fault" not in told, row.name

    assert about(server.key.space, await contents(desk.database)) == about(server.key.space, ours)
