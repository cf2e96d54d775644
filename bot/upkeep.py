"""What keeps the database safe and small, by the clock."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot import metrics
from bot.store import backups
from bot.store.database import Database, DatabaseTrouble

DAILY = timedelta(hours=23, minutes=30)  # looked at each hour: a day after the last one, at the same hour
OVERDUE = timedelta(hours=36)  # without a good copy: something is wrong

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class BackupPlan:
    """Where copies of the database go each day, and how long they stay there."""

    folder: Path
    keep: timedelta


async def back_up(database: Database, plan: BackupPlan, now: datetime, stopped: Callable[[], bool]) -> bool:
    """Copy the database, unless that was done within a day; says whether it was. A failure is logged and counted.

    Old copies go once there is a new one.
    """
    held = await asyncio.to_thread(backups.held, plan.folder)
    if held and now - held[-1].taken < DAILY:
        metrics.LAST_BACKUP.set(held[-1].taken.timestamp())
        return False
    try:
        backup = await asyncio.to_thread(backups.take, database.path, plan.folder, now, stopped)
        dropped = await asyncio.to_thread(backups.drop_old, plan.folder, now, plan.keep)
    except Exception as fault:
        if stopped():  # the bot ends; the next start does it
            return False
        metrics.BACKUPS_FAILED.inc()
        log.error("No copy of the database could be taken. %s", fault, exc_info=not isinstance(fault, DatabaseTrouble))
        return False
    metrics.LAST_BACKUP.set(backup.taken.timestamp())
    log.info("The database is copied to %s (%s bytes); %s old copies are gone.", backup.path, backup.size, len(dropped))
    return True


async def late_backup(plan: BackupPlan, now: datetime) -> str:
    """A sentence where the newest copy is too old; "" where all is well."""
    held = await asyncio.to_thread(backups.held, plan.folder)
    if not held:
        return f"There is no copy of the database in {plan.folder}."
    newest = held[-1].taken
    return (
        f"The newest copy of the database is from {newest.day} {newest:%B, %H:%M} UTC."
        if now - newest > OVERDUE
        else ""
    )
