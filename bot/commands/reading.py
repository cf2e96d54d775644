"""Commands that read: the state of the talks, topics, search, cards, changes, essays."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta

from bot.chat import Request, Space
from bot.commands import grammar
from bot.commands.attaching import is_lost
from bot.commands.desk import Desk
from bot.commands.errors import BadRequest, may_edit
from bot.commands.proof import texts_of
from bot.store import cards, dossiers, review, subscriptions
from bot.store import search as found_by
from bot.store.database import Connection
from bot.view import compose, lists, wording
from bot.view import history as histories
from bot.view.characters import length
from bot.view.markup import Bold, Inline, Markup
from bot.view.page import MAX_COMMAND, Button, Page
from briefs.essay import read_snapshot
from briefs.evidence import exact_words
from briefs.model import Card, Change, Dossier, Entry, Essay, Locator, State, Topic
from briefs.selection import key

LATELY = timedelta(days=14)
STALE = timedelta(days=14)  # from then on a bottom line says how old it is
AHEAD = timedelta(hours=14)  # the date of a reader's clock may be so far before that of UTC
LAST_WEEK = (Button("The last week", "changes since 7d"),)
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


async def dossier_here(desk: Desk, request: Request) -> Dossier:
    """The dossier that the channel speaks of."""
    dossier = await dossiers.chosen(desk.database.reader, request.channel)
    if dossier is None:
        raise BadRequest("No negotiation is followed here yet. Restart Communiqué to load the one that comes with it.")
    return dossier


async def state(desk: Desk, request: Request, words: str) -> Page:
    """The state of the talks now."""
    db, dossier = desk.database.reader, await dossier_here(desk, request)
    counts = await cards.count_by_topic(db, request.space, dossier.slug)
    carrying = await cards.count_by_essay(db, request.space, dossier.slug)
    essays = [one for one in await dossiers.essays(db, request.space, dossier.slug) if one.id in carrying]
    lines = await _bottom_lines(desk, request, dossier)
    begun = await cards.begun(db, dossier.slug)
    changes = await cards.changes(db, request.space, dossier.slug, desk.now() - LATELY)
    lately = [change for change in changes if change.at != begun]  # what came with the programme is no news
    return compose.state(dossier, lines, lately, essays, sum(counts.values()))


async def topic(desk: Desk, request: Request, topic: Topic, dossier: Dossier, number: int) -> Page:
    """A topic's bottom line and cards."""
    db = desk.database.reader
    entries = await cards.of_topic(db, request.space, dossier.slug, topic.slug)
    essays = await _essays(db, request.space, dossier, entries)
    written = await review.bottom_lines(db, request.space, dossier.slug)
    newest = max(entries, key=lambda one: one.changed, default=None)
    line = bottom_line(topic, newest, written.get(topic.slug), desk.now())
    quotes = await _quotes(db, request.space, entries, essays)
    page = compose.topic(dossier, topic, line, entries, essays, quotes, number)
    if page is None:
        raise BadRequest(
            f"{topic.title} has no page {number}: {_begin(len(entries))}.",
            (Button(topic.title, topic.slug),),
        )
    return page


def _begin(many: int) -> str:
    return f"its {wording.count(many, 'card')} begin{'s' if many == 1 else ''} on page 1"


async def _bottom_lines(desk: Desk, request: Request, dossier: Dossier) -> dict[str, compose.BottomLine]:
    db = desk.database.reader
    written = await review.bottom_lines(db, request.space, dossier.slug)
    bare = any(not topic.bottom_line and topic.slug not in written for topic in dossier.topics)
    newest = await cards.newest(db, request.space, dossier.slug) if bare else {}
    return {
        one.slug: bottom_line(one, newest.get(one.slug), written.get(one.slug), desk.now()) for one in dossier.topics
    }


def bottom_line(
    topic: Topic, newest: Entry | None, written: review.BottomLine | None, now: datetime
) -> compose.BottomLine:
    """The editor's, else the headline of the topic's newest card; with its age when it is stale."""
    if written:
        return compose.BottomLine(written.text, written.at if now - written.at > STALE else None)
    if topic.bottom_line:  # it came with the dossier
        known = wording.moment_of(topic.as_of)
        return compose.BottomLine(topic.bottom_line, known if known and now - known > STALE else None)
    if newest is None:
        return compose.BottomLine("")
    stale = newest.changed if now - newest.changed > STALE else None
    return compose.BottomLine(newest.card.headline, stale, key(newest))


async def search(desk: Desk, request: Request, words: str) -> Page:
    """Full-text search, best first, with snippets."""
    query, number = grammar.page_number(words)
    kept = query.startswith("~")
    if kept:
        query = await found_by.kept_words(desk.database.reader, request.space, query) or ""
    elif not query:
        query, number = words, 1  # they search for a number
    if not re.search(r"\w", query):
        raise BadRequest("Search for what? Write one word or more, such as “search neutrality”.")
    dossier = await dossier_here(desk, request)
    found = await found_by.search(desk.database.reader, request.space, dossier.slug, query)
    page = await _found_page(desk, request, dossier, query, found, number)
    if page is None and not kept:  # "G20 2017": the last word is no page
        more = await found_by.search(desk.database.reader, request.space, dossier.slug, words)
        if any(_mentions(hit.entry.card, str(abs(number))) for hit in more):
            page = await _found_page(desk, request, dossier, words, more, 1)
    if page is None and not found:
        raise BadRequest(
            f"No card mentions “{query[:100]}”. Try fewer or other words, or the beginning of one.",
            (Button("Topics", "topics"),),
        )
    if page is None:
        raise BadRequest(
            f"This search has no page {number}: {_begin(len(found))}.",
            (Button("First page", f"{await _search_command(desk, request, query)} 1"),),
        )
    return page


def _mentions(card: Card, word: str) -> bool:
    return word in re.findall(r"\w+", f"{card.headline} {card.text}")


async def _found_page(
    desk: Desk, request: Request, dossier: Dossier, query: str, found: list[found_by.Found], number: int
) -> Page | None:
    """Page `number` of what was found; None when there is no such page."""
    marked = [(hit.entry.card, _marked(hit.snippet)) for hit in found]
    command = await _search_command(desk, request, query) if found else ""
    return lists.search(query, command, marked, dossier, number, found_by.MOST)


async def _search_command(desk: Desk, request: Request, query: str) -> str:
    """The command that repeats a search; a long one is kept and named by a short id."""
    command = f"search {query}"
    if length(command) + len("share  1234") <= MAX_COMMAND and not query[-1].isdigit():
        return command
    async with desk.database.transaction() as db:
        return f"search {await found_by.keep_words(db, request.space, query, desk.now())}"


def _marked(snippet: str) -> Markup:
    parts: list[Inline] = []
    for n, part in enumerate(re.split(f"[{found_by.START}{found_by.END}]", snippet)):
        parts.append(Bold(part) if n % 2 else part)
    return tuple(parts)


async def card(desk: Desk, request: Request, words: str) -> Page:
    """One card: evidence, source, history."""
    if not words:
        raise BadRequest("Which card? Write its id, such as “card redlines/neutrality”; a topic lists them.")
    dossier = await dossier_here(desk, request)
    entry = await find_card(desk, request, dossier, words)
    db = desk.database.reader
    home = await dossiers.home(db, request.space, entry)
    essays = await _essays(db, request.space, home, [entry])
    quotes = await _quotes(db, request.space, [entry], essays)
    name = name_here(entry, dossier)
    texts = await texts_of(db, request.space, entry)
    lost = [one for one in entry.card.evidence if is_lost(one, texts)]
    page = compose.card(entry, home, essays, quotes[entry.card.id], await _history(db, request, entry), name, lost)
    if entry.state is State.PUBLISHED and await may_edit(request):
        page = page.with_button(Button("Edit", f"card {name} edit {entry.revision}", opens_form=True))
        page = page.with_button(Button("Retire", f"card {name} retire {entry.revision}", style="danger"))
    if entry.state is State.DRAFT:  # which only editors see
        number = f"#{entry.number} {entry.revision}"
        page = page.with_button(Button("Publish", f"card {name} publish {entry.revision}", style="main"))
        page = page.with_button(Button("Edit", f"review edit {number}", opens_form=True))
        page = page.with_button(Button("Reject", f"review reject {number}", style="danger"))
    return page


async def _history(db: Connection, request: Request, entry: Entry) -> list[Change]:
    """What happened to a card, the latest first; to editors also who agreed, or asked for another's opinion."""
    history = await cards.history(db, request.space, entry.dossier, entry.card.id)
    if await may_edit(request):
        history += await review.opinions(db, request.space, entry.dossier, entry.card.id)
    return sorted(history, key=lambda change: change.at, reverse=True)


async def history(desk: Desk, request: Request, id: str, number: int) -> Page:
    """All that happened to a card."""
    dossier = await dossier_here(desk, request)
    entry = await find_card(desk, request, dossier, id)
    name = name_here(entry, dossier)
    page = histories.page(entry, await _history(desk.database.reader, request, entry), name, number)
    if page is None:
        raise BadRequest(f"There is no page {number} of it.", (Button("From its beginning", f"card {name} history"),))
    return page


async def find_card(desk: Desk, request: Request, dossier: Dossier, id: str) -> Entry:
    """The card with this id that a reader may see; drafts are for editors. Raises BadRequest with near ones."""
    db = desk.database.reader
    entry = await cards.find(db, request.space, id.casefold(), dossier.slug)
    if entry and (await _was_out(db, request.space, entry) or await may_edit(request)):
        return entry
    held = [held.card.id for held in await cards.published(db, request.space, dossier.slug)]
    near = [one for one in held if one.rpartition("/")[2] == id.casefold()] or grammar.near(id.casefold(), held)
    hint = f"Did you mean {' or '.join(near)}?" if near else "Open a topic and choose a card there."
    raise BadRequest(
        f"There is no card “{id[:80]}”. {hint}",
        [Button(one, f"card {one}") for one in near] or (Button("Topics", "topics"),),
    )


def name_here(entry: Entry, dossier: Dossier) -> str:
    """How commands call a card in a channel that speaks of this dossier: another dossier's may have the same id."""
    return entry.card.id if entry.dossier == dossier.slug else f"#{entry.number}"


async def _was_out(db: Connection, space: Space, entry: Entry) -> bool:
    """Whether readers may see a card: a draft that was put away is none that we withdrew."""
    if entry.state is State.RETIRED:
        return await cards.was_out(db, space, entry.dossier, entry.card.id)
    return entry.state is State.PUBLISHED


async def _quotes(
    db: Connection, space: Space, entries: list[Entry], essays: dict[str, Essay]
) -> dict[str, compose.Quotes]:
    """The words of each piece of evidence, by card: a quote's own, a place's where the space holds that very essay."""
    pointed = {one.essay for entry in entries for one in entry.card.evidence if isinstance(one, Locator)}
    hashes = {id: one.snapshot_hash for id, one in essays.items() if id in pointed and one.snapshot_hash}
    held = await dossiers.snapshots(db, space, hashes.values()) if hashes else {}
    read = {id: read_snapshot(held[hash]) for id, hash in hashes.items() if hash in held}
    return {entry.card.id: [exact_words(one, read) for one in entry.card.evidence] for entry in entries}


async def changes(desk: Desk, request: Request, words: str) -> Page:
    """What was added, changed, withdrawn."""
    asked, number = grammar.page_number(words) if re.search(r"\S\s+-?\d{1,3}$", words) else (words, 1)
    since = _since(asked, desk.now())
    dossier = await dossier_here(desk, request)
    found = await cards.changes(desk.database.reader, request.space, dossier.slug, since)
    command = f"changes {asked[:40]}" if asked else "changes since 7d"
    page = lists.changes(dossier, since, found, command, number)
    if page is None:
        raise BadRequest(f"There is no page {number}: they begin on page 1.", (Button("First page", f"{command} 1"),))
    return page


def _since(text: str, now: datetime) -> datetime:
    """How far back: "7d", "since 2w", a date; a week without any. Nobody has changes from before 2000."""
    wanted = text.casefold().removeprefix("since").strip() or "7d"
    ago = re.fullmatch(r"([0-9]{1,4})\s*(h|d|w|m)[a-z]{0,6}", wanted)
    if ago:
        hours = {"h": 1, "d": 24, "w": 24 * 7, "m": 24 * 30}[ago[2]]
        return max(now - timedelta(hours=int(ago[1]) * hours), EARLIEST)
    try:
        moment = datetime.fromisoformat(wanted.upper())
        since = max(moment if moment.tzinfo else moment.replace(tzinfo=UTC), EARLIEST)
    except ValueError:
        raise BadRequest(
            f"“{text[:60]}” is not a time to look back to. Write 7d, 2w, or a date such as 2026-11-01.", LAST_WEEK
        ) from None
    if since - AHEAD > now:
        raise BadRequest(
            f"{wanted.upper()} is still to come, so nothing can have changed since. Write a date that has passed, "
            "or how far back, such as 7d or 2w.",
            LAST_WEEK,
        )
    return min(since, now)


async def topics(desk: Desk, request: Request, words: str) -> Page:
    """The topics that one can ask for and follow."""
    db, dossier = desk.database.reader, await dossier_here(desk, request)
    counts = await cards.count_by_topic(db, request.space, dossier.slug)
    followed = [one.filter for one in await subscriptions.of(db, request.channel) if one.dossier == dossier.slug]
    return lists.topics(dossier, counts, followed, await _bottom_lines(desk, request, dossier))


async def essays(desk: Desk, request: Request, words: str) -> Page:
    """The essays that the cards rest on."""
    _, number = grammar.page_number(words)
    db, dossier = desk.database.reader, await dossier_here(desk, request)
    carrying = await cards.count_by_essay(db, request.space, dossier.slug)
    waiting = Counter(
        review.source(one) for one in await review.drafts(db, request.space) if one.dossier == dossier.slug
    )
    known = await dossiers.essays(db, request.space, dossier.slug)
    page = lists.essays(dossier, [(one, carrying.get(one.id, 0), waiting[one.id]) for one in known], number)
    if page is None:
        raise BadRequest(f"There is no page {number}: they begin on page 1.", (Button("First page", "essays 1"),))
    return page


async def _essays(db: Connection, space: Space, dossier: Dossier, entries: list[Entry]) -> dict[str, Essay]:
    """The essays that these cards rest on, by id."""
    cited = cards.cited(entries)
    return {essay.id: essay for essay in await dossiers.essays(db, space, dossier.slug) if essay.id in cited}
