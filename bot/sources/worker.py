"""The other side of `Workers`: a process that reads what it is handed, and can do nothing else."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import struct
from dataclasses import asdict
from typing import Any, BinaryIO

from bot.sources.feeds import read_feed
from bot.sources.html import read_html
from bot.sources.opml import read_opml
from bot.sources.pdf import read_pdf
from bot.sources.taken import Unreadable
from bot.sources.uploads import read_upload

MEMORY = 1_500_000_000  # bytes of address space
LONGEST = 15.0  # seconds: if whoever asked is gone, nobody else ends us
_LENGTH = struct.Struct(">II")


def main() -> None:
    """Answer questions until nobody asks any more."""
    _bind()
    questions, answers = os.fdopen(0, "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints cannot spoil an answer
    _say(answers, {})
    while head := questions.read(_LENGTH.size):
        asked, held = _LENGTH.unpack(head)
        question = json.loads(questions.read(asked))
        content = questions.read(held)
        signal.setitimer(signal.ITIMER_REAL, LONGEST)
        answer = answer_to(question, content)
        signal.setitimer(signal.ITIMER_REAL, 0)
        _say(answers, answer)


def answer_to(question: dict[str, str], content: bytes) -> dict[str, Any]:
    """What was read, or why nothing was."""
    try:
        match question["task"]:
            case "upload":
                return asdict(read_upload(question["name"], content))
            case "page":
                return asdict(read_html(content, address=question["address"], charset=question["charset"]))
            case "pdf":
                return asdict(read_pdf(content))
            case "opml":
                return {"feeds": [asdict(one) for one in read_opml(content)]}
            case "feed":
                return asdict(read_feed(content, question["address"]))
            case _:
                return {"unreadable": "This cannot be read."}
    except Unreadable as reason:
        return {"unreadable": str(reason)}
    except Exception:  # parsers of strangers' files raise whatever they like, RecursionError and MemoryError too
        return {"unreadable": "This is damaged, and cannot be read. Paste the text instead."}


def _say(answers: BinaryIO, answer: dict[str, Any]) -> None:
    text = json.dumps(answer).encode()
    answers.write(_LENGTH.pack(len(text), 0) + text)
    answers.flush()


def _bind() -> None:
    """Little memory, no files to write, and an end that no loop in C can put off."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):  # a system that allows less already
            resource.setrlimit(what, (most, most))
