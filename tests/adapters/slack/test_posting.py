"""Post a delivery once, or say why not."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta

import pytest

from bot.adapters.slack import render
from bot.adapters.slack.calls import Calls
from bot.adapters.slack.posting import Posting
from bot.chat import Channel, Delivery, Platform, SendFailed, Space
from bot.view.markup import words
from bot.view.page import Button, Page, Text
from tests.adapters.slack.conftest import settings_for
from tests.standins.slack import Fault, Seen

SPACE = Space(Platform.SLACK, "T1")
HERE = Channel(SPACE, "C1")
PAGE = Page("State of the talks", (Text(words("Nothing new.")),), buttons=(Button("Red lines", "redlines"),))


def delivery(key="k1", channel=HERE, page=PAGE, **more):
    return Delivery(1, key, channel, page, attempts=1, first_tried=datetime.now(UTC), **({"unsure": False} | more))


@pytest.fixture
async def adapter(connect):
    return await connect()


async def refused(adapter, **more) -> SendFailed:
    with pytest.raises(SendFailed) as caught:
        await adapter.send(delivery(**more))
    return caught.value


async def test_a_delivery_is_posted_with_its_key_and_pings_nobody(adapter, slack):
    page = Page("<!channel>", (Text(words("<!channel> <@U1> @here #general")),))

    id = await adapter.send(delivery(page=page))

    [post] = slack.workspace.posted_in("C1")
    [sent] = slack.api.called("chat.postMessage")
    assert id == f"C1/{post.id}"
    assert post.metadata == {"event_type": "communique_delivery", "event_payload": {"key": "k1"}}
    assert "<" not in post.text + str([block.get("text") for block in post.blocks])
    assert (sent["parse"], sent["link_names"], sent["unfurl_links"], sent["unfurl_media"]) == (
        "none",
        False,
        False,
        False,
    )


async def test_an_edition_is_dressed_once_and_each_channel_gets_its_own_key(adapter, slack):
    slack.workspace.channel("C2")

    await adapter.send(delivery("k1"))
    await adapter.send(delivery("k2", channel=Channel(SPACE, "C2")))

    first, second = slack.workspace.posts
    assert render.post(PAGE) is render.post(PAGE)
    assert first.blocks == second.blocks == render.post(PAGE)["blocks"]
    assert [post.metadata["event_payload"]["key"] for post in (first, second)] == ["k1", "k2"]


async def test_a_crowd_of_posts_that_hang_keeps_no_answer_from_anybody(slack):
    calls = Calls(slack.bot_token, slack.url)
    slack.fail("chat.postMessage", *[Fault(delay=60)] * 110)
    posts = [asyncio.create_task(calls.posting.chat_postMessage(channel="C1", text="x")) for _ in range(110)]
    try:
        while len(slack.api.called("chat.postMessage")) < 100:
            await asyncio.sleep(0.01)
        told = await asyncio.wait_for(calls.web.auth_test(), 10)
    finally:
        for post in posts:
            post.cancel()
        await asyncio.gather(*posts, return_exceptions=True)
        await calls.close()

    assert told["ok"]


async def test_slack_sdk_writes_no_lines_that_nobody_reads(slack):
    calls = Calls(slack.bot_token, slack.url)
    await calls.close()

    assert calls.web.logger.level > logging.DEBUG  # it looks at the logger's own level, which is 0 by itself
    assert calls.posting.logger.level > logging.DEBUG


async def test_a_click_on_a_post_is_answered_for_the_one_who_clicked_alone(adapter, slack):
    await adapter.send(delivery())
    [post] = slack.workspace.posted_in("C1")

    seen = await slack.click(post, "Red lines")

    assert seen is not post
    assert seen.only_for == "U1"
    assert post.edits == 0


async def test_a_person_is_posted_to_in_their_direct_messages(adapter, slack):
    assert (await adapter.send(delivery(channel=Channel(SPACE, "@U1")))).startswith("D1/")
    await adapter.send(delivery("k2", channel=Channel(SPACE, "@U1")))

    assert len(slack.workspace.posted_in("D1")) == 2
    assert len(slack.api.called("conversations.open")) == 1


async def test_a_click_on_a_digest_in_direct_messages_leaves_it(adapter, slack):
    await adapter.send(delivery(channel=Channel(SPACE, "@U1")))
    [post] = slack.workspace.posted_in("D1")

    assert await slack.click(post, "Red lines") is not post
    assert post.edits == 0


async def test_an_edit_changes_the_message_that_it_names(adapter, slack):
    id = await adapter.send(delivery())

    assert await adapter.send(delivery(page=Page("Corrected"), replaces=id)) == id

    [post] = slack.workspace.posted_in("C1")
    assert post.said == "Corrected"


@pytest.mark.parametrize("error", ["message_not_found", "cant_update_message", "edit_window_closed"])
async def test_what_cannot_be_edited_is_said_to_be_so_and_may_come_anew(adapter, slack, error):
    id = await adapter.send(delivery())
    slack.fail("chat.update", Fault(error=error))

    failed = await refused(adapter, replaces=id)

    assert failed.uneditable
    assert not failed.permanent
    assert not failed.unsure


async def test_an_edit_of_a_message_that_is_gone_may_come_anew(adapter):
    failed = await refused(adapter, replaces="C1/1.000")

    assert failed.uneditable
    assert failed.gone


async def test_what_puts_right_a_message_replies_to_it_and_is_put_right_itself_where_it_stands(adapter, slack):
    first = await adapter.send(delivery())

    second = await adapter.send(delivery(page=Page("Corrected"), answers=first))
    assert await adapter.send(delivery(page=Page("Corrected again"), replaces=second)) == second
    third = await adapter.send(delivery(page=Page("Once more"), answers=second))

    post, *replies = slack.workspace.posted_in("C1")
    assert [reply.thread for reply in replies] == [post.id, post.id]
    assert all(reply.broadcast for reply in replies)
    assert replies[0].said == "Corrected again"
    assert third.endswith(f"/{post.id}")


async def test_a_reply_that_arrived_without_an_answer_is_found(adapter, slack):
    first = await adapter.send(delivery())
    slack.fail("chat.postMessage", Fault(unheard=True))
    assert (await refused(adapter, key="other", answers=first)).unsure

    found = await adapter.send(delivery(key="other", answers=first, unsure=True))

    post, reply = slack.workspace.posted_in("C1")
    assert found == f"C1/{reply.id}/{post.id}"


@pytest.mark.parametrize("error", ["invalid_thread_ts", "restricted_action_non_threadable_channel"])
async def test_where_nobody_can_reply_it_is_a_message_of_its_own(adapter, slack, error):
    first = await adapter.send(delivery())
    slack.fail("chat.postMessage", Fault(error=error))

    await adapter.send(delivery(page=Page("Corrected"), answers=first))

    assert [post.thread for post in slack.workspace.posted_in("C1")] == ["", ""]


async def test_an_edit_that_may_have_arrived_is_made_again_and_nothing_is_posted(adapter, slack):
    id = await adapter.send(delivery())
    slack.fail("chat.update", Fault(unheard=True))
    assert (await refused(adapter, page=Page("Corrected"), replaces=id)).unsure

    assert await adapter.send(delivery(page=Page("Corrected"), replaces=id, unsure=True)) == id

    [post] = slack.workspace.posted_in("C1")
    assert post.said == "Corrected"


async def test_what_arrived_without_an_answer_is_not_posted_again(adapter, slack):
    slack.fail("chat.postMessage", Fault(unheard=True))
    assert (await refused(adapter)).unsure
    assert len(slack.workspace.posted_in("C1")) == 1, "slack_sdk sent it again by itself"

    id = await adapter.send(delivery(unsure=True))

    [post] = slack.workspace.posted_in("C1")
    assert id == f"C1/{post.id}"


async def test_what_slack_has_in_hand_when_we_give_up_is_there_before_we_look(slack):
    calls = Calls(slack.bot_token, slack.url, timeout=0.2)
    posting = Posting(calls, 1)
    slack.fail("chat.postMessage", Fault(delay=0.5))

    with pytest.raises(SendFailed) as failed:
        await posting.send(delivery())

    assert failed.value.unsure
    assert failed.value.retry_after
    assert failed.value.retry_after > timedelta(seconds=30)
    while not slack.workspace.posts:
        await asyncio.sleep(0.01)
    id = await posting.send(delivery(unsure=True))
    await calls.close()
    [post] = slack.workspace.posts
    assert id == f"C1/{post.id}"


async def test_what_did_not_arrive_is_posted_when_nothing_is_found(adapter, slack):
    slack.workspace.posts += [Seen(slack.workspace.timestamp(), "C1", "chatter", author="U1") for _ in range(250)]
    slack.fail("chat.postMessage", Fault(dropped=True))
    assert (await refused(adapter)).unsure

    await adapter.send(delivery(unsure=True))

    assert len([post for post in slack.workspace.posted_in("C1") if post.metadata]) == 1
    assert len(slack.api.called("conversations.history")) == 3


async def test_a_missing_history_scope_is_said_once_and_the_message_goes_out(adapter, slack, caplog):
    slack.api.scopes.remove("channels:history")

    with caplog.at_level(logging.WARNING):
        await adapter.send(delivery(unsure=True))
        await adapter.send(delivery("k2", unsure=True))

    assert len(slack.workspace.posted_in("C1")) == 2
    assert caplog.text.count("channels:history") == 1


@pytest.mark.parametrize(
    "error", ["not_in_channel", "channel_not_found", "is_archived", "restricted_action", "user_disabled"]
)
async def test_a_lasting_refusal_is_a_sentence_with_a_way_out(adapter, slack, error):
    slack.fail("chat.postMessage", Fault(error=error))

    failed = await refused(adapter)

    assert failed.permanent
    assert not failed.unsure
    assert failed.reason.endswith(".")
    assert error not in failed.reason


async def test_the_platforms_own_refusals_are_understood(adapter, slack):
    slack.workspace.channel("C2", joined=False)
    slack.workspace.channel("C3", archived=True)

    assert "/invite @Communiqué" in (await refused(adapter, channel=Channel(SPACE, "C2"))).reason
    assert "archived" in (await refused(adapter, channel=Channel(SPACE, "C3"))).reason
    assert (await refused(adapter, channel=Channel(SPACE, "C404"))).permanent
    slack.api.scopes.remove("im:write")
    failed = await refused(adapter, channel=Channel(SPACE, "@U1"))
    assert failed.permanent
    assert "im:write" in failed.reason
    slack.api.scopes.remove("chat:write")
    failed = await refused(adapter)
    assert failed.for_all
    assert not failed.permanent
    assert "chat:write" in failed.reason


async def test_slack_says_how_long_to_wait(adapter, slack):
    slack.fail("chat.postMessage", Fault(status=429, retry_after=17))

    failed = await refused(adapter)

    assert failed.retry_after
    assert failed.retry_after.total_seconds() == 17
    assert not failed.permanent
    assert not failed.unsure


@pytest.mark.parametrize(
    "fault", [Fault(status=500), Fault(status=503), Fault(dropped=True), Fault(error="internal_error")]
)
async def test_no_clear_answer_leaves_it_unsure(adapter, slack, fault):
    slack.fail("chat.postMessage", fault)

    failed = await refused(adapter)

    assert failed.unsure
    assert not failed.permanent


async def test_a_slack_that_is_not_there_got_nothing(connect, slack, desk):
    adapter = await connect(settings=settings_for(slack, slack_api_url="http://127.0.0.1:9/api/"))

    failed = await refused(adapter)

    assert not failed.unsure
    assert not failed.permanent


async def test_a_busy_channel_keeps_its_pace_and_holds_up_no_other(connect, slack):
    adapter = await connect(settings=settings_for(slack, slack_pace=2))
    slack.workspace.channel("C2")
    clock = asyncio.get_running_loop().time
    start = clock()
    ended = []

    async def send(channel, number):
        await adapter.send(delivery(f"{channel} {number}", channel=Channel(SPACE, channel)))
        ended.append(channel)

    await asyncio.gather(*(send("C1", number) for number in range(3)), send("C2", 0))

    assert clock() - start >= 1
    assert ended[-1] == "C1"


async def test_a_channel_without_answers_holds_up_no_other(adapter, slack):
    slack.workspace.channel("C2")
    slack.fail("chat.postMessage", Fault(delay=15))
    waiting = asyncio.create_task(adapter.send(delivery()))
    while not slack.api.called("chat.postMessage"):
        await asyncio.sleep(0.01)

    await adapter.send(delivery("k2", channel=Channel(SPACE, "C2")))

    assert not waiting.done()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
