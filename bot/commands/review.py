"""Review in chat: drafts, best first, one a page."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from itertools import pairwise

from bot.chat import Request
from bot.commands import decisions, grammar
from bot.commands.desk import Desk
from bot.commands.editing import changed_by, form
from bot.commands.errors import BadRequest, need_right
from bot.commands.proof import proof
from bot.store import cards, dossiers, review
from bot.view import reviewing
from bot.view.page import Button, Page, Tone
from bot.view.reviewing import Waiting
from briefs.model import Entry

LIKE = 0.25  # share of word pairs from which two cards are offered to be merged
MOST_ALIKE = 8


async def answer(desk: Desk, request: Request, typed: str) -> Page:
    """ "review", "review 3", or a decision: "review publish #17 1"."""
    await need_right(request, "review drafts")
    asked = re.fullmatch(r"(publish|reject|merge|second|edit) (#[0-9]+) ([0-9]+)(?: (#[0-9]+))?", typed)
    if asked:
        return await _decide(desk, request, asked[1], asked[2], int(asked[3]), asked[4])
    _, number = grammar.page_number(typed)
    return await page(desk, request, number)


async def page(desk: Desk, request: Request, number: int, decided: str = "") -> Page:
    """Draft `number` of those that wait (the last, where there are fewer)."""
    db = desk.database.reader
    waiting = await _drafts(desk, request)
    if not waiting:
        return reviewing.none_left(decided)
    place = min(max(number, 1), len(waiting))
    entry = waiting[place - 1]
    home = next(one for one in await dossiers.visible(db, request.space) if one.slug == entry.dossier)
    cited = cards.cited([entry])
    essays = {essay.id: essay for essay in await dossiers.essays(db, request.space, entry.dossier) if essay.id in cited}
    return reviewing.draft(
        Waiting(
            entry,
            home,
            essays,
            place,
            len(waiting),
            await proof(db, request.space, entry, home),
            alike(entry, await cards.published(db, request.space, entry.dossier)),
            [one.name or one.id for one in await review.agreed(db, request.space, entry) if not one.id.startswith("?")],
            decided,
        )
    )


async def _decide(desk: Desk, request: Request, what: str, number: str, revision: int, other: str | None) -> Page:
    """Do it, and go on with the next draft."""
    entry = await _card(desk, request, number)
    waiting = await _drafts(desk, request)
    place = next((n for n, one in enumerate(waiting, 1) if one.number == entry.number), 1)
    if what == "edit" and not request.fields:
        changed = await decisions.changed_since(desk.database.reader, request.space, entry, revision)
        return form(entry, f"review edit {number} {entry.revision}", changed)
    try:
        decided = await _decided(desk, request, what, entry, revision, other)
    except BadRequest as mistake:
        back = () if any(one.command == "review" for one in mistake.buttons) else (_back(place),)
        raise BadRequest(str(mistake), (*mistake.buttons, *back)) from None
    still = any(one.number == entry.number for one in await _drafts(desk, request))
    onward = place % len(waiting) + 1 if still and what in ("publish", "second") else place  # others decide on it
    following = await page(desk, request, onward, decided)
    return replace(following, tone=Tone.DONE)


async def _decided(desk: Desk, request: Request, what: str, entry: Entry, revision: int, other: str | None) -> str:
    """Take the decision; says which it was."""
    if what == "edit":
        card, note = await changed_by(desk, request, entry)
        if card == entry.card and revision == entry.revision:
            return "Nothing was changed: the card says what it said."
        return await decisions.reword(desk, request, entry, revision, card, note)
    if what == "merge":
        if other is None:
            raise BadRequest("Merge into which card? Choose it under More.")
        return await decisions.merge(desk, request, entry, revision, await _card(desk, request, other))
    decide: Callable[..., Awaitable[str]] = {
        "publish": decisions.publish,
        "reject": decisions.reject,
        "second": decisions.ask_second,
    }[what]
    return await decide(desk, request, entry, revision)


def _back(place: int) -> Button:
    return Button("Back to the draft", f"review {place}")


async def _drafts(desk: Desk, request: Request) -> list[Entry]:
    """What waits: the drafts of the dossier that the channel speaks of before those of others."""
    here = await dossiers.chosen(desk.database.reader, request.channel)
    waiting = await review.drafts(desk.database.reader, request.space)
    return sorted(waiting, key=lambda one: here is None or one.dossier != here.slug)


async def _card(desk: Desk, request: Request, number: str) -> Entry:
    entry = await cards.find(desk.database.reader, request.space, number)
    if entry is None:
        raise BadRequest(f"There is no card {number} here.", (Button("Review", "review"),))
    return entry


def alike(entry: Entry, others: list[Entry]) -> list[Entry]:
    """Published cards that say something like it, the likest first: into these it might be merged."""
    own = _pairs(entry)
    scored = [(len(own & pairs) / min(len(own), len(pairs)), one) for one in others if own and (pairs := _pairs(one))]
    near = sorted((pair for pair in scored if pair[0] >= LIKE), key=lambda pair: -pair[0])
    same_topic = [one for one in others if one.card.topic == entry.card.topic and one not in [near for _, near in near]]
    return ([one for _, one in near] + same_topic)[:MOST_ALIKE]


def _pairs(entry: Entry) -> set[tuple[str, str]]:
    return set(pairwise(re.findall(r"\w+", f"{entry.card.headline} {entry.card.text}".casefold())))
