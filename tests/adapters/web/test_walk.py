"""An editor's way through the local page, from essays to sourced cards: over its real sockets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.chat import LOCAL, Space
from bot.commands import command_text
from bot.commands.desk import Sources
from bot.sources.fetch import Fetcher
from bot.sources.workers import Workers
from bot.view.page import Page, from_json
from tests.adapters import rules, walk
from tests.adapters.walk import Shown
from tests.commands.pages import said

FILE = {"Content-Type": "application/octet-stream"}


@dataclass
class Editor:
    """Whoever sits at the page: it sends what its own scripts would."""

    http: ClientSession
    address: str
    space: Space = LOCAL

    async def ask(self, name: str, **options: str) -> Shown:
        return await self._post("ask", json={"text": command_text(name, options), "fields": {}})

    async def press(self, shown: Shown, label: str) -> Shown:
        page: Page = shown.behind
        command = next(button.command for button in page.buttons if button.label == label)
        return await self._post("ask", json={"text": command, "fields": {}})

    async def edit(self, shown: Shown, **changed: str) -> Shown:
        form = (await self.press(shown, "Edit")).behind.form
        answers = {question.name: question.value for question in form.questions}
        assert changed.keys() <= answers.keys()
        return await self._post("ask", json={"text": form.command, "fields": answers | changed})

    async def send(self, name: str, content: bytes, dossier: str) -> Shown:
        return await self._post("upload", data=content, params={"name": name, "to": dossier}, headers=FILE)

    async def fill_in(self, **answers: str) -> Shown:
        form = (await self.ask("essay add")).behind.form
        assert {question.name for question in form.questions} == answers.keys()
        wrong = await self._post("ask", json={"text": form.command, "fields": {**answers, "date": "soon"}})
        assert "is not a date" in wrong.text
        return await self._post("ask", json={"text": form.command, "fields": answers})

    async def _post(self, where: str, **what: Any) -> Shown:
        async with self.http.post(f"{self.address}api/{where}", **what) as answer:
            page = from_json(await answer.text())
        return Shown(said(page), tuple(button.label for button in page.buttons), page)


@pytest.fixture
async def desk(desk):
    async with Workers(patience=20) as workers:
        yield replace(desk, sources=Sources(Fetcher(), workers))


@pytest.fixture
async def editor(client, local):
    return Editor(client, local.address)


async def test_essays_become_a_briefing_in_which_every_sentence_has_its_quote_and_source(editor, desk):
    await walk.walk(editor, desk)


async def test_files_of_every_kind_are_taken_in(editor, desk):
    await walk.send_papers(editor, desk)


async def test_a_form_takes_a_text_with_its_paragraphs(editor, desk):
    await walk.fill_in_the_form(editor, desk)


async def test_a_draft_that_breaks_a_rule_stays_a_draft_and_the_editor_is_told_which_and_what_to_do(editor, desk):
    await rules.break_and_mend(editor, desk)
