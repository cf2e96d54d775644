"""A watched folder: complete files, each content once."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest

from bot.sources.folder import SETTLED, new_files


@pytest.fixture
def later():
    return datetime.now(UTC) + SETTLED + timedelta(seconds=1)


def test_a_file_is_given_when_it_has_rested(tmp_path, later):
    (tmp_path / "a.txt").write_text("one")

    assert list(new_files(tmp_path, set(), datetime.now(UTC))) == []
    assert [(file.name, file.content) for file in new_files(tmp_path, set(), later)] == [("a.txt", b"one")]


def test_the_same_content_is_new_once_whatever_its_name(tmp_path, later):
    (tmp_path / "a.txt").write_text("one")
    (tmp_path / "b.txt").write_text("one")
    (first,) = new_files(tmp_path, set(), later)
    (tmp_path / "c.txt").write_text("two")

    assert [file.name for file in new_files(tmp_path, {first.hash}, later)] == ["c.txt"]


def test_what_is_no_finished_file_of_the_folder_is_passed_over(tmp_path, later):
    (tmp_path / ".hidden.txt").write_text("x")
    (tmp_path / "a.txt.part").write_text("x")
    (tmp_path / "~$a.docx").write_text("x")
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "link.txt").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "pipe.txt")

    assert list(new_files(tmp_path, set(), later)) == []


def test_a_file_far_too_big_is_read_only_so_far(tmp_path, later):
    with (tmp_path / "big.txt").open("wb") as file:
        file.truncate(50_000_000)

    (big,) = new_files(tmp_path, set(), later)

    assert len(big.content) == 10_000_001
