"""Forget whoever asks for it."""

from __future__ import annotations

from bot.chat import LOCAL, Platform, Request
from bot.commands.desk import Desk
from bot.commands.errors import BadRequest
from bot.store import audit, people
from bot.store.database import acting_as
from bot.store.people import Known, Reach
from bot.view import compose, wording
from bot.view.markup import Markup, words
from bot.view.page import Button, Fields, Note, Page, Text

PLATFORMS = {Platform.DISCORD: "Discord", Platform.SLACK: "Slack", Platform.LOCAL: "this page"}
NOW = Button("Forget me", "forget me now", style="danger")


async def answer(desk: Desk, request: Request, typed: str) -> Page:
    """ "forget me" says what that means, "forget me now" does it."""
    match typed.casefold().split():
        case ["me"]:
            return _asked(request, await people.known(desk.database.reader, request.person, _reach(request)))
        case ["me", "now"]:
            await _forget(desk, request)
            return compose.done("You are forgotten.", *_further(request))
    raise BadRequest("I can forget you, and nobody else: “forget me”.", (Button("Forget me", "forget me"),))


def _reach(request: Request) -> Reach:
    """This space; in Discord's direct messages, which belong to no server, all that there is on Discord."""
    everywhere = request.space.platform is Platform.DISCORD and request.channel.direct
    return Reach(request.space.platform, None if everywhere else request.space)


def _asked(request: Request, known: Known) -> Page:
    own = wording.count(known.follows, "topic")
    goes = words(f"what you follow in direct messages ({own}), and what was sent to you there")
    rows: list[tuple[str, Markup]] = [
        *([] if request.space == LOCAL else [("Goes", goes)]),  # the page has no direct messages
        (
            "Loses your name",
            words(f"what you did for others: {wording.count(known.changes, 'change')} in the histories"),
        ),
        ("Goes on", words(f"cards, essays, feeds and settings, and {_digests(known)}: they are the desk’s")),
        ("Stays", words("what was posted already, and essays and messages that name you as their author")),
    ]
    where = "here" if _reach(request).space else f"everywhere on {PLATFORMS[request.space.platform]}"
    blocks = (
        Text(words(f"Shall I forget you {where}? It cannot be undone.")),
        Fields(tuple(rows)),
        Note(words("A draft that you would publish, and that waits for a second editor, waits for two again.")),
    )
    return Page("Forget you?", blocks, buttons=(NOW, Button("Subscriptions", "subscriptions")))


def _digests(known: Known) -> str:
    return f"{wording.count(known.digests, 'digest')} that you set up" if known.digests else "digests"


async def _forget(desk: Desk, request: Request) -> None:
    """Without a line in the audit that would name them: one says that somebody was forgotten."""
    with acting_as(None):
        async with desk.database.transaction() as db:
            await people.forget(db, request.person, _reach(request))
            if not request.channel.direct:
                await audit.note_forgotten(db, request.channel, desk.now())


def _further(request: Request) -> list[str]:
    if request.space.platform is Platform.DISCORD and not request.channel.direct:
        return ["Here, that is. Ask me the same in direct messages, and I forget you in every server."]
    return ["Whoever asks me something is known again."] if request.channel.direct else []
