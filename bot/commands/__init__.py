"""What one can ask. One door: `handle(desk, request)` answers every request with a Page and never raises."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from time import perf_counter

from bot import metrics
from bot.chat import LOCAL, Channel, Request
from bot.commands import (
    adding,
    auditing,
    doctor,
    editing,
    elsewhere,
    feeds,
    filtering,
    following,
    forgetting,
    grammar,
    reading,
    review,
    settling,
    setup,
    subscribing,
    why,
)
from bot.commands.access import with_chosen_group
from bot.commands.completion import suggest
from bot.commands.desk import Desk
from bot.commands.errors import BadRequest
from bot.commands.setup import greet
from bot.commands.table import COMMANDS, command_text
from bot.store import deliveries, lost
from bot.store import search as found_by
from bot.store.database import Actor, acting_as, trouble, utc_text
from bot.view import compose, wording
from bot.view.characters import length, shorten
from bot.view.markup import Bold, lines, words
from bot.view.page import MAX_BUTTONS, MAX_COMMAND, Button, Choice, Heading, Note, Oversize, Page, Text, Tone

__all__ = ["COMMANDS", "Choice", "Desk", "command_text", "greet", "handle", "suggest"]

log = logging.getLogger(__name__)
Answer = Callable[[Desk, Request, str], Awaitable[Page]]


async def handle(desk: Desk, request: Request) -> Page:
    """The answer to a request. Never raises: a mistake is a Page with a way out, a bug a Page with a reference."""
    began = perf_counter()
    try:
        with acting_as(_actor(desk, request)):
            return await _answer_or_mistake(desk, with_chosen_group(desk, request))
    finally:
        metrics.COMMANDS.labels(_kind(request.text)).observe(perf_counter() - began)


def _kind(text: str) -> str:
    """The command of a request, for counting; whatever begins with none is a topic."""
    first = next((word for word in text[:200].casefold().split()[:2] if word != "brief"), "brief")
    verb = SYNONYMS.get(first, first)
    return verb if verb in VERBS else "topic"


def _actor(desk: Desk, request: Request) -> Actor:
    """Whom the audit names, with the command's first words: a pasted text does not belong there."""
    asked = shorten(" ".join(request.text[:400].split()), 120)
    person = request.person
    return Actor(
        request.space.key, request.channel.key, person.id, person.name[:100], asked or "brief", utc_text(desk.now())
    )


async def _answer_or_mistake(desk: Desk, request: Request) -> Page:
    try:
        return await _with_notices(desk, request, await _answer(desk, request))
    except BadRequest as mistake:
        return replace(compose.mistake(str(mistake), mistake.buttons), wrong=mistake.question)
    except Exception as error:
        sentence = trouble(error)
        if sentence:
            log.error("The database failed a command: %s", error)
            return compose.mistake(f"{sentence} Nothing was changed.", title="The database cannot be used just now")
        reference = secrets.token_hex(4)
        log.exception("A command broke. Reference %s.", reference)
        return compose.mistake(
            f"That is our fault, not yours, and nothing was changed. Try again; if it happens again, tell whoever runs "
            f"Communiqué the reference {reference}.",
            title="Something went wrong",
        )


async def _with_notices(desk: Desk, request: Request, page: Page) -> Page:
    """The answer, and above it what its asker could not be told any other way."""
    if page.form or not await desk.notices.wait_for(desk.database, request):
        return page
    async with desk.database.transaction() as db:
        told = await lost.take_notices(db, request.space, request.person)
    note = Text(lines([words(Bold("While you were away")), *(words(shorten(one, 700)) for one in told[:3])]))
    try:
        return replace(page, blocks=(note, *page.blocks))
    except Oversize:
        again = (Button("Show the answer", request.text),) if length(request.text) <= MAX_COMMAND else ()
        return Page("While you were away", (note,), buttons=again)


async def _answer(desk: Desk, request: Request) -> Page:
    asked = grammar.read(request.text)
    if asked.verb == "share":
        return await _share(desk, request, asked.rest)
    if _verb(asked) in PERSONAL or request.fields:
        return _with_share(await _run(desk, request, asked), request.channel, asked)
    version, now = desk.database.version, desk.now()
    page = desk.answers.get(request.channel.key, asked.whole, version, now)
    if page is None:
        page = _with_share(await _run(desk, request, asked), request.channel, asked)
        desk.answers.keep(request.channel.key, asked.whole, version, now, page)
    return page


async def _run(desk: Desk, request: Request, asked: grammar.Asked) -> Page:
    verb = _verb(asked)
    if verb == "card" and (act := editing.read(asked.rest)):
        return await editing.ACTIONS[act.what](desk, request, act)
    if verb in VERBS:
        there, asked = await elsewhere.read(desk, request, asked)
        page = await VERBS[verb](desk, there, asked.rest)
        return page if there is request else elsewhere.told(page, there.channel)
    return await _topic(desk, request, asked)


async def _topic(desk: Desk, request: Request, asked: grammar.Asked) -> Page:
    """Whatever begins with no command is a topic, nearly one, or something to search for."""
    if grammar.is_address(asked.verb) and length(asked.whole) + len("add ") <= MAX_COMMAND:
        take = Button("Take it in", f"add {asked.whole}", style="main")
        return compose.mistake("An address alone asks for nothing.", (take,), title="Take in what stands there?")
    dossier = await reading.dossier_here(desk, request)
    name, number = grammar.page_number(asked.whole)
    topic = grammar.topic_called(dossier, asked.whole) or grammar.topic_called(dossier, name)
    if topic:
        return await reading.topic(desk, request, topic, dossier, number)
    buttons = [Button(slug, slug) for slug in grammar.near_topics(dossier, name)]
    buttons += [_corrected(verb, asked.rest) for verb in grammar.near(asked.verb, VERBS)][:1]
    near = " or ".join(f"“{button.label}”" for button in buttons)
    hint = f"Did you mean {near}?" if near else "Ask for “topics” to see them, or “help” for all that you can ask."
    found = await found_by.search(desk.database.reader, request.space, dossier.slug, asked.whole)
    again = f"search {asked.whole}"
    if found and length(again) <= MAX_COMMAND:
        many = f"{len(found)} cards mention" if len(found) > 1 else "One card mentions"
        hint = f"{hint if near else ''} {many} it.".strip()
        buttons.append(Button("Search for it", again, style="main"))
    elif not buttons:
        buttons = [Button("Topics", "topics"), Button("Help", "help")]
    raise BadRequest(f"There is no topic or command called “{shorten(asked.whole, 80)}”. {hint}", buttons)


def _corrected(verb: str, rest: str) -> Button:
    """The command that was nearly typed."""
    command = f"{verb} {rest}".strip()
    return Button(shorten(command, 60), command) if length(command) <= MAX_COMMAND else Button(f"{verb} …", "help")


async def _help(desk: Desk, request: Request, typed: str) -> Page:
    """What one can ask; "help subscribe" is what one can follow."""
    if typed.casefold() in ("subscribe", "filters", "filter", "follow"):
        return filtering.explained(await reading.dossier_here(desk, request), direct=request.space != LOCAL)
    groups = [("Read", [words(Bold("redlines, leverage, …"), ": What we know on a topic")])]
    for command in COMMANDS[1:]:
        if command.name in BEGINS:
            groups.append((BEGINS[command.name], []))
        if command.name != "help":
            groups[-1][1].append(words(Bold(command.usage), f": {command.summary}"))
    blocks = [block for title, rows in groups for block in (Heading(title), Text(lines(rows)))]
    note = "Nothing typed: the state of the talks. Answers are for you alone; Share posts one to the channel."
    return Page("What you can ask", (*blocks, Note(words(note))), buttons=(STATE, TOPICS, FILTERS))


def _with_share(page: Page, channel: Channel, asked: grammar.Asked) -> Page:
    """Add Share to an answer that others could use, where there are others."""
    command = f"share {asked.whole}".strip()
    shareable = _may_be_shared(asked) and _is_for_others(page)
    if channel.direct or not shareable or length(command) > MAX_COMMAND or len(page.buttons) == MAX_BUTTONS:
        return page
    return page.with_button(Button("Share", command))


async def _share(desk: Desk, request: Request, typed: str) -> Page:
    """Post an answer to the channel, through the outbox."""
    asked = grammar.read(typed)
    page = await _run(desk, request, asked) if _may_be_shared(asked) else None  # what changes something is not run
    if page is None or not _is_for_others(page):
        raise BadRequest("Only an answer can be shared. Ask for a topic first, then press Share.", (STATE, TOPICS))
    if not request.may_post:
        raise BadRequest("You may not write in this channel, so nothing of yours is posted there. Share it in another.")
    by = Note(words("Shared by ", wording.person(request.person)))
    signed = replace(
        page, blocks=(*page.blocks, by), buttons=tuple(b for b in page.buttons if b.label not in FOR_EDITORS)
    )
    now = desk.now()
    async with desk.database.transaction() as db:
        key = f"share {request.channel.key} {secrets.token_hex(8)}"
        await deliveries.add(db, key, request.channel, signed, now, asked=True)
    desk.wake()
    return compose.done("Shared with this channel.", aside=True)


def _verb(asked: grammar.Asked) -> str:
    return SYNONYMS.get(asked.verb, asked.verb)


def _may_be_shared(asked: grammar.Asked) -> bool:
    """Whether a request only reads, and is answered to everybody alike."""
    verb = _verb(asked)
    return verb not in PRIVATE and not (verb == "card" and editing.read(asked.rest))


def _is_for_others(page: Page) -> bool:
    """Whether it is an answer, and none that only editors see: a draft is not out yet."""
    draft = any(button.label == "Publish" for button in page.buttons)
    return page.tone is Tone.PLAIN and not page.form and not draft


BEGINS = {  # the parts of `help`, by the command with which each begins
    "setup": "What comes by itself",
    "essay add": "Take in and review",
    "settings": "How it works here",
}
STATE, TOPICS = Button("State of the talks", "brief"), Button("Topics", "topics")
FILTERS = Button("What you can follow", "help subscribe")
VERBS: Mapping[str, Answer] = {
    "": reading.state,
    "search": reading.search,
    "card": reading.card,
    "changes": reading.changes,
    "topics": reading.topics,
    "essays": reading.essays,
    "dossiers": following.list_dossiers,
    "dossier": following.choose_dossier,
    "setup": setup.answer,
    "subscribe": subscribing.subscribe,
    "unsubscribe": subscribing.unsubscribe,
    "subscriptions": subscribing.list_subscriptions,
    "digest": following.digest,
    "add": adding.answer,
    "review": review.answer,
    "feeds": feeds.answer,
    "settings": settling.settings,
    "bottomline": settling.bottom_line,
    "audit": auditing.answer,
    "why": why.answer,
    "forget": forgetting.answer,
    "doctor": doctor.answer,
    "help": _help,
}
SYNONYMS = {"state": "", "find": "search", "follow": "subscribe", "unfollow": "unsubscribe", "?": "help"}
PRIVATE = frozenset(
    "setup subscribe unsubscribe subscriptions dossier digest help share review settings bottomline add feeds audit "
    "why doctor forget".split()
)
PERSONAL = PRIVATE - {"help"} | {"card"}  # answered to each person in their own way, or changing something
FOR_EDITORS = frozenset({"Edit", "Retire", "Publish", "Reject"})
