"""A socket to listen on, or a sentence about why there is none."""

from __future__ import annotations

import errno
import socket

import aiohttp
from yarl import URL

from bot.settings import SettingsWrong

NAME = "Communique"  # what our page says that its server is


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there; port 0 takes any free one. Raises SettingsWrong with a way out."""
    try:
        places = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        family, kind, protocol, _, address = min(places, key=lambda place: place[0] != socket.AF_INET)
        listening = socket.socket(family, kind, protocol)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
            listening.listen(128)
        except BaseException:
            listening.close()
            raise
    except OSError as trouble:
        raise SettingsWrong(_way_out(trouble, host, port)) from trouble
    return listening


async def objection(host: str, port: int) -> str:
    """Why our page could not listen there; "" where it could, or does already."""
    if await _is_ours(host, port):
        return ""
    try:
        listen(host, port).close()
    except SettingsWrong as wrong:
        return str(wrong)
    return ""


async def _is_ours(host: str, port: int) -> bool:
    """Whether it is us who listen there."""
    where = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as http,
            http.get(URL.build(scheme="http", host=where, port=port, path="/healthz")) as answer,
        ):
            return answer.headers.get("Server") == NAME
    except (aiohttp.ClientError, OSError, ValueError):
        return False


def _way_out(trouble: OSError, host: str, port: int) -> str:
    match trouble.errno:
        case errno.EADDRINUSE:
            another = port + 1 if port < 65535 else 8080
            return (
                f"COMMUNIQUE_WEB_PORT: port {port} of {host} is taken by another program. "
                f"End that, or choose another port: COMMUNIQUE_WEB_PORT={another} (0 takes any free one)."
            )
        case errno.EACCES:
            return f"COMMUNIQUE_WEB_PORT: this user may not listen on port {port}. Choose one above 1023, such as 8080."
        case _:
            return (
                f"COMMUNIQUE_WEB_HOST: {host} is no address of this machine ({trouble.strerror or trouble}). "
                "127.0.0.1 keeps the page to this machine."
            )
