"""Pages of every kind, as golden examples and as hypothesis draws them; and deliveries of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from bot.chat import Channel, Delivery, Platform, Space, Thread
from bot.view.markup import Bold, Inline, Italic, Link, Markup, Time, words
from bot.view.page import (
    Block,
    Button,
    Choice,
    Divider,
    Fields,
    Form,
    Heading,
    Note,
    Option,
    Oversize,
    Page,
    Question,
    Quotation,
    Select,
    Text,
    Tone,
)
from tests.standins import discord as standin

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)

FULL = Page(
    "Red lines",
    (
        Heading("What neither side gives up"),
        Text(words("Kyiv holds that ", Bold("neutrality"), " is ", Italic("not"), " on offer.\nMoscow: it is.")),
        Quotation(words("No troops, no bases.\nNot now, not later.")),
        Fields((("Kind", words("position")), ("As of", words(Time(NOON, "date"))), ("Party", words("Ukraine")))),
        Divider(),
        Note(
            words(
                "From ",
                Link("an essay [1]", "https://example.org/a?b=c&d=e_f"),
                ", read ",
                Time(NOON, "ago"),
                "\nDraft",
            )
        ),
    ),
    select=Select("Another topic", (Option("Leverage", "leverage", "Who can press whom"), Option("Facts", "facts"))),
    buttons=(
        Button("Next", "redlines 2", "main"),
        Button("Edit", "card a edit", opens_form=True),
        Button("Stop", "x", "danger"),
    ),
)
HOSTILE = (
    "@everyone @here <@1> <@!2> <@&3> <#4> <t:0:R> <id:customize> </brief:5> <:a:6> <a:b:7> :smile: "
    "**a** __b__ ~~c~~ ||d|| `e` ```f``` [g](https://evil.example) https://evil.example <https://evil.example> "
    "\\@everyone \\\\<@1> ¯\\_(ツ)_/¯\n# h\n## i\n-# j\n> k\n>>> l\n- m\n* n\n1. o\n 2. p\n*q* _r_ *** ___ ---"
)

NOTHING_NEW = Page("State of the talks", (Text(words("Nothing new.")),))


def delivery(
    channel: standin.Channel,
    page: Page = NOTHING_NEW,
    *,
    key: str = "",
    unsure: bool = False,
    ago: float = 0.0,
    replaces: str | None = None,
    answers: str | None = None,
    mention: str | None = None,
    thread: Thread | None = None,
) -> Delivery:
    """A delivery to a stand-in's channel, or to a person."""
    if channel.person:
        place = Channel(Space(Platform.DISCORD, "7"), f"@{channel.person.id}")
    else:
        assert channel.guild
        place = Channel(Space(Platform.DISCORD, channel.guild.id), channel.id)
    tried = datetime.now(UTC) - timedelta(seconds=ago)
    return Delivery(
        1,
        key or f"edition {channel.id}",
        place,
        page,
        1,
        tried,
        unsure,
        replaces,
        answers=answers,
        mention=mention,
        thread=thread,
    )


_texts = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="*_~`|<>[]()#-+.:@!\\ \n1aé🙂/t", max_size=40),
    st.sampled_from(["<@&700>", "<@&", "700>", "<!subteam^S7>", "<!subteam^", "S7|a>", "<!here>", "@here", "&lt;"]),
    st.sampled_from(
        ["@everyone", "<@1>", "# a", "- a", "1. a", "> a", "https://a.b", ":a:", "a\\", "*", "**", " ", "\x00"]
    ),
)
_addresses = st.from_regex(r"https?://[a-z0-9./*_\[\]~?=&#%-]{1,40}", fullmatch=True)
inlines: st.SearchStrategy[Inline] = st.one_of(
    _texts,
    st.builds(Bold, _texts),
    st.builds(Italic, _texts),
    st.builds(Link, _texts, _addresses),
    st.builds(Time, st.datetimes(timezones=st.just(UTC)), st.sampled_from(["date", "moment", "ago"])),
)
markups: st.SearchStrategy[Markup] = st.lists(inlines, min_size=1, max_size=6).map(tuple)
blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, _texts),
    st.builds(Text, markups),
    st.builds(Quotation, markups),
    st.builds(Fields, st.lists(st.tuples(_texts, markups), max_size=10).map(tuple)),
    st.builds(Note, markups),
    st.just(Divider()),
)
_buttons = st.builds(Button, _texts, st.text(max_size=96), st.sampled_from(["plain", "main", "danger"]), st.booleans())
_options = st.builds(Option, _texts, st.text(max_size=75), _texts)
_selects = st.builds(Select, _texts, st.lists(_options, min_size=1, max_size=25).map(tuple))
_choices = st.lists(st.builds(Choice, _texts, _texts), max_size=6).map(tuple)
_names, _ids = st.sampled_from("abcdef"), st.from_regex("[1-9][0-9]{16}|", fullmatch=True)
_questions = st.one_of(
    st.builds(Question, _names, _texts, _texts, st.booleans(), st.integers(60, 3000)),
    st.builds(Question, _names, _texts, _texts, kind=st.sampled_from(["time", "zone"])),
    st.builds(Question, _names, _texts, _ids, kind=st.sampled_from(["channel", "group"])),
    st.builds(Question, _names, _texts, _texts, kind=st.sampled_from(["choice", "choices"]), choices=_choices),
)
_answers = st.lists(_questions, max_size=5, unique_by=lambda question: question.name).map(tuple)
forms = st.builds(Form, _texts, st.text(max_size=96), _answers, beside=st.just(()) | markups)


@st.composite
def pages(draw: st.DrawFn) -> Page | None:
    """A page, or None where what was drawn does not make one."""
    try:
        return Page(
            draw(_texts),
            tuple(draw(st.lists(blocks, max_size=8))),
            select=draw(st.none() | _selects),
            buttons=tuple(draw(st.lists(_buttons, max_size=5))),
            form=draw(st.none() | forms),
            tone=draw(st.sampled_from(Tone)),
        )
    except Oversize:
        return None
