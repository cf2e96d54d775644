"""Files that people send along, fetched from Discord's own hosts and from nowhere else, without our token."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import partial
from typing import Any

import aiohttp
from yarl import URL

from bot.chat import Upload
from bot.commands.errors import BadRequest
from bot.view.characters import shorten

LARGEST = 10_000_000  # bytes
PATIENCE = 20.0  # seconds
DISCORDS = frozenset({URL("https://cdn.discordapp.com"), URL("https://media.discordapp.net")})
_LOOPBACK = ("127.0.0.1", "::1", "localhost")

log = logging.getLogger(__name__)


class Files:
    """Makes an Upload of what Discord tells of an attachment."""

    def __init__(self, api: str = "") -> None:
        """`api`: where Discord is reached, if not at its own address; files may lie there too."""
        self._hosts = {*DISCORDS, *({URL(api).origin()} if api else ())}

    def upload(self, attachment: Mapping[str, Any]) -> Upload:
        """The file, not fetched yet."""
        name, size = str(attachment.get("filename") or "file"), attachment.get("size")
        address = str(attachment.get("url") or "")
        return Upload(name, size if isinstance(size, int) else 0, partial(self._read, address, shorten(name, 80)))

    async def _read(self, address: str, name: str) -> bytes:
        """The file's bytes. Raises BadRequest, and nothing else that Discord or the network can cause."""
        url = _parsed(address)
        if url is None or url.origin() not in self._hosts:
            raise BadRequest(f"{name} does not lie with Discord, so I do not fetch it. Send the file itself.")
        try:
            return await _fetch(url, name)
        except (aiohttp.ClientError, OSError) as error:  # TimeoutError is an OSError
            log.info("A file did not come: %s", type(error).__name__)  # its address is a key to it
            raise BadRequest(f"Discord did not hand me {name}. Try again in a minute, or paste the text.") from error


def _parsed(address: str) -> URL | None:
    """The address, as it was signed; None where a file cannot lie there."""
    try:
        url = URL(address, encoded=True)
        if url.user is not None or url.password is not None or not url.host:
            return None
        return url if url.scheme == "https" or (url.scheme == "http" and url.host in _LOOPBACK) else None
    except ValueError:
        return None


async def _fetch(url: URL, name: str) -> bytes:
    time_out = aiohttp.ClientTimeout(total=PATIENCE)
    plain = {"Accept-Encoding": "identity"}  # what is packed may be a thousand times as large
    async with (
        aiohttp.ClientSession(timeout=time_out, auto_decompress=False) as session,
        session.get(url, headers=plain, allow_redirects=False) as answer,
    ):
        if answer.status in (403, 404, 410):
            raise BadRequest(f"{name} is no longer there. Send it again, or paste the text.")
        if answer.status != 200:
            raise aiohttp.ClientPayloadError(f"answered {answer.status}")
        held = bytearray()
        async for part in answer.content.iter_chunked(65_536):
            held += part
            if len(held) > LARGEST:
                raise BadRequest(
                    f"{name} has more than {LARGEST // 1_000_000} MB. Send the essay without its pictures."
                )
        return bytes(held)
