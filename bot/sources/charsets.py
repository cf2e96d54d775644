"""Bytes to text, whatever their sender says about them."""

from __future__ import annotations

import codecs
import re

_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_.:-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([a-zA-Z0-9_.:-]{2,40})", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What browsers take these names to mean, by the Encoding Standard.
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "tis-620": "cp874", "gb2312": "gb18030"}
# Encodings that no page is in and that turn harmless bytes into something else.
_NEVER = {"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}


def decode(content: bytes, declared: str = "") -> str:
    """The text of a page or file. A byte order mark counts first, then valid UTF-8, then what is declared."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    encoding = known(declared) or known(_named_within(content))
    if encoding.startswith(("iso2022", "hz", "utf-16", "utf-32")):  # valid UTF-8 as often as not
        return content.decode(encoding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode(_other_than_utf8(content, encoding), "replace")


def known(name: str) -> str:
    """Python's name for an encoding, or "" for what is none of the web's."""
    try:
        found = codecs.lookup(name.strip())
    except (LookupError, ValueError):
        return ""
    if found.name in _NEVER or not getattr(found, "_is_text_encoding", True):
        return ""
    return _MEANT.get(found.name, found.name)


def _named_within(content: bytes) -> str:
    found = _XML.search(content[:1024]) or _META.search(content[:4096])
    return found[1].decode() if found else ""


def _other_than_utf8(content: bytes, encoding: str) -> str:
    """UTF-8 with a slip in it stays UTF-8; otherwise the declared one, or the usual one of the West."""
    if encoding not in ("", "utf-8"):
        return encoding
    wide = len(re.findall(rb"[\xc2-\xf4][\x80-\xbf]", content[:100_000]))
    broken = content[:100_000].decode("utf-8", "replace").count("\ufffd")
    return "utf-8" if wide > broken else "cp1252"
