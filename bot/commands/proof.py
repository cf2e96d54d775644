"""Whether a card's evidence carries it: its essays' texts, as the space holds them, judge."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat import Space
from bot.store import cards, dossiers
from bot.store.database import Connection
from briefs.carried import objections
from briefs.essay import Snapshot, read_snapshot
from briefs.model import Card, Dossier, Entry, Essay


async def proof(db: Connection, space: Space, entry: Entry, dossier: Dossier, before: Card | None = None) -> list[str]:
    """Why a card cannot be out as it is (and was `before`); empty when its evidence carries it."""
    essays = await _cited(db, space, entry)
    return objections(entry.card, essays, await read_snapshots(db, space, essays), dossier, before)


async def texts_of(db: Connection, space: Space, entry: Entry) -> dict[str, Snapshot]:
    """The texts of the essays that a card rests on, as far as the space holds them, by essay id."""
    return await read_snapshots(db, space, await _cited(db, space, entry))


async def read_snapshots(db: Connection, space: Space, essays: Mapping[str, Essay]) -> dict[str, Snapshot]:
    """The texts that a space holds of these essays, cut into sentences, by essay id."""
    held = await dossiers.snapshots(db, space, [one.snapshot_hash for one in essays.values() if one.snapshot_hash])
    return {id: read_snapshot(held[one.snapshot_hash]) for id, one in essays.items() if one.snapshot_hash in held}


async def _cited(db: Connection, space: Space, entry: Entry) -> dict[str, Essay]:
    cited = cards.cited([entry])
    return {essay.id: essay for essay in await dossiers.essays(db, space, entry.dossier) if essay.id in cited}
