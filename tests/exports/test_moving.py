"""A space goes from one database to another, whole, and nothing of any other space goes or changes with it."""

from __future__ import annotations

import json
import sqlite3

import pytest

from bot.chat import Channel, Platform, Space
from bot.commands import handle
from bot.commands.errors import BadRequest
from bot.commands.moving import export_space, import_space
from bot.digests import make_due_digests, preview
from bot.outbox import send_waiting
from bot.store import cards, deliveries, review
from bot.store.exports.content import CONTENT
from bot.store.exports.form import ROWS, Export
from bot.store.exports.taking import columns
from bot.view.page import to_json
from briefs.model import State
from tests.commands.editors import by
from tests.commands.pages import said
from tests.exports.conftest import ADA, BEN, CHANNELS, OTHER, QUIET, ROOM, SPACE, Numbered, rewrite_card
from tests.store.test_people import columns as schema_columns

# What is not in an export, and why. A new table or column belongs here, or into content.py or places.py of
# bot/store/exports.
LEFT = {
    "acting": "empty but while a command runs",
    "gaps": "what this database does not know",
    "page_cards": "made from pages",
    "page_people": "made from pages",
    "pages": "under pages, by id",
    "rounds": "when this bot last ran",
    "searches": "what anybody searched, of no space",
    "seen_sets": "under seen_sets, by id",
    "watched_files": "this machine's folder",
}
LEFT_COLUMNS = {
    "audit": {"id"},  # its order
    "deliveries": {"platform", "sending"},  # the space's; what was being sent may be there: unsure
}


async def rows_of(database, space: Space) -> list[str]:
    """Every row that belongs to a space, as it stands."""
    found = []
    for table, held in (await schema_columns(database)).items():
        of = "channel LIKE :space || '/%'" if "channel" in held and table != "audit" else "space = :space"
        if "space" in held or "channel" in held:
            rows = await database.reader.execute_fetchall(f"SELECT * FROM {table} WHERE {of}", {"space": space.key})
            found += [f"{table} {tuple(row)}" for row in rows]
    return found


async def bodies(database, space: Space = SPACE) -> list[tuple[str, ...]]:
    """What was queued for a space: keys, pages, what headlines would say by themselves, and whom each is to ping."""
    rows = await database.reader.execute_fetchall(
        "SELECT deliveries.key, page.body, whole.body AS whole, head.key AS part_of, deliveries.mention FROM deliveries"
        " JOIN pages AS page ON page.id = deliveries.page LEFT JOIN pages AS whole ON whole.id = deliveries.whole"
        " LEFT JOIN deliveries AS head ON head.id = deliveries.part_of"
        " WHERE deliveries.channel LIKE :space || '/%' ORDER BY deliveries.key",
        {"space": space.key},
    )
    return [tuple(row) for row in rows]


async def test_every_table_and_column_of_a_space_is_in_the_form(desk):
    """A new one is exported too, or this fails until somebody has decided."""
    form = {row.TABLE: set(columns(row)) for row in ROWS}
    assert set(Export.model_fields) == {*form, "communique", "space", "exported_at", "shipped", "seen_sets", "pages"}
    for table, held in (await schema_columns(desk.database)).items():
        if table not in LEFT:
            assert set(held) - {"space"} - LEFT_COLUMNS.get(table, set()) == form.get(table), table


async def test_an_export_has_something_in_every_part(file):
    held = json.loads(file)

    assert [name for name in held if not held[name]] == []


async def test_the_next_digests_are_the_same_to_the_byte_after_a_move(used, elsewhere, file, clock):
    await import_space(elsewhere, file)

    for channel in CHANNELS:
        before = await preview(used.database.reader, channel, clock())
        after = await preview(elsewhere.database.reader, channel, clock())
        assert before == after, channel.key
        assert to_json(before.page) == to_json(after.page), channel.key
    for _ in range(12):
        clock.forward(hours=12)
        for desk in (used, elsewhere):
            await make_due_digests(desk.database, clock())
    made = await bodies(used.database)
    assert made == await bodies(elsewhere.database)
    assert len([key for key, *_ in made if key.startswith("digest ")]) > 12
    assert {one[4] for one in made if one[0].startswith("digest ")} == {None, "556", "557"}
    assert any(part_of for *_, part_of, _ in made)


async def test_what_is_exported_after_an_import_is_what_was_imported(used, elsewhere, file):
    space, put = await import_space(elsewhere, file)

    assert space == SPACE
    assert not put.left
    assert json.dumps(await export_space(elsewhere, SPACE)) == json.dumps(json.loads(file))


async def test_answers_are_the_same_after_a_move(used, elsewhere, file, clock):
    await import_space(elsewhere, file)

    for text in (
        "brief", "redlines", "card redlines/gate", "card positions/summer", "changes since 30d", "essays", "dossiers",
        "subscriptions", "settings", "feeds", "audit", "audit 2", "review", "bottomline redlines", "search gate", "why",
    ):  # fmt: skip
        for channel in (ROOM, QUIET):
            answers = [await handle(desk, by(ADA, text, channel)) for desk in (used, elsewhere)]
            assert to_json(answers[0]) == to_json(answers[1]), (text, channel.key)


async def test_work_goes_on_after_a_move(elsewhere, file, clock):
    chat = Numbered()
    await import_space(elsewhere, file)

    await rewrite_card(elsewhere, "redlines/gate", "Kessary will not open the gate before 7 February")
    [draft, *_] = await review.drafts(elsewhere.database.reader, SPACE)
    await handle(elsewhere, by(BEN, f"review publish #{draft.number} {draft.revision}", QUIET))
    await send_waiting(elsewhere.database, dict.fromkeys(Platform, chat), clock)

    assert all(one.unsure for one in chat.sent if one.key.startswith(("digest", "share")))  # may be there by now
    assert any(one.replaces for one in chat.sent), "what was posted before the move is corrected"
    entry = await cards.find(elsewhere.database.reader, SPACE, "positions/summer", "lake")
    assert entry
    assert entry.state is State.PUBLISHED


async def test_nothing_of_another_space_is_in_the_file_or_changed_by_it(used, elsewhere, file):
    assert OTHER.key not in file.decode()
    before = await rows_of(elsewhere.database, OTHER)
    shipped = [
        str(tuple(row))
        for row in await elsewhere.database.reader.execute_fetchall("SELECT * FROM cards WHERE space = ''")
    ]

    await import_space(elsewhere, file)
    await import_space(elsewhere, file, replace=True)

    assert await rows_of(elsewhere.database, OTHER) == before
    now = await elsewhere.database.reader.execute_fetchall("SELECT * FROM cards WHERE space = ''")
    assert [str(tuple(row)) for row in now] == shipped


async def test_a_space_that_owns_something_is_left_alone_unless_one_says_so(used, file):
    before = await rows_of(used.database, SPACE)

    with pytest.raises(BadRequest, match="discord:71 owns something here already"):
        await import_space(used, file)
    assert await rows_of(used.database, SPACE) == before

    await handle(used, by(ADA, "dossier new third Third", ROOM))
    await import_space(used, file, replace=True)
    assert json.dumps(await export_space(used, SPACE)) == json.dumps(json.loads(file))


async def test_into_another_space_goes_what_it_says_and_nothing_of_its_channels_and_people(elsewhere, file, clock):
    third = Space(Platform.SLACK, "T3")

    _, put = await import_space(elsewhere, file, third)

    assert put.left
    held = "\n".join(await rows_of(elsewhere.database, third))
    assert "redlines/gate" in held
    assert "https://example.org/rss.xml" in held
    for gone in ("discord", ADA.id, "09:30"):
        assert gone not in held
    assert list(put.rows) == [row.TABLE for row in CONTENT]
    page = await handle(elsewhere, by(ADA, "card redlines/gate", Channel(third, "C1")))
    assert "7 February" in said(page)
    assert await rows_of(elsewhere.database, SPACE) == []


async def test_an_import_that_breaks_in_the_middle_changes_nothing(elsewhere, file):
    async with elsewhere.database.transaction() as db:
        await db.execute("CREATE TRIGGER no BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no'); END")

    with pytest.raises(sqlite3.IntegrityError):
        await import_space(elsewhere, file)

    assert await rows_of(elsewhere.database, SPACE) == []
    assert await rows_of(elsewhere.database, OTHER) != []


async def test_numbers_stay_where_they_are_free_and_go_on_for_everybody(used, elsewhere, file):
    numbers = {card["id"]: card["number"] for card in json.loads(file)["cards"]}

    await import_space(elsewhere, file)
    await import_space(elsewhere, file, Space(Platform.SLACK, "T3"))

    async def here(space: Space) -> dict[str, int]:
        rows = await elsewhere.database.reader.execute_fetchall(
            "SELECT id, number FROM cards WHERE space = :space ORDER BY number", {"space": space.key}
        )
        return {row["id"]: row["number"] for row in rows}

    assert await here(SPACE) == numbers
    again = await here(Space(Platform.SLACK, "T3"))
    assert list(again) == list(numbers)
    assert min(again.values()) > max(numbers.values())


async def test_a_shipped_card_counts_as_seen_also_where_its_revisions_are_others(used, elsewhere, file, clock):
    """The old database has seen three shipped revisions of a card, the new one only the last."""
    held = json.loads(file)
    card = "ukraine-talks redlines/pause"
    entry = await cards.find(elsewhere.database.reader, OTHER, "redlines/pause", "ukraine-talks")
    assert entry
    for seen, worded, expected in ((5, 4, "same"), (3, 4, "changed")):
        told = held | {"shipped": {card: held["shipped"][card] | {"revision": 5, "worded": worded}}}
        told["seen_sets"] = {
            id: {one: seen if one == card else revision for one, revision in cards.items()}
            for id, cards in held["seen_sets"].items()
        }
        await import_space(elsewhere, json.dumps(told).encode(), replace=True)

        page = said((await preview(elsewhere.database.reader, ROOM, clock())).page)
        assert (entry.card.headline[:40] in page) == (expected == "changed"), page


async def test_a_moved_schedule_that_was_due_meanwhile_is_looked_for_first(used, elsewhere, file, clock):
    chat = Numbered()
    clock.forward(days=1)  # the old one went on for a day

    await import_space(elsewhere, file)
    await make_due_digests(elsewhere.database, clock())
    await send_waiting(elsewhere.database, dict.fromkeys(Platform, chat), clock)

    mine = [one for one in chat.sent if one.channel.space == SPACE and one.key.startswith("digest")]
    assert mine
    assert all(one.unsure and one.first_tried for one in mine)
    theirs = [one for one in chat.sent if one.channel.space == OTHER]
    assert theirs
    assert not any(one.unsure for one in theirs)


async def test_of_a_space_that_has_nothing_there_is_nothing_to_export(desk):
    with pytest.raises(BadRequest, match="There is nothing of slack:T9 here"):
        await export_space(desk, Space(Platform.SLACK, "T9"))


async def test_an_export_sees_one_moment_while_others_write(used):
    async with used.database.aside() as db:
        [before] = await db.execute_fetchall("SELECT COUNT(*) AS many FROM deliveries")
        async with used.database.transaction() as writer:
            await deliveries.add(
                writer,
                f"share {ROOM.key} x",
                ROOM,
                (await preview(used.database.reader, ROOM, used.now())).page,
                used.now(),
            )
        [after] = await db.execute_fetchall("SELECT COUNT(*) AS many FROM deliveries")

    assert before["many"] == after["many"]
