"""A page that is too big for any platform cannot be built, and one that can comes back whole from the database."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.view.markup import Bold, Italic, Link, Time, words
from bot.view.page import (
    MAX_ANSWER,
    MAX_BLOCKS,
    MAX_BUTTONS,
    MAX_COMMAND,
    MAX_FIELDS,
    MAX_FORM_TITLE,
    MAX_HINT,
    MAX_LABEL,
    MAX_OPTION,
    MAX_OPTIONS,
    MAX_PAGE,
    MAX_QUESTION,
    MAX_QUESTIONS,
    MAX_TEXT,
    MAX_TITLE,
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
    from_json,
    page_weight,
    to_json,
)

FOX = "\U0001f98a"  # one character, two UTF-16 units


def buttons(many: int) -> tuple[Button, ...]:
    return tuple(Button("a", f"a {n}") for n in range(many))


def options(many: int) -> Select:
    return Select("a", tuple(Option("a", f"a {n}") for n in range(many)))


def choosing(*choices: Choice) -> Page:
    return Page("a", form=Form("a", "a", (Question("q", "a", kind="choices", choices=choices),)))


def questions(many: int) -> Form:
    return Form("a", "a", tuple(Question(f"q{n}", "a") for n in range(many)))


def asked(label: str = "a", value: str = "") -> Form:
    return Form("a", "a", (Question("q", label, value),))


LIMITS = {
    "title": (lambda n: Page("a" * n), MAX_TITLE),
    "title, escaped": (lambda n: Page("&" * n), MAX_TITLE // 5),
    "title, in units": (lambda n: Page(FOX * n), MAX_TITLE // 2),
    "heading": (lambda n: Page("a", (Heading("a" * n),)), MAX_TITLE - 6),
    "text": (lambda n: Page("a", (Text(words("a" * n)),)), MAX_TEXT - 4),
    "text, escaped": (lambda n: Page("a", (Text(words("<" * n)),)), (MAX_TEXT - 4) // 5),
    "note": (lambda n: Page("a", (Note(words("a" * n)),)), MAX_TEXT - 3),
    "quotation": (lambda n: Page("a", (Quotation(words("a" * n)),)), MAX_TEXT - 2),
    "fields": (lambda n: Page("a", (Fields((("a", words("a" * n)),)),)), MAX_TEXT - 9),
    "page": (lambda n: Page("a", (Text(words("a" * 2000)), Text(words("a" * n)))), MAX_PAGE - 7 - 2008),
    "blocks": (lambda n: Page("a", (Divider(),) * n), MAX_BLOCKS),
    "number of fields": (lambda n: Page("a", (Fields((("a", words("a")),) * n),)), MAX_FIELDS),
    "buttons": (lambda n: Page("a", buttons=buttons(n)), MAX_BUTTONS),
    "label": (lambda n: Page("a", buttons=(Button("a" * n, "a"),)), MAX_LABEL),
    "label, in units": (lambda n: Page("a", buttons=(Button(FOX * n, "a"),)), MAX_LABEL // 2),
    "command": (lambda n: Page("a", buttons=(Button("a", "a" * n),)), MAX_COMMAND),
    "options": (lambda n: Page("a", select=options(n)), MAX_OPTIONS),
    "option": (lambda n: Page("a", select=Select("a", (Option("a" * n, "a"),))), MAX_OPTION),
    "option's command": (lambda n: Page("a", select=Select("a", (Option("a", "a" * n),))), MAX_OPTION),
    "option's description": (lambda n: Page("a", select=Select("a", (Option("a", "a", "a" * n),))), MAX_OPTION),
    "placeholder": (lambda n: Page("a", select=Select("a" * n, (Option("a", "a"),))), MAX_TITLE),
    "questions": (lambda n: Page("a", form=questions(n)), MAX_QUESTIONS),
    "form's title": (lambda n: Page("a", form=Form("a" * n, "a", (Question("q", "a"),))), MAX_FORM_TITLE),
    "form's command": (lambda n: Page("a", form=Form("a", "a" * n, (Question("q", "a"),))), MAX_COMMAND),
    "form's button": (lambda n: Page("a", form=Form("a", "a", (Question("q", "a"),), "a" * n)), MAX_FORM_TITLE),
    "question": (lambda n: Page("a", form=asked(label="a" * n)), MAX_QUESTION),
    "hint": (lambda n: Page("a", form=Form("a", "a", (Question("q", "a", hint="a" * n),))), MAX_HINT),
    "answer": (lambda n: Page("a", form=asked(value="a" * n)), MAX_ANSWER),
}


@pytest.mark.parametrize("name", LIMITS)
def test_a_page_at_its_limit_can_be_built_and_one_beyond_cannot(name):
    build, most = LIMITS[name]

    build(most)

    with pytest.raises(Oversize):
        build(most + 1)


def test_an_answer_already_there_is_no_longer_than_the_one_that_is_allowed():
    with pytest.raises(Oversize):  # Slack and Discord refuse an input whose value is longer than its own limit
        Page("a", form=Form("a", "a", (Question("q", "a", "aaaa", limit=3),)))


@pytest.mark.parametrize(
    "build",
    [
        lambda: Page(""),
        lambda: Page(" \n"),
        lambda: Page("\u202e"),
        lambda: Page("a", (Text(()),)),
        lambda: Page("a", (Text(words(" ")),)),
        lambda: Page("a", (Text((Bold("\0"),)),)),
        lambda: Page("a", (Note(()),)),
        lambda: Page("a", (Quotation(()),)),
        lambda: Page("a", (Heading(""),)),
        lambda: Page("a", (Fields(()),)),
        lambda: Page("a", (Fields((("", words("a")),)),)),
        lambda: Page("a", buttons=(Button("", "a"),)),
        lambda: Page("a", buttons=(Button("a", "x"), Button("b", "x"))),
        lambda: Page("a", select=Select("a", ())),
        lambda: Page("a", select=Select("a", (Option("", "a"),))),
        lambda: Page("a", select=Select("a", (Option("a", "x"), Option("b", "x")))),
        lambda: Page("a", form=Form("a", "a", ())),
        lambda: Page("a", form=Form("", "a", (Question("q", "a"),))),
        lambda: Page("a", form=Form("a", "a", (Question("q", ""),))),
        lambda: Page("a", form=Form("a", "a", (Question("q", "a"), Question("q", "b")))),
        lambda: Page("a", form=Form("a", "a", (Question("q", "a"),), beside=("",))),
        lambda: choosing(Choice("", "a")),
        lambda: choosing(Choice("a", "")),
        lambda: choosing(Choice("a", "a b")),
        lambda: choosing(Choice("a", "a"), Choice("b", "a")),
        lambda: choosing(),
        lambda: choosing(*(Choice("a", f"{n}") for n in range(MAX_OPTIONS + 1))),
        lambda: choosing(Choice("a" * (MAX_OPTION + 1), "a")),
        lambda: Page("a", form=Form("a", "a", (Question("q", "a", choices=(Choice("a", "a"),)),))),
    ],
)
def test_what_a_platform_would_refuse_for_saying_nothing_or_twice_cannot_be_built(build):
    with pytest.raises(Oversize):
        build()


visible = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=12)
inlines = (
    visible
    | st.builds(Bold, visible)
    | st.builds(Italic, visible)
    | st.builds(Link, visible, st.just("https://example.org/a?b=c&d"))
    | st.builds(
        Time,
        st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
        st.sampled_from(["date", "moment", "ago"]),
    )
)
markup = st.lists(inlines, min_size=1, max_size=3).map(lambda parts: words(*parts))
blocks = (
    st.builds(Heading, visible)
    | st.builds(Text, markup)
    | st.builds(Quotation, markup)
    | st.builds(Note, markup)
    | st.builds(Fields, st.lists(st.tuples(visible, markup), min_size=1, max_size=2).map(tuple))
    | st.just(Divider())
)
pages = st.builds(
    Page,
    title=visible,
    blocks=st.lists(blocks, max_size=4).map(tuple),
    select=st.none() | st.builds(Select, visible, st.builds(Option, visible, visible, visible).map(lambda one: (one,))),
    buttons=st.lists(
        st.builds(Button, visible, visible, st.sampled_from(["plain", "main", "danger"]), st.booleans()),
        max_size=3,
        unique_by=lambda button: button.command,
    ).map(tuple),
    form=st.none()
    | st.builds(Form, visible, visible, st.builds(Question, st.just("q"), visible).map(lambda one: (one,))),
    tone=st.sampled_from(Tone),
    aside=st.booleans(),
)


@given(pages)
def test_a_page_comes_back_from_the_database_as_it_went_in(page):
    assert from_json(to_json(page)) == page
    assert page_weight(from_json(to_json(page))) == page_weight(page)


def test_a_form_is_filled_in_as_far_as_there_is_room():
    form = Form(
        "a", "a", (Question("q", "a", "old", limit=3), Question("z", "a", kind="zone"), Question("k", "a", "k"))
    )

    filled = form.filled_in({"q": "longer", "z": "x" * 100, "other": "no"})

    assert [one.value for one in filled.questions] == ["lon", "x" * MAX_OPTION, "k"]
    assert from_json(to_json(Page("a", form=filled))).form == filled
