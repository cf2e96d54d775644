"""The text of a PDF: its pages' lines, put together again as paragraphs."""

from __future__ import annotations

import io
import re
from collections import Counter
from itertools import groupby

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from bot.sources.lines import join_lines
from bot.sources.taken import Reading, Unreadable, checked, one_line

MOST_PAGES = 80
_EDGE = 2  # lines at the top and at the foot of a page that may be its furniture

_PAGE_NUMBER = re.compile(
    r"[\W_]*(?:(?:page|seite|p\.)\s*)?(?:\d{1,3}|[ivxlc]{1,6})(?:\s*(?:of|von|/)\s*\d{1,3})?[^\w.]*", re.IGNORECASE
)


def read_pdf(content: bytes) -> Reading:
    """The text of a PDF. Raises Unreadable for a scan, a locked file and one that is damaged or too long."""
    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted:
        raise Unreadable("This PDF is locked with a password. Save a copy without it, or paste the text.")
    count = len(reader.pages)
    if count > MOST_PAGES:
        raise Unreadable(f"This PDF has {count} pages; up to {MOST_PAGES} are read. Upload the part that counts.")
    pages = [_lines(reader.pages[number].extract_text()) for number in range(count)]
    text = join_lines(_without_furniture(pages))
    if len(re.findall(r"\w{2,}", text)) < 20 + 3 * count:
        raise Unreadable(
            "This PDF holds next to no text: it may be a scan, which is a picture. Run it through text recognition, "
            "or paste the text."
        )
    if not _is_writing(text):
        raise Unreadable("This PDF's letters cannot be told from its fonts. Paste the text, or save it as .docx.")
    about = _about(reader)
    return Reading(checked(text, "This PDF"), about.get("/Title", ""), about.get("/Author", ""))


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.replace("\xad", "-").splitlines()]


def _without_furniture(pages: list[list[str]]) -> list[str]:
    """All lines, without page numbers and what stands at the top or foot of page after page."""
    edges = Counter(key for page in pages for key in {_key(line) for line in _edge_lines(page)})
    often = 2 if len(pages) == 2 else max(3, len(pages) * 0.4)
    repeated = {key for key, times in edges.items() if key and times >= often}
    kept: list[str] = []
    for page in pages:
        text = [i for i, line in enumerate(page) if line]
        rim = {*text[:_EDGE], *text[-_EDGE:]}
        kept += [
            line
            for i, line in enumerate(page)
            if i not in rim or not (_PAGE_NUMBER.fullmatch(line) or _key(line) in repeated)
        ]
    return kept


def _edge_lines(page: list[str]) -> list[str]:
    text = [line for line in page if line]
    return [*text[:_EDGE], *text[-_EDGE:]]


def _key(line: str) -> str:
    """What stays the same from page to page: the line without its numbers."""
    return re.sub(r"[\W\d_]+", " ", line.casefold()).strip()


def _is_writing(text: str) -> bool:
    """Whether most of it is letters in words, and not the numbers of glyphs."""
    sample = text[:20_000]
    letters = sum(character.isalpha() or character.isspace() for character in sample)
    strange = sample.count("\ufffd") + sum(0xE000 <= ord(character) <= 0xF8FF for character in sample)
    longest = max((len(list(run)) for space, run in groupby(sample, str.isspace) if not space), default=0)
    return letters > len(sample) * 0.6 and strange < len(sample) * 0.05 and longest < 400


_FROM_A_PROGRAM = re.compile(
    r"\.(?:docx?|pdf|indd|qxd|tex|rtf|odt|x?html?)\b|^(?:untitled|microsoft word|slide \d)", re.IGNORECASE
)


def _about(reader: PdfReader) -> dict[str, str]:
    """Title and author as the file says them, where that is not what a program put there."""
    try:
        said = {key: one_line(str(value)) for key, value in (reader.metadata or {}).items()}
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError):
        return {}
    title = said.get("/Title", "")
    if _FROM_A_PROGRAM.search(title):
        title = ""
    author = said.get("/Author", "")
    named = re.fullmatch(r"[^\W\d_][\w.'’-]*(?:,?\s[\w.'’&-]+){1,8}", author)
    return {"/Title": title, "/Author": author if named else ""}
