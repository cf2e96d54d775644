"""`doctor`: tests the set-up from inside, and names each fault with what to do about it in a line.

A reader sees what is about this channel; people who manage it see everything.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat import Request
from bot.checks import Check, examine
from bot.commands.desk import Desk
from bot.commands.doctor import database
from bot.commands.errors import may_edit
from bot.view import wording
from bot.view.characters import shorten
from bot.view.markup import Bold, Inline, words
from bot.view.page import Block, Button, Note, Page, Text

LINE = 420  # characters of a fault and its fix
MOST = 7  # faults on the page


async def answer(desk: Desk, request: Request, typed: str) -> Page:
    """What is wrong with the set-up, as far as whoever asks should know."""
    everything = await may_edit(request)
    all = [*database.examinations(desk, request), *desk.examinations(request.channel)]
    return _page(await examine(one for one in all if everything or one.here), everything=everything)


def _fix(check: Check) -> list[Inline]:
    """What to do about a fault, its channels as their readers know them."""
    rest: str = shorten(check.fix, LINE)
    said: list[Inline] = []
    for channel in check.channels:
        before, key, behind = rest.partition(f"{channel.key}:")
        if key:
            said += [before, wording.channel(channel), ":"]
            rest = behind
    return [*said, rest]


def _page(found: Sequence[Check], *, everything: bool) -> Page:
    wrong = [one for one in found if not one.ok]
    blocks: list[Block] = [Text(words("✗ ", Bold(one.name), ": ", *_fix(one))) for one in wrong[:MOST]]
    if len(wrong) > MOST:
        blocks.append(Note(words(f"And {len(wrong) - MOST} more: “communique doctor” lists them all.")))
    well = list(dict.fromkeys(one.name for one in found if one.ok))
    if well:
        blocks.append(Text(words(f"✓ {', '.join(well)}")))
    if not everything:
        blocks.append(Note(words("People who manage this channel see the rest of the set-up here.")))
    found_out = wording.count(len(wrong), "fault") if wrong else "all is well"
    return Page(f"Doctor: {found_out}", tuple(blocks), buttons=(Button("Look again", "doctor"),))
