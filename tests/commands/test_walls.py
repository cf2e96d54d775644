"""Nothing that an editor of one space does or tries reaches another space's drafts, cards, choices or pages."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat import LOCAL, Channel, Delivery, Platform, Request, Space, Standing
from bot.commands import COMMANDS, Desk, handle, suggest
from bot.outbox import send_waiting
from bot.store import cards, dossiers, search
from bot.store.database import Database
from bot.view.page import Tone
from bot.view.reviewing import fingerprint
from briefs.model import State
from tests.commands.editors import (
    ADA,
    BEN,
    EVE,
    FIRST,
    IDS,
    OURS,
    ROOM,
    THEIRS,
    by,
    drafted,
    essay,
    held,
    keep,
    keep_three,
    waiting,
)
from tests.commands.needs import DRAFT, READ, ROWS, about, contents, furnish, offered
from tests.commands.pages import everything, said
from tests.conftest import Clock, FakeChat

STRANGERS = [
    THEIRS,
    Channel(Space(Platform.DISCORD, "11"), "general"),
    Channel(Space(Platform.SLACK, "1"), "general"),
    Channel(LOCAL, "page"),
    Channel(Space(Platform.DISCORD, "@u3"), "@u3"),
]


@pytest.fixture
async def desk(desk: Desk) -> Desk:
    """Our space has two drafts, a published card, choices and a bottom line; all speak of a lake."""
    await keep_three(desk)
    entry = await held(desk, IDS[2])
    for text in (
        "dossier lake",
        "settings review here",
        "settings two-editors off",
        f"review publish #{entry.number} 1",
        "subscribe redlines at once",
    ):
        await handle(desk, by(ADA, text, ROOM))
    await handle(desk, by(ADA, "bottomline redlines edit", ROOM, text="Our own words on the gate."))
    return desk


@pytest.fixture
async def untouched(loaded: Path, tmp_path: Path, clock: Clock) -> AsyncIterator[Desk]:
    """A desk in which our space has done nothing."""
    database = await Database.open(Path(shutil.copy(loaded, tmp_path / "untouched.db")))
    yield Desk(database, clock)
    await database.close()


POSTED = "111111111111111111"  # a message's id on Discord
TAKEN_OVER = {"headline": "Taken over", "text": "Taken over.", "note": "x"}


class Nosy(Standing):
    """Somebody of another space, who is told that they see and may do all: what is ours has to hold without that."""

    async def sees(self, channel: Channel) -> bool:
        return channel.space != OURS.space

    async def manages(self, channel: Channel) -> bool:
        return channel.space != OURS.space

    async def appoints(self) -> bool:
        return True


def nosy(text: str, channel: Channel, fields: Mapping[str, str]) -> Request:
    return replace(by(EVE, text, channel, **fields), standing=Nosy())


async def whatever_there_is(desk: Desk) -> list[tuple[str, Mapping[str, str]]]:
    """Every command on every thing of ours by every name, what our pages offer, and forms filled in, in one list."""
    names = await furnish(desk, OURS, group="7")
    async with desk.database.transaction() as db:
        kept = await search.keep_words(db, OURS.space, "our own long search " * 20, desk.now())
    await handle(desk, by(ADA, "settings review here", ROOM))
    await handle(desk, by(ADA, "share card leverage/railway"))
    await send_waiting(desk.database, dict.fromkeys(Platform, Posted()), desk.now)
    entries = [await held(desk, id) for id in ("redlines/gate", "leverage/railway")]
    written, *_ = await dossiers.essays(desk.database.reader, OURS.space, "lake")
    asked = [(row.typed(names), {k: v.format_map(names) for k, v in row.fields.items()}) for row in ROWS]
    looks = [row.typed(names) for row in ROWS if row.need in (READ, DRAFT)]
    for text in (
        *looks,
        "review",
        "review 2",
        "audit",
        "setup",
        f"review edit #{names['first']} 1",
        "settings managers",
    ):
        asked += [(command, {}) for command in offered(await handle(desk, by(ADA, text)))]
    for entry in entries:
        for name in (entry.card.id, f"#{entry.number}", entry.card.id.rpartition("/")[2]):
            for what in ("", " history", " edit", " edit 1", " retire 1", " publish 1"):
                asked += [(f"card {name}{what}", {}), (f"card {name}{what}", TAKEN_OVER)]
            asked += [(f"why {name}", {}), (f"share card {name}", {})]
        for verb in ("publish", "reject", "second", "edit", "merge"):
            for revision in (1, 2):
                text = f"review {verb} #{entry.number} {revision}"
                asked += [(text, {}), (text, TAKEN_OVER), (f"{text} #{entries[1].number}", {})]
    seen = await waiting(desk)
    for some in ("", *(f" {fingerprint(drafts)}" for drafts in (seen, seen[:1], seen[1:]))):
        asked += [(f"review reject-all #{entry.number}{some}", {}) for entry in entries]
    links = (POSTED, f"https://discord.com/channels/1/general/{POSTED}", f"https://discord.com/channels/1/5/{POSTED}")
    asked += [(f"why {link}", {}) for link in (*links, written.id, written.title, "2026-11-22", "#1")]
    asked += [(f"search {words}", {}) for words in (kept, f"{kept} 2", "copper", "gate", "summer", "own words")]
    asked += [(f"share search {kept}", {}), (f"essays {written.id}", {}), ("lake", {}), ("dossier The lake", {})]
    for place in (f"<#{OURS.id}>", f"<#{ROOM.id}>", "<#nowhere>"):
        asked += [(f"{text} in {place}", {}) for text in ("subscriptions", "settings", "digest off", "dossier lake")]
        asked += [(f"setup in {place}", {}), (f"digest at 09:00 UTC in {place}", {})]
    asked += [("feeds remove " + str(number), {}) for number in range(1, 9)]
    return list({(text, tuple(fields.items())): (text, fields) for text, fields in asked}.values())


class Posted(FakeChat):
    """A chat in which every message has the same id."""

    async def send(self, delivery: Delivery) -> str:
        return POSTED


async def count_alike(desk: Desk, untouched: Desk) -> None:
    """Let both count on from the same numbers, which all spaces share."""
    for table, key, other in (("cards", "number", "id"), ("feeds", "id", "address")):
        [row] = await desk.database.reader.execute_fetchall(f"SELECT * FROM {table} ORDER BY {key} DESC LIMIT 1")
        away = {**dict(row), "space": "slack:NOWHERE", "dossier": "nothing", other: "nothing"}
        async with untouched.database.transaction() as db:
            columns = ", ".join(away)
            await db.execute(f"INSERT INTO {table} ({columns}) VALUES ({', '.join(f':{name}' for name in away)})", away)


@pytest.mark.parametrize("channel", STRANGERS, ids=lambda channel: channel.key)
async def test_whatever_a_stranger_asks_is_answered_as_if_ours_had_done_nothing(desk, untouched, channel):
    """So what is ours and what there is not are answered alike, whatever it is and however it is called."""
    asked = await whatever_there_is(desk)
    before = await ours(desk)
    await count_alike(desk, untouched)
    for one in (desk, untouched):  # something of their own, and something to reach for with it
        theirs = essay(FIRST, title="Theirs")
        await keep(one, theirs, drafted(theirs, FIRST, "outlook/mine"), space=channel.space)

    assert len(asked) > 300
    for text, fields in asked:
        page = await handle(desk, nosy(text, channel, fields))

        assert "our fault" not in said(page), text
        assert page == await handle(untouched, nosy(text, channel, fields)), text
    for completes in {one.completes for command in COMMANDS for one in command.parameters} | {"setting"}:
        for typed in ("", "l", "lake", "redlines/", "gate", "Letter", "leverage/railway"):
            request = nosy("", channel, {})
            offers = await suggest(desk, request, completes, typed)
            assert offers == await suggest(untouched, request, completes, typed), (completes, typed)

    assert await ours(desk) == before
    pages = await desk.database.reader.execute_fetchall(
        "SELECT body FROM deliveries JOIN pages ON pages.id = page WHERE channel NOT LIKE 'discord:1/%'"
    )
    assert not [row["body"] for row in pages if "copper" in row["body"] or "Our own" in row["body"]]


@pytest.mark.parametrize("channel", STRANGERS, ids=lambda channel: channel.key)
async def test_no_draft_of_theirs_is_merged_with_what_is_ours(desk, channel):
    draft, _, card = [await held(desk, id) for id in ("redlines/gate", "positions/summer", "leverage/railway")]
    theirs = essay(FIRST, title="Theirs")
    await keep(desk, theirs, drafted(theirs, FIRST, "redlines/mine"), space=channel.space)
    mine = (await waiting(desk, channel.space))[0]
    before = await ours(desk)

    for one, other in ((mine, card), (mine, draft), (draft, mine), (card, mine)):
        page = await handle(desk, by(EVE, f"review merge #{one.number} 1 #{other.number}", channel))
        assert f"There is no card #{other.number if one is mine else one.number} here" in said(page)

    assert await ours(desk) == before


async def ours(desk: Desk) -> dict[str, list[tuple[object, ...]]]:
    """All that our space has, in every table, as it stands."""
    found = about(OURS.space, await contents(desk.database))
    assert {"cards", "essays", "subscriptions", "bottom_lines", "audit"} <= {
        name for name, rows in found.items() if rows
    }
    return found


async def test_an_editor_here_is_no_editor_there(desk, database):
    """Who manages one server and only reads another."""
    draft = await held(desk, "redlines/gate")
    before = await everything(database)
    request = by(EVE, f"review publish #{draft.number} 1")

    async def only_there() -> bool:
        return False

    page = await handle(desk, type(request)(request.text, OURS, EVE, only_there))

    assert page.tone is Tone.MISTAKE
    assert await everything(database) == before


async def test_what_is_ours_is_posted_in_our_space_alone(desk, chat):
    for channel in STRANGERS:
        await handle(desk, by(BEN, "subscribe redlines at once", channel))
        await handle(desk, by(BEN, "settings review here", channel))
    draft = await held(desk, "redlines/gate")
    await handle(desk, by(ADA, f"review second #{draft.number} 1"))
    await handle(desk, by(BEN, f"review publish #{draft.number} 1"))
    await handle(desk, by(BEN, "card redlines/gate retire"))

    await send_waiting(desk.database, dict.fromkeys(Platform, chat), desk.now)

    assert chat.sent
    assert {one.channel for one in chat.sent} == {ROOM}


async def test_a_shipped_card_that_one_space_decides_on_stays_as_it_was_for_the_others(desk, database):
    shipped = await cards.find(database.reader, OURS.space, "redlines/neutrality", "ukraine-talks")
    await handle(desk, by(ADA, "dossier ukraine-talks"))
    await handle(desk, by(ADA, f"card #{shipped.number} retire 1"))

    assert (await cards.find(database.reader, OURS.space, "redlines/neutrality")).state is State.RETIRED
    assert await cards.find(database.reader, THEIRS.space, "redlines/neutrality") == shipped
