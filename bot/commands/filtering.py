"""Filters as people type them, in the names that a dossier knows: near misses are corrected, in plain words."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.chat import Space
from bot.commands import grammar
from bot.commands.errors import BadRequest
from bot.store import dossiers
from bot.store.database import Connection
from bot.view.characters import length, shorten
from bot.view.markup import Bold, lines, words
from bot.view.page import MAX_COMMAND, Button, Heading, Note, Page, Text
from bot.view.wording import listed
from briefs.filters import And, BadFilter, Filter, Gap, Is, Key, Not, Or, at_odds, each, is_list, parse, plain
from briefs.model import Dossier, Essay, Kind

KINDS = {
    Kind.FACT: "reported facts",
    Kind.POSITION: "positions of a party",
    Kind.ARGUMENT: "authors' arguments",
    Kind.JUDGEMENT: "our judgements",
}
FEW = 8  # names that an answer lists
HOW = Button("How to write it", "help subscribe")


@dataclass(frozen=True)
class Names:
    """What the conditions of a filter may name."""

    dossier: Dossier
    by_key: Mapping[Key, Mapping[str, str]]  # spellings without case, and what each stands for

    @classmethod
    async def of(cls, db: Connection, space: Space, dossier: Dossier) -> Names:
        """Those of a dossier as a space sees it."""
        return cls.among(dossier, await dossiers.essays(db, space, dossier.slug))

    @classmethod
    def among(cls, dossier: Dossier, essays: Iterable[Essay]) -> Names:
        """Those of a dossier with these essays."""
        sources = [plain(name) for essay in essays for name in (essay.publisher, essay.author, essay.id) if name]
        return cls(
            dossier,
            {
                Key.TOPIC: _spelled((one.slug, (*one.aliases, one.title)) for one in dossier.topics),
                Key.PARTY: _spelled((one.slug, (*one.aliases, one.name)) for one in dossier.parties),
                Key.ISSUE: _spelled((one.slug, (*one.aliases, one.name)) for one in dossier.issues),
                Key.SOURCE: _spelled((name, ()) for name in sources),
                Key.KIND: _spelled((kind, (f"{kind}s",)) for kind in Kind),
            },
        )

    def called(self, key: Key, value: str) -> str | None:
        """What goes by this name."""
        if key is Key.TOPIC:
            topic = grammar.topic_called(self.dossier, value)
            return topic.slug if topic else None
        return self.by_key[key].get(plain(value).casefold())

    def like(self, key: Key, begun: str) -> list[Is]:
        """What goes by a name that holds what somebody typed, those that begin with it first."""
        wanted = plain(begun).casefold()
        hits = [
            (not spelling.startswith(wanted), name) for spelling, name in self.by_key[key].items() if wanted in spelling
        ]
        return [Is(key, name) for name in dict.fromkeys(name for _, name in sorted(hits, key=lambda hit: hit[0]))]

    def near(self, key: Key, value: str) -> list[str]:
        """What goes by nearly this name, or by one that holds it; the likeliest first."""
        wanted = plain(value).casefold()[:60]
        spellings = self.by_key[key]
        hits = difflib.get_close_matches(wanted, spellings, n=4, cutoff=0.72)
        best = max((_likeness(hit, wanted) for hit in hits), default=0)
        hits = [hit for hit in hits if _likeness(hit, wanted) > best - 0.1]  # "rusia" is hardly "usa"
        hits += [name for name in spellings if len(wanted) > 2 and wanted in name]
        return list(dict.fromkeys(spellings[hit] for hit in hits))[:3]


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other).ratio()


def _spelled(things: Iterable[tuple[str, Sequence[str]]]) -> Mapping[str, str]:
    """Each spelling with what it stands for: a thing's own name before another's alias."""
    things = list(things)
    spellings = {name.casefold(): name for name, _ in things}
    for name, aliases in things:
        for alias in aliases:
            spellings.setdefault(plain(alias).casefold(), name)
    return spellings


Command = Callable[[str], str]  # the command that has such a filter in it


def read(typed: str, names: Names, command: Command) -> list[Filter]:
    """What somebody wants to follow: topics in a row, or one filter. Raises BadRequest, with corrected commands."""
    if is_list(typed):
        return [Is(Key.TOPIC, slug) for slug in _topics(typed, names, command)]
    try:
        filter = parse(typed)
    except Gap as gap:
        raise BadRequest(str(gap), _buttons(gap.readings, command)) from None
    except BadFilter as wrong:
        raise BadRequest(str(wrong), (HOW,)) from None
    known = each(filter, lambda one: _known(one, filter, names, command))
    odds = at_odds(known)
    if odds:
        either = f"{odds[0]} or {odds[1]}"
        raise BadRequest(
            f"A card has one {odds[0].key}, so none is both “{odds[0]}” and “{odds[1]}”. Write “{either}” for both.",
            _buttons([either], command),
        )
    return [known]


def _topics(typed: str, names: Names, command: Command) -> list[str]:
    """The topics in a list of names."""
    try:
        return [topic.slug for topic in grammar.topics_called(names.dossier, typed)]
    except grammar.UnknownTopic as unknown:
        name = unknown.name if _other_keys(unknown.name, names) else typed
        others = _other_keys(name, names)
        if not others:
            raise
        raise _no_topic(name, others, [_put(typed, name, one) for one in others], command) from None


def _put(typed: str, name: str, right: Is) -> str:
    """What was typed with a condition in the place of a name."""
    text = typed.replace(name, str(right), 1)
    try:
        return str(parse(text))
    except Gap as gap:
        return gap.readings[0]
    except BadFilter:
        return str(right)


def _known(one: Is, whole: Filter, names: Names, command: Command) -> Is:
    """A condition with the name that the dossier has for it."""
    name = names.called(one.key, one.value)
    if name is not None:
        return Is(one.key, name)

    def corrected(right: Is) -> str:
        return str(each(whole, lambda any: right if any == one else any))

    if one.key is Key.TOPIC:
        _refuse_several(one.value, names)
        others = _other_keys(one.value, names)
        if others:
            raise _no_topic(one.value, others, map(corrected, others), command)
    near = [Is(one.key, name) for name in names.near(one.key, one.value)]
    raise BadRequest(_nothing_called(one, near, names), _buttons(map(corrected, near), command) or (HOW,))


def _nothing_called(one: Is, near: Sequence[Is], names: Names) -> str:
    known = list(dict.fromkeys(names.by_key[one.key].values()))
    if not known:
        return f"No {one.key} is known in {names.dossier.title} yet, so nothing can be followed by it."
    none = f"There is no {one.key} called “{one.value[:60]}”."
    if near:
        return f"{none} Did you mean {' or '.join(other.value for other in near)}?"
    return f"{none} There {'is' if len(known) == 1 else 'are'} {listed(known, FEW)}."


def _refuse_several(value: str, names: Names) -> None:
    """Raise BadRequest where these are several topics, with nothing said between them."""
    try:
        several = grammar.topics_called(names.dossier, value)
    except BadRequest:
        return
    between = " and ".join(f"“{topic.slug}”" for topic in several[:2])
    raise BadRequest(f"Write “or” between {between}: a card has one topic.", (HOW,))


def _other_keys(value: str, names: Names) -> list[Is]:
    """What is called so, but is no topic: "russia" is a party. Also "party russia", without the colon."""
    first, _, rest = value.partition(" ")
    asked: list[tuple[Key, str]] = [(key, value) for key in Key if key is not Key.TOPIC]
    asked += [(key, rest) for key in Key if rest and first.casefold() == key]
    return [Is(key, name) for key, said in asked if (name := names.called(key, said))]


def _no_topic(value: str, others: Sequence[Is], corrected: Iterable[str], command: Command) -> BadRequest:
    hint = f"Did you mean {' or '.join(map(str, others[:3]))}?"
    return BadRequest(f"There is no topic called “{value[:60]}”. {hint}", _buttons(corrected, command))


def _buttons(texts: Iterable[str], command: Command) -> list[Button]:
    commands = {text: command(text) for text in texts}
    return [Button(shorten(text, 70), said) for text, said in commands.items() if length(said) <= MAX_COMMAND][:3]


def spoken(filter: Filter, dossier: Dossier) -> str:
    """A filter in plain words: "cards of Russia and not our judgements"."""
    match filter:
        case Is(key, value):
            return _condition(key, value, dossier)
        case Not(of):
            return f"all but {_within(of, dossier)}"
        case And(of):
            wanted_first = sorted(of, key=lambda one: isinstance(one, Not))
            return " and ".join(_within(one, dossier) for one in wanted_first)
        case Or(of):
            return " or ".join(_within(one, dossier) for one in of)


def said(text: str, dossier: Dossier | None) -> str:
    """The same of a filter's text; as it stands where it cannot be read, or its dossier is gone."""
    try:
        return spoken(parse(text), dossier) if dossier else text
    except BadFilter:
        return text


def _within(filter: Filter, dossier: Dossier) -> str:
    match filter:
        case Is():
            return spoken(filter, dossier)
        case Not(of):
            return f"not {_within(of, dossier)}"
    return f"({spoken(filter, dossier)})"


def _condition(key: Key, value: str, dossier: Dossier) -> str:
    match key:
        case Key.TOPIC:
            return next((one.title for one in dossier.topics if one.slug == value), value)
        case Key.PARTY:
            return f"cards of {next((one.name for one in dossier.parties if one.slug == value), value)}"
        case Key.ISSUE:
            return f"cards about {next((one.name for one in dossier.issues if one.slug == value), value)}"
        case Key.SOURCE:
            return f"cards from {value}"
        case Key.KIND:
            return KINDS[Kind(value)] if value in list(Kind) else value


def explained(dossier: Dossier, *, direct: bool) -> Page:
    """What one can follow, by examples that work in this dossier; `direct`: also in direct messages."""
    topic = dossier.topics[0].slug
    parties = [str(Is(Key.PARTY, one.slug)) for one in dossier.parties[:2]]
    either = f"({' or '.join(parties)})" if len(parties) == 2 else "kind:position"
    examples = (
        (f"{topic} {dossier.topics[1].slug}", "topics, one by one"),
        (f"{topic} and {either}", "all that is said holds; brackets keep together what belongs together"),
        ("not kind:judgement", "all but that"),
        (f"{topic} at once", "each card as soon as it is published"),
        (f"{topic} weekly fri", "with the first edition from each Friday on; without a day, from Monday on"),
        *([(f"{topic} me", "in your direct messages")] if direct else []),
    )
    looked_at = (
        ("topic", f"{', '.join(one.slug for one in dossier.topics)}; “topic:” may be left out"),
        ("party", _some(one.slug for one in dossier.parties)),
        ("issue", _some(one.slug for one in dossier.issues)),
        ("source", 'the publisher, author or id of an essay that the card rests on: source:"Example Quarterly"'),
        ("kind", f"whose statement it is: {', '.join(Kind)}"),
    )
    note = "A card without a party is “not party:russia”. “subscriptions” lists what is followed."
    return Page(
        "What you can follow",
        (
            Text(lines([words(Bold(f"subscribe {typed}"), f": {means}") for typed, means in examples])),
            Heading("What a filter looks at"),
            Text(lines([words(Bold(key), f": {said}") for key, said in looked_at])),
            Note(words(note)),
        ),
        buttons=(Button("Topics", "topics"), Button("Subscriptions", "subscriptions")),
    )


def _some(slugs: Iterable[str]) -> str:
    return shorten(listed(list(slugs), FEW) or "none is known here yet", 300)
