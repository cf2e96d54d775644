"""A source that changed is read again at its address: quotes are found again, or their cards are marked."""

from __future__ import annotations

import re
from dataclasses import replace

from aiohttp import web

from bot.commands import Desk, handle
from bot.commands.desk import Sources
from bot.sources.fetch import Fetcher
from bot.sources.workers import Workers
from bot.store import cards, dossiers, review
from briefs.model import Entry
from tests.commands.pages import said
from tests.commands.test_essays import RIVER
from tests.conftest import PAGE, ask
from tests.sources.web import site

ESSAY = RIVER.read_text(encoding="utf-8")
MOVED = " In return he offers Mereth a tenth of the dam's electricity at cost, for fifteen years."
BEFORE = ESSAY.replace(MOVED, "").replace(" The winter flow can be discussed, she says.", MOVED)
GONE = "Kessary still owes 1"


def as_page(text: str) -> str:
    paragraphs = "".join(f"<p>{block}</p>" for block in text.split("\n\n")[1:])
    return f"<html><body><article><h1>The River Keeps No Minutes</h1>{paragraphs}</article></body></html>"


def typeset(text: str) -> str:
    """With the quotation marks and apostrophes of a book."""
    return text.replace(' "', " “").replace('"', "”").replace("'", "’")


async def published(desk: Desk) -> dict[str, Entry]:
    return {entry.card.id: entry for entry in await cards.published(desk.database.reader, PAGE.space, "river")}


async def test_quotes_that_moved_or_were_typeset_are_found_again_and_cards_that_lost_theirs_are_marked(desk):
    texts = [BEFORE, typeset(re.sub(rf"{GONE}[^.]*\.[^.]*\.", "", ESSAY))]

    async def essay(request: web.Request) -> web.Response:
        return web.Response(text=as_page(texts[0]), content_type="text/html")

    async with site(essay=essay) as port, Workers(patience=20) as workers:
        desk = replace(desk, sources=Sources(Fetcher(allow=[("127.0.0.1", port)]), workers))
        add = ask(f"add http://127.0.0.1:{port}/essay")
        await handle(desk, ask("dossier new river The river"))
        await handle(desk, add)
        for entry in await review.drafts(desk.database.reader, PAGE.space):
            await handle(desk, ask(f"review publish #{entry.number} {entry.revision}"))
        before = await published(desk)
        del texts[0]
        page = await handle(desk, add)

    after = await published(desk)
    [record] = await dossiers.essays(desk.database.reader, PAGE.space, "river")
    text = (await dossiers.snapshots(desk.database.reader, PAGE.space, [record.snapshot_hash]))[record.snapshot_hash]
    gone = {id for id, entry in before.items() if any(GONE in one.exact for one in entry.card.evidence)}
    assert set(after) >= set(before)
    assert "lost the quote" in said(page)
    for id in gone:
        assert before[id].card.evidence[0] in after[id].card.evidence
        assert "no longer in the source, read again" in said(await handle(desk, ask(f"card {id}")))
    kept = [one for id, entry in after.items() if id not in gone for one in entry.card.evidence]
    assert [one.exact for one in kept if text[one.start : one.end] != one.exact] == []
    assert any(typeset(MOVED).strip() in one.exact for one in kept)
    assert any("“We cannot deliver rain that has not fallen,” he" in one.exact for one in kept)
