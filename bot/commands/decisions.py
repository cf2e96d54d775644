"""What editors decide about cards. Each decision is taken once: whoever was slower is told, and nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot import corrections, news
from bot.chat import LOCAL, Person, Request, Space
from bot.commands import arrivals
from bot.commands.desk import Desk
from bot.commands.errors import BadRequest
from bot.commands.proof import proof
from bot.store import cards, deliveries, dossiers, review, spaces
from bot.store.database import Connection
from bot.view import reviewing, wording
from bot.view.characters import shorten
from bot.view.page import Button
from briefs.model import Card, Entry, Quote, State


async def publish(desk: Desk, request: Request, entry: Entry, revision: int) -> str:
    """Let a draft out, if its evidence carries it and enough editors agree; says what was decided."""
    await _need_carried(desk, request.space, entry)
    async with desk.database.transaction() as db:
        held = await still(db, request.space, entry, revision, State.DRAFT)
        missing = await _missing_editor(db, request, held)
        if missing:
            await review.agree(db, request.space, held, request.person, desk.now())
            await arrivals.move_on(db, desk, request.space, held)
            return missing
        await save(db, desk, request, held.card, State.PUBLISHED, held, what="published")
        published = await cards.find(db, request.space, held.card.id, held.dossier)
        assert published
        await news.announce(db, request.space, published, desk.now())
        await arrivals.move_on(db, desk, request.space, held)
    desk.wake()
    return f"Published: {entry.card.headline}"


async def reject(desk: Desk, request: Request, entry: Entry, revision: int, note: str = "") -> str:
    """Put a draft away; its id still opens it, with its history."""
    async with desk.database.transaction() as db:
        held = await still(db, request.space, entry, revision, State.DRAFT)
        await save(db, desk, request, held.card, State.RETIRED, held, what="rejected", note=note)
        await arrivals.move_on(db, desk, request.space, held)
    desk.wake()
    return f"Rejected: {entry.card.headline}"


async def reject_all(desk: Desk, request: Request, drafts: Sequence[Entry]) -> str:
    """Put the drafts of one essay away, all or none; raises BadRequest when somebody decided on one just now."""
    many = wording.count(len(drafts), "draft")
    async with desk.database.transaction() as db:
        for draft in drafts:
            held = await still(db, request.space, draft, draft.revision, State.DRAFT)
            note = f"with all {many} of its essay that waited"
            await save(db, desk, request, held.card, State.RETIRED, held, what="rejected", note=note)
        await arrivals.move_on(db, desk, request.space, drafts[0])
    desk.wake()
    essay = review.source(drafts[0])
    title = await arrivals.title_of(desk.database.reader, request.space, drafts[0].dossier, essay)
    return f"Rejected: {many} from “{title}”"


async def merge(desk: Desk, request: Request, entry: Entry, revision: int, target: Entry) -> str:
    """Give a draft's quotes to a card that says the same, and put the draft away."""
    if target.card.id == entry.card.id and target.dossier == entry.dossier:
        raise BadRequest("A card cannot be merged into itself. Choose another one.")
    if target.dossier != entry.dossier:
        raise BadRequest("Those two cards belong to different dossiers, so their sources cannot be put together.")
    if target.state is State.PUBLISHED:  # with what the draft's quotes say, it may be carried no more
        await _need_carried(desk, request.space, replace(target, card=with_evidence(target.card, entry.card)))
    async with desk.database.transaction() as db:
        held = await still(db, request.space, entry, revision, State.DRAFT)
        into = await cards.find(db, request.space, target.card.id, target.dossier)
        if into is None or into.state is State.RETIRED:
            raise BadRequest("The card to merge into is no longer there. Choose another one.")
        if into.state is State.PUBLISHED:  # its words are those that were held to the evidence above
            await still(db, request.space, target, target.revision, State.PUBLISHED)
        more = with_evidence(into.card, held.card)
        await save(
            db, desk, request, more, into.state, into, what="changed", note=f"a further source, from {held.card.id}"
        )
        await save(
            db, desk, request, held.card, State.RETIRED, held, what="rejected", note=f"merged into {into.card.id}"
        )
        for one in (held, into):
            await arrivals.move_on(db, desk, request.space, one)
    desk.wake()
    return f"Merged into: {target.card.headline}"


async def ask_second(desk: Desk, request: Request, entry: Entry, revision: int) -> str:
    """Leave the decision to another editor, and say so in the review channel."""
    if request.space == LOCAL:
        raise BadRequest("On the local page you are the only editor, so nobody else could decide.")
    async with desk.database.transaction() as db:
        held = await still(db, request.space, entry, revision, State.DRAFT)
        await review.agree(db, request.space, held, Person(f"?{request.person.id}", request.person.called), desk.now())
        chosen = await spaces.choices(db, request.space)
        if chosen.review_channel:
            page = reviewing.second_opinion(held, request.person)
            many = len(await review.agreed(db, request.space, held))
            key = f"second {chosen.review_channel.key} {held.number} {held.revision} {many}"
            await deliveries.add(db, key, chosen.review_channel, page, desk.now())
    desk.wake()
    return f"Left to another editor: {entry.card.headline}"


async def reword(desk: Desk, request: Request, entry: Entry, revision: int, card: Card, note: str = "") -> str:
    """Keep a card's new words. A published card's are held to its evidence, and put right wherever it was posted."""
    need_alive(entry)
    if entry.state is State.PUBLISHED:
        await _need_carried(desk, request.space, replace(entry, card=card), entry.card)
    async with desk.database.transaction() as db:
        held = await still(db, request.space, entry, revision, entry.state)
        await save(db, desk, request, card, held.state, held, what="changed", note=note)
        if held.state is State.PUBLISHED and corrections.needs_one(held.card, card):
            await _correct(db, desk, request, held)
        elif held.state is State.DRAFT:
            await arrivals.move_on(db, desk, request.space, held)
    desk.wake()
    return f"Changed: {card.headline}"


async def retire(desk: Desk, request: Request, entry: Entry, revision: int) -> str:
    """Withdraw a published card, wherever it was posted too."""
    async with desk.database.transaction() as db:
        held = await still(db, request.space, entry, revision, State.PUBLISHED)
        await save(db, desk, request, held.card, State.RETIRED, held, what="retired")
        await _correct(db, desk, request, held)
    desk.wake()
    return f"Withdrawn: {entry.card.headline}"


def need_alive(entry: Entry) -> None:
    """Raise BadRequest for a card that was withdrawn or rejected."""
    if entry.state is State.RETIRED:
        raise BadRequest("This card is put away, and stays as it was.", (Button("Show it", f"card #{entry.number}"),))


def with_evidence(card: Card, other: Card) -> Card:
    """A card with the quotes of another that it does not have yet."""
    further = tuple(one for one in other.evidence if isinstance(one, Quote) and one not in card.evidence)
    return replace(card, evidence=card.evidence + further)


async def still(db: Connection, space: Space, entry: Entry, revision: int, state: State) -> Entry:
    """The card as it is now, if it is as the editor saw it; raises BadRequest when somebody was faster."""
    held = await cards.find(db, space, entry.card.id, entry.dossier)
    if held is None or held.revision != revision or held.state is not state:
        history = await cards.history(db, space, entry.dossier, entry.card.id)
        who = f"{history[0].by} was faster ({history[0].what})" if history else "Somebody was faster"
        changed = reviewing.difference(history, revision) if held else ""
        told = f"{shorten(who, 100)}: the card is not as you saw it, and nothing of yours was done."
        raise BadRequest(
            " ".join(filter(None, (told, changed, "Look at it again."))),
            (Button("Look again", f"card #{entry.number}"), Button("Review", "review")),
        )
    return held


async def changed_since(db: Connection, space: Space, entry: Entry, revision: int) -> str:
    """What became of a card after the revision that an editor had before them; empty when its words are the same."""
    history = await cards.history(db, space, entry.dossier, entry.card.id)
    said = reviewing.difference(history, revision)
    return f"{shorten(history[0].by, 60)} has changed it since you saw it. {said}" if said else ""


async def save(
    db: Connection, desk: Desk, request: Request, card: Card, state: State, held: Entry, *, what: str, note: str = ""
) -> None:
    """Keep a card as this editor wants it from now on."""
    await cards.save(db, request.space.key, held.dossier, card, state, request.person, desk.now(), what=what, note=note)


async def _need_carried(desk: Desk, space: Space, entry: Entry, before: Card | None = None) -> None:
    home = await dossiers.home(desk.database.reader, space, entry)
    wrong = await proof(desk.database.reader, space, entry, home, before)
    if wrong:
        number = f"#{entry.number}"
        again = f"review edit {number}" if entry.state is State.DRAFT else f"card {number} edit"
        further = [f"… and {wording.count(len(wrong) - 3, 'further objection')}."] if len(wrong) > 3 else []
        draft = "It cannot be published as it is. It stays a draft, with your words."
        head = draft if entry.state is State.DRAFT else "It cannot be out like that, and nothing was changed."
        rows = [head, *(f"• {one}" for one in wrong[:3]), *further]
        raise BadRequest(
            "\n".join(rows),
            (Button("Edit", f"{again} {entry.revision}", opens_form=True),),
        )


async def _missing_editor(db: Connection, request: Request, held: Entry) -> str:
    """What to say where another editor has to agree first; empty when the draft may go out."""
    agreed = await review.agreed(db, request.space, held)
    asked_by = {one.id[1:] for one in agreed if one.id.startswith("?")}
    others = [one for one in agreed if _is_other(one, request)]
    if request.person.id in asked_by and not others:
        raise BadRequest("You asked for a second opinion on this draft: another editor has to press Publish.")
    if (await spaces.choices(db, request.space)).two_editors and not others:
        return f"You would publish it; another editor has to agree: {held.card.headline}"
    return ""


def _is_other(agreed: Person, request: Request) -> bool:
    """Whether it is another editor who agreed, and not one who asked for a second opinion."""
    return not agreed.id.startswith("?") and agreed.id != request.person.id


async def _correct(db: Connection, desk: Desk, request: Request, before: Entry) -> None:
    after = await cards.find(db, request.space, before.card.id, before.dossier)
    assert after
    await corrections.queue(db, request.space, before, after, desk.now())
