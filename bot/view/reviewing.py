"""What editors see: drafts with what they rest on, one a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from bot.chat import Person
from bot.view import compose, wording
from bot.view.characters import shorten
from bot.view.markup import Bold, Markup, lines, words
from bot.view.page import MAX_OPTIONS, Block, Button, Note, Option, Page, Quotation, Select, Text, Tone
from briefs.model import Change, Dossier, Entry, Essay, Quote

QUOTE = 420  # characters of a quote beside its draft
TOLD_FILES = 8  # of the watched folder, in one post
NAMED = 5  # drafts, before all of them are rejected


@dataclass(frozen=True)
class Waiting:
    """A draft among those that wait."""

    entry: Entry
    dossier: Dossier
    essays: Mapping[str, Essay]
    place: int = 1  # from 1
    many: int = 1
    of_its_essay: int = 1  # drafts of its essay that wait, itself among them
    objections: Sequence[str] = ()  # why it cannot be published as it is
    alike: Sequence[Entry] = ()  # published cards that say something like it
    agreed: Sequence[str] = ()  # editors who would let it out
    decided: str = ""  # what was decided just before
    alone: bool = False  # whoever decides is the only editor


def draft(waiting: Waiting) -> Page:
    """One draft: what it would say, the words it rests on, and what an editor can do with it."""
    following = f"review {waiting.place % waiting.many + 1}" if waiting.many > 1 else ""
    previous = f"review {waiting.place - 1}" if waiting.place > 1 else ""
    return Page(
        f"Draft {waiting.place} of {waiting.many}",
        _told(waiting),
        select=_further(waiting, previous),
        buttons=_decisions(waiting.entry, following),
    )


def arrived(title: str, many: int, waiting: Waiting) -> Page:
    """What the review channel is told of an essay: the best of its drafts that wait."""
    following = f"review after #{waiting.entry.number}" if many > 1 else ""
    return Page(
        shorten(f"{wording.count(many, 'draft')} from “{title}”", 140),
        _told(waiting),
        select=_further(replace(waiting, of_its_essay=many)),
        buttons=_decisions(waiting.entry, following),
    )


def all_decided(title: str) -> Page:
    """... once none of them waits any more."""
    return Page(
        shorten(f"All drafts from “{title}” are decided on", 140),
        buttons=(Button("Review", "review"), Button("Essays", "essays")),
    )


@dataclass(frozen=True)
class Came:
    """What came of a file in the watched folder."""

    file: str
    title: str = ""
    dossier: str = ""  # its title
    drafts: int = 0
    confirmed: int = 0  # cards that were there, and rest on it too from now on
    because: str = ""  # why there are no drafts

    @property
    def gave(self) -> str:
        """What the space has by it; empty where that is nothing."""
        drafts = wording.count(self.drafts, "draft") if self.drafts else ""
        further = f"a further source of {wording.count(self.confirmed, 'card')}" if self.confirmed else ""
        return " and ".join(filter(None, (drafts, further)))


def from_folder(came: Sequence[Came]) -> Page:
    """What editors are told of files that somebody put into the watched folder, once."""
    none = sum(not one.gave for one in came)
    rows = [_of_file(one) for one in sorted(came, key=lambda one: bool(one.gave))[:TOLD_FILES]]
    if len(came) > TOLD_FILES:
        rows.append(words(f"And {len(came) - TOLD_FILES} more: the log has each, and “why” and a file's name says it."))
    note = "A file is read once: change it, or put another there." if none else ""
    return Page(
        shorten(f"Watched folder: no card came of {wording.count(none, 'file')}", 140)
        if none
        else f"Watched folder: {wording.count(len(came), 'file')} taken in",
        (Text(lines(rows)), *((Note(words(note)),) if note else ())),
        buttons=(Button("Review", "review", style="main"), Button("Essays", "essays")),
        tone=Tone.MISTAKE if none else Tone.PLAIN,
    )


def _of_file(one: Came) -> Markup:
    if one.gave:
        said = f": {one.gave} from “{shorten(one.title, 80)}”, in {shorten(one.dossier, 60)}"
    else:
        named = one.because.startswith(f"{one.file} ")  # then the name begins the sentence
        said = f"{' ' if named else ': '}{shorten(one.because.removeprefix(f'{one.file} '), 220)}"
    return words(Bold(shorten(one.file, 60)), said)


def _told(waiting: Waiting) -> tuple[Block, ...]:
    card = waiting.entry.card
    blocks: list[Block] = []
    if waiting.decided:
        blocks.append(Note(words(shorten(waiting.decided, 300))))
    blocks.append(
        Text(words(Bold(shorten(card.headline, compose.HEADLINE)), "\n", shorten(card.text, compose.CARD_TEXT)))
    )
    blocks.append(Note(words(*wording.about(card, compose.party_name(waiting.dossier, card)), f" · {_title(waiting)}")))
    for evidence in [one for one in card.evidence if isinstance(one, Quote)][:2]:
        essay = waiting.essays.get(evidence.essay)
        blocks.append(Quotation(words(shorten(evidence.exact, QUOTE))))
        if essay:
            blocks.append(Note(words(shorten(f"{essay.title}: {wording.source(essay)}", 250))))
    if waiting.objections:
        rows: list[Markup] = [words(Bold("It cannot be published as it is"))]
        rows += [words(shorten(one, 240)) for one in waiting.objections[:3]]
        blocks.append(Text(lines(rows)))
    return (*blocks, Note(words(_standing(waiting))))


def _decisions(entry: Entry, following: str) -> tuple[Button, ...]:
    number = f"#{entry.number}"
    return (
        Button("Publish", f"review publish {number} {entry.revision}", style="main"),
        Button("Edit", f"review edit {number} {entry.revision}", opens_form=True),
        Button("Reject", f"review reject {number} {entry.revision}", style="danger"),
        *((Button("Next", following),) if following else ()),
    )


def none_left(decided: str = "") -> Page:
    """No draft waits."""
    said = words(shorten(f"{decided} " if decided else "", 300), "No draft waits. Take an essay in with “add ADDRESS”.")
    return Page("Review", (Text(said),), buttons=(Button("State of the talks", "brief"), Button("Essays", "essays")))


def _title(waiting: Waiting) -> str:
    titles = {topic.slug: topic.title for topic in waiting.dossier.topics}
    return shorten(f"{titles.get(waiting.entry.card.topic, waiting.entry.card.topic)}, {waiting.dossier.title}", 200)


def _standing(waiting: Waiting) -> str:
    agreed = f" · {', '.join(waiting.agreed)} would publish it" if waiting.agreed else ""
    return shorten(f"{waiting.entry.card.id} · revision {waiting.entry.revision}{agreed}", 300)


def _further(waiting: Waiting, previous: str = "") -> Select:
    """What is done more rarely."""
    number, revision = f"#{waiting.entry.number}", waiting.entry.revision
    options = [Option("Show it with its history", f"card {number}")]
    if not waiting.alone:
        second = Option("Ask for a second opinion", f"review second {number} {revision}", "Another editor has to agree")
        options.insert(0, second)
    if previous:
        options.append(Option("Previous draft", previous))
    if waiting.of_its_essay > 1:
        everything = f"Reject all {waiting.of_its_essay} drafts of this essay"
        options.append(Option(everything, f"review reject-all {number}", "Asks first"))
    options += [
        Option(shorten(f"Merge into: {one.card.headline}", 70), f"review merge {number} {revision} #{one.number}")
        for one in waiting.alike[: MAX_OPTIONS - len(options)]
    ]
    return Select("More", tuple(options))


def fingerprint(drafts: Sequence[Entry]) -> str:
    """What tells whether drafts are still those that somebody saw, as 16 hexadecimal digits: which, and as what."""
    seen = sorted((one.number, one.revision) for one in drafts)
    return blake2b(repr(seen).encode(), digest_size=8).hexdigest()


def reject_all(title: str, number: int, drafts: Sequence[Entry], back: Button, *, changed: bool) -> Page:
    """The question before all drafts of an essay go; `changed`: it was asked before, and they are others now."""
    many = len(drafts)
    named = [words(f"• {shorten(one.card.headline, compose.HEADLINE)}") for one in drafts[:NAMED]]
    further = [words(f"… and {many - NAMED} more.")] if many > NAMED else []
    since = "They have changed since you were asked, and nothing was done. " if changed else ""
    return Page(
        f"Reject {wording.count(many, 'draft')}?",
        (
            Text(words(f"{since}All that wait from “{title}” would be put away:")),
            Text(lines([*named, *further])),
            Note(words("It cannot be undone. Each stays under its number, with its history; what is out stays out.")),
        ),
        buttons=(
            Button(f"Reject all {many}", f"review reject-all #{number} {fingerprint(drafts)}", style="danger"),
            back,
        ),
    )


def difference(history: Sequence[Change], revision: int) -> str:
    """What was reworded in a card after a revision, by its history, the latest first; empty when nothing was."""
    later = [change for change in history if change.revision > revision]
    if not later:
        return ""
    headline, _, text = later[-1].before.partition("\n")
    now = later[0]
    said = []
    if headline != now.headline:
        said.append(f"The headline was “{shorten(headline, 140)}” and is “{shorten(now.headline, 140)}”.")
    if text != now.text:
        said.append(f"The text was “{shorten(text, 300)}” and is “{shorten(now.text, 300)}”.")
    return " ".join(said)


def second_opinion(entry: Entry, by: Person) -> Page:
    """What the review channel is told when an editor wants another to decide."""
    return Page(
        "A second opinion is asked for",
        (
            Text(words(Bold(shorten(entry.card.headline, compose.HEADLINE)))),
            Note(words(wording.person(by), " leaves it to another editor.")),
        ),
        buttons=(Button("Show it", f"card #{entry.number}"), Button("Review", "review", style="main")),
    )
