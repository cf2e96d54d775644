"""The files of the page: read once, sent again only when they changed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.resources import files

from aiohttp import web

TYPES = {
    "html": "text/html",
    "css": "text/css",
    "js": "text/javascript",
    "svg": "image/svg+xml",
}


@dataclass(frozen=True)
class File:
    """One of them, with its name for what it holds."""

    body: bytes
    type: str

    @property
    def etag(self) -> str:
        """A name for what it holds."""
        return hashlib.sha256(self.body).hexdigest()[:16]

    async def serve(self, request: web.Request) -> web.Response:
        """The file, or word that the browser has it already."""
        headers = {"ETag": f'"{self.etag}"', "Cache-Control": "no-cache"}
        if any(known.value == self.etag for known in request.if_none_match or ()):
            return web.Response(status=304, headers=headers)
        return web.Response(body=self.body, content_type=self.type, charset="utf-8", headers=headers)


def read_files() -> dict[str, File]:
    """Every file of the page by its path; the page itself is /."""
    found = {}
    for file in (files("bot.adapters.web") / "static").iterdir():
        ending = file.name.rpartition(".")[2]
        if ending in TYPES:
            found["/" if file.name == "index.html" else f"/{file.name}"] = File(file.read_bytes(), TYPES[ending])
    return found
