"""Whom a message would ping. Discord's server reads mentions wherever they stand, escaped or not."""

from __future__ import annotations

import re
from typing import Any

from tests.standins.discord.limits import walk

_EVERYBODY = re.compile(r"@(?:everyone|here)")
_USERS = re.compile(r"<@!?(\d+)>")
_ROLES = re.compile(r"<@&(\d+)>")


def pings(payload: dict[str, Any]) -> list[str]:
    """Everybody whom this message would ping: 'everyone', or the ids of users and roles."""
    texts = "\n".join([payload.get("content") or "", *_shown(payload.get("components") or [])])
    allowed = payload.get("allowed_mentions")
    parse = ["everyone", "users", "roles"] if allowed is None else allowed.get("parse") or []
    pinged = ["everyone"] if "everyone" in parse and _EVERYBODY.search(texts) else []
    for kind, pattern in (("users", _USERS), ("roles", _ROLES)):
        listed = (allowed or {}).get(kind) or []
        pinged += [id for id in pattern.findall(texts) if kind in parse or id in listed]
    return pinged


def _shown(components: list[dict[str, Any]]) -> list[str]:
    return [part["content"] for part in walk(components) if "content" in part]
