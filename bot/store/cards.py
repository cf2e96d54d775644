"""Cards with their revisions. Append-only: every change keeps who, when, and what was there before."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from sqlite3 import Row

from aiosqlite import Connection
from pydantic import TypeAdapter

from bot.chat import Person, Space
from bot.store.database import utc_moment, utc_text
from briefs.model import TOLD, Card, Change, Entry, Evidence, Kind, Likelihood, Stance, State

# What a space sees: its own cards, and the shipped ones that it has not made its own by editing them.
VISIBLE = (
    "(cards.space = :space OR (cards.space = '' AND NOT EXISTS (SELECT 1 FROM cards AS own"
    " WHERE own.space = :space AND own.dossier = cards.dossier AND own.id = cards.id)))"
)
_evidence: TypeAdapter[tuple[Evidence, ...]] = TypeAdapter(tuple[Evidence, ...])


async def of_topic(db: Connection, space: Space, dossier: str, topic: str) -> list[Entry]:
    """The published cards of a topic, the latest first; what came at one moment in reading order."""
    rows = await db.execute_fetchall(
        f"SELECT * FROM cards WHERE dossier = :dossier AND topic = :topic AND state = 'published' AND {VISIBLE}"
        " ORDER BY changed_at DESC, position, number",
        {"space": space.key, "dossier": dossier, "topic": topic},
    )
    return [entry(row) for row in rows]


async def published(db: Connection, space: Space, dossier: str) -> list[Entry]:
    """Every published card of a dossier, in reading order within its topic."""
    rows = await db.execute_fetchall(
        f"SELECT * FROM cards WHERE dossier = :dossier AND state = 'published' AND {VISIBLE} ORDER BY position, number",
        {"space": space.key, "dossier": dossier},
    )
    return [entry(row) for row in rows]


async def newest(db: Connection, space: Space, dossier: str) -> dict[str, Entry]:
    """By topic, the published card that changed last; of several at one moment the first in reading order."""
    rows = await db.execute_fetchall(
        "SELECT * FROM cards WHERE number IN (SELECT number FROM (SELECT number, ROW_NUMBER() OVER"
        " (PARTITION BY topic ORDER BY changed_at DESC, position, number) AS place FROM cards"
        f" WHERE dossier = :dossier AND state = 'published' AND {VISIBLE}) WHERE place = 1)",
        {"space": space.key, "dossier": dossier},
    )
    return {row["topic"]: entry(row) for row in rows}


async def count_by_topic(db: Connection, space: Space, dossier: str) -> dict[str, int]:
    """How many cards are published on each topic that has any."""
    rows = await db.execute_fetchall(
        "SELECT topic, COUNT(*) AS many FROM cards"
        f" WHERE dossier = :dossier AND state = 'published' AND {VISIBLE} GROUP BY topic",
        {"space": space.key, "dossier": dossier},
    )
    return {row["topic"]: int(row["many"]) for row in rows}


async def count_by_essay(db: Connection, space: Space, dossier: str) -> dict[str, int]:
    """How many published cards rest on each essay that carries any, by its id."""
    rows = await db.execute_fetchall(
        "SELECT one.value ->> 'essay' AS essay, COUNT(DISTINCT number) AS many FROM cards, json_each(cards.evidence)"
        f" AS one WHERE dossier = :dossier AND state = 'published' AND {VISIBLE} GROUP BY essay",
        {"space": space.key, "dossier": dossier},
    )
    return {row["essay"]: int(row["many"]) for row in rows}


async def alive(db: Connection, space: Space, dossier: str) -> list[Entry]:
    """Drafts and published cards of a dossier."""
    rows = await db.execute_fetchall(
        f"SELECT * FROM cards WHERE dossier = :dossier AND state != 'retired' AND {VISIBLE} ORDER BY number",
        {"space": space.key, "dossier": dossier},
    )
    return [entry(row) for row in rows]


async def with_ids(db: Connection, space: Space, dossier: str, ids: Iterable[str]) -> list[Entry]:
    """The cards with these ids, whatever their state."""
    rows = await db.execute_fetchall(
        "SELECT * FROM cards WHERE dossier = :dossier AND id IN (SELECT value FROM json_each(:ids))"
        f" AND {VISIBLE} ORDER BY number",
        {"space": space.key, "dossier": dossier, "ids": json.dumps(sorted(ids))},
    )
    return [entry(row) for row in rows]


async def find(db: Connection, space: Space, id: str, prefer: str = "") -> Entry | None:
    """The card with this id or number ("#17"), whatever its state; of several dossiers' the one of dossier `prefer`."""
    number = int(id[1:]) if re.fullmatch(r"#[0-9]{1,15}", id) else -1
    rows = await db.execute_fetchall(
        f"SELECT * FROM cards WHERE (id = :id OR number = :number) AND {VISIBLE}"
        " ORDER BY dossier = :prefer DESC, dossier LIMIT 1",
        {"space": space.key, "id": id, "number": number, "prefer": prefer},
    )
    return next(map(entry, rows), None)


async def like(db: Connection, space: Space, dossier: str, typed: str, limit: int = 25) -> list[tuple[str, str]]:
    """Ids and headlines of published cards that hold what somebody typed, those that begin with it first."""
    rows = await db.execute_fetchall(
        "SELECT id, headline FROM cards WHERE dossier = :dossier AND state = 'published'"
        f" AND (instr(id, :typed) OR instr(lower(headline), :typed)) AND {VISIBLE}"
        " ORDER BY instr(id, :typed) != 1, topic, position LIMIT :limit",
        {"space": space.key, "dossier": dossier, "typed": typed.casefold(), "limit": limit},
    )
    return [(row["id"], row["headline"]) for row in rows]


async def of_essay(db: Connection, space: Space, dossier: str, essay: str) -> list[Entry]:
    """The cards that rest on an essay, whatever became of them, the first drafted first."""
    rows = await db.execute_fetchall(
        f"SELECT * FROM cards WHERE dossier = :dossier AND {VISIBLE} AND EXISTS"
        " (SELECT 1 FROM json_each(cards.evidence) AS one WHERE one.value ->> 'essay' = :essay) ORDER BY number",
        {"space": space.key, "dossier": dossier, "essay": essay},
    )
    return [entry(row) for row in rows]


async def ids(db: Connection, space: Space, dossier: str) -> set[str]:
    """The ids that are taken in a dossier, whatever became of the cards."""
    rows = await db.execute_fetchall(
        "SELECT id FROM cards WHERE dossier = :dossier AND space IN (:space, '')",
        {"dossier": dossier, "space": space.key},
    )
    return {row["id"] for row in rows}


async def quoted(db: Connection, space: Space, dossier: str, essay: str) -> set[tuple[str, str]]:
    """What the cards of a dossier, whatever became of them, quote of an essay: topic and words."""
    rows = await db.execute_fetchall(
        "SELECT topic, one.value ->> 'exact' AS exact FROM cards, json_each(cards.evidence) AS one"
        f" WHERE dossier = :dossier AND {VISIBLE} AND one.value ->> 'essay' = :essay",
        {"dossier": dossier, "space": space.key, "essay": essay},
    )
    return {(row["topic"], row["exact"]) for row in rows if row["exact"]}


async def history(db: Connection, space: Space, dossier: str, id: str) -> list[Change]:
    """What happened to a card, the latest first."""
    rows = await db.execute_fetchall(
        f"{_CHANGES} AND now.card = :id ORDER BY now.at DESC, now.revision DESC",
        {"space": space.key, "dossier": dossier, "id": id},
    )
    return [_change(row) for row in rows]


async def changes(db: Connection, space: Space, dossier: str, since: datetime) -> list[Change]:
    """What was published, changed or retired since then, the latest first."""
    rows = await db.execute_fetchall(
        f"{_CHANGES} AND now.at >= :since AND {_OUT} ORDER BY now.at DESC, now.card, now.revision DESC",
        {"space": space.key, "dossier": dossier, "since": utc_text(since)},
    )
    return [_change(row) for row in rows]


async def begun(db: Connection, dossier: str) -> datetime | None:
    """When the first of a dossier's shipped cards came; None when none is shipped."""
    rows = await db.execute_fetchall(
        "SELECT MIN(at) AS first FROM card_revisions WHERE dossier = :dossier AND space = ''", {"dossier": dossier}
    )
    return next((utc_moment(row["first"]) for row in rows if row["first"]), None)


async def headline_at(db: Connection, space: Space, dossier: str, id: str, revision: int) -> str:
    """The headline that a card had in a revision; empty when there was none."""
    rows = await db.execute_fetchall(
        "SELECT headline FROM card_revisions WHERE dossier = :dossier AND card = :id AND revision = :revision"
        " AND space IN (:space, '') ORDER BY space DESC LIMIT 1",
        {"space": space.key, "dossier": dossier, "id": id, "revision": revision},
    )
    return next((str(row["headline"]) for row in rows), "")


_BEFORE = (
    "(SELECT {column} FROM card_revisions AS old WHERE old.dossier = now.dossier AND old.card = now.card"
    " AND old.revision = now.revision - 1 AND old.space IN (now.space, '') ORDER BY old.space DESC LIMIT 1)"
)
# Agreement is to the draft as it stood before.
_AGREED = (
    "(SELECT json_group_array(json_array(one.by_id, one.by_name)) FROM (SELECT * FROM approvals ORDER BY at) AS one"
    " WHERE now.change = 'published' AND one.space = now.space AND one.dossier = now.dossier AND one.card = now.card"
    " AND one.revision = now.revision - 1 AND one.by_id NOT LIKE '?%' AND one.by_id <> now.by_id)"
)
# A shipped change to a card that the space has made its own is no change for that space.
_CHANGES = (
    f"SELECT now.*, {_BEFORE.format(column='headline')} AS old_headline, {_BEFORE.format(column='text')} AS old_text,"
    f" {_AGREED} AS agreed"
    " FROM card_revisions AS now WHERE now.dossier = :dossier AND (now.space = :space OR (now.space = ''"
    " AND NOT EXISTS (SELECT 1 FROM card_revisions AS own WHERE own.space = :space AND own.dossier = now.dossier"
    " AND own.card = now.card AND own.revision <= now.revision)))"
)


# What happens to a card before it is first published is for its editors alone.
_OUT = (
    "EXISTS (SELECT 1 FROM card_revisions AS first WHERE first.dossier = now.dossier AND first.card = now.card"
    " AND first.space IN (now.space, '') AND first.revision <= now.revision AND first.change = 'published')"
)


async def was_out(db: Connection, space: Space, dossier: str, id: str) -> bool:
    """Whether a card was ever published."""
    return any(change.what == "published" for change in await history(db, space, dossier, id))


async def save(
    db: Connection,
    space: str,
    dossier: str,
    card: Card,
    state: State,
    by: Person,
    now: datetime,
    *,
    what: str,
    note: str = "",
) -> int:
    """Keep a card as it is from now on, in this space; answers with its revision.

    A shipped card that a space changes becomes that space's own: others go on seeing the shipped one.
    """
    rows = await db.execute_fetchall(
        "SELECT revision, position, headline, text, kind, party, state, worded FROM cards"
        " WHERE dossier = :dossier AND id = :id AND space IN (:space, '')"
        " ORDER BY space DESC LIMIT 1",
        {"space": space, "dossier": dossier, "id": card.id},
    )
    before = next(iter(rows), None)
    revision = before["revision"] + 1 if before else 1
    same = before and before["state"] == state and all(before[name] == getattr(card, name) for name in TOLD)
    values = {
        **vars(card),
        "evidence": _evidence.dump_json(card.evidence).decode(),
        "space": space,
        "dossier": dossier,
        "state": state,
        "revision": revision,
        "worded": before["worded"] if before and same else revision,
        "position": before["position"] if before else await _next_position(db, space, dossier, card.topic),
        "now": utc_text(now),
        "by": by.called,
        "by_id": by.id,
        "what": what,
        "note": note,
    }
    await db.execute(
        "INSERT INTO cards (space, dossier, id, topic, position, headline, text, kind, party, issue, stance, as_of,"
        " likelihood, evidence, state, revision, changed_at, worded) VALUES (:space, :dossier, :id, :topic, :position,"
        " :headline, :text, :kind, :party, :issue, :stance, :as_of, :likelihood, :evidence, :state, :revision, :now,"
        " :worded) ON CONFLICT (space, dossier, id) DO UPDATE SET topic = :topic, headline = :headline, text = :text,"
        " kind = :kind, party = :party, issue = :issue, stance = :stance, as_of = :as_of, likelihood = :likelihood,"
        " evidence = :evidence, state = :state, revision = :revision, changed_at = :now, worded = :worded",
        values,
    )
    await db.execute(
        "INSERT INTO card_revisions (space, dossier, card, revision, change, at, by, by_id, headline, text, note)"
        " VALUES (:space, :dossier, :id, :revision, :what, :now, :by, :by_id, :headline, :text, :note)",
        values,
    )
    return revision


async def replace_all(
    db: Connection, space: str, dossier: str, cards: Sequence[Card], by: Person, now: datetime
) -> None:
    """Make these the cards of a dossier in this space: new ones published, others changed where they differ, the rest
    retired."""
    rows = await db.execute_fetchall(
        "SELECT * FROM cards WHERE space = :space AND dossier = :dossier", {"space": space, "dossier": dossier}
    )
    held = {row["id"]: entry(row) for row in rows}
    for card in cards:
        old = held.pop(card.id, None)
        if old is None:
            await save(db, space, dossier, card, State.PUBLISHED, by, now, what="published")
        elif old.card != card or old.state is not State.PUBLISHED:
            await save(db, space, dossier, card, State.PUBLISHED, by, now, what="changed")
    for old in held.values():
        if old.state is not State.RETIRED:
            await save(db, space, dossier, old.card, State.RETIRED, by, now, what="retired")
    await db.executemany(
        "UPDATE cards SET position = :position WHERE space = :space AND dossier = :dossier AND id = :id",
        [{"position": n, "space": space, "dossier": dossier, "id": card.id} for n, card in enumerate(cards)],
    )


async def _next_position(db: Connection, space: str, dossier: str, topic: str) -> int:
    rows = await db.execute_fetchall(
        "SELECT COALESCE(MAX(position) + 1, 0) AS next FROM cards"
        " WHERE dossier = :dossier AND topic = :topic AND space IN (:space, '')",
        {"space": space, "dossier": dossier, "topic": topic},
    )
    return int(next(iter(rows))["next"])


def entry(row: Row) -> Entry:
    """A row of `cards` as an Entry."""
    card = Card(
        id=row["id"],
        topic=row["topic"],
        headline=row["headline"],
        text=row["text"],
        kind=Kind(row["kind"]),
        evidence=_evidence.validate_json(row["evidence"]),
        as_of=row["as_of"],
        party=row["party"],
        issue=row["issue"],
        stance=Stance(row["stance"]) if row["stance"] else None,
        likelihood=Likelihood(row["likelihood"]) if row["likelihood"] else None,
    )
    changed = utc_moment(row["changed_at"])
    return Entry(row["dossier"], card, State(row["state"]), row["revision"], changed, row["number"], row["worded"])


def _change(row: Row) -> Change:
    return Change(
        dossier=row["dossier"],
        card=row["card"],
        what=row["change"],
        at=utc_moment(row["at"]),
        by=row["by"],
        headline=row["headline"],
        text=row["text"],
        note=row["note"],
        before="\n".join(filter(None, (row["old_headline"], row["old_text"]))),
        revision=row["revision"],
        by_id=row["by_id"],
        agreed=tuple((id, name) for id, name in json.loads(row["agreed"])),
    )


def cited(entries: Iterable[Entry]) -> set[str]:
    """The ids of the essays that these cards rest on."""
    return {evidence.essay for held in entries for evidence in held.card.evidence}
