"""What people typed, without what Slack made of it."""

from __future__ import annotations

import re

_KEPT = re.compile(r"<(#\w+|!subteam\^\w+)(?:\|[^<>]*)?>")
_ENTITY = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")


def as_meant(text: str, bot: str = "") -> str:
    """The text as it was typed: addresses and names instead of Slack's links, and without a mention of `bot` itself."""

    def told(found: re.Match[str]) -> str:
        target, label = found.group(1), found.group(2) or ""
        match target[0]:
            case "@":
                return " " if target[1:] == bot else f"@{label or target[1:]}"
            case "#":
                return f"#{label or target[1:]}"
            case "!":
                return label or f"@{target[1:]}"
        named = found.string[: found.start()].endswith((":", '"', "“"))  # source:example.org is no address
        return label if label and (named or target.startswith(("mailto:", "tel:"))) else target

    return unescape(_ENTITY.sub(told, text)).strip()


def as_asked(text: str, bot: str = "") -> str:
    """The same of a command, in which a channel and a user group keep the id by which Slack knows them: "<#C1>"."""
    return as_meant(_KEPT.sub(r"&lt;\1&gt;", text), bot)


def unescape(text: str) -> str:
    """Text with the three characters that Slack escapes."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
