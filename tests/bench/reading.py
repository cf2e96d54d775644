"""What people wait for with 10,000 cards: completions and search."""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.chat import LOCAL, Channel, Person, Request
from bot.commands import Desk, handle, suggest
from bot.store.database import Database
from bot.store.dossiers import load_shipped
from briefs.dossier import content_hash, load_dossier, shipped
from briefs.model import TOPICS, Dossier
from tests.bench.digests import DUE
from tests.bench.rows import Row

CARDS = 10_000
ROUNDS = 9


def grown(dossier: Dossier, many: int = CARDS) -> Dossier:
    """The dossier with so many cards, of words as unevenly common as those of a language."""
    chance = random.Random(7)
    words = [f"w{number:x}ard" for number in range(20_000)]
    weights = [1 / (number + 1) for number in range(len(words))]
    cards = []
    for number in range(many):
        topic = TOPICS[number % len(TOPICS)]
        text = chance.choices(words, weights, k=60)
        shape = dossier.cards[number % len(dossier.cards)]
        cards.append(
            replace(
                shape, id=f"{topic}/c{number}", topic=topic, headline=" ".join(text[:9]), text=" ".join(text) + " peace"
            )
        )
    return replace(dossier, cards=tuple(cards))


async def _measure(folder: Path) -> list[Row]:
    database = await Database.open(folder / "communique.db")
    try:
        source = shipped()[0]
        dossier = grown(load_dossier(source))
        await load_shipped(database, dossier, content_hash(source), DUE - timedelta(days=30))
        desk = Desk(database, lambda: DUE)
        return [
            Row("autocomplete of a card, first letters", await _median(lambda n: _suggest(desk, f"w{n:x}")), "ms", 300),
            Row("autocomplete of a card, nothing typed", await _median(lambda n: _suggest(desk, "")), "ms", 300),
            Row("autocomplete of a card, no match", await _median(lambda n: _suggest(desk, f"zzz{n}")), "ms", 300),
            Row("search for a rare word", await _median(lambda n: _ask(desk, f"search w{4000 + n:x}ard")), "ms"),
            Row(
                "search for a word that every card has", await _median(lambda n: _ask(desk, f"search peace {n}")), "ms"
            ),
            Row("a topic of 1,250 cards, not remembered", await _median(lambda n: _ask(desk, f"redlines {n}")), "ms"),
            Row("the state of the talks, not remembered", await _median(lambda n: _state(desk, n)), "ms"),
        ]
    finally:
        await database.close()


async def _median(work: Callable[[int], Awaitable[object]]) -> float:
    times = []
    for number in range(1, ROUNDS + 1):
        began = time.perf_counter()
        await work(number)
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


def _request(text: str, channel: str = "page") -> Request:
    return Request(text, Channel(LOCAL, channel), Person("u1", "Ada"))


async def _suggest(desk: Desk, typed: str) -> None:
    await suggest(desk, _request(""), "card", typed)


async def _ask(desk: Desk, text: str) -> None:
    await handle(desk, _request(text))


async def _state(desk: Desk, number: int) -> None:
    await handle(desk, _request("", f"c{number}"))  # a channel that has not asked before


def measure() -> list[Row]:
    """Take the measurements."""
    with TemporaryDirectory(prefix="communique-bench-") as folder:
        return asyncio.run(_measure(Path(folder)))


if __name__ == "__main__":
    from tests.bench.rows import table

    print(table(measure()))
