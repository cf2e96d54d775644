"""Copies of the database: whole while somebody writes, kept for some days, and put back only where nobody works."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from bot.store import backups, checkup
from bot.store.database import SCHEMA, Database, DatabaseTrouble
from tests.conftest import SUNDAY

DAY = timedelta(days=1)
WRITER = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA busy_timeout = 5000")
for number in range(1_000_000):
    db.execute("INSERT INTO searches (id, words) VALUES (?, ?)", (str(number), "x" * 500))
    print(number, flush=True)
"""
HOLDER = """
import asyncio, sys
from pathlib import Path
from bot.store.database import Database

async def hold():
    database = await Database.open(Path(sys.argv[1]))
    print("open", flush=True)
    await asyncio.sleep(60)

asyncio.run(hold())
"""


@pytest.fixture
async def file(tmp_path) -> Path:
    path = tmp_path / "communique.db"
    await (await Database.open(path)).close()
    return path


def rows(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    found = [id for (id,) in connection.execute("SELECT id FROM searches ORDER BY CAST(id AS INTEGER)")]
    connection.close()
    return found


def write(path: Path, *ids: str) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.executemany("INSERT INTO searches (id, words) VALUES (?, 'x')", [(id,) for id in ids])
    connection.close()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_a_copy_taken_beside_a_writer_has_all_that_was_written_before_and_nothing_torn(file, tmp_path):
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(file)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout
    try:
        for _ in range(3000):
            before = int(writer.stdout.readline())
        copies = [backups.take(file, tmp_path / "kept", SUNDAY + timedelta(seconds=n)) for n in range(3)]
        assert writer.poll() is None
    finally:
        writer.kill()
        writer.communicate()

    held = rows(copies[0].path)
    assert len(held) > before
    assert held == [str(number) for number in range(len(held))]
    assert len(rows(copies[2].path)) > len(held)


async def test_a_copy_is_ours_alone_and_has_its_name_only_when_it_is_whole(file, tmp_path):
    folder = tmp_path / "kept"

    taken = backups.take(file, folder, SUNDAY)

    assert names(folder) == ["communique-20261122T120000Z.db"]
    assert taken == backups.Backup(folder / "communique-20261122T120000Z.db", SUNDAY, taken.path.stat().st_size)
    assert taken.path.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert backups.held(folder) == [taken]


async def test_a_copy_that_is_stopped_or_killed_leaves_nothing_that_looks_whole(file, tmp_path):
    folder = tmp_path / "kept"
    write(file, *map(str, range(20_000)))

    with pytest.raises(sqlite3.OperationalError, match="interrupted"):
        backups.take(file, folder, SUNDAY, lambda: True)
    assert names(folder) == []

    part = folder / "communique-20261122T120000Z.db.part"
    part.write_bytes(b"half")
    backups.take(file, folder, SUNDAY + DAY)
    assert part.exists()  # somebody may be writing it just now
    os.utime(part, ((SUNDAY - DAY).timestamp(),) * 2)
    backups.take(file, folder, SUNDAY + 2 * DAY)
    assert names(folder) == ["communique-20261123T120000Z.db", "communique-20261124T120000Z.db"]


async def test_a_full_disk_is_a_sentence_and_leaves_the_copies_that_were_there(file, tmp_path):
    folder = tmp_path / "kept"
    backups.take(file, folder, SUNDAY)
    write(file, *map(str, range(20_000)))
    program = (
        "import resource, signal, sys; from datetime import datetime, UTC; from pathlib import Path;"
        "from bot.store import backups;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000));"
        "backups.take(Path(sys.argv[1]), Path(sys.argv[2]), datetime.now(UTC))"
    )

    ended = subprocess.run([sys.executable, "-c", program, file, folder], capture_output=True, text=True)

    assert "DatabaseTrouble: The disk that holds" in ended.stderr
    assert names(folder) == ["communique-20261122T120000Z.db"]


async def test_old_copies_go_and_the_newest_stays_whatever_its_age(file, tmp_path):
    folder = tmp_path / "kept"
    for days in range(5):
        backups.take(file, folder, SUNDAY + days * DAY)
    (folder / "mine.db").write_bytes(b"")

    gone = backups.drop_old(folder, SUNDAY + 4 * DAY, 2 * DAY)
    assert [path.name[11:19] for path in gone] == ["20261122", "20261123"]
    backups.drop_old(folder, SUNDAY + 400 * DAY, 2 * DAY)
    assert names(folder) == ["communique-20261126T120000Z.db", "mine.db"]


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda path: None, "There is no database"),
        (lambda path: path.write_bytes(b"Dear diary, " * 500), "is damaged, or no database of ours"),
        (lambda path: path.write_bytes(b""), "is no database of ours"),
        (lambda path: sqlite3.connect(path).executescript("CREATE TABLE bookmarks (a)").close(), "no database of ours"),
        (lambda path: path.mkdir(), "There is no database"),
    ],
)
async def test_what_is_no_database_of_ours_is_neither_copied_nor_put_back(file, tmp_path, make, sentence):
    other = tmp_path / "other.db"
    make(other)

    with pytest.raises(DatabaseTrouble, match=sentence):
        backups.take(other, tmp_path / "kept", SUNDAY)
    with pytest.raises(DatabaseTrouble, match=f"other.db.*{sentence}|{sentence} .*other.db"):
        await backups.restore(other, file, SUNDAY)

    assert names(tmp_path / "kept") == []
    assert rows(file) == []


async def test_a_copy_is_put_back_and_what_was_there_is_kept_beside_it(file, tmp_path):
    write(file, "1")
    taken = backups.take(file, tmp_path / "kept", SUNDAY)
    write(file, "2")

    saved = await backups.restore(taken.path, file, SUNDAY + DAY)

    assert rows(file) == ["1"]
    assert saved
    assert rows(saved) == ["1", "2"]
    assert saved.stat().st_mode & 0o777 == 0o600
    assert rows(taken.path) == ["1"]
    assert names(tmp_path) == ["communique.db", saved.name, "kept"]


async def test_what_was_put_back_is_sound_and_can_be_copied_and_put_back_again(file, tmp_path):
    write(file, "1")
    copy = backups.take(file, tmp_path / "kept", SUNDAY).path
    for days in (1, 2):
        await backups.restore(copy, file, SUNDAY + days * DAY)

        assert checkup.objection(file) == ""
        copy = backups.take(file, tmp_path / "kept", SUNDAY + days * DAY).path

    assert rows(file) == ["1"]


async def test_a_database_that_is_gone_or_damaged_is_replaced(file, tmp_path):
    write(file, "1")
    taken = backups.take(file, tmp_path / "kept", SUNDAY)

    file.write_bytes(b"\xff" * 9000)
    saved = await backups.restore(taken.path, file, SUNDAY)
    assert saved
    assert saved.read_bytes() == b"\xff" * 9000
    assert rows(file) == ["1"]

    file.unlink()
    assert await backups.restore(taken.path, file, SUNDAY) is None
    assert rows(file) == ["1"]
    assert file.stat().st_mode & 0o777 == 0o600


async def test_nothing_is_put_in_the_place_of_a_database_that_is_open(file, tmp_path, monkeypatch):
    monkeypatch.setattr(backups, "PATIENCE", 100)
    taken = backups.take(file, tmp_path / "kept", SUNDAY)
    write(file, "1")
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            HOLDER,
            str(file),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout
    assert holder.stdout.readline() == "open\n"
    try:
        with pytest.raises(DatabaseTrouble, match="in use, and nothing was changed. Stop the bot"):
            await backups.restore(taken.path, file, SUNDAY)
        assert rows(file) == ["1"]
        assert names(tmp_path) == ["communique.db", "communique.db-shm", "communique.db-wal", "kept"]
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.communicate()

    await backups.restore(taken.path, file, SUNDAY)  # a bot that was killed holds nothing
    assert rows(file) == []


async def test_another_programs_database_is_not_written_over(file, tmp_path):
    taken = backups.take(file, tmp_path / "kept", SUNDAY)
    other = tmp_path / "bookmarks.db"
    sqlite3.connect(other).executescript("CREATE TABLE bookmarks (address TEXT)").close()
    held = other.read_bytes()

    with pytest.raises(DatabaseTrouble, match="belongs to another program"):
        await backups.restore(taken.path, other, SUNDAY)

    assert other.read_bytes() == held


async def test_a_copy_of_an_older_version_is_brought_up_to_date_and_a_newer_one_refused(file, tmp_path):
    older = tmp_path / "older.db"
    connection = sqlite3.connect(older)
    files = sorted(SCHEMA.glob("*.sql"))
    for script in files[:5]:
        connection.executescript(script.read_text())
    connection.executescript(f"PRAGMA user_version = {int(files[4].name[:4])}").close()
    newer = backups.take(file, tmp_path / "kept", SUNDAY).path
    sqlite3.connect(newer).executescript("PRAGMA user_version = 9999").close()

    await backups.restore(older, file, SUNDAY)
    with pytest.raises(DatabaseTrouble, match=f"{newer.name} was written by a newer Communiqué"):
        await backups.restore(newer, file, SUNDAY)

    connection = sqlite3.connect(file)
    assert connection.execute("PRAGMA user_version").fetchone() == (int(files[-1].name[:4]),)
    connection.close()


async def test_who_is_killed_while_a_copy_is_put_back_has_the_one_database_or_the_other(file, tmp_path):
    write(file, *map(str, range(3000)))
    taken = backups.take(file, tmp_path / "kept", SUNDAY)
    write(file, *map(str, range(3000, 6000)))
    program = (
        "import asyncio, sys; from datetime import datetime, UTC; from pathlib import Path;"
        "from bot.store import backups; print('ready', flush=True);"
        "asyncio.run(backups.restore(Path(sys.argv[1]), Path(sys.argv[2]), datetime.now(UTC)))"
    )

    for n in range(6):
        with subprocess.Popen([sys.executable, "-c", program, taken.path, file], stdout=subprocess.PIPE) as restoring:
            assert restoring.stdout
            restoring.stdout.readline()
            time.sleep(n * 0.025)
            restoring.kill()

        assert len(rows(file)) in (3000, 6000)
    await backups.restore(taken.path, file, SUNDAY)
    assert len(rows(file)) == 3000
