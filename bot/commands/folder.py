"""The watched folder: essays that somebody puts there become drafts of the local space."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

from bot.chat import LOCAL, Person
from bot.commands.desk import Desk
from bot.commands.errors import BadRequest
from bot.commands.essays import note_intake, take_in
from bot.sources.folder import NewFile, new_files
from bot.sources.taken import Unreadable
from bot.store import watched

SOMEBODY = Person("", "the watched folder")

log = logging.getLogger(__name__)


async def look_into(desk: Desk, folder: Path) -> int:
    """Take in what is new in the folder, each file once; answers with how many essays gave drafts."""
    seen = await watched.seen(desk.database.reader)
    try:
        files = await asyncio.to_thread(lambda: list(new_files(folder, seen, desk.now())))
    except OSError as wrong:
        log.error(
            "The folder %s cannot be read (%s). Create it, or set COMMUNIQUE_WATCH_FOLDER.", folder, wrong.strerror
        )
        return 0
    taken = 0
    for file in files:
        taken += await _take(desk, file)
        async with desk.database.transaction() as db:
            await watched.note(db, file.hash, file.name, desk.now())
    return taken


async def _take(desk: Desk, file: NewFile) -> int:
    assert desk.sources
    try:
        read = await desk.sources.reader.from_upload(file.name, file.content)
        intake = await take_in(desk, read, LOCAL, SOMEBODY, place=file.name)
    except (Unreadable, BadRequest) as wrong:
        log.warning("No card came of %s: %s", file.name, wrong)
        await note_intake(desk, LOCAL, "", [file.name], None, str(wrong))
        return 0
    if not intake.drafts:
        log.warning("No card came of %s: %s", file.name, intake.reason)
    return int(bool(intake.drafts))
