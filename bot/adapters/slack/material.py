"""What a message holds that could be an essay: its words, the link that it is about, the file that came with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bot.adapters.slack.typed import as_meant, unescape

LITTLE = 200  # characters that are not an essay yet: beside a link, the link is meant, and beside a picture nothing is

Json = dict[str, Any]

_LINK = re.compile(r"<(https?://[^|<>\s]+)(?:\|[^<>]*)?>", re.IGNORECASE)
_BARE = re.compile(r"https?://[^\s<>|]*[^\s<>|.,;:!?)\]}”’\"']", re.IGNORECASE)  # as an app may post it
_SEEN_ONLY = ("image/", "video/", "audio/")
_GONE = ("tombstone", "hidden_by_limit")  # a file's mode


def words_of(message: Json, bot: str = "") -> str:
    """All that a message says, in paragraphs; of what it forwards too, and not of Slack's previews of its links."""
    parts = [_own_words(message, bot), *(_attached(one, bot) for one in _forwarded(message))]
    return "\n\n".join(part for part in parts if part)


def link_of(message: Json) -> str:
    """The address that a message is about: its first, where it says little beside; otherwise nothing."""
    links = list(dict.fromkeys(_links(message)))
    if not links:
        return ""
    rest = words_of(message)
    for said in sorted({*links, *_labels(message)}, key=len, reverse=True):
        rest = rest.replace(said, " ")
    return links[0] if _is_little(rest) else ""


def files_of(message: Json) -> list[Json]:
    """The files that may hold an essay; those that can only be looked at or heard, where there is nothing else."""
    held = [*(message.get("files") or []), *(file for one in _forwarded(message) for file in one.get("files") or [])]
    there = [file for file in held if file.get("mode") not in _GONE]
    readable = [file for file in there if not str(file.get("mimetype") or "").startswith(_SEEN_ONLY)]
    return readable or (there if _is_little(words_of(message)) else [])


def forwarded_in(message: Json) -> Json | None:
    """The message that a message passes on, where it says little of its own."""
    shared = [one for one in message.get("attachments") or [] if one.get("is_share")]
    return shared[0] if shared and _is_little(_own_words(message, "")) else None


def _own_words(message: Json, bot: str) -> str:
    told = as_meant(message.get("text") or "", bot)
    blocks = message.get("blocks") or []
    shown = "\n\n".join(part for block in blocks if (part := _block(block, bot).strip()))
    rich = any(block.get("type") == "rich_text" for block in blocks)  # what somebody typed, without marks
    return shown if shown and (rich or len(shown) > len(told)) else told


def _block(block: Json, bot: str) -> str:
    match block.get("type"):
        case "rich_text":
            return "\n\n".join(_rich(element, bot).strip("\n") for element in block.get("elements") or [])
        case "header" | "section":
            return "\n".join(_text(text, bot) for text in [block.get("text"), *(block.get("fields") or [])] if text)
        case "context":
            return " ".join(_text(one, bot) for one in block.get("elements") or [] if "text" in one)
        case "markdown":
            return str(block.get("text") or "")
    return ""


def _text(text: Json, bot: str) -> str:
    said = str(text.get("text") or "")
    return as_meant(said, bot) if text.get("type") == "mrkdwn" else unescape(said)


def _rich(element: Json, bot: str) -> str:
    match element.get("type"):
        case "text":
            return str(element.get("text") or "")
        case "link":
            return str(element.get("text") or element.get("url") or "")
        case "emoji":
            return _emoji(element)
        case "user":
            return " " if element.get("user_id") == bot else f"@{element.get('user_id', '')}"
        case "channel":
            return f"#{element.get('channel_id', '')}"
        case "usergroup":
            return f"@{element.get('usergroup_id', '')}"
        case "broadcast":
            return f"@{element.get('range', '')}"
        case "date":
            return str(element.get("fallback") or "")
        case "rich_text_list":
            return "\n".join(f"- {_rich(item, bot)}" for item in element.get("elements") or [])
    return "".join(_rich(part, bot) for part in element.get("elements") or [])


def _emoji(element: Json) -> str:
    try:
        return "".join(chr(int(point, 16)) for point in str(element["unicode"]).split("-"))
    except (KeyError, ValueError, OverflowError):  # one of the workspace's own
        return f":{element.get('name', '')}:"


def _forwarded(message: Json) -> list[Json]:
    """What hangs on a message and was put there: a forwarded message, or what an app wrote."""
    hanging = message.get("attachments") or []
    return [one for one in hanging if one.get("is_share") or not (one.get("from_url") or one.get("original_url"))]


def _attached(attachment: Json, bot: str) -> str:
    quoted = [one.get("message") or {} for one in attachment.get("message_blocks") or []]
    words = "\n\n".join(part for one in quoted if (part := _own_words(one, bot))) or _own_words(attachment, bot)
    parts = [as_meant(attachment.get("pretext") or "", bot), as_meant(attachment.get("title") or "", bot), words]
    fields = [f"{one.get('title') or ''}\n{one.get('value') or ''}" for one in attachment.get("fields") or []]
    said = "\n\n".join(part for part in [*parts, *(as_meant(field, bot) for field in fields)] if part)
    return said or as_meant(attachment.get("fallback") or "", bot)


def _links(message: Json) -> Iterator[str]:
    for element in _elements(message.get("blocks")):
        if element.get("type") == "link" and _is_address(element.get("url")):
            yield element["url"]
    yield from (unescape(found[1]) for found in _LINK.finditer(message.get("text") or ""))
    for attachment in message.get("attachments") or []:
        if not attachment.get("is_share"):
            yield from (attachment[name] for name in ("title_link", "from_url") if _is_address(attachment.get(name)))
        yield from (unescape(found[1]) for found in _LINK.finditer(attachment.get("text") or ""))
    yield from (found[0] for found in _BARE.finditer(words_of(message)))


def _labels(message: Json) -> list[str]:
    links = [one for one in _elements(message.get("blocks")) if one.get("type") == "link"]
    return [label for one in links if (label := str(one.get("text") or "").strip())]


def _elements(held: Any) -> Iterator[Json]:
    for one in held if isinstance(held, list) else []:
        yield one
        yield from _elements(one.get("elements"))


def _is_address(text: Any) -> bool:
    return isinstance(text, str) and re.match(r"https?://\S+$", text, re.IGNORECASE) is not None


def _is_little(text: str) -> bool:
    return len("".join(text.split())) < LITTLE
