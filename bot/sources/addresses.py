"""Which addresses we go to: public ones of the web, and nothing that stands behind our own door."""

from __future__ import annotations

import socket
from collections.abc import Collection
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from yarl import URL

from bot.sources.taken import Unreadable, one_line

LONGEST_ADDRESS = 2000
PORTS = (80, 443)
Endpoint = tuple[str, int]  # an IP address and a port

# Of IPv6 only what is handed out to hosts, and of that nothing that wraps an IPv4 address or stands in examples.
_HOSTS_6 = IPv6Network("2000::/3")
_NEVER_6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
# `is_global` has changed between Python's patch releases; these are refused whatever it says.
_NEVER_4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
            "203.0.113.0/24", "224.0.0.0/3",
        ),
    )
)  # fmt: skip


def is_public(ip: str) -> bool:
    """Whether an IP address is one that anybody on the internet could reach."""
    try:
        address = ip_address(ip)
    except ValueError:
        return False
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in net for net in _NEVER_4)
    return _is_public_6(address)


def _is_public_6(address: IPv6Address) -> bool:
    # RFC 5214: an interface identifier that begins so ends in an IPv4 address.
    isatap = (int(address) >> 32) & 0xFDFFFFFF == 0x5EFE
    return address in _HOSTS_6 and address.is_global and not isatap and not any(address in net for net in _NEVER_6)


def check_address(text: str, allow: Collection[Endpoint] = ()) -> URL:
    """The address as we ask for it, without its fragment. Raises Unreadable for one that we never go to.

    An IP address in it is judged here; that behind a name later, when it is connected to.
    """
    text = text.strip()
    if len(text) > LONGEST_ADDRESS:
        raise Unreadable(f"This address has more than {LONGEST_ADDRESS} characters. Give a shorter one.")
    try:
        url = URL(text)
        host, port, scheme = url.host, url.port, url.scheme
        secret = url.user is not None or url.password is not None
    except (ValueError, UnicodeError):
        raise Unreadable(
            f"“{one_line(text, 100)}” is not an address. Give one like https://example.org/essay."
        ) from None
    if scheme not in ("http", "https") or not host:
        raise Unreadable("An address begins with https:// or http://. For anything else, paste the text.")
    if secret:
        raise Unreadable("This address holds a name or password. Give it without, or paste the text.")
    if _is_inside(host) and (host, port) not in allow:
        raise Unreadable(not_public(site(url)))
    if port not in PORTS and port not in {allowed for _, allowed in allow}:
        raise Unreadable(
            f"Only the usual ports of the web are read, not {port}. Give another address, or paste the text."
        )
    return url.with_fragment(None)


def not_public(name: str) -> str:
    """What is said of an address behind our own door."""
    return f"{name} is not on the public internet, and only what is there is read. Paste the text, or upload it."


def _is_inside(host: str) -> bool:
    """Whether a host is an IP address that is not public, in any spelling that leads there, or this machine itself."""
    host = host.rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    if ":" in host:
        return not is_public(host.partition("%")[0])
    try:
        return not is_public(socket.inet_ntoa(socket.inet_aton(host)))  # "127.1", "0x7f.1" and "2130706433" too
    except OSError:
        return False


def site(url: URL | str) -> str:
    """The name of the site in an address, short enough for a sentence."""
    try:
        return one_line(URL(url).host or "", 80).removeprefix("www.") or "this address"
    except ValueError:
        return "this address"
