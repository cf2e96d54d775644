"""A form in the terminal."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.adapters.console.form import fill_in
from bot.view.page import Form, Question
from tests.view.questions import DAYS, TOPICS, every_kind

DAY = Question("days", "Days", "weekdays", kind="choice", choices=DAYS)
SOME = Question("topics", "Topics", "redlines outlook", kind="choices", choices=TOPICS)


async def answered(form: Form, *typed: str) -> tuple[dict[str, str] | None, str]:
    """What came of it, and what was said."""
    said: list[str] = []

    async def lines() -> AsyncIterator[str]:
        for line in typed:
            yield line

    return await fill_in(form, "", lines(), said.append), "".join(said)


async def test_every_kind_of_question_is_asked_and_enter_keeps_what_stands_there():
    fields, said = await answered(every_kind(), "", "", "", "", "")

    assert fields == {
        "channel": "42",
        "time": "09:00",
        "zone": "Europe/Berlin",
        "days": "weekdays",
        "topics": "redlines outlook",
    }
    assert "  1 Red lines\n  2 Leverage\n  3 Outlook\nNumbers with spaces between them; 0 for none [1 3]: " in said
    assert "Time zone (A guess: see that it is right.) [Europe/Berlin]: " in said


@pytest.mark.parametrize(
    ("typed", "chosen"), [("1", "daily"), ("WEEKDAYS", "weekdays"), ("every day", "daily"), ("0", "")]
)
async def test_one_is_chosen_by_number_or_by_name(typed, chosen):
    assert (await answered(Form("a", "a", (DAY,)), typed))[0] == {"days": chosen}


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [("1 2", "redlines leverage"), ("3, 3,1", "outlook redlines"), ("outlook", "outlook"), ("red lines", "redlines")],
)
async def test_several_are_chosen_by_numbers_or_by_names(typed, chosen):
    assert (await answered(Form("a", "a", (SOME,)), typed))[0] == {"topics": chosen}


@pytest.mark.parametrize("question", [DAY, SOME], ids=["one", "several"])
async def test_what_is_not_in_the_list_is_asked_again(question):
    fields, said = await answered(Form("a", "a", (question,)), "9", "1 x", "1")

    assert fields == {question.name: question.choices[0].value}
    assert said.count("from the list: ") == 2
