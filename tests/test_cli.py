"""The command line: what one types, what is printed, and a sentence instead of a traceback."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import cli
from briefs.dossier import shipped

ROOT = Path(__file__).resolve().parents[1]
DEMONSTRATION = ROOT / "briefs/content/demonstration/essay.md"
RECIPE = "# Pancakes\n\nBeat the eggs with the milk. Add the flour slowly. Fry in butter until golden. Serve hot.\n"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    """A folder of our own to stand in, with a database of our own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COMMUNIQUE_DATABASE", str(tmp_path / "communique.db"))
    return tmp_path


def communique(*words: str | Path) -> Result:
    result = CliRunner().invoke(cli, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


def refused(*words: str | Path) -> str:
    """What is said on standard error of a command that fails."""
    result = communique(*words)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.strip()
    return result.stderr


def test_when_prints_an_instant_a_line_over_the_change_of_clocks():
    result = communique("when", "09:00", "Europe/Berlin", "--days", "weekdays", "--from", "2026-10-23", "--count", "5")

    assert result.stdout == (
        "2026-10-23T07:00:00Z\n2026-10-26T08:00:00Z\n2026-10-27T08:00:00Z\n2026-10-28T08:00:00Z\n2026-10-29T08:00:00Z\n"
    )
    assert (result.exit_code, result.stderr) == (0, "")


def test_when_counts_the_day_that_one_names():
    assert communique("when", "02:30", "Europe/Berlin", "--from", "2026-10-24").stdout == "2026-10-24T00:30:00Z\n"


def test_when_leaves_out_a_date_that_a_zone_left_out():
    result = communique("when", "09:00", "Pacific/Apia", "--from", "2011-12-29", "--count", "2", "--json")

    assert json.loads(result.stdout) == ["2011-12-29T19:00:00Z", "2011-12-30T19:00:00Z"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["25:00", "UTC"], "is not a time of day"),
        (["09:00", "Mars/Olympus"], "There is no time zone called"),
        (["09:00", "Europe/Berlim"], "Did you mean Europe/Berlin"),
        (["09:00", "UTC", "--days", "banana"], "are not days"),
        (["09:00", "UTC", "--from", "tomorrow"], "is not a date"),
        (["09:00", "UTC", "--from", "2026-02-30"], "is not a date"),
        (["09:00", "UTC", "--from", "9999-12-31", "--count", "2"], "year"),
        (["09:00", "Asia/Tokyo", "--from", "0001-01-01"], "year"),
    ],
)
def test_when_refuses_what_nobody_can_keep_in_a_sentence(words, sentence):
    assert sentence in refused("when", *words)


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


def test_a_date_that_is_none_is_refused():
    assert "is not a date" in refused("ingest", DEMONSTRATION, "--published", "2026-13")


@pytest.fixture
def held(folder, monkeypatch):
    """The database, while another process writes to it for long."""
    communique("ask", "topics")
    monkeypatch.setattr("bot.store.database.PATIENCE", 1)
    holding = subprocess.Popen(
        [sys.executable, "-c", HOLD, folder / "communique.db"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with holding:
        assert holding.stdout.readline() == b"held\n"
        yield
        holding.stdin.close()


HOLD = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize(
    "asked",
    [
        *("", "redlines", "search neutral", "card redlines/neutrality", "changes", "topics", "essays", "help"),
        *("dossiers", "subscriptions", "settings", "bottomline redlines", "review", "feeds", "digest preview"),
    ],
)
def test_who_only_reads_need_not_wait_for_a_process_that_writes(held, asked):
    answered = communique("ask", *asked.split())

    assert (answered.exit_code, answered.stderr) == (0, "")


def test_who_writes_is_told_that_another_process_does(held):
    assert "Another program is holding" in communique("ask", "subscribe", "redlines").stdout


def test_ask_prints_an_answer_and_says_by_its_status_whether_it_is_one():
    assert "Red lines" in communique("ask", "redlines").stdout
    assert "Ukraine peace talks" in communique("ask").stdout
    mistaken = communique("ask", "banana")
    assert (mistaken.exit_code, "There is no topic or command" in mistaken.output) == (1, True)


@pytest.mark.parametrize("number", ["-1", "0", "999"])
def test_a_page_that_there_is_not_is_a_sentence(number):
    asked = communique("ask", "redlines", number)

    assert f"Red lines has no page {number}: its" in asked.stdout
    assert (asked.exit_code, asked.stderr) == (1, "")


@pytest.mark.parametrize("command", ["run", "ask", "chat"])
def test_an_environment_that_cannot_be_read_ends_with_a_sentence_for_each_variable(monkeypatch, command):
    monkeypatch.setenv("COMMUNIQUE_WEB_PORT", "abc")
    monkeypatch.setenv("COMMUNIQUE_PUBLIC_URL", "foo")

    ended = communique(command)

    assert ended.exit_code == 2
    assert ended.stderr.splitlines() == [
        "COMMUNIQUE_WEB_PORT cannot be used as it is. Write a port from 0 to 65535, such as 8080.",
        (
            "COMMUNIQUE_PUBLIC_URL cannot be used as it is. Write an address that begins with http:// or https://, "
            "such as https://briefs.example.org."
        ),
    ]


def test_a_folder_that_is_missing_is_named_and_never_made(folder, monkeypatch):
    monkeypatch.setenv("COMMUNIQUE_DATABASE", str(folder / "missing" / "communique.db"))

    assert f"There is no folder {folder}/missing" in refused("ask", "redlines")
    assert not (folder / "missing").exists()


def test_a_newer_database_is_refused_and_left_alone(folder):
    communique("ask", "redlines")
    with sqlite3.connect(folder / "communique.db") as newer:
        newer.execute("PRAGMA user_version = 9999")
    newer.close()

    assert "written by a newer Communiqué" in refused("ask", "redlines")


def test_a_file_that_is_no_database_is_refused_and_left_alone(folder):
    (folder / "communique.db").write_text("This is my shopping list.\n" * 100)

    assert "no database of ours" in refused("ask", "redlines")
    assert (folder / "communique.db").read_text().startswith("This is my shopping list.")


def test_the_shipped_dossier_passes_its_check():
    assert communique("check").stdout == "Nothing is wrong.\n"
    assert json.loads(communique("check", "--json").stdout) == []


def test_every_problem_of_a_dossier_is_listed_with_its_place(folder):
    copy = folder / "copy"
    copy.mkdir()
    for file in shipped()[0].iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    (copy / "redlines.md").write_text("# Red lines\n\nnonsense\n", encoding="utf-8")
    (copy / "facts.md").write_bytes(b"\xff")

    listed = refused("check", copy).splitlines()

    assert any("redlines.md:" in line for line in listed)
    assert any("facts.md" in line for line in listed)
    as_json = communique("check", copy, "--json")
    assert as_json.exit_code == 1
    assert len(json.loads(as_json.stdout)) == len(listed)


def test_a_folder_that_is_no_dossier_is_a_sentence(folder):
    assert "missing" in refused("check", folder / "missing")


def test_a_database_is_copied_and_put_back(folder):
    communique("ask", "subscribe", "redlines")

    copied = json.loads(communique("backup", "copies", "--json").stdout)
    communique("ask", "unsubscribe", "redlines")
    put_back = json.loads(communique("restore", copied["file"], "--json").stdout)

    assert list(copied) == ["file", "bytes", "taken", "removed"]
    assert (folder / copied["file"]).stat().st_size == copied["bytes"]
    assert Path(put_back["database"]).name == "communique.db"
    assert Path(put_back["before"]).exists()
    assert "redlines" in communique("ask", "subscriptions").stdout


def test_a_copy_goes_where_the_settings_say_and_old_ones_go_only_when_one_says_so(folder, monkeypatch):
    monkeypatch.setenv("COMMUNIQUE_BACKUP_FOLDER", str(folder / "copies"))
    communique("ask")
    old = folder / "copies" / "communique-20200101T000000Z.db"
    communique("backup")
    old.write_bytes(b"")

    said = communique("backup", folder / "elsewhere").stdout
    assert "restore" in said
    assert old.exists()
    assert f"Removed: {old}" in communique("backup", folder / "copies", "--keep", "7").stdout
    assert len(list((folder / "copies").iterdir())) == 2


def test_what_is_no_copy_is_not_put_back(folder):
    (folder / "diary.db").write_bytes(b"Dear diary, " * 100)

    assert "diary.db is damaged, or no database of ours" in refused("restore", "diary.db")
    assert "There is no database missing.db" in refused("restore", "missing.db")
    assert not (folder / "communique.db").exists()


def test_a_space_is_taken_along(folder, monkeypatch):
    communique("ask", "subscribe", "redlines")
    communique("ingest", DEMONSTRATION, "--dossier", "lagoon")

    told = json.loads(communique("export", "local:local", "lagoon.json", "--json").stdout)
    assert told == {"file": "lagoon.json", "space": "local:local", "bytes": (folder / "lagoon.json").stat().st_size}
    assert (folder / "lagoon.json").stat().st_mode & 0o777 == 0o600
    assert json.loads(communique("export", "local:local").stdout)["space"] == "local:local"
    assert "owns something here already" in refused("import", "lagoon.json")

    monkeypatch.setenv("COMMUNIQUE_DATABASE", str(folder / "other.db"))
    assert "local:local owns now: 1 dossier, 1 essay, " in communique("import", "lagoon.json").stdout
    assert "redlines" in communique("ask", "subscriptions").stdout
    put = json.loads(communique("import", "lagoon.json", "--as", "slack:T1", "--json").stdout)
    assert (put["space"], put["content_only"], put["rows"]["essays"]) == ("slack:T1", True, 1)
    communique("import", "lagoon.json", "--replace")


def test_feeds_are_taken_along_for_any_reader_of_feeds(folder):
    (folder / "mine.opml").write_text(
        '<opml><body><outline text="Quay" xmlUrl="https://example.org/rss"/></body></opml>'
    )

    told = json.loads(communique("import", "mine.opml", "--as", "slack:T1", "--json").stdout)
    assert told == {"followed": ["https://example.org/rss"], "known": 0, "refused": [], "left": 0}
    assert "follows 0 more feeds. Followed already: 1." in communique("import", "mine.opml", "--as", "slack:T1").stdout
    assert 'xmlUrl="https://example.org/rss"' in communique("export", "slack:T1", "--opml").stdout
    (folder / "mine.opml").write_text("<html/>")
    assert "This is no list of feeds (OPML)" in refused("import", "mine.opml")


def test_what_cannot_be_taken_along_is_a_sentence(folder):
    (folder / "diary.json").write_text("Dear diary")
    (folder / "later.json").write_text('{"communique": 99}')
    communique("ask")

    assert "This is no export of Communiqué" in refused("import", "diary.json")
    assert "form 99, and this Communiqué reads form 1" in refused("import", "later.json")
    assert "missing.json cannot be read" in refused("import", "missing.json")
    assert "There is nothing of local:local here" in refused("export", "local:local")
    assert "There is nothing of local:local here" in refused("export", "local")
    assert "is no space" in refused("export", "everything")
    assert "is no space" in refused("import", "diary.json", "--as", "slack:%")
    communique("ask", "subscribe", "redlines")
    assert "cannot be written" in refused("export", "local:local", folder / "nowhere" / "x.json")


def test_somebody_is_forgotten_for_them():
    communique("ask", "subscribe", "redlines", "me")
    communique("ask", "digest", "at", "09:00", "UTC")

    assert json.loads(communique("forget", "local", "local:local", "--json").stdout) == {
        "follows": 0,  # what is followed here is the page's
        "digests": 1,
        "changes": 2,
    }
    assert "0 subscriptions are gone" in communique("forget", "local", "local:local").stdout
    for words in (["%", "local"], ["local", "mars:1"], ["", "local"]):
        assert "Write whom and where" in refused("forget", *words)


def test_help_names_every_command():
    shown = communique("--help").stdout

    for name in (
        "run",
        "ask",
        "chat",
        "derive",
        "ingest",
        "check",
        "when",
        "backup",
        "restore",
        "forget",
        "export",
        "import",
    ):
        assert name in shown


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
