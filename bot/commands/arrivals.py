"""Drafts arrive in the review channel: of each essay one post, which shows the best of its drafts that wait."""

from __future__ import annotations

import re
from itertools import pairwise

from bot.chat import LOCAL, Channel, Space
from bot.commands.desk import Desk
from bot.commands.proof import proof
from bot.store import cards, deliveries, dossiers, review, spaces
from bot.store.database import Connection
from bot.view import reviewing
from bot.view.characters import shorten
from bot.view.page import Page
from bot.view.reviewing import Waiting
from briefs.model import Dossier, Entry, Essay

LIKE = 0.25  # share of word pairs from which two cards are offered to be merged
MOST_ALIKE = 8


async def tell(db: Connection, desk: Desk, space: Space, dossier: Dossier, essay: Essay) -> None:
    """Post the best draft of an essay in the review channel, where the space has one."""
    channel = (await spaces.choices(db, space)).review_channel
    if channel:
        page = await _page(db, space, dossier.slug, essay.id)
        key = f"{_key(channel, dossier.slug, essay.id)}{essay.snapshot_hash[:12]}"
        await deliveries.add(db, key, channel, page, desk.now())


async def move_on(db: Connection, desk: Desk, space: Space, decided: Entry) -> None:
    """Let the post about a draft's essay show what waits now that an editor has decided something."""
    channel = (await spaces.choices(db, space)).review_channel
    if not channel:
        return
    essay = review.source(decided)
    page = await _page(db, space, decided.dossier, essay)
    for shown in await deliveries.begun_with(db, _key(channel, decided.dossier, essay)):
        if shown.waits:
            await deliveries.rewrite(db, shown.waits, page)
        elif shown.page != page:
            await deliveries.add_correction(db, shown, f"{decided.number} {decided.revision}", page, desk.now())


async def waiting(db: Connection, space: Space, entry: Entry) -> Waiting:
    """What editors see of a draft."""
    home = await dossiers.home(db, space, entry)
    cited = cards.cited([entry])
    essays = {essay.id: essay for essay in await dossiers.essays(db, space, entry.dossier) if essay.id in cited}
    agreed = await review.agreed(db, space, entry)
    return Waiting(
        entry,
        home,
        essays,
        objections=await proof(db, space, entry, home),
        alike=alike(entry, await cards.published(db, space, entry.dossier)),
        agreed=[one.name or one.id for one in agreed if not one.id.startswith("?")],
        alone=space == LOCAL,
    )


def alike(entry: Entry, others: list[Entry]) -> list[Entry]:
    """Published cards that say something like it, the likest first: into these it might be merged."""
    own = _pairs(entry)
    scored = [(len(own & pairs) / min(len(own), len(pairs)), one) for one in others if own and (pairs := _pairs(one))]
    near = sorted((pair for pair in scored if pair[0] >= LIKE), key=lambda pair: -pair[0])
    same_topic = [one for one in others if one.card.topic == entry.card.topic and one not in [near for _, near in near]]
    return ([one for _, one in near] + same_topic)[:MOST_ALIKE]


def _pairs(entry: Entry) -> set[tuple[str, str]]:
    return set(pairwise(re.findall(r"\w+", f"{entry.card.headline} {entry.card.text}".casefold())))


async def title_of(db: Connection, space: Space, dossier: str, essay: str) -> str:
    """The title of an essay, at most 100 characters; its id where the dossier no longer has it."""
    known = await dossiers.essays(db, space, dossier)
    return shorten(next((one.title for one in known if one.id == essay), essay), 100)


async def _page(db: Connection, space: Space, dossier: str, essay: str) -> Page:
    """The best draft of the essay that waits, or that none does."""
    title = await title_of(db, space, dossier, essay)
    drafts = review.of_essay(await review.drafts(db, space), dossier, essay)
    if not drafts:
        return reviewing.all_decided(title)
    return reviewing.arrived(title, len(drafts), await waiting(db, space, drafts[0]))


def _key(channel: Channel, dossier: str, essay: str) -> str:
    """How the keys of the posts about an essay begin."""
    return f"drafts {channel.key} {dossier} {essay} "
