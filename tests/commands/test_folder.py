"""Editors are told, once, what came of the files that somebody put into the watched folder."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from bot.chat import LOCAL, PAGE, Channel
from bot.commands import handle
from bot.commands.desk import Sources
from bot.commands.folder import look_into
from bot.sources.fetch import Fetcher
from bot.sources.workers import Workers
from bot.view.page import Tone, from_json
from briefs.derive import derive_cards
from briefs.dossier import shipped
from tests.commands.editors import ADA, by, every_sentence
from tests.commands.pages import said

ESSAY = (shipped()[0].parent / "demonstration" / "essay.md").read_bytes()
ROOM = Channel(LOCAL, "room")


@pytest.fixture
async def desk(desk):
    async with Workers(patience=20) as workers:
        yield replace(desk, sources=Sources(Fetcher(), workers))


@pytest.fixture
def put(tmp_path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()

    def put(name: str, content: bytes) -> None:
        (inbox / name).write_bytes(content)
        os.utime(inbox / name, (0, 0))

    return put


@pytest.fixture
def look(desk, tmp_path, clock):
    clock.now = clock.now.replace(year=2100)  # the files have rested long
    return lambda: look_into(desk, tmp_path / "inbox")


async def posts(desk):
    rows = await desk.database.reader.execute_fetchall(
        "SELECT channel, body FROM deliveries JOIN pages ON pages.id = page ORDER BY deliveries.id"
    )
    return [(row["channel"], from_json(row["body"])) for row in rows]


async def test_what_gave_no_card_is_said_with_what_to_do(desk, put, look):
    put("scan.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 99)
    put("note.txt", b"Milk, bread and two onions for Thursday.")

    assert await look() == 0
    assert await look() == 0

    [(channel, page)] = await posts(desk)
    assert channel == PAGE.key
    assert page.tone is Tone.MISTAKE
    assert page.title == "Watched folder: no card came of 2 files"
    assert "scan.png is of a kind that is not read. Upload .txt" in said(page)
    assert "note.txt: This text does not seem to be about a negotiation" in said(page)


async def test_drafts_are_told_where_no_review_channel_tells_of_them(desk, put, look):
    await handle(desk, by(ADA, "dossier new river The river", PAGE))
    put("essay.md", ESSAY)
    put("essay.rtf", b"{\\rtf1 An essay.}")

    assert await look() == 1

    [(_, page)] = await posts(desk)
    assert page.title == "Watched folder: no card came of 1 file"
    assert "drafts from “The River Keeps No Minutes”, in The river" in said(page)  # of which the page speaks


async def test_in_the_review_channel_drafts_have_a_post_of_their_own(desk, put, look):
    await handle(desk, by(ADA, "settings review here", ROOM))
    put("essay.md", ESSAY)
    assert await look() == 1
    put("scan.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 99)
    assert await look() == 0

    (first, drafts), (second, refused) = await posts(desk)
    assert first == second == ROOM.key
    assert "drafts from “The River Keeps No Minutes”" in drafts.title
    assert refused.title == "Watched folder: no card came of 1 file"
    assert "essay.md" not in said(refused)


async def test_the_same_essay_again_is_said_to_be_here(desk, put, look):
    put("essay.md", ESSAY)
    await look()
    put("copy.md", ESSAY + b"\n")

    await look()

    assert "taken in before" in said((await posts(desk))[-1][1])


async def test_what_only_gave_cards_a_further_source_gave_something(desk, put, look, tmp_path):
    gate = "Kessary will not open the northern gate of the dam before the vote on 7 February"
    put("herald.txt", f"{gate}, its minister said.".encode())
    put("mail.txt", f"{gate}, its minister said on Monday.".encode())

    await look_into(replace(desk, derive=every_sentence), tmp_path / "inbox")

    [(_, page)] = await posts(desk)
    assert page.tone is Tone.PLAIN
    assert page.title == "Watched folder: 2 files taken in"
    assert "herald.txt: 1 draft from “herald”" in said(page)
    assert "mail.txt: a further source of 1 card from “mail”" in said(page)


async def test_what_came_of_a_file_is_said_though_the_next_one_breaks(desk, put, look, tmp_path):
    async def derive(snapshot, dossier, published):
        if "Friday" in snapshot.text:
            raise RuntimeError("a fault of ours")
        return derive_cards(snapshot, dossier, published), ""

    put("1.txt", b"Milk, bread and two onions for Thursday.")
    put("2.txt", b"Milk, bread and three onions for Friday.")

    with pytest.raises(RuntimeError):
        await look_into(replace(desk, derive=derive), tmp_path / "inbox")

    [(_, page)] = await posts(desk)
    assert "1.txt: This text does not seem to be about a negotiation" in said(page)


async def test_very_many_files_fit_into_one_post(desk, put, look):
    for number in range(40):
        put(f"{number}-{'long' * 50}.png", b"\x89PNG" + bytes([number]) * 99)

    await look()

    [(_, page)] = await posts(desk)
    assert "And 32 more" in said(page)
