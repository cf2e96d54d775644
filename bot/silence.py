"""Say so when no essay has come in for long: nobody notices what does not arrive."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.chat import Channel, Space
from bot.store import deliveries, feeds, lost, spaces, subscriptions
from bot.store.database import Connection, Database
from bot.store.feeds import Feed
from bot.view import wording
from bot.view.characters import shorten
from bot.view.markup import Bold, Markup, Time, lines, words
from bot.view.page import Button, Note, Page, Text, Tone

MOST = 5  # feeds that are named


async def warn_of_silence(database: Database, now: datetime) -> int:
    """Warn each space that follows feeds and has had no essay for as many days as it chose, once in as many days.

    Answers with how many were warned.
    """
    warned = 0
    for space in await feeds.followers(database.reader):
        async with database.transaction() as db:
            warned += await _warn(db, space, now)
    return warned


async def _warn(db: Connection, space: Space, now: datetime) -> bool:
    chosen = await spaces.choices(db, space)
    window = timedelta(days=chosen.warn_after)
    last = await feeds.last_essay(db, space)
    if not chosen.warn_after or last is None or now - last < window:
        return False
    if chosen.warned_at and now - chosen.warned_at < window and chosen.warned_at > last:
        return False
    known = await feeds.of(db, space)
    followers = [Channel(space, f"@{feed.added_by}") for feed in known if feed.added_by]  # others are forgotten
    places = [chosen.review_channel, await subscriptions.first_planned(db, space), *followers]
    heard_in = [place for place in places if place and not await lost.find(db, place)]
    if not heard_in:  # then it is said as soon as there is one
        return False
    await deliveries.add(db, f"silence {space.key} {now.date()}", heard_in[0], _page(known, last, now), now)
    await spaces.note_warning(db, space, now)
    return True


def _page(known: list[Feed], last: datetime, now: datetime) -> Page:
    ill = [feed for feed in known if feed.trouble]
    rows: list[Markup] = [words("The last one came ", Time(last, "ago"), ".")]
    rows += [
        words(Bold(shorten(feed.title or feed.address, 60)), f": {shorten(feed.trouble, 300)}") for feed in ill[:MOST]
    ]
    if not ill:
        well = "The feed that is followed here answers" if len(known) == 1 else f"All {len(known)} feeds answer"
        rows.append(words(f"{well}: nothing new stands there."))
    if len(ill) > MOST:
        rows.append(words(f"And {len(ill) - MOST} more feeds are in trouble."))
    return Page(
        f"No essay for {wording.count((now - last).days, 'day')}",
        (Text(lines(rows)), Note(words("“settings warn 7d” or “settings warn off” changes when this is said."))),
        buttons=(Button("Feeds", "feeds"), Button("Settings", "settings")),
        tone=Tone.MISTAKE if ill else Tone.PLAIN,
    )
