"""Page -> plain text for a terminal."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Protocol

from bot.adapters.console.cells import BOLD, DIM, GOOD, ITALIC, PLAIN, WRONG, carry_over, dress, width, wrap
from bot.view.characters import clean
from bot.view.markup import Bold, ChannelName, Inline, Italic, Link, Markup, PersonName, Time
from bot.view.page import Block, Divider, Fields, Form, Heading, Note, Page, Quotation, Text, Tone

WIDEST = 92  # columns: a longer line is hard to read
UNITS = (("year", 31557600), ("month", 2629800), ("week", 604800), ("day", 86400), ("hour", 3600), ("minute", 60))


class Screen(Protocol):
    """Where we write."""

    def write(self, text: str, /) -> object:
        """Say something."""

    def flush(self) -> None:
        """Let it be seen."""

    def isatty(self) -> bool:
        """Whether somebody looks at it."""


@dataclass(frozen=True)
class Terminal:
    """What we write on."""

    columns: int = 80
    dressed: bool = False  # bold, dim and colours: only where nobody reads them as text
    zone: tzinfo | None = None  # None: the zone of this machine

    @classmethod
    def of(cls, stream: Screen) -> Terminal:
        """What stands behind a stream; a pipe or a file gets no dress."""
        dressed = stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
        return cls(min(shutil.get_terminal_size().columns, WIDEST), dressed)


@dataclass(frozen=True)
class Choice:
    """A command that one may run by its number."""

    label: str
    command: str
    description: str = ""


def choices(page: Page) -> list[Choice]:
    """What the page offers, in the order of its numbers: the select's options, then the buttons."""
    options = [Choice(one.label, one.command, one.description) for one in page.select.options] if page.select else []
    return options + [Choice(button.label, button.command) for button in page.buttons]


def render(page: Page, terminal: Terminal, now: datetime) -> str:
    """The page as lines of text, with a line break at the end."""
    room = terminal.columns
    parts = [_title(page, room)]
    parts += [_block(block, terminal, now) for block in page.blocks]
    if page.form:
        if page.form.beside:
            parts.append(_quoted(_words(page.form.beside, terminal, now), room))
        parts.append(_form(page.form, room))
    if choices(page):
        parts.append(_choices(page, room))
    text = "\n".join("\n".join(part) + "\n" for part in parts)
    return "".join(dress(line, terminal.dressed) + "\n" for line in text.rstrip("\n").split("\n"))


def beside(form: Form, terminal: Terminal, now: datetime) -> str:
    """What to read while a form is filled in, as lines of text with a line break at the end of each."""
    if not form.beside:
        return ""
    lines = _quoted(_words(form.beside, terminal, now), terminal.columns)
    return "".join(dress(line, terminal.dressed) + "\n" for line in lines)


def _title(page: Page, room: int) -> list[str]:
    mark, dressed = {Tone.PLAIN: ("", BOLD), Tone.DONE: ("✓ ", GOOD), Tone.MISTAKE: ("! ", WRONG)}[page.tone]
    lines = wrap(mark + _line(page.title), room)
    return [*(f"{dressed}{line}{PLAIN}" for line in lines), "═" * max(map(width, lines))]


def _block(block: Block, terminal: Terminal, now: datetime) -> list[str]:
    room = terminal.columns
    match block:
        case Heading(text):
            return [f"{BOLD}{line}{PLAIN}" for line in wrap(_line(text), room)]
        case Text(markup):
            return carry_over(wrap(_words(markup, terminal, now), room))
        case Quotation(markup):
            return _quoted(_words(markup, terminal, now), room)
        case Fields(rows):
            return _fields([(_line(name), _words(value, terminal, now)) for name, value in rows], room)
        case Note(markup):
            return carry_over(wrap(DIM + _words(markup, terminal, now, PLAIN + DIM), room))
        case Divider():
            return [f"{DIM}{'─' * room}{PLAIN}"]


def _quoted(text: str, room: int) -> list[str]:
    return [f"  │ {line}".rstrip() for line in carry_over(wrap(text, room - 4))]


def _fields(rows: list[tuple[str, str]], room: int) -> list[str]:
    """Names on the left, values in a column of their own."""
    column = min(max(width(name) for name, _ in rows), room // 3) + 2
    lines = []
    for name, value in rows:
        values = carry_over(wrap(value, room - column))
        names = wrap(name, column - 2)
        for place in range(max(len(names), len(values))):
            left = names[place] if place < len(names) else ""
            right = values[place] if place < len(values) else ""
            lines.append(f"{DIM}{left}{PLAIN}{' ' * (column - width(left))}{right}".rstrip())
    return lines


def _form(form: Form, room: int) -> list[str]:
    asked = ", ".join(_line(question.label) for question in form.questions)
    return wrap(f"{_line(form.title)} asks for: {asked}. Fill it in with `communique chat` or on the local page.", room)


def _choices(page: Page, room: int) -> list[str]:
    lines = []
    if page.select:
        lines += [f"{DIM}{line}{PLAIN}" for line in wrap(_line(page.select.placeholder) + ":", room)]
    for number, choice in enumerate(choices(page), start=1):
        tag = f"[{number}] "
        text = f"{_line(choice.label)}: {_line(choice.command)}".rstrip()
        rows = wrap(text, room - len(tag))
        lines += [f"{BOLD}{tag}{PLAIN}{rows[0]}", *(" " * len(tag) + row for row in rows[1:])]
    return lines


def _words(markup: Markup, terminal: Terminal, now: datetime, after: str = PLAIN) -> str:
    """Markup as text with marks; `after` is the dress that returns behind bold and italic words."""
    return "".join(_inline(part, terminal, now, after) for part in markup)


def _inline(part: Inline, terminal: Terminal, now: datetime, after: str) -> str:
    match part:
        case str():
            return clean(part)
        case PersonName(_, name):
            return clean(name)
        case Bold(text):
            return f"{BOLD}{clean(text)}{after}"
        case Italic(text):
            return f"{ITALIC}{clean(text)}{after}"
        case Link(text, address):
            return address if text in ("", address) else f"{clean(text)} <{address}>"
        case Time(moment, style):
            return _moment(moment.astimezone(terminal.zone), style, now)
        case ChannelName(id):
            return f"channel {id}"


def _moment(moment: datetime, style: str, now: datetime) -> str:
    if style == "date":
        return f"{moment.day} {moment:%B %Y}"
    if style == "moment":
        return f"{moment.day} {moment:%B %Y, %H:%M %Z}".rstrip()
    seconds = (now - moment).total_seconds()
    enough = ((unit, size) for unit, size in UNITS if abs(seconds) >= (2 * size if unit == "year" else size))
    unit, size = next(enough, ("", 1))  # a year and a half is 18 months: years begin with the second
    if not unit:
        return "just now"
    many = int(abs(seconds) // size)
    said = f"{many} {unit}{'s' if many > 1 else ''}"
    return f"{said} ago" if seconds > 0 else f"in {said}"


def _line(text: str) -> str:
    """A text that has to stay on one line."""
    return " ".join(clean(text).split())
