"""Tell at once what was published, to those who chose so."""

from __future__ import annotations

from datetime import datetime

from bot.chat import Space
from bot.store import deliveries, dossiers, editions, lost, subscriptions
from bot.store.cards import cited
from bot.store.database import Connection
from bot.view import compose
from briefs.model import Entry
from briefs.selection import key


async def announce(db: Connection, space: Space, entry: Entry, now: datetime) -> int:
    """Queue a published card for each channel of the space that follows its topic at once; it counts as seen there.

    Answers with how many channels that are.
    """
    channels = await subscriptions.at_once(db, space, entry.dossier, entry.card.topic)
    if not channels:
        return 0
    home = next(one for one in await dossiers.visible(db, space) if one.slug == entry.dossier)
    essays = {
        essay.id: essay for essay in await dossiers.essays(db, space, entry.dossier) if essay.id in cited([entry])
    }
    page = compose.announcement(entry, home, essays)
    for channel in channels:
        if await subscriptions.paused(db, channel, now) or await lost.find(db, channel):
            continue  # it comes with the first edition afterwards
        seen = await editions.seen_by(db, channel)
        if seen.get(key(entry)) != entry.revision:
            await deliveries.add(db, f"card {channel.key} {key(entry)} {entry.revision}", channel, page, now)
            await editions.note_seen(db, channel, {**seen, key(entry): entry.revision})
    return len(channels)
