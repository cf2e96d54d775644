"""A dossier folder loads whole, or its editor is told everything that is wrong and where."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefs.check import check_report, prove_locators
from briefs.dossier import ContentErrors, content_hash, load_dossier, read_folder, shipped
from briefs.essay import read_snapshot
from briefs.evidence import sentence_hash
from briefs.model import TOPICS, Kind, Likelihood, Locator, Position, Stance

ESSAY = """The weavers of Tarn have stopped work. They want eleven crowns a day, two more than the mill pays.

Nobody in Tarn expects the mill to close. The spring fair begins in April."""

DEMAND = "They want eleven crowns a day, two more than the mill pays."
FAIR = "The spring fair begins in April."

HEAD = f"""slug = "weavers"
title = "Weavers' strike"

[[parties]]
slug = "guild"
name = "Weavers' Guild"
aliases = ["the guild"]

[[parties]]
slug = "mill"
name = "Tarn Mill"

[[issues]]
slug = "wages"
name = "Wages"

[[essays]]
id = "osei-tarn"
title = "Tarn stands still"
author = "Ama Osei"
publisher = "The Tarn Letter"
published = "1911-03~"
hash = "{hashlib.sha256(ESSAY.encode()).hexdigest()}"
"""

CARD = f"""# Red lines
aliases: red line, floor
aliases: limits
bottom line: Eleven crowns is the guild's floor.

## The guild wants eleven crowns {{#eleven}}
kind: position
party: guild
issue: wages
stance: demand
as of: 1911-03~
evidence: osei-tarn p1 s2 {sentence_hash(DEMAND)}

The guild asks for eleven crowns a day,
two more than the mill will pay.
"""

JUDGEMENT = f"""# Outlook

## The fair sets the clock {{#fair}}
kind: judgement
likelihood: very likely
as of: 1911-03-20
evidence: osei-tarn p2 s2 {sentence_hash(FAIR)}

It is very likely that both sides settle before the fair.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small dossier with nothing wrong."""
    folder = tmp_path / "weavers"
    folder.mkdir()
    (folder / "dossier.toml").write_text(HEAD)
    for slug in TOPICS:
        (folder / f"{slug}.md").write_text(f"# {slug.title()}\n")
    (folder / "redlines.md").write_text(CARD)
    (folder / "outlook.md").write_text(JUDGEMENT)
    return folder


@pytest.fixture
def essay_file(tmp_path: Path) -> Path:
    file = tmp_path / "essay.txt"
    file.write_text(ESSAY)
    return file


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def problems(folder: Path) -> list[str]:
    with pytest.raises(ContentErrors) as caught:
        load_dossier(folder)
    assert str(caught.value).splitlines() == [str(problem) for problem in caught.value.problems]
    return str(caught.value).splitlines()


def test_a_card_comes_out_as_its_editor_wrote_it(folder):
    card, judgement = load_dossier(folder).cards

    assert card.id == "redlines/eleven"
    assert card.headline == "The guild wants eleven crowns"
    assert card.text == "The guild asks for eleven crowns a day, two more than the mill will pay."
    assert card.position == Position("guild", "wages", Stance.DEMAND, "1911-03~")
    assert card.evidence == (Locator("osei-tarn", 1, 2, sentence_hash(DEMAND)),)
    assert (judgement.kind, judgement.likelihood) == (Kind.JUDGEMENT, Likelihood.VERY_LIKELY)


def test_a_dossier_has_its_names_and_the_eight_topics_in_order(folder):
    dossier = load_dossier(folder)

    assert (dossier.slug, dossier.title) == ("weavers", "Weavers' strike")
    assert dossier.parties[0].aliases == ("the guild",)
    assert dossier.essays[0].published == "1911-03~"
    assert tuple(topic.slug for topic in dossier.topics) == TOPICS
    assert dossier.topics[0].aliases == ("red line", "floor", "limits")
    assert dossier.topics[0].bottom_line == "Eleven crowns is the guild's floor."


def test_windows_line_ends_a_byte_order_mark_and_notes_change_nothing(folder):
    before = load_dossier(folder)
    noted = CARD.replace("## The guild", "<!-- Ask Ama\n about this. -->\n## The guild")
    (folder / "redlines.md").write_bytes(b"\xef\xbb\xbf" + noted.replace("\n", "\r\n").encode())

    assert load_dossier(folder) == before


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("kind: position", "kind: opinion", '7: says kind "opinion"; a card\'s kind is fact, position, argument or'),
        ("kind: position\n", "", "6: says no kind;"),
        ("stance: demand", "stance: wish", '10: says stance "wish"; a stance is red line, demand,'),
        ("party: guild", "party: gild", '8: says party "gild"; dossier.toml has guild and mill.'),
        ("issue: wages", "issue: bread", '9: says issue "bread"; dossier.toml has wages.'),
        ("stance: demand\n", "", "7: is a position without stance;"),
        ("The guild asks", "Everybody asks", "14: is a position that does not name its party; write Weavers' Guild"),
        ("kind: position", "kind: argument", "14: is an argument that does not say whose; name Ama Osei"),
        ("as of: 1911-03~", "as of: March", '11: says as of "March"; a date is 2024-12-03,'),
        ("as of: 1911-03~", "as of: 1911-02-30", '11: says as of "1911-02-30";'),
        ("as of: 1911-03~\n", "", "6: says no date;"),
        ("as of:", "likelihood: likely\nas of:", "11: says a likelihood, which only a judgement has;"),
        ("crowns a day,", "crowns, most likely,", "14: uses the likelihood word 'likely', which is kept for"),
        ("osei-tarn p1 s2", "osei p1 s2", "12: cites the essay 'osei'; dossier.toml has osei-tarn."),
        ("osei-tarn p1 s2", "osei-tarn p0 s2", '12: says evidence "osei-tarn p0 s2'),
        ("osei-tarn p1 s2", "page 1", '12: says evidence "page 1'),
        (f" {sentence_hash(DEMAND)}", "", "12: is evidence without a hash; `communique check FOLDER --essay FILE`"),
        ("{#eleven}", "", "6: is a headline without a short name; end it with one, like {#neutrality}."),
        ("{#eleven}", "{#Eleven!}", "6: has the short name 'Eleven!'; use small letters,"),
        ("The guild wants eleven crowns {#", "{#", "6: has no headline before the short name;"),
        ("guild wants", "guild " + "really " * 20 + "wants", "6: has a headline of 169 characters; shorten it to 120"),
        ("two more", "two more " * 90, "14: has a text of 874 characters; shorten it to 700 at most."),
        ("party: guild", "party: guild\nparty: mill", "9: says 'party:' again (first on line 8); keep one."),
        ("party: guild", "colour: red", '8: has the unknown key "colour"; a card has kind, party,'),
        ("party: guild", "party:", "8: says nothing after 'party:'; fill it in or delete the line."),
        ("party: guild", "guild", "8: is neither 'key: value' nor a heading; leave a blank line between"),
        ("two more", "\ntwo more", "16: begins a second paragraph; a card has one."),
        ("two more", "party: mill\ntwo more", "15: says 'party:' below the blank line; move it up"),
        ("two more", "### two more", "15: has a heading with '###';"),
        ("two more", "#two more", "15: begins with '#' but is no heading;"),
        ("# Red lines\n", "", "1: has no title; begin the file with a line like '# Red lines'."),
        ("aliases: limits", "wages are low", "3: is neither 'key: value' nor a heading; text belongs under a '##'."),
        ("aliases: limits", "aliases: outlook", "3: has the alias 'outlook', which is also outlook.md's;"),
        ("two more", "two\u202e more", "15: has the control character U+202E; delete it."),
        ("two more", "two\x00 more", "15: has the control character U+0000; delete it."),
    ],
)
def test_a_slip_in_a_card_is_named_with_its_line_and_a_way_out(folder, old, new, problem):
    change(folder / "redlines.md", old, new)

    assert any(line.startswith(f"redlines.md:{problem}") for line in problems(folder)), problems(folder)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("likelihood: very likely\n", "", "4: is a judgement without a likelihood; add 'likelihood:' and almost no"),
        ("likelihood: very likely", "likelihood: probable", '5: says likelihood "probable"; a likelihood word is'),
        ("likelihood: very likely", "likelihood: likely", "9: does not use its likelihood word; say 'likely'"),
        ("It is very likely", "We say", "9: does not use its likelihood word; say 'very likely' in the text."),
        (
            "the fair.",
            "the fair, though a strike is unlikely.",
            "9: says 'unlikely', but its likelihood is 'very likely'",
        ),
        ("the fair.", "the fair (moderate confidence).", "9: has a likelihood and a confidence level in one sentence;"),
    ],
)
def test_a_judgement_says_how_likely_in_one_of_seven_words(folder, old, new, problem):
    change(folder / "outlook.md", old, new)

    assert any(line.startswith(f"outlook.md:{problem}") for line in problems(folder)), problems(folder)


def test_a_party_may_be_named_in_any_case_but_an_abbreviation_only_in_capitals(folder):
    change(folder / "redlines.md", "The guild asks", "THE GUILD asks")
    assert load_dossier(folder)

    change(folder / "dossier.toml", '"the guild"', '"US"')
    change(folder / "redlines.md", "THE GUILD asks", "They want from us")
    assert "does not name its party" in problems(folder)[0]


def test_a_confidence_level_may_stand_in_a_sentence_of_its_own(folder):
    change(folder / "outlook.md", "the fair.", "the fair. Our confidence is low.")

    assert load_dossier(folder).cards[1].text.endswith("Our confidence is low.")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('slug = "weavers"', "slug = weavers", "1: is not TOML here: Invalid value."),
        ('hash = "', 'hash = "\\q', "23: is not TOML here:"),
        ('title = "Weavers', 'titel = "Weavers', '2: has the unknown key "titel"; a dossier has slug, title,'),
        ('slug = "guild"', 'slug = "The Guild"', "5: has the slug 'The Guild'; use small letters,"),
        ('slug = "mill"\n', "", "9: has a party that does not say its slug; add slug ="),
        ('name = "Tarn Mill"', 'name = "The Guild"', "11: has 'The Guild', as a party from line 4 on has; keep it in"),
        ('aliases = ["the guild"]', 'aliases = "the guild"', "7: has aliases that are no list of names;"),
        ('published = "1911-03~"', 'published = "spring"', '22: says published "spring"; a date is'),
        ('publisher = "The Tarn Letter"', "publisher = 7", "21: has a publisher that is no text;"),
        ('author = "Ama Osei"', 'author = ""', "20: has an essay that does not say its author"),
        ('hash = "', 'hash = "x', "23: has a hash that is no SHA-256;"),
        ('hash = "', 'address = "ftp://tarn"\nhash = "', "23: has an address that is none;"),
        ("[[issues]]", "[[themes]]", '13: has the unknown key "themes";'),
    ],
)
def test_a_slip_in_the_names_is_named_with_its_line(folder, old, new, problem):
    change(folder / "dossier.toml", old, new)

    assert any(line.startswith(f"dossier.toml:{problem}") for line in problems(folder)), problems(folder)


def test_all_problems_of_all_files_are_listed_in_reading_order(folder):
    change(folder / "outlook.md", "as of: 1911-03-20", "as of: soon")
    change(folder / "redlines.md", "kind: position", "kind: opinion")
    change(folder / "redlines.md", "stance: demand", "stance: wish")
    change(folder / "dossier.toml", '"Tarn stands still"', '""')

    places = [line.split(": ")[0] for line in problems(folder)]

    assert places == ["dossier.toml:19", "redlines.md:7", "redlines.md:10", "outlook.md:6"]


def test_two_cards_cannot_share_a_short_name_nor_one_card_cite_a_sentence_twice(folder):
    card = CARD[CARD.index("## ") :]
    twice = card.replace("\n\n", f"\nevidence: osei-tarn p1 s2 {sentence_hash(DEMAND)}\n\n")
    (folder / "redlines.md").write_text(f"{CARD}\n{twice}")

    again, cited = problems(folder)

    assert again.startswith("redlines.md:17: uses the short name 'eleven' again (first on line 6)")
    assert cited.startswith("redlines.md:24: cites the same sentence again")


def test_files_that_are_missing_empty_or_too_many_are_named(folder):
    (folder / "facts.md").unlink()
    (folder / "history.md").write_text("")
    (folder / "rumours.md").write_text("# Rumours\n")

    assert [line.split(";")[0] for line in problems(folder)] == [
        "history.md:1: is empty",
        "facts.md:1: is missing",
        f"rumours.md:1: is none of the eight topics, {', '.join(TOPICS[:-1])} and {TOPICS[-1]}",
    ]


def test_a_folder_that_is_not_there_is_a_problem_and_not_a_crash(tmp_path):
    assert problems(tmp_path / "nowhere") == [
        f"dossier.toml:1: cannot be read: there is no folder {tmp_path / 'nowhere'}."
    ]


def test_what_is_not_utf_8_is_named_with_its_line(folder):
    (folder / "redlines.md").write_bytes(CARD.encode().replace(b"two more", b"two \xe9 more"))

    assert problems(folder) == ["redlines.md:15: is not UTF-8 here; save the file in UTF-8."]


@pytest.mark.parametrize(
    "content", ["#" * 300_000, "<!--" * 50_000, "a:\n" * 60_000, "{#" * 100_000, "\x07\n" * 50_000]
)
def test_a_huge_file_gives_a_message_soon(folder, content):
    (folder / "redlines.md").write_text(content)

    assert problems(folder)[0].startswith("redlines.md:1: ")


@pytest.mark.parametrize(
    "content", ["a = " + "[" * 4_000, "a = " + "1" * 4_900, "a." * 2_000 + "b = 1", '"\\u0007" = 1']
)
def test_hostile_toml_gives_a_message(folder, content):
    (folder / "dossier.toml").write_text(content)

    assert problems(folder)[0].startswith("dossier.toml:1: ")


LINES = st.one_of(
    st.sampled_from(
        [*CARD.splitlines(), *HEAD.splitlines(), "", "<!--", "-->", "## {#}", "kind:", "evidence: a p1 s1 12345678"]
    ),
    st.text(max_size=40),
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sampled_from(["redlines.md", "dossier.toml"]), st.one_of(st.binary(), st.lists(LINES, max_size=30)))
def test_whatever_a_file_holds_it_loads_or_is_explained(folder, name, content):
    raw = content if isinstance(content, bytes) else "\n".join(content).encode("utf-8", "surrogatepass")
    (folder / name).write_bytes(raw)

    reading = read_folder(folder)
    (folder / "redlines.md").write_text(CARD)
    (folder / "dossier.toml").write_text(HEAD)

    assert (reading.dossier is None) == bool(reading.problems)
    assert all(problem.line >= 1 and problem.message for problem in reading.problems)


def test_the_hash_changes_with_every_file_and_with_nothing_else(folder):
    before = content_hash(folder)
    (folder / "notes.txt").write_text("not content")
    assert content_hash(folder) == before

    hashes = {before}
    for name in ["dossier.toml", *(f"{slug}.md" for slug in TOPICS)]:
        with (folder / name).open("a") as file:
            file.write("\n")
        hashes.add(content_hash(folder))
    assert len(hashes) == 10


def test_every_shipped_folder_is_a_dossier():
    assert "ukraine-talks" in [folder.name for folder in shipped()]
    assert [load_dossier(folder).slug for folder in shipped()] == [folder.name for folder in shipped()]


def test_locators_that_hold_leave_nothing_to_report(folder, essay_file):
    assert check_report([folder]) == []
    assert check_report([folder], essay_file) == []
    assert prove_locators(load_dossier(folder), "osei-tarn", read_snapshot(ESSAY)) == []


def test_a_sentence_that_stands_elsewhere_is_reported_with_its_place(folder, essay_file):
    change(folder / "outlook.md", "p2 s2", "p2 s1")
    moved = "cites p2 s1, but that sentence is at p2 s2; write that."

    assert check_report([folder], essay_file) == [f"weavers/outlook.md:7: {moved}"]
    assert prove_locators(load_dossier(folder), "osei-tarn", read_snapshot(ESSAY)) == [f"outlook/fair: {moved}"]


def test_words_that_the_essay_does_not_have_are_reported(folder, essay_file):
    change(folder / "outlook.md", sentence_hash(FAIR), "0123456789abcdef")
    change(folder / "redlines.md", f"p1 s2 {sentence_hash(DEMAND)}", "p9 s9 0123456789abcdef")
    nowhere = "but its words are nowhere in the essay;"

    assert check_report([folder], essay_file) == [
        f"weavers/redlines.md:12: cites p9 s9, {nowhere} there is no such sentence.",
        f"weavers/outlook.md:7: cites p2 s2, {nowhere} the sentence there has the hash {sentence_hash(FAIR)}.",
    ]


def test_a_card_that_says_what_its_sentences_do_not_is_reported_where_it_cites_them(folder, essay_file):
    (folder / "outlook.md").write_text((folder / "outlook.md").read_text().rstrip() + " Nobody in Zanzibar agrees.\n")

    report = check_report([folder], essay_file)

    assert check_report([folder]) == []
    assert all(line.startswith("weavers/outlook.md:7: carries less than the card says. ") for line in report)
    assert any("The text says “Zanzibar”" in line for line in report)


def test_an_editor_learns_the_hash_from_the_essay(folder, essay_file):
    change(folder / "redlines.md", f" {sentence_hash(DEMAND)}", "")

    missing, offered = check_report([folder], essay_file)

    assert missing.startswith("weavers/redlines.md:12: is evidence without a hash;")
    assert offered == f"weavers/redlines.md:12: has no hash; the sentence at p1 s2 has {sentence_hash(DEMAND)}."


def test_an_essay_is_known_by_its_words_when_its_file_has_another_hash(folder, essay_file):
    essay_file.write_text(ESSAY + "\n")
    change(folder / "outlook.md", "p2 s2", "p2 s1")

    assert check_report([folder], essay_file) == [
        "weavers/outlook.md:7: cites p2 s1, but that sentence is at p2 s2; write that."
    ]


def test_an_essay_that_no_dossier_cites_is_reported(folder, essay_file):
    essay_file.write_text("Another text altogether.")

    (report,) = check_report([folder], essay_file)

    assert report.startswith(f"{essay_file}: is no essay of these dossiers;")


@pytest.mark.parametrize("raw", [None, b"caf\xe9"])
def test_an_essay_that_cannot_be_read_is_reported(folder, essay_file, raw):
    essay_file.unlink()
    if raw:
        essay_file.write_bytes(raw)

    (report,) = check_report([folder], essay_file)

    assert report.startswith(str(essay_file))
