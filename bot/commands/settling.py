"""Commands by which editors settle how their space and channel work: settings, bottom lines."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.chat import LOCAL, Channel, Request, Space
from bot.commands import access, grammar, layout, mentioning, reading, timing
from bot.commands.completion import can_be_set, offered
from bot.commands.desk import Desk
from bot.commands.errors import BadRequest, need_right
from bot.commands.reading import dossier_here
from bot.store import cards, lost, managers, review, spaces, subscriptions
from bot.store.database import Connection
from bot.view import compose, wording
from bot.view.characters import clean, shorten
from bot.view.markup import Markup, Time, words
from bot.view.page import Button, Fields, Form, Heading, Note, Option, Page, Question, Select, Text, Tone
from briefs.model import Topic

SHORTEST_KEEP, LONGEST_KEEP = 7, 3650  # days
LONGEST = 240  # characters of a bottom line
NO_LINE = "Nobody has written one, and no card is published on this topic yet."
EXAMPLES = (
    "review here",
    "two-editors on",
    "quiet 22:00-07:00 Europe/Berlin",
    "pause until 2027-01-07",
    "skip 2026-12-25",
    "late 6h",
    "empty skip",
    "cap 3",
    "mention @desk for redlines",
    "layout thread",
    "warn 3d",
    "keep 90d",
    "managers @editors",
)


async def settings(desk: Desk, request: Request, typed: str) -> Page:
    """What this channel and its space have chosen, and how to choose otherwise."""
    asked = typed.casefold().split()
    if asked[:1] == ["managers"]:
        return await access.choose(desk, request, typed[len("managers") :].strip())
    if asked[:1] == ["mention"]:
        return await mentioning.choose(desk, request, typed[len("mention") :].strip())
    if asked[:1] == ["layout"]:
        return await layout.choose(desk, request, typed[len("layout") :].strip())
    if not asked:
        return await _shown(desk, request)
    if asked[0] in timing.VERBS:
        await timing.change(desk, request, asked[0], asked[1:])
    elif asked[0] == "keep":
        await _keep(desk, request, " ".join(asked[1:]))
    else:
        await _choose(desk, request, asked)
    return replace(await _shown(desk, request), tone=Tone.DONE)


async def _choose(desk: Desk, request: Request, asked: list[str]) -> None:
    """Change a setting of the space."""
    chosen = await spaces.choices(desk.database.reader, request.space)
    match asked:
        case ["review", "here"]:
            chosen = replace(chosen, review_channel=request.channel, review_by=request.person.id)
        case ["review", "off"]:
            chosen = replace(chosen, review_channel=None)
        case ["two-editors", "on"] if request.space == LOCAL:
            raise BadRequest("On the local page you are the only editor, so nobody could agree with you.")
        case ["two-editors", "on" | "off"]:
            chosen = replace(chosen, two_editors=asked[1] == "on")
        case ["warn", "off"]:
            chosen = replace(chosen, warn_after=0)
        case ["warn", days] if re.fullmatch("[1-9][0-9]?d?", days):
            chosen = replace(chosen, warn_after=int(days.removesuffix("d")))
        case _:
            raise BadRequest(f"There is no such setting. {_how(request)}", (Button("Settings", "settings"),))
    await need_right(request, "change settings")
    async with desk.database.transaction() as db:
        await spaces.choose(db, request.space, chosen)


async def _keep(desk: Desk, request: Request, typed: str) -> None:
    """For how long what is over is kept: "90d", "for good"."""
    days = re.fullmatch("([1-9][0-9]{0,3}) ?d?(?:ays)?", typed)
    if typed not in ("for good", "off") and not (days and SHORTEST_KEEP <= int(days[1]) <= LONGEST_KEEP):
        raise BadRequest(
            f"Write for how many days what is over is kept, {SHORTEST_KEEP} to {LONGEST_KEEP}: “settings keep 90d”, or "
            "“settings keep for good”.",
            (Button("Settings", "settings"),),
        )
    await need_right(request, "change settings")
    async with desk.database.transaction() as db:
        await spaces.choose_keep(db, request.space, int(days[1]) if days else 0)


async def _shown(desk: Desk, request: Request) -> Page:
    chosen = await spaces.choices(desk.database.reader, request.space)
    here = await subscriptions.timing(desk.database.reader, request.channel)
    other = "off" if chosen.two_editors else "on"
    warned = f"after {wording.count(chosen.warn_after, 'day')} without an essay" if chosen.warn_after else "never"
    rows = (
        *(() if request.space.lone else (("Who manages", await _who_manages(desk.database.reader, request.space)),)),
        ("Drafts arrive in", await _review_channel(desk.database.reader, chosen.review_channel)),
        ("Who lets a draft out", words("two editors together" if chosen.two_editors else "one editor")),
        ("Warned", words(warned)),
        ("What is over is kept", words(f"for {wording.count(chosen.keep, 'day')}" if chosen.keep else "for good")),
    )
    options = tuple(Option(label[:1].upper() + label[1:], f"settings {what}", what) for label, what in offered(request))
    editors = (Button(f"Two editors: {other}", f"settings two-editors {other}"),)
    return Page(
        "Settings",
        (
            Heading("This channel"),
            Fields(
                (
                    *timing.told(here, desk.now()),
                    *await mentioning.told(desk, request),
                    *await layout.told(desk, request),
                )
            ),
            Heading("This space"),
            Fields(rows),
            Note(words(_how(request))),
        ),
        select=Select("Change a setting", options),
        buttons=(
            Button("Drafts arrive here", "settings review here"),
            *(editors if can_be_set("two-editors", request) else ()),
        ),
    )


def _how(request: Request) -> str:
    """How to choose, with what can be chosen there."""
    ways = [f"“settings {one}”" for one in EXAMPLES if can_be_set(one.partition(" ")[0], request)]
    return f"Choose below, or write it: {', '.join(ways)}."


async def _who_manages(db: Connection, space: Space) -> Markup:
    group = await managers.of(db, space)
    return words("people who manage channels", *((f" and {group.title}",) if group else ()))


async def _review_channel(db: Connection, channel: Channel | None) -> Markup:
    if channel is None:
        return words("no channel")
    gone = await lost.find(db, channel)
    return words(wording.channel(channel), *([". ", *wording.stopped(gone.since, gone.because)] if gone else []))


async def bottom_line(desk: Desk, request: Request, typed: str) -> Page:
    """A topic's bottom line: which it is, how old, and the form to write another."""
    dossier = await dossier_here(desk, request)
    name = typed.removesuffix(" edit")
    if not name:
        options = tuple(Option(topic.title[:70], f"bottomline {topic.slug}") for topic in dossier.topics)
        return Page("Bottom lines", (Text(words("Of which topic?")),), select=Select("Choose a topic", options))
    topic = grammar.topic_called(dossier, name)
    if topic is None:
        raise grammar.unknown_topic(dossier, name)
    written = (await review.bottom_lines(desk.database.reader, request.space, dossier.slug)).get(topic.slug)
    now = written.text if written else topic.bottom_line
    if not typed.endswith(" edit"):
        newest = (await cards.newest(desk.database.reader, request.space, dossier.slug)).get(topic.slug)
        return _shown_line(topic, reading.bottom_line(topic, newest, written, desk.now()), written)
    await need_right(request, "write bottom lines")
    if "text" not in request.fields:
        question = Question("text", "One sentence (empty: the newest card)", now[:LONGEST], long=True, limit=LONGEST)
        form = Form("Bottom line", f"bottomline {topic.slug} edit", (question,))
        return replace(compose.done(f"Bottom line: {topic.title}"), form=form)
    text = " ".join(clean(request.fields["text"]).split())
    if len(text) > LONGEST:
        raise BadRequest(f"A bottom line has at most {LONGEST} characters, not {len(text)}. Nothing was saved.")
    async with desk.database.transaction() as db:
        await review.write_bottom_line(db, request.space, dossier.slug, topic.slug, text, request.person, desk.now())
    return compose.done("The bottom line is written.", buttons=(Button(topic.title[:70], topic.slug),))


def _shown_line(topic: Topic, line: compose.BottomLine, written: review.BottomLine | None) -> Page:
    """What stands above a topic, and whose it is: an editor's, the newest card's, or the dossier's own."""
    if written:
        whose = words(f"Written by {shorten(written.by, 60)}, ", Time(written.at, "ago"))
    elif line.card:
        whose = words("No editor has written one: the newest card's headline stands in.")
    else:
        whose = words("It comes with the dossier: no editor has written one here.")
    said = words(shorten(line.text, compose.BOTTOM_LINE)) if written else line.markup  # its age is said below
    blocks = (Text(said), Note(whose)) if line.text else (Text(words(NO_LINE)),)
    button = Button("Edit", f"bottomline {topic.slug} edit", opens_form=True)
    return Page(shorten(f"Bottom line: {topic.title}", 140), blocks, buttons=(button,))
