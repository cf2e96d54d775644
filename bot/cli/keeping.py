"""What the database keeps: copied, put back, and forgotten."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli import shell
from bot.cli.shell import Json


def backup(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[FOLDER]", help="Where to; otherwise COMMUNIQUE_BACKUP_FOLDER, or backups."),
    ] = None,
    keep: Annotated[int | None, typer.Option(metavar="DAYS", min=1, help="Remove copies that are older.")] = None,
    as_json: Json = False,
) -> None:
    """Copy the database, also while the bot runs."""
    from bot.store import backups
    from bot.store.database import DatabaseTrouble

    settings = shell.settings()
    folder = folder or settings.backup_folder or settings.database.parent / "backups"
    now = datetime.now(UTC)
    try:
        taken = backups.take(settings.database, folder, now)
        dropped = backups.drop_old(folder, now, timedelta(days=keep)) if keep else []
    except DatabaseTrouble as wrong:
        shell.fail(str(wrong))
    if as_json:
        told = {"file": str(taken.path), "bytes": taken.size, "taken": f"{taken.taken:%Y-%m-%dT%H:%M:%SZ}"}
        print(json.dumps({**told, "removed": [str(path) for path in dropped]}, ensure_ascii=False))
        return
    print(f"{taken.path} has the whole database, {taken.size:,} bytes, checked.")
    print(f"To put it back, stop the bot and run: {shell.called()} restore {taken.path}")
    for path in dropped:
        print(f"Removed: {path}")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A copy that “backup” took.")], as_json: Json = False
) -> None:
    """Put a copy in the place of the database. The bot has to be stopped."""
    from bot.store import backups

    settings = shell.settings()
    saved = shell.ending_well(backups.restore(file, settings.database, datetime.now(UTC)))
    if as_json:
        print(json.dumps({"database": str(settings.database), "before": str(saved) if saved else None}))
        return
    print(f"{settings.database} is as it was in {file}.")
    if saved:
        print(f"What was there before is in {saved}.")
    print("Start the bot again. What it posted since that copy is looked for before anything is posted twice.")


def forget(
    person: Annotated[str, typer.Argument(help="Their id on the platform, such as 80351110224678912 or U024BE7LH.")],
    where: Annotated[str, typer.Argument(metavar="SPACE", help="discord:SERVER, slack:WORKSPACE, or discord for all.")],
    as_json: Json = False,
) -> None:
    """Forget somebody, as “forget me” in chat does for whoever asks."""
    from bot.chat import Person, Platform, Space
    from bot.store import people

    try:
        platform, _, id = where.partition(":")
        reach = people.Reach(Platform(platform), Space(Platform(platform), id) if id else None)
        reach.values(Person(person))
    except ValueError:
        shell.fail(f"Write whom and where: {shell.called()} forget 80351110224678912 discord:81384788765712384")

    async def forget_them(desk: Any) -> people.Known:
        async with desk.database.transaction() as db:
            known = await people.known(db, Person(person), reach)
            await people.forget(db, Person(person), reach)
            return known

    known = shell.with_desk(forget_them)
    if as_json:
        print(json.dumps({"follows": known.follows, "digests": known.digests, "changes": known.changes}))
    else:
        print(f"{person} is forgotten in {where}: {known.follows} subscriptions are gone, and the name of who made")
        print(f"{known.changes} changes and set up {known.digests} digests.")
