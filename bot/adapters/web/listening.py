"""A socket to listen on, or a sentence about why there is none."""

from __future__ import annotations

import errno
import socket

from bot.settings import SettingsWrong


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
