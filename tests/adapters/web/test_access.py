"""Whoever sits at the local page may do everything, over its real sockets."""

from __future__ import annotations

from bot.chat import PAGE
from bot.view.page import from_json
from tests.commands.needs import DRAFT, READ, ROWS, furnish, is_refused
from tests.commands.pages import said


async def test_every_command_is_answered_and_none_refused(client, local, desk):
    held = await furnish(desk, PAGE)

    for row in (one for one in ROWS if one.alone):
        fields = {name: value.format_map(held) for name, value in row.fields.items()}
        question = {"text": row.typed(held), "fields": fields, "zone": "Europe/Berlin"}
        async with client.post(f"{local.address}api/ask", json=question) as answer:
            page = from_json(await answer.text())
        assert "our fault" not in said(page), row.name
        assert row.need in (READ, DRAFT) or not is_refused(row.need, said(page)), (row.name, said(page))
