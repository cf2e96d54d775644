"""What tests of commands look at."""

from __future__ import annotations

from bot.store.database import Database
from bot.view.markup import plain
from bot.view.page import Divider, Fields, Heading, Note, Page, Quotation, Text


def said(page: Page) -> str:
    """All that a reader sees of a page's texts."""
    texts = [page.title]
    for block in page.blocks:
        match block:
            case Fields(rows):
                texts += [f"{name}: {plain(value)}" for name, value in rows]
            case Heading(text):
                texts.append(text)
            case Text(markup) | Note(markup) | Quotation(markup):
                texts.append(plain(markup))
            case Divider():
                texts.append("")
    return "\n".join(texts)


async def everything(database: Database) -> list[tuple[str, list[tuple[object, ...]]]]:
    """What stands in every table that commands write."""
    tables = ("channels", "subscriptions", "schedules", "editions", "deliveries", "cards", "card_revisions")
    rows = [(table, await database.reader.execute_fetchall(f"SELECT * FROM {table}")) for table in tables]
    return [(table, [tuple(row) for row in held]) for table, held in rows]
