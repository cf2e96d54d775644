"""Fetching: nothing private, nothing endless, nothing late, and a sentence for each refusal."""

from __future__ import annotations

import asyncio
import gzip
import zlib

import pytest
from aiohttp import web

from bot.sources.addresses import check_address, is_public
from bot.sources.fetch import LARGEST, Fetcher
from bot.sources.taken import Unreadable
from tests.sources.web import Names, site

PRIVATE = """
127.0.0.1 127.8.8.8 0.0.0.0 0.1.2.3 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 192.0.0.8
192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.5 192.88.99.1 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255
:: ::1 fe80::1 fc00::1 fd12::1 fec0::1 ff02::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::7f00:1 64:ff9b::7f00:1 64:ff9b::808:808
64:ff9b:1::1 2002:7f00:1::1 2002:808:808::1 2001::1 2001:db8::1 100::1 3fff::1 5f00::1 2a00:1450::5efe:7f00:1
2a00:1450::200:5efe:a00:1
""".split()


@pytest.mark.parametrize("ip", PRIVATE)
def test_no_address_behind_a_door_is_public(ip):
    assert not is_public(ip)


@pytest.mark.parametrize("ip", ["8.8.8.8", "93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "100.128.0.1"])
def test_an_address_of_the_internet_is_public(ip):
    assert is_public(ip)


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd", "ftp://example.org/", "gopher://example.org/", "//example.org", "example.org/essay", "",
        "https://", "https:///path", "http://user@example.org/", "http://user:pass@example.org/", "http://example.org:22/",
        "http://[::1", "http://example.org:99999/", "javascript:alert(1)", "http://" + "a" * 3000, "data:text/html,x",
        "http://exa\nmple.org:81/",
    ],
)  # fmt: skip
def test_a_wrong_address_is_refused_with_a_sentence(address):
    with pytest.raises(Unreadable, match=r"\.$"):
        check_address(address)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0", "[::1]", "[::ffff:127.0.0.1]",
        "169.254.169.254", "[fe80::1]", "[64:ff9b::7f00:1]", "[::ffff:7f00:1]",
    ],
)  # fmt: skip
async def test_loopback_is_refused_however_it_is_written(host):
    with pytest.raises(Unreadable, match=r"public|no site|cannot be reached|not an address"):
        await Fetcher(patience=3).get(f"http://{host}/")


@pytest.mark.parametrize(
    "host",
    [
        "10.0.0.5",
        "localhost",
        "LOCALHOST.",
        "a.localhost",
        "127.0.0.1.",
        "127.1",
        "0x7f.1",
        "[::1]",
        "[fe80::1%25eth0]",
    ],
)
@pytest.mark.parametrize("port", ["", ":8080"])
def test_an_address_behind_our_door_is_refused_before_it_is_asked(host, port):
    with pytest.raises(Unreadable, match="is not on the public internet"):
        check_address(f"http://{host}{port}/rss.xml")


async def page(request: web.Request) -> web.Response:
    return web.Response(text="hello", headers={"ETag": '"1"', "Last-Modified": "Sun, 22 Nov 2026 12:00:00 GMT"})


def reaching(port: int, **names: list[str]) -> Fetcher:
    return Fetcher(allow={("127.0.0.1", port)}, resolver=Names(**names) if names else None, patience=3)


async def test_a_page_comes_with_what_the_next_question_needs():
    async with site(page=page) as port:
        got = await reaching(port).get(f"http://127.0.0.1:{port}/page#part")

    assert (got.status, got.body, got.content_type, got.charset) == (200, b"hello", "text/plain", "utf-8")
    assert (got.etag, got.modified) == ('"1"', "Sun, 22 Nov 2026 12:00:00 GMT")
    assert got.address == f"http://127.0.0.1:{port}/page"


async def test_only_the_port_that_is_allowed_is_reached():
    async with site(page=page) as port, site(page=page) as other:
        with pytest.raises(Unreadable, match="not on the public internet"):
            await reaching(port).get(f"http://127.0.0.1:{other}/page")


@pytest.mark.parametrize(
    "target",
    ["http://10.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest/", "http://127.0.0.1/", "http://u:p@a.org/",
     "http://a.org:6379/", "file:///etc/passwd", "http://inner.example/", "//127.0.0.1/"],
)  # fmt: skip
async def test_a_redirect_to_what_is_refused_is_refused(target):
    async def away(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": target})

    async with site(away=away) as port:
        fetcher = reaching(port, out_example=["127.0.0.1"], inner_example=["10.0.0.5"])
        with pytest.raises(Unreadable, match=r"public|password|ports|begins with"):
            await fetcher.get(f"http://out.example:{port}/away")


async def test_a_name_that_changes_its_mind_is_judged_by_where_it_leads_at_that_moment():
    async def away(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": f"http://turncoat.example:{port}/page"})

    async with site(away=away, page=page) as port:
        fetcher = reaching(port, turncoat_example=["127.0.0.1", "127.0.0.2"])
        with pytest.raises(Unreadable, match="public"):
            await fetcher.get(f"http://turncoat.example:{port}/away")


async def test_a_name_with_a_public_and_a_private_address_never_leads_to_the_private_one():
    class Both(Names):
        async def resolve(self, *question, **more):
            (one,) = await super().resolve(*question, **more)
            return [one, {**one, "host": "127.0.0.1"}]

    async def never(request: web.Request) -> web.Response:
        raise AssertionError("reached")

    async with site(never=never) as port:
        fetcher = Fetcher(allow={("127.0.0.9", port)}, resolver=Both(two_example=["127.0.0.9"]), patience=3)
        with pytest.raises(Unreadable):
            await fetcher.get(f"http://two.example:{port}/never")


async def test_redirects_are_followed_five_times_and_no_more():
    async def on(request: web.Request) -> web.Response:
        left = int(request.query["left"])
        return (
            web.Response(status=302, headers={"Location": f"/on?left={left - 1}"}) if left else web.Response(text="ok")
        )

    async with site(on=on) as port:
        assert (await reaching(port).get(f"http://127.0.0.1:{port}/on?left=5")).body == b"ok"
        with pytest.raises(Unreadable, match="without end"):
            await reaching(port).get(f"http://127.0.0.1:{port}/on?left=6")


async def test_only_a_chain_of_permanent_redirects_says_that_it_moved_for_good():
    async def good(request: web.Request) -> web.Response:
        return web.Response(status=308, headers={"Location": "/page"})

    async def now(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": "/good"})

    async with site(page=page, good=good, now=now) as port:
        root = f"http://127.0.0.1:{port}"
        assert (await reaching(port).get(f"{root}/good")).moved == f"{root}/page"
        assert (await reaching(port).get(f"{root}/now")).moved == ""


async def test_an_unchanged_page_is_not_sent_again():
    async def asked(request: web.Request) -> web.Response:
        same = request.headers.get("If-None-Match") == '"1"' and request.headers.get("If-Modified-Since") == "then"
        return web.Response(status=304) if same else web.Response(text="new")

    async with site(asked=asked) as port:
        address = f"http://127.0.0.1:{port}/asked"
        assert (await reaching(port).get(address, etag='"1"', modified="then")).status == 304
        assert (await reaching(port).get(address, etag='"1"\r\nX: y')).body == b"new"


@pytest.mark.parametrize("packing", ["gzip", "deflate"])
async def test_a_bomb_is_put_down_when_it_passes_five_megabytes(packing):
    bomb = gzip.compress(bytes(200_000_000), 9) if packing == "gzip" else zlib.compress(bytes(200_000_000), 9)

    async def packed(request: web.Request) -> web.Response:
        return web.Response(body=bomb, headers={"Content-Encoding": packing, "Content-Type": "text/html"})

    async with site(packed=packed) as port:
        with pytest.raises(Unreadable, match="more than 5 MB"):
            await reaching(port).get(f"http://127.0.0.1:{port}/packed")


async def test_a_packed_page_is_unpacked():
    async def packed(request: web.Request) -> web.Response:
        return web.Response(body=gzip.compress(b"hello"), headers={"Content-Encoding": "gzip"})

    async def torn(request: web.Request) -> web.Response:
        return web.Response(body=b"not gzip at all", headers={"Content-Encoding": "gzip"})

    async with site(packed=packed, torn=torn) as port:
        assert (await reaching(port).get(f"http://127.0.0.1:{port}/packed")).body == b"hello"
        with pytest.raises(Unreadable, match="unpacked"):
            await reaching(port).get(f"http://127.0.0.1:{port}/torn")


async def test_a_body_without_end_is_cut_off():
    sent = 0

    async def endless(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        answer = web.StreamResponse()
        await answer.prepare(request)
        while True:
            await answer.write(bytes(100_000))
            sent += 100_000

    async with site(endless=endless) as port:
        with pytest.raises(Unreadable, match="more than 5 MB"):
            await reaching(port).get(f"http://127.0.0.1:{port}/endless")
    assert sent < LARGEST * 3


async def test_a_site_that_dribbles_is_left_after_the_time_is_up():
    async def dribble(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        while True:
            await answer.write(b".")
            await asyncio.sleep(0.05)

    async with site(dribble=dribble) as port:
        with pytest.raises(Unreadable, match="within 0.4 seconds"):
            await Fetcher(allow={("127.0.0.1", port)}, patience=0.4).get(f"http://127.0.0.1:{port}/dribble")


NO_HTTP = [
    b"",
    b"nonsense\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort",
    b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000,
    b"HTTP/1.1 302 Found\r\nLocation: http://[bad\r\nContent-Length: 0\r\n\r\n",
    b"HTTP/1.1 99999 ?\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
    b"\x00\xff" * 500,
]


@pytest.mark.parametrize("reply", NO_HTTP, ids=range(len(NO_HTTP)))
async def test_an_answer_that_is_no_http_becomes_a_sentence(reply):
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(reply)
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        with pytest.raises(Unreadable, match=r"\.$"):
            await reaching(port).get(f"http://127.0.0.1:{port}/")


async def test_a_name_that_nobody_has_is_said_to_be_wrong():
    with pytest.raises(Unreadable, match=r"no site called nowhere\.example"):
        await Fetcher(resolver=Names(), patience=3).get("https://www.nowhere.example/")
