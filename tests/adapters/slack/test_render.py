"""A page on Slack."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.slack import render
from bot.adapters.slack.mrkdwn import SPACE, mrkdwn
from bot.view.markup import Bold, ChannelName, Italic, Link, PersonName, Time, words
from bot.view.page import (
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
    block_weight,
)
from tests.standins.slack import Seen
from tests.standins.slack.blocks import NO_SCHEMA, check_message, check_view, texts
from tests.view.questions import every_kind

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "slack"
NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
HOSTILE = "<!channel> <@U1> @here <https://evil.example|click> &lt; *bold* _it_ ~no~ `code` :tada:\n> quote"

FORM = Form(
    "Edit a card",
    "edit redlines/neutrality",
    (Question("headline", "Headline", "Neutrality & NATO", limit=80), Question("text", "Text", long=True)),
    beside=words("“Neutrality & *nothing* less.”\n\n“<!here>”"),
)
PAGES = {
    "heading": Page("Title", (Heading("A & B <C>"),)),
    "text": Page(
        "Title",
        (
            Text(
                words(
                    "Plain, ",
                    Bold("bold"),
                    " and ",
                    Italic("italic"),
                    "; half",
                    Bold("way"),
                    " ",
                    Link("an essay", "https://example.org/a?b=1&c=2"),
                )
            ),
        ),
    ),
    "time": Page(
        "Title",
        (Text((Time(NOON, "date"), "; ", Time(NOON), "; ", Time(NOON, "ago"))),),
    ),
    "quotation": Page("Title", (Quotation(words("No treaty\nwithout guarantees > promises")),)),
    "fields": Page("Title", (Fields((("Party", words("Kyiv")), ("Stance", words(Bold("red line"))))),)),
    "note": Page("Title", (Note(words("From one essay, ", Time(NOON, "ago"))),)),
    "divider": Page("Title", (Divider(),)),
    "select": Page(
        "Title",
        select=Select("Another topic", (Option("Red lines", "redlines", "What is not for sale"), Option("Now", ""))),
    ),
    "buttons": Page(
        "Title",
        buttons=(
            Button("Next", "redlines 2", "main"),
            Button("Edit", "edit redlines/neutrality", opens_form=True),
            Button("Retire", "retire redlines/neutrality", "danger"),
            Button("State of the talks", ""),
        ),
    ),
    "hostile": Page(HOSTILE, (Text(words(HOSTILE)), Note(words(Bold(HOSTILE)))), buttons=(Button(HOSTILE[:75], "x"),)),
}


@pytest.mark.parametrize("name", PAGES)
def test_every_block_looks_as_it_always_did(name):
    _compare(name, render.message(PAGES[name]))


def test_a_form_looks_as_it_always_did():
    _compare("form", render.modal(FORM, {"command": FORM.command}))


@pytest.mark.parametrize(("name", "form"), [("questions", every_kind("C42")), ("group", every_kind(group="S7"))])
def test_every_kind_of_question_is_asked_as_slack_has_it(name, form):
    view = render.modal(form, {})

    check_view(view)
    _compare(name, view)


def test_what_was_answered_stands_in_the_form_again():
    typed = {"channel": "C43", "time": "10:30", "zone": "Asia/Tokyo", "days": "", "topics": "leverage"}

    again = render.again(render.modal(every_kind("C42"), {}), typed, "No.")

    check_view(again)
    assert again["blocks"][1:] == render.modal(every_kind("C42").filled_in(typed), {})["blocks"]


@pytest.mark.parametrize("name", PAGES)
def test_slack_takes_every_block(name):
    message = render.message(PAGES[name])

    check_message(message["text"], message["blocks"])


def test_blocks_follow_the_published_schema():
    if NO_SCHEMA:
        pytest.skip(NO_SCHEMA)

    check_view(render.modal(FORM, {}))
    check_view(render.waiting())
    check_view(render.home(PAGES["text"]))


def test_hostile_text_shows_as_it_was_typed():
    page = Page("Title", (Text(words(HOSTILE)),))
    message = render.message(page)

    assert HOSTILE in Seen("1", "C1", **message).said
    for text in [message["text"], *texts(message["blocks"])]:
        assert "<" not in text
        assert ">" not in text
        assert "*bold*" not in text
        assert ":tada:" not in text


def test_ordinary_names_are_not_touched():
    for text in ("snake_case_name", "2 * 3 * 4", "12:30:45", "see: here", "a - b", "50 %"):
        assert mrkdwn((text,)) == text


def test_dress_that_would_come_undone_is_left_off():
    assert "*a*b*" not in mrkdwn((Bold("a*b"),)).replace(SPACE, "")
    assert mrkdwn((Bold("two\nlines"),)) == "two\nlines"
    assert mrkdwn((Bold(" "), "x")) == " x"


def test_a_moment_stands_on_the_readers_own_clock():
    assert mrkdwn((Time(NOON),)) == "<!date^1793620800^{date_short_pretty} at {time}|2 November 2026, 12:00 UTC>"


def test_a_channel_goes_by_the_name_that_slack_knows():
    assert mrkdwn(("in ", ChannelName("C0DESK"), ".")) == "in <#C0DESK>."


def test_a_persons_name_is_shown_and_pings_nobody():
    assert mrkdwn(("by ", PersonName("U1", "Ada <@U1> <!here>"))) == "by Ada &lt;@U1&gt; &lt;!here&gt;"


def test_a_shared_page_is_told_from_an_answer():
    page = PAGES["buttons"]

    assert render.blocks(page, render.POST)[-1]["block_id"] == "post:buttons"
    assert render.blocks(page)[-1]["block_id"] == "answer:buttons"


characters = st.one_of(st.characters(), st.sampled_from(list("*_~`&<>:|\n #@\u200b\U0001f600")))
some_text = st.text(characters, max_size=150)
long_text = st.one_of(
    some_text, st.builds(lambda text, times: text * times, st.text(characters, max_size=9), st.integers(0, 900))
)
moments = st.integers(631152000, 4102444800).map(lambda unix: datetime.fromtimestamp(unix, UTC))
inlines = st.one_of(
    long_text,
    st.builds(Bold, some_text),
    st.builds(Italic, some_text),
    st.builds(Link, some_text, st.sampled_from(["https://example.org/?a=1&b=2&c=3", "http://x.example/_a_*b*"])),
    st.builds(Time, moments, st.sampled_from(["date", "moment", "ago"])),
)
markups = st.lists(inlines, max_size=5).map(tuple)
blocks = st.one_of(
    st.builds(Heading, some_text),
    st.builds(Text, markups),
    st.builds(Quotation, markups),
    st.builds(Note, markups),
    st.builds(Fields, st.lists(st.tuples(some_text, markups), max_size=10).map(tuple)),
    st.builds(Divider),
)
labels = st.text(characters, max_size=75)
buttons = st.builds(Button, labels, some_text, st.sampled_from(["plain", "main", "danger"]), st.booleans())
selects = st.builds(
    Select, labels, st.lists(st.builds(Option, labels, labels, labels), min_size=1, max_size=25).map(tuple)
)
names, ids = st.from_regex("[a-z]{1,20}", fullmatch=True), st.from_regex("C[0-9A-Z]{1,20}|", fullmatch=True)
choices = st.lists(st.builds(Choice, labels, labels), max_size=8).map(tuple)
questions = st.one_of(
    st.builds(Question, names, labels, long_text, st.booleans(), st.integers(-1, 4000)),
    st.builds(Question, names, labels, some_text, kind=st.sampled_from(["time", "zone"])),
    st.builds(Question, names, labels, ids, kind=st.sampled_from(["channel", "group"])),
    st.builds(Question, names, labels, labels, kind=st.sampled_from(["choice", "choices"]), choices=choices),
)
forms = st.builds(
    Form,
    labels,
    some_text,
    st.lists(questions, max_size=5, unique_by=lambda question: question.name).map(tuple),
    labels,
    markups,
)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_every_page_that_can_be_built_is_taken_by_slack(data):
    try:
        page = Page(
            data.draw(some_text),
            data.draw(st.lists(blocks, max_size=6).map(tuple)),
            data.draw(st.none() | selects),
            data.draw(st.lists(buttons, max_size=5).map(tuple)),
            tone=data.draw(st.sampled_from(Tone)),
        )
    except Oversize:
        return

    message = render.message(page)
    check_message(message["text"], message["blocks"])


@settings(max_examples=50, deadline=None)
@given(forms)
def test_every_form_that_can_be_built_is_taken_by_slack(form):
    try:
        Page("Title", form=form)
    except Oversize:
        return

    view = render.modal(form, {})
    check_view(view)
    first = form.questions[0]
    typed = "typed"[: max(first.limit, 1)] if first.kind == "text" else first.value
    check_view(render.again(view, {first.name: typed}, form.title * 200))


@settings(max_examples=150, deadline=None)
@given(st.builds(Text, markups))
def test_what_slack_needs_is_never_more_than_the_page_allowed_for(text):
    rendered = mrkdwn(text.markup)

    assert len(rendered.encode("utf-16-le", "surrogatepass")) // 2 <= block_weight(text)


def _compare(name, found):
    file = GOLDEN / f"{name}.json"
    text = json.dumps(found, indent=2, ensure_ascii=False) + "\n"
    if os.environ.get("COMMUNIQUE_NEW_GOLDEN"):  # then look at the diff
        file.write_text(text)
    assert text == file.read_text()


def test_small_print_stands_below_an_input():
    form = Form("Edit", "edit", (Question("a", "A", hint="At most 9 characters."), Question("b", "B")))

    view = render.modal(form, {})

    check_view(view)
    assert [block.get("hint", {}).get("text") for block in view["blocks"]] == ["At most 9 characters.", None]
