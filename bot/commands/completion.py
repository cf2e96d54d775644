"""Completions of what somebody is typing."""

from __future__ import annotations

import re

from bot.chat import LOCAL, Channel, Request
from bot.commands.desk import Desk
from bot.commands.errors import BadRequest
from bot.commands.filtering import Names
from bot.schedule import DAY_NAMES, zone_names_like
from bot.store import cards, dossiers, feeds, subscriptions
from bot.view.characters import clean
from bot.view.page import Choice
from briefs.filters import BadFilter, Key, at_odds, ends_whole, is_list, parse
from briefs.model import TOPICS, Dossier

MOST = 25  # Discord: choices of an autocomplete answer
LONGEST = 100  # Discord: characters of a choice's name and value
DAYS = ("today", "yesterday")
FIXED = {
    "setting": (
        ("drafts arrive in this channel", "review here"),
        ("drafts arrive nowhere", "review off"),
        ("two editors must agree", "two-editors on"),
        ("one editor is enough", "two-editors off"),
        ("quiet hours", "quiet 22:00-07:00"),
        ("no quiet hours", "quiet off"),
        ("nothing comes for a week", "pause 1w"),
        ("end of a pause", "pause off"),
        ("no digest tomorrow", "skip tomorrow"),
        ("no skipped dates", "skip off"),
        ("a late digest comes up to 6 hours late", "late 6h"),
        ("a late digest comes until its day ends", "late day"),
        ("with nothing new, no digest", "empty skip"),
        ("with nothing new, one line", "empty say"),
        ("at most three new cards of a topic a day", "cap 3"),
        ("as many new cards as there are", "cap off"),
        ("whom posts mention", "mention"),
        ("editions with their cards in a thread", "layout thread"),
        ("editions in one message", "layout one"),
        ("warn after a week without an essay", "warn 7d"),
        ("no such warning", "warn off"),
        ("what is over is kept for 90 days", "keep 90d"),
        ("what is over is kept for good", "keep for good"),
        ("who else may manage", "managers"),
        ("nobody else may manage", "managers off"),
    ),
    "often": (
        ("as soon as it is published", "at once"),
        ("with each digest", "daily"),
        *((f"weekly, on {name}s", f"weekly {name[:3].casefold()}") for name in DAY_NAMES),
    ),
    "for": (("me: my direct messages", "me"), ("this channel", "channel")),
    "days": (
        ("every weekday", "weekdays"),
        ("every day", "daily"),
        ("Monday to Thursday", "mon-thu"),
        ("Mondays", "mon"),
    ),
    "since": (("the last day", "1d"), ("the last week", "7d"), ("the last month", "30d"), ("the last quarter", "90d")),
}


async def suggest(desk: Desk, request: Request, completes: str, typed: str) -> list[Choice]:
    """At most 25 completions of `typed` for a parameter that completes so (see table.Parameter), best first."""
    typed = clean(typed)[:LONGEST]
    pairs = await _pairs(desk, request, completes, typed)
    return [Choice(clean(label)[:LONGEST], value) for label, value in pairs if len(value) <= LONGEST][:MOST]


async def _pairs(desk: Desk, request: Request, completes: str, typed: str) -> list[tuple[str, str]]:
    """(label, value) of each completion."""
    chosen = re.match(r"(?i)(mention|managers) ", typed) if completes == "setting" else None
    if chosen:
        return await _groups(request, typed, chosen[0].casefold())
    if completes == "setting":
        return _holding(typed, offered(request))
    if completes in FIXED:
        return _holding(typed, list(FIXED[completes]))
    if completes == "zone":
        return [(name, name) for name in zone_names_like(typed, MOST)]
    if completes == "time":
        return [(time, time) for time in _times(typed)]
    if completes == "feed":
        return [(one.title or one.address, str(one.id)) for one in await feeds.of(desk.database.reader, request.space)]
    if completes == "dossier":
        return _holding(
            typed, [(one.title, one.slug) for one in await dossiers.visible(desk.database.reader, request.space)]
        )
    dossier = await dossiers.chosen(desk.database.reader, request.channel)
    if dossier is None:
        return []
    if completes == "topic":
        return _holding(typed, _topics(dossier))
    if completes == "filter":
        names = await Names.of(desk.database.reader, request.space, dossier)
        return [(text, text) for text in _filters(typed, names)]
    if completes == "followed":
        return await _followed(desk, request, typed)
    if completes in ("card", "why"):
        found = await cards.like(desk.database.reader, request.space, dossier.slug, typed, MOST)
        days = _holding(typed, [(f"the edition of {day}", day) for day in DAYS]) if completes == "why" else []
        return days + [(f"{id}: {headline}", id) for id, headline in found]
    return []


def offered(request: Request) -> list[tuple[str, str]]:
    """The settings that can be chosen in the channel: what needs a thread, a role or other people is not everywhere."""
    return [(label, what) for label, what in FIXED["setting"] if can_be_set(what.partition(" ")[0], request)]


def can_be_set(setting: str, request: Request) -> bool:
    """Whether a setting, by its first word, is one where somebody asks."""
    match setting:
        case "mention":
            return not (request.space.lone or request.channel.direct)
        case "layout":
            return not (request.space == LOCAL or request.channel.direct)
        case "managers":
            return not request.space.lone
        case "two-editors":
            return request.space != LOCAL
    return True


def _filters(typed: str, names: Names) -> list[str]:
    """How a filter may go on: values for the condition that is being typed, or else what may stand next."""
    found = re.search(r"(\w+):\s*(\"[^\"]*|[^\"():,]*)$", typed)
    if found and found[1].casefold() in list(Key):
        key, begun = Key(found[1].casefold()), found[2].strip('" ')
        values = [] if typed.endswith(" ") and names.called(key, begun) else names.like(key, begun)
        if values:
            return [f"{typed[: found.start()]}{one}" for one in values]
    lead = re.sub(r"[^\s\"():,]*$", "", typed)
    texts = (lead + one for one in _next(lead, typed[len(lead) :].casefold(), names))
    return [text for text in texts if not _at_odds(text)]


def _at_odds(text: str) -> bool:
    try:
        return at_odds(parse(text)) is not None
    except BadFilter:  # which it may be as long as it is typed
        return False


def _next(lead: str, begun: str, names: Names) -> list[str]:
    """What may stand behind the whole words of a filter, as far as it begins so."""
    topics = [str(one) for one in names.like(Key.TOPIC, begun)]
    conditions = [str(one) for key in Key if key is not Key.TOPIC for one in names.like(key, begun) if begun]
    conditions += [word for word in ("not", "party:", "issue:", "kind:", "source:") if word.startswith(begun)]
    joined = [word for word in ("and", "or", "and not") if word.startswith(begun)]
    joined += [f"and {one}" for one in conditions if one not in joined and one != "not"]
    if not lead.strip():
        return topics + conditions
    if is_list(lead):
        return topics + joined
    return joined if ends_whole(lead) else conditions + topics


async def _groups(request: Request, typed: str, verb: str) -> list[tuple[str, str]]:
    """The roles or user groups of the space, behind the setting that takes one."""
    try:
        known = await request.standing.groups()
    except BadRequest:  # the platform does not tell: they can type on
        return []
    wanted = typed[len(verb) :].removeprefix("@")
    called = _holding(wanted, [(name, name) for name in (one.title.removeprefix("@") for one in known)])
    return [(f"{verb}@{name}", f"{verb}@{name}") for name, _ in called]


async def _followed(desk: Desk, request: Request, typed: str) -> list[tuple[str, str]]:
    """What is followed here, and by whoever asks: the last of several topics, or a filter."""
    mine = Channel.directly_to(request.person, request.space)
    followed = await subscriptions.of(desk.database.reader, request.channel)
    followed += await subscriptions.of(desk.database.reader, mine) if mine != request.channel else []
    texts = dict.fromkeys(one.filter for one in followed)
    before, _, last = typed.rpartition(" ")
    more = [f"{before} {slug}" for slug in texts if before and is_list(typed) and slug in TOPICS and last in slug]
    return _holding(typed, [(text, text) for text in texts]) + [(text, text) for text in more]


def _topics(dossier: Dossier) -> list[tuple[str, str]]:
    return [(topic.title, topic.slug) for topic in dossier.topics]


def _holding(typed: str, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs that hold what was typed, those that begin with it first."""
    wanted = typed.casefold().strip()
    hits = [pair for pair in pairs if wanted in pair[0].casefold() or wanted in pair[1].casefold()]
    return sorted(hits, key=lambda pair: not (pair[0].casefold().startswith(wanted) or pair[1].startswith(wanted)))


def _times(typed: str) -> list[str]:
    every = [f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 30)]
    usual = [time for time in ("07:00", "08:00", "09:00", "12:00", "17:00") if time.startswith(typed)]
    return list(dict.fromkeys((*usual, *(time for time in every if time.startswith(typed)))))
