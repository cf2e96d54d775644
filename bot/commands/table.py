"""The command table: what one can ask, under one name everywhere.

Discord's slash commands, Slack's manifest, `help` and the completion of the local page are all made from it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Parameter:
    """One option of a command, as Discord shows it."""

    name: str
    summary: str  # at most 100 characters
    required: bool = True
    completes: str = ""  # what `suggest` offers: topic, card, zone, ... ; "file" is an attachment, "channel" a channel


@dataclass(frozen=True)
class Command:
    """One thing that one can ask."""

    name: str  # on Discord; two words are a command and its subcommand
    typed: str  # how `command_text` writes it: "digest at {time} {zone} {days}"; "[to {x}]" falls away without an x
    usage: str  # how people are told to type it: "digest at TIME ZONE [DAYS]"
    summary: str  # at most 100 characters
    parameters: tuple[Parameter, ...] = ()


IN = Parameter("in", "Another channel, forum or thread; otherwise this one", False, "channel")

COMMANDS = (
    Command(
        "brief",
        "{topic}",
        "TOPIC",
        "The state of the talks, or what we know on one topic",
        (Parameter("topic", "A topic, such as redlines; leave it out for the state of the talks", False, "topic"),),
    ),
    Command(
        "search",
        "search {words}",
        "search WORDS",
        "Search every card",
        (Parameter("words", "Words to look for; the last may be the beginning of one", completes="words"),),
    ),
    Command(
        "card",
        "card {id}",
        "card ID",
        "One card with its evidence, its source and its history",
        (Parameter("id", "The card, such as redlines/neutrality", completes="card"),),
    ),
    Command(
        "changes",
        "changes {since}",
        "changes [since 7d or 2026-11-01]",
        "What was added, changed or withdrawn",
        (Parameter("since", "How far back: 7d, 2w or a date such as 2026-11-01", False, "since"),),
    ),
    Command("topics", "topics", "topics", "The topics that you can ask for and follow"),
    Command("essays", "essays", "essays", "The essays that the cards rest on"),
    Command("dossiers", "dossiers", "dossiers", "The negotiations that this space follows"),
    Command(
        "dossier",
        "dossier {name} [in {in}]",
        "dossier [new] NAME",
        "Choose which negotiation this channel speaks of",
        (Parameter("name", "The dossier, such as ukraine-talks", completes="dossier"), IN),
    ),
    Command(
        "setup",
        "setup {zone}",
        "setup",
        "Set a channel up in a form: what comes there and when, with a test post",
        (Parameter("zone", "The time zone to begin with, such as Europe/Berlin; otherwise a guess", False, "zone"),),
    ),
    Command(
        "subscribe",
        "subscribe {topic} {often} {for} [in {in}]",
        "subscribe TOPIC... or FILTER [at once or weekly] [me] [in #CHANNEL]",
        "Follow topics, or what a filter lets in, in this channel or for yourself",
        (
            Parameter("topic", "Topics, or a filter such as: redlines and party:russia", completes="filter"),
            Parameter("often", "at once, or weekly fri; otherwise with each digest", False, "often"),
            Parameter("for", "'me' for your direct messages; otherwise this channel", False, "for"),
            IN,
        ),
    ),
    Command(
        "unsubscribe",
        "unsubscribe {topic} {for} [in {in}]",
        "unsubscribe TOPIC... or FILTER [me]",
        "Stop following topics or a filter",
        (
            Parameter("topic", "Topics, or a filter as “subscriptions” shows it", completes="followed"),
            Parameter("for", "'me' for your direct messages; otherwise this channel", False, "for"),
            IN,
        ),
    ),
    Command(
        "subscriptions",
        "subscriptions [in {in}]",
        "subscriptions",
        "What this channel and you follow, and when it comes",
        (IN,),
    ),
    Command(
        "digest schedule",
        "digest at {time} {zone} {days} [in {in}]",
        "digest at TIME ZONE [DAYS] [in #CHANNEL]",
        "Post the state of the talks here at a time of day",
        (
            Parameter("time", "Time of day, such as 09:00", completes="time"),
            Parameter("zone", "Time zone, such as Europe/Berlin", completes="zone"),
            Parameter("days", "weekdays, or days such as mon,wed; otherwise every day", False, "days"),
            IN,
        ),
    ),
    Command(
        "digest preview",
        "digest preview [in {in}]",
        "digest preview",
        "Show you what the next digest would say now",
        (IN,),
    ),
    Command("digest now", "digest now [in {in}]", "digest now", "Post an edition in this channel now", (IN,)),
    Command("digest off", "digest off [in {in}]", "digest off", "Stop this channel's digest", (IN,)),
    Command(
        "essay add",
        "add [to {dossier}]",
        "add ADDRESS or TEXT [to DOSSIER]",
        "Take an essay in: what it says becomes drafts to review",
        (
            Parameter("address", "Where it stands on the web", False),
            Parameter("text", "Or its text; fill in nothing for a form that keeps its paragraphs apart", False),
            Parameter("file", "Or a file: .txt, .md, .html, .pdf, .docx or .eml", False, "file"),
            Parameter("dossier", "The dossier that it belongs to; otherwise this channel's", False, "dossier"),
        ),
    ),
    Command("review", "review", "review", "Drafts that wait for an editor, the best first"),
    Command("feeds list", "feeds", "feeds", "The feeds that this space follows, and how they do"),
    Command(
        "feeds add",
        "feeds add {address}",
        "feeds add ADDRESS",
        "Follow a feed: each new essay in it becomes drafts",
        (Parameter("address", "Where the feed (RSS or Atom) stands"),),
    ),
    Command(
        "feeds remove",
        "feeds remove {id}",
        "feeds remove ID",
        "Stop following a feed",
        (Parameter("id", "The feed's number in the list", completes="feed"),),
    ),
    Command(
        "settings",
        "settings {what} [in {in}]",
        "settings [WHAT]",
        "Quiet hours, pauses, caps, mentions, threads, where drafts arrive, who manages",
        (Parameter("what", "Such as quiet 22:00-07:00, pause until 2027-01-07, review here", False, "setting"), IN),
    ),
    Command(
        "bottomline",
        "bottomline {topic}",
        "bottomline TOPIC",
        "What a topic comes to, in one sentence; editors can write it",
        (Parameter("topic", "The topic, such as redlines", completes="topic"),),
    ),
    Command(
        "why",
        "why {id}",
        "why [ID]",
        "Why something came here, or did not",
        (
            Parameter(
                "id",
                "A message's link, a card, an essay's address or a date; nothing: the latest edition",
                False,
                "why",
            ),
        ),
    ),
    Command("doctor", "doctor", "doctor", "Test the set-up: rights, tokens, clock, database, feeds"),
    Command(
        "audit",
        "audit {page}",
        "audit [PAGE]",
        "Who changed what here, and how it was before",
        (Parameter("page", "Which page; the newest changes stand on the first", False),),
    ),
    Command("forget me", "forget me", "forget me", "Remove what is known of you, and your name from what you did"),
    Command("help", "help", "help", "What you can ask"),
)


def command_text(name: str, values: Mapping[str, str]) -> str:
    """The command text for a Discord command and its options: `("subscribe", {"topic": "redlines"})`."""
    command = _called(name)
    said = {parameter.name: values.get(parameter.name, "") for parameter in command.parameters}
    typed = re.sub(
        r"\[([^{]*)\{(\w+)\}\]", lambda part: part[1] + said[part[2]] if said[part[2]] else "", command.typed
    )
    return typed.format_map(said).strip()


def command_fields(name: str, values: Mapping[str, str]) -> dict[str, str]:
    """The options that are no part of the command text, because they may hold anything: `Request.fields`."""
    command = _called(name)
    return {option: value for option, value in values.items() if "{" + option + "}" not in command.typed}


def _called(name: str) -> Command:
    return next(command for command in COMMANDS if command.name == name)
