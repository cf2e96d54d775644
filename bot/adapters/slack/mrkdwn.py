"""Markup as Slack's mrkdwn, in which nobody's text can format, link or ping.

Slack takes `&`, `<` and `>` as entities and gives no way to escape the rest. A mark that is followed by a space
formats nothing, so a space of no width behind it keeps somebody's asterisk an asterisk; it is put in only where the
mark could begin something, so that most text stays exactly what was typed.
"""

from __future__ import annotations

import re

from bot.view import characters
from bot.view.markup import Bold, ChannelName, Inline, Italic, Link, Markup, PersonName, Time, plain

SPACE = "\u200b"  # of no width

_MARKS = "*_~`"
_ANYTHING_SPECIAL = re.compile("[*_~`:&<>]")
_BEGINS_SOMETHING = re.compile(r"(?<![^\W_])([*_~`])(?=\S|\Z)")
_EMOJI = re.compile(r"(?<!\d):(?=[^\s:]+:)")  # ":smile:", and not "12:30:45"
_QUOTE = re.compile(r"^( *)(?=>)", re.MULTILINE)


def mrkdwn(markup: Markup) -> str:
    """The markup as Slack reads it."""
    parts = [_inline(part) for part in markup]
    for here in range(len(parts)):
        if _is_dressed(markup[here], parts[here]):
            before, after = "".join(parts[max(here - 1, 0) : here]), "".join(parts[here + 1 : here + 2])
            parts[here] = _parted(before, parts[here], after)
    return "".join(parts)


def escape(text: str) -> str:
    """Text in which nothing is a link, a mention or a command."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_typed(text: str) -> str:
    """Text that shows as it was typed."""
    text = characters.clean(text)
    if not _ANYTHING_SPECIAL.search(text):  # most texts
        return text
    text = _BEGINS_SOMETHING.sub(rf"\1{SPACE}", text)
    text = _EMOJI.sub(f":{SPACE}", text)
    return escape(_QUOTE.sub(rf"\1{SPACE}", text))


def _inline(part: Inline) -> str:
    match part:
        case str():
            return as_typed(part)
        case PersonName(_, name):
            return as_typed(name)
        case Bold(text):
            return _dressed("*", text)
        case Italic(text):
            return _dressed("_", text)
        case Link(text, address):
            label = as_typed(text.replace("\n", " ")).strip()
            return f"<{address}|{label}>" if label else f"<{address}>"  # Slack takes an address as it is
        case Time():
            return _time(part)
        case ChannelName(id):
            return f"<#{id}>"


def _time(time: Time) -> str:
    """A moment on the reader's own clock; where that is not known, what stands behind the stroke is shown."""
    form = {"date": "{date}", "moment": "{date_short_pretty} at {time}", "ago": "{ago}"}[time.style]
    return f"<!date^{int(time.moment.timestamp())}^{form}|{plain((time,))}>"


def _dressed(mark: str, text: str) -> str:
    core = text.strip()
    if not core or mark in core or "\n" in core:  # it would end too early, and the marks would show
        return as_typed(text)
    head, _, tail = text.partition(core)
    return f"{head}{mark}{as_typed(core)}{mark}{tail}"


def _is_dressed(part: Inline, rendered: str) -> bool:
    return isinstance(part, Bold | Italic) and rendered.strip()[:1] == ("*" if isinstance(part, Bold) else "_")


def _parted(before: str, dressed: str, after: str) -> str:
    """Slack dresses whole words: inside one, a space of no width makes it two."""
    left = SPACE if _is_joined(before[-1:]) and not dressed[:1].isspace() else ""
    right = SPACE if _is_joined(after[:1]) and not dressed[-1:].isspace() else ""
    return f"{left}{dressed}{right}"


def _is_joined(neighbour: str) -> bool:
    return neighbour.isalnum() or (neighbour != "" and neighbour in _MARKS)
