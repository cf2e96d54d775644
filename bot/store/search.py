"""Full-text search over cards. FTS5 is SQLite's own, so it stands alone here."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from aiosqlite import Connection

from bot.chat import Space
from bot.store.cards import VISIBLE, entry
from bot.store.database import utc_text
from briefs.model import Entry

START, END = "\x02", "\x03"  # around what was found in a snippet: no card holds these characters
MOST = 100  # results that anybody pages through
_SHORTEST_PREFIX = 3  # letters; shorter ones match half of everything and take 40 ms at 10,000 cards
_COMMON = frozenset(
    "a an and are as at be by can did do does for from had has have how in is it its of on or so that the their they "
    "this to was were he she we you i his her them him our your what when where which who why will with would".split()
)


@dataclass(frozen=True)
class Found:
    """A card that was found, and where: what matched stands between START and END."""

    entry: Entry
    snippet: str  # of its text


async def search(db: Connection, space: Space, dossier: str, words: str) -> list[Found]:
    """Published cards that hold all of the words, best first; where none does, those that hold some of them."""
    terms = _terms(words)
    if not terms:
        return []
    return await _matching(db, space, dossier, " ".join(terms)) or await _matching(
        db, space, dossier, " OR ".join(terms)
    )


async def keep_words(db: Connection, space: Space, words: str, now: datetime) -> str:
    """Keep a search that is too long for a button; answers with its short name, by which this space alone finds it."""
    id = _name(space, words)
    await db.execute(
        "INSERT INTO searches (id, words, at) VALUES (:id, :words, :now) ON CONFLICT (id) DO UPDATE SET at = :now",
        {"id": id, "words": words, "now": utc_text(now)},
    )
    return id


async def kept_words(db: Connection, space: Space, id: str) -> str | None:
    """The words that a space kept under this name."""
    rows = await db.execute_fetchall("SELECT words FROM searches WHERE id = :id", {"id": id})
    return next((row["words"] for row in rows if _name(space, row["words"]) == id), None)


def _name(space: Space, words: str) -> str:
    return "~" + hashlib.blake2b(f"{space.key} {words}".encode(), digest_size=6).hexdigest()


async def _matching(db: Connection, space: Space, dossier: str, query: str) -> list[Found]:
    """Cards that match, best first.

    Not by bm25: it weighs words by how rare they are in all cards, other spaces' included, and so would let one space
    feel what another holds. A match in the headline counts three times, and short cards count more than long ones.
    """
    rows = await db.execute_fetchall(
        "SELECT * FROM (SELECT cards.*, highlight(cards_found, 0, :start, :end) AS marked,"
        " highlight(cards_found, 1, :start, :end) AS whole, snippet(cards_found, 1, :start, :end, '…', 24) AS snippet"
        " FROM cards_found JOIN cards ON cards.number = cards_found.rowid"
        f" WHERE cards_found MATCH :query AND dossier = :dossier AND state = 'published' AND {VISIBLE})"
        " ORDER BY (3.0 * (length(marked) - length(headline)) + length(whole) - length(text)) / (500 + length(text))"
        " DESC, id LIMIT :most",
        {"query": query, "space": space.key, "dossier": dossier, "start": START, "end": END, "most": MOST},
    )
    best = sorted(rows, key=lambda row: -len(_said(row["marked"] + row["whole"])))  # stable: then as above
    return [Found(entry(row), row["snippet"]) for row in best]


def _said(marked: str) -> set[str]:
    """The different words that matched."""
    return {word.casefold() for word in re.findall(f"{START}(.*?){END}", marked)}


def _terms(words: str) -> list[str]:
    """What to ask FTS5 for: each in quotation marks, so that none is an operator; the last may be a beginning."""
    found = re.findall(r"[^\W_]+", words.casefold())[:16]
    meant = [word for word in found if word not in _COMMON] or found
    terms = [f'"{word}"' for word in meant]
    if meant and meant[-1] == found[-1] and len(meant[-1]) >= _SHORTEST_PREFIX:
        terms[-1] += " *"
    return terms
