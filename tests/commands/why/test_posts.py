"""`why` is right about a message, by its link or its id, and tells a stranger nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat import LOCAL, Channel, Platform, SendFailed, Space
from bot.commands import handle
from bot.outbox import send_waiting
from bot.view.page import Tone
from briefs.model import State
from tests.commands.editors import (
    ADA,
    EVE,
    FIRST,
    IDS,
    OURS,
    SENTENCES,
    THEIRS,
    by,
    drafted,
    essay,
    held,
    keep,
    rewrite,
)
from tests.commands.pages import said
from tests.commands.why.asking import MONDAY, let_out, numbered, unknown, why

GATE, SUMMER, RAILWAY = IDS


async def test_a_message_by_its_link_and_by_its_id(desk, turn, chat):
    chat.send = numbered(chat)
    await turn(MONDAY)
    await handle(desk, by(ADA, "share redlines"))
    await turn()

    for typed in ("https://discord.com/channels/1/2/1300000000000000001", "1300000000000000001"):
        assert "Edition of 23 November 2026" in await why(desk, typed)
    for typed in ("<https://ptb.discord.com/channels/1/2/1300000000000000002/>", "1300000000000000002"):
        text = await why(desk, typed)
        assert "An answer that somebody shared with this channel." in text
        assert "Asked for 23 November 2026, 09:00 UTC." in text


async def test_a_thread_that_a_post_began_tells_of_where_it_was_posted(desk, turn, chat):
    chat.send = numbered(chat)
    await turn(MONDAY)
    thread = Channel(OURS.space, "1300000000000000001")
    elsewhere = Channel(THEIRS.space, thread.id)

    for typed in ("", "1300000000000000001", "today", RAILWAY):
        assert "It came 23 November 2026, 09:00 UTC." in await why(desk, typed, thread)
    assert "No digest is planned here." in await why(desk, "", elsewhere)
    assert "Nothing here goes by" in await unknown(desk, thread.id, elsewhere)


async def test_a_message_that_another_one_puts_right_is_known_by_both_links(desk, turn, chat):
    chat.send = numbered(chat)
    await turn(MONDAY)
    chat.failures = [SendFailed("That message is archived.", uneditable=True)]
    await rewrite(desk, f"card {RAILWAY} edit", headline="The railway belongs to Mereth")
    await turn(MONDAY + timedelta(minutes=1))

    first, second = await why(desk, "1300000000000000001"), await why(desk, "1300000000000000002")

    assert first == second
    assert "Edition of 23 November 2026" in first
    assert "Corrected 23 November 2026, 09:01 UTC." in first


@pytest.mark.parametrize("typed", ["C7/1763888400.000100", "1763888400.000100", "p1763888400000100", "LINK"])
async def test_a_message_of_slack_by_its_link_and_by_its_timestamp(desk, chat, clock, typed):
    there = Channel(Space(Platform.SLACK, "T1"), "C7")

    async def send(delivery):
        return "C7/1763888400.000100/1763888400.000001"

    chat.send = send
    await handle(desk, by(ADA, "digest now", there))
    await send_waiting(desk.database, {Platform.SLACK: chat}, clock)

    link = "https://a-b.slack.com/archives/C7/p1763888400000100?thread_ts=1763888400.000001&cid=C7"

    assert "asked for out of turn" in await why(desk, typed.replace("LINK", link), there)


async def test_a_message_that_was_given_up(desk, turn, chat):
    await handle(desk, by(ADA, "subscribe redlines at once"))
    chat.failures = [SendFailed("That channel takes no posts.", permanent=True)]
    await let_out(desk, GATE)
    await turn()

    text = await why(desk, GATE)

    assert "✗ By itself, at once: it did not come: That channel takes no posts." in text
    assert "Stopped 22 November 2026" in text


STRANGERS = [
    THEIRS,
    Channel(OURS.space, "elsewhere"),
    Channel(Space(Platform.DISCORD, "11"), "general"),
    Channel(Space(Platform.SLACK, "1"), "general"),
    Channel(LOCAL, "page"),
    Channel(Space(Platform.DISCORD, "@u3"), "@u3"),
]


@pytest.mark.parametrize("channel", STRANGERS, ids=lambda channel: channel.key)
async def test_what_another_channel_was_posted_is_answered_like_nothing(desk, turn, chat, channel):
    chat.send = numbered(chat)
    await turn(MONDAY)
    there, nowhere = "1300000000000000001", "1300000000000000099"
    assert "Edition of 23 November" in await why(desk, there)

    for way in ("{}", "https://discord.com/channels/1/2/{}"):
        known, unheard = [await unknown(desk, way.format(id), channel) for id in (there, nowhere)]
        assert known == unheard


@pytest.mark.parametrize("channel", [one for one in STRANGERS if one.space != OURS.space], ids=lambda one: one.key)
async def test_another_spaces_cards_and_essays_are_answered_like_nothing(desk, channel):
    taken = essay(*SENTENCES, title="Secret", address="https://a.example/secret")
    await keep(desk, taken, drafted(taken, FIRST, "redlines/secret"), state=State.PUBLISHED)
    assert "Secret" in await why(desk, "https://a.example/secret")

    for typed, like in [
        ("redlines/secret", "redlines/nothing"),
        ("https://a.example/secret", "https://a.example/nothing"),
        (taken.essay.id, "nothing-123456"),
        ("Secret", "Nothing"),
        (f"#{(await held(desk, GATE)).number}", "#99999"),
    ]:
        assert await unknown(desk, typed, channel) == await unknown(desk, like, channel)


async def test_direct_messages_tell_of_what_comes_there_from_other_spaces(desk, turn):
    await handle(desk, by(ADA, "subscribe leverage me"))
    await turn(MONDAY)
    mine, others = [Channel(Space(Platform.DISCORD, f"@{one.id}"), f"@{one.id}") for one in (ADA, EVE)]

    assert "It came 23 November 2026, 09:00 UTC." in said(await handle(desk, by(ADA, "why", mine)))
    assert "In the edition of 23 November 2026" in said(await handle(desk, by(ADA, f"why {RAILWAY}", mine)))
    assert "No digest is planned here." in said(await handle(desk, by(EVE, "why", others)))
    assert (await handle(desk, by(EVE, f"why {RAILWAY}", others))).tone is Tone.MISTAKE


@pytest.mark.parametrize("typed", ["'; DROP TABLE cards; --", "%", "@everyone", "2026-13-45", "1" * 400, "x" * 1500])
async def test_what_nobody_can_mean_is_answered_kindly(desk, typed):
    text = await unknown(desk, typed, OURS)

    assert "Nothing here goes by" in text
    assert "a date such as 2026-11-22" in text
