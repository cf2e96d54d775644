"""Which cards make a digest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from briefs.model import TOPICS, Entry

FULL = 6  # cards shown with their text: a message that a phone shows in a few screens
HEADLINES = 10  # further ones, by headline alone


@dataclass(frozen=True)
class Selection:
    """What one edition shows. Nothing that a channel has seen unchanged is in it."""

    changed: tuple[Entry, ...] = ()  # seen before in an older revision
    new: tuple[Entry, ...] = ()
    headlines: tuple[Entry, ...] = ()  # new as well
    withdrawn: tuple[str, ...] = ()  # keys of cards that were seen and are no longer published
    held: tuple[Entry, ...] = ()  # new ones of topics of which no more come that day: the next edition's
    left: int = 0  # further ones that must wait for it because there is no room

    @property
    def shown(self) -> tuple[Entry, ...]:
        """All cards in it."""
        return self.changed + self.new + self.headlines

    @property
    def empty(self) -> bool:
        """Whether nothing is new."""
        return not (self.shown or self.withdrawn)


def key(entry: Entry) -> str:
    """What `seen` knows a card by."""
    return f"{entry.dossier} {entry.card.id}"


def subject(entry: Entry) -> str:
    """What a cap counts a card under: the topic of its dossier."""
    return f"{entry.dossier} {entry.card.topic}"


def select(
    entries: Sequence[Entry],
    seen: Mapping[str, int],
    full: int = FULL,
    headlines: int = HEADLINES,
    cap: int | None = None,
    told: Mapping[str, int] = MappingProxyType({}),
) -> Selection:
    """Choose from the published cards that a channel follows, given what it has seen.

    `seen` maps keys to revisions, and holds nothing but cards that the channel follows. Of one topic at most `cap` new
    cards come in a day, with those that came already: `told` of each `subject`. What has changed is never held back.
    """
    changed = [entry for entry in entries if seen.get(key(entry), entry.revision) < (entry.worded or entry.revision)]
    new = _latest_first(entries, [entry for entry in entries if key(entry) not in seen])
    new, held = _within(cap, told, new) if cap is not None else (new, [])
    published = {key(entry) for entry in entries}
    in_full = max(0, full - len(changed[:full]))
    return Selection(
        changed=tuple(changed[:full]),
        new=tuple(new[:in_full]),
        headlines=tuple(new[in_full : in_full + headlines]),
        withdrawn=tuple(sorted(key for key in seen if key not in published)),
        held=tuple(held),
        left=len(changed[full:]) + len(new[in_full + headlines :]),
    )


def _within(cap: int, told: Mapping[str, int], new: Sequence[Entry]) -> tuple[list[Entry], list[Entry]]:
    """The cards that still come that day, and those over the cap."""
    come: list[Entry] = []
    held: list[Entry] = []
    counts = Counter(told)
    for entry in new:
        counts[subject(entry)] += 1
        (come if counts[subject(entry)] <= cap else held).append(entry)
    return come, held


def _latest_first(entries: Sequence[Entry], new: Sequence[Entry]) -> list[Entry]:
    """What editors let out before what came with its dossier, of which a new channel has many editions to read."""
    begun: dict[str, datetime] = {}
    for entry in entries:
        begun[entry.dossier] = min(entry.changed, begun.get(entry.dossier, entry.changed))
    later = [entry for entry in new if entry.changed > begun[entry.dossier]]
    came_with_it = [entry for entry in new if entry.changed == begun[entry.dossier]]
    return one_topic_after_another(later) + one_topic_after_another(came_with_it)


def one_topic_after_another(entries: Sequence[Entry]) -> list[Entry]:
    """The same cards in turns, so that no topic crowds out the rest."""
    queues = [[entry for entry in entries if entry.card.topic == topic] for topic in TOPICS]
    chosen: list[Entry] = []
    for turn in range(max(map(len, queues), default=0)):
        chosen += [queue[turn] for queue in queues if turn < len(queue)]
    return chosen
