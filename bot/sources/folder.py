"""A folder under watch: files that somebody puts there and that are complete."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.sources.pasted import LARGEST

SETTLED = timedelta(seconds=3)  # since the last byte: whoever copies writes more often than that
MOST_FILES = 1000
_UNFINISHED = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".swp", ".lock")


@dataclass(frozen=True)
class NewFile:
    """A file to take in: `from_upload(file.name, file.content)`."""

    name: str
    content: bytes  # one byte more than an upload may have, when it has more
    hash: str  # of the content: the same file under another name is not new


def new_files(folder: Path, seen: Collection[str], now: datetime) -> Iterator[NewFile]:
    """Files that nobody writes to any more and whose content has none of the hashes `seen`, by name.

    Links are not followed: they lead out of the folder. Blocks for as long as reading takes.
    """
    known = set(seen)
    for path in sorted(folder.iterdir())[:MOST_FILES]:
        if path.name.startswith((".", "~$")) or path.name.lower().endswith(_UNFINISHED):
            continue
        content = _settled(path, now)
        if content is None:
            continue
        digest = hashlib.sha256(content).hexdigest()
        if digest not in known:
            known.add(digest)
            yield NewFile(path.name, content, digest)


def _settled(path: Path, now: datetime) -> bytes | None:
    """The content of a file that rests; None while it grows, and for what is no file."""
    try:
        before = path.lstat()
        touched = max(before.st_mtime, before.st_ctime)
        if (
            not stat.S_ISREG(before.st_mode)
            or not before.st_size
            or now.timestamp() - touched < SETTLED.total_seconds()
        ):
            return None
        with path.open("rb") as opened:
            content = opened.read(LARGEST + 1)
        after = path.lstat()
    except OSError:  # gone, or not ours to read
        return None
    return content if (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns) else None
