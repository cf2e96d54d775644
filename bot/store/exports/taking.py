"""All that a space owns, as the form has it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bot.chat import Space
from bot.store.database import Connection, utc_text
from bot.store.exports.form import ROWS, VERSION, Export
from bot.store.exports.row import Row

Json = dict[str, Any]
PAGES = ("page", "whole")  # columns of a delivery


async def take(db: Connection, space: Space, now: datetime) -> Json:
    """What the space owns at this moment, ready to be written as JSON. `db` sees one moment: see Database.aside."""
    held = {row.TABLE: await _rows(db, row, space) for row in ROWS}
    numbers = {one["id"]: place for place, one in enumerate(held["deliveries"], 1)}
    for one in held["deliveries"]:
        one["id"], one["corrects"] = numbers[one["id"]], numbers.get(one["corrects"])
        one["part_of"] = numbers.get(one["part_of"])
        if one["state"] == "waiting":  # by the time this is read, it may be there
            one["unsure"], one["first_tried"] = 1, one["first_tried"] or one["queued_at"]
    sets = {one["seen"] for one in held["channels"]} | {one["cards"] for one in held["editions"]}
    seen = await _json(db, "seen_sets", "cards", sets)
    own = {f"{one['dossier']} {one['id']}" for one in held["cards"]}
    whole: Json = {
        "communique": VERSION,
        "space": space.key,
        "exported_at": utc_text(now),
        "shipped": await shipped(db, {card for cards in seen.values() for card in cards} - own),
        "seen_sets": seen,
        "pages": await _json(db, "pages", "body", {one[name] for one in held["deliveries"] for name in PAGES}),
        **held,
    }
    return {name: whole[name] for name in Export.model_fields}


async def shipped(db: Connection, keys: Iterable[str]) -> Json:
    """How the shipped cards among these (by selection.key) stand."""
    rows = await db.execute_fetchall(
        "SELECT dossier || ' ' || id AS name, revision, worded, headline, text FROM cards WHERE space = ''"
        " AND dossier || ' ' || id IN (SELECT value FROM json_each(:keys)) ORDER BY name",
        {"keys": json.dumps(sorted(keys))},
    )
    return {
        row["name"]: {
            "revision": row["revision"],
            "worded": row["worded"],
            "words": _hash(f"{row['headline']}\n{row['text']}"),
        }
        for row in rows
    }


def columns(row: type[Row]) -> list[str]:
    """The columns of a row that the form has."""
    return list(row.model_fields)


async def _rows(db: Connection, row: type[Row], space: Space) -> list[Json]:
    names = columns(row)
    if row.TABLE == "feed_entries":
        of = "feed IN (SELECT id FROM feeds WHERE space = :space)"
    elif "channel" in names and row.TABLE != "audit":
        of = "substr(channel, 1, length(:space) + 1) = :space || '/'"
    else:
        of = "space = :space"
    found = await db.execute_fetchall(
        f"SELECT {', '.join(names)} FROM {row.TABLE} WHERE {of} ORDER BY {row.ORDER}", {"space": space.key}
    )
    return [_row(row, dict(one), space) for one in found]


def _row(row: type[Row], values: Json, space: Space) -> Json:
    for name in row.JSON:
        values[name] = json.loads(values[name]) if values[name] is not None else None
    for name in ("channel", "review_channel"):
        if values.get(name):
            values[name] = values[name].removeprefix(f"{space.key}/")
    return values


async def _json(db: Connection, table: str, column: str, ids: Iterable[str | None]) -> Json:
    found = await db.execute_fetchall(
        f"SELECT id, {column} AS held FROM {table} WHERE id IN (SELECT value FROM json_each(:ids)) ORDER BY id",
        {"ids": json.dumps(sorted(filter(None, ids)))},
    )
    return {row["id"]: json.loads(row["held"]) for row in found}


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()
