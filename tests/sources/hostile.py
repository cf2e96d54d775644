"""What hostile inputs are made of, and what becomes of them: read or refused, soon, and nobody is pinged."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from types import FrameType

import pytest

from bot.adapters.discord import render as discord
from bot.adapters.slack import render as slack
from bot.sources.taken import Taken, Unreadable
from bot.view import compose, reviewing
from bot.view.page import Page
from bot.view.reviewing import Waiting
from briefs.carried import attach_support, objections
from briefs.derive import derive_cards
from briefs.evidence import quote
from briefs.model import TOPICS, Card, Dossier, Entry, State, Topic
from tests.sources.papers import docx, paragraph, pdf
from tests.standins.discord.pings import pings
from tests.standins.slack.blocks import texts

LONGEST = 2.0  # seconds of work for one input
TEXT = "The delegation said on Tuesday that it would not sign an accord which leaves the harbour to the other side."
SEEDS = {
    ".pdf": pdf([TEXT[:60], TEXT[60:]], [TEXT]),
    ".docx": docx(paragraph("Title", "Heading1") + paragraph(TEXT)),
    ".eml": b"Subject: a\nFrom: b <b@c.d>\nContent-Type: multipart/mixed; boundary=x\n\n"
    b"--x\nContent-Type: text/html\n\n<p>a\n--x--",
    ".html": f"<html><head><title>a</title></head><body><article><p>{TEXT * 5}</p></article></body></html>".encode(),
    ".txt": TEXT.encode(),
}
FEED = (
    b"<?xml version='1.0'?><rss version='2.0'><channel><title>t</title><item><link>https://a.org</link><guid>1</guid>"
    b"<pubDate>Fri, 20 Nov 2026 23:30:00 -0500</pubDate></item></channel></rss>"
)
ESSAY = (
    "Mereth demands 3.2 cubic kilometres of water each summer, its minister Odile Marrant said on Monday.",
    "Kessary will not open the northern gate before the vote on 7 February; that, its envoys say, is a red line.",
    "The Commission offered to pay for the turbines if Mereth lets the inspectors in.",
    "Without the railway, Mereth has little to hold out with, and both sides know it.",
    "She answered that her government had rejected the draft twice and would reject it again.",
    "An agreement before the summer is unlikely, because neither side can sell it at home.",
)
_NOW = datetime(2026, 11, 22, tzinfo=UTC)
LAKE = Dossier("lake", "The lake", (), (), tuple(Topic(one, one.capitalize(), "") for one in TOPICS), (), ())
_ALIVE_IN_SLACK = re.compile(r"<[!@#](?!date\^)")


class Hang(BaseException):
    """An input that keeps a reader busy: nothing that catches what strangers' files raise catches this."""


def survives(read: Callable[[], object]) -> None:
    """Read it, or refuse it with a sentence; nothing else, and not for longer than two seconds of work."""
    signal.signal(signal.SIGVTALRM, _hang)
    signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST)
    began = time.process_time()
    try:
        read()
    except Unreadable as refusal:
        sentence = str(refusal)
        if not sentence.endswith((".", "xml")) or "\n" in sentence:
            pytest.fail(f"no sentence: {sentence!r}")
    except Hang:
        pytest.fail(f"it took more than {LONGEST:g} seconds")
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    assert time.process_time() - began < LONGEST  # a loop in C hears no signal


def _hang(number: int, frame: FrameType | None) -> None:
    raise Hang


def shown(taken: Taken) -> int:
    """Go on to the pages of its drafts, which ping nobody on any platform; answers with how many drafts there were."""
    drafts = derive_cards(taken.snapshot, None, taken.essay.published).drafts
    for page in _pages(taken, drafts[:5]):
        assert pings(discord.message(page)) == []
        message = slack.message(page)
        for text in (message["text"], *texts(message["blocks"])):
            assert not _ALIVE_IN_SLACK.search(text), text
    return len(drafts)


def _pages(taken: Taken, drafts) -> Iterator[Page]:
    essays = {taken.essay.id: taken.essay}
    yield compose.mistake(f"No new card came of “{taken.essay.title}”.")
    for number, draft in enumerate(drafts, start=1):
        spans = (*draft.spans, *draft.support)
        quotes = tuple(quote(taken.essay.id, taken.snapshot, span.start, span.end) for span in spans)
        card = Card(f"{draft.topic}/a", draft.topic, draft.headline, draft.text, draft.kind, quotes, "", draft.party)
        card = attach_support(card, taken.snapshot, LAKE)
        entry = Entry("lake", card, State.DRAFT, 1, _NOW, number)
        wrong = objections(card, essays, {taken.essay.id: taken.snapshot}, LAKE)
        yield reviewing.draft(Waiting(entry, LAKE, essays, number, len(drafts), len(drafts), wrong))
        yield compose.announcement(entry, LAKE, essays)
