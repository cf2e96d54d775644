"""Lists of feeds: all that stand in an OPML file are followed, and those that are followed become such a file."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat import Person, Request, Space
from bot.commands.desk import Desk
from bot.commands.errors import BadRequest, need_right
from bot.sources.addresses import check_address
from bot.sources.followed import without_pasting
from bot.sources.opml import Listed, read_opml, write_opml
from bot.sources.taken import Unreadable
from bot.store import feeds
from bot.view import compose, wording
from bot.view.characters import shorten
from bot.view.page import Button, Page

ENDING = ".opml"
TOLD = 3  # addresses that are not followed, with the reason


@dataclass(frozen=True)
class Followed:
    """What became of a list."""

    new: Sequence[Listed]
    known: int  # followed already
    refused: Sequence[tuple[str, str]]  # addresses to which we do not go, and why
    left: int  # for which there was no room


async def answer(desk: Desk, request: Request, dossier: str) -> Page:
    """Follow the feeds of a list that was sent along."""
    await need_right(request, "follow feeds")
    assert request.upload
    try:
        followed = await follow_all(desk, await request.upload.read(), request.space, request.person, dossier)
    except Unreadable as wrong:
        raise BadRequest(f"No feed came of it: {wrong}") from None
    said = told(followed)
    if not followed.new:
        raise BadRequest(f"Nothing new is followed. {said}", (Button("Feeds", "feeds"),))
    many = wording.count(len(followed.new), "feed")
    return compose.done(
        f"{many} {'is' if len(followed.new) == 1 else 'are'} followed.",
        f"{said} Each is looked at within minutes; from then on each new essay in it becomes drafts. “feeds” says how "
        "they do.",
        buttons=(Button("Feeds", "feeds"),),
    )


async def follow_all(desk: Desk, content: bytes, space: Space, by: Person, dossier: str) -> Followed:
    """Follow the feeds of a list, as far as there is room; the clock looks at each. Raises Unreadable."""
    if desk.sources:
        read = await desk.sources.workers.read("opml", content)
        listed = [Listed(**one) for one in read["feeds"]]
    else:
        listed = await asyncio.to_thread(read_opml, content)
    good, refused = _sorted(listed)
    async with desk.database.transaction() as db:
        held = {(feed.dossier, feed.address) for feed in await feeds.of(db, space)}
        unknown = [one for one in good if (dossier, one.address) not in held]
        room = max(feeds.MOST - len(held), 0)
        for one in unknown[:room]:
            await feeds.add(db, space, dossier, one.address, one.title, by.id, desk.now())
    return Followed(unknown[:room], len(good) - len(unknown), refused, len(unknown[room:]))


def _sorted(listed: Sequence[Listed]) -> tuple[list[Listed], list[tuple[str, str]]]:
    """The feeds to which we would go, and the others with the reason."""
    good: list[Listed] = []
    refused: list[tuple[str, str]] = []
    for one in listed:
        try:
            good.append(Listed(str(check_address(one.address)), one.title))
        except Unreadable as wrong:
            refused.append((one.address, without_pasting(str(wrong))))
    return good, refused


def told(followed: Followed) -> str:
    """What became of the feeds that are not new."""
    said = [f"Followed already: {followed.known}."] if followed.known else []
    if followed.left:
        said.append(f"For {followed.left} more there is no room: a space follows at most {feeds.MOST}.")
    said += [f"Not followed: {shorten(address, 80)}. {why}" for address, why in followed.refused[:TOLD]]
    if len(followed.refused) > TOLD:
        said.append(f"And {len(followed.refused) - TOLD} more like these.")
    return " ".join(said)


async def list_of(desk: Desk, space: Space) -> str:
    """The feeds that a space follows, as OPML."""
    held = await feeds.of(desk.database.reader, space)
    return write_opml(f"Feeds of {space.key}", [Listed(feed.address, feed.title) for feed in held])
