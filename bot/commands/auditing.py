"""Who changed what here, for people who manage the place."""

from __future__ import annotations

from bot.chat import Channel, Request
from bot.commands.desk import Desk
from bot.commands.errors import BadRequest, need_right
from bot.schedule import days_text
from bot.store import audit
from bot.store.audit import Line
from bot.view import wording
from bot.view.characters import shorten
from bot.view.markup import Bold, Inline, Markup, Time, lines, words
from bot.view.page import Button, Note, Page, Text

A_PAGE = 8  # lines
LONGEST = 60  # characters of a value
YES_OR_NO = ("off", "skip_empty", "two_editors")
NAMES = {
    "skip_empty": "nothing new means no edition",
    "catch_up": "minutes an edition may be late",
    "often": "how often",
    "review_channel": "review channel",
    "two_editors": "two editors",
    "keep": "days for which what is over is kept",
    "warn_after": "days of silence",
    "paused_until": "paused until",
}


async def answer(desk: Desk, request: Request, typed: str) -> Page:
    """A page of the audit, the newest change first."""
    await need_right(request, "see who changed what")
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 1
    if typed and typed != str(number):
        raise BadRequest(f"“{shorten(typed, 40)}” is no page. Write “audit” or “audit 2”.", (Button("Audit", "audit"),))
    many = await audit.count(desk.database.reader, request.space)
    shown = await audit.of(desk.database.reader, request.space, A_PAGE * (number - 1), A_PAGE)
    if not shown:
        if number > 1:
            raise BadRequest(f"The audit has no page {number}.", (Button("Audit", "audit"),))
        return Page("Who changed what", (Note(words("Nobody has changed anything here yet.")),))
    pages = -(-many // A_PAGE)
    turn = [("Newer", number - 1)] * (number > 1) + [("Older", number + 1)] * (number < pages)
    return Page(
        "Who changed what",
        (*(Text(_told(line)) for line in shown), Note(words(f"Page {number} of {pages}."))),
        buttons=tuple(Button(label, f"audit {page}") for label, page in turn),
    )


def _told(line: Line) -> Markup:
    who = words(Bold(shorten(line.by.name or line.by.id, 60)), ", ", Time(line.at), f": “{shorten(line.asked, 100)}”")
    state = " new" if line.before is None else " gone" if line.after is None else ""
    known = line.before is not None and line.after is not None
    values = [_change(*one, known=known) for one in line.changed if known or one[1] or one[2]]
    changed = shorten("; ".join(values), 300)
    return lines([who, words(line.noun, *_which(line), state, f": {changed}" if changed else "")])


def _which(line: Line) -> list[Inline]:
    """Which thing it was; of one in a channel, the channel where that is another than the one where it was asked."""
    place, _, rest = line.what.partition(" ")
    if place == line.channel.key:
        return [f" {shorten(rest, 80)}"] if rest else []
    if place.startswith(f"{line.channel.space.key}/"):
        return [" in ", wording.channel(Channel.of(place)), f" {shorten(rest, 80)}" if rest else ""]
    return [f" {shorten(line.what, 80)}"] if line.what else []


def _change(name: str, before: object, after: object, *, known: bool) -> str:
    said = NAMES.get(name, name)
    if known:
        return f"{said} {_value(name, before)} → {_value(name, after)}"
    return f"{said} {_value(name, after if before is None else before)}"


def _value(name: str, value: object) -> str:
    if name in YES_OR_NO:
        return "yes" if value else "no"
    if name == "paused_until" and value:  # in UTC, as the database has it
        return f"{str(value)[:10]} {str(value)[11:16]} UTC"
    if name == "days" and value:
        return days_text(frozenset(map(int, str(value))))
    return "none" if value in (None, "") else shorten(str(value), LONGEST)
