"""The ways in, as commands use them: an address, a file or a text becomes an essay, or a sentence that says why not."""

from __future__ import annotations

import asyncio
from pathlib import PurePosixPath

from bot.sources.addresses import site
from bot.sources.charsets import decode
from bot.sources.fetch import Fetched, Fetcher
from bot.sources.pasted import LARGEST, from_text, safe_name
from bot.sources.taken import Reading, Taken, Unreadable, checked, take
from bot.sources.workers import Workers


class Reader:
    """Takes essays in, from wherever they come."""

    def __init__(self, fetcher: Fetcher, workers: Workers) -> None:
        """Whoever made them closes them."""
        self._fetcher = fetcher
        self._workers = workers

    async def from_address(self, address: str) -> Taken:
        """The essay that stands at an address of the web. Raises Unreadable."""
        got = await self._fetcher.get(address)
        _need_success(got)
        return await _take(await self._read(got), site(got.address))

    async def from_upload(self, name: str, content: bytes) -> Taken:
        """The essay of an uploaded file. Raises Unreadable."""
        name = safe_name(name)
        if len(content) > LARGEST:
            raise Unreadable(f"{name} has more than {LARGEST // 1_000_000} MB. Upload the text without its pictures.")
        read = Reading(**await self._workers.read("upload", content, name=name))
        return await _take(read, PurePosixPath(name).stem)

    async def from_text(self, text: str) -> Taken:
        """The essay of a pasted text. Raises Unreadable."""
        return await asyncio.to_thread(from_text, text)

    async def _read(self, got: Fetched) -> Reading:
        if got.content_type == "application/pdf" or got.body[:5] == b"%PDF-":
            read = Reading(**await self._workers.read("pdf", got.body))
            return Reading(read.text, read.title, read.author, site(got.address), read.published, got.address)
        if got.content_type in ("text/plain", "text/markdown") and got.body.lstrip()[:1] != b"<":
            text = checked(decode(got.body, got.charset).replace("\r\n", "\n"), "This page")
            return Reading(text, publisher=site(got.address), address=got.address)
        if not _is_html(got):
            raise Unreadable(
                f"{site(got.address)} sends no web page but {got.content_type or 'something else'}. "
                "Give the address of the article, or paste the text."
            )
        return Reading(**await self._workers.read("page", got.body, address=got.address, charset=got.charset))


async def _take(reading: Reading, name: str) -> Taken:
    return await asyncio.to_thread(take, reading, name)  # up to a second or so for a hostile text


def _is_html(got: Fetched) -> bool:
    if got.content_type in ("text/html", "application/xhtml+xml"):
        return True
    unnamed = got.content_type in ("", "application/octet-stream", "text/plain", "application/xml", "text/xml")
    return unnamed and b"<html" in got.body[:2000].lower()


def _need_success(got: Fetched) -> None:
    name = site(got.address)
    match got.status:
        case status if 200 <= status < 300:
            return
        case 404 | 410:
            reason = f"{name} has nothing at this address ({got.status}). See that it is right, or paste the text."
        case 401 | 402 | 403 | 451:
            reason = f"{name} does not let us read this ({got.status}). Paste the text instead, if you may."
        case 429:
            reason = f"{name} says that we ask too often. Try again later, or paste the text."
        case status if status >= 500:
            reason = f"{name} is out of order ({status}). Try again later, or paste the text."
        case status:
            reason = f"{name} answers {status}, which is no page. See that the address is right, or paste the text."
    raise Unreadable(reason, just_now=got.status == 429 or got.status >= 500)
