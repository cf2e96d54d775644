"""What each command needs of who asks: one table for every platform. A command that is not in it fails a test."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.chat import Channel, Request, Space
from bot.commands import Desk, grammar, handle
from bot.commands.table import command_text
from bot.store import cards, feeds, review
from bot.store.database import Database
from bot.view.page import Page
from bot.view.reviewing import fingerprint
from briefs.model import TOPICS, State
from tests.commands.editors import ADA, SENTENCES, drafted, essay, keep


class Need(StrEnum):
    """Who may, and whether anything changes."""

    READ = "read"  # everybody in the space; nothing changes
    OWN = "own"  # everybody, of what is theirs alone
    POST = "post"  # who may write in the channel
    MANAGE = "manage"  # who manages the channel, or is in the chosen group
    APPOINT = "appoint"  # who manages the whole space by the platform's own rights
    DRAFT = "draft"  # editors see it; to everybody else it is not there


@dataclass(frozen=True)
class Row:
    """One thing to ask: as it is typed, with the names of what the space holds in braces."""

    text: str
    need: Need
    fields: Mapping[str, str] = field(default_factory=dict)  # a form that was filled in
    theirs: bool = False  # in direct messages it is about these alone, so everybody may
    slash: tuple[str, Mapping[str, str]] | None = None  # the command of the table, and its options
    reaches_out: bool = False  # it reads the web, and changes nothing where that cannot be read
    alone: bool = True  # it can be asked where one is alone

    @property
    def name(self) -> str:
        """For people who read what failed."""
        return self.text + (" (sent)" if self.fields else "")

    def typed(self, held: Mapping[str, str]) -> str:
        """The command text in a space that holds these."""
        return self.text.format_map(held)


def _table(name: str, need: Need, /, *, theirs: bool = False, reaches_out: bool = False, **options: str) -> Row:
    """A command of the table, with these options."""
    return Row(command_text(name, options), need, theirs=theirs, slash=(name, options), reaches_out=reaches_out)


READ, OWN, POST, MANAGE, APPOINT, DRAFT = Need
EDITED = {"headline": "Kessary keeps the gate shut", "text": "Kessary will not open the gate.", "note": "shorter"}
SETUP = {"channel": "{channel}", "time": "09:00", "zone": "Europe/Berlin", "days": "daily", "topics": "redlines"}
ROWS = (
    _table("brief", READ),
    _table("brief", READ, topic="redlines"),
    Row("redlines 2", READ),
    Row("nonsense and more", READ),
    _table("search", READ, words="railway"),
    Row("search railway 1", READ),
    _table("card", READ, id="{card}"),
    _table("card", DRAFT, id="{draft}"),
    Row("card {card} history", READ),
    Row("card {draft} history", DRAFT),
    _table("changes", READ, since="7d"),
    Row("changes since 7d 1", READ),
    _table("topics", READ),
    _table("essays", READ),
    Row("essays 1", READ),
    _table("dossiers", READ),
    Row("dossiers 1", READ),
    Row("dossier", READ),
    _table("subscriptions", READ),
    Row("subscriptions 1", READ),
    _table("digest preview", READ),
    Row("digest", READ),
    _table("feeds list", READ),
    Row("feeds 1", READ),
    _table("settings", READ),
    _table("bottomline", READ, topic="redlines"),
    Row("bottomline", READ),
    _table("why", READ),
    _table("why", READ, id="{card}"),
    _table("doctor", READ),
    _table("help", READ),
    _table("forget me", READ),
    Row("share", POST),
    Row("share topics", POST),
    Row("share card {card}", POST),
    Row("subscribe redlines me", OWN),
    Row("subscribe leverage at once me", OWN),
    Row("unsubscribe redlines me", OWN),
    Row("forget me now", OWN),
    _table("dossier", MANAGE, theirs=True, name="lake"),
    Row("dossier new river The river", MANAGE),
    _table("setup", MANAGE, theirs=True),
    Row("setup", MANAGE, SETUP, theirs=True),
    Row("setup in {channel}", MANAGE, theirs=True),
    Row("setup elsewhere", READ),
    Row("setup elsewhere", MANAGE, SETUP, theirs=True),
    _table("subscribe", MANAGE, theirs=True, topic="redlines"),
    Row("subscribe redlines at once", MANAGE, theirs=True),
    _table("subscribe", MANAGE, theirs=True, topic="redlines or party:mereth", often="weekly fri"),
    _table("unsubscribe", MANAGE, theirs=True, topic="redlines"),
    _table("digest schedule", MANAGE, theirs=True, time="09:00", zone="Europe/Berlin"),
    _table("digest now", MANAGE, theirs=True),
    _table("essay add", MANAGE),
    Row("add {essay}", MANAGE),
    Row("add", MANAGE, {"text": "{essay}", "title": "Water again"}),
    Row("add https://example.org/essay", MANAGE, reaches_out=True),
    _table("feeds add", MANAGE, address="https://example.org/feed", reaches_out=True),
    _table("settings", MANAGE, theirs=True, what="quiet 22:00-07:00 Europe/Berlin"),
    _table("settings", MANAGE, theirs=True, what="quiet off"),
    _table("settings", MANAGE, theirs=True, what="pause 1w"),
    _table("settings", MANAGE, theirs=True, what="pause off"),
    _table("settings", MANAGE, theirs=True, what="skip tomorrow"),
    _table("settings", MANAGE, theirs=True, what="skip off"),
    _table("settings", MANAGE, theirs=True, what="late 6h"),
    _table("settings", MANAGE, theirs=True, what="empty skip"),
    _table("settings", MANAGE, theirs=True, what="cap 3"),
    _table("settings", MANAGE, theirs=True, what="cap off"),
    _table("settings", MANAGE, theirs=True, what="layout thread"),
    _table("settings", MANAGE, theirs=True, what="layout one"),
    Row("settings mention", MANAGE, alone=False),
    Row("settings mention", MANAGE, {"group": "{group}", "filter": "redlines", "most": "2"}, alone=False),
    Row("settings mention {group}", MANAGE, alone=False),
    Row("settings mention off", MANAGE, alone=False),
    _table("settings", MANAGE, what="review here"),
    _table("settings", MANAGE, what="review off"),
    Row("settings two-editors on", MANAGE, alone=False),
    _table("settings", MANAGE, what="two-editors off"),
    _table("settings", MANAGE, what="warn 7d"),
    _table("settings", MANAGE, what="keep 90d"),
    _table("settings", MANAGE, what="keep for good"),
    _table("digest off", MANAGE, theirs=True),
    _table("audit", MANAGE),
    Row("audit 1", MANAGE),
    _table("review", MANAGE),
    Row("review 2", MANAGE),
    Row("review after #{first}", MANAGE),
    Row("review edit #{first} 1", MANAGE),
    Row("review edit #{first} 1", MANAGE, EDITED),
    Row("review second #{first} 2", MANAGE, alone=False),
    Row("review reject-all #{first}", MANAGE),
    Row("review reject-all #{first} {drafts}", MANAGE),
    Row("review merge #{first} 2 #{second}", MANAGE),
    Row("review reject #{first} 2", MANAGE),
    Row("review publish #{second} 1", MANAGE),
    Row("card {draft} publish 1", MANAGE),
    Row("card {card} edit 2", MANAGE),
    Row("card {card} edit 2", MANAGE, {**EDITED, "headline": "The railway is Mereth's", "text": SENTENCES[2]}),
    Row("card {card} retire 2", MANAGE),
    Row("bottomline redlines edit", MANAGE),
    Row("bottomline redlines edit", MANAGE, {"text": "The gate stays shut."}),
    _table("feeds remove", MANAGE, id="{feed}"),
    Row("settings managers", APPOINT, alone=False),
    Row("settings managers", APPOINT, {"group": "{group}"}, alone=False),
    Row("settings managers {group}", APPOINT, alone=False),
    Row("settings managers off", APPOINT, alone=False),
)

# What a refusal says, by what was missing.
REFUSED = {
    POST: "You may not write in this channel",
    MANAGE: "Only people who manage|You do not manage that channel",
    APPOINT: "people who manage all channels",
    DRAFT: "There is no card",
}


def is_refused(need: Need, said: str) -> bool:
    """Whether an answer refuses for want of a right; the same with a platform's marks in it."""
    plain = re.sub(r"[\\*_]|\u200b", "", said)
    return need in REFUSED and re.search(REFUSED[need], plain) is not None


async def furnish(desk: Desk, channel: Channel, *, group: str = "") -> dict[str, str]:
    """A lake in a channel's space, with three drafts, a published card and a feed: the names of what it holds."""
    space, now = channel.space, desk.now()
    taken = essay(*SENTENCES, "The ferry at Orm runs until 9 May.", "Mereth will send 40 trucks of copper.")
    ids = ("redlines/gate", "positions/summer", "leverage/railway", "outlook/ferry")
    sentences = (*SENTENCES, "The ferry at Orm runs until 9 May.")
    await keep(desk, taken, *map(lambda sentence, id: drafted(taken, sentence, id), sentences, ids), space=space)
    number = {id: await _number(desk, space, id) for id in ids}
    async with desk.database.transaction() as db:
        await feeds.add(db, space, "lake", "https://example.org/rss", "The Letter", ADA.id, now)
        shown = drafted(taken, sentences[2], ids[2])
        await cards.save(db, space.key, "lake", shown, State.PUBLISHED, ADA, now, what="published")
    [feed] = await feeds.of(desk.database.reader, space)
    for text in ("dossier lake", "digest at 08:00 UTC", "subscribe leverage"):
        await handle(desk, Request(text, channel, ADA, _may))
    return {
        "channel": channel.id,
        "draft": ids[3],
        "card": ids[2],
        "first": str(number[ids[0]]),
        "second": str(number[ids[1]]),
        "drafts": fingerprint(await review.drafts(desk.database.reader, space)),
        "feed": str(feed.id),
        "group": group,
        "essay": "Mereth will close the lock at Tarn on 3 June, says Hanne Coldwell. " * 3,
    }


async def _number(desk: Desk, space: Space, id: str) -> int:
    entry = await cards.find(desk.database.reader, space, id, "lake")
    assert entry
    return entry.number


async def _may() -> bool:
    return True


async def contents(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """All that stands in the database, but for what was searched for and what somebody was told."""
    tables = await database.reader.execute_fetchall(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'cards_found%'"
    )
    names = [str(row["name"]) for row in tables if row["name"] not in ("searches", "notices")]
    return {
        name: [tuple(row) for row in await database.reader.execute_fetchall(f"SELECT * FROM {name}")] for name in names
    }


def about(space: Space, held: dict[str, list[tuple[object, ...]]]) -> dict[str, list[tuple[object, ...]]]:
    """What of it names a space."""
    named = re.compile(rf"\b{space.key}(?!\w)")
    return {table: [row for row in rows if named.search(str(row))] for table, rows in held.items()}


def shape(text: str) -> str:
    """A command text without what it names: "card ID edit", "digest at", "TOPIC"."""
    read = grammar.read(text)
    verb, words = {"find": "search", "follow": "subscribe", "unfollow": "unsubscribe"}.get(read.verb, read.verb), []
    words = read.rest.casefold().split()
    if verb in TOPICS:
        return "TOPIC"
    if verb == "share":
        return "share"
    if verb == "card":
        return " ".join(["card ID", *(word for word in words if word in ("edit", "retire", "publish", "history"))])
    if verb == "bottomline":
        return " ".join(["bottomline", *(word for word in words if word == "edit")])
    if verb in ("subscribe", "unsubscribe"):
        return " ".join([verb, *(["at once"] if "once" in words else []), *(["me"] if "me" in words else [])])
    kinds = ("digest", "settings", "feeds", "review", "dossier", "setup", "forget")
    known = [word for word in words[:2] if re.fullmatch(r"[a-z-]+", word)]
    if verb == "forget":
        return " ".join([verb, *known])
    if verb == "dossier":
        return "dossier new" if words[:1] == ["new"] and words[1:] else " ".join([verb, *(["NAME"] if words else [])])
    if verb == "setup":
        return " ".join([verb, *(word for word in known[:1] if word in ("in", "elsewhere"))])
    return " ".join([verb, *known[:1]]) if verb in kinds else verb


def offered(page: Page) -> list[str]:
    """Every command that a page offers: behind its buttons, its select and its form."""
    commands = [button.command for button in page.buttons]
    commands += [option.command for option in page.select.options] if page.select else []
    return commands + ([page.form.command] if page.form else [])


async def drafts_left(desk: Desk, space: Space) -> int:
    """How many drafts wait."""
    return len(await review.drafts(desk.database.reader, space))
