"""Feeds that a space follows: what is new in them becomes drafts by itself."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.chat import Person, Request
from bot.commands import grammar
from bot.commands.adding import read_address
from bot.commands.desk import Desk
from bot.commands.errors import BadRequest, need_right
from bot.commands.essays import note_intake, take_in
from bot.commands.reading import dossier_here
from bot.sources.entries import FeedEntry, all_keys
from bot.sources.taken import Unreadable
from bot.store import feeds, intakes
from bot.store.database import Actor, acting_as
from bot.store.feeds import Feed
from bot.store.intakes import Known
from bot.view import compose, wording
from bot.view.characters import length, shorten
from bot.view.markup import Bold, Inline, Markup, Time, lines, words
from bot.view.page import MAX_COMMAND, Button, Note, Oversize, Page, Text
from bot.view.sheets import paginate, turn_pages

if TYPE_CHECKING:
    from bot.sources.followed import FeedNews

SHOWN = 5  # on one page of the list
TROUBLE = 300  # of what is wrong with one, and what to do
AT_ONCE = 5  # new essays of one feed at one look: the rest comes with the next
LATELY = timedelta(days=7)
REFUSED = 3  # addresses of which no card came, on the list
LATER = f"More than {AT_ONCE} were new in the feed at once: it is read at one of the next looks."
READER = Person("", "a feed")

log = logging.getLogger(__name__)


async def answer(desk: Desk, request: Request, typed: str) -> Page:
    """ "feeds", "feeds add ADDRESS", "feeds remove ID"."""
    verb, _, rest = typed.partition(" ")
    match verb.casefold():
        case "" | "list":
            return await _list(desk, request)
        case "add":
            return await _add(desk, request, rest.strip())
        case "remove":
            return await _remove(desk, request, rest.strip())
        case number if number.isascii() and number.isdecimal() and len(number) < 4:
            return await _list(desk, request, int(number))
    raise BadRequest("Write “feeds”, “feeds add ADDRESS” or “feeds remove ID”.", (Button("Feeds", "feeds"),))


async def look_at_due(desk: Desk) -> int:
    """Look at each feed whose time has come, and take in what is new; answers with how many essays that were."""
    taken = 0
    for feed in await feeds.due(desk.database.reader, desk.now()):
        what = shorten(f"looks at {feed.title or feed.address}", 120)
        try:
            with acting_as(Actor.unasked(feed.space.key, READER.id, READER.name, what, desk.now())):
                taken += (await _look(desk, feed))[1]
        except Exception:
            log.exception("Looking at feed %s broke; it is looked at again later.", feed.id)
            async with desk.database.transaction() as db:
                await feeds.note_trouble(db, feed, desk.now(), "A fault of ours; it is tried again.")
    return taken


async def forget_old(desk: Desk) -> None:
    """Forget what no feed has shown and nobody has read for more than a year, a little in each transaction."""
    for forget in (feeds.forget_old_entries, intakes.forget_old):
        gone = 1
        while gone:
            async with desk.database.transaction() as db:
                gone = await forget(db, desk.now())


async def _look(desk: Desk, feed: Feed) -> tuple[FeedNews, int]:
    """Look at a feed and take in what is new: what it said, and how many essays that were."""
    from bot.sources.followed import look_at  # with the library that reads the web

    assert desk.sources
    news = await look_at(desk.sources.fetcher, desk.sources.workers, feed, desk.now())
    async with desk.database.transaction() as db:
        if news.trouble:
            await feeds.note_trouble(db, feed, desk.now(), news.trouble, wait=news.wait, gone=news.gone)
            return news, 0
    new = [entry for entry in news.entries if await feeds.is_new(desk.database.reader, feed, entry.keys)]
    first_look = feed.checked_at is None  # what it held before anybody followed it is passed over
    later = [] if first_look else new[AT_ONCE:]
    left = list(later)
    taken = 0
    tried: list[FeedEntry] = []
    for entry in [] if first_look else new[:AT_ONCE]:
        try:
            taken += await _take(desk, feed, entry.address)
        except Unreadable:
            tried.append(entry)
    left += [one for one in tried if await feeds.is_new(desk.database.reader, feed, _as_tried(one))]
    async with desk.database.transaction() as db:
        await feeds.note_seen(db, feed, [key for one in tried for key in _as_tried(one)], desk.now())
        await feeds.note_seen(db, feed, all_keys(one for one in news.entries if one not in left), desk.now())
        await intakes.note(db, feed.space, feed.dossier, [one.address for one in later], desk.now(), because=LATER)
        await feeds.note_success(
            db,
            feed,
            desk.now(),
            title=news.title,
            etag="" if left else news.etag,  # what is left comes with the next look, changed or not
            modified="" if left else news.modified,
            address=news.moved,
            wait=news.wait,
        )
    return news, taken


async def _take(desk: Desk, feed: Feed, address: str) -> int:
    """Take an essay in; 1 where that gave drafts. Raises Unreadable where its site is away just now."""
    try:
        intake = await take_in(desk, await read_address(desk, address), feed.space, READER, feed.dossier, address)
    except (Unreadable, BadRequest) as wrong:
        log.info("Feed %s: %s gave no card: %s", feed.id, address, wrong)
        await note_intake(desk, feed.space, feed.dossier, [address], None, str(wrong))
        if isinstance(wrong, Unreadable) and wrong.just_now:
            raise
        return 0
    return int(bool(intake.drafts))


def _as_tried(entry: FeedEntry) -> list[str]:
    """By what an entry is known whose site was away: the next look asks for it once more."""
    return [f"tried {key}" for key in entry.keys]


async def _list(desk: Desk, request: Request, number: int = 1) -> Page:
    held = await feeds.of(desk.database.reader, request.space)
    if not held:
        said = words("No feed is followed yet. “feeds add ADDRESS” follows one: RSS or Atom.")
        return Page("Feeds", (Text(said),))
    sheets = paginate([[Text(_row(feed))] for feed in held], most=SHOWN)
    if not 1 <= number <= len(sheets):
        raise BadRequest(f"There is no page {number}.", (Button("Feeds", "feeds"),))
    page = Page(
        f"Feeds: {wording.count(len(held), 'feed')}",
        (*(block for row in sheets[number - 1] for block in row), Note(words("“feeds remove ID” ends one."))),
        buttons=turn_pages("feeds", number, len(sheets)),
    )
    since = desk.now() - LATELY
    refused = await intakes.refused(desk.database.reader, request.space, since, REFUSED) if number == 1 else []
    return _with_refused(page, refused)


def _with_refused(page: Page, refused: Sequence[Known]) -> Page:
    """The list with what was read lately and gave no card, where there is room: it is no feed's trouble, and missed."""
    if not refused:
        return page
    rows = [words(f"• {shorten(one.place, 120)}: {shorten(one.because, 200)}") for one in refused]
    try:
        return replace(page, blocks=(*page.blocks, Text(lines([words(Bold("Lately no card came of")), *rows]))))
    except Oversize:
        return page


def _row(feed: Feed) -> Markup:
    head = words(Bold(f"{feed.id} · {shorten(feed.title or feed.address, 80)}"), f" · {feed.dossier}")
    return lines([head, words(shorten(feed.address, 120)), words(*_state(feed))])


def _state(feed: Feed) -> list[Inline]:
    """How a feed does, and when it is looked at next."""
    if not feed.checked_at:
        return ["Not looked at yet."]
    said: list[Inline] = [shorten(feed.trouble, TROUBLE), " "] if feed.trouble else ["All is well. "]
    said += ["Looked at ", Time(feed.checked_at, "ago")]
    return [*said, ", next ", Time(feed.next_check, "ago"), "."] if feed.next_check else [*said, ", and not any more."]


async def _add(desk: Desk, request: Request, address: str) -> Page:
    await need_right(request, "follow feeds")
    if desk.sources is None:
        raise BadRequest("Nothing can be fetched here. Follow feeds where “communique run” is running.")
    if not address:
        raise BadRequest("Follow which feed? Write its address: “feeds add https://example.org/rss.xml”.")
    if grammar.is_place(address):
        address = grammar.whole_address(address, "feeds add")
    dossier = await dossier_here(desk, request)
    held = await feeds.of(desk.database.reader, request.space)
    followed = (dossier.slug, address) in [(feed.dossier, feed.address) for feed in held]
    if len(held) >= feeds.MOST and not followed:
        raise BadRequest(f"A space follows at most {feeds.MOST} feeds. Remove one first.", (Button("Feeds", "feeds"),))
    async with desk.database.transaction() as db:
        feed = await feeds.add(db, request.space, dossier.slug, address[:2000], "", request.person.id, desk.now())
    news, taken = await _look(desk, feed)
    if news.trouble:
        if not followed:
            async with desk.database.transaction() as db:
                await feeds.remove(db, request.space, feed.id)
        raise _refused(news, followed)
    if followed:
        gave = wording.count(taken, "new essay") if taken else "No new essay"
        return compose.done(
            shorten(f"{news.title or address} was followed already.", 140),
            f"It was looked at just now. {gave} gave drafts.",
            buttons=(Button("Feeds", "feeds"), Button("Review", "review")),
        )
    many = len(news.entries)
    now = f"It lists {wording.count(many, 'essay')} now: “add ADDRESS” takes one of these in." if many else ""
    return compose.done(
        shorten(f"{news.title or address} is followed.", 140),
        f"From now on each new essay in it becomes drafts. {now or 'It lists nothing yet.'}",
        buttons=(Button("Feeds", "feeds"),),
    )


def _refused(news: FeedNews, followed: bool) -> BadRequest:
    """Why a feed cannot be followed, with the one that a web page names in its place."""
    command = f"feeds add {news.instead}"
    way_out = [Button("Follow that feed", command)] if news.instead and length(command) <= MAX_COMMAND else []
    stays = " It stays followed, and is looked at again." if followed else ""
    return BadRequest(f"It cannot be followed: {news.trouble}{stays}", way_out)


async def _remove(desk: Desk, request: Request, id: str) -> Page:
    await need_right(request, "follow feeds")
    if not id.isascii() or not id.isdecimal() or len(id) > 15:
        raise BadRequest("Remove which feed? Write its number in the list.", (Button("Feeds", "feeds"),))
    async with desk.database.transaction() as db:
        gone = await feeds.remove(db, request.space, int(id))
    if gone is None:
        raise BadRequest(f"No feed has the number {id} here.", (Button("Feeds", "feeds"),))
    return compose.done(shorten(f"{gone.title or gone.address} is no longer followed.", 140))
