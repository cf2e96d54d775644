"""A headline is its sentence's own words: the statement that tells most, whole, with what turns it round."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from briefs.derive import Derivation, Draft, derive_cards
from briefs.derive.clauses import statements
from briefs.derive.kinds import attributed
from briefs.derive.verbs import begins_with_verb, has_verb, is_whole
from briefs.derive.wording import LONGEST, headline, without_dateline
from briefs.essay import read_snapshot
from briefs.model import Kind

ESSAYS = sorted((Path(__file__).parents[1] / "labelled" / "essays").glob("*.md"))
WORDS = re.compile(r"[\w’'-]+")
CONDITIONS = re.compile(r"(?:unless|only if|only when|provided|if|except|until|as long as|but not|but only)\b")

OFFICIAL = """A person who was on the call says that the official, having let everybody speak for twenty minutes,
remarked that no treasury of any party had let a town hall tax a hotel bed."""
BOARD = """He would take a board of leaders with a chair that rotates, he'd even take a mayor without a vote, but a
mayor who can set a precept on the shire is something that he says he will hand in his chain over."""
MINISTER = """The Government says that there's no deal at this level of money without a directly elected mayor, and
Lord Pettifer, the minister, has said it at Hereford, at Telford and on local radio, each time in the same words."""
COUNTER = """The mandate of the delegation, which was drawn up in May, covers the port and the road; the islands, where
forty journalists and two film crews were waiting on the quay to hear of it, will never be on the table."""
MEMO = """The administration replies that it needs no vote of either house of the parliament on this, since its
counsel has found, in a memo of the second of November, that licences can be issued by order."""
SPEAKER = """Copenhagen has refused, and its justice minister, Signe Holm, says that a murderer will not be exchanged
for the innocent as long as she is in office."""
LAWYER = """The union's lawyer, Giulia Renna, says that no reduction of the chorus has ever been accepted and that none
will be while she sits at the table."""
SEVERAL = """**The hiring hall.** Nordhaven wants to take dockers on directly instead of through the union's hall, which
Dock Local 1 has run since 1948."""
VISIBLE = """The operator, Corvane, whose licence from Tenggara runs out in eighteen months and isn't renewable without
a plan, and whose chief executive has been, to put it kindly, visible in both capitals."""
SHARES = """Shares in San Rafael Milling, the largest refiner of the country and of the two islands to the south of
it, were suspended at the company's request, and nobody at the exchange could say for how long that would be."""
ENVOY = """Asked whether the list was genuine, its spokeswoman, Ilse Karran, replied: “Which one?”"""
CONDITION = """The rebels, who hold the northern road, will hand over the depot that they took in the spring to the
monitors, provided that the army leaves the two villages on the ridge before the rains begin in October."""
HARBOUR = """The harbour of Tessel, where the last of the grain was stored in the winter of the siege, has been empty
since Easter, according to the port's own ledger."""
AUDITOR = """According to the auditor of the fund, the ferry company lost nine million crowns last year, most of it on
the two routes that the islands will not give up."""
QUAYS = """What the ministry will not sign, say two people who have read its instructions, is a lease of the quays,
which are the only part of the port that pays."""
WEIR = """“We have offered them half of the water and a seat at the weir,” Ossian Brandt, who leads the upper valley's
team and has a farm there, told a meeting in the hall."""
LEDGER = """The port has two cranes that still turn and a pilot who is seldom sober, a place on which, according to the
ledger, the company spent nine million crowns in a single year."""
DELEGATE = """Its chief delegate, Mira Tolvan, who has sat through every round of these talks since the spring, says
that the union will never give up the night shift."""
RIDGE = """The rebels will not leave the ridge before the rains, although their commander has let the monitors know,
through a priest, that they might leave one village."""
LEASE = """The shipowners say that there is no lease, however short, under which they would bring a single vessel back
to a quay that the dockers may close at will."""
TOLL = """The toll on the bridge has doubled since the spring, the ferries are full by seven, and the two cabinets have
not met for a month and a half."""
BOATS = """The delegates are asking for the return of the boats that were seized in May and for some promise that the
next patrol will not seize them again."""
FOLLOWER = """A person close to the northern delegation said senior officials of the house had come round to a third
seat on the council."""
NOTHING_ELSE = """The spokesman of the upper valley, who was on his way to a wedding and in a hurry, said that they had
agreed on the seats, the flags and nothing else."""
TRAMWAY = """The tramway to the upper valley was laid before the war, needed four hundred horses in its first winter,
and is remembered by the two men who used to oil its points."""
ANSWER = """The lower valley's answer, as reported by two papers that seldom agree, was that a weir is only a wall which
has a pond to it."""
CANAL = """Unless the rains come early the canal will be shut in June, and the growers of the lower valley will have to
buy their water from the army."""
FERRY = """In May a ferry full of oranges, and also a piano for the consul at Tessel, was turned back at the mole under
a rule that no one has read."""
PILOTS = """The company would raise the pilots' wages by a tenth, in return for a promise that no ship will wait more
than an hour for one of them."""
COOKS = """The cooks, the porters and the maids of the three hotels on the quay have walked out, although the season
began only a week ago and the rooms are full."""
VALLEY = """The lower valley, eleven villages, and the towns of the delta, four, have agreed that the gate stays shut
until the rice is in, as it did last year."""
CLERK = """We understand that a clerk of the treasury, Olan Pirk, has sat in since the autumn and that nothing is signed
on the days on which he is away."""
SUMMER = """A deal by the summer is what both cabinets say they want, the difficulty being that neither has yet told its
own farmers what would be in it."""
MOLE = """“We would sooner sell the boats than sail them for that money, and the bank knows it,” a spokesman for the
owners told a reporter on the mole."""


def told(sentence: str, word: str) -> str:
    """The headline for a topic about which only this word tells."""
    return headline(sentence, lambda clause: 2.0 * (word in clause))


@cache
def derivations() -> list[Derivation]:
    """What comes of each labelled essay."""
    return [derive_cards(read_snapshot(path.read_text(encoding="utf-8"))) for path in ESSAYS]


def headlines() -> list[tuple[str, str]]:
    """The headline and the sentence of every draft."""
    return [(draft.headline, " ".join(draft.spans[0].text.split())) for one in derivations() for draft in one.drafts]


def words(text: str) -> list[str]:
    return [word.strip("'’-").lower() for word in WORDS.findall(text)]


def without_a_name(draft: Draft, people: list[str]) -> Iterator[str]:
    """A headline as it is, and without whom its sentence calls "she" or "it": a person, or what the support names."""
    yield draft.headline
    for name in people:
        yield re.sub(rf"{re.escape(name)}(’s?)?", "", draft.headline, count=1)
    for match in re.finditer(r"(?<=[\w’]) ", draft.headline[:50]):
        opening = draft.headline[: match.start()]
        if draft.support and re.sub(r"’s?\Z|\AThe ", "", opening) in draft.support[-1].text:
            yield draft.headline[match.end() :]


def stand_in(line: str, sentence: str) -> bool:
    """Whether the words of a headline stand in the sentence in their order."""
    rest = iter(words(sentence))
    return all(word in rest for word in words(line.rstrip('…”"')))


def test_fewer_than_one_headline_in_ten_is_cut_inside_a_clause():
    cut = [line for line, _ in headlines() if line.rstrip("”\"'").endswith("…")]

    assert len(cut) < 0.1 * len(headlines())


def test_hardly_a_headline_lacks_the_verb_that_its_sentence_has():
    bare = [line for line, sentence in headlines() if has_verb(sentence) and not has_verb(line)]

    assert len(bare) < 0.01 * len(headlines()), bare


def test_a_headline_is_the_sentences_own_words_in_their_order_but_for_one_name_in_place_of_a_pronoun():
    for derivation in derivations():
        people = [person.name for person in derivation.people]
        for draft in derivation.drafts:
            assert any(stand_in(line, draft.spans[0].text) for line in without_a_name(draft, people)), draft


def test_no_headline_stops_before_the_condition_of_its_clause():
    for line, sentence in headlines():
        end = sentence.rfind(line[-25:].rstrip('”"'))
        if "…" not in line and end >= 0:
            behind = sentence[end + len(line[-25:]) :].lstrip(' ,”"')
            assert not CONDITIONS.match(behind), (line, sentence)


def test_no_headline_loses_a_denial_from_between_the_words_that_it_keeps():
    for line, sentence in headlines():
        kept, whole = words(line), words(sentence)
        pairs, apart = set(pairwise(kept)), set(pairwise(whole))
        for before, word, behind in zip(whole, whole[1:], whole[2:], strict=False):
            if word in ("not", "never", "no", "unless", "without"):
                assert (before, behind) not in pairs - apart, (line, sentence)


def test_no_headline_ends_in_a_word_that_wants_another():
    hanging = re.compile(r"\b(?:and|but|or|the|an?|of|that|which|who|with|by|provided|than|is|are|its)\Z")

    ends = [line for line, _ in headlines() if hanging.search(line.rstrip("…”\"'’"))]

    assert len(ends) < 0.01 * len(headlines()), ends


@pytest.mark.parametrize(
    ("sentence", "word", "expected"),
    [
        (
            BOARD,
            "hand in",
            "A mayor who can set a precept on the shire is something that he says he will hand in his chain over",
        ),
        (
            OFFICIAL,
            "no treasury",
            (
                "A person who was on the call: the official remarked that no treasury of any party had let a town hall"
                " tax a hotel bed"
            ),
        ),
        (
            MINISTER,
            "deal",
            "The Government says that there's no deal at this level of money without a directly elected mayor",
        ),
        (COUNTER, "never", "The islands will never be on the table"),
        (MEMO, "needs", "The administration replies that it needs no vote of either house of the parliament on this"),
        (SHARES, "suspended", "Shares in San Rafael Milling were suspended at the company's request"),
        (ENVOY, "question", "Asked whether the list was genuine, its spokeswoman, Ilse Karran, replied: “Which one?”"),
        (
            SPEAKER,
            "innocent",
            "Signe Holm says that a murderer will not be exchanged for the innocent as long as she is in office",
        ),
        (
            LAWYER,
            "chorus",
            "The union's lawyer, Giulia Renna, says that no reduction of the chorus has ever been accepted",
        ),
        (
            SEVERAL,
            "hall",
            (
                "Nordhaven wants to take dockers on directly instead of through the union's hall, "
                "which Dock Local 1 has run since 1948"
            ),
        ),
        (
            VISIBLE,
            "licence",
            (
                "The operator, Corvane, "
                "whose licence from Tenggara runs out in eighteen months and isn't renewable without a plan"
            ),
        ),
        (COUNTER, "mandate", "The mandate of the delegation, which was drawn up in May, covers the port and the road"),
    ],
)
def test_the_headline_is_the_statement_that_tells_most(sentence, word, expected):
    assert len(expected) <= LONGEST
    assert told(" ".join(sentence.split()), word) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (HARBOUR, "The harbour of Tessel has been empty since Easter, according to the port's own ledger"),
        (AUDITOR, "According to the auditor of the fund, the ferry company lost nine million crowns last year"),
        (
            QUAYS,
            "What the ministry will not sign, say two people who have read its instructions, is a lease of the quays",
        ),
        (
            WEIR,
            (
                "“We have offered them half of the water and a seat at the weir,” Ossian Brandt told a meeting in the "
                "hall"
            ),
        ),
    ],
)
def test_a_headline_keeps_whose_words_they_are(sentence, expected):
    assert headline(" ".join(sentence.split())) == expected


def test_a_quotation_is_not_left_without_its_speaker():
    assert "knows it,” a spokesman for the owners" in headline(" ".join(MOLE.split()))


def test_who_says_another_part_of_a_sentence_is_no_source_of_this_one():
    assert (
        headline(" ".join(LEDGER.split())) == "The port has two cranes that still turn and a pilot who is seldom sober"
    )


def test_a_report_of_an_answer_is_no_speaker():
    line = "The lower valley's answer, as reported by two papers that seldom agree, was that a weir is only a wall"

    assert headline(" ".join(ANSWER.split())).startswith(line)


def test_a_condition_at_the_head_of_a_sentence_is_that_of_its_later_statements_too():
    assert told(" ".join(CANAL.split()), "growers") == "Unless the rains come early the canal will be shut in June"


def test_who_travels_with_somebody_else_is_not_alone_turned_back():
    line = "In May a ferry full of oranges was turned back at the mole under a rule that no one has read"

    assert headline(" ".join(FERRY.split())) == line


def test_an_offer_is_not_told_without_its_price():
    assert "in return for a promise" in headline(" ".join(PILOTS.split()))


def test_whom_nobody_knows_the_envoy_of_goes_by_the_name():
    assert headline(" ".join(DELEGATE.split())) == "Mira Tolvan says that the union will never give up the night shift"


def test_what_an_aside_tells_is_not_told_of_the_whole():
    assert headline(" ".join(RIDGE.split())) == "The rebels will not leave the ridge before the rains"


def test_no_lease_is_kept_with_the_terms_that_it_would_have():
    assert "no lease under which they would bring" in headline(" ".join(LEASE.split()))


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (TRAMWAY, "The tramway to the upper valley was laid before the war"),
        (TOLL, "The toll on the bridge has doubled since the spring"),
        (BOATS, "The delegates are asking for the return of the boats that were seized in May"),
        (
            FOLLOWER,
            (
                "A person close to the northern delegation: "
                "senior officials of the house had come round to a third seat on the council"
            ),
        ),
    ],
)
def test_a_headline_has_one_statement_and_no_more_of_a_row_of_them(sentence, expected):
    assert headline(" ".join(sentence.split())) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (COOKS, "The cooks, the porters and the maids of the three hotels on the quay have walked out"),
        (
            VALLEY,
            (
                "The lower valley, eleven villages, and the towns of the delta have agreed that the gate stays shut "
                "until the rice is in"
            ),
        ),
        (CLERK, "We understand that a clerk of the treasury, Olan Pirk, has sat in since the autumn"),
        (SUMMER, "A deal by the summer is what both cabinets say they want"),
    ],
)
def test_nobody_goes_from_a_subject_and_no_verb_from_whom_it_is_told_of(sentence, expected):
    assert headline(" ".join(sentence.split())) == expected


def test_nothing_else_stays_with_what_it_limits():
    assert headline(" ".join(NOTHING_ELSE.split())).endswith("had agreed on the seats, the flags and nothing else")


def test_a_statement_too_long_with_its_condition_is_cut_where_one_can_see_it():
    line = headline(" ".join(CONDITION.split()))

    assert line.endswith("…")
    assert not line.endswith("monitors…") or "provided" in line


def test_the_statements_of_a_sentence_hold_every_word_of_it():
    for _, sentence in headlines():
        found = " ".join(piece.text for statement in statements(sentence) for piece in statement)
        assert words(found) == words(sentence)


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("TAVIN, 13 March 2026 - Ruvia said no.", "Ruvia said no."),
        ("DJIBOUTI, March 7 (Horn Wire) — Twelve weeks went by.", "Twelve weeks went by."),
        ("KINDA, Monday (Lake News Agency). – The Front agreed.", "The Front agreed."),
        ("LOS ANGELES — Negotiators met.", "Negotiators met."),
        ("NATO - the alliance - said no.", "NATO - the alliance - said no."),
        ("The US — it is said — left.", "The US — it is said — left."),
    ],
)
def test_where_a_wire_was_filed_is_no_part_of_what_it_says(sentence, said):
    assert without_dateline(sentence) == said
    assert attributed(sentence, Kind.FACT, None) == said


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("the envoy who came in March", False),
        ("the envoy who came in March has left", True),
        ("signed at Prague in April and prolonged in May", False),
        ("the grain trade", False),
        ("what the union wants", False),
        ("the union wants nine per cent", True),
        ("It agreed", True),
    ],
)
def test_a_clause_is_whole_with_a_verb_of_its_own(text, whole):
    assert is_whole(text) is whole


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("told a committee that", True),
        ("is known to", True),
        ("signed at Prague", False),
        ("its chief negotiator", False),
    ],
)
def test_a_piece_goes_on_with_the_verb_of_a_subject_before_it(text, begins):
    assert begins_with_verb(text) is begins


@pytest.mark.parametrize(
    ("sentence", "holder", "said", "text"),
    [
        ("But the Agency asks for 21.", "Health Agency", "Agency", "The Health Agency asks for 21."),
        ("The league has yet to reply.", "Hockey League", "league", "The Hockey League has yet to reply."),
        ("Brel will not sign.", "Ana Brel", "Brel", "Ana Brel will not sign."),
        ("On Monday Brel left.", "Ana Brel", "Brel", "On Monday Ana Brel left."),
        ("Foreign Minister Brel left.", "Ana Brel", "Brel", "Foreign Minister Ana Brel left."),
        ("Otto Brel says that Brel left.", "Ana Brel", "Brel", "Ana Brel: Otto Brel says that Brel left."),
        ("Brel-Oster has left.", "Ana Brel", "Brel", "Ana Brel: Brel-Oster has left."),
        ("‘Brel is ill,’ he said.", "Ana Brel", "Brel", "Ana Brel: ‘Brel is ill,’ he said."),
        ("The Space Agency has left.", "Health Agency", "Agency", "Health Agency: The Space Agency has left."),
        (
            "They want a place in the army.",
            "Northern Army",
            "army",
            "Northern Army: They want a place in the army.",
        ),
        ("“The Agency lies,” he said.", "Health Agency", "Agency", "Health Agency: “The Agency lies,” he said."),
        ("It will not sign.", "union", "It", "The union: It will not sign."),
    ],
)
def test_a_text_names_its_holder_once(sentence, holder, said, text):
    assert attributed(sentence, Kind.POSITION, holder, said) == text


def test_the_author_asks_what_is_a_question():
    assert attributed("But who would pay?", Kind.ARGUMENT, None) == "The author asks: Who would pay?"
