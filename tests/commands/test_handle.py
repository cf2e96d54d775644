"""One door: whatever is asked, a page comes back, and a mistake has a way out."""

from __future__ import annotations

import logging
import re
from collections import deque
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat import LOCAL, Channel, Person, Platform, Request, Space
from bot.commands import COMMANDS, Desk, command_text, handle, suggest
from bot.store import lost
from bot.view.characters import length
from bot.view.page import MAX_BUTTONS, MAX_COMMAND, MAX_OPTION, Heading, Page, Tone, from_json, to_json
from tests.commands.pages import everything, said
from tests.conftest import ask

SERVER = Channel(Space(Platform.DISCORD, "1"), "general")


def is_a_bug(page: Page) -> bool:
    return "our fault" in said(page) or "database" in page.title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("", "Ukraine peace talks"),
        ("   ", "Ukraine peace talks"),
        ("brief", "Ukraine peace talks"),
        ("/brief", "Ukraine peace talks"),
        ("state", "Ukraine peace talks"),
        ("redlines", "Red lines"),
        ("/brief redlines", "Red lines"),
        ("brief redlines 2", "Red lines"),
        ("search neutrality", "Search: neutrality"),
        ("FIND neutrality", "Search: neutrality"),
        ("changes", "No changes"),
        ("changes since 40d", "Changes: Ukraine peace talks"),
        ("topics", "Topics"),
        ("essays", "Essays: Ukraine peace talks"),
        ("dossiers", "Dossiers"),
        ("dossier", "Dossiers"),
        ("dossier ukraine-talks", "This channel speaks of Ukraine peace talks."),
        ("subscribe redlines", "This channel follows Red lines."),
        ("subscriptions", "Subscriptions"),
        ("digest", "Subscriptions"),
        ("digest preview", "Ukraine peace talks, 22 November 2026"),
        ("digest now", "An edition is on its way to this channel."),
        ("help", "What you can ask"),
        ("?", "What you can ask"),
    ],
)
async def test_every_command_answers(desk, text, title):
    page = await handle(desk, ask(text))

    assert page.tone is not Tone.MISTAKE
    assert page.title == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("redline", "Red lines"),
        ("red lines", "Red lines"),
        ("RED-LINES", "Red lines"),
        ("Red Line", "Red lines"),
        ("red\u200blines", "Red lines"),
        ("\u202eredlines\u202c", "Red lines"),
        ("ｒｅｄlines", None),
        ("nato", "Red lines"),
        ("player", "Players"),
        ("redlines  1", "Red lines"),
    ],
)
async def test_a_topics_other_names_find_it(desk, text, title):
    page = await handle(desk, ask(text))

    assert page.title == (title or "That did not work")
    assert not is_a_bug(page)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("redlnes", "redlines"),
        ("leverge", "leverage"),
        ("outlok 2", "outlook"),
        ("subscirbe redlines", "subscribe redlines"),
        ("unsubscrbe redlines me", "unsubscribe redlines me"),
        ("serch neutrality", "search neutrality"),
        ("topcs", "topics"),
        ("many in congress", "search many in congress"),
    ],
)
async def test_a_near_miss_is_one_click_away_from_what_was_meant(desk, text, command):
    page = await handle(desk, ask(text))

    assert page.tone is Tone.MISTAKE
    assert command in [button.command for button in page.buttons]


@pytest.mark.parametrize(
    "text", ["banana", "🦊", "שלום", "\u202e", '"', "*", "NEAR(", ":", "-", "redlines 99999", "a b c d e f", "x" * 2000]
)
async def test_what_is_no_command_is_a_mistake_with_a_way_out(desk, text):
    page = await handle(desk, ask(text))

    assert page.tone is Tone.MISTAKE or page.title == "Ukraine peace talks"
    assert page.buttons
    assert not is_a_bug(page)


@pytest.mark.parametrize("character", ["a", "&", "*", " x", "\U0001f98a", "\u05d0", "\u0301", "\0"])
@pytest.mark.parametrize(
    "lead", ["", "search ", "card ", "subscribe ", "digest ", "digest at ", "changes since ", "share "]
)
async def test_ten_thousand_characters_are_too_many_and_said_to_be(desk, lead, character):
    page = await handle(desk, ask(lead + character * 10_000))

    assert page.tone is Tone.MISTAKE
    assert "at most 2,000" in said(page)


VERBS = sorted({command.usage.split()[0].lower() for command in COMMANDS} | {"share", "follow", "digest at", "card x"})
hostile = st.text(max_size=60) | st.text("\"'*:-()^~%_;&<>\\`|@#[]{}$!?.,/0123456789 \u202e\u0000\ud800", max_size=40)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(verb=st.sampled_from(["", *VERBS]), words=hostile)
async def test_no_words_break_a_command(desk, verb, words):
    page = await handle(desk, ask(f"{verb} {words}"))

    assert not is_a_bug(page)
    assert from_json(to_json(page)) == page


@pytest.mark.parametrize(
    "words",
    [
        '"',
        "*",
        "NEAR(",
        "NEAR(a b)",
        "a:b",
        "-a",
        "headline:x",
        "a AND",
        "OR",
        "NOT",
        "^a",
        "{a b}",
        "'; DROP TABLE cards",
        "\ud800a",
    ],
)
async def test_operators_of_the_search_engine_are_only_words(desk, words):
    page = await handle(desk, ask(f"search {words}"))

    assert not is_a_bug(page)
    assert page.title.startswith("Search:") or "No card mentions" in said(page) or "Search for what?" in said(page)


@pytest.mark.parametrize(
    "text", ["search", "search  ", "search ~", "search ~0123456789ab", "search ~0123456789ab 2", "search ..."]
)
async def test_searching_for_nothing_asks_for_words(desk, text):
    assert "Search for what?" in said(await handle(desk, ask(text)))


@pytest.mark.parametrize("text", ["search 2017", "search G20 2017", "find g20 2017"])
async def test_a_year_is_a_word_and_no_page(desk, text):
    page = await handle(desk, ask(text))

    assert "2017" in said(page)
    assert page.tone is Tone.PLAIN


@pytest.mark.parametrize("text", ["search 1", "search 0", "search 99999999999"])
async def test_one_can_search_for_a_number_alone(desk, text):
    page = await handle(desk, ask(text))

    assert "Search for what?" not in said(page)
    assert text.split()[1] in said(page)


async def test_every_page_of_a_search_is_reached_with_next(desk):
    page = await handle(desk, ask("search russia"))
    many = int(re.search(r"of (\d+) cards", said(page))[1])

    seen = [option.command for option in page.select.options]
    while following := [button.command for button in page.buttons if button.label == "Next"]:
        page = await handle(desk, ask(following[0]))
        seen += [option.command for option in page.select.options]

    assert len(seen) == len(set(seen)) == many


async def test_a_long_search_is_kept_under_a_short_name(desk):
    words = "the russian side says that ukraine must be neutral " * 8

    page = await handle(desk, ask(f"search {words}"))

    commands = [button.command for button in page.buttons]
    assert any(re.fullmatch(r"search ~[0-9a-f]{12} 2", command) for command in commands)
    second = await handle(desk, ask(next(command for command in commands if command.endswith(" 2"))))
    assert second.tone is Tone.PLAIN
    assert second.title == page.title


@pytest.mark.parametrize("number", ["-1", "0", "99", "999", "9999", "999999999"])
@pytest.mark.parametrize("lead", ["redlines", "essays", "search russia"])
async def test_a_page_that_does_not_exist_leads_back(desk, lead, number):
    page = await handle(desk, ask(f"{lead} {number}"))

    assert page.tone is Tone.MISTAKE
    assert f"no page {number}" in said(page)
    back = await handle(desk, ask(page.buttons[0].command))
    assert back.tone is Tone.PLAIN


async def test_a_page_of_changes_that_does_not_exist_leads_back(desk):
    page = await handle(desk, ask("changes since 40d 99"))

    assert "no page 99" in said(page)
    assert (await handle(desk, ask(page.buttons[0].command))).tone is Tone.PLAIN


@pytest.mark.parametrize(
    ("since", "found"),
    [
        ("40d", True),
        ("since 40d", True),
        ("since 6 weeks", True),
        ("since 3 months", True),
        ("2026-10-01", True),
        ("since 2026-10-01T10:00:00+02:00", True),
        ("0999-01-01", True),
        ("0001-01-01T00:00:00+14:00", True),
        ("9999d", True),
        ("1h", False),
        ("2026-11-23", False),  # today, where the sun rises first
        ("2026-11-21", False),
    ],
)
async def test_changes_go_back_as_far_as_one_says(desk, since, found):
    page = await handle(desk, ask(f"changes {since}"))

    assert page.title == ("Changes: Ukraine peace talks" if found else "No changes")


@pytest.mark.parametrize("since", ["2027-01-01", "since 2026-11-24", "9999-12-31T23:59:59-14:00"])
async def test_a_time_that_is_still_to_come_is_called_so(desk, since):
    page = await handle(desk, ask(f"changes {since}"))

    assert "is still to come" in said(page)
    assert page.tone is Tone.MISTAKE
    assert [button.command for button in page.buttons] == ["changes since 7d"]


@pytest.mark.parametrize("since", ["yesterday", "2026-13-01", "2026-02-30", "7", "d7", "٧d", "-1d", "since ever", "🦊"])
async def test_a_time_to_look_back_to_that_is_none_is_refused_with_a_way_out(desk, since):
    page = await handle(desk, ask(f"changes {since}"))

    assert page.tone is Tone.MISTAKE
    assert "Write 7d, 2w, or a date" in said(page)


@pytest.mark.parametrize(
    "text", ["card", "card nonsense", "card redlines/nothing", "card redlines/nothing edit", "card edit", "card 🦊"]
)
async def test_a_card_that_does_not_exist_leads_to_those_that_do(desk, text):
    page = await handle(desk, ask(text))

    assert page.tone is Tone.MISTAKE
    assert page.buttons or "a topic lists them" in said(page)


async def test_a_cards_short_name_finds_it(desk):
    page = await handle(desk, ask("card neutrality"))

    commands = [button.command for button in page.buttons]
    assert any(command.endswith("/neutrality") for command in commands)


async def test_a_dossier_that_does_not_exist_is_refused(desk, channel):
    page = await handle(desk, ask("dossier ukrain-talks"))

    assert "Did you mean ukraine-talks" in said(page)


async def test_nothing_that_can_be_clicked_leads_to_a_bug(desk):
    """Breadth first over every button and option, from the state of the talks and what commands begin with."""
    waiting = deque(
        ["", "help", "topics", "essays", "changes since 40d", "search russia", "digest", "dossiers", "banana"]
    )
    seen = set(waiting)
    while waiting and len(seen) < 400:
        command = waiting.popleft()
        page = await handle(desk, ask(command))
        assert not is_a_bug(page), command
        assert page.tone is not Tone.MISTAKE or command in ("banana", "digest off"), (command, said(page))
        assert from_json(to_json(page)) == page
        offered = [button.command for button in page.buttons]
        offered += [option.command for option in page.select.options] if page.select else []
        assert len(page.buttons) <= MAX_BUTTONS
        assert all(length(text) <= MAX_COMMAND for text in offered)
        assert all(length(option.command) <= MAX_OPTION for option in (page.select.options if page.select else ()))
        fresh = [text for text in dict.fromkeys(offered) if text not in seen and " retire" not in text]
        waiting += fresh
        seen |= set(fresh)
    assert not waiting
    assert len(seen) > 100


async def test_a_bug_is_a_page_with_a_reference_and_the_log_has_the_rest(desk, database, caplog):
    await database.close()

    with caplog.at_level(logging.ERROR):
        page = await handle(desk, ask("redlines"))

    reference = re.search(r"reference ([0-9a-f]{8})", said(page))
    assert page.title == "Something went wrong"
    assert "Traceback" not in said(page)
    assert reference[1] in caplog.text
    assert "Traceback" in caplog.text


@pytest.mark.parametrize(
    "text",
    [
        "subscribe redlines",
        "digest at 09:00 UTC",
        "digest now",
        "share redlines",
        "card redlines/neutrality retire",
    ],
)
async def test_a_database_that_cannot_be_written_is_said_to_be(desk, database, text):
    await database._writer.execute("PRAGMA query_only = ON")

    page = await handle(desk, ask(text))

    assert page.title == "The database cannot be used just now"
    assert "cannot be written to" in said(page)
    assert "Nothing was changed" in said(page)


async def test_a_database_that_another_program_holds_is_said_to_be(desk, database):
    await database._writer.execute("PRAGMA busy_timeout = 1")
    other = await type(database).open(database.path)
    async with other.transaction():
        page = await handle(desk, ask("subscribe redlines"))
    await other.close()

    assert "Another program is holding" in said(page)
    assert "Try again" in said(page)
    assert (await handle(desk, ask("subscribe redlines"))).tone is Tone.DONE


async def test_reading_goes_on_while_another_program_writes(desk, database):
    other = await type(database).open(database.path)
    async with other.transaction():
        page = await handle(desk, ask("redlines"))
    await other.close()

    assert page.title == "Red lines"


async def test_an_empty_database_says_what_to_do(clock, tmp_path, database):
    empty = await type(database).open(tmp_path / "empty.db")

    for text in ("", "redlines", "search x", "topics", "essays", "changes", "subscribe redlines", "card a", "dossiers"):
        page = await handle(Desk(empty, clock), ask(text))
        assert "No negotiation is followed here yet" in said(page)
    for text in ("help", "subscriptions", "digest preview", "digest now", "digest at 09:00 UTC"):
        assert not is_a_bug(await handle(Desk(empty, clock), ask(text)))
    await empty.close()


async def test_reading_changes_nothing(desk, database):
    before = await everything(database)

    for text in (
        "",
        "redlines",
        "search russia",
        "card redlines/neutrality",
        "topics",
        "essays",
        "help",
        "digest preview",
    ):
        await handle(desk, ask(text))

    assert await everything(database) == before


FROM_ELSEWHERE = (
    "essay add",
    "feeds add",
    "feeds remove",
)  # these need an essay or a feed: tests/commands/test_adding.py


@pytest.mark.parametrize(
    "command", [one for one in COMMANDS if one.name not in FROM_ELSEWHERE], ids=lambda one: one.name
)
async def test_what_discord_makes_of_its_options_is_what_one_would_type(desk, command):
    values = {
        "topic": "redlines",
        "words": "neutrality",
        "id": "redlines/neutrality",
        "since": "7d",
        "name": "ukraine-talks",
        "for": "me",
        "time": "09:00",
        "zone": "Europe/Berlin",
        "days": "weekdays",
        "often": "weekly fri",
        "what": "review here",
        "page": "1",
        "in": "",  # the page has no other channel: tests/commands/test_elsewhere.py
    }
    given = {one.name: values[one.name] for one in command.parameters}
    needed = {one.name: values[one.name] for one in command.parameters if one.required}

    for options in (given, needed):
        if command.name == "unsubscribe":
            await handle(desk, ask(command_text("subscribe", options)))
        if command.name == "digest off":
            await handle(desk, ask("digest at 09:00 UTC"))
        page = await handle(desk, ask(command_text(command.name, options)))
        assert page.tone is not Tone.MISTAKE, said(page)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "r",
        "red",
        "REDLINES",
        "redlines lev",
        "9",
        "1",
        "09",
        "eur",
        "new york",
        "m",
        "zzz",
        "🦊" * 60,
        "\ud800",
        "%",
        "x" * 5000,
        "\0",
    ],
)
@pytest.mark.parametrize(
    "completes", [*sorted({one.completes for command in COMMANDS for one in command.parameters}), "", "nonsense"]
)
async def test_completions_fit_their_platforms(desk, completes, typed):
    choices = await suggest(desk, Request("", SERVER, Person("u1")), completes, typed)

    assert len(choices) <= 25
    assert all(0 < len(choice.value) <= 100 and 0 < len(choice.label) <= 100 for choice in choices)
    assert len({choice.value for choice in choices}) == len(choices)


@pytest.mark.parametrize(
    ("completes", "typed", "first"),
    [
        ("topic", "", "redlines"),
        ("topic", "lev", "leverage"),
        ("filter", "redlines lev", "redlines leverage"),
        ("card", "redlines/neu", "redlines/neutrality"),
        ("dossier", "ukr", "ukraine-talks"),
        ("zone", "europe/berl", "Europe/Berlin"),
        ("time", "09", "09:00"),
        ("days", "week", "weekdays"),
        ("for", "m", "me"),
        ("since", "", "1d"),
    ],
)
async def test_the_best_completion_comes_first(desk, completes, typed, first):
    choices = await suggest(desk, Request("", SERVER, Person("u1")), completes, typed)

    assert choices[0].value == first


async def test_what_is_completed_is_understood(desk):
    for completes, lead in (("topic", ""), ("card", "card "), ("since", "changes since "), ("dossier", "dossier ")):
        for choice in await suggest(desk, ask(""), completes, ""):
            page = await handle(desk, ask(f"{lead}{choice.value}"))
            assert page.tone is not Tone.MISTAKE
    for completes, text in (
        ("days", "digest at 09:00 UTC {}"),
        ("zone", "digest at 09:00 {}"),
        ("time", "digest at {} UTC"),
    ):
        for choice in await suggest(desk, ask("", Channel(LOCAL, "page")), completes, ""):
            assert (await handle(desk, ask(text.format(choice.value)))).tone is Tone.DONE


async def test_what_somebody_could_not_be_told_stands_above_their_next_answer_and_no_other(desk):
    async with desk.database.transaction() as db:
        await lost.leave_notice(db, LOCAL, "u1", "I could not post the digest in your direct messages.", desk.now())

    other = await handle(desk, replace(ask("redlines"), person=Person("u2")))
    told = await handle(desk, ask("redlines"))
    after = await handle(desk, ask("redlines"))

    assert "I could not post" not in said(other)
    assert "I could not post" in said(told)
    assert "I could not post" not in said(after)
    assert replace(told, blocks=told.blocks[1:]) == after


async def test_a_notice_beside_which_the_answer_has_no_room_comes_alone_with_a_way_on(desk):
    async with desk.database.transaction() as db:
        for number in range(3):
            await lost.leave_notice(db, LOCAL, "u1", f"{number} " + "x" * 690, desk.now())

    pages = [await handle(desk, ask("brief")) for _ in range(2)]

    assert "While you were away" in said(pages[0])
    assert "While you were away" not in said(pages[1])


async def test_help_tells_every_command_in_parts(desk):
    page = await handle(desk, ask("help"))

    told = said(page)
    assert [command.usage for command in COMMANDS[1:-1] if command.usage not in told] == []
    titles = [block.text for block in page.blocks if isinstance(block, Heading)]
    assert titles == ["Read", "What comes by itself", "Take in and review", "How it works here"]


async def test_an_address_alone_is_offered_to_be_taken_in(desk):
    page = await handle(desk, ask("https://example.org/essay"))

    assert page.title == "Take in what stands there?"
    assert [button.command for button in page.buttons] == ["add https://example.org/essay"]
