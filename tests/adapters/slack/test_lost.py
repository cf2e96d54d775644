"""What stops the posts to a channel for good, over sockets: told, and gone on from by itself when it is mended."""

from __future__ import annotations

import asyncio

import pytest

from bot.chat import Channel, Person, Platform, Space
from bot.schedule import Schedule
from bot.store import lost, subscriptions
from tests.adapters.days import Days
from tests.standins.slack import Fault

SPACE = Space(Platform.SLACK, "T1")
HERE = Channel(SPACE, "C1")
PRIVATE = Channel(SPACE, "C2")
OWNER = "U0OWNER"


@pytest.fixture
async def adapter(connect):
    return await connect(token_wait=0.05)


@pytest.fixture
def days(desk, clock, slack, adapter):
    slack.workspace.now = lambda: clock().timestamp()
    slack.workspace.channel("C2", private=True)
    return Days(desk, clock, {Platform.SLACK: adapter})


async def schedule(slack, channel="C1"):
    """A digest each day at midday; the clock stands there, and the first is tomorrow's."""
    assert "12:00" in (await slack.command("digest at 12:00 UTC", user=OWNER, channel=channel)).said


async def archived(slack):
    slack.archive("C1")


async def put_out(slack):
    slack.put_out("C1")


async def put_out_of_private(slack):
    slack.put_out("C2")


async def unarchived(slack):
    await slack.unarchive("C1")


async def let_in(slack):
    await slack.let_in("C1", "U1")  # others come and go
    await slack.let_in("C1")


async def let_into_private(slack):
    await slack.let_in("C2")


@pytest.mark.parametrize(
    ("channel", "fault", "mended", "why"),
    [
        ("C1", archived, unarchived, "Unarchive it"),
        ("C1", put_out, let_in, "/invite @Communiqué"),
        ("C2", put_out_of_private, let_into_private, "gone, or private"),
    ],
    ids=["archived", "removed", "removed from a private one"],
)
async def test_a_channel_that_is_closed_to_us_goes_on_as_soon_as_it_is_open_again(
    slack, days, channel, fault, mended, why
):
    here = Channel(SPACE, channel)
    await schedule(slack, channel)
    await fault(slack)

    await days.pass_by()
    plan = await subscriptions.planned(days.desk.database.reader, here)
    assert plan.next_due is None
    assert why in plan.off_because
    [told] = slack.workspace.posted_in("D0OWNER")
    assert why in told.said
    assert "goes on by itself" in told.said

    await days.pass_by()
    assert await days.look() == 0
    assert why in await days.why_lost(here)

    await mended(slack)
    await days.changed()
    assert await days.look() == 1
    await days.pass_by(2)

    assert await days.why_lost(here) == ""
    first, *rest = slack.workspace.posted_in(channel)  # of the day on which it was mended
    assert "No edition came on 23 November;" in first.said
    assert len(rest) == 2
    assert all("No edition came" not in post.said for post in rest)
    assert len(slack.workspace.posted_in("D0OWNER")) == 1


async def test_who_else_joins_a_channel_is_nothing_to_us(slack, days):
    await schedule(slack)
    slack.put_out()
    await days.pass_by()

    await slack.let_in("C1", "U1")

    assert not await lost.to_look_at(days.desk.database.reader, days.clock())


async def test_a_channel_that_lost_us_while_it_was_archived_says_so_and_waits_for_the_invitation(slack, days):
    await schedule(slack)
    slack.archive()
    await days.pass_by()

    slack.put_out()
    await slack.unarchive()
    assert await days.look() == 0
    assert "/invite" in await days.why_lost(HERE)

    await slack.let_in()
    assert await days.look() == 1


async def test_a_channel_is_looked_at_though_nobody_says_that_it_is_open_again(slack, days):
    await schedule(slack)
    slack.archive()
    await days.pass_by()
    assert await days.look_later() == 0

    slack.workspace.channels["C1"].archived = False
    assert await days.look_later() == 1
    await days.pass_by()

    [edition] = slack.workspace.posted_in("C1")
    assert "No edition came on 23 November;" in edition.said


async def test_a_channel_at_which_we_may_not_look_is_tried_with_the_next_edition(slack, days):
    await schedule(slack)
    slack.archive()
    await days.pass_by()
    slack.api.scopes.remove("channels:read")
    slack.workspace.channels["C1"].archived = False

    assert await days.look_later() == 1
    await days.pass_by()

    assert len(slack.workspace.posted_in("C1")) == 1


async def test_a_digest_of_somebody_whose_account_was_closed_waits_until_they_are_back(slack, days):
    await slack.command("subscribe redlines me", user=OWNER)
    mine = Channel(SPACE, f"@{OWNER}")
    slack.workspace.users[OWNER].deleted = True

    await days.pass_by()
    assert "account is closed" in await days.why_lost(mine)
    days.clock.forward(days=1, minutes=1)
    assert await days.look() == 0

    slack.workspace.users[OWNER].deleted = False
    days.clock.forward(days=1, minutes=1)
    assert await days.look() == 1
    [edition] = slack.workspace.posted_in("D0OWNER")
    assert "No edition came on" in edition.said


async def test_direct_messages_for_which_a_scope_is_missing_come_back_with_it(slack, days):
    await slack.command("subscribe redlines me", user=OWNER)
    slack.api.scopes.remove("im:write")

    await days.pass_by()
    assert "im:write" in await days.why_lost(Channel(SPACE, f"@{OWNER}"))
    answer = await slack.command("topics", user=OWNER)
    assert "While you were away" in answer.said
    assert "your direct messages: My Slack app lacks the scope im:write" in answer.said

    slack.api.scopes.add("im:write")
    days.clock.forward(days=1, minutes=1)
    assert await days.look() == 1
    assert len(slack.workspace.posted_in("D0OWNER")) == 1


async def test_whoever_cannot_be_written_to_hears_of_a_lost_channel_with_the_next_answer(slack, days):
    await schedule(slack)
    slack.archive()
    slack.api.scopes.remove("im:write")

    await days.pass_by()

    answer = await slack.command("topics", user=OWNER, channel="C2")
    assert "I could not post the digest in" in answer.said
    assert "archived" in answer.said
    assert "While you were away" not in (await slack.command("topics", user=OWNER, channel="C2")).said


@pytest.mark.parametrize("error", ["token_revoked", "account_inactive", "invalid_auth", "chat:write"])
async def test_a_token_that_is_refused_loses_no_channel_and_goes_on_when_it_is_good_again(
    slack, days, adapter, caplog, error
):
    channels = [slack.workspace.channel(f"C{n}") for n in range(100, 160)]
    async with days.desk.database.transaction() as db:
        for channel in channels:
            at = Schedule.parse("12:00", "UTC")
            await subscriptions.plan(db, Channel(SPACE, channel.id), at, Person(OWNER), days.clock())
    if error == "chat:write":
        slack.api.scopes.remove(error)
    else:
        slack.api.revoked = error

    await days.pass_by()

    assert len(slack.api.called("chat.postMessage")) <= 20
    assert not adapter.connected  # so /readyz says no, and nothing more is claimed
    assert [record.levelname for record in caplog.records if "Nothing is sent to Slack" in record.message] == ["ERROR"]
    assert ("chat:write" if error == "chat:write" else "COMMUNIQUE_SLACK_BOT_TOKEN") in caplog.text
    rows = list(await days.desk.database.reader.execute_fetchall("SELECT state, key FROM deliveries"))
    assert {(row["state"], row["key"].split()[0]) for row in rows} == {("waiting", "digest")}
    assert len(rows) == 60
    assert not list(await days.desk.database.reader.execute_fetchall("SELECT * FROM lost_channels"))

    slack.api.revoked = ""
    slack.api.scopes.add("chat:write")
    await until(lambda: adapter.connected)
    days.clock.forward(minutes=2)
    assert await days.turn() == 60
    assert all(len(slack.workspace.posted_in(channel.id)) == 1 for channel in channels)


@pytest.mark.parametrize("event", ["tokens_revoked", "app_uninstalled"])
async def test_a_token_that_slack_says_is_gone_is_known_at_once(slack, adapter, event):
    async def told(times):
        """Slack says so, and is asked, by now so often."""
        await slack.event({"type": event})
        await until(lambda: len(slack.api.called("auth.test")) >= times)

    await told(2)  # the first was at the start
    slack.fail("auth.test", Fault(status=500))
    await told(3)
    assert adapter.connected  # it was somebody else's, and then nobody knew

    slack.api.revoked = "token_revoked"
    await told(4)
    await until(lambda: not adapter.connected)
    slack.api.revoked = ""
    await until(lambda: adapter.connected)


async def until(condition):
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.01)
