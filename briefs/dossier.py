"""A dossier folder becomes a Dossier, or a list of everything that is wrong with it.

The folder holds `dossier.toml` (`dossierfile.py`) and one Markdown file for each topic (`topicfile.py`); what may stand
in them is in `rules.py`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from briefs import rules
from briefs.dossierfile import FILE, Head, read_head
from briefs.model import TOPICS, Card, Dossier, Kind, Likelihood, Locator, Stance, Topic
from briefs.topicfile import Problem, RawCard, RawTopic, listed, parse_topic, read_text

CONTENT = Path(__file__).parent / "content"


class ContentErrors(Exception):
    """A dossier that cannot be loaded, with everything that its editor has to put right."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True)
class Citation:
    """A locator where an editor wrote it."""

    file: str
    line: int
    card: str  # Card.id
    locator: Locator


@dataclass(frozen=True)
class Reading:
    """A folder as it was read: the dossier where nothing is wrong, and what there is to check either way."""

    dossier: Dossier | None
    problems: tuple[Problem, ...]
    head: Head
    citations: tuple[Citation, ...]


def load_dossier(folder: Path) -> Dossier:
    """The dossier in a folder; raises ContentErrors, with all problems, where it has any."""
    reading = read_folder(folder)
    if reading.dossier is None:
        raise ContentErrors(reading.problems)
    return reading.dossier


def shipped() -> list[Path]:
    """The folders of the dossiers that come with Communiqué."""
    return sorted(path.parent for path in CONTENT.glob(f"*/{FILE}"))


def content_hash(folder: Path) -> str:
    """Changes whenever a file of the dossier does."""
    digest = hashlib.sha256()
    for path in sorted([folder / FILE, *folder.glob("*.md")]):
        content = path.read_bytes() if path.is_file() else b""
        digest.update(f"{path.name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def read_folder(folder: Path) -> Reading:
    """Read the whole folder, whatever is wrong with it."""
    if not folder.is_dir():
        missing = Problem(FILE, 1, f"cannot be read: there is no folder {folder}.")
        return Reading(None, (missing,), Head(), ())
    text, unreadable = read_text(folder / FILE)
    head, problems = (Head(), unreadable) if unreadable else read_head(text)
    topics, topic_problems = _read_topics(folder)
    problems += topic_problems
    if head != Head():  # without its names every card would seem wrong
        problems += _check(topics, head)
    dossier = None if problems else _dossier(head, topics)
    return Reading(dossier, tuple(in_order(problems)), head, tuple(_citations(topics)))


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """As an editor goes through them: dossier.toml first, then the topics as people read them, from top to bottom."""
    files = [FILE, *(f"{slug}.md" for slug in TOPICS)]
    places = {file: place for place, file in enumerate(files)}
    return sorted(problems, key=lambda problem: (places.get(problem.file, len(files)), problem.file, problem.line))


def _read_topics(folder: Path) -> tuple[list[RawTopic], list[Problem]]:
    topics, problems = [], []
    for slug in TOPICS:
        text, unreadable = read_text(folder / f"{slug}.md")
        problems += unreadable
        if text:
            topics.append(parse_topic(f"{slug}.md", text))
            problems += topics[-1].problems
        elif not unreadable:
            problems.append(Problem(f"{slug}.md", 1, "is empty; begin it with a title like '# Red lines'."))
    for path in sorted(folder.glob("*.md")):
        if path.stem not in TOPICS:
            message = f"is none of the eight topics, {listed(TOPICS)}; rename or remove the file."
            problems.append(Problem(path.name, 1, message))
    return topics, problems


def _check(topics: list[RawTopic], head: Head) -> list[Problem]:
    known = rules.Known(
        parties={party.slug: party for party in head.parties},
        issues={issue.slug for issue in head.issues},
        authors={essay.id: essay.author for essay in head.essays},
    )
    problems = list(rules.check_aliases(topics))
    for topic in topics:
        problems += rules.check_topic(topic)
        for card in topic.cards:
            problems += rules.check_card(topic.file, card, known)
    return problems


def _dossier(head: Head, topics: list[RawTopic]) -> Dossier:
    return Dossier(
        slug=head.slug,
        title=head.title,
        parties=head.parties,
        issues=head.issues,
        topics=tuple(map(_topic, topics)),
        essays=head.essays,
        cards=tuple(_card(_slug(topic), card) for topic in topics for card in topic.cards),
    )


def _slug(topic: RawTopic) -> str:
    return topic.file.removesuffix(".md")


def _topic(topic: RawTopic) -> Topic:
    aliases = [alias for value in topic.keys.get("aliases", []) for alias in rules.split_aliases(value.text)]
    bottom_line = " ".join(value.text for value in topic.keys.get("bottom line", []))
    as_of = max((value.text for card in topic.cards for value in card.keys.get("as of", [])), default="")
    return Topic(_slug(topic), topic.title.text if topic.title else "", bottom_line, tuple(aliases), as_of)


def _card(topic: str, card: RawCard) -> Card:
    said = {key: values[0].text for key, values in card.keys.items()}
    locators = [rules.read_locator(value.text) for value in card.keys["evidence"]]
    return Card(
        id=_card_id(topic, card),
        topic=topic,
        headline=card.headline.text,
        text=card.paragraph,
        kind=Kind(said["kind"]),
        evidence=tuple(locator for locator in locators if locator),
        as_of=said["as of"],
        party=said.get("party"),
        issue=said.get("issue"),
        stance=Stance(said["stance"]) if "stance" in said else None,
        likelihood=Likelihood(said["likelihood"]) if "likelihood" in said else None,
    )


def _card_id(topic: str, card: RawCard) -> str:
    return f"{topic}/{card.slug.text if card.slug else ''}"


def _citations(topics: list[RawTopic]) -> Iterable[Citation]:
    for topic in topics:
        for card in topic.cards:
            for value in card.keys.get("evidence", []):
                locator = rules.read_locator(value.text)
                if locator:
                    yield Citation(topic.file, value.line, _card_id(_slug(topic), card), locator)
