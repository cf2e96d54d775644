"""Cards -> Page: the answers that people read, within the room that every platform has."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.view import wording
from bot.view.characters import shorten
from bot.view.history import line
from bot.view.markup import Bold, Inline, Link, Markup, Time, lines, weight, words
from bot.view.page import (
    MAX_LABEL,
    MAX_OPTION,
    MAX_OPTIONS,
    Block,
    Button,
    Divider,
    Fields,
    Heading,
    Note,
    Option,
    Page,
    Quotation,
    Select,
    Text,
    Tone,
    block_weight,
)
from bot.view.sheets import paginate, turn_pages
from briefs.model import Card, Change, Dossier, Entry, Essay, Evidence, Locator, Quote, State, Topic

HEADLINE = 140
BOTTOM_LINE = 260
CARD_TEXT = 900
QUOTE = 320
LATEST = 3  # changes that stand below a card
BESIDE = 2  # quotes of a card among others
Quotes = Sequence[str | None]  # the words of each piece of a card's evidence, where we hold them


def mistake(text: str, buttons: Sequence[Button] = (), title: str = "That did not work") -> Page:
    """A mistake of the reader's, with a way out."""
    return Page(title, (Text(words(shorten(text, 1500))),), buttons=tuple(buttons), tone=Tone.MISTAKE)


def done(title: str, *parts: Inline, buttons: Sequence[Button] = (), aside: bool = False) -> Page:
    """It worked; `parts` say what follows from it."""
    blocks = (Text(words(*parts)),) if parts else ()
    return Page(title, blocks, buttons=tuple(buttons), tone=Tone.DONE, aside=aside)


@dataclass(frozen=True)
class BottomLine:
    """What a topic comes to, in a sentence."""

    text: str
    stale_since: datetime | None = None  # when it was last true for sure, if that is long ago
    card: str = ""  # the card whose headline stands in for it, by selection.key

    @property
    def markup(self) -> Markup:
        """The sentence, and how old it is if it is stale."""
        said = shorten(self.text, BOTTOM_LINE)
        return words(said, " (", Time(self.stale_since, "ago"), ")") if self.stale_since else words(said)


def state(
    dossier: Dossier,
    bottom_lines: Mapping[str, BottomLine],
    changes: Sequence[Change],
    essays: Sequence[Essay],
    many: int,
) -> Page:
    """The state of the talks: each topic's bottom line, what changed lately, how old and how broad the sources are."""
    rows = [
        words(Bold(shorten(topic.title, 40)), "\n", *bottom_lines[topic.slug].markup)
        for topic in dossier.topics
        if bottom_lines[topic.slug].text
    ]
    blocks: list[Block] = [Text(row) for row in rows]
    if not rows:
        blocks.append(Text(words("No card is published yet. Take an essay in, then publish what it gives.")))
    if changes:
        blocks += [Divider(), Text(lines([words(Bold("Lately")), *map(_change_line, changes[:3])]))]
    blocks.append(Note(words(*sources(essays, many))))
    return Page(
        shorten(dossier.title, HEADLINE),
        tuple(blocks),
        select=topic_select(dossier.topics, bottom_lines),
        buttons=(Button("Changes", "changes"), Button("Essays", "essays"), Button("Help", "help")),
        cards=cards_of(*(line.card for line in bottom_lines.values()), *map(changed_key, changes[:3])),
    )


def topic_select(topics: Sequence[Topic], bottom_lines: Mapping[str, BottomLine]) -> Select:
    """A select that opens a topic."""
    said = {topic.slug: bottom_lines[topic.slug].text if topic.slug in bottom_lines else "" for topic in topics}
    options = [Option(label(topic.title), topic.slug, label(said[topic.slug])) for topic in topics]
    return Select("Read a topic", tuple(options[:MAX_OPTIONS]))


def topic(
    dossier: Dossier,
    topic: Topic,
    bottom_line: BottomLine,
    entries: Sequence[Entry],
    essays: Mapping[str, Essay],
    quotes: Mapping[str, Quotes],
    number: int,
) -> Page | None:
    """Page `number` of a topic: the bottom line, then cards; None when there is no such page. `quotes`: by card id."""
    sheets = paginate([card_blocks(one.card, dossier, essays, quotes.get(one.card.id, ())) for one in entries], most=3)
    if not 1 <= number <= max(1, len(sheets)):
        return None
    shown = sheets[number - 1] if sheets else []
    first = sum(map(len, sheets[: number - 1]))
    blocks: list[Block] = []
    if bottom_line.text:
        blocks.append(Text(words(Bold(shorten(bottom_line.text, BOTTOM_LINE)), *bottom_line.markup[1:])))
    for card in shown:
        blocks += [Divider(), *card]
    if not shown:
        blocks.append(Text(words("No card is published on this topic yet.")))
    else:
        blocks.append(Note(words(f"{span(first, len(shown))} of {wording.count(len(entries), 'card')}")))
    return Page(
        shorten(topic.title, HEADLINE),
        tuple(blocks),
        select=card_select([entry.card for entry in entries[first : first + len(shown)]]),
        cards=cards_of(
            bottom_line.card, *(card_key(dossier, entry.card) for entry in entries[first : first + len(shown)])
        ),
        buttons=(
            *turn_pages(topic.slug, number, len(sheets)),
            Button("State of the talks", "brief"),
            Button("Follow", f"subscribe {topic.slug}"),
        ),
    )


def _quoted(card: Card, quotes: Quotes) -> list[Block]:
    """The words that a reworded card rests on first; a card that still is its quote needs no second one."""
    held = [quote for quote in quotes if quote]
    return [] if held and held[0] in card.text else [Quotation(words(shorten(quote, QUOTE))) for quote in held[:BESIDE]]


def exact(card: Card) -> Quotes:
    """The words of a card's evidence, as far as the card itself has them."""
    return [one.exact if isinstance(one, Quote) else None for one in card.evidence]


def card_key(dossier: Dossier, card: Card) -> str:
    """What briefs.selection.key says of a card of this dossier."""
    return f"{dossier.slug} {card.id}"


def changed_key(change: Change) -> str:
    """What a page calls the card that changed."""
    return f"{change.dossier} {change.card}"


def cards_of(*keys: str) -> tuple[str, ...]:
    """Each once, without the empty."""
    return tuple(dict.fromkeys(filter(None, keys)))


def card_blocks(card: Card, dossier: Dossier, essays: Mapping[str, Essay], quotes: Quotes) -> list[Block]:
    """A card as it stands among others: headline, text, the words it rests on, what sort of statement it is, whose."""
    return [
        Text(
            words(Bold(shorten(card.headline, HEADLINE)), "\n", shorten(card.text, CARD_TEXT)),
            card_key(dossier, card),
        ),
        *_quoted(card, quotes),
        Note(words(*wording.about(card, party_name(dossier, card)), " · ", shorten(_cited(card, essays), 400))),
    ]


def card(
    entry: Entry,
    dossier: Dossier,
    essays: Mapping[str, Essay],
    quotes: Quotes,
    history: Sequence[Change],
    name: str = "",
    lost: Collection[Evidence] = (),
) -> Page:
    """One card whole: evidence, source, history.

    `name`: how commands call it here. `lost`: what its sources, read again, no longer say.
    """
    card = entry.card
    blocks: list[Block] = [Text(words(shorten(card.text, CARD_TEXT)))]
    if note := _breadth(card, essays):
        blocks.append(Note(words(note)))
    fields = [("Kind", wording.about(card, party_name(dossier, card)))]
    if card.issue:
        fields.append(("Issue", words(shorten(_issue(dossier, card), 100))))
    if card.likelihood:
        fields.append(("Likelihood", words(card.likelihood.value)))
    if entry.state is not State.PUBLISHED:
        fields.append(("State", words(wording.STATES[entry.state])))
    blocks += [Fields(tuple(fields)), Heading("Evidence")]
    room = 1200
    left = 0
    for evidence, quote in zip(card.evidence, quotes, strict=True):
        shown = _evidence(evidence, essays.get(evidence.essay), quote)
        if evidence in lost:
            shown.append(Note(words(Bold("The source was read again, and no longer has these words."))))
        room -= sum(map(block_weight, shown))
        if room < 0 and blocks[-1].type != "heading":
            left += 1
        else:
            blocks += shown
    if left:
        blocks.append(Note(words(f"and {wording.count(left, 'further passage')}")))
    if history:
        rows = [line(change) for change in history[:LATEST]]
        if len(history) > len(rows):
            rows.append(words(f"and {wording.count(len(history) - len(rows), 'earlier change')}"))
        blocks.append(Note(lines(rows)))
    more = (Button("History", f"card {name or card.id} history"),) if len(history) > LATEST else ()
    return Page(
        shorten(card.headline, HEADLINE),
        tuple(blocks),
        buttons=(Button("More on this topic", card.topic), *more),
        cards=(card_key(dossier, card),),
    )


def announcement(entry: Entry, dossier: Dossier, essays: Mapping[str, Essay]) -> Page:
    """A card that has just been published, for those who want to hear at once."""
    titles = {topic.slug: topic.title for topic in dossier.topics}
    return Page(
        shorten(f"New: {titles.get(entry.card.topic, entry.card.topic)}, {dossier.title}", HEADLINE),
        tuple(card_blocks(entry.card, dossier, essays, exact(entry.card))),
        buttons=(Button("Evidence", f"card #{entry.number}"), Button("More on this topic", entry.card.topic)),
        cards=(card_key(dossier, entry.card),),
    )


def _breadth(card: Card, essays: Mapping[str, Essay]) -> str:
    """On how many essays and publishers a card rests, where that is more than one."""
    cited = [essays[id] for id in {evidence.essay for evidence in card.evidence} if id in essays]
    if len(cited) < 2:
        return ""
    return f"Rests on {wording.count(len(cited), 'essay')} by {wording.breadth(cited)}"


def span(first: int, many: int) -> str:
    """Which of a list stand here: "4 to 6", or "4"."""
    return f"{first + 1} to {first + many}" if many > 1 else f"{first + 1}"


def label(text: str) -> str:
    """A text as the label of an option."""
    return shorten(text, MAX_LABEL)


def card_select(cards: Sequence[Card]) -> Select | None:
    """A select that opens a card with its evidence."""
    options = [
        Option(label(card.headline), f"card {card.id}", label(card.id))
        for card in cards
        if len(f"card {card.id}") <= MAX_OPTION
    ]
    return Select("Read one with its evidence", tuple(options[:MAX_OPTIONS])) if options else None


def party_name(dossier: Dossier, card: Card) -> str:
    """Whose position a card tells, as people know them."""
    return next((party.name for party in dossier.parties if party.slug == card.party), card.party or "")


def _issue(dossier: Dossier, card: Card) -> str:
    return next((issue.name for issue in dossier.issues if issue.slug == card.issue), card.issue or "")


def _cited(card: Card, essays: Mapping[str, Essay]) -> str:
    ids = dict.fromkeys(evidence.essay for evidence in card.evidence)
    return "; ".join(wording.named(essays[id]) if id in essays else id for id in ids)


def _evidence(evidence: Quote | Locator, essay: Essay | None, quote: str | None) -> list[Block]:
    where = f"{wording.source(essay) if essay else evidence.essay}, {wording.place(evidence)}"
    said: list[Block] = [Quotation(words(shorten(quote, 600)))] if quote else []
    if essay and essay.address and linkable(essay.address):
        return [*said, Note(words(Link(shorten(where, 400), essay.address)))]
    return [*said, Note(words(shorten(where, 400)))]


def linkable(address: str) -> bool:
    """Whether an address can be followed from a page, and leaves room for anything else."""
    try:
        Link("", address)
    except ValueError:
        return False
    return weight((address,)) < 500


def _change_line(change: Change) -> Markup:
    what = wording.CHANGES.get(change.what, change.what)
    return words(f"{what}: ", shorten(change.headline, HEADLINE), " (", Time(change.at, "ago"), ")")


def sources(essays: Sequence[Essay], cards: int | None) -> list[Inline]:
    """How broad and how fresh the sources are."""
    if not essays:
        return ["No essay has been taken in yet."]
    newest = max(essays, key=lambda essay: essay.published)
    held = f"{wording.count(cards, 'card')} from " if cards is not None else ""
    said = f"{held}{wording.count(len(essays), 'essay')} by {wording.breadth(essays)}"
    return [f"{said}; newest: ", *wording.age(newest)] if newest.published else [f"{said}; no date is known"]
