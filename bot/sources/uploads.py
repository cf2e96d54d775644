"""Essays from uploaded files: which kind each is, whether that is true, and what it says."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePosixPath

from bot.sources.charsets import decode
from bot.sources.html import read_html
from bot.sources.mail import read_eml
from bot.sources.pasted import LARGEST, safe_name
from bot.sources.pdf import read_pdf
from bot.sources.taken import Reading, Taken, Unreadable, checked, take
from bot.sources.word import read_docx

KINDS = ".txt, .md, .html, .pdf, .docx and .eml"
_MAGIC = (
    (b"%PDF-", "a PDF", (".pdf",)),
    (b"PK\x03\x04", "a Word file or another archive", (".docx",)),
    (b"\xd0\xcf\x11\xe0", "a file of an older Office", ()),
    (b"{\\rtf", "rich text", ()),
    (b"\x89PNG", "a picture", ()),
    (b"\xff\xd8\xff", "a picture", ()),
    (b"GIF8", "a picture", ()),
    (b"\x1f\x8b", "an archive", ()),
    (b"Rar!", "an archive", ()),
    (b"7z\xbc\xaf", "an archive", ()),
    (b"\x7fELF", "a program", ()),
    (b"MZ\x90", "a program", ()),
)


def from_upload(name: str, content: bytes) -> Taken:
    """The essay of an uploaded file. Takes as long as it takes: call it through `Workers`. Raises Unreadable."""
    return take(read_upload(name, content), PurePosixPath(safe_name(name)).stem)


def read_upload(name: str, content: bytes) -> Reading:
    """What a file says, judged by its name and its first bytes. Raises Unreadable and nothing else."""
    name = safe_name(name)
    ending = PurePosixPath(name).suffix.lower()
    read = _READERS.get(ending)
    if read is None:
        raise Unreadable(f"{name} is of a kind that is not read. Upload {KINDS}, or paste the text.")
    if not content.strip(b"\0 \t\r\n"):
        raise Unreadable(f"{name} is empty.")
    if len(content) > LARGEST:
        raise Unreadable(f"{name} has more than {LARGEST // 1_000_000} MB. Upload the text without its pictures.")
    _need_honest(name, ending, content)
    try:
        return read(content)
    except Unreadable:
        raise
    except Exception as broken:  # parsers of strangers' files raise whatever they like
        raise Unreadable(f"{name} is damaged, or not what its name says. Save it anew, or paste the text.") from broken


def _need_honest(name: str, ending: str, content: bytes) -> None:
    head = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:8]
    for magic, what, endings in _MAGIC:
        if head.startswith(magic) and ending not in endings:
            way = f"Name it {endings[0]}" if endings == (".pdf",) else f"Save it as one of {KINDS}"
            raise Unreadable(f"{name} holds {what}, whatever its name says. {way}, or paste the text.")
    if (ending == ".pdf" and b"%PDF-" not in content[:1024]) or (ending == ".docx" and not head.startswith(b"PK")):
        raise Unreadable(
            f"{name} is no {ending[1:].upper()} file, whatever its name says. Save it anew, or paste the text."
        )


def _read_plain(content: bytes) -> Reading:
    text = decode(content).replace("\r\n", "\n").replace("\r", "\n")
    strange = len(re.findall(r"[\x00-\x08\x0e-\x1f\ufffd]", text[:100_000]))
    if strange > max(3, len(text[:100_000]) * 0.01):
        raise Unreadable("This file is no text that can be read. Save it as text in UTF-8, or paste it.")
    return Reading(checked(_without_front_matter(text).strip("\n"), "This file"))


def _without_front_matter(text: str) -> str:
    return re.sub(r"\A---\n(?:[\w-]{1,40}:.{0,500}\n|[ \t-].{0,500}\n){1,60}---\n", "", text)


_READERS: dict[str, Callable[[bytes], Reading]] = {
    ".txt": _read_plain,
    ".text": _read_plain,
    ".md": _read_plain,
    ".markdown": _read_plain,
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".eml": read_eml,
}
