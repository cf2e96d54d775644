"""The text of a letter as mail programs save it: a newsletter, or an article somebody sent."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr

from bot.sources.about import read_date
from bot.sources.charsets import decode
from bot.sources.html import read_bare_html
from bot.sources.taken import Reading, Unreadable, checked, one_line

_ENOUGH = 40  # words of plain text that are worth more than the same as HTML
_MOST_PARTS = 100


def read_eml(content: bytes) -> Reading:
    """A letter's own text; attachments are left alone. Raises Unreadable."""
    if content.lower().count(b"boundary=") > _MOST_PARTS:
        raise Unreadable("This letter holds letters within letters, too many of them. Paste the text instead.")
    letter = message_from_bytes(content, policy=policy.default)
    subject, sender, date = (one_line(str(letter.get(name, "")), 300) for name in ("Subject", "From", "Date"))
    if not (subject or sender):
        raise Unreadable("This file is no letter. Save the message as .eml in your mail program, or paste the text.")
    plain, rich = _bodies(letter)
    text = plain if len(plain.split()) >= _ENOUGH or not rich else rich
    if not text.strip():
        raise Unreadable("This letter has no text of its own. Upload its attachment instead, or paste the text.")
    title = re.sub(r"^(?:\s*(?:re|fwd?|aw|wg)\s*:)+\s*", "", subject, flags=re.IGNORECASE)
    return Reading(checked(text, "This letter"), title, parseaddr(sender)[0], "", read_date(date))


def _bodies(letter: EmailMessage) -> tuple[str, str]:
    """The first plain text and the first HTML that are not attachments."""
    plain = rich = ""
    for number, part in enumerate(letter.walk()):
        if number > _MOST_PARTS:
            break
        kind = part.get_content_type()
        if part.is_multipart() or part.get_content_disposition() == "attachment":
            continue
        if kind == "text/plain" and not plain:
            plain = _plain(_held(part), part.get_content_charset() or "")
        elif kind == "text/html" and not rich:
            rich = read_bare_html(_held(part), part.get_content_charset() or "").text
    return plain, rich


def _held(part: EmailMessage) -> bytes:
    held = part.get_payload(decode=True)
    return held if isinstance(held, bytes) else b""


def _plain(held: bytes, charset: str) -> str:
    """The text without the sender's signature and without the bare links between newsletters' paragraphs."""
    text = decode(held, charset).replace("\r\n", "\n")
    text = re.split(r"\n-- \n", text, maxsplit=1)[0]
    return re.sub(r"[\[(<]\s*https?://[^\s\])>]{1,2000}\s*[\])>]", "", text)
