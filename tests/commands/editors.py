"""Two editors, a reader, and a lake about which an essay gave three drafts."""

from __future__ import annotations

from bot.chat import Channel, Person, Platform, Request, Space
from bot.commands import Desk, handle
from bot.sources.taken import Reading, Taken, take
from bot.store import cards, dossiers, review
from bot.view.page import Page
from briefs.derive import Derivation, Draft
from briefs.derive.drafts import Span
from briefs.essay import Snapshot
from briefs.evidence import quote
from briefs.model import TOPICS, Card, Dossier, Entry, Kind, Party, State, Topic

OURS = Channel(Space(Platform.DISCORD, "1"), "general")
ROOM = Channel(OURS.space, "editors")
THEIRS = Channel(Space(Platform.DISCORD, "2"), "general")
ADA, BEN, EVE = Person("u1", "Ada"), Person("u2", "Ben"), Person("u3", "Eve")

FIRST = "Kessary will not open the gate before the vote on 7 February."
SECOND = "Mereth asks for 3.2 cubic kilometres of water in summer, says Hanne Coldwell."
THIRD = "The railway that carries the copper belongs to Mereth."
SENTENCES = (FIRST, SECOND, THIRD)
IDS = ("redlines/gate", "positions/summer", "leverage/railway")
LAKE = Dossier(
    "lake",
    "The lake",
    (Party("kessary", "Kessary"), Party("mereth", "Mereth")),
    (),
    tuple(Topic(topic, topic.capitalize(), "") for topic in TOPICS),
    (),
    (),
)


def essay(*sentences: str, title: str = "Water", address: str = "", publisher: str = "The Basin Review") -> Taken:
    """An essay of these sentences, each a paragraph."""
    return take(Reading("\n\n".join(sentences), title, "Ines Calloway", publisher, "2026-11-18", address))


def drafted(taken: Taken, sentence: str, id: str, headline: str = "") -> Card:
    """A card that says what a sentence of the essay says."""
    start = taken.snapshot.text.index(sentence)
    evidence = (quote(taken.essay.id, taken.snapshot, start, start + len(sentence)),)
    return Card(id, id.partition("/")[0], headline or sentence.rstrip("."), sentence, Kind.FACT, evidence, "2026-11-18")


async def every_sentence(snapshot: Snapshot, dossier: Dossier, published: str) -> tuple[Derivation, str]:
    """A deriver that drafts every sentence as a red line, in order."""
    drafts = []
    for sentence in (one for paragraph in snapshot.paragraphs for one in paragraph.sentences):
        span = Span(sentence.start, sentence.end, sentence.text)
        text = sentence.text
        drafts.append(Draft("redlines", Kind.FACT, text.rstrip("."), text, None, None, (span,), 1, ()))
    return Derivation(tuple(drafts)), ""


async def keep(
    desk: Desk, taken: Taken, *drafts: Card, space: Space = OURS.space, state: State = State.DRAFT, by: Person = ADA
) -> None:
    """Keep an essay about the lake with its cards."""
    what = "published" if state is State.PUBLISHED else "drafted"
    async with desk.database.transaction() as db:
        await dossiers.add(db, space.key, LAKE)
        await dossiers.add_essay(db, space.key, "lake", taken.essay, taken.snapshot.text, by, desk.now())
        for card in drafts:
            await cards.save(db, space.key, "lake", card, state, by, desk.now(), what=what)


async def keep_three(desk: Desk, *ids: str) -> Taken:
    """Keep the essay with a draft of each of its sentences, in their order."""
    taken = essay(*SENTENCES)
    await keep(desk, taken, *(drafted(taken, *each) for each in zip(SENTENCES, ids or IDS, strict=True)))
    return taken


async def waiting(desk: Desk, space: Space = OURS.space) -> list[Entry]:
    """The drafts that wait, in order."""
    return await review.drafts(desk.database.reader, space)


async def held(desk: Desk, id: str, space: Space = OURS.space) -> Entry:
    """A card about the lake as it is now."""
    entry = await cards.find(desk.database.reader, space, id, "lake")
    assert entry, id
    return entry


async def state_of(desk: Desk, id: str) -> State:
    """Whether a card about the lake is a draft, out or put away."""
    return (await held(desk, id)).state


async def outbox(desk: Desk) -> list[tuple[str, str, str]]:
    """What was queued, in order: each page's key, its channel and its JSON."""
    rows = await desk.database.reader.execute_fetchall(
        "SELECT key, channel, body FROM deliveries JOIN pages ON pages.id = page ORDER BY deliveries.id"
    )
    return [(row["key"], row["channel"], row["body"]) for row in rows]


def by(person: Person, text: str, channel: Channel = OURS, /, **fields: str) -> Request:
    """What an editor asks."""

    async def may() -> bool:
        return True

    return Request(text, channel, person, may, fields)


def command(page: Page, label: str) -> str:
    """The command behind the button or option whose label begins so."""
    commands = [button.command for button in page.buttons if button.label.startswith(label)]
    commands += [option.command for option in (page.select.options if page.select else ()) if label in option.label]
    assert commands, f"{label} is not on the page: {page}"
    return commands[0]


async def press(desk: Desk, page: Page, label: str, person: Person = ADA, channel: Channel = OURS) -> Page:
    """Press a button, or choose an option."""
    return await handle(desk, by(person, command(page, label), channel))


async def rewrite(desk: Desk, opens: str, person: Person = ADA, channel: Channel = OURS, /, **changed: str) -> Page:
    """Open a form, change what is given and send it back."""
    form = (await handle(desk, by(person, opens, channel))).form
    assert form, opens
    answers = {question.name: question.value for question in form.questions} | changed
    return await handle(desk, by(person, form.command, channel, **answers))
