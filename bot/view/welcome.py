"""What newcomers read: that a channel is set up, what to do next, and how to begin."""

from __future__ import annotations

from datetime import datetime

from bot.chat import Person, Platform, Space
from bot.schedule import Schedule
from bot.view import wording
from bot.view.characters import shorten
from bot.view.markup import Bold, Markup, Time, lines, words
from bot.view.page import Block, Button, Heading, Note, Page, Text

STATE = Button("State of the talks", "brief")
SET_UP = Button("Set a channel up", "setup", style="main", opens_form=True)


def first_post(dossier: str, what: str, schedule: Schedule, first: datetime, by: Person) -> Page:
    """The post that shows that posts arrive: what comes from now on, and when."""
    return Page(
        "The state of the talks comes here",
        (
            Text(words(f"{schedule}"[:1].upper() + f"{schedule}"[1:], ". The first one: ", Time(first), ".")),
            Text(words(Bold(shorten(dossier, 100)), "\n", shorten(what, 400))),
            Note(words("A test post: it has arrived. Set up by ", wording.person(by), ". Anybody can ask meanwhile.")),
        ),
        buttons=(STATE, Button("Topics", "topics")),
    )


def greeting() -> Page:
    """What a Discord server is told that we have come to."""
    return Page(
        "Communiqué is here",
        (
            Text(
                words("Short, sourced cards on a negotiation: ask for them, or let the state of the talks come here.")
            ),
            Text(
                lines(
                    [
                        words(Bold("/setup"), ": choose a channel, a time and topics, for people with Manage Channels"),
                        words(Bold("/brief"), ": the state of the talks now, for everybody"),
                    ]
                )
            ),
            Note(words("Nothing comes by itself before somebody sets it up.")),
        ),
        buttons=(SET_UP, STATE),
    )


def next_steps(space: Space) -> tuple[Block, ...]:
    """What somebody does once a channel is set up."""
    ask = {Platform.DISCORD: "/", Platform.SLACK: "/brief "}.get(space.platform, "")
    topic = "/brief topic:redlines" if space.platform is Platform.DISCORD else f"{ask}redlines"
    add = "/essay add" if space.platform is Platform.DISCORD else f"{ask}add ADDRESS"
    rows: list[Markup] = [
        words(
            "A test post is on its way. If it is not there in a minute, ", Bold(f"{ask}doctor"), " says what is wrong."
        ),
        words(Bold(topic), ": ask for a topic at any time"),
        words(
            Bold(add), ": take an essay in; what it says becomes drafts, and nothing is out before an editor says so"
        ),
    ]
    if not space.lone:
        who = "/settings what:managers" if space.platform is Platform.DISCORD else f"{ask}settings managers"
        rows.append(words(Bold(who), ": let a role or user group manage and review too"))
    return (Heading("What is next"), Text(lines(rows)))
