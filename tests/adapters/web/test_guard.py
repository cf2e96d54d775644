"""Who may speak to the local page."""

from __future__ import annotations

import pytest
from yarl import URL

from bot.adapters.web.guard import Guard, is_loopback

HERE = Guard("127.0.0.1", 8080)
PUBLIC = Guard("127.0.0.1", 8080, URL("https://brief.example.org/"))
EVERYWHERE = Guard("0.0.0.0", 8080)
LAN = Guard("192.0.2.7", 8080)
SIX = Guard("::1", 8080)


@pytest.mark.parametrize(
    ("guard", "host"),
    [
        (HERE, "127.0.0.1:8080"),
        (HERE, "localhost:8080"),
        (HERE, "LOCALHOST:8080"),
        (HERE, "[::1]:8080"),
        (SIX, "[::1]:8080"),
        (Guard("127.0.0.1", 80), "localhost"),
        (PUBLIC, "brief.example.org"),
        (PUBLIC, "brief.example.org:443"),
        (PUBLIC, "127.0.0.1:8080"),
        (EVERYWHERE, "localhost:9000"),
        (EVERYWHERE, "192.0.2.7:8080"),
        (EVERYWHERE, "[2001:db8::7]:8080"),
        (LAN, "192.0.2.7:8080"),
        (Guard("news.lan", 8080), "News.lan:8080"),
    ],
)
def test_its_own_names_are_welcome(guard, host):
    assert guard.objection({"Host": host}) is None


@pytest.mark.parametrize(
    ("guard", "host"),
    [
        (HERE, "evil.example:8080"),
        (HERE, "127.0.0.1:8081"),
        (HERE, "localhost"),
        (HERE, "127.0.0.1.evil.example:8080"),
        (HERE, "localhost.evil.example:8080"),
        (HERE, "evil.example@127.0.0.1:8080"),
        (HERE, "127.0.0.1:8080@evil.example"),
        (HERE, "127.0.0.1:8080/evil.example"),
        (HERE, "127.0.0.1:8080#evil.example"),
        (HERE, "2130706433:8080"),
        (HERE, "127.0.0.1:99999"),
        (HERE, "[::1"),
        (HERE, "192.0.2.7:8080"),
        (HERE, ""),
        (PUBLIC, "brief.example.org:8080"),
        (PUBLIC, "example.org"),
        (EVERYWHERE, "evil.example:8080"),
        (LAN, "evil.example:8080"),
        (LAN, "localhost:8080"),
    ],
)
def test_any_other_name_is_refused(guard, host):
    assert "only under its own address" in guard.objection({"Host": host})


def test_a_request_without_a_host_is_refused():
    assert HERE.objection({}) is not None


@pytest.mark.parametrize(
    ("guard", "host", "origin"),
    [
        (HERE, "127.0.0.1:8080", "http://127.0.0.1:8080"),
        (HERE, "localhost:8080", "http://localhost:8080"),
        (PUBLIC, "brief.example.org", "https://brief.example.org"),
        (PUBLIC, "127.0.0.1:8080", "https://brief.example.org"),  # a proxy that asks under our local name
        (EVERYWHERE, "192.0.2.7:9000", "http://192.0.2.7:9000"),
    ],
)
def test_its_own_page_may_ask(guard, host, origin):
    assert guard.objection({"Host": host, "Origin": origin, "Sec-Fetch-Site": "same-origin"}) is None


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "https://127.0.0.1:8080",
        "http://127.0.0.1",
        "http://127.0.0.1:8081",
        "http://localhost:8080",
        "http://127.0.0.1:8080.evil.example",
        "null",
        "",
    ],
)
def test_a_page_of_another_origin_is_refused(origin):
    assert "another site" in HERE.objection({"Host": "127.0.0.1:8080", "Origin": origin})


@pytest.mark.parametrize("site", ["cross-site", "same-site", "something-new"])
def test_what_another_site_causes_is_refused(site):
    headers = {"Host": "127.0.0.1:8080", "Sec-Fetch-Site": site}

    assert "Another site" in HERE.objection(headers)
    assert HERE.objection(headers, opens_page=True) is not None
    assert HERE.objection({**headers, "Sec-Fetch-Mode": "navigate"}) is not None


def test_a_link_elsewhere_may_lead_to_the_page_itself():
    headers = {"Host": "127.0.0.1:8080", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}

    assert HERE.objection(headers, opens_page=True) is None
    assert HERE.objection({**headers, "Origin": "http://evil.example"}, opens_page=True) is not None


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("127.0.0.9", True),
        ("0.0.0.0", False),
        ("a.lan", False),
    ],
)
def test_loopback_is_known(host, loopback):
    assert is_loopback(host) is loopback
