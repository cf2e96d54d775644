"""Set a channel up: what comes there and when, in one form, with a post that shows that it arrives."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from bot.chat import Channel, Request, Subscription
from bot.commands import grammar
from bot.commands.access import may_configure_there
from bot.commands.desk import Desk
from bot.commands.errors import BadRequest, MayNot, need_right
from bot.commands.following import plan_digest
from bot.schedule import DAY_NAMES, BadSchedule, Schedule, days_text, parse_days, parse_time, parse_zone
from bot.store import deliveries, dossiers, lost, subscriptions
from bot.store.database import Connection
from bot.store.subscriptions import Planned
from bot.view import compose, welcome, wording
from bot.view.characters import shorten
from bot.view.markup import Inline, Time, words
from bot.view.page import Button, Choice, Form, Page, Question, Text
from briefs.model import Dossier, Topic

DAYS = (
    Choice("Every day", "daily"),
    Choice("Every weekday", "weekdays"),
    *(Choice(f"Every {name}", name[:3].casefold()) for name in DAY_NAMES),
)
ELSEWHERE = "setup elsewhere"


@dataclass(frozen=True)
class _Here:
    """What a channel has, before somebody sets it up (anew)."""

    channel: Channel
    dossier: Dossier
    plan: Planned | None
    followed: tuple[str, ...]  # slugs of the dossier's topics
    others: int  # what it follows beside them: filters, and other dossiers
    stopped: bool  # whether nothing can be posted there just now

    @property
    def is_set_up(self) -> bool:
        """Whether somebody did so before."""
        return bool(self.followed or self.others) or self._comes

    @property
    def told(self) -> str:
        """What that was, in a sentence."""
        topics = self.named([topic for topic in self.dossier.topics if topic.slug in self.followed])
        if self.plan and self._comes:
            return shorten(f"Now it has a digest {self.plan.schedule}, with {topics}.", 400)
        return shorten(f"Now it follows {topics}, and no digest is planned.", 400)

    @property
    def _comes(self) -> bool:
        return self.plan is not None and (self.plan.next_due is not None or self.stopped)

    def named(self, topics: Sequence[Topic]) -> str:
        """What it follows with these topics: "Red lines, Leverage"."""
        others = [f"{wording.count(self.others, 'further follow')} of its own"] if self.others else []
        return ", ".join([*(topic.title for topic in topics), *others]) or "every topic"


@dataclass(frozen=True)
class _Wanted:
    """How it shall be."""

    schedule: Schedule
    topics: tuple[Topic, ...]  # none: every topic


async def answer(desk: Desk, request: Request, typed: str) -> Page:
    """ "setup", "setup ZONE"; "setup elsewhere" asks for a channel, and "setup in ID" is of one that has something."""
    named = re.fullmatch(r"in (?:<#)?(\w+)>?", typed)
    target = _channel(request, named[1]) if named else request.channel
    if request.fields:
        chosen = _channel(request, request.fields.get("channel", "").strip())
        return await _set_up(desk, request, chosen, confirmed=chosen == target)
    if typed == "elsewhere":
        return await _form(desk, request, None)
    await _need_right(desk, request, target)
    return await _form(desk, request, target, "" if named else typed)


async def greet(desk: Desk, channel: Channel) -> None:
    """Say in a space how to begin, once for good."""
    async with desk.database.transaction() as db:
        await deliveries.add(db, f"greeting {channel.space.key}", channel, welcome.greeting(), desk.now())
    desk.wake()


def _channel(request: Request, id: str) -> Channel:
    """The channel of this space with an id; the one where they ask, without."""
    if not id or request.space.lone:
        return request.channel
    if not re.fullmatch(r"[A-Za-z0-9]{1,40}", id):
        raise BadRequest("That is no channel of this space. Choose one from the list.", question="channel")
    return Channel(request.space, id)


async def _need_right(desk: Desk, request: Request, target: Channel) -> None:
    """Raise MayNot unless they manage the channel, with a way to another."""
    if target != request.channel:
        if not await may_configure_there(desk, request, target):
            raise MayNot(
                "You do not manage that channel, or it is none of this space. Choose one that you manage, or ask "
                "somebody who does to run “setup”.",
                question="channel",
            )
        return
    try:
        await need_right(request, "set it up")
    except MayNot as no:
        if request.space.lone or request.fields:
            raise
        other = Button("Set up another channel", ELSEWHERE, style="main", opens_form=True)
        raise MayNot(f"{no} If you manage another channel, set up that one.", (other, *no.buttons)) from None


async def _form(desk: Desk, request: Request, target: Channel | None, zone: str = "") -> Page:
    """The form, with what the channel has by now; without a channel, one is to be chosen."""
    here = await _here(desk, target or request.channel)
    plan = here.plan if target else None
    if zone:
        try:
            zone = parse_zone(zone)
        except BadSchedule as wrong:
            raise BadRequest(f"{wrong} “setup” alone begins with a guess.", (Button("Set up", "setup"),)) from None
    guessed = not (zone or plan)
    zone = zone or (plan.schedule.zone if plan else await _guess(desk, request))
    topics = tuple(Choice(topic.title[:70], topic.slug) for topic in here.dossier.topics)
    questions = [
        Question("time", "Time of day", f"{plan.schedule.at:%H:%M}" if plan else "09:00", limit=40, kind="time"),
        Question("zone", "Time zone", zone, kind="zone", hint=_zone_hint(guessed)),
        _days_question(plan.schedule.days if plan else parse_days("weekdays")),
        Question(
            "topics",
            "Topics",
            " ".join(here.followed) if target else "",
            kind="choices",
            choices=topics,
            hint="None chosen: every topic, also those that are new later.",
        ),
    ]
    if not request.space.lone:
        questions.insert(0, _channel_question(request, target))
    begun = target is not None and here.is_set_up
    title = "Change what comes" if begun else "Set a channel up"
    what = "Where the state of the talks comes, when, and on which topics. A test post follows at once."
    page = Page(title, (Text(words(f"{here.told} {what}" if begun else what)),))
    command = ELSEWHERE if target is None else "setup" if target == request.channel else f"setup in {target.id}"
    return replace(page, form=Form(title, command, tuple(questions), submit="Set it up"))


def _zone_hint(guessed: bool) -> str:
    return (
        f"{'A guess: see that it is right. ' if guessed else ''}A place, as Europe/Berlin; summer time comes by itself."
    )


def _days_question(days: frozenset[int]) -> Question:
    """Which days, with those that somebody typed before among the choices."""
    typed = Choice(days_text(days).capitalize(), ",".join(DAY_NAMES[day][:3].casefold() for day in sorted(days)))
    chosen = next((one for one in DAYS if parse_days(one.value) == days), typed)
    choices = DAYS if chosen in DAYS else (*DAYS, chosen)
    return Question("days", "Days", chosen.value, kind="choice", choices=choices)


def _channel_question(request: Request, target: Channel | None) -> Question:
    direct = request.channel.direct
    value = "" if target is None or target.direct else target.id
    hint = (
        "Where it comes. Left empty: your direct messages with me." if direct else "Where it comes. I have to be in it."
    )
    return Question("channel", "Channel", value, kind="channel", hint=hint)


async def _guess(desk: Desk, request: Request) -> str:
    """A zone to begin with: the space's usual one, that of whoever asks, or UTC."""
    usual = await subscriptions.usual_zone(desk.database.reader, request.space)
    if usual:
        return usual
    with suppress(BadSchedule):
        return parse_zone(await request.standing.zone())
    return "UTC"


async def _here(desk: Desk, channel: Channel) -> _Here:
    db = desk.database.reader
    dossier = await dossiers.chosen(db, channel)
    if dossier is None:
        raise BadRequest("No negotiation is followed here yet. Restart Communiqué to load the one that comes with it.")
    slugs = {topic.slug for topic in dossier.topics}
    follows = await subscriptions.of(db, channel)
    followed = tuple(one.filter for one in follows if one.dossier == dossier.slug and one.filter in slugs)
    plan, stopped = await subscriptions.planned(db, channel), await lost.find(db, channel) is not None
    return _Here(channel, dossier, plan, followed, len(follows) - len(followed), stopped)


async def _set_up(desk: Desk, request: Request, target: Channel, *, confirmed: bool) -> Page:
    """Do what the form says, or say what has to be mended first; nothing is changed by half."""
    await _need_right(desk, request, target)
    here = await _here(desk, target)
    wanted = _wanted(here.dossier, request.fields)
    await _need_reach(request, target)
    if here.is_set_up and not confirmed:
        return await _ask_to_replace(desk, request, here)
    now = desk.now()
    async with desk.database.transaction() as db:
        await _follow(db, request, here, wanted.topics, now)
        first = await plan_digest(db, target, wanted.schedule, request.person, now)
        what = here.named(wanted.topics)
        post = welcome.first_post(here.dossier.title, what, wanted.schedule, first, request.person)
        await deliveries.add(db, f"setup {target.key} {secrets.token_hex(8)}", target, post, now, asked=True)
    desk.wake()
    return _done(request, here, wanted, first)


def _wanted(dossier: Dossier, fields: Mapping[str, str]) -> _Wanted:
    """What the form was filled in with. Raises BadRequest with the question that has to be answered anew."""
    at, zone, days = (fields.get(name, "").strip() for name in ("time", "zone", "days"))
    if not zone:
        raise BadRequest(
            "In which time zone? Write a place, as Europe/Berlin: then summer time comes by itself.", question="zone"
        )
    try:
        question = "time"
        moment = parse_time(at)
        question = "zone"
        name = parse_zone(zone)
        question = "days"
        schedule = Schedule(moment, name, parse_days(days))
    except BadSchedule as wrong:
        raise BadRequest(str(wrong), question=question) from None
    try:
        return _Wanted(schedule, tuple(grammar.topics_called(dossier, fields.get("topics", ""))))
    except BadRequest as unknown:
        raise BadRequest(str(unknown), question="topics") from None


async def _need_reach(request: Request, target: Channel) -> None:
    """Raise BadRequest where a post would not arrive, with what has to be mended."""
    objection = "" if target.direct else await request.standing.objection(target)
    if objection:
        raise BadRequest(f"{objection} Nothing was changed: then send it again.", question="channel")


async def _ask_to_replace(desk: Desk, request: Request, here: _Here) -> Page:
    """The same form once more, which says what the other channel has already."""
    page = await _form(desk, request, here.channel)
    assert page.form
    form = page.form.filled_in(request.fields)
    where = wording.channel(here.channel)
    return replace(
        page,
        title="It is set up already",
        blocks=(Text(words(where, f" is set up already, so nothing was changed yet. {here.told}")),),
        form=replace(form, beside=words(f"It is set up already. {here.told} What you send now takes its place.")),
    )


async def _follow(db: Connection, request: Request, here: _Here, topics: tuple[Topic, ...], now: datetime) -> None:
    """Let the channel follow these topics of its dossier, and no others; what came at once still does."""
    wanted = {topic.slug for topic in topics}
    for slug in here.followed:
        if slug not in wanted:
            await subscriptions.remove(db, here.channel, here.dossier.slug, slug)
    for topic in topics:
        if topic.slug not in here.followed:
            followed = Subscription(here.channel, here.dossier.slug, topic.slug, request.person)
            await subscriptions.add(db, followed, now)


def _done(request: Request, here: _Here, wanted: _Wanted, first: datetime) -> Page:
    there = here.channel == request.channel
    where: tuple[Inline, ...] = ("Here",) if there else ("In ", wording.channel(here.channel))
    said = shorten(f"the state of the talks comes {wanted.schedule}, with {here.named(wanted.topics)}", 500)
    preview = (Button("Preview the digest", "digest preview"),) if there else ()
    buttons = (*preview, Button("Settings", "settings"), Button("What one can ask", "help"))
    page = compose.done("It is set up.", *where, f" {said}. The first one: ", Time(first), ".", buttons=buttons)
    return replace(page, blocks=(*page.blocks, *welcome.next_steps(request.space)))
