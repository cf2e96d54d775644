"""Lists of feeds as readers of feeds write them, and as nobody should."""

from __future__ import annotations

import pytest

from bot.sources.opml import Listed, read_opml, write_opml
from bot.sources.taken import Unreadable

LIST = b"""<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0">
  <head><title>Ada's feeds</title></head>
  <body>
    <outline text="News" title="News">
      <outline type="rss" text="Harbour &amp; Quay" title="Harbour &amp; Quay"
        xmlUrl="https://example.org/rss.xml?a=1&amp;b=2" htmlUrl="https://example.org/"/>
      <outline text="Deeper"><outline text="Deepest">
        <outline type="atom" text="Lake" xmlURL="https://example.net/atom"/></outline></outline>
    </outline>
    <outline type="rss" text="Twice" xmlUrl="https://example.net/atom"/>
    <outline text="A folder without feeds"/>
    <outline type="link" text="A page" url="https://example.org/page"/>
  </body>
</opml>"""


def test_feeds_are_found_however_deep_they_stand_and_each_once():
    assert read_opml(LIST) == [
        Listed("https://example.org/rss.xml?a=1&b=2", "Harbour & Quay"),
        Listed("https://example.net/atom", "Lake"),
    ]


@pytest.mark.parametrize(
    "content",
    [
        LIST.replace(b"UTF-8", b"ISO-8859-1").replace(b"Quay", b"K\xfcste"),
        LIST.decode().replace("UTF-8", "UTF-16").encode("utf-16"),
        b"\xef\xbb\xbf" + LIST,
        LIST.replace(b"Ada's", b"Ada&nbsp;s"),  # no entity of XML's
        LIST.replace(b"</body>\n</opml>", b""),  # cut off
        LIST.replace(b'<opml version="2.0">', b'<opml version="1.0" xmlns="http://opml.org/spec2">'),
    ],
)
def test_lists_are_read_as_they_really_are(content):
    assert [one.address for one in read_opml(content)] == [
        "https://example.org/rss.xml?a=1&b=2",
        "https://example.net/atom",
    ]


BOMB = b'<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">'.encode() for n in range(9)
)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "content",
    [
        BOMB + b']><opml><body><outline text="&j;" xmlUrl="https://example.org/&j;"/></body></opml>',
        b'<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><body><outline xmlUrl="https://a.b/"/>&x;</body></opml>',
        b'<!DOCTYPE opml SYSTEM "http://127.0.0.1:9/x.dtd"><opml><body><outline xmlUrl="https://a.b/"/></body></opml>',
        b"<opml><body>" + b"<outline>" * 100_000,
        b"<opml><body>" + b'<outline xmlUrl="https://example.org/%d"/>' * 1 + b"</body></opml>",
        b"<opml><body>"
        + b"".join(b'<outline xmlUrl="https://example.org/%d"/>' % n for n in range(20_000))
        + b"</body></opml>",
    ],
)
def test_what_is_made_to_hurt_does_not(content):
    try:
        found = read_opml(content)
    except Unreadable:
        found = []

    assert len(found) <= 1000
    assert not any("root:" in one.title or len(one.address) > 2000 for one in found)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<",
        b"not xml",
        b"{}",
        b"<html><body/></html>",
        b"<opml><body/></opml>",
        b"\x00\x01",
        b"<opml/>" + b" " * 5_000_001,
    ],
)
def test_what_is_no_list_is_said_to_be_none(content):
    with pytest.raises(Unreadable):
        read_opml(content)


def test_what_is_written_is_read_again():
    feeds = [Listed("https://example.org/?a=1&b=<2>", 'A "title" & <more>\x00'), Listed("https://example.net/", "")]

    assert read_opml(write_opml("Mine", feeds).encode()) == [
        Listed("https://example.org/?a=1&b=<2>", 'A "title" & <more>'),
        Listed("https://example.net/", "https://example.net/"),
    ]
