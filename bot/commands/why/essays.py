"""The way of an essay: listed, read, drafted, reviewed, shown; or where it was turned away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot import digests
from bot.commands.why import cards as by_card
from bot.commands.why.asked import Asked
from bot.sources.entries import clean_address, keys_of
from bot.store import cards, dossiers, feeds, intakes
from bot.store.dossiers import Holding
from bot.store.feeds import Feed
from bot.store.intakes import Known
from bot.view import wording
from bot.view.characters import length, shorten
from bot.view.explaining import Explanation, Step, ahead, passed, stopped
from bot.view.markup import Markup, Time, words
from bot.view.page import MAX_COMMAND, MAX_OPTION, Button, Option, Select
from briefs.model import Entry, State

LOOKED_AT = 40  # cards of one essay whose standing here is looked up
SHOWN = 10  # in the list to choose from


async def find(asked: Asked, typed: str) -> Explanation | None:
    """The way of what goes by this address, id, title or file's name; None where the space knows of none."""
    space = asked.request.space
    places = list(dict.fromkeys(filter(None, (typed, clean_address(typed)))))
    listed = await _listed(asked, places)
    for place in places:
        held = await dossiers.find_essay(asked.db, space, place)
        known = await intakes.find(asked.db, space, place)
        if known and known.essay and not held:
            held = await dossiers.find_essay(asked.db, space, known.essay)
        if held:
            return await _kept(asked, held, known, listed)
        if known:
            return _turned_away(known, listed)
    return _passed_over(places[-1], listed) if listed else None


async def _listed(asked: Asked, places: Sequence[str]) -> list[Feed]:
    """The feeds of the space that list it."""
    keys = {key for place in places for key in keys_of("", place, "")}
    return await feeds.listing(asked.db, asked.request.space, keys)


def _by_feed(listed: Sequence[Feed]) -> list[Step]:
    return [passed(f"Listed by the feed “{shorten(feed.title or feed.address, 80)}”.") for feed in listed[:3]]


def _turned_away(known: Known, listed: Sequence[Feed]) -> Explanation:
    steps = [*_by_feed(listed), stopped("Read ", Time(known.at), f": {shorten(known.because, 300)}")]
    answer = words(f"No card came of it. {shorten(known.because, 300)}")
    return Explanation(shorten(known.place, 120), answer, tuple(steps), buttons=_add(known.place))


def _passed_over(place: str, listed: Sequence[Feed]) -> Explanation:
    """An entry of a feed that nobody read: it stood there when the feed was first looked at."""
    return Explanation(
        shorten(place, 120),
        words("It stood in the feed before anybody here followed that: only what is new from then on is read."),
        (*_by_feed(listed), stopped("Not read: it was there at the first look at the feed.")),
        hint="“add” and its address takes it in.",
        buttons=_add(place),
    )


def _add(place: str) -> tuple[Button, ...]:
    command = f"add {place}"
    return (Button("Read it now", command),) if "://" in place and length(command) <= MAX_COMMAND else ()


async def _kept(asked: Asked, held: Holding, known: Known | None, listed: Sequence[Feed]) -> Explanation:
    """An essay that the space has, or another of which this is a copy."""
    steps = _by_feed(listed)
    copy = known is not None and known.because.startswith("It is a copy")
    if known and copy:
        steps.append(stopped("Read ", Time(known.at), f": {shorten(known.because, 300)}"))
    whom = "shipped with Communiqué" if held.by == "shipped" else f"taken in by {shorten(held.by, 60)}"
    steps.append(passed(f"“{shorten(held.essay.title, 100)}”, {whom} ", Time(held.at), "."))
    entries = await cards.of_essay(asked.db, asked.request.space, held.dossier, held.essay.id)
    tally = await _tally(asked, entries)
    steps += tally.steps
    answer = words(shorten(known.because, 300)) if known and copy else tally.answer
    if not entries:
        because = known.because if known and known.because else "Nothing in it became a card."
        answer, steps = words(because), [*steps, stopped(because)]
    return Explanation(shorten(held.essay.title, 120), answer, tuple(steps), select=_choice(tally.readable))


@dataclass(frozen=True)
class _Tally:
    """What became of an essay's cards."""

    answer: Markup
    steps: tuple[Step, ...]
    readable: tuple[Entry, ...]


async def _tally(asked: Asked, entries: Sequence[Entry]) -> _Tally:
    channel = asked.request.channel
    drafts = [one for one in entries if one.state is State.DRAFT]
    published = [one for one in entries if one.state is State.PUBLISHED]
    withdrawn, rejected, merged = list[Entry](), 0, 0
    for one in entries:
        if one.state is State.RETIRED:
            last = (await cards.history(asked.db, channel.space, one.dossier, one.card.id))[0]
            withdrawn += [one] if last.what == "retired" else []
            rejected += last.what == "rejected" and not last.note.startswith("merged into")
            merged += last.note.startswith("merged into")
    steps = [passed(f"It carries {wording.count(len(entries), 'card')}, drafts included.")] if entries else []
    steps += [stopped(f"{wording.count(rejected, 'draft')} rejected by editors.")] if rejected else []
    steps += [passed(f"{wording.count(merged, 'draft')} merged into other cards.")] if merged else []
    steps += [ahead(f"{wording.count(len(drafts), 'draft')} waiting for an editor.")] if drafts else []
    steps += [stopped(f"{wording.count(len(withdrawn), 'card')} withdrawn.")] if withdrawn else []
    here = await _here(asked, published) if published else []
    answer = _answer(len(published), len(drafts), here)
    return _Tally(answer, (*steps, *here), tuple(published + withdrawn))


async def _here(asked: Asked, published: Sequence[Entry]) -> list[Step]:
    """How those that are out stand in this channel."""
    channel = asked.request.channel
    homes = {one.slug: one for one in await dossiers.visible(asked.db, channel.space)}
    states: Counter[str] = Counter()
    unfollowed: dict[str, None] = {}
    looked_at = published[:LOOKED_AT]
    for one, fate in zip(looked_at, await digests.fates(asked.db, channel, looked_at, asked.now), strict=True):
        standing = await by_card.standing_of(asked, channel, one, homes[one.dossier], fate)
        states[standing.state] += 1
        if standing.state == "unfollowed":
            unfollowed[one.card.topic] = None
    said = {
        "shown": (passed, "shown in this channel."),
        "unfollowed": (stopped, f"not followed here: {wording.listed(list(unfollowed))}."),
        "capped": (stopped, "for which the next edition has no room."),
        "coming": (ahead, "coming with the next edition."),
        "held": (stopped, "held back here: “why” alone says by what."),
    }
    steps = [passed(f"{wording.count(len(published), 'card')} published.")]
    told = [(states[state], how, what) for state, (how, what) in said.items()]
    return steps + [how(f"{wording.count(many, 'card')} {what}") for many, how, what in told if many]


def _answer(published: int, drafts: int, here: Sequence[Step]) -> Markup:
    if here:
        return words(f"{wording.count(published, 'card')} of it {'is' if published == 1 else 'are'} out.")
    if drafts:
        wait = "waits" if drafts == 1 else "wait"
        return words(f"It was read, and {wording.count(drafts, 'draft')} of it {wait} for an editor.")
    return words("It was read, and no card of it is out.")


def _choice(entries: Sequence[Entry]) -> Select | None:
    options = [
        Option(shorten(one.card.headline, 70), command, shorten(one.card.id, 70))
        for one in entries[:SHOWN]
        if len(command := f"why {one.card.id}") <= MAX_OPTION
    ]
    return Select("Why a card of it came, or did not", tuple(options)) if options else None
