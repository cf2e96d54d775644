"""The way of an editor from essays to sourced cards, the same on every platform: written once, walked through each.

A platform's test gives an Editor: what somebody does there, through the real library and over real sockets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from html import escape
from pathlib import Path
from typing import Any, Protocol

from bot.chat import Space
from bot.commands import Desk
from bot.store import cards, dossiers
from briefs.essay import read_snapshot
from briefs.evidence import locate
from briefs.model import NOBODY, Entry, Quote
from tests.conftest import SHARED
from tests.sources.papers import docx, paragraph, pdf, wrapped

ROOT = Path(__file__).parents[2]
SEED = SHARED / "seed/essay.txt"  # not ours to carry: without it, the walk is walked with ours alone
LABELLED = tuple(
    ROOT / f"tests/labelled/essays/{name}.md" for name in ("b-green-line", "a-kuwait-pause", "c-grain-lane")
)
RIVER = ROOT / "briefs/content/demonstration/essay.md"
DOSSIER, TOPIC = "ukraine-talks", "redlines"


@dataclass(frozen=True)
class Shown:
    """What somebody sees: all its words, what can be pressed, and the platform's own thing behind it."""

    text: str
    buttons: tuple[str, ...]
    behind: Any

    @property
    def words(self) -> str:
        """Its words without a platform's marks."""
        return plain(self.text)


class Editor(Protocol):
    """Somebody who may review, at their platform."""

    space: Space

    async def ask(self, name: str, **options: str) -> Shown:
        """Ask a command of the table, as one does there."""

    async def press(self, shown: Shown, label: str) -> Shown:
        """Press a button."""

    async def edit(self, shown: Shown, **changed: str) -> Shown:
        """Press Edit, change what is given in the form, and send it."""

    async def send(self, name: str, content: bytes, dossier: str) -> Shown:
        """Send a file to be taken in."""

    async def fill_in(self, **answers: str) -> Shown:
        """Open the form for an essay, fill it in and send it."""


def plain(text: str) -> str:
    """Text without what platforms put into it: marks, quotation signs, escapes and line breaks."""
    text = re.sub(r"(?m)^(?:> ?|-# |#+ )", "", text.replace("\\", "").replace("\u200b", ""))
    return " ".join(re.sub(r"[*_>]", "", text).split())


async def walk(editor: Editor, desk: Desk) -> None:
    """Add essays, publish from drafts, ask for the topic, and find each sentence's quote and source."""
    files = [*([SEED] if SEED.exists() else []), *LABELLED]
    for file in files:
        taken = await editor.send(file.name, file.read_bytes(), DOSSIER)
        assert re.match(r"\d+ drafts from “", taken.words), taken.words
    assert await _essays(editor, desk, held=True) == len(files)

    let_out = await _publish(editor, desk, len(files))

    shown = page = await editor.ask("brief", topic=TOPIC)
    told = shown.words
    while "Next" in page.buttons:
        page = await editor.press(page, "Next")
        told += page.words
    entries = [
        one for one in await cards.published(desk.database.reader, editor.space, DOSSIER) if one.card.topic == TOPIC
    ]
    assert let_out <= {entry.card.id for entry in entries}
    for entry in entries:
        assert plain(entry.card.headline)[:60] in told
        if SEED.exists() or entry.card.id in let_out:  # the shipped cards rest on places in that essay
            await _is_sourced(editor, desk, entry, told)


async def _publish(editor: Editor, desk: Desk, many: int) -> set[str]:
    """Publish a draft on the topic from each essay, as they come; the ids of these cards."""
    page = await editor.ask("review")
    let_out: dict[str, str] = {}
    for _ in range(600):
        waiting = re.search(rf"({TOPIC}/[a-z0-9-]+) · revision", page.words)
        entry = await cards.find(desk.database.reader, editor.space, waiting[1], DOSSIER) if waiting else None
        essay = entry.card.evidence[0].essay if entry else ""
        if waiting and essay not in let_out and "cannot be published" not in page.words:
            page = await editor.press(page, "Publish")
            assert "Published: " in page.words
            let_out[essay] = waiting[1]
            if len(let_out) == many:
                return set(let_out.values())
        page = await editor.press(page, "Next")
    raise AssertionError(f"only {let_out} could be published")


async def _is_sourced(editor: Editor, desk: Desk, entry: Entry, told: str) -> None:
    """The topic tells the words that the card rests on and whose they are; the card, where they stand too."""
    card = (await editor.ask("card", id=entry.card.id)).words
    records = {one.id: one for one in await dossiers.essays(desk.database.reader, editor.space, DOSSIER)}
    hashes = [one.snapshot_hash for one in records.values()]
    texts = await dossiers.snapshots(desk.database.reader, editor.space, hashes)
    for number, evidence in enumerate(entry.card.evidence):
        record = records[evidence.essay]
        text = texts[record.snapshot_hash]
        if isinstance(evidence, Quote):
            quote, place = evidence.exact, f"from character {evidence.start:,}"
            assert text[evidence.start : evidence.end] == quote
        else:
            sentence = locate(read_snapshot(text), evidence)
            assert sentence
            quote, place = sentence.text, f"paragraph {evidence.paragraph}, sentence {evidence.sentence}"
        assert plain(quote)[:200] in card
        assert place in card
        assert plain(record.author) in card
        source = (record.publisher or record.title[:70]) if record.author == NOBODY else record.author
        assert plain(source) in told
        assert number or plain(quote)[:200] in told


async def _essays(editor: Editor, desk: Desk, dossier: str = DOSSIER, *, held: bool = False) -> int:
    """How many essays of a dossier a space knows; `held`: of how many it has the text."""
    known = await dossiers.essays(desk.database.reader, editor.space, dossier)
    texts = await dossiers.snapshots(desk.database.reader, editor.space, [one.snapshot_hash for one in known])
    return len(texts) if held else len(known)


@dataclass(frozen=True)
class Paper:
    """A file as people have them."""

    name: str
    content: bytes
    record: Mapping[str, str]  # what of its record stands in it


def papers() -> list[Paper]:
    """One file of each kind that is more than its text, each another essay."""
    bridge, pipe, cod, ferry = [
        _body(name) for name in ("a-bridge-seals", "d-pipe-column", "e-cod-quota", "e-ferry-strike")
    ]
    lines = [line for block in bridge for line in (*wrapped(block), "")]
    pages = [lines[start : start + 46] for start in range(0, len(lines), 46)]
    letter = EmailMessage()
    letter["Subject"], letter["From"], letter["Date"] = "Fwd: Mackerel", "Annika Solheim <a@example.org>", _DATE
    letter.set_content("\n\n".join(cod))
    meta = '<meta name="author" content="Pat Ferris"><meta property="article:published_time" content="2026-11-20">'
    paragraphs = "".join(f"<p>{escape(block)}</p>" for block in ferry)
    head, body = f"<head><title>Ferries</title>{meta}</head>", f"<h1>Ferries</h1>{paragraphs}"
    page = f"<html>{head}<body><article>{body}</article></body></html>"
    word = docx("".join(map(paragraph, pipe)), core="<dc:title>The pipe</dc:title><dc:creator>Z. Pen</dc:creator>")
    dated = {"published": "2026-11-20"}
    return [
        Paper("bridge.pdf", pdf(*pages, title="Bridge seals"), {"title": "Bridge seals"}),
        Paper("pipe.docx", word, {"title": "The pipe", "author": "Z. Pen"}),
        Paper("mackerel.eml", letter.as_bytes(), {"title": "Mackerel", "author": "Annika Solheim", **dated}),
        Paper("ferries.html", page.encode(), {"title": "Ferries", "author": "Pat Ferris", **dated}),
    ]


_DATE = "Fri, 20 Nov 2026 10:00:00 +0000"


def _body(name: str) -> list[str]:
    """An essay's paragraphs, in the characters of a simple font."""
    text = (ROOT / f"tests/labelled/essays/{name}.md").read_text(encoding="utf-8")
    simple = text.encode("cp1252", "replace").decode("cp1252")
    return [block for block in simple.split("\n\n") if len(block) > 200]


async def send_papers(editor: Editor, desk: Desk) -> None:
    """Send a file of each kind: each gives drafts, and its record says what stands in it."""
    for paper in papers():
        taken = await editor.send(paper.name, paper.content, DOSSIER)
        assert re.match(rf"\d+ drafts from “{paper.record['title']}”", taken.words), taken.words
        known = await dossiers.essays(desk.database.reader, editor.space, DOSSIER)
        record = next(one for one in known if one.title == paper.record["title"])
        assert {name: getattr(record, name) for name in paper.record} == paper.record


async def fill_in_the_form(editor: Editor, desk: Desk) -> None:
    """Paste an essay into the form: its paragraphs stay, and what is said of it holds; a mistake loses nothing."""
    text = RIVER.read_text(encoding="utf-8").rpartition("\n## ")[0][:2900].rpartition("\n\n")[0]

    taken = await editor.fill_in(text=text, title="Ours", author="Ada Lovelace", date="2026-11", dossier=DOSSIER)

    assert re.match(r"\d+ drafts from “Ours”", taken.words), taken.words
    known = await dossiers.essays(desk.database.reader, editor.space, DOSSIER)
    record = next(one for one in known if one.title == "Ours")
    assert (record.author, record.published) == ("Ada Lovelace", "2026-11")
    held = await dossiers.snapshots(desk.database.reader, editor.space, [record.snapshot_hash])
    assert held[record.snapshot_hash].count("\n\n") == text.count("\n\n")


class Reader(Editor, Protocol):
    """... at a platform whose messages have a menu with “Brief this” in it."""

    async def brief(self, text: str) -> tuple[Shown, str]:
        """Let somebody called Ada write a message, and brief it: what comes of it, and where the message stands."""


async def brief_a_message(editor: Reader, desk: Desk) -> None:
    """Brief a message: its writer, its day and its place are the essay's record, and stand on its cards."""
    body = [block for block in RIVER.read_text(encoding="utf-8").split("\n\n") if len(block) > 200]

    taken, place = await editor.brief("\n\n".join(body)[:1900])

    assert re.match(r"\d+ drafts from “", taken.words), taken.words
    known = await dossiers.essays(desk.database.reader, editor.space, DOSSIER)
    record = next(one for one in known if one.address == place)
    assert record.author == "Ada"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", record.published)
    assert "Ada" in (await editor.press(taken, "Review")).words
