"""Filters and how often, as people type them: what is understood, and what is told of what is not."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.chat import LOCAL, Channel, Often, Person, Platform, Space
from bot.commands import handle, suggest
from bot.commands.table import COMMANDS
from bot.schedule import EVERY_DAY
from bot.store import cards, dossiers, subscriptions
from bot.view.page import Tone
from briefs.model import Essay, Kind, Locator, State
from tests.commands.pages import everything, said
from tests.conftest import ask

SERVER = Channel(Space(Platform.DISCORD, "1"), "general")
MINE = Channel.directly_to(Person("u1"), SERVER.space)


async def followed(desk, channel) -> list[tuple[str, Often]]:
    return [(one.filter, one.often) for one in await subscriptions.of(desk.database.reader, channel)]


@pytest.fixture
async def quarterly(desk):
    """A card of the space of the local page that rests on an essay in the Example Quarterly."""
    essay = Essay("nets-1", "Nets", "A. Author", "Example Quarterly", "2026-11-01")
    async with desk.database.transaction() as db:
        await dossiers.add_essay(db, LOCAL.key, "ukraine-talks", essay, None, Person("u1"), desk.now())
        [first, *_] = await cards.published(db, LOCAL, "ukraine-talks")
        card = replace(first.card, id="redlines/nets", evidence=(Locator("nets-1", 1, 1, "0" * 64),))
        await cards.save(
            db, LOCAL.key, "ukraine-talks", card, State.PUBLISHED, Person("u1"), desk.now(), what="published"
        )
    return desk


@pytest.mark.parametrize(
    ("typed", "kept", "often"),
    [
        ("party:russia and not kind:judgement", "party:russia and not kind:judgement", Often.DAILY),
        ("redlines and (party:russia or party:ukraine)", "redlines and (party:russia or party:ukraine)", Often.DAILY),
        ('source:"Example Quarterly"', 'source:"Example Quarterly"', Often.DAILY),
        ("source:“example  quarterly”", 'source:"Example Quarterly"', Often.DAILY),
        ("source:a. author at once", 'source:"A. Author"', Often.AT_ONCE),
        ("source:nets-1", "source:nets-1", Often.DAILY),
        ("Red Lines but not party:Moscow", "redlines and not party:russia", Often.DAILY),
        ("party:us weekly", "party:united-states", Often.MONDAYS),
        ("party:the Kremlin weekly on fridays", "party:russia", Often.FRIDAYS),
        ("redlines weekly sat", "redlines", Often.SATURDAYS),
        ("weekly thurs kind:judgements", "kind:judgement", Often.THURSDAYS),
        ("not kind:facts daily", "not kind:fact", Often.DAILY),
        ("topic:NATO or issue:nato membership", "redlines or issue:nato-membership", Often.DAILY),
        ("weekly redlines", "redlines", Often.MONDAYS),
        ("AT ONCE redlines", "redlines", Often.AT_ONCE),
    ],
)
async def test_a_filter_is_kept_in_the_names_of_the_dossier(quarterly, channel, typed, kept, often):
    page = await handle(quarterly, ask(f"subscribe {typed}"))

    assert page.tone is Tone.DONE, said(page)
    assert await followed(quarterly, channel) == [(kept, often)]
    assert await handle(quarterly, ask(f"unsubscribe {kept}")) != page
    assert await followed(quarterly, channel) == []


@pytest.mark.parametrize(
    ("typed", "hint", "ways_out"),
    [
        ("party:rusia", "There is no party called “rusia”. Did you mean russia?", ["subscribe party:russia"]),
        ("redlines and party:ukrane me", "Did you mean ukraine?", ["subscribe redlines and party:ukraine me"]),
        ("issue:neutralty weekly fri", "Did you mean neutrality?", ["subscribe issue:neutrality weekly fri"]),
        ("kind:judgment", "Did you mean judgement?", ["subscribe kind:judgement"]),
        ("kind:opinion", "There are fact, position, argument and judgement.", ["help subscribe"]),
        ("party:atlantis", "There are russia, ukraine, united-states, congress and nato.", ["help subscribe"]),
        ('source:"Exampel Quarterly"', "Did you mean Example Quarterly?", ['subscribe source:"Example Quarterly"']),
        ("source:quarterly", "Did you mean Example Quarterly?", ['subscribe source:"Example Quarterly"']),
        ("source:Nowhere", "There is no source called “Nowhere”. There are", ["help subscribe"]),
        ("russia", "There is no topic called “russia”. Did you mean party:russia?", ["subscribe party:russia"]),
        ("redlines russia", "Did you mean party:russia?", ["subscribe redlines and party:russia"]),
        ("united states at once", "Did you mean party:united-states?", ["subscribe party:united-states at once"]),
        ("party russia", "Did you mean party:russia?", ["subscribe party:russia"]),
        ("not russia", "Did you mean party:russia?", ["subscribe not party:russia"]),
        ("redline and banana", "There is no topic called “banana”. There are redlines", ["help subscribe"]),
        (
            "redlines party:russia",
            "Both at once, or either?",
            ["subscribe redlines and party:russia", "subscribe redlines or party:russia"],
        ),
        ("redlines and leverage", "A card has one topic", ["subscribe redlines or leverage"]),
        ("party:russia and party:kyiv", "A card has one party", ["subscribe party:russia or party:ukraine"]),
        ("red lines leverage and kind:fact", "Write “or” between “redlines” and “leverage”", ["help subscribe"]),
        ("(redlines", "A bracket is not closed", ["help subscribe"]),
        ("redlines and", "Something is missing behind “and”", ["help subscribe"]),
        ('source:"Example', "has no other one", ["help subscribe"]),
        ("colour:red", "There are topic, party, issue, source and kind.", ["help subscribe"]),
        ("redlines weekly at once", "choose one of them", []),
        ("(" * 1500, "at most 8 deep", ["help subscribe"]),
        ("not " * 480 + "redlines", "at most 8 deep", ["help subscribe"]),
        ("a:" * 900, "Cards have no “a” to look at", ["help subscribe"]),
        ("redlines or " * 160 + "redlines", "at most 20 conditions", ["help subscribe"]),
    ],
)
async def test_a_mistake_is_a_sentence_with_a_way_out_and_changes_nothing(quarterly, database, typed, hint, ways_out):
    before = await everything(database)

    page = await handle(quarterly, ask(f"subscribe {typed}"))

    assert page.tone is Tone.MISTAKE
    assert hint in said(page)
    assert [button.command for button in page.buttons][: len(ways_out)] == ways_out
    assert await everything(database) == before
    for button in page.buttons:
        assert (await handle(quarterly, ask(button.command))).tone is not Tone.MISTAKE


async def test_the_answer_tells_in_plain_words_and_how_many_cards_fit(desk):
    page = await handle(desk, ask("subscribe not kind:judgement and redlines and (party:russia or party:ukraine)"))

    assert page.title == (
        "This channel follows Red lines and (cards of Russia or cards of Ukraine) and not our judgements."
    )
    assert re.search(r"So far \d+ of \d+ cards fit\.", said(page))
    assert "So far none of" in said(await handle(desk, ask("subscribe redlines and party:nato and kind:judgement")))


async def test_a_longer_filter_than_a_title_has_room_for_is_still_told(desk, channel):
    parties = ("russia", "ukraine", "united-states", "congress", "nato")
    typed = " or ".join(f"(party:{party} and not issue:{issue})" for party in parties for issue in ("aid", "outcome"))

    page = await handle(desk, ask(f"subscribe {typed}"))
    listed = await handle(desk, ask("subscriptions"))

    assert page.tone is Tone.DONE
    assert page.title.endswith("…")
    [(kept, _)] = await followed(desk, channel)
    assert kept == typed
    assert "(cards of NATO and not cards about Outcome of the war)" in said(listed)


async def test_what_is_weekly_gets_a_weekly_digest_where_there_is_none(desk, channel):
    page = await handle(desk, ask("subscribe party:russia weekly fri"))

    assert "New cards come weekly, with the first edition from Friday on. " in said(page)
    assert "The digest comes every Friday at 09:00 (UTC). Next: 27 November 2026" in said(page)
    assert (await subscriptions.planned(desk.database.reader, channel)).schedule.days == {4}


async def test_what_is_weekly_joins_the_digest_that_there_is(desk, channel):
    await handle(desk, ask("digest at 07:30 Europe/Berlin"))

    page = await handle(desk, ask("subscribe party:russia weekly"))

    assert "from Monday on. The digest comes every day at 07:30 (Europe/Berlin)" in said(page)
    assert (await subscriptions.planned(desk.database.reader, channel)).schedule.days == EVERY_DAY


async def test_a_digest_that_somebody_switched_off_stays_off(desk, channel):
    await handle(desk, ask("digest at 07:30 Europe/Berlin"))
    await handle(desk, ask("digest off"))

    page = await handle(desk, ask("subscribe party:russia weekly"))

    assert "The digest is off." in said(page)


async def test_any_reader_follows_a_filter_weekly_in_direct_messages_on_the_channels_clock(desk):
    await handle(desk, ask("digest at 07:30 Europe/Berlin", SERVER))

    page = await handle(desk, ask("subscribe party:russia weekly wed me", SERVER, may=False))

    assert page.title == "You follow cards of Russia."
    assert "every Wednesday at 07:30 (Europe/Berlin)" in said(page)
    assert await followed(desk, MINE) == [("party:russia", Often.WEDNESDAYS)]
    assert await followed(desk, SERVER) == []


async def test_following_it_again_changes_how_often(desk, channel):
    for often in ("at once", "weekly fri", ""):
        await handle(desk, ask(f"subscribe party:russia {often}"))

    assert await followed(desk, channel) == [("party:russia", Often.DAILY)]


async def test_readers_list_what_a_channel_receives_in_plain_words(desk):
    await handle(desk, ask("subscribe redlines leverage at once", SERVER))
    await handle(desk, ask("subscribe party:russia and not kind:judgement weekly fri", SERVER))
    await handle(desk, ask("subscribe issue:sanctions me", SERVER))

    page = await handle(desk, ask("subscriptions", SERVER, may=False))

    assert page.tone is Tone.PLAIN
    told = said(page)
    assert "Leverage at once, redlines at once. " in told
    assert "• Cards of Russia and not our judgements · weekly on Fridays\nparty:russia and not kind:judgement" in told
    assert "You\nThe digest comes every Friday" in told
    assert "• Cards about Sanctions" in told


async def test_the_list_ends_each_of_them_by_its_select(desk):
    typed = "redlines and (party:russia or party:ukraine or party:united-states or party:congress or party:nato)"
    for text in ("leverage", typed, "party:russia me"):
        await handle(desk, ask(f"subscribe {text}", SERVER))
    options = (await handle(desk, ask("subscriptions", SERVER))).select.options
    assert [option.description for option in options] == ["this channel", "this channel", "you"]

    ended = [await handle(desk, ask(option.command, SERVER)) for option in options]
    again = await handle(desk, ask(options[0].command, SERVER))

    assert [page.tone for page in ended] == [Tone.DONE] * 3
    assert "Your digest has ended with it." in said(ended[2])
    assert await followed(desk, SERVER) == await followed(desk, MINE) == []
    assert "That is not followed any more" in said(again)


async def test_who_may_not_change_the_channel_ends_only_what_is_their_own(desk):
    for text in ("leverage", "party:russia me"):
        await handle(desk, ask(f"subscribe {text}", SERVER))
    options = (await handle(desk, ask("subscriptions", SERVER, may=False))).select.options

    ended = [await handle(desk, ask(option.command, SERVER, may=False)) for option in options]

    assert [page.tone for page in ended] == [Tone.MISTAKE, Tone.DONE]
    assert await followed(desk, SERVER) == [("leverage", Often.DAILY)]


async def test_in_direct_messages_one_ends_what_one_follows_from_a_server(desk):
    await handle(desk, ask("subscribe party:russia me", SERVER))
    direct = Channel(Space(Platform.DISCORD, "@u1"), "@u1")
    [option] = (await handle(desk, ask("subscriptions", direct))).select.options

    page = await handle(desk, ask(option.command, direct))

    assert page.tone is Tone.DONE, said(page)
    assert await followed(desk, MINE) == []


@pytest.mark.parametrize("typed", ["party:russia at once", "PARTY:Russia", "party:Moscow", '"party:russia"'])
async def test_it_is_ended_however_it_is_written(desk, channel, typed):
    await handle(desk, ask("subscribe party:russia at once"))

    await handle(desk, ask(f"unsubscribe {typed}"))

    assert (await followed(desk, channel) == []) == ('"' not in typed)


async def test_a_filter_of_another_dossier_is_named_with_it_and_can_be_ended_from_here(desk, channel):
    await handle(desk, ask("subscribe party:russia"))
    await handle(desk, ask("dossier new river The river"))
    await handle(desk, ask("subscribe kind:fact"))

    listed = said(await handle(desk, ask("subscriptions")))
    nothing = await handle(desk, ask("subscribe party:russia"))
    await handle(desk, ask("unsubscribe party:russia"))

    assert "• Cards of Russia (ukraine-talks)" in listed
    assert "No party is known in The river yet" in said(nothing)
    assert await followed(desk, channel) == [("kind:fact", Often.DAILY)]


async def test_no_more_filters_are_followed_in_a_place_than_its_list_offers(desk, channel):
    for number in range(26):
        alike = " or kind:fact" * (number % 13)
        page = await handle(desk, ask(f"subscribe {'redlines' if number < 13 else 'facts'} or kind:fact{alike}"))

    assert "At most 25 filters" in said(page)
    assert len(await followed(desk, channel)) == 25
    shown, page = 0, await handle(desk, ask("subscriptions"))
    while page:
        shown += len(page.select.options)
        turn = next((button.command for button in page.buttons if button.label == "Next"), None)
        page = await handle(desk, ask(turn)) if turn else None
    assert shown == 25


async def test_what_no_text_is_any_more_is_listed_as_it_stands_and_can_be_ended(desk, channel):
    async with desk.database.transaction() as db:
        await db.execute(
            "INSERT INTO subscriptions VALUES (:c, 'gone', 'party:(', 'u1', '', 'hourly')", {"c": channel.key}
        )

    page = await handle(desk, ask("subscriptions"))
    await handle(desk, ask(page.select.options[0].command))

    assert "• Party:(" in said(page)
    assert await followed(desk, channel) == []


HOSTILE = 'The "@everyone" <!channel> *Times* \u202e(and, or) not'


async def test_a_hostile_sources_name_can_be_followed_and_is_only_words(desk, channel):
    essay = Essay("x", "T", HOSTILE, "", "2026-11-01")
    async with desk.database.transaction() as db:
        await dossiers.add_essay(db, LOCAL.key, "ukraine-talks", essay, None, Person("u1"), desk.now())
    [offered] = [one.value for one in await suggest(desk, ask(""), "filter", "source:the @every")]

    page = await handle(desk, ask(f"subscribe {offered}"))

    assert page.tone is Tone.DONE, said(page)
    assert offered == 'source:"The @everyone <!channel> *Times* (and, or) not"'
    assert await followed(desk, channel) == [(offered, Often.DAILY)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("", ["redlines", "positions"]),
        ("red", ["redlines"]),
        ("rus", ["party:russia"]),
        ("redlines lev", ["redlines leverage"]),
        ("redlines rus", ["redlines and party:russia"]),
        ("redlines and ", ["redlines and not", "redlines and party:"]),
        ("redlines and party:", ["redlines and party:russia", "redlines and party:ukraine"]),
        ("redlines and PARTY: mosc", ["redlines and party:russia"]),
        ("not (party:united st", ["not (party:united-states"]),
        ("party:russia ", ["party:russia and", "party:russia or"]),
        ("party:russia a", ["party:russia and", "party:russia and not"]),
        ("kind:", ["kind:fact", "kind:position", "kind:argument", "kind:judgement"]),
        ('source:"matt', ['source:"Matthew Bryant"']),
        ("issue:nato", ["issue:nato-membership"]),
        ("pa", ["party:"]),
    ],
)
async def test_a_filter_is_completed_piece_by_piece(desk, typed, first):
    offered = [one.value for one in await suggest(desk, ask(""), "filter", typed)]

    assert [one for one in offered if one in first] == first
    assert offered.index(first[0]) <= 8


@pytest.mark.parametrize(
    "typed", ['"', "((((", "a:b:c", "party:" + "x" * 200, "\x00", "🇺🇦", "not not not", 'source:"', ":"]
)
async def test_whatever_is_typed_completions_come_and_fit(desk, typed):
    for one in await suggest(desk, ask(""), "filter", typed):
        assert len(one.value) <= 100


async def test_every_whole_completion_can_be_followed(desk):
    for typed in ("", "rus", "redlines and rus", "party:", "not kind:", "issue:", "source:"):
        for one in await suggest(desk, ask(""), "filter", typed):
            if not one.value.endswith((":", "and", "or", "not")):
                assert (await handle(desk, ask(f"subscribe {one.value}"))).tone is Tone.DONE, one.value


async def test_what_is_followed_is_offered_to_be_ended(desk):
    for text in ("redlines", "leverage", "party:russia and not kind:fact", "issue:aid me"):
        await handle(desk, ask(f"subscribe {text}", SERVER))

    async def offered(typed):
        return [one.value for one in await suggest(desk, ask("", SERVER), "followed", typed)]

    assert set(await offered("")) == {"redlines", "leverage", "party:russia and not kind:fact", "issue:aid"}
    assert await offered("russ") == ["party:russia and not kind:fact"]
    assert "redlines leverage" in await offered("redlines lev")


async def test_help_has_examples_that_work_in_any_dossier(desk):
    for begin in ("", "dossier new river The river"):
        await handle(desk, ask(begin or "topics"))
        page = await handle(desk, ask("help subscribe"))
        examples = re.findall(r"(?m)^(subscribe .+?): ", said(page))
        assert len(examples) > 4
        for example in examples:
            assert (await handle(desk, ask(example))).tone is Tone.DONE, example


def test_every_value_of_how_often_is_understood(desk):
    assert {one.completes for command in COMMANDS for one in command.parameters} >= {"filter", "followed", "often"}


@pytest.mark.parametrize("often", list(Often))
async def test_how_often_is_said_as_it_is_typed(desk, channel, often):
    await handle(desk, ask(f"subscribe kind:{Kind.FACT} {often}"))

    assert await followed(desk, channel) == [("kind:fact", often)]


async def test_the_audit_tells_who_changed_how_often_it_comes(desk):
    for text in (
        "digest at 09:00 UTC",
        "subscribe party:russia",
        "subscribe party:russia weekly fri",
        "settings cap 3",
    ):
        await handle(desk, ask(text, SERVER))

    told = said(await handle(desk, ask("audit", SERVER)))

    assert "party:russia: how often daily → weekly fri" in told
