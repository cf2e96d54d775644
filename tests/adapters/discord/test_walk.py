"""An editor's way through Discord, from essays to sourced cards: real commands, files and forms."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest
import pytest_asyncio

from bot.app import open_desk
from bot.chat import Platform, Space
from bot.commands.desk import Sources
from bot.settings import Settings
from bot.sources.fetch import Fetcher
from bot.sources.workers import Workers
from tests.adapters import rules, walk
from tests.adapters.discord.conftest import at_desk
from tests.adapters.walk import Shown
from tests.standins.discord import Channel, DiscordStandIn, File, Person
from tests.standins.discord.people import Seen
from tests.standins.discord.world import MANAGE_CHANNELS, MEMBER

PATIENCE = 60.0  # seconds, for a machine that does other things too


@dataclass
class Editor:
    """Somebody who manages the channel."""

    discord: DiscordStandIn
    person: Person
    channel: Channel

    @property
    def space(self) -> Space:
        assert self.channel.guild
        return Space(Platform.DISCORD, self.channel.guild.id)

    async def ask(self, name: str, **options: Any) -> Shown:
        return shown(await self.discord.slash(name, options, self.person, self.channel, PATIENCE))

    async def press(self, shown_before: Shown, label: str) -> Shown:
        seen: Seen = shown_before.behind
        assert seen.message
        return shown(await self.discord.click(seen.message, seen.buttons[label], self.person, self.channel, PATIENCE))

    async def edit(self, shown_before: Shown, **changed: str) -> Shown:
        seen: Seen = shown_before.behind
        assert seen.message
        modal = (await self.discord.click(seen.message, seen.buttons["Edit"], self.person, self.channel)).modal
        assert modal
        return shown(await self.discord.submit(modal, changed, self.person, self.channel, message=seen.message))

    async def send(self, name: str, content: bytes, dossier: str) -> Shown:
        return await self.ask("essay add", file=File(name, content), dossier=dossier)

    async def brief(self, text: str) -> tuple[Shown, str]:
        ada = self.discord.add_person("Ada")
        message = self.discord.write(text, ada, self.channel)
        place = f"https://discord.com/channels/{self.space.id}/{self.channel.id}/{message['id']}"
        return shown(await self.discord.menu("Brief this", message, self.person, self.channel, PATIENCE)), place

    async def fill_in(self, **answers: str) -> Shown:
        modal = (await self.discord.slash("essay add", {}, self.person, self.channel)).modal
        assert modal
        wrong = await self.discord.submit(modal, {**answers, "date": "soon"}, self.person, self.channel)
        assert wrong.message
        assert "is not a date" in wrong.text
        again = await self.discord.click(wrong.message, wrong.buttons["Open the form again"], self.person, self.channel)
        assert again.modal
        right = {"date": answers["date"]}
        return shown(await self.discord.submit(again.modal, right, self.person, self.channel, message=wrong.message))


def shown(seen: Seen) -> Shown:
    assert not seen.failed, "Discord waited in vain"
    return Shown(seen.text, tuple(seen.buttons), seen)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def discord():
    async with DiscordStandIn() as standin:  # other tests hold what we send to Discord's published document
        standin.add_guild()
        yield standin


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(tmp_path_factory):
    settings = Settings(database=tmp_path_factory.mktemp("walk") / "communique.db")
    async with open_desk(settings) as desk, Workers(patience=20) as workers:
        yield replace(desk, sources=Sources(Fetcher(), workers))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def adapter(discord, desk):
    async with at_desk(discord, desk) as adapter:
        yield adapter


@pytest.fixture
def editor(discord, adapter):
    """Each test has a server of its own."""
    channel = discord.add_channel(discord.add_guild())
    return Editor(discord, discord.add_person("Bo", MEMBER | MANAGE_CHANNELS), channel)


pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_essays_become_a_briefing_in_which_every_sentence_has_its_quote_and_source(editor, desk):
    await walk.walk(editor, desk)


async def test_files_of_every_kind_are_taken_in(editor, desk):
    await walk.send_papers(editor, desk)


async def test_a_form_takes_a_text_with_its_paragraphs(editor, desk):
    await walk.fill_in_the_form(editor, desk)


async def test_a_briefed_message_is_its_writers_from_its_day_and_its_place(editor, desk):
    await walk.brief_a_message(editor, desk)


async def test_a_draft_that_breaks_a_rule_stays_a_draft_and_the_editor_is_told_which_and_what_to_do(editor, desk):
    await rules.break_and_mend(editor, desk)
