"""The one grammar: what people type, what a button says and what a slash command becomes."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.commands.errors import BadRequest
from bot.view.characters import clean, length
from bot.view.page import MAX_COMMAND, Button
from briefs.model import Dossier, Topic

LONGEST = 2000  # characters of a request: more is a text pasted by mistake
LONGEST_ESSAY = 200_000  # behind "add"


@dataclass(frozen=True)
class Asked:
    """A request taken apart: its first word, and what follows it."""

    verb: str  # lower case; empty for the state of the talks
    rest: str

    @property
    def whole(self) -> str:
        """Both again."""
        return f"{self.verb} {self.rest}".strip()


def read(text: str) -> Asked:
    """Take a request apart; a leading "brief" or "/brief" is dropped. Raises BadRequest when it is far too long."""
    if len(text) > (LONGEST_ESSAY if re.match(r"\s*(?:/?brief\s+)?add\b", text, re.IGNORECASE) else LONGEST):
        raise BadRequest(
            f"That is {len(text):,} characters, and a question has at most {LONGEST:,}. Ask for a topic, such as "
            "redlines, or search for a few words. To take a text in as an essay, write “add” before it."
        )
    first, rest = _first_word(unicodedata.normalize("NFC", clean(text)))
    if first == "brief":
        first, rest = _first_word(rest)
    return Asked(first, rest.strip() if first == "add" else " ".join(rest.split()))  # an essay keeps its lines


def _first_word(text: str) -> tuple[str, str]:
    """The first word as commands are called, and what follows it."""
    parts = text.split(maxsplit=1)
    return (parts[0].casefold().removeprefix("/"), parts[1] if len(parts) > 1 else "") if parts else ("", "")


def is_address(text: str) -> bool:
    """Whether this is the address of a page."""
    return re.fullmatch(r"https?://\S+", text, re.IGNORECASE) is not None


def is_place(text: str) -> bool:
    """Whether this is meant as an address of any kind: "file:///a", "mailto:a@b.c", "www.example.org/a"."""
    return (
        re.fullmatch(r"[a-z][a-z0-9+.-]*:\S+|(?:[\w-]+\.)+[a-z]{2,24}(?:[/?#:]\S*)?", text, re.IGNORECASE) is not None
    )


def whole_address(place: str, verb: str) -> str:
    """The address, where it has a beginning; raises BadRequest with the whole one behind `verb` where it lacks that."""
    if re.match(r"[a-z][a-z0-9+.-]*:(?!\d)", place, re.IGNORECASE):
        return place
    command = f"{verb} https://{place}"
    way_out = [Button("That one", command)] if length(command) <= MAX_COMMAND else []
    raise BadRequest(f"An address begins with https://: do you mean https://{place[:200]} ?", way_out)


def page_number(rest: str) -> tuple[str, int]:
    """What stands before a page number at the end, and that number (1 without one): "redlines 2" -> ("redlines", 2)."""
    found = re.fullmatch(r"(?:(.*?)\s+|)(-?[0-9]{1,9})", rest.strip())
    return (found[1] or "", int(found[2])) if found else (rest.strip(), 1)


def topic_called(dossier: Dossier, name: str) -> Topic | None:
    """The topic that goes by this name: slug, title or another word for it, however spaced and in the singular too."""
    return _names(dossier.topics).get(_plain(name)) if _plain(name) else None


def topics_called(dossier: Dossier, names: str) -> list[Topic]:
    """The topics in a list of names. Raises BadRequest for one that is unknown."""
    found: list[Topic] = []
    words = names.replace(",", " ").split()
    while words:
        for many in range(min(3, len(words)), 0, -1):  # "red lines leverage" is two
            topic = topic_called(dossier, " ".join(words[:many]))
            if topic:
                found.append(topic)
                words = words[many:]
                break
        else:
            raise unknown_topic(dossier, words[0])
    return list(dict.fromkeys(found))


class UnknownTopic(BadRequest):
    """They named a topic that does not exist."""

    def __init__(self, name: str, hint: str) -> None:
        """Take the name that they gave, and what it may be."""
        self.name = name
        super().__init__(f"There is no topic called “{name[:60]}”. {hint}")


def unknown_topic(dossier: Dossier, name: str) -> UnknownTopic:
    """What to say of a topic that does not exist."""
    near = near_topics(dossier, name)
    if near:
        return UnknownTopic(name, f"Did you mean {' or '.join(near)}?")
    return UnknownTopic(name, f"There are {', '.join(topic.slug for topic in dossier.topics)}.")


def near_topics(dossier: Dossier, name: str) -> list[str]:
    """Slugs of topics whose name is nearly this."""
    names = _names(dossier.topics)
    hits = difflib.get_close_matches(_plain(name)[:40], names, n=5, cutoff=0.72)
    return list(dict.fromkeys(names[hit].slug for hit in hits))[:3]


def near(word: str, words: Iterable[str]) -> list[str]:
    """Those of the words that are nearly this one."""
    return difflib.get_close_matches(word[:40], list(words), n=2, cutoff=0.75)


def _names(topics: Iterable[Topic]) -> Mapping[str, Topic]:
    names: dict[str, Topic] = {}
    for topic in topics:
        for name in (*topic.aliases, topic.title, topic.slug):
            names[_plain(name)] = topic
    return names


def _plain(name: str) -> str:
    letters = "".join(character for character in name.casefold() if character.isalnum())
    return letters[:-1] if letters.endswith("s") and len(letters) > 3 else letters
