"""How Discord words its answers."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from tests.standins.discord.limits import Refused
from tests.standins.discord.trouble import Asked, Trouble
from tests.standins.discord.world import snowflake


class TooMany(Refused):
    def __init__(self, retry_after: float, *, everywhere: bool = False) -> None:
        super().__init__(429, 0, "You are being rate limited.")
        self.body = {"message": str(self), "retry_after": max(0.001, retry_after), "global": everywhere}


def refuse(asked: Asked, trouble: Trouble) -> web.Response:
    asked.status = trouble.status
    if trouble.unmarked:
        return web.Response(status=429, text="<html>banned</html>", content_type="text/html")
    if trouble.status == 429:
        return wait(asked, trouble.retry_after, {}, everywhere=trouble.everywhere)
    return json_answer(trouble.status, {"message": f"{trouble.status}: as told", "code": trouble.code}, {})


def wait(asked: Asked, seconds: float, headers: dict[str, str], *, everywhere: bool) -> web.Response:
    asked.status = 429
    body = {"message": "You are being rate limited.", "retry_after": seconds, "global": everywhere}
    scope = {"X-RateLimit-Scope": "global" if everywhere else "user"}
    if everywhere:
        scope["X-RateLimit-Global"] = "true"
    return json_answer(429, body, {**headers, **scope, "Retry-After": str(int(seconds) + 1), "Via": "1.1 google"})


def json_answer(status: int, answer: Any, headers: dict[str, str]) -> web.Response:
    # discord.py wants exactly this content type, without a charset.
    return web.Response(
        status=status, body=json.dumps(answer).encode(), headers={"Content-Type": "application/json", **headers}
    )


def hang_up(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response(status=500)  # reaches nobody


def reported(command: dict[str, Any], application: str) -> dict[str, Any]:
    """A command as Discord tells it afterwards: with fields of its own, and without what is not so."""

    def option(given: dict[str, Any]) -> dict[str, Any]:
        inner = [option(child) for child in given.get("options") or []]
        kept = {name: value for name, value in given.items() if value not in (None, False, [])}
        return {**kept, "options": inner} if inner else kept

    told = option(command)
    return {
        "id": snowflake(),
        "application_id": application,
        "version": snowflake(),
        "default_member_permissions": None,
        "type": 1,
        "description": "",
        "name_localizations": None,
        "description_localizations": None,
        "nsfw": False,
        "contexts": None,
        "integration_types": [0],
        **told,
    }
