"""Who may speak to the local page: nobody from another origin, and nobody under another host name.

Any page in the reader's browser can send requests to localhost, and a name that its owner points at 127.0.0.1 (DNS
rebinding) makes such requests look as if they came from here. Browsers tell both in headers that a page cannot forge.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass

from yarl import URL

LOOPBACK = ("localhost", "127.0.0.1", "::1")
WELL_KNOWN = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Guard:
    """The names under which this page may be asked for."""

    host: str  # what COMMUNIQUE_WEB_HOST says
    port: int
    public: URL | None = None

    def objection(self, headers: Mapping[str, str], *, opens_page: bool = False) -> str | None:
        """Why a request is refused, as a sentence; None when it is welcome.

        `opens_page`: it asks for the page itself. A link on another site may lead there; it makes the bot do nothing.
        """
        host = _place(headers.get("Host", ""))
        if host is None or not self._is_ours(*host):
            return (
                "This page answers only under its own address. "
                "If this name is meant to lead here, set COMMUNIQUE_PUBLIC_URL to it."
            )
        origin = headers.get("Origin")
        if origin is not None and not self._is_same(origin, headers["Host"]):
            return "A page of another site sent this. Only the page that Communiqué itself serves may ask."
        site = headers.get("Sec-Fetch-Site", "none")
        follows_link = opens_page and headers.get("Sec-Fetch-Mode") == "navigate"
        if site not in ("same-origin", "none") and not follows_link:
            return "Another site sent this. Open the page under its own address, and ask there."
        return None

    def _is_ours(self, name: str, port: int | None) -> bool:
        if self.public and name == self.public.host and (port or WELL_KNOWN[self.public.scheme]) == self.public.port:
            return True
        if _is_wildcard(self.host):  # no name of its own; behind a container's port mapping not even the port is known
            return name in LOOPBACK or _is_address(name)
        names = LOOPBACK if self.host in LOOPBACK else (self.host.lower(),)
        return name in names and (port or WELL_KNOWN["http"]) == self.port

    def _is_same(self, origin: str, host: str) -> bool:
        """Whether an origin is the one that was asked; behind a proxy the public one, whatever Host became there."""
        if self.public and origin.lower() == str(self.public.origin()):
            return True
        return origin.lower() == f"http://{host.lower()}"


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens there."""
    if host in LOOPBACK:
        return True
    return _is_address(host) and ipaddress.ip_address(host).is_loopback


def _is_wildcard(host: str) -> bool:
    return _is_address(host) and ipaddress.ip_address(host).is_unspecified


def _is_address(name: str) -> bool:
    """Whether it is a number rather than a name: nobody can point a number elsewhere."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _place(host: str) -> tuple[str, int | None] | None:
    """What a Host header names, and nothing but that."""
    try:
        url = URL(f"http://{host}")
        if url.host is None or url.user or url.path != "/" or url.query_string or url.fragment:
            return None
        return url.host.lower(), url.explicit_port
    except ValueError:
        return None
