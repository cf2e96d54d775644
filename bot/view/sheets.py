"""What is too much for one page comes on several."""

from __future__ import annotations

from collections.abc import Sequence

from bot.view.page import Block, Button, block_weight

ROOM = 3040  # for the blocks that repeat; the rest of a page is for title, notes and what wraps around them


def paginate(items: Sequence[list[Block]], most: int) -> list[list[list[Block]]]:
    """Items on sheets, in order: at most `most` on each, and no more than there is room for."""
    sheets: list[list[list[Block]]] = []
    room = 0
    for item in items:
        needed = sum(map(block_weight, item))
        if not sheets or needed > room or len(sheets[-1]) == most:
            sheets.append([])
            room = ROOM
        sheets[-1].append(item)
        room -= needed
    return sheets


def turn_pages(command: str, number: int, last: int) -> tuple[Button, ...]:
    """Previous and Next, as far as there are such pages."""
    buttons = [Button("Previous", f"{command} {number - 1}")] if number > 1 else []
    return (*buttons, Button("Next", f"{command} {number + 1}")) if number < last else tuple(buttons)
