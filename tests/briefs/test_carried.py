"""A card says what its quotes carry, or it is told which word they do not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefs.carried import objections
from briefs.essay import read_snapshot
from briefs.evidence import quote, sentence_hash
from briefs.model import Card, Dossier, Essay, Kind, Locator, Party

TEXT = """Kessary owes 1.1 billion crowns on the dam, and its banks wait. Coldwell has never mentioned the railway in
public. Moscow rejects the pause. A paper of late last spring promised 3.2 million tonnes, a third of it by rail.
Hanne Coldwell leads the delegation. The ministers met on Tuesday for the third round. Orlan did not close the gate.
The EU backs it, U.S. officials said. Mereth votes on 7 February, and three inspectors will be there. The league has
14 of the 90 seats. Its decline goes back three decades. Sept. 3 passed. "We can't deliver rain," he said."""
TEXT += " Kessary signs only with a guarantee. The pumps stop in May unless Mereth pays. Fees rose by 5 per cent."
TEXT += " Kessary rejected Mereth's offer on Monday, and Coldwell told Orlan that Moscow would pay Kessary."
TEXT += " Orlan has offered a pause but rejects the longer truce. A settlement is unlikely before the vote."
TEXT += " Over 3,400 members gained 3 per cent."
SNAPSHOT = read_snapshot(TEXT)
ESSAY = Essay("river", "The River", "Ines Calloway", "The Basin Review", "2025-11-20")
DOSSIER = Dossier(
    "lake", "Lake", (Party("russia", "Russia", ("Moscow", "Lavrov")), Party("kessary", "Kessary", ())), (), (), (), ()
)


def card(words: str, *quoted: str) -> Card:
    places = [TEXT.index(part) for part in quoted]
    evidence = tuple(
        quote("river", SNAPSHOT, place, place + len(part)) for place, part in zip(places, quoted, strict=True)
    )
    return Card("facts/x", "facts", "The point", words, Kind.FACT, evidence, "2025-11")


def refused(one: Card) -> list[str]:
    return objections(one, {"river": ESSAY}, {"river": SNAPSHOT}, DOSSIER)


DEBT = "Kessary owes 1.1 billion crowns on the dam, and its banks wait."
RAIL = "Coldwell has never mentioned the railway in\npublic."
LEADS = "Hanne Coldwell leads the delegation."
PAUSE = "Moscow rejects the pause."
SPRING = "A paper of late last spring promised 3.2 million tonnes, a third of it by rail."
ROUND = "The ministers met on Tuesday for the third round."
GATE = "Orlan did not close the gate."
ALLIES = "The EU backs it, U.S. officials said."
VOTE = "Mereth votes on 7 February, and three inspectors will be there."
SEATS = "The league has\n14 of the 90 seats."
DECADES = "Its decline goes back three decades."
OFFER = "Orlan has offered a pause but rejects the longer truce."
SETTLING = "A settlement is unlikely before the vote."
SIGNS = "Kessary signs only with a guarantee."
PUMPS = "The pumps stop in May unless Mereth pays."
FEES = "Fees rose by 5 per cent."
OFFERED = "Kessary rejected Mereth's offer on Monday, and Coldwell told Orlan that Moscow would pay Kessary."
MEMBERS = "Over 3,400 members gained 3 per cent."
RAIN = '"We can\'t deliver rain," he said.'


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "unit", ["a[1] b² ", "1. 2 ", "12,000 3.5 per cent ", "from both ", "What? Why! ", "unless 3 ", "A. B. "]
)
def test_as_many_quotes_as_a_card_may_have_are_judged_in_time(unit):
    text = unit * (11_000 // len(unit))
    snapshot = read_snapshot(text)
    evidence = tuple(quote("river", snapshot, at, at + 1000) for at in range(0, 10_000, 1000))
    one = replace(card(text[:700]), headline=text[:120], evidence=evidence)

    found = objections(one, {"river": ESSAY}, {"river": snapshot}, DOSSIER)

    assert not any("12,000 characters" in objection for objection in found)


def test_a_card_on_half_an_essay_is_stated_anew_on_fewer_quotes():
    many = card("Kessary owes 1.1 billion crowns.", *[TEXT] * (12_000 // len(TEXT) + 1))

    (objection,) = refused(many)

    assert "12,000 characters" in objection
    assert not any("characters" in one for one in refused(replace(many, evidence=many.evidence[:3])))


@pytest.mark.parametrize(
    ("words", "quoted"),
    [
        ("Kessary's debt is 1,100,000,000 crowns.", DEBT),
        ("The Kessarian banks wait, Calloway reports in The Basin Review.", DEBT),
        ("According to Ines Calloway, Kessary’s banks wait.", DEBT),
        ("Russia turns the pause down.", PAUSE),
        ("Moscow will not accept a pause.", PAUSE),
        ("In spring 2025 a paper promised 3,200,000 tonnes.", SPRING),
        ("One third was to go by rail, by a paper of 2025-spring.", SPRING),
        ("On 18 November 2025 the ministers met for round three.", ROUND),
        ("The ministers met on Tuesday 2025-11-18.", ROUND),
        ("Talks resume without a word on the railway.", RAIL),
        ("The European Union and American officials are for it.", ALLIES),
        ("Mereth votes on Feb. 7, 2026.", VOTE),
        ("The vote of Mereth has one purpose.", VOTE),
        ("The league has fourteen seats.", SEATS),
        ("Thirty years of decline.", DECADES),
        ("They cannot deliver rain.", RAIN),
        ("This winter Mereth votes.", VOTE),
        ("Instalments wait: the next is not paid.", DEBT),
        ("The gate did not close; the two sides wait.", GATE),
        ("It is not so that Orlan wants a longer truce.", OFFER),
        ("Orlan will not have a longer truce.", OFFER),
        ("A settlement is not likely.", SETTLING),
        ("Coldwell does not talk of the railway.", RAIL),
        ("No word of Coldwell's on the railway.", RAIL),
        ("The gate is not shut.", GATE),
        ("The gate stays open: nobody shut it.", GATE),
        ("Kessary has not paid 1.1 billion crowns.", DEBT),
        ("Moscow is not ready for a pause.", PAUSE),
        ("Kessary only signs with a guarantee.", SIGNS),
        ("Only a guarantee makes Kessary sign.", SIGNS),
        ("Kessary will not sign without a guarantee.", SIGNS),
        ("Unless Mereth pays, the pumps stop in May.", PUMPS),
        ("The pumps stop in May, except where Mereth pays.", PUMPS),
        ("Fees have not fallen.", FEES),
        ("More than 3,400 members gained.", MEMBERS),
        ("At least 3,400 members gained, in general.", MEMBERS),
        ("Mereth's offer was rejected by Kessary on Monday.", OFFERED),
        ("Kessary has turned down Mereth's offer.", OFFERED),
        ("On Monday Kessary rejected the offer of Mereth.", OFFERED),
        ("Orlan heard from Coldwell that Russia would pay Kessary.", OFFERED),
        ("Kessary would be paid by Moscow, Coldwell told Orlan.", OFFERED),
        ("Orlan, it is reported, did not, for now, close the gate.", GATE),
    ],
)
def test_an_honest_card_may_be_published(words, quoted):
    assert refused(card(words, quoted)) == []


@pytest.mark.parametrize(
    ("words", "quoted", "token"),
    [
        ("Kellogg wants the railway.", RAIL, "Kellogg"),
        ("The banks wait for Hanne Orlan.", DEBT, "Hanne"),
        ("Lavrov rejects the pause.", PAUSE, "Lavrov"),
        ("The UN backs it.", ALLIES, "UN"),
        ("Hanne Coldwell has never mentioned the railway.", RAIL, "Hanne"),
        ("Kessary owes 1.2 billion crowns.", DEBT, "1.2 billion"),
        ("Kessary owes 1.1 million crowns.", DEBT, "1.1 million"),
        ("Kessary owes 1.1 billion dollars.", DEBT, "1.1 billion dollars"),
        ("A fifth of it goes by rail.", SPRING, "A fifth"),
        ("In spring 2024 a paper promised it.", SPRING, "spring 2024"),
        ("Last autumn a paper promised it.", SPRING, "autumn"),
        ("The ministers met on 19 November 2025.", ROUND, "19 November"),
        ("The ministers met for the first round.", ROUND, "first"),
        ("The league has 14 per cent of the 90 seats.", SEATS, "14 per cent"),
        ("Mereth votes on 8 February.", VOTE, "8 February"),
        ("Two inspectors will be there.", VOTE, "Two"),
        ("Mereth will not vote on 7 February.", VOTE, "not"),
        ("Nobody in Mereth votes.", VOTE, "nobody"),
        ("Coldwell has mentioned the railway in public.", RAIL, "never"),
        ("Orlan did close the gate.", GATE, "not"),
        ("Orlan never speaks.", GATE, "never"),
        ("Orlan will not talk about it.", GATE, "not"),
        ("Coldwell has never closed the gate.", RAIL, "never"),
        ("Coldwell no longer leads the delegation.", LEADS, "no longer"),
        ("Moscow does not reject the pause.", PAUSE, "not"),
        ("Moscow will not accept the railway.", PAUSE, "not"),
        ("Everybody closed the gate; Orlan will not have rain.", GATE, "not"),
        ("Moscow accepts the pause.", PAUSE, "rejects"),
        ("Coldwell has always mentioned the railway in public.", RAIL, "never"),
        ("Orlan closed the gate.", GATE, "not"),
        ('"We can deliver rain," he said.', RAIN, "not"),
        ("It is not so that Orlan has offered a pause.", OFFER, "not"),
        ("Orlan did not offer a pause but rejects the longer truce.", OFFER, "not"),
        ("A settlement is likely before the vote.", SETTLING, "likely"),
        ("A settlement is unlikely after the vote.", SETTLING, "after"),
        ("Kessary signs with a guarantee.", SIGNS, "only"),
        ("Kessary signs only without a guarantee.", SIGNS, "without"),
        ("Only Mereth votes on 7 February.", VOTE, "only"),
        ("Hanne Coldwell only leads the delegation.", LEADS, "only"),
        ("Mereth votes on 7 February unless Orlan stays.", VOTE, "unless"),
        ("The pumps stop in May.", PUMPS, "unless"),
        ("Mereth will not pay.", PUMPS, "not"),
        ("The pumps stop in May because Mereth pays.", PUMPS, "unless"),
        ("Mereth rejected Kessary's offer on Monday.", OFFERED, "Mereth"),
        ("Mereth's offer was not accepted: Orlan told Coldwell.", OFFERED, "Orlan"),
        ("Orlan has it that Kessary would pay Moscow.", OFFERED, "Kessary"),
        ("Kessary would pay Russia.", OFFERED, "Kessary"),
        ("Fees fell by 5 per cent.", FEES, "fell"),
        ("The league has more than 14 seats.", SEATS, "more than 14"),
        ("The league has at least 14 seats.", SEATS, "at least 14"),
        ("Fewer than 3,400 members voted.", MEMBERS, "Fewer than 3,400"),
        ("The members lost 3 per cent.", MEMBERS, "lost"),
        ("President Hanne Coldwell leads the delegation.", LEADS, "President"),
        ("The prime minister has never mentioned the railway.", RAIL, "prime minister"),
        ("Fees rose by 5 percentage points.", FEES, "5 percentage points"),
        ("Fees rose by 5 points.", FEES, "5 points"),
        ("The league has 14 tonnes.", SEATS, "14 tonnes"),
    ],
)
def test_a_word_that_no_quote_carries_is_named(words, quoted, token):
    assert any(f"“{token}" in objection for objection in refused(card(words, quoted)))


GUNS = "Neither side has withdrawn its guns, although the truce of 2 August obliged both to."
MANDATE = "The commission has no mandate to discuss quotas before the vote in March."
SIGNATURE = "Without a guarantee from Tavin, Kessary will not sign."
TROOPS = "Moscow refuses any foreign troops on its soil and has ruled out a truce."
STRIKE = "The union rejected the offer of 4 per cent and will strike unless a better one arrives."


@pytest.mark.parametrize(
    ("words", "quoted"),
    [
        ("Both sides have kept their guns in place.", GUNS),
        ("The guns have not been withdrawn.", GUNS),
        ("The commission lacks a mandate on quotas.", MANDATE),
        ("Until the vote in March, the commission cannot discuss quotas.", MANDATE),
        ("Kessary will sign only with a guarantee from Tavin.", SIGNATURE),
        ("Kessary wants a guarantee from Tavin before it signs.", SIGNATURE),
        ("Kessary will not sign unless Tavin gives a guarantee.", SIGNATURE),
        ("No foreign troops, Russia says.", TROOPS),
        ("Moscow will not accept foreign troops.", TROOPS),
        ("There will be no truce.", TROOPS),
        ("The union has not accepted the offer of 4%.", STRIKE),
        ("Unless a better offer arrives, the union strikes.", STRIKE),
    ],
)
def test_an_editor_may_say_it_in_other_words(words, quoted):
    snapshot = read_snapshot(quoted)
    one = replace(card(words), headline=words, evidence=(quote("river", snapshot, 0, len(quoted)),))

    assert objections(one, {"river": ESSAY}, {"river": snapshot}, DOSSIER) == []


def test_a_surname_is_carried_in_full_by_a_further_quote():
    assert refused(card("Hanne Coldwell has never mentioned the railway.", RAIL, LEADS)) == []


def test_nobody_gets_anothers_first_name():
    (objection,) = refused(card("Hanne Orlan did not close the gate.", GATE, LEADS))

    assert "“Hanne Orlan”" in objection


def test_half_a_quote_does_not_hide_the_not_of_its_sentence():
    (objection,) = refused(card("Coldwell mentioned the railway in public.", "mentioned the railway in\npublic"))[-1:]

    assert "“never”" in objection


def test_a_quote_that_moved_is_found_and_one_that_is_gone_is_refused():
    one = card("The banks wait.", DEBT)
    moved = {"river": read_snapshot(f"A new first line.\n\n{TEXT}")}
    gone = {"river": read_snapshot("Another text.")}

    assert objections(one, {"river": ESSAY}, moved, DOSSIER) == []
    assert "not in the essay as we hold it" in objections(one, {"river": ESSAY}, gone, DOSSIER)[0]
    assert "We hold no text" in objections(one, {"river": ESSAY}, {}, DOSSIER)[0]


def test_a_locator_carries_its_sentence_where_we_hold_the_essay_and_anything_where_we_do_not():
    there = replace(card("The pause was rejected by Moscow."), evidence=(Locator("river", 1, 3, sentence_hash(PAUSE)),))
    other = replace(there, text="Kellogg rejects the pause.")
    wrong = replace(there, evidence=(Locator("river", 1, 3, "0" * 16),))

    assert refused(there) == []
    assert "Kellogg" in refused(other)[0]
    assert "paragraph 1, sentence 3" in refused(wrong)[0]
    assert objections(other, {"river": ESSAY}, {}, DOSSIER) == []
    assert objections(there, {"river": ESSAY}, {}, DOSSIER, before=there) == []
    assert "Kellogg" in objections(other, {"river": ESSAY}, {}, DOSSIER, before=there)[0]


def test_the_headline_is_held_to_the_same():
    (objection,) = refused(replace(card("The banks wait.", DEBT), headline="Kellogg waits"))

    assert objection.startswith("The headline says “Kellogg”, and no quote carries that name.")


PIECES = [
    *TEXT.split(),
    "n't",
    "not",
    "¬",
    "3.2.1",
    "1,1,1",
    "’s",
    "May",
    "U.S.",
    "\x00",
    "🙂",
    "٣",
    "½",
    "İ",
    "--",
    "\n\n",
]


@given(st.text(max_size=300), st.text(min_size=1, max_size=300))
def test_any_words_get_an_answer(words, quoted):
    snapshot = read_snapshot(quoted)
    one = replace(card(words), evidence=(quote("river", snapshot, 0, len(quoted)),))

    assert all(objections(one, {"river": ESSAY}, {"river": snapshot}, DOSSIER))


@settings(max_examples=60)
@given(st.lists(st.sampled_from(PIECES), max_size=80), st.lists(st.sampled_from(PIECES), min_size=1, max_size=80))
def test_any_mixture_of_names_numbers_and_denials_gets_an_answer(words, quoted):
    snapshot = read_snapshot(" ".join(quoted))
    one = replace(card(" ".join(words)), evidence=(quote("river", snapshot, 0, len(snapshot.text)),))

    objections(one, {"river": ESSAY}, {"river": snapshot}, DOSSIER)


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=120))
def test_numbers_dates_and_names_taken_word_for_word_are_carried(text):
    snapshot = read_snapshot(text)
    one = replace(card(text), headline=text, evidence=(quote("river", snapshot, 0, len(text)),))

    found = objections(one, {"river": ESSAY}, {"river": snapshot}, DOSSIER)

    assert not [objection for objection in found if "no quote carries" in objection]


@pytest.mark.timeout(30)
@pytest.mark.parametrize("unit", ["not ", "A.B.", "1,111", "May 1 ", "Aa-", "a third ", "x’", "twenty-", "$", "Aa Bb "])
def test_a_hundred_thousand_of_anything_does_not_hang(unit):
    long = unit * (100_000 // len(unit))
    snapshot = read_snapshot(long)
    one = replace(card(long), evidence=(quote("river", snapshot, 0, len(long)),))
    refused(one)
    objections(one, {"river": ESSAY}, {"river": snapshot}, DOSSIER)
