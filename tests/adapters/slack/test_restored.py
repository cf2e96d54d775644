"""After a restore, what Slack has already is found in the channel's history, over sockets."""

from __future__ import annotations

from dataclasses import replace

from bot.chat import Channel, Person, Platform, Space
from bot.schedule import Schedule
from bot.store import backups, subscriptions
from bot.store.database import Database
from tests.adapters.days import Days


async def test_an_edition_that_came_after_the_copy_stands_in_the_channel_once(
    connect, slack, desk, clock, database, tmp_path
):
    adapter = await connect()
    slack.workspace.now = lambda: clock().timestamp()
    days = Days(desk, clock, {Platform.SLACK: adapter})
    async with database.transaction() as db:
        here = Channel(Space(Platform.SLACK, "T1"), "C1")
        await subscriptions.plan(db, here, Schedule.parse("12:00", "UTC"), Person("U0OWNER"), clock())
    taken = backups.take(database.path, tmp_path / "kept", clock())
    await days.pass_by(2)
    assert len(slack.workspace.posted_in("C1")) == 2

    await database.close()
    await backups.restore(taken.path, database.path, clock.forward(hours=1))
    restored = await Database.open(database.path)
    days.desk = replace(desk, database=restored)
    await days.turn()
    assert len(slack.workspace.posted_in("C1")) == 2
    await days.pass_by()
    rows = await restored.reader.execute_fetchall("SELECT message FROM deliveries ORDER BY id")
    await restored.close()

    posts = slack.workspace.posted_in("C1")
    assert [row["message"] for row in rows] == [f"C1/{post.id}" for post in posts][1:]
