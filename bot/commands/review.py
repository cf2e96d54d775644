"""Review in chat: drafts, best first, one a page."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.chat import Request
from bot.commands import arrivals, decisions, grammar
from bot.commands.desk import Desk
from bot.commands.editing import changed_by, open_form
from bot.commands.errors import BadRequest, need_right
from bot.store import cards, dossiers, review
from bot.view import reviewing
from bot.view.page import Button, Page, Tone
from briefs.model import Entry


async def answer(desk: Desk, request: Request, typed: str) -> Page:
    """ "review", "review 3", or a decision: "review publish #17 1"."""
    await need_right(request, "review drafts")
    asked = re.fullmatch(r"(publish|reject|merge|second|edit) (#[0-9]+) ([0-9]+)(?: (#[0-9]+))?", typed)
    if asked:
        return await _decide(desk, request, asked[1], asked[2], int(asked[3]), asked[4])
    all_of = re.fullmatch(r"reject-all (#[0-9]+)(?: ([0-9a-f]{16}))?", typed)
    if all_of:
        return await _reject_all(desk, request, all_of[1], all_of[2])
    _, number = grammar.page_number(typed)
    behind = re.fullmatch(r"after (#[0-9]+)", typed)
    return await page(desk, request, await _place_after(desk, request, behind[1]) if behind else number)


async def _place_after(desk: Desk, request: Request, number: str) -> int:
    """The place of the draft after this one, whose turn it is where that was the last."""
    numbers = [f"#{one.number}" for one in await _drafts(desk, request)]
    return (numbers.index(number) + 1) % len(numbers) + 1 if number in numbers else 1


async def page(desk: Desk, request: Request, number: int, decided: str = "") -> Page:
    """Draft `number` of those that wait (the last, where there are fewer)."""
    db = desk.database.reader
    waiting = await _drafts(desk, request)
    if not waiting:
        return reviewing.none_left(decided)
    place = min(max(number, 1), len(waiting))
    entry = waiting[place - 1]
    together = len(review.of_essay(waiting, entry.dossier, review.source(entry)))
    shown = await arrivals.waiting(db, request.space, entry)
    return reviewing.draft(replace(shown, place=place, many=len(waiting), of_its_essay=together, decided=decided))


async def _decide(desk: Desk, request: Request, what: str, number: str, revision: int, other: str | None) -> Page:
    """Do it, and go on with the next draft."""
    entry = await _card(desk, request, number)
    waiting = await _drafts(desk, request)
    place = next((n for n, one in enumerate(waiting, 1) if one.number == entry.number), 1)
    if what == "edit" and not request.fields:
        decisions.need_alive(entry)
        return await open_form(desk, request, entry, f"review edit {number}", revision)
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


async def _reject_all(desk: Desk, request: Request, number: str, seen: str | None) -> Page:
    """Ask whether all drafts of this one's essay shall go; `seen`: the answer, about the drafts as they were then."""
    entry = await _card(desk, request, number)
    waiting = await _drafts(desk, request)
    drafts = review.of_essay(waiting, entry.dossier, review.source(entry))
    if not drafts:
        raise BadRequest("No draft of that essay waits any more.", (Button("Review", "review"),))
    shown = entry if entry in drafts else drafts[0]
    if seen == reviewing.fingerprint(drafts):
        decided = await decisions.reject_all(desk, request, drafts)
        return replace(await page(desk, request, waiting.index(drafts[0]) + 1, decided), tone=Tone.DONE)
    title = await arrivals.title_of(desk.database.reader, request.space, shown.dossier, review.source(shown))
    back = _back(waiting.index(shown) + 1)
    return reviewing.reject_all(title, shown.number, drafts, back, changed=seen is not None)


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
