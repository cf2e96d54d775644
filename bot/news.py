"""Tell at once what was published, to those who chose so."""

from __future__ import annotations

from datetime import datetime

from bot.chat import Channel, Space
from bot.store import caps, deliveries, dossiers, editions, lost, mentions, subscriptions
from bot.store.cards import cited
from bot.store.database import Connection
from bot.view import compose
from bot.view.page import Page
from briefs.filters import lets_in, traits
from briefs.model import Entry
from briefs.selection import key, subject


async def announce(db: Connection, space: Space, entry: Entry, now: datetime) -> int:
    """Queue a published card for each channel of the space that follows it at once; it counts as seen there.

    Answers with how many channels get it.
    """
    followed = await subscriptions.at_once(db, space, entry.dossier)
    if not followed:
        return 0
    essays = {
        essay.id: essay for essay in await dossiers.essays(db, space, entry.dossier) if essay.id in cited([entry])
    }
    held = traits(entry.card, essays)
    channels = list(dict.fromkeys(channel for channel, filter in followed if lets_in(filter, held)))
    home = await dossiers.home(db, space, entry)
    page = compose.announcement(entry, home, essays)
    chosen = await mentions.among(db, [channel.key for channel in channels])
    pinged = {key: one.group.id for key, one in chosen.items() if one.concerns(entry.dossier, held)}
    return sum([await _tell(db, channel, entry, page, pinged.get(channel.key), now) for channel in channels])


async def _tell(db: Connection, channel: Channel, entry: Entry, page: Page, mention: str | None, now: datetime) -> bool:
    """Queue it for one channel, unless it is there already or has to wait for an edition."""
    if await subscriptions.paused(db, channel, now) or await lost.find(db, channel):
        return False
    due = await subscriptions.now_due(db, channel, now)
    seen, day = await editions.seen(db, due.seen), due.schedule.local_date(now)
    told = caps.told_on(day, due.told)
    over_the_cap = due.cap is not None and told.get(subject(entry), 0) >= due.cap
    if seen.get(key(entry)) == entry.revision or (over_the_cap and await _digest_comes(db, channel)):
        return False
    await deliveries.add(db, f"card {channel.key} {key(entry)} {entry.revision}", channel, page, now, mention=mention)
    await editions.note_seen(db, channel, {**seen, key(entry): entry.revision})
    await caps.note_told(db, channel, caps.told_with(day, told, [entry]))
    return True


async def _digest_comes(db: Connection, channel: Channel) -> bool:
    """Whether there is an edition to wait for: without one, a cap holds nothing back."""
    plan = await subscriptions.planned(db, channel)
    return plan is not None and plan.next_due is not None
