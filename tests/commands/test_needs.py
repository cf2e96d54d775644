"""Every command has a row that says what it needs, does as it says, and every change leaves a line in the audit."""

from __future__ import annotations

import pytest

from bot.chat import Channel, Group, Request, Standing
from bot.commands import COMMANDS, VERBS, grammar, handle
from bot.commands.completion import FIXED
from bot.commands.editing import ACTIONS
from bot.commands.timing import VERBS as TIMING
from bot.store import audit
from bot.view.page import Tone
from tests.commands.editors import ADA, OURS
from tests.commands.needs import ROWS, Need, Row, contents, furnish, is_refused, offered, shape
from tests.commands.pages import said
from tests.test_app import ESSAY

READERS = (Need.READ, Need.DRAFT)


class Someone(Standing):
    """Who may do all, in a space that has a group."""

    def __init__(self, may: bool) -> None:
        self.may = may

    async def sees(self, channel: Channel) -> bool:
        return True

    async def manages(self, channel: Channel) -> bool:
        return self.may

    async def appoints(self) -> bool:
        return self.may

    async def may_mention(self, group: str, channel: Channel) -> bool:
        return True

    async def group(self, typed: str) -> Group | None:
        return Group("7", "@editors") if typed == "7" else None


def by(row: Row, held: dict[str, str], *, may: bool) -> Request:
    """A row, asked by somebody."""

    async def may_configure() -> bool:
        return may

    fields = {name: value.format_map(held) for name, value in row.fields.items()}
    return Request(row.typed(held), OURS, ADA, may_configure, fields, may_post=may, standing=Someone(may))


@pytest.fixture
async def held(desk):
    """What our space holds; the essay to add is one that gives drafts."""
    body = ESSAY.read_text(encoding="utf-8").rpartition("\n## ")[0][-1500:]
    return {**await furnish(desk, OURS, group="7"), "essay": body}


def test_every_command_of_the_table_has_a_row():
    known = {row.slash[0] for row in ROWS if row.slash}

    assert {command.name for command in COMMANDS} - known == set()


def test_every_verb_and_every_hidden_word_behind_one_has_a_row():
    shapes = {shape(row.text) for row in ROWS}

    verbs = {grammar.read(row.text).verb for row in ROWS}
    assert set(VERBS) - verbs == set(), "a verb is missing from tests/commands/needs.py"
    assert {f"card ID {what}" for what in ACTIONS} - shapes == set()
    settings = {f"settings {words.split()[0]}" for _, words in FIXED["setting"]} | {
        f"settings {word}" for word in TIMING
    }
    assert settings - shapes == set()


async def test_every_command_that_a_page_offers_has_a_row(desk, held):
    """Buttons, selects and forms hold commands that nobody types."""
    shapes, seen = {shape(row.text) for row in ROWS}, set()

    for row in ROWS:
        seen |= set(offered(await handle(desk, by(row, held, may=True))))

    assert len(seen) > 60
    assert {command for command in seen if shape(command) not in shapes} == set()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
async def test_who_may_not_changes_nothing_and_is_told_so(desk, database, held, row):
    before = await contents(database)

    page = await handle(desk, by(row, held, may=False))

    assert "our fault" not in said(page)
    assert is_refused(row.need, said(page)) is (row.need not in (Need.READ, Need.OWN))
    if row.need is not Need.OWN:
        assert await contents(database) == before


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
async def test_what_reads_changes_nothing_and_whatever_changes_has_a_line(desk, database, held, row):
    await _prepare(desk, row, held)
    before, lines = await contents(database), await audit.count(database.reader, OURS.space)

    page = await handle(desk, by(row, held, may=True))

    assert not is_refused(row.need, said(page))
    assert "our fault" not in said(page)
    changed = {name for name, rows in (await contents(database)).items() if rows != before[name]}
    if row.need in READERS or row.reaches_out or (page.form and not row.fields) or row.text in ONLY_LOOKS:
        assert changed - ({"intakes"} if row.reaches_out else set()) == set()  # `why` knows what could not be read
    else:
        assert page.tone is not Tone.MISTAKE, said(page)
        assert changed - {"audit"}, "it changed nothing, so it shows nothing"
        newest = (await audit.of(database.reader, OURS.space))[0]
        forgotten = row.text == "forget me now" and newest.noun == "person"  # whose own lines are gone
        assert forgotten or await audit.count(database.reader, OURS.space) > lines, f"{changed} without a line"


ONLY_LOOKS = ("audit", "audit 1", "review", "review 2", "review after #{first}", "review reject-all #{first}")
BEFORE = {  # what there has to be before something can be undone
    "unsubscribe redlines me": ("subscribe redlines me",),
    "unsubscribe redlines": ("subscribe redlines",),
    "settings quiet off": ("settings quiet 22:00-07:00 UTC",),
    "settings pause off": ("settings pause 1w",),
    "settings skip off": ("settings skip tomorrow",),
    "settings cap off": ("settings cap 3",),
    "settings layout one": ("settings layout thread",),
    "settings mention off": ("settings mention 7",),
    "settings review off": ("settings review here",),
    "settings two-editors off": ("settings two-editors on",),
    "settings managers off": ("settings managers 7",),
    "dossier lake": ("dossier ukraine-talks",),
    "forget me now": ("subscribe redlines me",),
    "review merge #{first} 2 #{second}": ("review second #{first} 1",),
}


async def _prepare(desk, row, held):
    for text in BEFORE.get(row.text, ()):
        page = await handle(desk, by(Row(text, row.need), held, may=True))
        assert page.tone is not Tone.MISTAKE, said(page)
    if " 2" in row.text and row.text.startswith("review ") and "#" in row.text:  # the draft's second revision
        edit = next(one for one in ROWS if one.text == "review edit #{first} 1" and one.fields)
        await handle(desk, by(edit, held, may=True))
