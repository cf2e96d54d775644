"""Essays become drafts that quote them; other texts give none, and say why."""

from __future__ import annotations

import importlib.util
import json
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefs.derive import MOST, Draft, derive_cards
from briefs.derive.features import features_of, read_units
from briefs.derive.repeats import repeats
from briefs.derive.wording import LONGEST, headline
from briefs.essay import read_snapshot
from briefs.model import TOPICS, Card, Dossier, Kind, Quote
from briefs.statements import statement_objections

LABELLED = Path(__file__).parents[1] / "labelled"
SEED = Path(__file__).parents[3] / "shared" / "seed" / "essay.txt"
ESSAYS = sorted(LABELLED.glob("essays/*.md"))

STRIKE = """The pilots' union and Corvane Air met for the sixth time on Tuesday. The airline has offered 4 per cent a
year over three years; the union wants 9 and an end to standby nights. Its chief negotiator, Ana Brody, a former
captain, says that her members will never sign a contract that keeps the nights. Corvane can wait until the summer
season begins in June, when every cancelled day costs it two million euros. A deal before May looks unlikely."""

LONG_APPOSITION = """Mariano Etchegoyen, the undersecretary who has led the Argentine delegation since the second
round and who came to government from the grain trade, has presented this as a generous offer."""
LONG_ASIDE = """The union, whose members walked out at midnight on the last day of the contract, put the odds of a
settlement before the rains at one in four."""
NAME_IN_MIDDLE = """The money is not what will keep them out, because Denise Okafor, the union's president, has told
every rally that nobody goes back into a room with thirty-three children."""
LONG_TAIL = """The ministry will not discuss the bridge at any level, which is something that it has now said in four
capitals and in three languages, and on one occasion in verse."""


def holder_objections(draft: Draft) -> list[str]:
    """What a publisher would say of the draft's holder."""
    nobody = Dossier("own", "Own", (), (), (), (), ())
    rests_on = (Quote("own", draft.spans[0].text, "", "", 0, 1),)
    card = Card("positions/x", draft.topic, draft.headline, draft.text, draft.kind, rests_on, "2026", draft.party)
    return [said for said in statement_objections(card, {}, nobody) if "position" in said]


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_a_short_pasted_text_gives_cards():
    found = derive_cards(read_snapshot(STRIKE))

    topics = {draft.topic for draft in found.drafts}
    assert found.reason == ""
    assert {"positions", "players"} <= topics


def test_a_recipe_gives_no_card_and_a_reason():
    recipe = (
        "Peel the onions and cut them into rings. Melt the butter in a pan. Add the onions, and stir for ten minutes."
    )

    found = derive_cards(read_snapshot(recipe))

    assert found.drafts == ()
    assert found.reason.startswith("This text does not seem to be about a negotiation")


def test_an_empty_text_says_that_it_is_empty():
    assert "no text" in derive_cards(read_snapshot(" \n\n ")).reason


@pytest.mark.parametrize("path", ESSAYS, ids=lambda path: path.stem)
def test_every_draft_quotes_its_essay_word_for_word(path):
    text = read(path)
    unnamed = 0

    for draft in derive_cards(read_snapshot(text)).drafts:
        assert draft.topic in TOPICS
        assert 0 < len(draft.headline) <= LONGEST
        for span in (*draft.spans, *draft.support):
            assert text[span.start : span.end] == span.text
        assert draft.spans[0].text.split()[-1] in draft.text
        assert draft.cues
        if draft.kind is Kind.POSITION:
            assert draft.party
            unnamed += bool(holder_objections(draft))
    assert unnamed <= 1  # such a draft cannot be out before an editor names whose position it is


def test_drafts_come_best_first_and_the_same_each_time():
    text = read(LABELLED / "essays" / "a-bridge-seals.md")

    first = derive_cards(read_snapshot(text))

    assert first == derive_cards(read_snapshot(text))
    assert [draft.score for draft in first.drafts] == sorted((d.score for d in first.drafts), reverse=True)
    assert len({(draft.topic, draft.spans) for draft in first.drafts}) == len(first.drafts)


def test_a_sentence_that_is_said_twice_gives_its_cards_once():
    doubled = (
        STRIKE
        + " The airline has offered 4 per cent a year over three years; the union wants 9 and an end to standby nights."
    )

    quoted = [
        draft.spans[0].text for draft in derive_cards(read_snapshot(doubled)).drafts if draft.topic == "positions"
    ]

    assert sum("wants 9" in text for text in quoted) == 1


def test_the_seeds_two_wordings_of_one_sentence_count_once():
    if not SEED.exists():
        pytest.skip("the seed essay is not on this machine")
    units = read_units(read_snapshot(read(SEED)))

    dropped = [units[place].sentence.text for place in repeats(units)]

    assert len(dropped) == 1
    assert dropped[0].startswith("The document alleged")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Neither capital has replied.", "Neither capital has replied"),
        ("But the union wants nine per cent.", "The union wants nine per cent"),
        ("(The British will not be counted, whoever asks.)", "The British will not be counted, whoever asks"),
        (LONG_APPOSITION, "Mariano Etchegoyen has presented this as a generous offer"),
        (LONG_TAIL, "The ministry will not discuss the bridge at any level"),
        (LONG_ASIDE, "The union put the odds of a settlement before the rains at one in four"),
        (NAME_IN_MIDDLE, "The money is not what will keep them out"),
    ],
)
def test_a_headline_is_the_main_clause(sentence, expected):
    assert headline(sentence) == expected


@given(st.text(min_size=1, max_size=600))
def test_a_headline_always_fits(text):
    assert 0 < len(headline(text)) <= LONGEST


@settings(max_examples=50)
@given(
    st.lists(
        st.sampled_from([*STRIKE.split(), "\n\n", "“", "”", "'", "(", ";", "No.", "€", "\x00", "🙂"]), max_size=150
    )
)
def test_any_text_is_derived_without_complaint(words):
    text = " ".join(words)

    for draft in derive_cards(read_snapshot(text)).drafts:
        assert text[draft.spans[0].start : draft.spans[0].end] == draft.spans[0].text


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "unit",
    [
        "The union wants a deal. ",
        "Aa, the ",
        "Mr ",
        "A A ",
        "“No,” he said. ",
        "(",
        "it's ",
        "no without ",
        f"The union wants a deal, {'he said, she said, his and her ' * 40}and it will never sign. ",
        "he, she, his and her offer ",
        "“said” ",
        "“We reject the offer.” ",
        f"The union wants a deal, {'Ana Brel, Odo Karn, ' * 40}and it will never sign. ",
        "[1] a\n\n",
    ],
)
def test_half_a_megabyte_of_anything_does_not_hang(unit):
    derive_cards(read_snapshot(unit * (500_000 // len(unit))))


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "piece",
    [
        "{0} {0}, the envoy, said she",
        "{0}’s envoy, {0}’s deputy,",
        "the {0} Union said it",
        "on 14 May 2026 the {1},",
        "— {1} — said",
        "officials said, {1},",
        "which {1}, and who refused the {1},",
        "“{1}” said",
    ],
)
def test_a_book_of_long_sentences_of_which_none_repeats_another_does_not_hang(piece):
    words = ("".join(letters) for letters in product("bdfgklmnprst", "aeiou", "bdfgklmnprst", "aeiou", "klnrst"))
    pieces = [piece.format(word.capitalize(), word) for word in words]
    many = 1800 // (len(pieces[0]) + 1)
    sentences = [" ".join(pieces[at : at + many]) for at in range(0, len(pieces), many)]
    text = " ".join(f"The union will never sign {padding} and rejects the offer." for padding in sentences)

    assert len(text) > 150_000
    assert 0 < len(derive_cards(read_snapshot(text)).drafts) <= MOST


def test_what_goes_on_for_longer_than_a_sentence_gives_no_card():
    endless = f"The union rejects the offer, {'and rejects the offer, ' * 100}and will never sign."

    found = derive_cards(read_snapshot(f"{endless} {STRIKE}")).drafts

    assert found
    assert all(len(draft.spans[0].text) < len(endless) for draft in found)


def test_of_a_book_the_first_twenty_thousand_words_are_read():
    book = "\n\n".join(read(path) for path in ESSAYS)

    units = read_units(read_snapshot(book))

    assert len(book) > 250_000
    assert 110_000 < sum(len(unit.sentence.text) for unit in units) <= 120_000


def test_of_a_book_the_best_drafts_are_kept():
    book = "\n\n".join(read(path) for path in ESSAYS)

    found = derive_cards(read_snapshot(book)).drafts

    assert len(found) == MOST
    assert [draft.score for draft in found] == sorted((draft.score for draft in found), reverse=True)


@pytest.mark.parametrize("path", [*ESSAYS, *sorted(LABELLED.glob("talks/*.md"))], ids=lambda path: path.stem)
def test_an_essay_gives_cards_when_it_is_about_a_negotiation_and_only_then(path):
    gold = LABELLED / "gold" / f"{path.stem}.json"
    on_topic = json.loads(read(gold))["on_topic"] if gold.exists() else True

    found = derive_cards(read_snapshot(read(path)))

    assert bool(found.drafts) is on_topic
    assert bool(found.reason) is not on_topic


@pytest.mark.parametrize("path", sorted(LABELLED.glob("elsewhere/*.md")), ids=lambda path: path.stem)
def test_a_text_that_only_borrows_the_words_gives_no_card(path):
    assert derive_cards(read_snapshot(read(path))).drafts == ()


def test_the_seed_essay_gives_cards_under_most_topics():
    if not SEED.exists():
        pytest.skip("the seed essay is not on this machine")

    found = derive_cards(read_snapshot(read(SEED)))

    assert {draft.topic for draft in found.drafts} >= {
        "redlines",
        "positions",
        "leverage",
        "obstacles",
        "players",
        "outlook",
    }


def test_a_sentence_is_the_same_whoever_set_it():
    straight = '"If we lose a vote," Piet Lammers, the vice-admiral, said, "the union\'s offer won\'t stand."'
    typeset = "“If we lose a vote,” Piet Lammers, the vice\u2011admiral, said, “the union’s offer won’t stand.”"

    one, other = (features_of(read_units(read_snapshot(text))) for text in (straight, typeset))

    assert one == other


def test_what_the_next_issue_will_say_is_no_card():
    teased = f"{STRIKE} Next month: the union will never sign, are we doing enough?"

    assert not any("Next month" in draft.text for draft in derive_cards(read_snapshot(teased)).drafts)


def test_a_draft_is_read_without_the_marks_of_its_form():
    marked = STRIKE.replace("offered 4 per cent", "**offered** [4 per cent](https://x.example)[2]")

    offer = next(draft for draft in derive_cards(read_snapshot(marked)).drafts if "4 per cent" in draft.text)

    assert "offered 4 per cent a" in " ".join(offer.text.split())
    assert "**offered**" in offer.spans[0].text


def test_a_draft_names_the_words_behind_its_label():
    drafts = derive_cards(read_snapshot(STRIKE)).drafts

    offer = next(draft for draft in drafts if draft.topic == "positions" and "4 per cent" in draft.text)

    assert offer.party == "Corvane Air" or "airline" in offer.text
    named = {cue.name: cue.words for cue in offer.cues}
    assert any("offered" in words for words in named.values())
    assert all(cue.weight for cue in offer.cues)


def test_the_shipped_weights_do_not_fall_behind_what_was_published():
    scorer = load_scorer()
    gold = scorer.load_gold(LABELLED / "gold", LABELLED)
    cards = {
        path.stem: [
            {"topic": draft.topic, "evidence": [[span.start, span.end] for span in draft.spans]}
            for draft in derive_cards(read_snapshot(read(path))).drafts
        ]
        for path in ESSAYS
    }

    result = scorer.score(gold, cards)

    assert result["micro"][2] > 0.75  # on the texts that they were trained on; see README.md for those left out
    assert result["offtopic_cards"] == 0
    assert result["duplicate_evidence"] == 0


def load_scorer():
    spec = importlib.util.spec_from_file_location("scorer", LABELLED / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
