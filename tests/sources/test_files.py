"""An essay from a file: its text to the letter, its title and author, or a sentence that says what is wrong."""

from __future__ import annotations

import hashlib

import pytest

from bot.sources.files import LARGEST, Unreadable, read_essay, read_text

ESSAY = "# The quota that nobody wants\n\n*By Grace Okonkwo*\n\nThe island will not accept a quota below 900 tonnes.\n"


@pytest.fixture
def file(tmp_path):
    file = tmp_path / "essay.md"
    file.write_text(ESSAY, encoding="utf-8")
    return file


def test_a_text_is_read_to_the_letter(file):
    text = "a\nb\tc \U0001f98a שלום\n\n"
    file.write_bytes(text.replace("\n", "\r\n", 1).encode())

    assert read_text(file) == text == file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("write", "sentence"),
    [
        (lambda file: file.unlink(), "There is no file"),
        (lambda file: file.write_bytes(b"caf\xe9"), "is not UTF-8 text (byte 4)"),
        (lambda file: file.write_bytes(ESSAY.encode("utf-16")), "is not UTF-8 text (byte 1)"),
        (lambda file: file.write_bytes(b"a" * (LARGEST + 1)), "has more than 10 MB"),
        (lambda file: (file.unlink(), file.mkdir()), "cannot be read: Is a directory"),
    ],
)
def test_a_file_that_holds_no_text_is_refused_with_its_name(file, write, sentence):
    write(file)

    with pytest.raises(Unreadable) as refused:
        read_text(file)

    assert sentence in str(refused.value)
    assert str(file) in str(refused.value)


def test_a_name_that_no_file_can_have_is_refused(tmp_path):
    for name in ("a" * 5000, "a\0b"):
        with pytest.raises(Unreadable):
            read_text(tmp_path / name)


def test_a_file_without_end_is_not_read_to_its_end(tmp_path):
    endless = tmp_path / "endless"
    endless.symlink_to("/dev/zero")

    with pytest.raises(Unreadable, match="has more than 10 MB"):
        read_text(endless)


@pytest.mark.parametrize("text", ["", " \n\t\n", "\ufeff"])
def test_an_empty_essay_is_refused(file, text):
    file.write_text(text, encoding="utf-8")

    with pytest.raises(Unreadable, match="is empty"):
        read_essay(file)


def test_title_and_author_are_read_from_the_head(file):
    taken = read_essay(file)

    assert (taken.essay.title, taken.essay.author) == ("The quota that nobody wants", "Grace Okonkwo")
    assert taken.essay.snapshot_hash == hashlib.sha256(ESSAY.encode()).hexdigest()
    assert taken.snapshot.text == ESSAY


def test_what_one_says_comes_before_what_the_text_says(file):
    essay = read_essay(file, title="T", author="A", publisher="P", published="2026-11").essay

    assert (essay.title, essay.author, essay.publisher, essay.published) == ("T", "A", "P", "2026-11")


def test_an_essay_without_a_head_goes_by_its_files_name(file):
    file.write_text("The island will not accept a quota below 900 tonnes.", encoding="utf-8")

    essay = read_essay(file).essay

    assert (essay.title, essay.author) == ("essay", "Author not given")


@pytest.mark.parametrize("published", ["2026", "2026-11", "2026-11-20", "2026-11~", ""])
def test_a_date_or_its_beginning_is_taken(file, published):
    assert read_essay(file, published=published).essay.published == published


@pytest.mark.parametrize(
    "published", ["2026-13", "2026-00", "2026-02-30", "last week", "20.11.2026", "2026-1", "9" * 500]
)
def test_a_date_that_is_none_is_refused_with_a_way_out(file, published):
    with pytest.raises(Unreadable, match="Write it as 2026-11-20, 2026-11 or 2026") as refused:
        read_essay(file, published=published)

    assert len(str(refused.value)) < 200


@pytest.mark.parametrize("title", ["🦊", "שלום", "../../etc/passwd", "x" * 5000, "A & B: <c>"])
def test_an_essays_id_is_plain_whatever_its_title(file, title):
    id = read_essay(file, title=title).essay.id

    assert id.replace("-", "").isascii()
    assert id.replace("-", "").isalnum()
    assert len(id) <= 47
