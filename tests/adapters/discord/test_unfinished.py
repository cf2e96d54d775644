"""What is kept of a form that came back with a mistake."""

from __future__ import annotations

import pytest

from bot.adapters.discord.render import Again
from bot.adapters.discord.unfinished import GOOD_FOR, MOST, Unfinished
from bot.chat import Channel, Person, Platform, Request, Space
from bot.view.markup import plain, words
from bot.view.page import MAX_BUTTONS, MAX_COMMAND, Button, Form, Page, Question, Tone
from tests.conftest import Clock

HERE = Channel(Space(Platform.DISCORD, "1"), "2")
QUESTIONS = (Question("text", "Text", "As it was", limit=20), Question("note", "Why"))
OPENED = Page("Edit", form=Form("Edit a card", "edit 1", QUESTIONS, beside=words("“A quote.”")))
WRONG = Page("Too long.", tone=Tone.MISTAKE)
AGAIN = Again("Open the form again", "edit 1", "main", opens_form=True)


@pytest.fixture
def clock():
    return Clock(0.0)


@pytest.fixture
def unfinished(clock):
    return Unfinished(clock)


def filled_in(person="7", command="edit 1", channel=HERE, **fields):
    return Request(command, channel, Person(person), fields=fields)


def values(page):
    return [question.value for question in page.form.questions]


def test_it_opens_as_it_was_filled_in_again_and_again(unfinished):
    assert unfinished.keep(filled_in(text="As I like it"), WRONG).buttons == (AGAIN,)

    for _ in range(2):
        opened = unfinished.fill(filled_in(), OPENED)
        assert values(opened) == ["As I like it", ""]
        assert opened.form.beside == OPENED.form.beside
        assert opened.buttons == (AGAIN,)  # for a form that comes too late to open by itself


def test_what_is_longer_than_it_may_be_is_cut(unfinished):
    unfinished.keep(filled_in(text="\u202e" + "🙂" * 30), WRONG)

    assert values(unfinished.fill(filled_in(), OPENED))[0] == "🙂" * 10


@pytest.mark.parametrize(
    "other",
    [
        filled_in("8"),
        filled_in(command="edit 2"),
        filled_in(channel=Channel(Space(Platform.DISCORD, "9"), "2")),
    ],
)
def test_it_belongs_to_one_person_form_and_space(unfinished, other):
    unfinished.keep(filled_in(text="As I like it"), WRONG)

    opened = unfinished.fill(other, OPENED)

    assert values(opened) == ["As it was", ""]
    assert plain(opened.form.beside).startswith("What you typed is no longer there")


def test_it_is_kept_for_a_while_and_until_it_is_taken(unfinished, clock):
    unfinished.keep(filled_in(text="one"), WRONG)
    unfinished.keep(filled_in("8", text="two"), WRONG)

    unfinished.forget(filled_in("8"))
    assert values(unfinished.fill(filled_in("8"), OPENED))[0] == "As it was"
    clock.now += GOOD_FOR - 1
    assert values(unfinished.fill(filled_in(), OPENED))[0] == "one"
    clock.now += 2
    assert values(unfinished.fill(filled_in(), OPENED))[0] == "As it was"


def test_only_so_many_are_kept(unfinished):
    for number in range(MOST + 1):
        unfinished.keep(filled_in(str(number), text="mine"), WRONG)

    kept = [values(unfinished.fill(filled_in(str(number)), OPENED))[0] for number in (0, 1, MOST)]
    assert kept == ["As it was", "mine", "mine"]


def test_there_is_room_for_the_way_back(unfinished):
    command = "x" * MAX_COMMAND
    full = tuple(Button(str(number), f"do {number}") for number in range(MAX_BUTTONS))

    page = unfinished.keep(filled_in(command=command), Page("Wrong", buttons=full, tone=Tone.MISTAKE))

    assert [button.command for button in page.buttons] == [command, "do 0", "do 1", "do 2", "do 3"]


def test_a_page_without_a_form_stays_as_it_is(unfinished):
    unfinished.keep(filled_in(text="mine"), WRONG)

    assert unfinished.fill(filled_in(), WRONG) == WRONG
