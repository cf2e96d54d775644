"""Whoever is forgotten stands in no row any more, in whichever column of whichever table that was."""

from __future__ import annotations

import json

import pytest

from bot.chat import Channel, Person, Platform, Space
from bot.store import people
from bot.store.deliveries import kept_page
from bot.store.people import Reach
from bot.view.markup import PersonName, words
from bot.view.page import Note, Page, Text

ADA, BEN = Person("4711", "Ada Marker"), Person("47", "Ben")
SPACE = Space(Platform.DISCORD, "1")
ROOM, DIRECT = Channel(SPACE, "100"), Channel(SPACE, f"@{ADA.id}")
EVERYWHERE, HERE = Reach(Platform.DISCORD), Reach(Platform.DISCORD, SPACE)

# What a column that names a person holds when it names Ada. Add a new one here, and to bot/store/people.py.
NAMES = {
    "approvals": {"by_id": ADA.id, "by_name": ADA.name},
    "audit": {"person": ADA.id, "name": ADA.name, "asked": f"share {ADA.name}"},
    "bottom_lines": {"by_id": ADA.id, "by": ADA.name},
    "card_revisions": {"by_id": ADA.id, "by": ADA.name},
    "essays": {"added_by_id": ADA.id, "added_by": ADA.name},
    "feeds": {"added_by": ADA.id},
    "layouts": {"by_id": ADA.id},
    "notices": {"person": ADA.id},
    "schedules": {"by_id": ADA.id, "by_name": ADA.name},
    "spaces": {"review_by": ADA.id},
    "subscriptions": {"by_id": ADA.id},
}
# Where their direct messages are named: as a channel of its own, as a space, or within another text.
DIRECTLY = {
    "audit": {
        "channel": DIRECT.key,
        "what": f"{DIRECT.key} lake redlines",
        "before": json.dumps({"review_channel": DIRECT.key}),
        "after": json.dumps({"review_channel": DIRECT.key}),
    },
    "spaces": {"review_channel": DIRECT.key},
}
# The rest: what was written or chosen for others, and facts of time, place and state.
NEVER = {
    "approvals": "dossier card at",
    "audit": "at noun",
    "bottom_lines": "dossier topic text at",
    "card_revisions": "dossier card change at headline text note",
    "cards": "dossier id topic headline text kind party issue stance as_of likelihood evidence state changed_at",
    "channels": "dossier seen quiet paused_until last_edition untold told",
    "deliveries": "key platform page replaces state due queued_at first_tried ended_at message trouble planned until"
    " held_until earlier mention pinged whole",
    "dossiers": "slug title content_hash outline",
    "editions": "date planned made cards state because",
    "essays": "dossier id title author publisher published address snapshot_hash snapshot added_at",
    "feed_entries": "entry seen_at",
    "feeds": "dossier address title etag modified checked_at next_check trouble trouble_since added_at",
    "gaps": "since until",
    "intakes": "dossier place essay because at",
    "layouts": "trouble",
    "lost_channels": "because since look_at",
    "managers": "id title",
    "mentions": "id title dossier filter",
    "notices": "said at",
    "outages": "since until because",
    "page_cards": "page card",
    "page_people": "page person",  # they go with the page: see below
    "pages": "id body",  # a name in a body stands in page_people
    "rounds": "at",
    "schedules": "time zone days next_due off_because skipped off_since",
    "searches": "id words at",
    "seen_sets": "id cards",
    "spaces": "warned_at",
    "subscriptions": "dossier filter at often",
    "watched_files": "hash name at",
}


async def columns(database) -> dict[str, dict[str, str]]:
    """The type of every column of ours, by table."""
    rows = await database.reader.execute_fetchall(
        "SELECT tables.name AS tab, columns.name AS col, columns.type FROM sqlite_master AS tables,"
        " pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'"
        " AND tables.name NOT LIKE 'cards_found%' AND tables.name NOT LIKE 'sqlite_%' AND tables.name <> 'acting'"
    )
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        found.setdefault(row["tab"], {})[row["col"]] = row["type"]
    return found


async def everything(database) -> str:
    """Every value in every table, a row a line."""
    said = []
    for table, held in (await columns(database)).items():
        rows = await database.reader.execute_fetchall(f"SELECT * FROM {table}")
        said += [f"{table} " + " ".join(f"{name}={row[name]!r}" for name in held) for row in rows]
    return "\n".join(said)


async def fill(database, table: str, **values: object) -> None:
    """One row, of which only these values matter."""
    held = (await columns(database))[table]
    row: dict[str, object] = {}
    for name, kind in held.items():
        row[name] = 1 if "INT" in kind else "x"
    row |= {"space": SPACE.key, "channel": ROOM.key} | {"before": None, "after": None, "replaces": None}
    row |= {"state": "draft" if table == "cards" else "waiting"} | values
    row = {name: value for name, value in row.items() if name in held}
    async with database.transaction() as db:
        marks = ", ".join(f":{name}" for name in row)
        await db.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", row)


async def forget(database, reach: Reach, person: Person = ADA) -> None:
    async with database.transaction() as db:
        await people.forget(db, person, reach)


async def test_every_text_column_is_known_to_name_somebody_or_not(database):
    """A new column that can name a person is forgotten too, or this fails until somebody has decided."""
    for table, held in (await columns(database)).items():
        texts = {name for name, kind in held.items() if kind == "TEXT"} - {"space", "channel"}
        decided = {*NAMES.get(table, {}), *DIRECTLY.get(table, {}), *NEVER.get(table, "").split()} - {"channel"}
        assert texts == decided, f"{table}: decide in this file, and in bot/store/people.py"


@pytest.mark.parametrize("reach", [HERE, EVERYWHERE], ids=["here", "everywhere"])
@pytest.mark.parametrize("table", sorted(NAMES))
async def test_whom_a_row_names_it_names_no_more(database, table, reach):
    await fill(database, table, **NAMES[table])
    assert ADA.id in await everything(database)

    await forget(database, reach)

    said = await everything(database)
    assert ADA.id not in said
    assert ADA.name not in said


async def test_whatever_belongs_to_their_direct_messages_goes(database):
    for table, held in (await columns(database)).items():
        if "channel" in held:
            await fill(database, table, channel=DIRECT.key)
        elif "space" in held:
            await fill(database, table, space=f"discord:@{ADA.id}")
    for table, values in DIRECTLY.items():
        await fill(database, table, id=7, **values)

    await forget(database, EVERYWHERE)

    assert ADA.id not in await everything(database)


async def test_a_page_that_names_them_calls_them_somebody_and_goes_where_nobody_has_it(database):
    page = Page(
        "Red lines", (Text(words("Ada Marker is a town.")), Note(words("Shared by ", PersonName(ADA.id, ADA.name))))
    )
    full = Page("x", (Text(words("y" * 2890)), Text(words("y" * 888)), Note(words(PersonName(ADA.id, "A")))))
    for number, one in enumerate((page, full)):
        id, body = kept_page(one)
        await fill(database, "pages", id=id, body=body)
        await fill(database, "deliveries", id=number, key=f"share {number}", page=id)

    await forget(database, HERE)

    said = await everything(database)
    assert ADA.id not in said
    assert "Ada Marker is a town." in said
    assert '"name":"somebody"' in said
    assert '"name":"–"' in said
    assert len(await database.reader.execute_fetchall("SELECT 1 FROM pages")) == 2


async def test_others_stay_as_they_are_also_those_whose_id_begins_alike(database):
    for table, values in NAMES.items():
        swapped = {name: BEN.id if value == ADA.id else BEN.name for name, value in values.items()}
        await fill(database, table, **swapped)
    await fill(database, "channels", channel=f"{SPACE.key}/@{BEN.id}")
    before = await everything(database)

    await forget(database, EVERYWHERE)

    assert await everything(database) == before


async def test_one_space_forgets_and_another_platform_or_space_does_not(database):
    elsewhere = [Space(Platform.DISCORD, "11"), Space(Platform.SLACK, "1")]
    for space in elsewhere:
        await fill(database, "notices", space=space.key, person=ADA.id)

    await forget(database, HERE)
    assert (await everything(database)).count(ADA.id) == 2

    await forget(database, EVERYWHERE)
    assert (await everything(database)).count(ADA.id) == 1


async def test_a_draft_that_waits_for_a_second_editor_waits_for_two_again_and_history_keeps_its_count(database):
    await fill(database, "cards", id="redlines/a", state="draft")
    await fill(database, "cards", id="redlines/b", number=2, state="published")
    for card in ("redlines/a", "redlines/b"):
        for by in (ADA.id, f"?{ADA.id}", BEN.id):
            await fill(database, "approvals", card=card, by_id=by, by_name=ADA.name if by != BEN.id else BEN.name)

    await forget(database, HERE)
    await forget(database, HERE, BEN)

    rows = await database.reader.execute_fetchall("SELECT card, by_name FROM approvals ORDER BY card")
    assert [tuple(row) for row in rows] == [("redlines/b", "somebody")] * 2


@pytest.mark.parametrize("id", ["", "%", "@4711", "4711%", "_", "a b", "1/2"])
async def test_what_is_no_id_forgets_nobody(database, id):
    with pytest.raises(ValueError, match="no person's id"):
        await forget(database, EVERYWHERE, Person(id))
