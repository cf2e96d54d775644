"""The shipped content: complete, in our own words, and true to the essay that it rests on."""

import re
from pathlib import Path

import pytest

from briefs.carried import objections
from briefs.check import check_report, prove_locators
from briefs.dossier import CONTENT, load_dossier
from briefs.essay import ParagraphKind, read_snapshot
from briefs.model import TOPICS, Dossier, Kind, Locator

TALKS = CONTENT / "ukraine-talks"
DEMONSTRATION = CONTENT / "demonstration" / "essay.md"
ROOT = CONTENT.parent.parent
SEED = ROOT.parent / "shared" / "seed" / "essay.txt"
WRITTEN = {".md", ".py", ".toml", ".txt", ".json", ".html", ".js", ".css", ".yaml", ".yml", ".sql", ".svg"}

needs_seed = pytest.mark.skipif(not SEED.is_file(), reason="the essay is not ours to carry; ../shared is absent")


@pytest.fixture(scope="module")
def talks() -> Dossier:
    return load_dossier(TALKS)


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    """Every run of so many words, whatever stands between them."""
    words = re.findall(r"[^\W_]+", text.casefold())
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


def test_nothing_is_wrong_with_the_shipped_dossier():
    assert check_report([TALKS]) == []


def test_each_topic_has_a_bottom_line_and_cards_enough_for_a_briefing(talks):
    assert [topic.slug for topic in talks.topics] == list(TOPICS)
    assert all(topic.bottom_line for topic in talks.topics)
    assert len(talks.cards) >= 26
    for topic in TOPICS:
        assert len([card for card in talks.cards if card.topic == topic]) >= 4


def test_every_kind_of_card_is_there_and_judgements_are_few(talks):
    kinds = [card.kind for card in talks.cards]

    assert set(kinds) == set(Kind)
    assert kinds.count(Kind.JUDGEMENT) <= 5
    assert all("We judge" in card.text for card in talks.cards if card.kind is Kind.JUDGEMENT)


def test_cards_are_short(talks):
    assert max(len(card.headline) for card in talks.cards) <= 90
    assert max(len(card.text) for card in talks.cards) <= 280
    assert len({card.headline for card in talks.cards}) == len(talks.cards)


def test_an_argument_is_known_for_one_by_its_headline_alone(talks):
    arguments = [card.headline for card in talks.cards if card.kind is Kind.ARGUMENT]
    marked = [headline for headline in arguments if re.search(r"Bryant|Trenin|is said|\?$|: (?:more|ruse)", headline)]

    assert marked == arguments


def test_what_the_essay_claims_of_the_war_and_the_sanctions_is_never_a_fact(talks):
    claims = [card for card in talks.cards if card.issue in ("outcome", "sanctions")]

    assert claims
    assert Kind.FACT not in {card.kind for card in claims}


@pytest.mark.parametrize(
    ("asked", "topic"),
    [
        ("nato", "redlines"),
        ("neutral", "redlines"),
        ("red lines", "redlines"),
        ("sanctions", "leverage"),
        ("demands", "positions"),
        ("congress", "obstacles"),
        ("kellogg", "players"),
        ("helsinki", "history"),
        ("rogan", "facts"),
        ("forecast", "outlook"),
    ],
)
def test_the_words_that_people_use_lead_to_a_topic(talks, asked, topic):
    assert [t.slug for t in talks.topics if asked in (*t.aliases, t.slug, t.title.lower())] == [topic]


def test_names_are_right_where_the_essay_has_them_wrong_and_no_place_is_added(talks):
    words = " ".join(f"{card.headline} {card.text}" for card in talks.cards)

    assert "Dmitri Trenin" in words
    assert words.count("Trenen") == len(re.findall('spells (?:him )?"Trenen"', words)) > 0
    assert "Hamburg" not in words


@needs_seed
def test_every_locator_holds_against_the_real_essay(talks):
    snapshot = read_snapshot(SEED.read_bytes().decode())

    assert check_report([TALKS], SEED) == []
    assert prove_locators(talks, "bryant-peace-terms", snapshot) == []


@needs_seed
def test_every_card_says_what_its_sentences_say_and_no_more(talks):
    essays = {essay.id: essay for essay in talks.essays}
    snapshots = {"bryant-peace-terms": read_snapshot(SEED.read_bytes().decode())}

    refused = {card.id: found for card in talks.cards if (found := objections(card, essays, snapshots, talks))}

    assert refused == {}


def test_every_card_may_be_published_as_it_is_where_the_essay_is_not_at_hand(talks):
    essays = {essay.id: essay for essay in talks.essays}

    refused = {card.id: found for card in talks.cards if (found := objections(card, essays, {}, talks, before=card))}

    assert refused == {}


@needs_seed
def test_no_card_rests_on_a_caption_a_heading_or_the_authors_biography(talks):
    paragraphs = read_snapshot(SEED.read_bytes().decode()).paragraphs
    prose = {paragraph.number for paragraph in paragraphs if paragraph.kind is ParagraphKind.PROSE}
    cited = {place.paragraph for card in talks.cards for place in card.evidence if isinstance(place, Locator)}

    assert cited <= prose


@needs_seed
def test_no_more_than_six_words_in_a_row_come_from_the_essay():
    theirs = runs(SEED.read_text(encoding="utf-8"), 7)

    for file in sorted(path for path in CONTENT.rglob("*") if path.is_file()):
        assert not runs(file.read_text(encoding="utf-8"), 7) & theirs, file


@needs_seed
def test_no_sentence_of_the_essay_stands_anywhere_in_the_repository():
    theirs = runs(SEED.read_text(encoding="utf-8"), 8)

    for file in _written_files():
        assert not runs(file.read_text(encoding="utf-8", errors="replace"), 8) & theirs, file


def _written_files() -> list[Path]:
    folders = [ROOT / name for name in ("bot", "briefs", "tests", "deploy")]
    nested = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    return [path for path in [*ROOT.glob("*.md"), *nested] if path.suffix in WRITTEN]


def test_the_demonstration_essay_has_what_a_real_one_has():
    text = DEMONSTRATION.read_text(encoding="utf-8")
    snapshot = read_snapshot(text)
    kinds = [paragraph.kind for paragraph in snapshot.paragraphs]

    assert 900 <= len(text.split()) <= 1200
    assert kinds.count(ParagraphKind.HEADING) >= 5
    assert ParagraphKind.BOILER in kinds[:3]  # the byline
    assert kinds[-1] is ParagraphKind.BOILER  # the author's note
    assert text.count('"') >= 12
    assert "red line" not in text.lower()  # it has one, but nobody calls it that
