"""What an export has to be before anything of it is put into a database: of our form, and of one piece."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import BaseModel, StrictInt, ValidationError

from bot.chat import Platform
from bot.store import caps
from bot.store.database import Connection, utc_moment
from bot.store.deliveries import kept_page
from bot.store.exports.content import CardRow
from bot.store.exports.form import ROWS, VERSION, Export
from bot.store.exports.places import DeliveryRow
from bot.store.exports.row import Row
from bot.view.page import from_json

LARGEST = 128_000_000  # bytes: some 30,000 cards and posts; to read them takes seven times as much memory
MOST_SAID = 10  # problems
CLOCKS_DIFFER = timedelta(days=1)
SPACES = {Platform.DISCORD: "@?[0-9]{1,20}", Platform.SLACK: "[A-Z0-9]{2,20}", Platform.LOCAL: "local"}
PEOPLE = {Platform.DISCORD: "[0-9]{1,20}", Platform.SLACK: "[A-Z0-9]{2,20}", Platform.LOCAL: "[A-Za-z0-9]{1,40}"}
CHANNELS = {Platform.DISCORD: "[0-9]{1,20}", Platform.SLACK: "[A-Z0-9]{2,20}", Platform.LOCAL: "[A-Za-z0-9-]{1,40}"}
MESSAGES = {Platform.DISCORD: "(?:[0-9]{1,20}/)?[0-9]{1,20}", Platform.SLACK: r"[A-Z0-9]{2,20}(/[0-9]+\.[0-9]+){1,2}"}

Problems = Iterator[tuple[str, str]]  # the place, "cards[3].evidence", and a sentence


class Unusable(Exception):
    """No export, or one that cannot be put in. The text has a line for each problem, with its place."""


@dataclass(frozen=True)
class Shipped:
    """What the database has for every space: an export may build on it."""

    dossiers: Container[str]  # slugs
    essays: Container[tuple[str, str]]  # dossier and id


async def shipped_with(db: Connection) -> Shipped:
    """What this database ships."""
    dossiers = await db.execute_fetchall("SELECT slug FROM dossiers WHERE space = ''")
    essays = await db.execute_fetchall("SELECT dossier, id FROM essays WHERE space = ''")
    return Shipped({row["slug"] for row in dossiers}, {(row["dossier"], row["id"]) for row in essays})


@dataclass(frozen=True)
class Checked:
    """An export that can be put in."""

    export: Export
    pages: Mapping[str, tuple[str, str]]  # as the database keeps them (see kept_page), by their ids in the file


class _Head(BaseModel):
    communique: StrictInt


def read(content: bytes, shipped: Shipped, now: datetime) -> Checked:
    """The export that a file holds. Raises Unusable."""
    if len(content) > LARGEST:
        raise Unusable(
            f"The file has more than {LARGEST // 1_000_000} MB: a space that large is moved as a whole copy."
        )
    try:
        head = _Head.model_validate_json(content)
    except ValidationError:
        raise Unusable("This is no export of Communiqué: `communique export` writes one.") from None
    if head.communique != VERSION:
        raise Unusable(
            f"This export has form {head.communique}, and this Communiqué reads form {VERSION}. "
            "Install the version that wrote it, or a newer one."
        )
    try:
        export = Export.model_validate_json(content)
    except ValidationError as wrong:
        raise _unusable((_place(one["loc"]), _sentence(one)) for one in wrong.errors(include_url=False)) from None
    pages: dict[str, tuple[str, str]] = {}
    problems = [*_problems(export, shipped, now), *_pages(export, pages)]
    if problems:
        raise _unusable(problems)
    return Checked(export, pages)


def _unusable(problems: Iterable[tuple[str, str]]) -> Unusable:
    lines = [f"{place}: {sentence}" for place, sentence in problems]
    more = [f"... and {len(lines) - MOST_SAID} more."] if len(lines) > MOST_SAID else []
    return Unusable("\n".join([*lines[:MOST_SAID], *more]))


def _place(loc: tuple[int | str, ...]) -> str:
    """ "cards[3].evidence[0].exact"."""
    said = "".join(
        f"[{part}]" if isinstance(part, int) else f".{part[:60]}"
        for part in loc
        if part not in ("quote", "place", "[key]")
    )
    return said.removeprefix(".") or "the file"


def _sentence(error: Mapping[str, object]) -> str:
    known = {"missing": "it is missing.", "extra_forbidden": "nothing of this name belongs here."}
    text = re.sub("^(?:Input|String|Tuple)(?= should)", "it", str(error["msg"]).removeprefix("Value error, "))
    return known.get(str(error["type"]), f"{text}.")


def _problems(export: Export, shipped: Shipped, now: datetime) -> Problems:
    platform, _, id = export.space.partition(":")
    if platform not in [one.value for one in Platform] or not re.fullmatch(SPACES[Platform(platform)], id):
        yield "space", "this is no space such as discord:81384788765712384, slack:T024BE7LD or local:local."
        return
    if utc_moment(export.exported_at) > now + CLOCKS_DIFFER:
        yield "exported_at", "this is still to come. See what the clock of either machine says."
    for rows in ROWS:
        yield from _twice(rows, getattr(export, rows.TABLE))
    yield from _ids(export, Platform(platform))
    yield from _content(export, shipped)
    yield from _cards(export)
    yield from _sets(export)
    yield from _deliveries(export, Platform(platform))


def _twice(row: type[Row], rows: Iterable[Row]) -> Problems:
    seen: set[tuple[object, ...]] = set()
    for place, one in enumerate(rows):
        name = tuple(getattr(one, column) for column in row.ONE)
        if name in seen:
            yield f"{row.TABLE}[{place}]", f"this is there twice ({', '.join(map(str, name))[:100]})."
        if row.ONE:
            seen.add(name)


def _ids(export: Export, platform: Platform) -> Problems:
    """Channels and people go by ids such as their platform gives."""
    everybody = export.space.partition(":")[2]  # Discord's role of everybody has its server's id
    for table, name in (("managers", "id"), ("mentions", "id"), ("deliveries", "mention")):
        for place, one in enumerate(getattr(export, table)):
            if getattr(one, name) == everybody:
                yield f"{table}[{place}].{name}", "this would mean everybody."
    channel = re.compile(f"{CHANNELS[platform]}|@{PEOPLE[platform]}")
    person = re.compile(PEOPLE[platform])
    for row in ROWS:
        for place, one in enumerate(getattr(export, row.TABLE)):
            for name in ("channel", "review_channel"):
                id = getattr(one, name, None)
                if id and id != "@" and not channel.fullmatch(id):
                    yield f"{row.TABLE}[{place}].{name}", f"{platform} has no channel with such an id."
            for name in ("by_id", "added_by_id", "review_by", "person"):
                id = (getattr(one, name, None) or "").lstrip("?")
                if id and not id.startswith("-") and not person.fullmatch(id):
                    yield f"{row.TABLE}[{place}].{name}", f"{platform} has no person with such an id."


def _content(export: Export, shipped: Shipped) -> Problems:
    """What belongs to a dossier, an essay or a feed belongs to one that is there."""
    own = {one.slug for one in export.dossiers}
    for place, dossier in enumerate(export.dossiers):
        if dossier.outline.slug != dossier.slug:
            yield f"dossiers[{place}].outline.slug", "it is not the dossier's."
        topics = [topic.slug for topic in dossier.outline.topics]
        if len(set(topics)) < len(topics):
            yield f"dossiers[{place}].outline.topics", "one is there twice."
    for table in ("essays", "cards", "bottom_lines", "feeds", "intakes"):
        for place, one in enumerate(getattr(export, table)):
            if one.dossier not in own and one.dossier not in shipped.dossiers:
                yield f"{table}[{place}].dossier", f"there is no dossier {one.dossier}."
    for place, essay in enumerate(export.essays):
        if essay.snapshot is not None and hashlib.sha256(essay.snapshot.encode()).hexdigest() != essay.snapshot_hash:
            yield f"essays[{place}].snapshot_hash", "it is not the hash of the snapshot."
    feeds = {feed.id for feed in export.feeds}
    for place, entry in enumerate(export.feed_entries):
        if entry.feed not in feeds:
            yield f"feed_entries[{place}].feed", f"there is no feed {entry.feed}."
    essays = {(essay.dossier, essay.id) for essay in export.essays}
    for place, card in enumerate(export.cards):
        for number, evidence in enumerate(card.evidence):
            source = (card.dossier, evidence.essay)
            if source not in essays and source not in shipped.essays:
                yield (
                    f"cards[{place}].evidence[{number}].essay",
                    f"there is no essay {evidence.essay} in {card.dossier}.",
                )


def _cards(export: Export) -> Problems:
    cards: dict[tuple[str, str], CardRow] = {(card.dossier, card.id): card for card in export.cards}
    for place, card in enumerate(export.cards):
        if not card.id.startswith(f"{card.topic}/"):
            yield f"cards[{place}].topic", "a card's id begins with its topic."
    for table in ("card_revisions", "approvals"):
        for place, one in enumerate(getattr(export, table)):
            held = cards.get((one.dossier, one.card))
            if held is None and table == "card_revisions":
                yield f"{table}[{place}].card", f"there is no card {one.card} in {one.dossier}."
            elif held and one.revision > held.revision:
                yield f"{table}[{place}].revision", f"it is later than the card's, which is {held.revision}."


def _sets(export: Export) -> Problems:
    for place, channel in enumerate(export.channels):
        if channel.seen is not None and channel.seen not in export.seen_sets:
            yield f"channels[{place}].seen", "there is no such set."
        if channel.told is not None and not _holds(
            lambda told: caps.told_on(utc_moment(export.exported_at).date(), told), channel.told
        ):
            yield f"channels[{place}].told", "nobody can read this."
    for place, edition in enumerate(export.editions):
        if edition.cards and edition.cards not in export.seen_sets:
            yield f"editions[{place}].cards", "there is no such set."


def _deliveries(export: Export, platform: Platform) -> Problems:
    message = re.compile(MESSAGES.get(platform, "[0-9]{1,20}"))
    known: dict[int, DeliveryRow] = {}
    keys: set[str] = set()
    for place, one in enumerate(export.deliveries):
        here = f"deliveries[{place}]"
        if not _is_ours(one, export.space):
            yield f"{here}.key", "it begins with a word, and then the key of this space or of a channel in it."
        if one.key in keys:
            yield f"{here}.key", "this is there twice."
        for name, page in (("page", one.page), ("whole", one.whole)):
            if page is not None and page not in export.pages:
                yield f"{here}.{name}", "there is no such page."
        for name, other in (("corrects", one.corrects), ("part_of", one.part_of)):
            if other is not None and (other not in known or known[other].channel != one.channel):
                yield f"{here}.{name}", "there is no such delivery before it in this channel."
        for name, id in (("message", one.message), ("replaces", one.replaces), ("earlier", one.earlier)):
            elsewhere = (
                platform is Platform.SLACK and "@" not in one.channel and not f"{id}/".startswith(f"{one.channel}/")
            )
            if id and (elsewhere or not message.fullmatch(id)):
                yield f"{here}.{name}", f"{platform} has no message with such an id in this channel."
        known[one.id] = one
        keys.add(one.key)


def _pages(export: Export, kept: dict[str, tuple[str, str]]) -> Problems:
    """Read each page, which takes 1 ms, and keep it."""
    for id, page in export.pages.items():
        try:
            kept[id] = kept_page(from_json(json.dumps(page)))
        except (ValueError, TypeError, OverflowError, RecursionError):
            yield f'pages["{id[:40]}"]', "this is no page that every platform could show."


def _is_ours(one: DeliveryRow, space: str) -> bool:
    """Whether no delivery of another space can ever have this key: it would be taken for posted already."""
    words = one.key.split(" ")
    return len(words) > 1 and (words[1] == space or words[1].startswith(f"{space}/"))


def _holds(check: Callable[[str], object], text: str) -> bool:
    try:
        check(text)
    except (ValueError, TypeError, OverflowError, RecursionError):
        return False
    return True
