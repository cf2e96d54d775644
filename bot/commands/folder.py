"""The watched folder: essays put there become drafts of the local space, and editors are told what came of each."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path

from bot.chat import LOCAL, PAGE, Person
from bot.commands.desk import Desk
from bot.commands.errors import BadRequest
from bot.commands.essays import note_intake, take_in
from bot.sources.folder import NewFile, new_files
from bot.sources.taken import Unreadable
from bot.store import deliveries, spaces, watched
from bot.view import reviewing
from bot.view.reviewing import Came

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
    came: list[Came] = []
    try:
        for file in files:
            came.append(await _take(desk, file))
            async with desk.database.transaction() as db:
                await watched.note(db, file.hash, file.name, desk.now())
    finally:  # where one breaks, those before it are not looked at again
        if came:
            await _tell(desk, came, f"folder {files[0].hash}")
    return sum(bool(one.drafts) for one in came)


async def _tell(desk: Desk, came: Sequence[Came], key: str) -> None:
    """Say what came of the files where editors read it; drafts have a post of their own in the review channel."""
    async with desk.database.transaction() as db:
        channel = (await spaces.choices(db, LOCAL)).review_channel
        told = [one for one in came if not (channel and one.drafts)]
        if told:
            await deliveries.add(db, key, channel or PAGE, reviewing.from_folder(told), desk.now())
    desk.wake()


async def _take(desk: Desk, file: NewFile) -> Came:
    assert desk.sources
    try:
        read = await desk.sources.reader.from_upload(file.name, file.content)
        intake = await take_in(desk, read, LOCAL, SOMEBODY, place=file.name)
    except (Unreadable, BadRequest) as wrong:
        log.warning("No card came of %s: %s", file.name, wrong)
        await note_intake(desk, LOCAL, "", [file.name], None, str(wrong))
        return Came(file.name, because=str(wrong))
    came = Came(
        file.name, intake.essay.title, intake.dossier.title, len(intake.drafts), intake.confirmed, intake.reason
    )
    if not came.gave:
        log.warning("No card came of %s: %s", file.name, intake.reason)
    return came
