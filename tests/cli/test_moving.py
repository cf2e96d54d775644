"""Copies of the database, and spaces and feeds that are taken along."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.typed import DEMONSTRATION, communique, refused


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
