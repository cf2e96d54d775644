"""Files that people send, fetched from Slack and from nowhere else: the token goes along."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import PurePosixPath
from typing import Any

import aiohttp
from yarl import URL

from bot.adapters.slack.calls import Calls, proxy_for
from bot.adapters.slack.refusals import REINSTALL, TROUBLE
from bot.chat import Upload
from bot.commands.errors import BadRequest
from bot.view.characters import shorten

LARGEST = 10_000_000  # bytes
SLACKS = URL("https://files.slack.com")
NO_ACCESS = (
    "Slack does not let me read files: my app lacks the scope files:read. For whoever set me up: "
    f"{REINSTALL[0].lower()}{REINSTALL[1:]}."
)
# What Slack calls a text that somebody pasted as a snippet, which may have no ending of its own.
_ENDINGS = {"text": ".txt", "markdown": ".md", "html": ".html", "pdf": ".pdf", "docx": ".docx"}

log = logging.getLogger(__name__)


class Files:
    """Makes an Upload of what Slack tells of a file."""

    def __init__(self, calls: Calls) -> None:
        """Fetch with the session and the token of these calls."""
        self._calls = calls
        self._hosts = {SLACKS.origin(), URL(calls.address).origin()}

    def upload(self, file: dict[str, Any]) -> Upload:
        """The file, not fetched yet."""
        size = file.get("size")
        return Upload(name_of(file), size if isinstance(size, int) else 0, partial(self._read, file))

    async def _read(self, file: dict[str, Any]) -> bytes:
        """The file's bytes. Raises BadRequest, and nothing else that Slack or the network can cause."""
        name = shorten(name_of(file), 80)
        if isinstance(file.get("size"), int) and file["size"] > LARGEST:
            raise _too_large(name)
        try:
            address = await self._address(file)
            if address is None or address.user or address.origin() not in self._hosts:
                raise BadRequest(f"{name} does not lie in Slack, so I do not fetch it. Send the file itself.")
            return await self._fetch(address, name)
        except TROUBLE as trouble:
            log.info("A file did not come: %s", trouble)
            raise BadRequest(f"Slack did not hand me {name}. Try again in a minute, or paste the text.") from trouble

    async def _address(self, file: dict[str, Any]) -> URL | None:
        """Where the file lies. Of one from another workspace, Slack tells that only when it is asked."""
        if file.get("file_access") == "check_file_info" and file.get("id"):
            file = (await self._calls.web.files_info(file=file["id"]))["file"]
        try:
            address = URL(str(file.get("url_private") or ""))
        except ValueError:
            return None
        return address if address.scheme in ("http", "https") and address.host else None

    async def _fetch(self, address: URL, name: str) -> bytes:
        headers = {"Authorization": f"Bearer {self._calls.web.token}"}
        async with self._calls.session.get(
            address, headers=headers, allow_redirects=False, proxy=proxy_for(str(address))
        ) as answer:
            if 300 <= answer.status < 400 or _is_sign_in_page(answer, name):  # Slack sends us to its sign-in page
                raise BadRequest(NO_ACCESS)
            if answer.status in (401, 403, 404, 410):
                raise BadRequest(f"Slack does not let me read {name}, or it is gone. Send it again, or paste the text.")
            answer.raise_for_status()
            held = bytearray()
            async for part in answer.content.iter_chunked(65_536):
                held += part
                if len(held) > LARGEST:
                    raise _too_large(name)
            return bytes(held)


def name_of(file: dict[str, Any]) -> str:
    """The file's name, with an ending where Slack knows what it is."""
    name = str(file.get("name") or file.get("title") or "file")
    return name if PurePosixPath(name).suffix else name + _ENDINGS.get(str(file.get("filetype")), "")


def _is_sign_in_page(answer: aiohttp.ClientResponse, name: str) -> bool:
    return answer.content_type == "text/html" and not name.lower().endswith((".html", ".htm"))


def _too_large(name: str) -> BadRequest:
    return BadRequest(f"{name} has more than {LARGEST // 1_000_000} MB. Send the essay without its pictures.")
