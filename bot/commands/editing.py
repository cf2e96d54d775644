"""Commands of editors: put a published card right, or withdraw it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.chat import Request
from bot.commands.desk import Desk
from bot.commands.errors import BadRequest, need_right
from bot.commands.reading import dossier_here, find_card
from bot.store import cards
from bot.view import compose
from bot.view.characters import clean, length, shorten
from bot.view.page import Button, Form, Page, Question
from briefs.model import Entry, Kind, Likelihood, State

HEADLINE, TEXT = 120, 700  # characters that a card has at most
CHANGED_HERE = "Others see the change at once; each channel's next digest says what changed."


@dataclass(frozen=True)
class Act:
    """What to do with which card: "redlines/neutrality edit 2"."""

    id: str
    what: str  # one of ACTIONS
    revision: int | None = None  # the one that the editor had before them


def read(typed: str) -> Act | None:
    """What stands behind "card", if it is more than an id."""
    found = re.fullmatch(r"(\S.*) (edit|retire|publish)(?: ([0-9]{1,9}))?", typed)
    return Act(found[1], found[2], int(found[3]) if found[3] else None) if found else None


async def edit(desk: Desk, request: Request, act: Act) -> Page:
    """Show the form for a card, or keep what came back in it."""
    entry = await _published(desk, request, act.id)
    if not request.fields:
        return _form(entry)
    headline = " ".join(clean(request.fields.get("headline", "")).split())
    text = " ".join(clean(request.fields.get("text", "")).split())
    note = " ".join(clean(request.fields.get("note", "")).split())[:200]
    _check(entry, headline, text)
    if (headline, text) == (entry.card.headline, entry.card.text):
        return compose.done("Nothing was changed: the card says what it said.")
    changed = replace(entry.card, headline=headline, text=text)
    async with desk.database.transaction() as db:
        now = await cards.find(db, request.space, entry.card.id, entry.dossier)
        if now is None or now.revision != (act.revision or entry.revision):
            raise BadRequest(
                "Somebody else changed this card meanwhile; nothing of yours was saved. Look at it again, then edit.",
                (Button("Look again", f"card {entry.card.id}"),),
            )
        await cards.save(
            db,
            request.space.key,
            entry.dossier,
            changed,
            State.PUBLISHED,
            _who(request),
            desk.now(),
            what="changed",
            note=note,
        )
    return compose.done("The card is changed.", CHANGED_HERE, buttons=(Button("Show it", f"card {entry.card.id}"),))


async def publish(desk: Desk, request: Request, act: Act) -> Page:
    """Let a draft out."""
    await need_right(await request.may_configure(), "publish cards")
    entry = await find_card(desk, request, await dossier_here(desk, request), act.id)
    if entry.state is not State.DRAFT:
        raise BadRequest(f"This card is {entry.state} already.", (Button("Show it", f"card {entry.card.id}"),))
    async with desk.database.transaction() as db:
        now = await cards.find(db, request.space, entry.card.id, entry.dossier)
        if now is None or now.revision != entry.revision:
            raise BadRequest("Somebody else decided on this draft meanwhile. Look at it again.")
        await cards.save(
            db,
            request.space.key,
            entry.dossier,
            entry.card,
            State.PUBLISHED,
            _who(request),
            desk.now(),
            what="published",
        )
    return compose.done(
        shorten(f"Published: {entry.card.headline}", 140),
        "Who follows its topic reads it in the next digest.",
        buttons=(Button("Show it", f"card {entry.card.id}"), Button("The topic", entry.card.topic)),
    )


async def retire(desk: Desk, request: Request, act: Act) -> Page:
    """Withdraw a card; it stays readable by its id, with its history."""
    entry = await _published(desk, request, act.id)
    async with desk.database.transaction() as db:
        now = await cards.find(db, request.space, entry.card.id, entry.dossier)
        if now is None or now.revision != entry.revision:
            raise BadRequest("Somebody else changed this card meanwhile. Look at it again, then decide.")
        await cards.save(
            db, request.space.key, entry.dossier, entry.card, State.RETIRED, _who(request), desk.now(), what="retired"
        )
    return compose.done(
        shorten(f"Withdrawn: {entry.card.headline}", 140),
        "It is in no topic, search or digest any more. ",
        "Its id still opens it, with its history.",
        buttons=(Button("Show it", f"card {entry.card.id}"),),
    )


async def _published(desk: Desk, request: Request, id: str) -> Entry:
    await need_right(await request.may_configure(), "edit cards")
    entry = await find_card(desk, request, await dossier_here(desk, request), id)
    if entry.state is not State.PUBLISHED:
        raise BadRequest(f"This card is {entry.state}, not published.", (Button("Show it", f"card {entry.card.id}"),))
    return entry


def _form(entry: Entry) -> Page:
    command = f"card {entry.card.id} edit {entry.revision}"  # what it said when they began
    form = Form(
        "Edit a card",
        command,
        (
            Question("headline", "Headline", _fitting(entry.card.headline, HEADLINE), limit=HEADLINE),
            Question("text", "Text", _fitting(entry.card.text, TEXT), long=True, limit=TEXT),
            Question("note", "Why (for the history; may be empty)", "", limit=200),
        ),
    )
    page = compose.done("Edit this card", "Its evidence stays; change the words so that it still carries them.")
    return replace(page, form=form)


def _fitting(text: str, limit: int) -> str:
    """What an input can hold: a draft may be longer than a card, and is shortened before it is let out."""
    return text if length(text) <= limit else shorten(text, limit)


def _check(entry: Entry, headline: str, text: str) -> None:
    if not headline or not text:
        raise BadRequest("A card needs a headline and a text. Nothing was saved; edit it again.")
    if len(headline) > HEADLINE or len(text) > TEXT:
        raise BadRequest(
            f"A headline has at most {HEADLINE} characters and a text {TEXT}, not {len(headline)} and {len(text)}. "
            "Nothing was saved; shorten it and edit again."
        )
    if entry.card.kind is Kind.JUDGEMENT and not any(word in f"{headline} {text}".casefold() for word in Likelihood):
        raise BadRequest(
            f"A judgement says how likely it is: {', '.join(Likelihood)}. Nothing was saved; put one of them in."
        )


def _who(request: Request) -> str:
    return request.person.name or request.person.id


ACTIONS = {"edit": edit, "retire": retire, "publish": publish}
