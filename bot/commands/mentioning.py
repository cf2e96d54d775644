"""The mention of a channel: whom posts ping there, for what, and how often. Nothing else of ours pings anybody."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.chat import Group, Request
from bot.commands import filtering
from bot.commands.desk import Desk
from bot.commands.errors import BadRequest, MayNot, need_right
from bot.commands.filtering import Names
from bot.commands.reading import dossier_here
from bot.store import dossiers, mentions
from bot.store.mentions import Mention
from bot.view import compose
from bot.view.characters import shorten
from bot.view.markup import Markup, words
from bot.view.page import Button, Form, Page, Question
from briefs.filters import Or

MOST = 20  # pings a day
TITLE = 80  # characters of a group's name
HOW = "Write “settings mention @role”, with “for redlines” and “at most 2 a day” behind it if you like, or “off”."
_OFTEN = re.compile(
    r"(?i)\s+(?:at\s+most\s+(\w+)(?:\s+times?)?(?:\s+(?:a|per)\s+day)?|(\d+)\s+(?:a|per)\s+day)(?=\s|$)"
)
_EVERYBODY = re.compile(r"(?i)<?[@!]?(?:everyone|here|channel)>?")


@dataclass(frozen=True)
class _Asked:
    """Whom somebody wants mentioned, for what, and how often."""

    group: str
    filter: str
    most: str


async def choose(desk: Desk, request: Request, typed: str) -> Page:
    """ "settings mention", "settings mention @role for FILTER at most 2 a day" or "settings mention off"."""
    if not request.space.lone:
        await need_right(request, "choose whom posts mention")
    if request.space.lone or request.channel.direct:
        raise BadRequest("You are alone here, and every post is for you: nobody has to be mentioned.")
    if "group" not in request.fields and not typed:
        return await _form(desk, request)
    asked = _read(request, typed)
    if asked.group.casefold() in ("", "off", "none", "nobody"):
        return await _nobody(desk, request)
    mention = await _mention(desk, request, asked)
    async with desk.database.transaction() as db:
        await mentions.choose(db, request.channel, mention)
    silent = await request.standing.silence(mention.group.id, request.channel)
    return compose.done(
        f"Posts here mention {mention.group.title}.",
        f"They do for {await _for(desk, request, mention)}, at most {_times(mention.most)} a day, where an edition or "
        "a card that comes at once brings it. What somebody asks for, and what is put right, mentions nobody. ",
        silent,
        buttons=(Button("Settings", "settings"),),
    )


async def told(desk: Desk, request: Request) -> tuple[tuple[str, Markup], ...]:
    """The mention of the channel, as a setting's name and value; none where nobody could be mentioned."""
    if request.space.lone or request.channel.direct:
        return ()
    mention = await mentions.of(desk.database.reader, request.channel)
    if mention is None:
        return (("Mention", words("nobody")),)
    what = f"{mention.group.title} for {await _for(desk, request, mention)}, at most {_times(mention.most)} a day."
    silent = await request.standing.silence(mention.group.id, request.channel)
    return (
        ("Mention", words(shorten(what, 400), *((f" Just now posts come without it: {silent}",) if silent else ()))),
    )


def _read(request: Request, typed: str) -> _Asked:
    """What was filled in, or typed in a row, in either order."""
    if "group" in request.fields:
        fields = request.fields
        return _Asked(fields["group"].strip(), fields.get("filter", "").strip(), fields.get("most", "").strip())
    often = _OFTEN.search(typed)
    rest = _OFTEN.sub("", typed, count=1)
    group, _, filter = re.sub(r"(?i)\s+for(?:\s+|$)", "\n", rest, count=1).partition("\n")
    return _Asked(group.strip(), filter.strip(), (often[1] or often[2]) if often else "")


async def _mention(desk: Desk, request: Request, asked: _Asked) -> Mention:
    if _EVERYBODY.fullmatch(asked.group):
        raise BadRequest(
            "Everybody at once is never mentioned, whoever asks: it would ring for people who chose nothing. Choose a "
            f"role or a user group that people join. {HOW}",
            question="group",
        )
    group = await request.standing.group(asked.group)
    if group is None:
        raise BadRequest(f"There is no role or user group “{shorten(asked.group, 60)}” here. {HOW}", question="group")
    if not await request.standing.may_mention(group.id, request.channel):
        raise MayNot(
            f"You may not mention {shorten(group.title, TITLE)} here yourself, so neither do I for you. Ask somebody "
            "who may, or let everybody mention it.",
            question="group",
        )
    most = {"": "1", "once": "1", "twice": "2"}.get(asked.most.casefold(), asked.most)
    if not re.fullmatch("[0-9]{1,3}", most) or not 1 <= int(most) <= MOST:
        raise BadRequest(
            f"“{shorten(asked.most, 20)}” is no number of times: write “at most 2 a day”, up to {MOST}.",
            question="most",
        )
    dossier = await dossier_here(desk, request)
    group = Group(group.id, shorten(group.title, TITLE) or group.id)
    return Mention(group, dossier.slug, await _filter(desk, request, asked), int(most))


async def _filter(desk: Desk, request: Request, asked: _Asked) -> str:
    """The filter as it is kept; several topics are any of them."""
    if asked.filter.casefold() in ("", "everything", "all"):
        return ""
    names = await Names.of(desk.database.reader, request.space, await dossier_here(desk, request))
    behind = f" at most {asked.most} a day" if asked.most else ""
    read = filtering.read(asked.filter, names, lambda text: f"settings mention {asked.group} for {text}{behind}")
    return str(read[0] if len(read) == 1 else Or(tuple(read)))


async def _for(desk: Desk, request: Request, mention: Mention) -> str:
    """What is pinged for, in plain words."""
    if not mention.filter:
        return "whatever comes"
    visible = await dossiers.visible(desk.database.reader, request.space)
    home = next((one for one in visible if one.slug == mention.dossier), None)
    return shorten(filtering.said(mention.filter, home), 240)


async def _form(desk: Desk, request: Request) -> Page:
    now = await mentions.of(desk.database.reader, request.channel)
    questions = (
        Question("group", "Role or user group", now.group.id if now else "", kind="group", hint="Empty: nobody."),
        Question(
            "filter", "For what", now.filter[:1000] if now else "", hint="Such as redlines. Empty: whatever comes."
        ),
        Question("most", "At most how often a day", str(now.most) if now else "1", limit=3),
    )
    page = compose.done("Whom posts mention", f"Now: {now.group.title if now else 'nobody'}. {HOW}")
    return replace(page, form=Form("Whom posts mention", "settings mention", questions, submit="Choose"))


async def _nobody(desk: Desk, request: Request) -> Page:
    async with desk.database.transaction() as db:
        gone = await mentions.drop(db, request.channel)
    if not gone:
        raise BadRequest(f"Posts here mention nobody. {HOW}")
    return compose.done("Posts here mention nobody any more.")


def _times(most: int) -> str:
    return {1: "once", 2: "twice"}.get(most, f"{most} times")
