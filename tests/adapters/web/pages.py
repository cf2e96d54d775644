"""Pages to dress: one for each kind of block, and what hostile hands would write."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.view.markup import Bold, ChannelName, Italic, Link, PersonName, Time, words
from bot.view.page import (
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
from tests.view.questions import every_kind

QUOTES = "“No troops, no bases.”\n\n“Not now, not later.”"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
FORM = Form(
    "Edit a card",
    "save",
    (Question("headline", "Headline", "Neutrality", limit=80), Question("text", "Text", "As it was.", long=True)),
)
PAGES = {
    "heading": Page("Title", (Heading("What neither side gives up"),)),
    "text": Page(
        "Title",
        (
            Text(
                words("Plain, ", Bold("bold"), " and ", Italic("italic"), "; ", Link("an essay", "https://a.example/b"))
            ),
            Text(words("One line.\nAnother.")),
        ),
    ),
    "lead": Page("Title", (Text(words(Bold("A small headline"), "\nand what it says.")),)),
    "front page": Page(
        "Title", tuple(Text(words(Bold(f"Topic {n}"), f"\nIts bottom line, number {n}.")) for n in range(4))
    ),
    "time": Page("Title", (Text(words(Time(NOON, "date"), "; ", Time(NOON), "; ", Time(NOON, "ago"))),)),
    "person": Page("Title", (Text(words("Shared by ", PersonName("42", "<b>Ada</b>"), ".")),)),
    "channel": Page("Title", (Text(words("Drafts arrive in ", ChannelName("42"), ".")),)),
    "quotation": Page("Title", (Quotation(words("No troops, no bases.\nNot now, not later.")),)),
    "fields": Page(
        "Title", (Fields((("Kind", words("position")), ("Stance", words(Bold("red line"))), ("Party", words("Kyiv")))),)
    ),
    "note": Page("Title", (Text(words("Text.")), Note(words("From one essay, read ", Time(NOON, "date"))))),
    "divider": Page("Title", (Text(words("Above.")), Divider(), Text(words("Below.")))),
    "select": Page(
        "Title",
        select=Select(
            "Another topic", (Option("Red lines", "redlines", "What is not for sale"), Option("Now", "brief"))
        ),
    ),
    "buttons": Page(
        "Title",
        buttons=(
            Button("Previous", "redlines 1"),
            Button("Next", "redlines 3"),
            Button("Publish", "card a publish", "main"),
            Button("Retire", "card a retire", "danger"),
            Button("Edit", "card a edit", opens_form=True),
        ),
    ),
    "form": Page("Edit a card", (Text(words("What shall it say?")),), form=FORM),
    "form with quotes": Page(
        "Edit a card", (Text(words("What shall it say?")),), form=replace(FORM, beside=words(QUOTES))
    ),
    "questions": Page("Set a channel up", form=every_kind()),
    "done": Page("Digest every weekday at 09:00 (Berlin).", (Text(words("First one tomorrow.")),), tone=Tone.DONE),
    "mistake": Page("That did not work", (Text(words("There is no topic called “x”.")),), tone=Tone.MISTAKE),
    "right to left": Page(
        "קווים אדומים", (Text(words("שלום עולם, with English inside.")), Quotation(words("هذا نص عربي قصير.")))
    ),
    "emoji": Page("👩‍👩‍👧‍👦 🇺🇦 🏳️‍🌈", (Text(words("é is e and an accent; 漢字 are wide.")),)),
}

MARKUP = "<img src=x onerror=\"document.title='owned'\"><script>alert(1)</script>&lt;b&gt;</p>"
STEERING = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202eevil\u2066\r\nbell\x08"
HOSTILE = Page(
    MARKUP,
    (
        Heading(MARKUP),
        Text((MARKUP, Bold(MARKUP), Italic(MARKUP), Link(MARKUP, "https://a.example/?q=%3Cscript%3E"))),
        Quotation((MARKUP,)),
        Fields(((MARKUP, (MARKUP,)),)),
        Note((MARKUP,)),
    ),
    select=Select("<b>choose</b>", (Option("<i>one</i>", "redlines", "<u>why</u>"),)),
    buttons=(Button("<b>press</b>", "topics"),),
)
