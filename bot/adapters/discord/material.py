"""What a message holds that could be an essay: its words, the link that it is about, the file that came with it; and
who wrote it, when, and where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]

LITTLE = 200  # characters that are not an essay yet: beside a link, the link is meant
READABLE = (".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".pdf", ".docx", ".eml", ".opml")
_TEXT_DISPLAY = 10

_NAMED_LINK = re.compile(
    r"\[([^\[\]\n]{1,300})\]\(<?(https?://[^\s<>()]{1,500}(?:\([^\s<>()]{0,200}\)[^\s<>()]{0,200})?)>?\)", re.IGNORECASE
)
_LINK = re.compile(r"https?://[^\s<>|]{1,2000}", re.IGNORECASE)
_MENTION = re.compile(r"<(@[!&]?|#)(\d{1,20})>")
_EMOJI = re.compile(r"<a?:(\w{1,40}):\d{1,20}>")
_COMMAND = re.compile(r"<(/[^<>:\n]{1,100}):\d{1,20}>")
_TIME = re.compile(r"<t:(-?\d{1,13})(?::[tTdDfFsSR])?>")
_MARKS = re.compile(r"(\*\*|__|~~|\|\|)(?=\S)([^\n]{1,400}?)(?<=\S)\1")
_LINE_MARKS = re.compile(r"(?m)^(?:-# |>>> |> )")


def files_of(message: Json) -> list[Json]:
    """The files that can be read; where nothing else is there, the first of any kind."""
    held: list[Json] = [file for part in _parts(message) for file in part.get("attachments") or []]
    readable = [file for file in held if str(file.get("filename") or "").lower().endswith(READABLE)]
    return readable or ([] if words_of(message).strip() or link_of(message) else held[:1])


def link_of(message: Json) -> str:
    """The address that a message is about: its first, where it says little beside; otherwise nothing."""
    said = _said(message)
    links = list(_links(said))
    if links:
        rest = _LINK.sub(" ", _NAMED_LINK.sub(" ", said))
        return links[0] if _is_little(rest) else ""
    shown = _embeds(message)
    if _is_little(said) and _is_little("".join(map(_embed, shown))):
        return next((one["url"] for one in shown if _LINK.fullmatch(str(one.get("url") or ""))), "")
    return ""


def words_of(message: Json) -> str:
    """All that a message says, in paragraphs, without Discord's marks; of its embeds only where it says little."""
    said = _said(message)
    parts = [_plain(said, message)]
    if _is_little(said):
        parts += [_plain(_embed(one), message) for one in _embeds(message)]
    return "\n\n".join(part.strip() for part in parts if part.strip())


def record_of(message: Json, guild: int | None) -> dict[str, str]:
    """Who wrote a message, on which day, and where it stands: of a forwarded one, as far as Discord tells.

    The fields are those of "add". A forwarded message's writer is not told, and who forwarded it is somebody else.
    """
    forwarded = _forwarded(message)
    place, known = message, {"id": message.get("id"), "channel_id": message.get("channel_id"), "guild_id": guild}
    if forwarded and _is_little(str(message.get("content") or "")):
        place, known = forwarded[0], message.get("message_reference") or {}
    author = place.get("author") or {}
    record = {
        "poster": str(author.get("global_name") or author.get("username") or ""),
        "date": str(place.get("timestamp") or "")[:10],
        "address": _address(known),
    }
    return {name: value for name, value in record.items() if value}


def _address(known: Json) -> str:
    """Where people of the server can open the message."""
    channel, id = known.get("channel_id"), known.get("id") or known.get("message_id")
    return f"https://discord.com/channels/{known.get('guild_id') or '@me'}/{channel}/{id}" if channel and id else ""


def _forwarded(message: Json) -> list[Json]:
    return [one.get("message") or {} for one in message.get("message_snapshots") or []]


def _parts(message: Json) -> list[Json]:
    """The message, and what it forwards."""
    return [message, *_forwarded(message)]


def _said(message: Json) -> str:
    texts = [text for part in _parts(message) for text in (part.get("content"), *_displays(part.get("components")))]
    return "\n\n".join(text for text in texts if text)


def _displays(components: Any) -> Iterator[str]:
    """The texts of a message that is made of components."""
    for one in components or []:
        if one.get("type") == _TEXT_DISPLAY:
            yield str(one.get("content") or "")
        yield from _displays(one.get("components"))


def _embeds(message: Json) -> list[Json]:
    return [one for part in _parts(message) for one in part.get("embeds") or []]


def _embed(embed: Json) -> str:
    rows = [f"{row.get('name') or ''}\n{row.get('value') or ''}" for row in embed.get("fields") or []]
    return "\n\n".join(str(part) for part in (embed.get("title"), embed.get("description"), *rows) if part)


def _links(said: str) -> Iterator[str]:
    rest = _NAMED_LINK.sub(lambda found: f" {found[2]} ", said)
    for found in _LINK.finditer(rest):
        yield _without_end(found[0])


def _without_end(address: str) -> str:
    """Without the punctuation of the sentence that it stands in; a bracket that it opens itself may close it."""
    while address[-1] in ".,;:!?'\"*_”’»" or (address[-1] == ")" and address.count(")") > address.count("(")):
        address = address[:-1]
    return address


def _plain(said: str, message: Json) -> str:
    names = {str(one.get("id")): one.get("global_name") or one.get("username") for one in message.get("mentions") or []}
    said = _NAMED_LINK.sub(r"\1", said)
    said = _MENTION.sub(lambda found: _mentioned(found, names), said)
    said = _TIME.sub(_moment, _COMMAND.sub(r"\1", _EMOJI.sub(r":\1:", said)))
    said = _MARKS.sub(r"\2", _MARKS.sub(r"\2", _LINE_MARKS.sub("", said)))  # twice: marks may stand in marks
    return re.sub(r"\\([\\*_~`|<>\[\]@#:().!-])", r"\1", said)


def _mentioned(found: re.Match[str], names: dict[str, Any]) -> str:
    if found[1] == "#":
        return "#channel"
    return "@role" if found[1] == "@&" else f"@{names.get(found[2]) or 'somebody'}"


def _moment(found: re.Match[str]) -> str:
    try:
        moment = datetime.fromtimestamp(int(found[1]), UTC)
    except (ValueError, OverflowError, OSError):
        return ""
    return f"{moment.day} {moment:%B %Y}"


def _is_little(text: str) -> bool:
    return len("".join(text.split())) < LITTLE
