"""Following on Slack: a filter as people type it there, the cards that it brings, and its end."""

from __future__ import annotations

from bot.chat import Person, Platform, Space
from bot.store import dossiers
from briefs.model import Essay
from tests.adapters.days import Days

OWNER = "U0OWNER"


async def test_a_filter_is_followed_brought_listed_and_ended(slack, desk, clock, adapter):
    slack.workspace.now = lambda: clock().timestamp()
    days = Days(desk, clock, {Platform.SLACK: adapter})

    wrong = await slack.command("subscribe redlines and party:rusia at once", user=OWNER)
    assert "There is no party called “rusia”. Did you mean russia?" in wrong.said
    seen = await slack.click(wrong, "redlines and party:russia", OWNER)
    assert "This channel follows Red lines and cards of Russia" in seen.said
    assert "as soon as it is published" in seen.said
    assert "Only people" in (await slack.command("subscribe party:russia")).said
    assert "You follow cards of Russia" in (await slack.command("subscribe party:russia weekly fri me")).said

    await slack.command("digest at 12:00 UTC weekdays", user=OWNER)
    await slack.command("settings cap 1", user=OWNER)
    await days.pass_by(5)
    [first, *_, last] = slack.workspace.posted_in("C1")
    assert "more new cards with the next edition: at most 1 of a topic come in a day" in first.said
    assert "nothing new" in last.said
    [mine] = slack.workspace.posted_in("D1")
    assert "27 November 2026" in mine.said

    listed = await slack.command("subscriptions")
    assert "• Red lines and cards of Russia · at once" in listed.said
    assert "• Cards of Russia · weekly on Fridays" in listed.said
    ended = await slack.choose(listed, "party:russia")
    assert "No longer followed: cards of Russia" in ended.said
    refused = await slack.choose(await slack.command("subscriptions"), "redlines and party:russia")
    assert "Only people" in refused.said
    listed = await slack.command("subscriptions", user=OWNER)
    assert "No longer followed" in (await slack.choose(listed, "redlines and party:russia", OWNER)).said


async def test_a_source_is_named_in_direct_messages_however_slack_dresses_it(slack, desk, adapter):
    essay = Essay("e1", "T", "R & D", "example.org", "2026-11-01")
    async with desk.database.transaction() as db:
        [shipped, *_] = await dossiers.visible(db, Space(Platform.SLACK, "T1"))
        await dossiers.add_essay(db, "slack:T1", shipped.slug, essay, None, Person(OWNER), desk.now())

    by_publisher = await slack.direct_message("subscribe source:example.org")
    by_author = await slack.direct_message("subscribe source:“R & D” or not source:example.org")

    assert "You follow cards from example.org" in by_publisher.said
    assert "You follow cards from R & D or not cards from example.org" in by_author.said
