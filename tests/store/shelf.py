"""A small negotiation to fill the store with."""

from __future__ import annotations

from dataclasses import replace

from bot.chat import Person
from bot.store import cards
from briefs.model import Card, Dossier, Essay, Issue, Kind, Locator, Party, State, Topic

ESSAY = Essay("quota-essay", "The quota", "B. Author", "The Paper", "2026-10-01")


def card(id: str, headline: str = "", text: str = "", **fields) -> Card:
    """A card; its topic is the beginning of its id."""
    evidence = (Locator(ESSAY.id, 1, 1, "0" * 64),)
    headline = headline or f"Headline of {id}"
    return Card(id, id.partition("/")[0], headline, text or f"Text of {id}.", Kind.FACT, evidence, "2026-10", **fields)


def dossier(*shown: Card, slug: str = "quota") -> Dossier:
    """A dossier with these cards."""
    topics = tuple(Topic(topic, topic.capitalize(), f"Bottom line of {topic}.") for topic in ("redlines", "outlook"))
    return Dossier(slug, "Fishing quota", (Party("us", "Us"),), (Issue("cod", "Cod"),), topics, (ESSAY,), tuple(shown))


async def change(database, space: str, one: Card, now, state: State = State.PUBLISHED, what: str = "", **fields) -> int:
    """Save a card of the dossier "quota" in a space, with these fields changed."""
    what = what or {State.PUBLISHED: "changed", State.RETIRED: "retired", State.DRAFT: "drafted"}[state]
    async with database.transaction() as db:
        return await cards.save(db, space, "quota", replace(one, **fields), state, Person("u1"), now, what=what)
