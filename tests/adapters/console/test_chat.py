"""A chat in the terminal."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator
from io import StringIO

from bot.adapters.console.chat import ask, chat, typed
from bot.chat import LOCAL, YOU, Request
from bot.commands import Desk
from bot.commands.essays import take_in
from bot.sources.files import read_essay
from bot.view.page import Page
from tests.adapters.web.pages import PAGES
from tests.test_app import ESSAY

MISTAKE, BUTTONS, FORM, DONE = (PAGES[name] for name in ("mistake", "buttons", "form", "done"))
BESIDE = PAGES["form with quotes"]


async def lines(*said: str) -> AsyncIterator[str]:
    for line in said:
        yield line


class Answers:
    """Answers from a list, and keeps what was asked."""

    def __init__(self, *pages: Page) -> None:
        self.pages = list(pages)
        self.asked: list[Request] = []

    async def __call__(self, desk: Desk, request: Request) -> Page:
        self.asked.append(request)
        return self.pages.pop(0)


async def test_one_question_gets_one_answer(desk):
    out = StringIO()

    await ask(desk, "redlines", out)

    assert out.getvalue().startswith("Red lines\n═════════\n")


async def test_the_chat_opens_with_the_state_of_the_talks_and_answers_until_the_lines_end(desk):
    out = StringIO()

    await chat(desk, lines("topics", "nonsense"), out)

    said = out.getvalue()
    assert said.index("Ukraine peace talks") < said.index("\nTopics\n") < said.index("nonsense")


async def test_a_number_presses_a_button(desk):
    answers = Answers(BUTTONS, DONE)

    await chat(desk, lines("2"), StringIO(), answer=answers)

    assert [request.text for request in answers.asked] == ["", "redlines 3"]


async def test_a_number_without_a_button_is_put_right(desk):
    out = StringIO()

    await chat(desk, lines("9"), out, answer=Answers(BUTTONS))

    assert "There is no button 9 here. There are 1 to 5." in out.getvalue()


async def test_a_form_asks_line_by_line_and_an_empty_line_keeps_what_was_there(desk):
    answers = Answers(FORM, DONE)

    await chat(desk, lines("", "It says more now."), StringIO(), answer=answers)

    assert answers.asked[1].text == "save"
    assert answers.asked[1].fields == {"headline": "Neutrality", "text": "It says more now."}
    assert await answers.asked[1].may_configure()


async def test_the_quotes_stand_before_the_questions(desk):
    out = StringIO()

    await chat(desk, lines("."), out, answer=Answers(BESIDE, DONE))

    said = out.getvalue()
    assert (
        said.index("  │ “No troops, no bases.”\n")
        < said.index("  │ “Not now, not later.”\n")
        < said.index("Headline [")
    )


async def test_drafts_are_reviewed_by_numbers(desk):
    await take_in(desk, read_essay(ESSAY), LOCAL, YOU, "river")
    out = StringIO()

    async def editor():
        yield "review"
        for button in ("Next", "Reject"):
            yield re.findall(rf"\[(\d+)\] {button}: ", out.getvalue())[-1]

    await chat(desk, editor(), out)

    said = out.getvalue()
    assert said.index("Draft 1 of ") < said.index("Draft 2 of ") < said.index("Rejected: ")


async def test_a_full_stop_leaves_a_form_as_it_was(desk):
    out, answers = StringIO(), Answers(FORM, DONE)

    await chat(desk, lines(".", "topics"), out, answer=answers)

    assert "Nothing was changed." in out.getvalue()
    assert [request.text for request in answers.asked] == ["", "topics"]


async def test_a_form_that_breaks_off_changes_nothing(desk):
    answers = Answers(FORM)

    await chat(desk, lines("A new headline"), StringIO(), answer=answers)

    assert len(answers.asked) == 1


async def test_exit_ends_it(desk):
    answers = Answers(DONE)

    await chat(desk, lines("exit", "topics"), StringIO(), answer=answers)

    assert len(answers.asked) == 1


async def test_lines_are_read_as_they_are_typed():
    reading, writing = os.pipe()
    with open(reading) as stream, open(writing, "w") as keyboard:
        said = typed(stream)

        print("redlines", file=keyboard, flush=True)
        assert await anext(said) == "redlines"
        keyboard.close()
        assert [line async for line in said] == []


async def test_a_form_with_a_mistake_is_asked_again_with_what_was_typed(desk):
    answers = Answers(FORM, MISTAKE, DONE)
    out = StringIO()

    await chat(desk, lines("Too short", "Text", "", "Better"), out, answer=answers)

    assert "There is no topic called" in out.getvalue()
    assert "Headline [Too short]: " in out.getvalue()
    assert answers.asked[2].fields == {"headline": "Too short", "text": "Better"}


async def test_a_newcomer_sets_up_by_answering_one_question_after_another(desk):
    out = StringIO()

    await chat(desk, lines("setup", "9", "Berlin", "1", "1 3", "09:00", "", "", ""), out)

    said = " ".join(out.getvalue().split())
    assert "“9” is not a time of day" in said
    assert "Time of day [9]: " in said
    assert "It is set up." in said
    assert "every day at 09:00 (Europe/Berlin), with Red lines, Leverage" in said
