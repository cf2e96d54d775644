"""How a space works: where drafts arrive, who must agree, and its own bottom lines."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat import PAGE, Channel, Group, Platform, Request, Space, Standing
from bot.commands import handle
from bot.store import layouts, lost, mentions, spaces, subscriptions
from bot.store.mentions import Mention
from bot.view.markup import ChannelName, Time
from bot.view.page import Fields, Tone
from briefs.model import State
from tests.commands.editors import (
    ADA,
    BEN,
    FIRST,
    OURS,
    ROOM,
    SECOND,
    THEIRS,
    by,
    command,
    drafted,
    essay,
    keep,
    rewrite,
)
from tests.commands.pages import everything, said
from tests.conftest import ask

ALONE = Space(Platform.DISCORD, "@u1")


async def chosen(desk, space=OURS.space):
    return await spaces.choices(desk.database.reader, space)


async def bottom_line(desk, text: str, topic: str = "redlines", channel: Channel = OURS):
    return await rewrite(desk, f"bottomline {topic} edit", ADA, channel, text=text)


async def test_nothing_is_chosen_at_first_and_every_choice_is_one_button_away(desk):
    page = await handle(desk, by(ADA, "settings"))

    assert "Drafts arrive in: no channel" in said(page)
    assert "Who lets a draft out: one editor" in said(page)
    for label in ("Drafts arrive here", "Two editors: on"):
        page = await handle(desk, by(ADA, command(page, label), ROOM))
        assert page.tone is Tone.DONE
    now = await chosen(desk)
    assert (now.review_channel, now.two_editors) == (ROOM, True)
    await handle(desk, by(ADA, command(page, "Two editors: off")))
    await handle(desk, by(ADA, "settings review off"))
    now = await chosen(desk)
    assert (now.review_channel, now.two_editors) == (None, False)


@pytest.mark.parametrize(
    ("channel", "shown"),
    [
        (ROOM, ChannelName(ROOM.id)),
        (PAGE, "the channel of the local page"),
        (Channel.directly_to(ADA, OURS.space), "direct messages"),
    ],
)
async def test_the_review_channel_is_shown_under_its_name(desk, channel, shown):
    await handle(desk, by(ADA, "settings review here", channel))

    page = await handle(desk, by(ADA, "settings", channel))

    rows = dict(row for block in page.blocks if isinstance(block, Fields) for row in block.rows)
    assert rows["Drafts arrive in"] == (shown,)


async def test_channels_that_cannot_be_posted_in_say_since_when_and_why_and_that_they_go_on(desk):
    await handle(desk, by(ADA, "settings review here", ROOM))
    await handle(desk, by(ADA, "digest at 09:00 Europe/Berlin", OURS))
    async with desk.database.transaction() as db:
        await lost.lose(db, ROOM, "It is archived. Unarchive it.", desk.now())
        await lost.lose(db, OURS, "I was removed. Invite me again.", desk.now())
        await subscriptions.switch_off(db, OURS, "I was removed. Invite me again.")

    page = await handle(desk, by(ADA, "settings", OURS))

    since = "Stopped 22 November 2026, 12:00 UTC:"
    assert "Digest: every day at 09:00 (Europe/Berlin)\n" in said(page)
    assert f"Posts: {since} I was removed. Invite me again. It goes on by itself" in said(page)
    assert f"Drafts arrive in: channel {ROOM.id}. {since} It is archived. Unarchive it. It goes on" in said(page)
    rows = dict(row for block in page.blocks if isinstance(block, Fields) for row in block.rows)
    assert Time(desk.now()) in rows["Posts"]


@pytest.mark.parametrize(
    "typed", ["review", "review there", "two-editors", "two-editors maybe", "x", "review here now"]
)
async def test_a_setting_that_there_is_not_is_refused_and_changes_nothing(desk, database, typed):
    page = await handle(desk, by(ADA, f"settings {typed}"))

    assert page.tone is Tone.MISTAKE
    assert "“settings review here”" in said(page)
    assert await chosen(desk) == spaces.Choices()


@pytest.mark.parametrize("channel", [PAGE, OURS, Channel.directly_to(ADA, OURS.space), Channel.directly_to(ADA, ALONE)])
async def test_every_setting_that_is_offered_somewhere_can_be_chosen_there(desk, channel):
    await handle(desk, by(ADA, "digest at 09:00 UTC", channel))
    page = await handle(desk, by(ADA, "settings", channel))
    offered = [option.command for option in page.select.options] + [button.command for button in page.buttons]

    refused = {
        one: said(page) for one in offered if (page := await handle(desk, by(ADA, one, channel))).tone is Tone.MISTAKE
    }

    assert set(refused) <= {"settings managers", "settings managers off"}  # she manages one channel alone
    for what in ("mention", "layout thread", "managers", "two-editors"):
        assert (f"“settings {what}" in said(page)) == any(one.startswith(f"settings {what}") for one in offered)


class Mute(Standing):
    """Of a place where nobody would hear a mention."""

    async def silence(self, group: str, channel: Channel) -> str:
        return "I may not mention " + 100 * "W" + "."


async def test_the_settings_fit_where_all_is_chosen_and_all_is_wrong(desk):
    await handle(desk, by(ADA, "digest at 09:00 America/Argentina/ComodRivadavia mon,tue,thu,sat"))
    for what in (
        "quiet 22:00-07:00 America/Argentina/ComodRivadavia",
        *("cap 3", "skip 24 dec to 2 jan", "late 6h", "empty skip", "pause 30d", "review here"),
    ):
        assert (await handle(desk, by(ADA, f"settings {what}"))).tone is Tone.DONE
    filter = " or ".join(f"party:{slug}" for slug in ("russia", "ukraine", "congress", "nato", "united-states"))
    async with desk.database.transaction() as db:
        await mentions.choose(db, OURS, Mention(Group("7", "@" + 79 * "W"), "ukraine-talks", filter, 20))
        await layouts.thread(db, OURS, ADA)
        await layouts.note_trouble(db, OURS, 900 * "T")
        await lost.lose(db, OURS, 900 * "L", desk.now())

    text = said(await handle(desk, Request("settings", OURS, ADA, standing=Mute())))

    assert "at most 20 times a day. Just now posts come without it: I may not mention WW" in text
    assert "The last came in one message: TT" in text
    assert "Paused: until 22 December 2026" in text


@pytest.mark.parametrize("typed", ["review here", "review off", "two-editors on", "two-editors off"])
async def test_who_may_not_sees_the_settings_and_changes_none(desk, typed):
    await handle(desk, by(ADA, "settings review here", ROOM))
    before = await chosen(desk)

    page = await handle(desk, ask(f"settings {typed}", OURS, may=False))

    assert "Only people who manage this channel" in said(page)
    assert await chosen(desk) == before
    assert (await handle(desk, ask("settings", OURS, may=False))).tone is Tone.PLAIN


async def test_what_one_space_chooses_no_other_space_has(desk):
    await handle(desk, by(ADA, "settings review here", ROOM))
    await handle(desk, by(ADA, "settings two-editors on"))

    assert await chosen(desk, THEIRS.space) == spaces.Choices()
    assert "Drafts arrive in: no channel" in said(await handle(desk, by(BEN, "settings", THEIRS)))


@pytest.mark.parametrize("text", ["", "redlines"])
async def test_an_editors_bottom_line_stands_in_the_state_and_above_its_topic(desk, text):
    page = await bottom_line(desk, "Nobody moves\nbefore   the vote.")

    assert page.tone is Tone.DONE
    assert "Nobody moves before the vote." in said(await handle(desk, ask(text, OURS, may=False)))
    assert "Nobody moves" not in said(await handle(desk, ask(text, THEIRS)))
    assert "Nobody moves" not in str((await handle(desk, ask("topics", THEIRS))).select)


async def test_the_select_below_the_state_says_what_the_state_says(desk):
    await bottom_line(desk, "Nobody moves before the vote.")

    for text in ("", "topics"):
        option = next(one for one in (await handle(desk, ask(text, OURS))).select.options if one.command == "redlines")
        assert option.description == "Nobody moves before the vote.", text


async def test_an_empty_bottom_line_gives_way_to_what_stands_without_it(desk):
    before = said(await handle(desk, ask("redlines", OURS)))
    await bottom_line(desk, "Nobody moves before the vote.")

    await bottom_line(desk, " \n ")

    assert said(await handle(desk, ask("redlines", OURS))) == before


async def lake(desk, clock):
    taken = essay(FIRST, SECOND)
    await keep(desk, taken, drafted(taken, FIRST, "redlines/gate"), state=State.PUBLISHED)
    clock.forward(days=1)
    await keep(desk, taken, drafted(taken, SECOND, "redlines/summer"), state=State.PUBLISHED)
    await handle(desk, by(ADA, "dossier lake"))


@pytest.mark.parametrize("text", ["", "redlines"])
async def test_without_an_editors_line_the_newest_cards_headline_stands_and_says_its_age_once_it_is_old(
    desk, clock, text
):
    await lake(desk, clock)
    fresh = await handle(desk, ask(text, OURS))
    assert SECOND.rstrip(".") in said(fresh)
    if not text:
        assert FIRST.rstrip(".") not in said(fresh).partition("Lately")[0]
    assert "style='ago'" not in str(fresh.blocks[0])

    clock.forward(days=13)
    assert "style='ago'" not in str((await handle(desk, ask(text, OURS))).blocks[0])
    clock.forward(days=2)
    assert "style='ago'" in str((await handle(desk, ask(text, OURS))).blocks[0])


@pytest.mark.parametrize("text", ["", "redlines"])
async def test_an_editors_line_says_its_age_once_it_is_old(desk, clock, text):
    await lake(desk, clock)
    await bottom_line(desk, "Nobody moves before the vote.")
    assert "style='ago'" not in str((await handle(desk, ask(text, OURS))).blocks[0])

    clock.forward(days=15)

    block = (await handle(desk, ask(text, OURS))).blocks[0]
    assert "Nobody moves" in str(block)
    assert "style='ago'" in str(block)
    await bottom_line(desk, "Still nobody moves.")
    assert "style='ago'" not in str((await handle(desk, ask(text, OURS))).blocks[0])


@pytest.mark.parametrize("text", ["", "redlines", "bottomline redlines"])
async def test_a_line_that_came_with_the_dossier_says_how_old_its_newest_source_is(desk, text):
    [line] = [one for one in (await handle(desk, ask(text, PAGE))).blocks if "will not bargain" in str(one)]

    assert [part.moment.isoformat()[:7] for part in line.markup if isinstance(part, Time)] == ["2024-12"]


async def test_a_topic_without_cards_has_no_bottom_line_of_its_own(desk, clock):
    await lake(desk, clock)

    assert "Leverage" not in said(await handle(desk, ask("", OURS)))
    assert "No card is published on this topic yet" in said(await handle(desk, ask("leverage", OURS)))


async def test_who_may_not_writes_no_bottom_line(desk):
    for fields in ({}, {"text": "Mine."}):
        request = ask("bottomline redlines edit", OURS, may=False)
        page = await handle(desk, type(request)(request.text, OURS, BEN, fields=fields))

        assert "Only people who manage this channel" in said(page)
    assert "Mine." not in said(await handle(desk, ask("redlines", OURS)))


async def test_the_page_of_a_bottom_line_says_whose_it_is_and_the_form_begins_with_it(desk):
    await bottom_line(desk, "Nobody moves before the vote.")

    page = await handle(desk, by(ADA, "bottomline red lines"))

    assert "Written by Ada" in said(page)
    form = (await handle(desk, by(ADA, command(page, "Edit")))).form
    assert form.questions[0].value == "Nobody moves before the vote."


async def test_the_page_of_a_bottom_line_shows_the_card_that_stands_in_and_its_age_once_it_is_old(desk, clock):
    await lake(desk, clock)
    fresh = await handle(desk, by(ADA, "bottomline redlines"))
    clock.forward(days=15)
    old = await handle(desk, by(ADA, "bottomline redlines"))

    for page in (fresh, old):
        assert SECOND.rstrip(".") in said(page)
        assert "the newest card's headline stands in" in said(page)
    assert "style='ago'" not in str(fresh.blocks[0])
    assert "style='ago'" in str(old.blocks[0])
    assert (await handle(desk, by(ADA, command(old, "Edit")))).form.questions[0].value == ""


async def test_the_page_of_a_bottom_line_says_where_there_is_none_and_which_comes_with_the_dossier(desk, clock):
    shipped = await handle(desk, by(ADA, "bottomline redlines"))
    await lake(desk, clock)
    none = await handle(desk, by(ADA, "bottomline leverage"))

    assert "It comes with the dossier" in said(shipped)
    assert "no card is published" in said(none)


@pytest.mark.parametrize("typed", ["bananas", "bananas edit", "edit"])
async def test_a_bottom_line_of_no_topic_is_refused(desk, typed):
    page = await handle(desk, by(ADA, f"bottomline {typed}"))

    assert page.tone is Tone.MISTAKE
    assert "There is no topic called" in said(page)


async def test_a_bottom_line_is_one_sentence_and_no_essay(desk, database):
    before = await everything(database)

    page = await handle(desk, by(ADA, "bottomline redlines edit", text="x" * 241))

    assert "at most 240 characters, not 241" in said(page)
    assert await everything(database) == before


hostile = st.text(max_size=240) | st.sampled_from(
    ["&" * 240, "\U0001f98a" * 120, "*_`~|" * 40, "\u202e\u0000", "<!channel> @everyone"]
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(hostile, min_size=8, max_size=8))
async def test_no_bottom_lines_break_the_pages_that_show_them(desk, lines):
    topics = ("redlines", "positions", "leverage", "obstacles", "players", "history", "facts", "outlook")
    for topic, line in zip(topics, lines, strict=True):
        page = await handle(desk, by(ADA, f"bottomline {topic} edit", text=line))
        assert "our fault" not in said(page)

    for text in ("", "topics", "redlines", "bottomline redlines", "bottomline", "share ", "digest preview"):
        assert "our fault" not in said(await handle(desk, by(ADA, text)))
