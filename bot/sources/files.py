"""Essays from files on this machine, named by whoever may read them: the command line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.sources.taken import Reading, Taken, Unreadable, need_date, take
from bot.sources.uploads import read_upload

__all__ = ["Taken", "Unreadable", "read_essay", "read_file"]

LARGEST = 10_000_000  # bytes
DRESSED = (".html", ".htm", ".pdf", ".docx", ".eml")  # kinds that hold more than their text


def read_text(file: Path) -> str:
    """A text or Markdown file as a program reads it in UTF-8: its line ends are line feeds, and a line feed stands in
    place of a byte order mark, so that offsets hold for both. Raises Unreadable."""
    try:
        text = _content(file).decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as wrong:
        raise Unreadable(
            f"{file} is not UTF-8 text (byte {wrong.start + 1}). Save it as text or Markdown in UTF-8."
        ) from None
    return f"\n{text[1:]}" if text.startswith("\ufeff") else text


def read_file(file: Path) -> Reading:
    """What a file says: a text or Markdown file as `read_text` has it, of others their text. Raises Unreadable."""
    if file.suffix.lower() in DRESSED:
        return read_upload(file.name, _content(file))
    return Reading(read_text(file))


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            held = opened.read(LARGEST + 1)  # no more: a pipe has no size, and may have no end
        if len(held) > LARGEST:
            raise Unreadable(f"{file} has more than {LARGEST // 1_000_000} MB. Take out what is not the essay.")
        return held
    except FileNotFoundError:
        raise Unreadable(f"There is no file {file}.") from None
    except OSError as wrong:
        raise Unreadable(f"{file} cannot be read: {wrong.strerror}.") from None
    except ValueError:  # a zero byte in the name
        raise Unreadable("No file can have such a name.") from None


def read_essay(file: Path, *, title: str = "", author: str = "", publisher: str = "", published: str = "") -> Taken:
    """An essay from a file; title and author from its head where they are not given. Raises Unreadable."""
    need_date(published)
    read = read_file(file)
    if not read.text.strip():
        raise Unreadable(f"{file} is empty.")
    given = Reading(read.text, title, author, publisher, published)
    return take(replace(read, **{name: value for name, value in vars(given).items() if value}), file.stem)
