"""A page in a terminal."""

from __future__ import annotations

import os
from datetime import timedelta
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.console.cells import width, wrap
from bot.adapters.console.render import Choice, Terminal, choices, render
from bot.view.markup import Bold, ChannelName, Italic, Link, PersonName, Time, words
from bot.view.page import Button, Fields, Heading, Note, Option, Page, Quotation, Select, Text
from tests.adapters.web.pages import NOON, PAGES, STEERING

GOLDEN = Path(__file__).parents[2] / "golden" / "console"
BERLIN = ZoneInfo("Europe/Berlin")
PLAIN = Terminal(columns=40, zone=BERLIN)
DRESSED = Terminal(columns=40, dressed=True, zone=BERLIN)
NOW = NOON + timedelta(hours=3)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_reads_as_it_was_agreed(name):
    rendered = render(PAGES[name], PLAIN, NOW)

    file = GOLDEN / f"{name.replace(' ', '-')}.txt"
    if os.environ.get("GOLDEN") == "write":
        file.write_text(rendered)
    assert rendered == file.read_text()


@pytest.mark.parametrize("name", PAGES)
def test_the_dress_changes_no_word(name):
    dressed = render(PAGES[name], DRESSED, NOW)

    for code in ("\x1b[1m", "\x1b[2m", "\x1b[3m", "\x1b[1;31m", "\x1b[1;32m", "\x1b[0m"):
        dressed = dressed.replace(code, "")
    assert dressed == render(PAGES[name], PLAIN, NOW)


def test_bold_words_stay_bold_on_the_next_line_and_no_further():
    page = Page("Title", (Text(words("a ", Bold("very bold claim that wraps onto the next line"), " after")),))

    lines = render(page, DRESSED, NOW).splitlines()

    assert lines[3:5] == ["a \x1b[1mvery bold claim that wraps onto the\x1b[0m", "\x1b[1mnext line\x1b[0m after"]


def test_nothing_that_steers_a_terminal_reaches_it():
    page = Page(
        f"Title {STEERING}",
        (
            Heading(STEERING),
            Text((STEERING, Bold(STEERING), Italic(STEERING), Link(STEERING, "https://a.example"))),
            Quotation((STEERING,)),
            Fields(((STEERING, (STEERING,)),)),
            Note((STEERING,)),
        ),
        select=Select(STEERING, (Option(STEERING, STEERING, STEERING),)),
        buttons=(Button(STEERING, f"x{STEERING}"),),
    )

    rendered = render(page, PLAIN, NOW)

    assert not set(rendered) & {"\x1b", "\x07", "\x08", "\x9b", "\r", "\u202e", "\u2066"}
    assert "evil" in rendered


@given(st.text(max_size=300), st.integers(8, 120))
def test_no_line_is_wider_than_the_terminal_and_no_word_is_lost(text, room):
    lines = wrap(text, room)

    assert all(width(line) <= room for line in lines)
    assert "".join("".join(lines).split(" ")) == "".join(text.replace("\n", "").split(" "))


def test_a_word_that_is_longer_than_a_line_is_broken():
    assert wrap("x" * 20, 8) == ["x" * 8, "x" * 8, "x" * 4]
    assert wrap("漢字漢字漢字", 8) == ["漢字漢字", "漢字"]


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        ({"seconds": 5}, "just now"),
        ({"minutes": 1}, "1 minute ago"),
        ({"hours": 5}, "5 hours ago"),
        ({"days": 3}, "3 days ago"),
        ({"days": 40}, "1 month ago"),
        ({"days": 721}, "23 months ago"),
        ({"days": 740}, "2 years ago"),
        ({"days": -2}, "in 2 days"),
    ],
)
def test_how_long_ago_is_said_in_words(ago, said):
    page = Page("Title", (Text(words(Time(NOW - timedelta(**ago), "ago"))),))

    assert render(page, PLAIN, NOW).splitlines()[3] == said


def test_a_channel_is_called_by_its_id_where_its_name_is_not_known():
    assert "in channel 42" in render(Page("Title", (Text(words("in ", ChannelName("42"))),)), PLAIN, NOW)


def test_a_person_is_called_by_name():
    assert "by Ada" in render(Page("Title", (Text(words("by ", PersonName("42", "Ada"))),)), PLAIN, NOW)


def test_times_are_on_the_clock_of_the_terminal():
    page = Page("Title", (Text(words(Time(NOON))),))

    assert "22 November 2026, 13:00 CET" in render(page, PLAIN, NOW)
    assert "22 November 2026, 21:00 JST" in render(page, Terminal(zone=ZoneInfo("Asia/Tokyo")), NOW)


def test_choices_are_numbered_as_they_are_written():
    page = Page(
        "Title", select=Select("Topic", (Option("Red lines", "redlines"),)), buttons=(Button("Next", "redlines 2"),)
    )

    assert choices(page) == [Choice("Red lines", "redlines"), Choice("Next", "redlines 2")]
    assert "[2] Next: redlines 2" in render(page, PLAIN, NOW)


def test_a_file_gets_no_dress():
    assert not Terminal.of(StringIO()).dressed
