"""What became of essays, by what people have of them in hand."""

from __future__ import annotations

from datetime import timedelta

from bot.chat import LOCAL, Platform, Space
from bot.store import intakes

OTHER = Space(Platform.DISCORD, "1")


async def test_the_last_time_counts_and_only_in_its_own_space(database, now):
    async with database.transaction() as db:
        await intakes.note(db, LOCAL, "lake", ["https://a.example/x", "", "x.md"], now, because="It is empty.")
        await intakes.note(db, LOCAL, "lake", ["x.md"], now + timedelta(hours=1), essay="x-123")

    first = await intakes.find(database.reader, LOCAL, "https://a.example/x")
    last = await intakes.find(database.reader, LOCAL, "x.md")

    assert (first.essay, first.because) == (None, "It is empty.")
    assert (last.essay, last.because, last.at) == ("x-123", "", now + timedelta(hours=1))
    assert await intakes.find(database.reader, OTHER, "x.md") is None
    assert await intakes.find(database.reader, LOCAL, "") is None


async def test_what_was_read_long_ago_is_forgotten_a_little_at_a_time(database, now):
    async with database.transaction() as db:
        await intakes.note(db, LOCAL, "lake", ["a", "b", "c"], now - intakes.KEPT - timedelta(days=1))
        await intakes.note(db, LOCAL, "lake", ["d"], now)
        assert [await intakes.forget_old(db, now, limit=2) for _ in range(3)] == [2, 1, 0]

    assert await intakes.find(database.reader, LOCAL, "d")


async def test_what_gave_no_card_is_named_once_and_not_when_another_dossier_has_it_now(database, now):
    hour = timedelta(hours=1)
    wall, kept, note = "https://a.example/wall", "https://a.example/kept", "note.txt"
    async with database.transaction() as db:
        for dossier, when in (("lake", now), ("river", now + hour)):
            await intakes.note(db, LOCAL, dossier, [wall, note], when, because=f"No card for the {dossier}.")
        await intakes.note(db, LOCAL, "lake", [kept], now, because="No card.")
        await intakes.note(db, LOCAL, "river", [kept], now + hour, essay="kept-1")

    found = await intakes.refused(database.reader, LOCAL, now - hour, 9)

    assert [(one.place, one.because) for one in found] == [(wall, "No card for the river.")]
    assert await intakes.refused(database.reader, LOCAL, now + 2 * hour, 9) == []
    assert await intakes.refused(database.reader, OTHER, now - hour, 9) == []
