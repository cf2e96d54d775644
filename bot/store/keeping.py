"""How long what is over is kept: found aside, so that nobody waits, and removed a little at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.store import gaps
from bot.store.database import BATCH, Connection, Database, utc_text

KEEP = 365  # days, where a space has not chosen otherwise
SEARCHES = timedelta(days=90)  # a button that names one is pressed no later


@dataclass(frozen=True)
class _Kind:
    """Something that is over in time: which rows that is, and how they go."""

    over: str  # answers with `id`; {mine} is where it says whose
    gone: tuple[str, ...]  # with :ids, as JSON
    by: str = "space"  # the column that says whose it is

    def mine(self) -> str:
        """The key of the space whose a row is."""
        return "space" if self.by == "space" else "substr(channel, 1, instr(channel, '/') - 1)"


_RESTS_ON_IT = (
    "EXISTS (SELECT 1 FROM cards, json_each(cards.evidence) AS one WHERE cards.space IN (essays.space, '')"
    " AND cards.dossier = essays.dossier AND cards.state <> 'retired' AND one.value ->> 'essay' = essays.id)"
)
_IDS = "(SELECT value FROM json_each(:ids))"
_PAIRS = "(SELECT value ->> 0, value ->> 1 FROM json_each(:ids))"
_THREES = "(SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(:ids))"
_REJECTED = f"(SELECT space, dossier, id FROM cards WHERE number IN {_IDS} AND state = 'retired')"

KINDS = (
    _Kind(  # what was posted can be corrected for as long
        "SELECT id FROM deliveries WHERE state <> 'waiting' AND ended_at < :before AND {mine} AND NOT EXISTS"
        " (SELECT 1 FROM deliveries AS other WHERE other.channel = deliveries.channel AND other.state = 'waiting'"
        " AND deliveries.id IN (other.corrects, other.part_of))",
        (f"DELETE FROM deliveries WHERE id IN {_IDS} AND state <> 'waiting'",),
        by="channel",
    ),
    _Kind(
        "SELECT json_array(channel, date) AS id FROM editions WHERE made < :before AND {mine}",
        (f"DELETE FROM editions WHERE (channel, date) IN {_PAIRS}",),
        by="channel",
    ),
    _Kind(
        "SELECT json_array(channel, since) AS id FROM outages WHERE until < :before AND {mine}",
        (f"DELETE FROM outages WHERE (channel, since) IN {_PAIRS}",),
        by="channel",
    ),
    _Kind(  # drafts that were put away and never out
        "SELECT number AS id FROM cards WHERE state = 'retired' AND changed_at < :before AND {mine} AND NOT EXISTS"
        " (SELECT 1 FROM card_revisions AS one WHERE one.space IN (cards.space, '') AND one.dossier = cards.dossier"
        " AND one.card = cards.id AND one.change = 'published')",
        (
            f"DELETE FROM card_revisions WHERE (space, dossier, card) IN {_REJECTED}",
            f"DELETE FROM approvals WHERE (space, dossier, card) IN {_REJECTED}",
            f"DELETE FROM cards WHERE number IN {_IDS} AND state = 'retired'",
        ),
    ),
    _Kind(  # texts on which no draft and no published card rests; that there was such an essay stays known
        f"SELECT rowid AS id FROM essays WHERE snapshot IS NOT NULL AND added_at < :before AND {{mine}}"
        f" AND NOT {_RESTS_ON_IT}",
        (f"UPDATE essays SET snapshot = NULL WHERE rowid IN {_IDS} AND NOT {_RESTS_ON_IT}",),
    ),
    _Kind(
        "SELECT json_array(space, person, said) AS id FROM notices WHERE at < :before AND {mine}",
        (f"DELETE FROM notices WHERE (space, person, said) IN {_THREES}",),
    ),
    _Kind("SELECT id FROM audit WHERE at < :before AND {mine}", (f"DELETE FROM audit WHERE id IN {_IDS}",)),
)
_UNSHOWN = (
    "NOT EXISTS (SELECT 1 FROM deliveries WHERE deliveries.page = pages.id)"
    " AND NOT EXISTS (SELECT 1 FROM deliveries WHERE deliveries.whole = pages.id)"
)
_UNSEEN = (
    "NOT EXISTS (SELECT 1 FROM channels WHERE channels.seen = seen_sets.id)"
    " AND NOT EXISTS (SELECT 1 FROM editions WHERE editions.cards = seen_sets.id)"
)
UNUSED = (
    _Kind(f"SELECT id FROM pages WHERE {_UNSHOWN}", (f"DELETE FROM pages WHERE id IN {_IDS} AND {_UNSHOWN}",)),
    _Kind(f"SELECT id FROM seen_sets WHERE {_UNSEEN}", (f"DELETE FROM seen_sets WHERE id IN {_IDS} AND {_UNSEEN}",)),
)


async def forget_old(database: Database, now: datetime) -> int:
    """Remove what is over for longer than its space keeps it, and what nothing refers to; says how many rows that was.

    What waits, what stands on a page that is out, and what a draft or a published card rests on is never among it.
    """
    gone = 0
    for spaces, days, others in await _choices(database.reader):
        values = {"before": utc_text(now - timedelta(days=days)), "spaces": json.dumps(spaces)}
        for kind in KINDS:
            whose = f"{kind.mine()} {'NOT IN' if others else 'IN'} (SELECT value FROM json_each(:spaces))"
            whose += " AND space <> ''" if kind.by == "space" else ""
            gone += await _remove(database, kind, kind.over.format(mine=whose), values)
    for kind in UNUSED:
        gone += await _remove(database, kind, kind.over, {})
    gone += await _forget_searches(database, now)
    async with database.transaction() as db:
        await db.execute("DELETE FROM gaps WHERE until < :before", {"before": utc_text(now - 2 * gaps.REMEMBERED)})
    return gone


async def _choices(db: Connection) -> list[tuple[list[str], int, bool]]:
    """Which spaces keep for how many days; last, all others (named by those that they are not)."""
    rows = await db.execute_fetchall("SELECT space, keep FROM spaces WHERE keep IS NOT NULL")
    chosen: dict[int, list[str]] = {}
    for row in rows:
        chosen.setdefault(row["keep"], []).append(row["space"])
    return [
        *((spaces, days, False) for days, spaces in chosen.items() if days),
        ([row["space"] for row in rows], KEEP, True),
    ]


async def _remove(database: Database, kind: _Kind, over: str, values: dict[str, str]) -> int:
    async with database.aside() as db:
        rows = await db.execute_fetchall(over, values)
    ids = [json.loads(row["id"]) if str(row["id"]).startswith("[") else row["id"] for row in rows]
    for first in range(0, len(ids), BATCH // len(kind.gone)):
        await _gone(database, kind.gone, ids[first : first + BATCH // len(kind.gone)])
    return len(ids)


async def _gone(database: Database, statements: Sequence[str], ids: Sequence[object]) -> None:
    async with database.transaction() as db:
        for statement in statements:
            await db.execute(statement, {"ids": json.dumps(ids)})


async def _forget_searches(database: Database, now: datetime) -> int:
    """Searches whose buttons nobody can press any more: no page that is kept has one, and answers are not kept."""
    async with database.aside() as db:
        old = await db.execute_fetchall(
            "SELECT id FROM searches WHERE at < :before", {"before": utc_text(now - SEARCHES)}
        )
        pages = await db.execute_fetchall("SELECT body FROM pages WHERE instr(body, 'search ~')") if old else []
    named = {id for row in pages for id in re.findall("search (~[0-9a-f]+)", row["body"])}
    ids = [row["id"] for row in old if row["id"] not in named]
    for first in range(0, len(ids), BATCH):
        await _gone(database, (f"DELETE FROM searches WHERE id IN {_IDS}",), ids[first : first + BATCH])
    return len(ids)
