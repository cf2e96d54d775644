"""Completion of the typed line."""

from __future__ import annotations

import pytest

from bot.chat import LOCAL, Channel
from bot.commands import suggest
from bot.commands.line import complete
from bot.commands.table import COMMANDS
from tests.conftest import ask


@pytest.fixture
def completions(desk):
    async def completions(line):
        async def offer(completes, typed):
            return await suggest(desk, ask("", Channel(LOCAL, "page")), completes, typed)

        return await complete(line, offer)

    return completions


def texts(found):
    return [completion.text for completion in found]


async def test_an_empty_line_offers_topics_then_commands(completions):
    found = await completions("")

    assert [one.kind for one in found] == ["topic"] * 8 + ["command"] * (len(found) - 8)
    assert texts(found)[:2] == ["redlines", "positions"]
    assert len(found) == 8 + len(COMMANDS) - 1


@pytest.mark.parametrize("line", ["redl", "Redl", "brief redl", "/brief redl", "red l"])
async def test_the_beginning_of_a_topic_offers_it(completions, line):
    assert texts(await completions(line))[0] == "redlines"


async def test_the_beginning_of_a_command_offers_it_with_room_for_what_follows(completions):
    by_text = {one.text: one for one in await completions("s")}

    assert not by_text["search "].whole
    assert by_text["subscriptions"].whole
    assert by_text["search "].label == "search WORDS"


async def test_commands_of_two_words_are_offered_each(completions):
    assert texts(await completions("digest ")) == ["digest at ", "digest preview", "digest now", "digest off"]
    assert texts(await completions("digest p")) == ["digest preview"]


async def test_later_words_are_values_for_their_parameter(completions):
    assert texts(await completions("subscribe pos"))[0] == "subscribe positions"
    assert "card redlines/neutrality" in texts(await completions("card redlines/neu"))
    assert texts(await completions("dossier "))[0] == "dossier ukraine-talks"


async def test_a_list_of_topics_goes_on_and_may_end_with_me(completions):
    assert "subscribe redlines positions" in texts(await completions("subscribe redlines pos"))
    assert "subscribe redlines me" in texts(await completions("subscribe redlines m"))


async def test_a_schedule_is_completed_word_by_word(completions):
    assert texts(await completions("digest at 09:0")) == ["digest at 09:00 "]
    assert "digest at 09:00 Europe/Berlin" in texts(await completions("digest at 09:00 Berl"))
    assert texts(await completions("digest at 09:00 Europe/Berlin week")) == ["digest at 09:00 Europe/Berlin weekdays"]


@pytest.mark.parametrize("line", ["search ", "xyzzy", "topics now", "x" * 60_000, "\x00", "🇺🇦", "digest at  "])
async def test_a_line_that_leads_nowhere_offers_little_and_breaks_nothing(completions, line):
    assert isinstance(await completions(line), list)


async def test_what_is_complete_is_not_offered_again(completions):
    assert "redlines" not in texts(await completions("redlines"))
    assert len(set(texts(await completions("")))) == len(await completions(""))


async def test_the_page_asks_for_completions_over_http(client, local):
    async with client.get(f"{local.address}api/suggest", params={"q": "redl"}) as response:
        [first, *_] = (await response.json())["choices"]

    assert first == {
        "text": "redlines",
        "label": "Red lines",
        "detail": "Topic: redlines",
        "kind": "topic",
        "whole": True,
    }
