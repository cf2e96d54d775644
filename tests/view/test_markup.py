"""Markup is values: no text can put on a dress of its own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.view.markup import Bold, ChannelName, Italic, Link, Time, lines, plain, weight, words

MOMENT = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.org/",
        "//example.org",
        "https://",
        "https://a b",
        "https://a>b",
        "https://a)b",
        'https://a"b',
        "https://a|b",
        "https://a\nb",
        "https://a\0b",
        "https://a\u202eb",
        "https://a\x7fb",
        "https://a\ud800b",
        " https://example.org",
        "HTTPS",
        "",
    ],
)
def test_what_is_no_plain_web_address_cannot_be_linked_to(address):
    with pytest.raises(ValueError, match="not an address to link to"):
        Link("here", address)


def test_a_link_is_shown_by_its_words():
    assert plain(words("see ", Link("the essay", "https://example.org/a?b=c&d=ü"))) == "see the essay"


def test_a_moment_is_said_in_utc_where_a_platform_has_no_clock():
    assert plain((Time(MOMENT),)) == "22 November 2026, 12:00 UTC"
    assert plain((Time(MOMENT, "date"),)) == "22 November 2026"
    assert plain((Time(MOMENT, "ago"),)) == "November 2026"
    assert plain((Time(MOMENT.replace(day=6), "date"),)) == "6 November 2026"


@pytest.mark.parametrize("id", ["", "@U1", "!here", "C1|x", "1> <@2", "x" * 41])
def test_a_channels_name_can_be_nothing_else(id):
    with pytest.raises(ValueError, match="not a channel"):
        ChannelName(id)


def test_lines_stand_under_one_another():
    assert plain(lines([words("a"), words(Bold("b"), " c"), words(Italic("d"))])) == "a\nb c\nd"
    assert lines([]) == ()


def test_empty_parts_are_left_out():
    assert words("", "a", "") == ("a",)


def test_marks_weigh_as_much_as_the_platform_that_needs_most_for_them():
    assert weight(words("&")) == 5
    assert weight(words("*")) == 2
    assert weight(words(Bold("a"))) == 5
    assert weight(words("\U0001f98a")) == 2
    assert weight(words(Link("a", "https://b.c/&"))) == 24
