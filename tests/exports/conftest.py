"""A desk that has used everything, on Discord's terms: its channels are in as many states as there are."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat import Channel, Group, Person, Platform, SendFailed, Space
from bot.commands import Desk, handle
from bot.commands.moving import export_space
from bot.digests import make_due_digests
from bot.outbox import send_waiting
from bot.store import cards, feeds, layouts, lost, managers, mentions
from bot.store.database import Database
from bot.store.dossiers import load_shipped
from bot.store.mentions import Mention
from briefs.dossier import content_hash, load_dossier, shipped
from tests.commands.editors import SENTENCES, by, drafted, essay, keep
from tests.commands.pages import said
from tests.conftest import SUNDAY, Clock, FakeChat

SPACE, OTHER = Space(Platform.DISCORD, "71"), Space(Platform.DISCORD, "72")
ROOM, EDITORS, QUIET, LOST, NEW = [Channel(SPACE, str(number)) for number in range(100, 105)]
ADA, BEN, EVE = (
    Person("80351110224678911", "Ada"),
    Person("80351110224678912", "Ben"),
    Person("80351110224678913", "Eve"),
)
DIRECT = Channel(SPACE, f"@{ADA.id}")
FOURTH = "Kessary insists that the railway stays in its hands until Mereth has paid for the copper."
CHANNELS = (ROOM, EDITORS, QUIET, LOST, NEW, DIRECT)
DAY = timedelta(days=1)


class Numbered(FakeChat):
    """A platform that gives numbers, as Discord does."""

    async def send(self, delivery) -> str:
        if delivery.channel == LOST and len(self.sent) > 6:
            raise SendFailed("I lack the right to post.", permanent=True)
        return str(900 + int((await super().send(delivery))[1:]))


async def use(desk: Desk, clock: Clock, chat: FakeChat) -> None:
    """Two days of a desk."""

    async def ask(text: str, channel: Channel = ROOM, person: Person = ADA, /, **fields: str) -> None:
        page = await handle(desk, by(person, text, channel, **fields))
        assert "our fault" not in said(page), text

    async def send() -> None:
        await make_due_digests(desk.database, clock())
        await send_waiting(desk.database, dict.fromkeys(Platform, chat), clock)

    taken = essay(*SENTENCES)
    ids = ("redlines/gate", "positions/summer", "leverage/railway")
    drafts = [drafted(taken, sentence, id) for sentence, id in zip(SENTENCES, ids, strict=True)]
    await keep(desk, taken, *drafts, space=SPACE, by=ADA)
    further = essay(FOURTH, title="Rails")
    await keep(desk, further, drafted(further, FOURTH, "leverage/rails"), space=SPACE, by=BEN)
    await ask("settings review here", EDITORS)
    await ask("settings warn 7d")
    await ask("dossier lake", QUIET)
    await ask("dossier new river The river", NEW)
    await ask("subscribe redlines leverage")
    await ask("subscribe redlines at once")
    await ask("subscribe redlines me")
    await ask("subscribe leverage or not kind:judgement weekly tue")
    await ask("subscribe positions and party:russia", EDITORS)
    for channel, at in (
        (ROOM, "09:00 Europe/Berlin"),
        (EDITORS, "10:00 UTC weekdays"),
        (QUIET, "09:30 UTC"),
        (LOST, "8:00 UTC"),
    ):
        await ask(f"digest at {at}", channel)
    await ask("settings quiet 22:00-07:00 Europe/Berlin", QUIET)
    await ask("settings skip 2026-12-25", QUIET)
    await ask("settings late 6h", QUIET)
    for channel in (ROOM, QUIET):
        await ask("settings cap 2", channel)
    await ask("settings empty skip", EDITORS)
    await ask("digest now", QUIET)
    await ask("bottomline redlines edit", QUIET, text="The gate stays shut.")
    async with desk.database.transaction() as db:
        feed = await feeds.add(db, SPACE, "lake", "https://example.org/rss.xml", "Harbour News", ADA.id, clock())
        await feeds.note_seen(db, feed, ["a", "b"], clock())
        await feeds.note_trouble(db, feed, clock(), "It has answered 404 since 22 November.")
        await lost.leave_notice(db, SPACE, EVE.id, "I could not post.", clock())
        await lost.lose(db, NEW, "I lack the right to post.", clock())
        await managers.choose(db, SPACE, Group("555", "Editors"))
        await mentions.choose(db, QUIET, Mention(Group("556", "Desk"), "lake", "redlines", 2))
        await mentions.choose(db, ROOM, Mention(Group("557", "Talks"), "ukraine-talks", "", 1))
        await layouts.thread(db, QUIET, ADA)
    gate, summer, railway = [await _held(desk, id) for id in ids]
    await ask(f"review publish #{gate.number} 1", QUIET)
    await ask(f"review second #{summer.number} 1", QUIET)
    await ask(f"review publish #{summer.number} 1", QUIET, BEN)
    await ask(f"review reject #{railway.number} 1", QUIET)
    await send()
    clock.forward(days=1, hours=3)
    async with desk.database.transaction() as db:
        await lost.regain(db, NEW, clock())
    await ask("add", QUIET, text="\n\n".join((FOURTH, "Mereth refuses to pay Kessary for the water, and says so.")))
    await send()
    await ask("card redlines/neutrality retire 1")
    await rewrite_card(desk, "redlines/gate")
    await ask("settings pause until 2026-12-01", EDITORS)
    await ask("share card positions/summer", QUIET, BEN)
    await send()
    clock.forward(days=1)
    await make_due_digests(desk.database, clock())  # ... and it ends before these are sent


async def rewrite_card(
    desk: Desk, id: str, headline: str = "Kessary will not open the gate before its vote on 7 February"
) -> None:
    entry = await _held(desk, id)
    form = (await handle(desk, by(ADA, f"card #{entry.number} edit", QUIET))).form
    assert form
    answers = {question.name: question.value for question in form.questions}
    page = await handle(desk, by(ADA, form.command, QUIET, **answers | {"headline": headline}))
    assert "changed" in said(page), said(page)


async def _held(desk: Desk, id: str):
    entry = await cards.find(desk.database.reader, SPACE, id, "lake")
    assert entry, id
    return entry


async def fresh(path: Path) -> Database:
    """A new database with the shipped dossier."""
    database = await Database.open(path)
    for folder in shipped():
        await load_shipped(database, load_dossier(folder), content_hash(folder), SUNDAY - 30 * DAY)
    return database


@pytest.fixture
async def desk(tmp_path: Path, clock: Clock) -> AsyncIterator[Desk]:
    database = await fresh(tmp_path / "communique.db")
    yield Desk(database, clock)
    await database.close()


@pytest.fixture
async def used(desk: Desk, clock: Clock) -> Desk:
    """A space that has used everything, beside another that has too."""
    await handle(desk, by(ADA, "subscribe redlines", Channel(OTHER, "100")))
    await handle(desk, by(ADA, "digest at 09:00 UTC", Channel(OTHER, "100")))
    await use(desk, clock, Numbered())
    return desk


@pytest.fixture
async def file(used: Desk) -> bytes:
    """Its export."""
    return json.dumps(await export_space(used, SPACE)).encode()


@pytest.fixture
async def elsewhere(tmp_path: Path, clock: Clock) -> AsyncIterator[Desk]:
    """Another database, in which the other space has something."""
    database = await fresh(tmp_path / "elsewhere.db")
    desk = Desk(database, clock)
    await handle(desk, by(BEN, "subscribe leverage", Channel(OTHER, "100")))
    await handle(desk, by(BEN, "digest at 09:00 UTC", Channel(OTHER, "100")))
    yield desk
    await database.close()
