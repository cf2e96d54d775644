"""What the page sends, as a Request: a question with a form's fields, or a file."""

from __future__ import annotations

import asyncio
import json

from aiohttp import web

from bot.chat import PAGE, YOU, Request, Standing, Upload

MAX_QUESTION = 64 * 1024  # bytes of what is typed
MAX_BODY = 1024 * 1024  # bytes with a form's fields: a pasted essay is one
MAX_FILE = 10_000_000  # bytes
LONGEST_NAME = 255  # characters: the end of a file's name, which says what kind it is
KNOWN = ("title", "author", "publisher", "date")  # what a file's sender may say of it
AS_JSON = "application/json"
AS_FILE = "application/octet-stream"  # like JSON, nothing that a form of another page can send


class Refused(Exception):
    """A request that we do not answer. The text says why, and what would be answered."""

    def __init__(self, status: int, reason: str) -> None:
        """Take the HTTP status and the sentence."""
        super().__init__(reason)
        self.status = status


async def always() -> bool:
    """Whoever sits at this machine may configure what runs on it."""
    return True


class AtThisMachine(Standing):
    """Of whoever sits at it."""

    def __init__(self, zone: str) -> None:
        """`zone`: by whose clocks their browser goes."""
        self._zone = zone

    async def zone(self) -> str:
        """The browser's."""
        return self._zone


async def read_question(request: web.Request) -> Request:
    """A question as JSON. Raises Refused."""
    if request.content_type != AS_JSON:
        raise Refused(415, f'Send the question as JSON (Content-Type: {AS_JSON}): {{"text": "redlines"}}.')
    body = await _body(
        request,
        MAX_BODY,
        f"That is too long: a question may have {_size(MAX_BODY)} with all its fields. Send less, or send a file.",
    )
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(400, 'That is not JSON. A question looks like {"text": "redlines"}.') from None
    match asked:
        case {"text": str(text), **rest}:
            fields, zone = rest.get("fields", {}), rest.get("zone", "")
            if (
                isinstance(zone, str)
                and isinstance(fields, dict)
                and all(isinstance(one, str) for one in fields.values())
            ):
                fields = {_whole(name): _whole(value) for name, value in fields.items()}
                return Request(_short_enough(_whole(text)), PAGE, YOU, always, fields, standing=AtThisMachine(zone))
    raise Refused(400, 'A question looks like {"text": "redlines"}; a form adds {"fields": {"name": "value"}}.')


async def read_upload(request: web.Request) -> Request:
    """A file, its name, where it goes and what is known of it in the address: "?name=essay.pdf&to=river&author=Ada".

    Raises Refused.
    """
    if request.headers.get("Content-Type") != AS_FILE:  # aiohttp takes a missing one for this, and anybody can miss it
        raise Refused(415, f"Send the file as it is (Content-Type: {AS_FILE}), its name in the address: ?name=a.pdf.")
    name, to = (_whole(request.query.get(key, "")).strip() for key in ("name", "to"))
    if not name:
        raise Refused(400, "Say what the file is called in the address: ?name=essay.pdf.")
    body = await _body(
        request,
        MAX_FILE,
        f"That file is too big: {_size(MAX_FILE)} are read, and an essay is far less. Send the text alone.",
    )

    async def read() -> bytes:
        return body

    text = f"add to {_short_enough(to)}" if to else "add"
    known = {key: _whole(request.query[key]) for key in KNOWN if key in request.query}
    return Request(text, PAGE, YOU, always, known, Upload(name[-LONGEST_NAME:], len(body), read))


def _short_enough(text: str) -> str:
    if len(text.encode()) > MAX_QUESTION:
        raise Refused(413, f"That is too long: a question may have {_size(MAX_QUESTION)}. Send less at once.")
    return text


def _whole(text: str) -> str:
    """Without halves of characters, which JSON can name and nothing can store."""
    return text.encode(errors="replace").decode()


async def _body(request: web.Request, most: int, too_long: str) -> bytes:
    """What was sent, read no further than to the limit."""
    if (request.content_length or 0) > most:
        raise Refused(413, too_long)
    try:
        await request.content.readexactly(most + 1)
    except asyncio.IncompleteReadError as whole:
        return whole.partial
    raise Refused(413, too_long)


def _size(many: int) -> str:
    return f"{many // 1_000_000} MB" if many >= 1_000_000 else f"{many // 1024} kB"
