"""Put what an export holds into a space: all of it or, where anything is wrong, nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.chat import Space
from bot.store import deliveries, editions, gaps, owned
from bot.store.database import Connection
from bot.store.exports.checks import Checked
from bot.store.exports.content import CONTENT
from bot.store.exports.form import Export, ShippedForm
from bot.store.exports.places import PLACES
from bot.store.exports.row import Row
from bot.store.exports.taking import PAGES, Json, columns, shipped

NUMBERED = {"cards": "number", "feeds": "id", "deliveries": "id"}  # by ids that all spaces share
NEAR = 1_000_000
PEOPLE = ("by_id", "added_by_id", "added_by")


@dataclass(frozen=True)
class Put:
    """What was put in, by table."""

    rows: Mapping[str, int]
    left: bool  # whether what belongs to channels and people was left out, since they are another space's


async def is_empty(db: Connection, space: Space) -> bool:
    """Whether nothing belongs to a space yet."""
    for column in ("space", "channel"):
        for table in await owned.tables_with(db, column):
            rows = await db.execute_fetchall(
                f"SELECT 1 FROM {table} WHERE {column} = :space"
                f" OR substr({column}, 1, length(:space) + 1) = :space || '/' LIMIT 1",
                {"space": space.key},
            )
            if list(rows):
                return False
    return True


async def put(db: Connection, checked: Checked, space: Space, now: datetime) -> Put:
    """Put it into a space that owns nothing.

    Into another space than it came from goes its content alone: channels and people are not the same there.
    """
    export = checked.export
    same = export.space == space.key
    putting = _Putting(db, export, space, checked.pages, await _seen(db, export), {})
    done = {row.TABLE: await putting.rows(row) for row in (CONTENT + PLACES if same else CONTENT)}
    if same:
        await gaps.note(db, export.exported_at, now, space.key)
    return Put({table: many for table, many in done.items() if many}, not same)


@dataclass(frozen=True)
class _Putting:
    """One export on its way in."""

    db: Connection
    export: Export
    space: Space
    pages: Mapping[str, tuple[str, str]]  # by their ids in the file
    sets: Mapping[str, str]  # the ids of sets of cards in the file, and here
    numbers: dict[str, dict[int, int]]  # by table, the ids in the file, and here

    async def rows(self, row: type[Row]) -> int:
        """Put a table's rows in, in their order; answers with how many."""
        held: Sequence[Row] = getattr(self.export, row.TABLE)
        if row.TABLE in NUMBERED:
            await self._number(row.TABLE, [getattr(one, NUMBERED[row.TABLE]) for one in held])
        if row.TABLE == "deliveries":
            await deliveries.keep_pages(self.db, self.pages.values())
            values = [self._delivery(row, one) for one in held]
        else:
            values = [self._values(row, one) for one in held]
        if values:
            names = list(values[0])
            await self.db.executemany(
                f"INSERT INTO {row.TABLE} ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)})",
                values,
            )
        return len(values)

    async def _number(self, table: str, ids: Sequence[int]) -> None:
        """Let rows keep their numbers, which people know, where all are free; else number them anew, in their order."""
        column = NUMBERED[table]
        [row] = await self.db.execute_fetchall(
            f"SELECT coalesce(max({column}), 0) AS last, (SELECT COUNT(*) FROM {table} WHERE {column} IN"
            f" (SELECT value FROM json_each(:ids))) AS taken FROM {table}",
            {"ids": json.dumps(list(ids))},
        )
        near = max(ids, default=0) <= row["last"] + NEAR  # all spaces go on counting from there
        free = near and not row["taken"] and table != "deliveries"
        self.numbers[table] = {id: id if free else row["last"] + place for place, id in enumerate(ids, 1)}

    def _values(self, row: type[Row], one: Row) -> Json:
        values = {name: getattr(one, name) for name in columns(row)}
        for name in row.JSON:
            values[name] = _json(values[name])
        if row.TABLE in NUMBERED:
            values[NUMBERED[row.TABLE]] = self.numbers[row.TABLE][values[NUMBERED[row.TABLE]]]
        if "feed" in values:
            values["feed"] = self.numbers["feeds"][values["feed"]]
        for name in ("channel", "review_channel"):
            if values.get(name) is not None:
                values[name] = f"{self.space.key}/{values[name]}"
        for name in ("seen", "cards"):
            if values.get(name):
                values[name] = self.sets[values[name]]
        if "channel" not in values or row.TABLE == "audit":
            values |= {"space": self.space.key} if row.TABLE != "feed_entries" else {}
        if self.export.space != self.space.key:  # whoever it was is nobody here
            values |= {
                name: "" for name in PEOPLE if name in values and not (row.TABLE == "essays" and name == "added_by")
            }
        return values

    def _delivery(self, row: type[Row], one: Row) -> Json:
        values = self._values(row, one)
        for name in ("corrects", "part_of"):
            if values[name] is not None:
                values[name] = self.numbers["deliveries"][values[name]]
        pages = {name: self.pages[values[name]][0] for name in PAGES if values[name] is not None}
        return {**values, "platform": self.space.platform.value, **pages}


def _json(value: Any) -> str | None:
    """As our own functions write it."""
    if value is None:
        return None
    if isinstance(value, tuple):
        return json.dumps([one.model_dump(mode="json") for one in value], ensure_ascii=False, separators=(",", ":"))
    plain = value if isinstance(value, dict) else value.model_dump(mode="json")
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


async def _seen(db: Connection, export: Export) -> dict[str, str]:
    """Keep the sets of cards that channels have seen; answers with the ids in the file, and here."""
    here = await shipped(db, export.shipped)
    own = {f"{card.dossier} {card.id}" for card in export.cards}
    ids = {}
    for id, cards in export.seen_sets.items():
        kept = editions.seen_set(
            {
                card: revision if card in own else _translated(card, revision, export.shipped, here)
                for card, revision in cards.items()
            }
        )
        await editions.keep_seen(db, [kept])
        ids[id] = kept[0]
    return ids


def _translated(card: str, revision: int, there: Mapping[str, ShippedForm], here: Mapping[str, Json]) -> int:
    """A shipped card's revision that was seen there, as this database counts."""
    if card not in there or card not in here:
        return revision
    was, known = there[card], here[card]
    if (was.revision, was.worded) == (known["revision"], known["worded"]):
        return revision
    unchanged = revision >= was.worded and was.words == known["words"]
    return int(known["revision"] if unchanged else known["worded"] - 1)
