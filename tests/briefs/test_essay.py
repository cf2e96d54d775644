"""An essay is cut where a reader would cut it, and every offset points back into its text."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefs.essay import ParagraphKind, Snapshot, author_box, plain, read_snapshot

LABELLED = Path(__file__).parents[1] / "labelled"
SEED = Path(__file__).parents[3] / "shared" / "seed" / "essay.txt"
NAMES = sorted(path.stem for path in (LABELLED / "gold").glob("*.json"))


def sentences(text: str) -> list[str]:
    return [sentence.text for paragraph in read_snapshot(text).paragraphs for sentence in paragraph.sentences]


def kinds(snapshot: Snapshot) -> dict[tuple[int, int], str]:
    return {(s.start, s.end): paragraph.kind.value for paragraph in snapshot.paragraphs for s in paragraph.sentences}


STRIKE = (
    "The union and the port met for the sixth time on Tuesday, and the port offered four per cent over three years."
)


MISTAKEN = {  # for headings, which give no card either: nothing marks them as what they are
    ("j-goalies-count", 3759): "caption",
    ("j-six-on-the-bridge", 0): "boiler",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_labelled_essay_is_cut_and_named_as_its_labels_say(name):
    gold = json.loads((LABELLED / "gold" / f"{name}.json").read_text(encoding="utf-8"))
    text = (LABELLED / gold["essay"]).read_text(encoding="utf-8")

    found = kinds(read_snapshot(text))

    named = {"list": "item"}
    wanted = {(s["start"], s["end"]): named.get(s["kind"], s["kind"]) for s in gold["sentences"]}
    for (_, start), kind in ((at, kind) for at, kind in MISTAKEN.items() if at[0] == name):
        place = next(span for span in wanted if span[0] == start)
        assert (wanted[place], found[place]) == (kind, "heading")
        wanted[place] = "heading"
    assert found == wanted


def test_an_essay_with_one_paragraph_a_line_keeps_its_headings_caption_and_author_box_apart():
    if not SEED.exists():
        pytest.skip("the seed essay is not on this machine")

    snapshot = read_snapshot(SEED.read_text(encoding="utf-8"))

    by_kind = {kind: [p.number for p in snapshot.paragraphs if p.kind is kind] for kind in ParagraphKind}
    assert by_kind[ParagraphKind.HEADING] == [2, 14]
    assert by_kind[ParagraphKind.CAPTION] == [12]
    assert by_kind[ParagraphKind.BOILER] == [16, 17]
    assert [len(p.sentences) for p in snapshot.paragraphs if p.kind is ParagraphKind.PROSE] == [
        3, 1, 1, 2, 4, 4, 7, 4, 7, 5, 6, 8,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "parts",
    [
        ["The U.S. Senate will vote.", "It may fail."],
        ["He flew to the U.S.", "The talks resumed."],
        ["“We are leaving. ", "Nobody asked us,” she said."],
        ["Mr. J. K. Adeyemi met Gen. Roth on Feb. 3 in St. Pölten.", "Nothing came of it."],
        ["They offered 3.5 per cent (No. 4 on the list) at 5 p.m.", "Then silence."],
        ["“Will you sign?” he asked.", "“Never.”", "She left…", "So did we."],
        ["He said: “Maybe . . . not.”", "It was e.g. a Tuesday, i.e. a workday, cf. Smith et al. 2019."],
        ["What now?!", "Nobody knows."],
        ["They met at 5 p.m. on Monday.", "The U.S. Congress did not."],
        ["J. R. Ackland said so...", "And then?", "Wait…", "The port closed."],
    ],
)
def test_sentences_end_where_a_reader_would_stop(parts):
    assert sentences(" ".join(part.strip() for part in parts)) == [part.strip() for part in parts]


@pytest.mark.parametrize("symbol", ["🚢", "👉", "✅", "▶", "•", "►", "⚠️"])
def test_a_symbol_between_two_sentences_parts_them_and_belongs_to_neither(symbol):
    text = f"The union wants nine per cent. {symbol} The port offers four.{symbol} Nobody signed {symbol} Talks resume."

    assert sentences(text) == [
        "The union wants nine per cent.",
        "The port offers four.",
        "Nobody signed",
        "Talks resume.",
    ]


def test_the_marks_of_footnotes_hide_no_end_and_the_notes_are_no_text():
    text = "The union wants nine.[1] The port offers four.[2][3] Talks resume.¹ Nobody signed."
    text += "\n\n[1] Annual report.\n\n¹ Ibid."

    snapshot = read_snapshot(text)

    assert sentences(text)[:4] == ["The union wants nine.", "The port offers four.", "Talks resume.", "Nobody signed."]
    assert [p.kind.value for p in snapshot.paragraphs] == ["prose", "boiler", "boiler"]


@pytest.mark.parametrize(
    "line",
    [
        "Next month: apprenticeships, are we doing enough?",
        "In the next issue: can the port pay?",
        "Coming up: the ballot and what it means for bakers.",
        "Tomorrow: why the union said no.",
        "Tweet",
        "Most read",
        "14 comments",
        "| Party | Offer |\n| --- | --- |\n| Union | 9 per cent |",
        "```\nprint('The union will sign.')\n```",
    ],
)
def test_teasers_buttons_tables_and_code_are_no_text(line):
    snapshot = read_snapshot(f"# Dockers\n\n{STRIKE}\n\n{line}\n\n{STRIKE}")

    kinds = [p.kind for p in snapshot.paragraphs]
    assert kinds[:2] == [ParagraphKind.HEADING, ParagraphKind.PROSE]
    assert set(kinds[2:-1]) == {ParagraphKind.BOILER}


@pytest.mark.parametrize(
    ("box", "name"),
    [
        ("About the Author: Jane Doe", "Jane Doe"),
        ("About the Author\n\nJane Doe is a fellow at the Port Institute.", "Jane Doe"),
        ("# About the author\n\nJane Doe teaches law.", "Jane Doe"),
        ("Jane Doe is a fellow at the Port Institute.", "Jane Doe"),
        ("*Jane Doe, who was a docker for nine years, writes about ports.*", "Jane Doe"),
        ("Jane Doe (@jdoe) is a columnist.", "Jane Doe"),
        ("Jane Doe and John Roe are fellows at the Institute.", "Jane Doe and John Roe"),
        ("— Jane Doe", "Jane Doe"),
        ("The author is a fellow at the Institute.", ""),
    ],
)
def test_a_box_at_the_end_is_no_text_and_names_the_author(box, name):
    snapshot = read_snapshot(f"# Dockers\n\n{STRIKE}\n\n{STRIKE}\n\nThe talks go on in May.\n\n{box}")

    assert snapshot.paragraphs[-1].kind is ParagraphKind.BOILER
    assert snapshot.paragraphs[3].kind is ParagraphKind.PROSE
    assert author_box(snapshot) == name


@pytest.mark.parametrize(
    "last",
    [
        "Ana Brody is the union's chief negotiator and will never sign it.",
        "Corvane Air is the largest employer at the port.",
        "Jo Hale is a lawyer for the port.",
    ],
)
def test_a_last_paragraph_about_somebody_in_the_text_stays_text(last):
    snapshot = read_snapshot(f"# Dockers\n\n{STRIKE} Ms Hale was there.\n\n{STRIKE}\n\n{last}")

    assert snapshot.paragraphs[-1].kind is ParagraphKind.PROSE
    assert author_box(snapshot) == ""


@pytest.mark.parametrize(
    ("marked", "said"),
    [
        ("The **union** wants [nine per cent](https://x.example/a.b?c=d).", "The union wants nine per cent."),
        ("The *port* offers `four`.[2] It's 2 * 3 * 4.", "The port offers four. It's 2 * 3 * 4."),
        ("The uni\xadon signed.", "The union signed."),
        ("It is [sic] so, snake_case_too.", "It is [sic] so, snake_case_too."),
    ],
)
def test_plain_words_lose_the_marks_of_their_form(marked, said):
    assert plain(marked) == said


def test_lines_that_were_wrapped_by_hand_are_one_paragraph():
    text = (
        "The union and the port met for the ninth time on Tuesday, and after\n"
        "four hours of talk about the roster the two sides agreed on nothing\n"
        "but the date of the next meeting.\n\nA second paragraph."
    )

    assert [p.number for p in read_snapshot(text).paragraphs] == [1, 2]
    assert len(sentences(text)) == 2


@pytest.mark.parametrize(
    "last",
    [
        "(Reporting by Ana Brody in Halq and Ole Strand in Oslo; Editing by Una Roth)",
        "Reporting by the foreign desk; additional reporting by Ole Strand.",
        "Sources: Ministry of Transit, Halq Port Authority, own count.",
        "The authors thank two anonymous reviewers.",
    ],
)
def test_credits_under_a_report_are_not_its_text(last):
    text = f"# The port\n\nThe port and the union met.\n\nThey agreed on nothing.\n\n{last}\n"

    assert read_snapshot(text).paragraphs[-1].kind is ParagraphKind.BOILER


def test_reporting_may_be_what_a_sentence_is_about():
    text = "# The port\n\nReporting by the union was late; nobody minded.\n\nThey agreed on nothing.\n"

    assert [p.kind.value for p in read_snapshot(text).paragraphs] == ["heading", "prose", "prose"]


def test_list_items_lose_their_marker_and_headings_their_hashes():
    text = "# Title #\n\nThey want:\n- more pay,\n- shorter days.\n\n1. First\n2. Second\n"

    snapshot = read_snapshot(text)

    assert [(p.kind.value, text[p.start : p.end]) for p in snapshot.paragraphs] == [
        ("heading", "Title"),
        ("prose", "They want:"),
        ("item", "more pay,"),
        ("item", "shorter days."),
        ("item", "First"),
        ("item", "Second"),
    ]


def test_points_may_be_dashes_letters_and_small_roman_numbers():
    text = "They want:\n\n(a) more pay\n(b) shorter days\n\n– a vote\n– a date\n\ni. peace\nii. bread"

    items = [p for p in read_snapshot(text).paragraphs if p.kind is ParagraphKind.ITEM]

    assert [text[p.start : p.end] for p in items] == [
        "more pay", "shorter days", "a vote", "a date", "peace", "bread",
    ]  # fmt: skip


pieces = st.sampled_from(
    [
        "\n",
        "\n\n",
        "- ",
        "# ",
        "> ",
        ". ",
        "? ",
        "… ",
        "”",
        "“",
        "Mr. ",
        "U.S. ",
        "word ",
        "Word ",
        "3.5 ",
        "(",
        ")",
        "é ",
        "\t",
    ]
)


@given(st.one_of(st.text(max_size=400), st.lists(pieces, max_size=120).map("".join)))
def test_every_offset_points_back_into_the_unchanged_text(text):
    snapshot = read_snapshot(text)

    assert snapshot.text == text
    flat = [(p, s) for p in snapshot.paragraphs for s in p.sentences]
    for paragraph, sentence in flat:
        assert text[sentence.start : sentence.end] == sentence.text != ""
        assert paragraph.start <= sentence.start < sentence.end <= paragraph.end
        assert sentence.paragraph == paragraph.number
    assert all(one.end <= other.start for (_, one), (_, other) in pairwise(flat))
    assert [p.number for p in snapshot.paragraphs] == list(range(1, len(snapshot.paragraphs) + 1))
    assert all([s.number for s in p.sentences] == list(range(1, len(p.sentences) + 1)) for p in snapshot.paragraphs)


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "unit", [".", ". ", "“", "A.", "a ", "\n", "- \n", "> ", "#", "(", "*", "A. B ", "|", "= ", "\\", "(A ", "1) "]
)
def test_a_megabyte_of_nonsense_is_read_in_time(unit):
    read_snapshot(unit * (1_000_000 // len(unit)))
