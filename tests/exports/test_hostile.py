"""A file may come from anybody: what is wrong in it is named with its place, and nothing of it is put in."""

from __future__ import annotations

import copy
import json
import os
import random
import re
from typing import Any

import pytest

from bot.chat import Platform
from bot.commands import handle
from bot.commands.moving import import_space
from bot.digests import make_due_digests
from bot.outbox import send_waiting
from bot.store import owned
from bot.store.exports.checks import LARGEST, Unusable
from tests.commands.editors import by
from tests.commands.pages import said
from tests.exports.conftest import BEN, EDITORS, OTHER, QUIET, ROOM, SPACE, Numbered
from tests.exports.test_moving import rows_of

WRONG: list[tuple[str, Any, str]] = [  # where, what stands there instead, and what is said of it
    ("communique", 2, "form 2, and this Communiqué reads form 1"),
    ("communique", "1", "no export of Communiqué"),
    ("space", "", "space: this is no space"),
    ("space", "discord:72/100", "space: this is no space"),
    ("space", "discord:%", "space: this is no space"),
    ("space", "discord:", "space: this is no space"),
    ("space", "mars:1", "space: this is no space"),
    ("space", ["discord:71"], "space: it should be a valid string"),
    ("exported_at", "2030-01-01T00:00:00.000000Z", "exported_at: this is still to come"),
    ("exported_at", "yesterday", "exported_at: it should be a time"),
    ("cards", {}, "cards: it should be a valid array"),
    ("cards.0.evidence", "none", "cards[0].evidence: it should be a valid array"),
    ("cards.0.evidence.0.start", "7", "cards[0].evidence[0].start: it should be a valid integer"),
    ("cards.0.evidence.0.essay", "nowhere", "cards[0].evidence[0].essay: there is no essay nowhere in lake"),
    ("cards.0.evidence.0.exact", None, "cards[0].evidence[0].exact: it should be a valid string"),
    ("cards.0.kind", "gossip", "cards[0].kind: it should be"),
    ("cards.0.state", "deleted", "cards[0].state: it should be"),
    ("cards.0.headline", "x" * 2001, "cards[0].headline: it should have at most 2000 characters"),
    ("cards.0.number", -1, "cards[0].number: it should be greater than"),
    ("cards.0.number", 2**70, "cards[0].number: it should be less than"),
    ("cards.0.revision", 1.5, "cards[0].revision: it should be a valid integer"),
    ("cards.0.revision", True, "cards[0].revision: it should be a valid integer"),
    ("cards.0.id", "redlines/x; DROP TABLE cards", "cards[0].id: it should be a card's id"),
    ("cards.0.topic", "outlook", "cards[0].topic: a card's id begins with its topic"),
    ("cards.0.dossier", "nowhere", "cards[0].dossier: there is no dossier nowhere"),
    ("cards.0.space", "discord:72", "cards[0].space: nothing of this name belongs here"),
    ("cards.0.password", "x", "cards[0].password: nothing of this name belongs here"),
    ("cards.1", "=0", "cards[1]: this is there twice"),
    ("card_revisions.0.revision", 99, "card_revisions[0].revision: it is later than the card's"),
    ("card_revisions.0.card", "redlines/nowhere", "card_revisions[0].card: there is no card redlines/nowhere"),
    ("essays.0.snapshot", "Other words.", "essays[0].snapshot_hash: it is not the hash"),
    ("dossiers.0.outline.topics", [], "dossiers[0].outline.topics: it should have at least 1 item"),
    ("dossiers.0.outline.slug", "other", "dossiers[0].outline.slug: it is not the dossier's"),
    ("dossiers.0.outline.cards", [{}], "dossiers[0].outline.cards"),
    ("channels.0.channel", "100/../200", "channels[0].channel: it should be a channel's id"),
    ("channels.0.channel", "discord:72/100", "channels[0].channel: it should be a channel's id"),
    ("channels.0.channel", "general", "channels[0].channel: discord has no channel with such an id"),
    ("channels.0.seen", "nowhere", "channels[0].seen: there is no such set"),
    ("channels.0.quiet", "all day", "channels[0].quiet: it should be hours"),
    ("channels.0.quiet", "22:00-22:00 UTC", "channels[0].quiet: it should be hours"),
    ("channels.0.told", "2026-11-24 [", "channels[0].told: nobody can read this"),
    ("subscriptions.0.filter", "and and", "subscriptions[0].filter: it should be a filter"),
    ("subscriptions.0.often", "hourly", "subscriptions[0].often: it should be one of"),
    ("subscriptions.0.by_id", "../", "subscriptions[0].by_id: it should be a person's id"),
    ("subscriptions.0.by_id", "ada", "subscriptions[0].by_id: discord has no person with such an id"),
    ("schedules.0.time", "25:00", "schedules[0].time: it should be a time of day"),
    ("schedules.0.time", "9:00", "schedules[0].time: it should be a time of day"),
    ("schedules.0.days", "0123456789", "schedules[0].days: it should be days"),
    ("schedules.0.days", "", "schedules[0].days: it should be days"),
    ("schedules.0.zone", "x\ny", "schedules[0].zone: it should be a time zone"),
    ("schedules.0.next_due", "0001-01-01T00:00:00.000000Z", "schedules[0].next_due: it should be a time"),
    ("schedules.0.next_due", "2026-11-22T08:00:00Z", "schedules[0].next_due: it should be a time"),
    ("schedules.0.skipped", "2026-13-01", "schedules[0].skipped: it should be dates"),
    ("editions.0.date", "2026-11-22+x", "editions[0].date: it should be a date"),
    ("editions.0.cards", "nowhere", "editions[0].cards: there is no such set"),
    ("deliveries.0.key", "digest discord:72/100 2026-12-01", "deliveries[0].key: it begins with a word, and then"),
    ("deliveries.0.key", "digest discord:711/100 2026-12-01", "deliveries[0].key: it begins with a word, and then"),
    ("deliveries.0.page", "nowhere", "deliveries[0].page: there is no such page"),
    ("deliveries.0.message", "C1/1.2", "deliveries[0].message: discord has no message"),
    ("deliveries.0.corrects", 1, "deliveries[0].corrects: there is no such delivery before it"),
    ("deliveries.0.state", "sending", "deliveries[0].state: it should be"),
    ("pages.0.title", "", "this is no page that every platform could show"),
    ("pages.0.title", "x" * 500, "this is no page that every platform could show"),
    ("pages.0.buttons", [{"label": "x", "command": "y"}] * 9, "this is no page that every platform could show"),
    ("pages.0.blocks", [{"type": "script"}], "this is no page that every platform could show"),
    ("pages.0.blocks", [{"type": "text", "markup": [{"type": "link", "text": "x", "address": "data:x"}]}], "no page"),
    ("feeds.0.address", "http://127.0.0.1:9/", "feeds[0].address: 127.0.0.1 is not on the public internet"),
        ("feeds.0.address", "http://example.org:9/", "feeds[0].address: Only the usual ports"),
    ("feeds.0.address", "file:///etc/passwd", "feeds[0].address: An address begins with https://"),
    ("feeds.0.etag", "a\r\nX-Evil: 1", "feeds[0].etag: it should be what can stand in a header"),
    ("feed_entries.0.feed", 99, "feed_entries[0].feed: there is no feed 99"),
    ("audit.0.before", "{", "audit[0].before: it should be an object"),
    ("managers.0.id", "@everyone", "managers[0].id: it should be an id"),
    ("managers.0.id", "71", "managers[0].id: this would mean everybody"),
    ("mentions.0.id", "71", "mentions[0].id: this would mean everybody"),
    ("mentions.0.filter", "or", "mentions[0].filter"),
    ("deliveries.0.mention", "71", "deliveries[0].mention: this would mean everybody"),
    ("approvals.0.by_id", "'", "approvals[0].by_id: it should be a person's id"),
    ("evil", [], "evil: nothing of this name belongs here"),
]  # fmt: skip


def changed(held: dict[str, Any], where: str, value: Any) -> bytes:
    """The export with another value somewhere; of a dictionary, 0 is its first."""
    whole: Any = copy.deepcopy(held)
    *path, last = where.split(".")
    part = whole
    for step in path:
        part = (
            list(part.values())[int(step)]
            if isinstance(part, dict) and step.isdigit()
            else part[int(step) if step.isdigit() else step]
        )
    if value == "=0":
        value = part[0]
    part[int(last) if last.isdigit() else last] = value
    return json.dumps(whole).encode()


@pytest.fixture
async def held(file: bytes) -> dict[str, Any]:
    return json.loads(file)


async def test_what_is_wrong_is_named_with_its_place_and_nothing_is_put_in(elsewhere, held):
    for where, value, sentence in WRONG:
        with pytest.raises(Unusable) as refused:
            await import_space(elsewhere, changed(held, where, value))

        assert sentence in str(refused.value), (where, value, str(refused.value))
        assert await owned.spaces(elsewhere.database.reader) == [OTHER.key], where
    for missing in held:
        with pytest.raises(Unusable, match=f"{missing}: it is missing|no export"):
            await import_space(elsewhere, json.dumps({name: held[name] for name in held if name != missing}).encode())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b'{"communique": 1',
        b'{"communique": 1}',
        b"[" * 100_000,
        b'{"communique": ' * 5000,
        b'{"communique": 1, "audit": ' + b"[" * 5000 + b"]" * 5000 + b"}",
        b'{"communique": NaN}',
        b"<opml/>",
    ],
)
async def test_what_is_no_export_is_said_to_be_none(elsewhere, content):
    with pytest.raises(Unusable):
        await import_space(elsewhere, content)


async def test_a_file_without_end_is_not_read(elsewhere):
    with pytest.raises(Unusable, match="more than 128 MB"):
        await import_space(elsewhere, bytes(LARGEST + 1))


async def test_many_problems_are_not_all_told(elsewhere, held):
    for card in held["cards"]:
        card.update(kind="x", state="y", stance="z", likelihood="w")

    with pytest.raises(Unusable) as refused:
        await import_space(elsewhere, json.dumps(held).encode())

    assert len(str(refused.value).split("\n")) == 11
    assert "more." in str(refused.value)


def leaves(part: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(part, dict) and part:
        return [leaf for name, one in part.items() for leaf in leaves(one, (*path, name))]
    if isinstance(part, list) and part:
        return [leaf for place, one in enumerate(part) for leaf in leaves(one, (*path, place))]
    return [path]


async def refusal(desk, whole: dict[str, Any]) -> str:
    """Why it is not put in; "" where it is."""
    try:
        await import_space(desk, json.dumps(whole).encode(), replace=True)
    except Unusable as wrong:
        return str(wrong)
    return ""


HOSTILE: tuple[Any, ...] = (
    None, "", "x" * 3000, "\u0000", "\u202e@everyone", "'; DROP TABLE cards; --", "discord:72/100", "%", "../../etc",
    -1, 0, 1, 2**53, 1.5, True, [], {}, [[]], {"type": "person"}, "2026-11-22T08:00:00.000000Z", "72", "@72",
    "9999-12-31T23:59:59.999999Z", "2015-01-01T00:00:00.000000Z", "2026-11-22", "digest discord:71/100 2026-12-01",
    "redlines/x", "lake", "not redlines",
)  # fmt: skip


@pytest.mark.timeout(600)
async def test_whatever_stands_in_one_place_is_refused_or_harms_nobody(elsewhere, held, clock):
    """Each leaf in turn, by chance, holds something else; what is let in is used, and nobody else feels it."""
    draw = random.Random(os.environ.get("HOSTILE", "7"))
    taken = 0
    for _ in range(int(os.environ.get("HOSTILE", "150"))):
        whole = copy.deepcopy(held)
        part = draw.choice([name for name in sorted(held) if name not in ("communique", "space")])
        *path, last = draw.choice(leaves(whole[part], (part,)))
        target: Any = whole
        for step in path:
            target = target[step]
        target[last] = draw.choice(HOSTILE)
        before = await rows_of(elsewhere.database, OTHER)
        refused = await refusal(elsewhere, whole)
        if refused:
            assert re.match(r"[a-z_]+(\[|\.|:)", refused), (path, last, target[last], refused)
            continue
        taken += 1
        assert await rows_of(elsewhere.database, OTHER) == before, (path, last, target[last])
        await use(elsewhere, clock, (path, last, target[last]))
        async with elsewhere.database.transaction() as db:
            await owned.clear_space(db, SPACE.key)
    assert taken > 20, "most changes are refused, and some are let in"


async def use(desk, clock, why) -> None:
    """What the bot does of an evening: no answer is our fault, every turn ends, and others get theirs."""
    chat = Numbered()
    for text in (
        "brief", "redlines", "leverage", "card redlines/gate", "changes since 30d", "essays", "dossiers",
        "subscriptions", "settings", "feeds", "audit", "review", "bottomline redlines", "search gate",
        "digest preview", "why",
    ):  # fmt: skip
        for channel in (ROOM, QUIET, EDITORS):
            page = await handle(desk, by(BEN, text, channel))
            assert "our fault" not in said(page), (why, text)
    later = clock.now.replace(hour=23)
    await make_due_digests(desk.database, later)
    await send_waiting(desk.database, dict.fromkeys(Platform, chat), lambda: later)
    assert all(one.channel.space in (SPACE, OTHER) for one in chat.sent), why
