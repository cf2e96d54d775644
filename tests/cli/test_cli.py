"""The command line: what one types, what is printed, and a sentence instead of a traceback."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys

import pytest

from briefs.dossier import shipped
from tests.cli.typed import communique, refused


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
