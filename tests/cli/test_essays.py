"""Essays on the command line: derived, taken in, scored."""

from __future__ import annotations

import json

import pytest

from tests.cli.typed import DEMONSTRATION, communique, refused

RECIPE = "# Pancakes\n\nBeat the eggs with the milk. Add the flour slowly. Fry in butter until golden. Serve hot.\n"


def test_derive_prints_json_alone_with_offsets_into_the_file():
    result = communique("derive", DEMONSTRATION, "--json")

    text = DEMONSTRATION.read_bytes().decode()
    drafts = json.loads(result.stdout)
    assert drafts
    for draft in drafts:
        assert list(draft) == [
            *("topic", "kind", "headline", "text", "party", "stance", "evidence", "support", "dates", "people")
        ]
        assert draft["evidence"]
        for span in (*draft["evidence"], *draft["dates"]):
            assert text[span["start"] : span["end"]] == span["text"]


def test_offsets_count_characters_and_not_bytes_or_units(folder):
    file = folder / "essay.md"
    text = "\U0001f98a É\u0301 — שלום\n\n" + DEMONSTRATION.read_bytes().decode()
    file.write_bytes(text.replace("\n", "\r\n").encode())  # as a program reads it: line ends are line feeds

    drafts = json.loads(communique("derive", file, "--json").stdout)

    assert drafts
    assert all(text[span["start"] : span["end"]] == span["text"] for draft in drafts for span in draft["evidence"])


def test_a_byte_order_mark_counts_as_a_character_of_the_file(folder):
    file = folder / "essay.md"
    text = "\ufeff" + DEMONSTRATION.read_bytes().decode()
    file.write_bytes(text.encode())

    drafts = json.loads(communique("derive", file, "--json").stdout)

    assert drafts
    assert all(text[span["start"] : span["end"]] == span["text"] for draft in drafts for span in draft["evidence"])


@pytest.mark.parametrize("text", [RECIPE, "", " \n", "🦊" * 50, "\u202e\n\n\n", "1 2 3\n" * 500])
def test_a_text_off_the_topic_gives_an_empty_list_and_a_reason(folder, text):
    file = folder / "recipe.md"
    file.write_text(text, encoding="utf-8")

    result = communique("derive", file, "--json")

    assert (result.stdout.strip(), result.exit_code) == ("[]", 0)
    assert result.stderr.strip()


@pytest.mark.parametrize("command", ["derive", "ingest"])
def test_a_file_that_cannot_be_read_is_a_sentence(folder, command):
    (folder / "bytes.md").write_bytes(b"caf\xe9")

    assert "There is no file" in refused(command, "missing.md")
    assert "is not UTF-8" in refused(command, "bytes.md", "--json")
    assert "Is a directory" in refused(command, folder)


def test_an_essay_taken_in_gives_drafts_that_can_be_let_out():
    result = communique("ingest", DEMONSTRATION, "--dossier", "lagoon", "--json")

    taken = json.loads(result.stdout)
    assert taken["dossier"] == "lagoon"
    first = taken["drafts"][0]
    assert "Draft" in communique("ask", "card", first["id"]).stdout
    communique("ask", "card", first["id"], "publish")
    assert first["headline"][:30] in " ".join(communique("ask", "dossier", "lagoon").stdout.split()) + " ".join(
        communique("ask", first["topic"]).stdout.split()
    )


@pytest.mark.parametrize(
    ("called", "shown"), [(".venv/bin/communique", ".venv/bin/communique"), ("bot/__main__.py", "communique")]
)
def test_what_to_do_with_a_draft_is_told_as_it_can_be_typed(monkeypatch, called, shown):
    monkeypatch.setattr("sys.argv", [called])

    said = communique("ingest", DEMONSTRATION, "--dossier", "lagoon").stdout

    assert f"Read one with its evidence: {shown} ask card " in said


def test_the_audit_says_what_was_taken_in_on_the_command_line():
    communique("ingest", DEMONSTRATION, "--dossier", "lagoon")

    said = communique("ask", "audit").output

    assert "you, " in said
    assert f"“takes in {DEMONSTRATION.name}”" in said
    assert "dossier lagoon new" in said


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("http://127.0.0.1/essay", "not on the public internet"),
        ("https://[::1]/essay", "not on the public internet"),
        ("https://example.org:81/essay", "usual ports"),
    ],
)
def test_an_address_is_read_as_the_bot_reads_it(address, sentence):
    assert sentence in refused("ingest", address)
    assert "is not a date" in refused("ingest", address, "--published", "soon")


def test_a_model_that_is_set_is_asked_and_a_note_says_where_it_could_not_be(monkeypatch):
    monkeypatch.setenv("COMMUNIQUE_LLM_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("COMMUNIQUE_LLM_MODEL", "m")

    result = communique("ingest", DEMONSTRATION, "--dossier", "lagoon", "--json")

    assert json.loads(result.stdout)["drafts"]
    assert "offline rules" in result.stderr


def test_without_a_dossier_it_is_the_one_of_which_the_page_speaks():
    communique("ask", "dossier", "new", "river", "The", "river")

    assert json.loads(communique("ingest", DEMONSTRATION, "--json").stdout)["dossier"] == "river"


def test_the_same_essay_twice_adds_nothing():
    communique("ingest", DEMONSTRATION, "--dossier", "lagoon")

    again = communique("ingest", DEMONSTRATION, "--dossier", "lagoon", "--json")

    assert (json.loads(again.stdout)["drafts"], again.exit_code) == ([], 0)
    assert "taken in before" in communique("ingest", DEMONSTRATION, "--dossier", "lagoon").output


def test_a_title_author_and_date_that_one_gives_are_kept():
    communique(
        *("ingest", DEMONSTRATION, "--dossier", "lagoon", "--title", "A title", "--author", "An author"),
        *("--publisher", "A paper", "--published", "2026-11"),
    )
    communique("ask", "dossier", "lagoon")

    shown = communique("ask", "essays").stdout
    assert "A title" in shown
    assert "An author, A paper, November 2026" in shown


@pytest.mark.parametrize("name", ["Lagoon Water", "../etc", "-", "x" * 50, "🦊"])
def test_a_dossiers_name_that_cannot_be_is_refused(name):
    assert "A dossier's name is like" in refused("ingest", DEMONSTRATION, f"--dossier={name}")


@pytest.mark.parametrize("command", ["derive", "ingest"])
def test_a_date_that_is_none_is_refused(command):
    assert "is not a date" in refused(command, DEMONSTRATION, "--published", "2026-13")


def test_a_label_can_say_why(folder):
    said = communique("derive", DEMONSTRATION, "--explain").stdout

    assert "decisive cue" in said
    assert "derive" not in communique("derive", DEMONSTRATION).stderr


DATED = "Ruvia's envoy said late last spring that it wants the port back before any ceasefire, and will not sign. " * 2


def test_dates_are_read_from_the_day_of_publication(folder):
    (folder / "talks.md").write_text(f"Ruvia and Kelvar met for talks.\n\n{DATED}", encoding="utf-8")

    given = ("talks.md", "--published", "2026-03-12")
    dates = [date for draft in json.loads(communique("derive", *given, "--json").stdout) for date in draft["dates"]]

    assert {(date["text"], date["normal"]) for date in dates} == {("late last spring", "2025-spring")}
    assert "date: “late last spring” is 2025-spring" in communique("derive", *given, "--explain").stdout
    assert "date: “late last spring” is not known" in communique("derive", "talks.md", "--explain").stdout


def test_the_day_of_publication_may_stand_at_the_essays_head(folder):
    (folder / "talks.md").write_text(f"# The port\n\nBy Ann Bo, The Review, 12 March 2026\n\n{DATED}", encoding="utf-8")

    assert "date: “late last spring” is 2025-spring" in communique("derive", "talks.md", "--explain").stdout


def test_a_file_that_is_more_than_its_text_is_read_as_when_it_is_taken_in(folder):
    meta = '<meta property="article:published_time" content="2026-03-12">'
    prose = "".join(f"<p>{block}</p>" for block in (DATED, *DEMONSTRATION.read_text().split("\n\n")[2:8]))
    page = f"<html><head>{meta}</head><body><article><h1>The port</h1>{prose}</article></body></html>"
    (folder / "page.html").write_text(page, encoding="utf-8")

    drafts = json.loads(communique("derive", "page.html", "--json").stdout)

    assert drafts
    assert "<" not in str([draft["text"] for draft in drafts])
    assert "2025-spring" in {date["normal"] for draft in drafts for date in draft["dates"]}


def test_the_score_tells_what_it_was_trained_on_and_how_it_does_on_the_rest(folder):
    said = communique("score").stdout

    assert "redlines" in said
    assert "left out of the training" in said


def test_a_folder_without_labels_cannot_be_scored(folder):
    result = communique("score", folder)

    assert result.exit_code == 1
    assert "holds no labelled essays" in result.stderr


def test_derive_lists_the_people_of_an_essay(tmp_path):
    file = tmp_path / "talks.md"
    text = (
        "Ruvia and Kelvar met for talks. Ruvia's envoy, Zoran Petek, wants the port back before any ceasefire. "
        "He asked Kelvar for a toll on every ship, and Kelvar refused."
    )
    file.write_text(text, encoding="utf-8")

    people = json.loads(communique("derive", file, "--people", "--json").stdout)

    assert [(one["name"], one["role"]) for one in people] == [("Zoran Petek", "Ruvia's envoy")]
    assert [text[said["start"] : said["end"]] for said in people[0]["named"]] == ["Zoran Petek", "He"]
