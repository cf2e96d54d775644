"""After a restore, what Discord has already is found in the channel's history, over sockets."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.chat import Channel, Person, Platform, Space
from bot.schedule import Schedule
from bot.store import backups, layouts, subscriptions
from bot.store.database import Database


async def test_an_edition_that_came_after_the_copy_stands_in_the_channel_once(
    adapter, talks, days, desk, clock, database, tmp_path
):
    here = Channel(Space(Platform.DISCORD, talks.guild.id), talks.id)
    async with database.transaction() as db:
        await subscriptions.plan(db, here, Schedule.parse("12:00", "UTC"), Person("1"), clock())
    taken = backups.take(database.path, tmp_path / "kept", clock())
    await days.pass_by(2)
    assert len(talks.posts) == 2
    talks.nonces.clear()  # Discord forgets them within minutes

    await database.close()
    await backups.restore(taken.path, database.path, clock.now + timedelta(hours=1))
    restored = await Database.open(database.path)
    clock.forward(hours=1)
    days.desk = replace(desk, database=restored)
    await days.turn()
    assert len(talks.posts) == 2
    await days.pass_by()
    rows = await restored.reader.execute_fetchall("SELECT message FROM deliveries ORDER BY id")
    await adapter.stop()
    await restored.close()

    assert [row["message"] for row in rows] == [post["id"] for post in talks.posts][1:]


async def test_a_headline_and_each_card_in_its_thread_stand_there_once(
    discord, adapter, talks, days, desk, clock, database, tmp_path
):
    discord.message_limit = (50, 5.0)
    here = Channel(Space(Platform.DISCORD, talks.guild.id), talks.id)
    async with database.transaction() as db:
        await subscriptions.plan(db, here, Schedule.parse("12:00", "UTC"), Person("1"), clock())
        await layouts.thread(db, here, Person("1"))
    taken = backups.take(database.path, tmp_path / "kept", clock())
    await days.pass_by()
    while await days.turn():
        clock.forward(seconds=1)
    thread = discord.channels[talks.posts[0]["id"]]
    before = [post["id"] for post in (*talks.posts, *thread.posts)]
    for channel in (talks, thread):
        channel.nonces.clear()

    await database.close()
    await backups.restore(taken.path, database.path, clock.now + timedelta(hours=1))
    restored = await Database.open(database.path)
    clock.forward(hours=1)
    days.desk = replace(desk, database=restored)
    await days.turn()
    while await days.turn():
        clock.forward(seconds=1)
    rows = await restored.reader.execute_fetchall("SELECT state, message FROM deliveries ORDER BY id")
    await adapter.stop()
    await restored.close()

    assert len(before) == 8  # the headline, six cards and the further headlines
    assert [post["id"] for post in (*talks.posts, *thread.posts)] == before
    assert {row["state"] for row in rows} == {"sent"}
    assert [row["message"].rpartition("/")[2] for row in rows] == before
