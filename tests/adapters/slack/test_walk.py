"""An editor's way through Slack, from essays to sourced cards: real commands, files and forms."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, replace

import pytest

from bot.chat import Platform, Space
from bot.commands import command_text
from bot.commands.desk import Sources
from bot.sources.fetch import Fetcher
from bot.sources.workers import Workers
from tests.adapters import rules, walk
from tests.adapters.walk import Shown
from tests.standins.slack import Seen, SlackStandIn

OWNER = "U0OWNER"
PATIENCE = 60.0  # seconds, for a machine that does other things too


@dataclass
class Editor:
    """The workspace's owner."""

    slack: SlackStandIn
    space: Space

    async def ask(self, name: str, **options: str) -> Shown:
        return await self._at_last(self.slack.command(command_text(name, options), OWNER))

    async def press(self, shown: Shown, label: str) -> Shown:
        return await self._at_last(self.slack.click(shown.behind, label, OWNER))

    async def edit(self, shown: Shown, **changed: str) -> Shown:
        modal = await self.slack.click(shown.behind, "Edit", OWNER)
        while not modal.questions:
            await asyncio.sleep(0.01)
        return await self._at_last(self.slack.submit(modal, OWNER, **changed))

    async def send(self, name: str, content: bytes, dossier: str) -> Shown:
        file = self.slack.file(name, content)
        return await self._at_last(self.slack.direct_message(f"add to {dossier}", OWNER, [file]))

    async def fill_in(self, **answers: str) -> Shown:
        modal = await self.slack.command("add", OWNER)
        again = await self._at_last(self.slack.submit(modal, OWNER, **{**answers, "date": "soon"}))
        assert "is not a date" in again.behind.said + str(again.behind.errors)
        return await self._at_last(self.slack.submit(modal, OWNER, **answers))

    async def brief(self, text: str) -> tuple[Shown, str]:
        message = self.slack.says(text, user="U1")
        place = f"https://example.slack.com/archives/C1/p{message.id.replace('.', '')}"
        return await self._at_last(self.slack.brief_this(message, OWNER)), place

    async def _at_last(self, deed: Awaitable[Seen]) -> Shown:
        seen = await self.slack.at_last(deed, PATIENCE)
        return Shown(seen.said, tuple(seen.buttons), seen)


@pytest.fixture
async def desk(desk):
    async with Workers(patience=20) as workers:
        yield replace(desk, sources=Sources(Fetcher(), workers))


@pytest.fixture
async def editor(slack, connect):
    await connect()
    slack.patience = PATIENCE
    return Editor(slack, Space(Platform.SLACK, "T1"))


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
