"""The machine and the settings: what is set and cannot be, disk, watched folder, and the addresses that are set."""

from __future__ import annotations

import difflib
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.checks import Check, Examination, in_thread
from bot.settings import Settings
from bot.upkeep import BackupPlan, late_backup
from bot.view.characters import shorten

LEAST_FREE = 100_000_000  # bytes
PREFIX = "COMMUNIQUE_"
Usage = Callable[[Path], Any]  # shutil.disk_usage


def examinations(
    settings: Settings,
    now: Callable[[], datetime],
    *,
    environ: Mapping[str, str] = os.environ,
    usage: Usage = shutil.disk_usage,
) -> list[Examination]:
    """What there is to look at on this machine. `usage`: what tells how full a disk is."""

    async def chosen() -> Sequence[Check]:
        return _settings(settings, environ)

    async def disk() -> Sequence[Check]:
        return [await in_thread(lambda: _disk(settings.database, usage))]

    async def folder() -> Sequence[Check]:
        watched = settings.watch_folder
        return [await in_thread(lambda: _folder(watched))] if watched else []

    async def backup() -> Sequence[Check]:
        kept = settings.backup_folder
        if not kept or not await in_thread(settings.database.exists):
            return []
        late = await late_backup(BackupPlan(kept, timedelta(days=settings.backup_days)), now())
        return [Check("backup", f"{late} Is there room, and may we write there? The log says more." if late else "")]

    async def model() -> Sequence[Check]:
        from bot.sources.model import objection  # with the library that reads the web

        return [Check("model", await objection(settings))] if settings.llm_url or settings.llm_model else []

    async def public() -> Sequence[Check]:
        from bot.sources.heartbeat import reaches

        address = settings.public_url
        return [Check("public address", await reaches(str(address)))] if address else []

    return [
        Examination("settings", chosen),
        Examination("disk", disk),
        Examination("watched folder", folder),
        Examination("backup", backup),
        Examination("model", model),
        Examination("public address", public),
    ]


def _settings(settings: Settings, environ: Mapping[str, str]) -> list[Check]:
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    wrong = []
    for name in sorted(name for name in environ if name.upper().startswith(PREFIX) and name.upper() not in known):
        near = difflib.get_close_matches(name.upper(), known, n=1, cutoff=0.85)
        wrong += [f"{shorten(name, 60)} is no setting. Did you mean {near[0]}?"] if near else []
    slack = [settings.slack_app_token, settings.slack_signing_secret]
    if settings.slack_bot_token and not any(slack):
        wrong.append("With COMMUNIQUE_SLACK_BOT_TOKEN goes COMMUNIQUE_SLACK_APP_TOKEN (or a signing secret): set it.")
    if any(slack) and not settings.slack_bot_token:
        wrong.append("COMMUNIQUE_SLACK_BOT_TOKEN is not set, so Slack does not start. It begins with xoxb-.")
    return [Check("settings", one) for one in wrong] or [Check("settings")]


def _disk(database: Path, usage: Usage) -> Check:
    folder = database.absolute().parent
    while not folder.exists():
        folder = folder.parent
    held = sum(path.stat().st_size for path in (database, Path(f"{database}-wal")) if path.exists())
    free, wanted = int(usage(folder).free), max(LEAST_FREE, held)
    if free >= wanted:
        return Check("disk")
    return Check(
        "disk",
        f"Only {_size(free)} are free where the database is ({folder}). Make room: it should have {_size(wanted)}.",
    )


def _size(many: int) -> str:
    return f"{many / 1e9:.1f} GB" if many >= 1e9 else f"{many // 1_000_000} MB"


def _folder(watched: Path) -> Check:
    name = "watched folder"
    if not watched.is_dir():
        return Check(name, f"There is no folder {watched}. Create it, or set COMMUNIQUE_WATCH_FOLDER to another.")
    if not os.access(watched, os.R_OK | os.X_OK):
        return Check(name, f"{watched} cannot be read. Give the user that runs Communiqué the right to.")
    return Check(name)
