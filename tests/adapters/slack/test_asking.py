"""Ask in Slack, and see the answer: the real libraries, by Socket Mode and by signed HTTP."""

from __future__ import annotations

import asyncio

import pytest

from bot.chat import Channel, Platform, Space
from bot.view.page import Page, Text
from tests.standins.slack import BOT, Fault


async def test_a_command_is_answered_for_the_asker_alone(adapter, slack):
    seen = await slack.command("redlines")

    assert "Red lines" in seen.said
    assert seen.only_for == "U1"
    assert not slack.workspace.posts


async def test_a_bare_command_tells_the_state_of_the_talks(adapter, slack):
    seen = await slack.command("")

    assert "Ukraine" in seen.said


async def test_a_button_turns_the_page_where_it_is(adapter, slack):
    seen = await slack.command("facts")

    turned = await slack.click(seen, "Next")

    assert turned is seen
    assert seen.edits == 1
    assert "Previous" in seen.buttons


async def test_a_line_of_a_select_is_a_command(adapter, slack):
    seen = await slack.command("topics")
    label = next(iter(seen.options))

    chosen = await slack.choose(seen, label)

    assert chosen is seen
    assert seen.edits == 1


async def test_a_button_works_after_a_restart(adapter, slack, connect, desk):
    seen = await slack.command("facts")
    await adapter.stop()
    await connect("http" if slack.http else "socket")

    turned = await slack.click(seen, "Next")

    assert "Previous" in turned.buttons


async def test_a_mention_is_answered_for_the_asker_alone(adapter, slack):
    seen = await slack.mention("redlines")

    assert "Red lines" in seen.said
    assert seen.only_for == "U1"
    assert seen.thread == ""


async def test_a_mention_in_a_thread_is_answered_there(adapter, slack):
    seen = await slack.mention("redlines", thread="111.000001")

    assert seen.thread == "111.000001"


async def test_a_mention_where_we_are_no_member_is_answered_by_direct_message(adapter, slack):
    slack.workspace.channel("C2", joined=False)
    queue = slack.workspace.watch(lambda seen: seen.channel == "D1")

    await slack.event({"type": "app_mention", "user": "U1", "text": f"<@{BOT}> redlines", "ts": "1.1", "channel": "C2"})

    assert "Red lines" in (await asyncio.wait_for(queue.get(), 3)).said


async def test_a_direct_message_is_answered_as_a_command(adapter, slack):
    seen = await slack.direct_message("redlines")

    assert "Red lines" in seen.said
    assert seen.channel == "D1"


async def test_a_button_in_direct_messages_turns_the_page_where_it_is(adapter, slack):
    seen = await slack.direct_message("facts")

    turned = await slack.click(seen, "Next")

    assert turned is seen
    assert "Previous" in seen.buttons


async def test_the_home_tab_tells_the_state_of_the_talks(adapter, slack):
    home = await slack.open_home()

    assert "Ukraine" in home.said

    assert await slack.click(home, next(iter(home.buttons))) is home
    assert home.edits == 2


async def test_we_do_not_answer_ourselves_other_bots_or_edits(adapter, slack):
    posts = len(slack.workspace.posts)
    said = {"type": "message", "channel": "D1", "channel_type": "im", "text": "redlines", "ts": "1.1"}
    slack.workspace.direct("U1")

    await slack.event(said | {"user": BOT, "bot_id": "B0COMMUNIQUE"})
    await slack.event(said | {"user": "U1", "bot_id": "B1"})
    await slack.event(said | {"subtype": "message_changed", "message": {"user": "U1"}})
    await slack.event({"type": "team_join", "user": {"id": "U9"}})
    await asyncio.sleep(0.1)

    assert len(slack.workspace.posts) == posts
    assert not slack.workspace.whispers


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_an_event_that_is_told_twice_is_answered_once(connect, slack, script, mode):
    await connect(mode, script)
    said = {"type": "message", "channel": "D1", "channel_type": "im", "text": "redlines", "ts": "1.1", "user": "U1"}
    slack.workspace.direct("U1")

    await asyncio.gather(*(slack.event(said, id="Ev1", retry=retry) for retry in range(3)))
    await slack.direct_message("another")

    assert [request.text for request in script.requests] == ["redlines", "another"]


async def test_two_hundred_commands_at_once_are_all_answered(adapter, slack):
    slack.ack_patience = slack.patience = 20  # the machine that runs the tests may have other things to do
    for number in range(200):
        slack.workspace.user(f"U{number}")

    seen = await asyncio.gather(
        *(slack.command("facts" if number % 2 else "redlines", user=f"U{number}") for number in range(200))
    )

    assert {answer.only_for for answer in seen} == {f"U{number}" for number in range(200)}
    assert all("Red lines" in answer.said or "Facts" in answer.said for answer in seen)


@pytest.mark.parametrize(
    "text", ["x" * 10_000, "🕊️" * 50, "\u202eقصة\u202c", "<!channel> <@U1>", "search ", "search a & b < c", "  "]
)
async def test_strange_words_get_a_clear_answer_and_ping_nobody(connect, slack, text):
    await connect()

    seen = await slack.command(text)

    assert seen.said
    assert "<!channel" not in str(seen.blocks) + seen.text
    assert "<@U" not in str(seen.blocks) + seen.text


async def test_who_asks_where_arrives_as_it_is(connect, slack, script):
    await connect("socket", script)
    slack.workspace.direct("U1")

    await slack.command("a & b <c>")
    await slack.command("x", channel="D1")
    await slack.mention("see <https://example.org/?a=1&b=2|here> & there")

    space = Space(Platform.SLACK, "T1")
    first, second, third = script.requests
    assert (first.text, first.channel, first.person.id, first.person.name) == (
        "a & b <c>",
        Channel(space, "C1"),
        "U1",
        "ada",
    )
    assert second.channel == Channel(space, "@U1")
    assert third.channel == Channel(space, "C1")


async def test_a_slow_answer_is_acknowledged_first(connect, slack, script):
    async def slow(request):
        await asyncio.sleep(0.3)

    script.wait = slow
    await connect("socket", script, answer_within=0.05)

    seen = await slack.command("slow")

    assert "You asked slow" in seen.said
    assert seen.only_for == "U1"


async def test_an_answer_that_is_too_long_for_a_frame_arrives(connect, slack):
    async def long(desk, request):
        return Page("Довго", (Text(("Д" * 2800,)), Text(("ж" * 900,))))

    await connect("socket", long)

    seen = await slack.command("long")

    assert "ДДД" in seen.said
    assert slack.sockets.opened == 1


async def test_something_said_aside_leaves_the_page(connect, slack, script):
    await connect("socket", script)
    seen = await slack.command("first")

    aside = await slack.click(seen, "Aside")

    assert aside is not seen
    assert aside.only_for == "U1"
    assert seen.edits == 0


async def test_a_limit_or_a_fault_of_slacks_does_not_lose_an_answer(connect, slack, script):
    await connect("socket", script)
    seen = await slack.command("first")
    slack.fail("response_url", Fault(status=500), Fault(dropped=True))
    assert (await slack.click(seen, "Next")).edits == 1

    slack.fail("chat.postEphemeral", Fault(status=429, retry_after=0))
    assert await slack.mention("again")


async def test_an_answer_finds_another_way_when_its_address_is_dead(connect, slack, script):
    await connect("socket", script)
    seen = await slack.command("first")
    slack.fail("response_url", *[Fault(status=404)] * 2)
    queue = slack.workspace.watch(lambda seen: seen.only_for == "U1")

    click = asyncio.create_task(slack.click(seen, "Next"))

    assert "You asked next" in (await asyncio.wait_for(queue.get(), 3)).said
    click.cancel()
