"""Commands of editors on one card: put it right, let it out, or withdraw it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot import corrections
from bot.chat import Request
from bot.commands import decisions, stating
from bot.commands.attaching import attach
from bot.commands.desk import Desk
from bot.commands.errors import BadRequest, need_right
from bot.commands.proof import texts_of
from bot.commands.reading import dossier_here, find_card, history, name_here
from bot.view import compose
from bot.view.characters import clean, length, shorten
from bot.view.markup import Bold, words
from bot.view.page import Button, Form, Page, Question
from briefs.evidence import exact_words
from briefs.model import Card, Entry, State

HEADLINE, TEXT = 120, 700  # characters that a card has at most
BESIDE = 900  # of the quotes that an editor sees while rewording
ATTACH = "Some of its words will do: the whole of it becomes a further quote. May be empty."
CHANGED_THERE = "Others see the change at once, where it was posted too; each channel's next digest says what changed."
CHANGED_BESIDE = "It says what it said, so no message that shows it is corrected."


@dataclass(frozen=True)
class Act:
    """What to do with which card: "redlines/neutrality edit 2"."""

    id: str
    what: str  # one of ACTIONS
    revision: int | None = None  # the one that the editor had before them; of its history, the page


def read(typed: str) -> Act | None:
    """What stands behind "card", if it is more than an id."""
    found = re.fullmatch(r"(\S.*) (edit|retire|publish|history)(?: ([0-9]{1,9}))?", typed)
    return Act(found[1], found[2], int(found[3]) if found[3] else None) if found else None


async def edit(desk: Desk, request: Request, act: Act) -> Page:
    """Show the form for a card, or keep what came back in it."""
    entry = await _card(desk, request, act.id, State.PUBLISHED)
    name = name_here(entry, await dossier_here(desk, request))
    if not request.fields:
        return await open_form(desk, request, entry, f"card {name} edit", act.revision or entry.revision)
    card, note = await changed_by(desk, request, entry)
    if card == entry.card:
        return compose.done("Nothing was changed: the card says what it said.")
    await decisions.reword(desk, request, entry, act.revision or entry.revision, card, note)
    told = CHANGED_THERE if corrections.needs_one(entry.card, card) else CHANGED_BESIDE
    return compose.done("The card is changed.", told, buttons=(Button("Show it", f"card {entry.card.id}"),))


async def publish(desk: Desk, request: Request, act: Act) -> Page:
    """Let a draft out."""
    entry = await _card(desk, request, act.id, State.DRAFT)
    decided = await decisions.publish(desk, request, entry, act.revision or entry.revision)
    now = await find_card(desk, request, await dossier_here(desk, request), f"#{entry.number}")
    out = now.state is State.PUBLISHED
    return compose.done(
        shorten(decided, 140),
        *(["Who follows its topic reads it in the next digest, or at once where they chose so."] if out else []),
        buttons=(Button("Show it", f"card {entry.card.id}"), Button("The topic", entry.card.topic)),
    )


async def retire(desk: Desk, request: Request, act: Act) -> Page:
    """Withdraw a card; it stays readable by its id, with its history."""
    entry = await _card(desk, request, act.id, State.PUBLISHED)
    return compose.done(
        shorten(await decisions.retire(desk, request, entry, act.revision or entry.revision), 140),
        "It is in no topic, search or digest any more, and messages that show it say so. ",
        "Its id still opens it, with its history.",
        buttons=(Button("Show it", f"card {entry.card.id}"),),
    )


async def changed_by(desk: Desk, request: Request, entry: Entry) -> tuple[Card, str]:
    """The card as the form has it, with the sentence that was attached, and the note for its history."""
    card, note = reworded(entry, request.fields)
    offered = (await stating.question(desk.database.reader, request.space, entry)).choices
    card = stating.stated(card, request.fields.get("kind", ""), offered)
    note = "; ".join(filter(None, (note, stating.noted(entry.card, card, offered))))[:200]
    attached = request.fields.get("quote", "").strip(' “”"')
    if card == entry.card and not attached:
        return card, note
    card, carried = await attach(desk.database.reader, request.space, entry, card, attached)
    return card, note or carried


async def _history(desk: Desk, request: Request, act: Act) -> Page:
    return await history(desk, request, act.id, act.revision or 1)


async def open_form(desk: Desk, request: Request, entry: Entry, command: str, seen: int) -> Page:
    """The form in which a card is reworded, with what it rests on, as far as that is held here, and what changed
    since the revision that the editor has seen."""
    db, space = desk.database.reader, request.space
    changed = await decisions.changed_since(db, space, entry, seen)
    kind = await stating.question(db, space, entry)
    texts = await texts_of(db, space, entry)
    quotes = [words for one in entry.card.evidence if (words := exact_words(one, texts))]
    return form(entry, f"{command} {entry.revision}", kind, quotes, changed)


def form(entry: Entry, command: str, kind: Question, quotes: Sequence[str] = (), changed: str = "") -> Page:
    """The form in which a card is reworded, with its quotes beside it, and what has `changed` since it was seen.

    `kind`: the question which sort of statement it is.
    """
    asked = Form(
        "Edit a card",
        command,
        (
            _limited(Question("headline", "Headline", entry.card.headline, limit=HEADLINE)),
            _limited(Question("text", "Text", entry.card.text, long=True, limit=TEXT)),
            kind,
            Question("quote", "Attach a sentence of the essay", limit=500, hint=ATTACH),
            Question("note", "Why (for the history; may be empty)", "", limit=200, spare=True),
        ),
        beside=words(*((Bold(changed), "\n\n") if changed else ()), shorten("\n\n".join(quotes), BESIDE)),
    )
    page = compose.done("Edit this card", "Change the words so that its quotes carry them, or attach one that does.")
    return replace(page, form=asked)


def reworded(entry: Entry, fields: Mapping[str, str]) -> tuple[Card, str]:
    """The card as the form has it, and the note for its history; raises BadRequest where a card cannot be so."""
    headline, text, note = (" ".join(clean(fields.get(name, "")).split()) for name in ("headline", "text", "note"))
    if not headline or not text:
        raise BadRequest("A card needs a headline and a text. Nothing was saved; edit it again.")
    if len(headline) > HEADLINE or len(text) > TEXT:
        raise BadRequest(
            f"A headline has at most {HEADLINE} characters and a text {TEXT}, not {len(headline)} and {len(text)}. "
            "Nothing was saved; shorten it and edit again."
        )
    return replace(entry.card, headline=headline, text=text), note[:200]


async def _card(desk: Desk, request: Request, id: str, state: State) -> Entry:
    await need_right(request, "edit and publish cards")
    entry = await find_card(desk, request, await dossier_here(desk, request), id)
    if entry.state is not state:
        raise BadRequest(f"This card is {entry.state}, not {state}.", (Button("Show it", f"card {entry.card.id}"),))
    return entry


def _limited(question: Question) -> Question:
    """The question with its limit said, and an answer that fits: a draft may be longer than a card can be."""
    if length(question.value) <= question.limit:
        return replace(question, hint=f"At most {question.limit} characters.")
    cut = f"It was longer than {question.limit} characters, and is cut to that here."
    return replace(question, value=shorten(question.value, question.limit), hint=cut)


ACTIONS = {"edit": edit, "retire": retire, "publish": publish, "history": _history}
