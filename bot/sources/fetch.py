"""Read what stands at an address: only public ones, only so much, only so long."""

from __future__ import annotations

import asyncio
import socket
import ssl
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from bot.sources.addresses import Endpoint, check_address, is_public, not_public, site
from bot.sources.taken import Unreadable

LARGEST = 5_000_000  # bytes, as sent and as unpacked
PATIENCE = 15.0  # seconds for everything, redirects included
REDIRECTS = 5
USER_AGENT = "Communique/0.1 (briefing bot; reads what its people give it)"
_FOR_GOOD = (301, 308)
_ELSEWHERE = (301, 302, 303, 307, 308)


@dataclass(frozen=True)
class Fetched:
    """What an address answered."""

    address: str  # where the answer came from, after redirects
    status: int
    body: bytes = b""
    content_type: str = ""
    charset: str = ""  # as the server says it, unchecked
    etag: str = ""
    modified: str = ""
    retry_after: str = ""
    moved: str = ""  # where it has moved for good; "" when a redirect is only for now


class _NotPublic(OSError):
    """A connection that we do not make."""


class Fetcher:
    """Asks addresses for what they hold. Keeps nothing between two questions, no cookies and no connections."""

    def __init__(
        self,
        *,
        allow: Collection[Endpoint] = (),
        resolver: AbstractResolver | None = None,
        patience: float = PATIENCE,
        user_agent: str = USER_AGENT,
    ) -> None:
        """`allow`: IP addresses and ports that may be reached although they are not public, for tests."""
        self._allow = frozenset(allow)
        self._resolver = resolver
        self._patience = patience
        self._user_agent = user_agent

    async def get(self, address: str, *, etag: str = "", modified: str = "") -> Fetched:
        """What stands there now; status 304 when it is what `etag` or `modified` name. Raises Unreadable."""
        url = check_address(address, self._allow)
        try:
            async with asyncio.timeout(self._patience), self._session() as session:
                return await self._follow(session, url, _conditions(etag, modified))
        except TimeoutError:
            raise Unreadable(
                f"{site(url)} did not answer within {self._patience:g} seconds. Try again later, or paste the text.",
                just_now=True,
            ) from None
        except (aiohttp.ClientError, OSError, ValueError, zlib.error) as error:
            away = isinstance(error, aiohttp.ClientConnectionError | aiohttp.ClientPayloadError)
            raise Unreadable(_why(error, site(url)), just_now=away) from error

    def _session(self) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            resolver=self._resolver, use_dns_cache=False, force_close=True, socket_factory=self._socket
        )
        # Unpacking is ours: a few kilobytes can hold gigabytes.
        return aiohttp.ClientSession(
            connector=connector, connector_owner=True, auto_decompress=False, trust_env=False, raise_for_status=False
        )

    def _socket(self, where: aiohttp.AddrInfoType) -> socket.socket:
        """A socket for the very address that is connected to next, whatever names, caches or redirects led there."""
        family, kind, protocol, _, target = where
        ip, port = str(target[0]), int(target[1])
        if not is_public(ip.partition("%")[0]) and (ip, port) not in self._allow:
            raise _NotPublic(f"{ip} is not public")
        return socket.socket(family, kind, protocol)

    async def _follow(self, session: aiohttp.ClientSession, url: URL, conditions: dict[str, str]) -> Fetched:
        headers = {
            "User-Agent": self._user_agent,
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,application/pdf;q=0.8,*/*;q=0.5",
            "Accept-Language": "en,*;q=0.5",
            "Accept-Encoding": "gzip, deflate",
            **conditions,
        }
        moved, for_good = "", True
        for _ in range(REDIRECTS + 1):
            async with session.get(url, headers=headers, allow_redirects=False) as answer:
                target = answer.headers.get("Location", "")
                if answer.status not in _ELSEWHERE or not target:
                    return await _fetched(answer, moved)
                for_good = for_good and answer.status in _FOR_GOOD
            url = check_address(str(url.join(URL(target))), self._allow)
            moved = str(url) if for_good else moved
        raise Unreadable(f"{site(url)} sends us from one address to the next without end. Give the final address.")


def _conditions(etag: str, modified: str) -> dict[str, str]:
    named = {"If-None-Match": etag, "If-Modified-Since": modified}
    return {name: value for name, value in named.items() if value and value.isprintable()}


async def _fetched(answer: aiohttp.ClientResponse, moved: str) -> Fetched:
    body = b"" if answer.status == 304 else await _body(answer)
    return Fetched(
        address=str(answer.url),
        status=answer.status,
        body=body,
        content_type=answer.content_type.lower(),
        charset=answer.charset or "",
        etag=answer.headers.get("ETag", "")[:500],
        modified=answer.headers.get("Last-Modified", "")[:100],
        retry_after=answer.headers.get("Retry-After", "")[:100],
        moved=moved,
    )


async def _body(answer: aiohttp.ClientResponse) -> bytes:
    unpack = _unpacker(answer)
    sent, body = 0, bytearray()
    async for piece in answer.content.iter_chunked(65536):
        sent += len(piece)
        body += unpack.decompress(piece, LARGEST + 1 - len(body)) if unpack else piece
        if sent > LARGEST or len(body) > LARGEST:
            raise Unreadable(
                f"{site(answer.url)} sends more than {LARGEST // 1_000_000} MB. Give the address of the article alone."
            )
    return bytes(body)


def _unpacker(answer: aiohttp.ClientResponse) -> Any:
    packing = answer.headers.get("Content-Encoding", "").strip().lower()
    if packing in ("", "identity"):
        return None
    if packing in ("gzip", "x-gzip", "deflate"):
        return zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)  # either of the two
    raise Unreadable(f"{site(answer.url)} packs its pages in a way that we did not ask for. Paste the text.")


def _why(error: Exception, name: str) -> str:
    """What went wrong on the way, for the person who gave the address."""
    causes = [error, error.__cause__, error.__context__, getattr(error, "os_error", None)]
    if any(isinstance(cause, _NotPublic) or "is not public" in str(cause) for cause in causes if cause):
        return not_public(name)
    # Before what is no address: these are ValueErrors too.
    if isinstance(error, aiohttp.ClientConnectorCertificateError | ssl.SSLCertVerificationError):
        return (
            f"{name} does not prove that it is {name}: its certificate is wrong. Tell the site, or try another address."
        )
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
        return f"{name} does not speak https as it should. Tell the site, or try another address."
    if isinstance(error, aiohttp.InvalidURL | ValueError) and not isinstance(error, UnicodeDecodeError):
        return f"{name} leads to what is not an address. Give one like https://example.org/essay, or paste the text."
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return f"There is no site called {name}. See that the address is right."
    if isinstance(error, aiohttp.ClientConnectorError):
        return f"{name} cannot be reached. Try again later, or paste the text."
    if isinstance(error, zlib.error):
        return f"{name} sends something that cannot be unpacked. Try again later, or paste the text."
    return f"{name} broke off its answer, or gave one that is no web page. Try again later, or paste the text."
