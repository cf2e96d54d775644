"""A Page in Discord's dress."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings

from bot.adapters.discord.markdown import markdown
from bot.adapters.discord.render import components, message, modal
from bot.view import characters
from bot.view.markup import Bold, ChannelName, Italic, Link, Markup, PersonName, Time, plain, weight, words
from bot.view.page import (
    MAX_BLOCKS,
    MAX_BUTTONS,
    MAX_OPTIONS,
    Button,
    Divider,
    Fields,
    Form,
    Heading,
    Note,
    Option,
    Page,
    Question,
    Quotation,
    Select,
    Text,
    Tone,
)
from tests.adapters.discord.pages import FULL, HOSTILE, NOON, markups, pages
from tests.standins.discord.limits import V2, check_message, check_modal, size, walk
from tests.standins.discord.markdown import kinds, shown
from tests.view.questions import every_kind

GOLDEN = Path(__file__).parents[2] / "golden" / "discord"

FORM = Form(
    "Edit a card",
    "card redlines/a edit",
    (Question("text", "Text", "As it is", long=True), Question("by", "By")),
    beside=words("It rests on: “neutral_ity”."),
)
BLOCKS: dict[str, Page] = {block.type: Page("One block", (block,)) for block in FULL.blocks}
EXAMPLES: dict[str, Page] = {
    **BLOCKS,
    "full": FULL,
    "select": Page("Choose", select=FULL.select),
    "buttons": Page("Press", buttons=FULL.buttons),
    "done": Page("Digest every weekday at 09:00 (Berlin).", tone=Tone.DONE),
    "mistake": Page("There is no topic called “redline”.", tone=Tone.MISTAKE),
    "hostile": Page(
        "# @everyone", (Text(words(HOSTILE)), Quotation(words(HOSTILE)), Fields((("<@1>", words(HOSTILE)),)))
    ),
}


def _is_golden(name: str, rendered: object) -> None:
    """Compare with what was agreed; GOLDEN=write agrees to something new."""
    file, text = GOLDEN / f"{name}.json", json.dumps(rendered, indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("GOLDEN") == "write":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_block_looks_as_agreed(name):
    _is_golden(name, components(EXAMPLES[name]))


@pytest.mark.parametrize(
    ("name", "form"), [("form", FORM), ("questions", every_kind()), ("group", every_kind(group="7"))]
)
def test_a_form_looks_as_agreed(name, form):
    _is_golden(name, modal(form))
    check_modal(modal(form))


@settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
@given(pages())
def test_any_page_that_can_be_built_is_taken_by_discord(page):
    if page is None:
        return

    check_message({"flags": V2, "components": components(page, mark=2**31 - 1)})
    if page.form:
        check_modal(modal(page.form))


@settings(deadline=None, max_examples=300, suppress_health_check=list(HealthCheck))
@given(markups)
def test_the_weight_of_markup_is_never_less_than_its_size(markup):
    assert size(markdown(markup)) <= weight(markup)


@settings(deadline=None, max_examples=300, suppress_health_check=list(HealthCheck))
@example((Bold("a"), "\x08", Bold("b"), Italic("c"), Bold(" "), Bold("d")))
@given(markups)
def test_words_are_shown_as_typed_and_do_nothing(markup):
    written = markdown(markup)

    wanted = {_kind(part) for part in markup} - {"text"}
    assert kinds(written) <= wanted | {"address"} if _has_links(markup) else kinds(written) <= wanted
    if not _has_links(markup):  # a link's words are on one line, and have round brackets
        assert shown(written).replace("\u200b", "") == _typed(markup).replace("\u200b", "")


def _kind(part: object) -> str:
    return {str: "text", Bold: "bold", Italic: "italic", Link: "link", Time: "time"}[type(part)]


def _has_links(markup: Markup) -> bool:
    return any(isinstance(part, Link) for part in markup)


def _typed(markup: Markup) -> str:
    return "".join(
        str(int(part.moment.timestamp())) if isinstance(part, Time) else characters.clean(plain((part,)))
        for part in markup
    )


@pytest.mark.parametrize("line", HOSTILE.split("\n") + HOSTILE.split())
def test_a_hostile_text_stays_text(line):
    written = markdown(words(line))

    assert kinds(written) == set()
    assert shown(written) == line


def test_what_we_mark_is_marked():
    marked = markdown(
        words("a ", Bold("b "), Italic("c"), Bold("d"), Link("e [1]", "https://e.example/x_y"), Time(NOON, "ago"))
    )

    assert kinds(marked) == {"bold", "italic", "link", "time"}
    assert shown(marked).replace("\u200b", "") == "a b cde (1)1795348800"


def test_a_channel_goes_by_the_name_that_discord_knows():
    assert markdown(words("in ", ChannelName("42"))) == "in <#42>"


def test_a_persons_name_is_shown_and_pings_nobody():
    assert markdown(words("by ", PersonName("42", "Ada *Ada* <@42> @everyone"))) == (
        r"by Ada \*Ada\* \<\@42\> \@everyone"
    )


def test_small_print_stands_below_an_input():
    form = Form("Edit", "edit", (Question("a", "A", hint="At most 9 characters."), Question("b", "B")))

    shown, bare = modal(form)["components"]

    check_modal(modal(form))
    assert shown["description"] == "At most 9 characters."
    assert "description" not in bare


def test_a_full_form_has_no_room_for_what_stands_beside_it():
    questions = tuple(Question(name, name) for name in "abcde")

    check_modal(modal(Form("Edit", "edit", questions, beside=words("A quote"))))


def test_a_page_that_was_rendered_is_rendered_alike():
    assert components(FULL) == components(FULL)
    assert [part.get("id") for part in (*components(FULL, mark=7), *components(FULL), *components(FULL, mark=8))] == [
        7,
        None,
        8,
    ]


def test_the_fullest_page_fits():
    many = tuple(Option(f"Option {number}", f"do {number}") for number in range(MAX_OPTIONS))
    buttons = tuple(Button("b" * 75, f"{number}".ljust(96, "x"), opens_form=True) for number in range(MAX_BUTTONS))
    page = Page(
        "*" * 72,
        (Divider(),) * (MAX_BLOCKS - 2) + (Text(("*" * 1440,)), Note(("_" * 350,))),
        Select("p", many),
        buttons,
    )

    fullest = message(page, 1, mention="7" * 20)
    check_message(fullest)
    assert len(list(walk(fullest["components"]))) == 40


def test_every_line_of_small_print_and_of_a_quotation_is_marked():
    rendered = components(Page("T", (Note(words("a\n\nb")), Quotation(words("c\n\nd")))))

    assert [part["content"] for part in walk(rendered) if "content" in part][1:] == ["-# a\n\n-# b", "> c\n> \n> d"]


def test_a_heading_is_one_line():
    rendered = components(Page("a\n# b", (Heading("c\n> d"),)))

    assert [part["content"] for part in walk(rendered) if "content" in part] == ["## a \\# b", "### c \\> d"]
