"""A space and its feeds, taken along and put down elsewhere."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli import shell
from bot.cli.shell import Json

NOUNS = {  # what people know of the tables; the rest is how it came about
    "dossiers": "dossier",
    "essays": "essay",
    "cards": "card",
    "bottom_lines": "bottom line",
    "feeds": "feed",
    "channels": "channel",
    "subscriptions": "subscription",
    "schedules": "digest",
    "editions": "edition",
    "deliveries": "post",
}


def export(
    space: Annotated[str, typer.Argument(help="discord:SERVER, slack:WORKSPACE or local.")],
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="Where to; otherwise it is printed.")] = None,
    opml: Annotated[bool, typer.Option("--opml", help="Its feeds alone, for any reader of feeds.")] = False,
    as_json: Json = False,
) -> None:
    """Write all that a space owns as JSON, to be taken along."""
    from bot.commands.errors import BadRequest
    from bot.commands.feedlists import list_of
    from bot.commands.moving import export_space, space_called
    from bot.store.exports.checks import LARGEST

    try:
        place = space_called(space)
        if opml:
            text = shell.with_desk(lambda desk: list_of(desk, place)).strip()
        else:
            text = json.dumps(shell.with_desk(lambda desk: export_space(desk, place)), ensure_ascii=False, indent=1)
    except BadRequest as wrong:
        shell.fail(str(wrong))
    if file is None:
        print(text)
        return
    _write(file, text)
    size = file.stat().st_size
    told = {"file": str(file), "space": space, "bytes": size}
    if size > LARGEST:
        print(
            f"“import” reads no more than {LARGEST // 1_000_000} MB: move a copy (“backup”) instead.", file=sys.stderr
        )
    owns = "follows" if opml else "owns"
    print(json.dumps(told, ensure_ascii=False) if as_json else f"{file} has all that {space} {owns}.")


def _write(file: Path, text: str) -> None:
    """Whole or not at all, and for nobody else to read."""
    part = file.with_name(f"{file.name}.part")
    try:
        part.unlink(missing_ok=True)
        part.touch(mode=0o600, exist_ok=False)
        part.write_text(f"{text}\n", encoding="utf-8")
        part.replace(file)
    except OSError as wrong:
        shell.fail(f"{file} cannot be written: {wrong.strerror}.")


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What “export” wrote, or a list of feeds (.opml).")],
    into: Annotated[str, typer.Option("--as", metavar="SPACE", help="Its content, for another space.")] = "",
    replace: Annotated[bool, typer.Option("--replace", help="What the space owns here goes first.")] = False,
    as_json: Json = False,
) -> None:
    """Put an export into this database: all of it or, where anything is wrong, nothing."""
    if file.suffix.lower() == ".opml":
        _follow(file, into or "local", as_json)
        return
    from bot.commands.errors import BadRequest
    from bot.commands.moving import import_space, space_called
    from bot.store.exports.checks import Unusable
    from bot.view import wording

    try:
        content = file.read_bytes()
        other = space_called(into) if into else None
        space, put = shell.with_desk(lambda desk: import_space(desk, content, other, replace=replace))
    except OSError as wrong:
        shell.fail(f"{file} cannot be read: {wrong.strerror}.")
    except (BadRequest, Unusable) as wrong:
        shell.fail(f"{wrong}\nNothing was changed.")
    if as_json:
        print(json.dumps({"space": space.key, "rows": dict(put.rows), "content_only": put.left}))
        return
    owned = [wording.count(many, NOUNS[name]) for name, many in put.rows.items() if many and name in NOUNS]
    print(f"{space.key} owns now: {wording.listed(owned) or 'its settings alone'}.")
    if put.left:
        print("Its channels, subscriptions and settings stayed behind: those of the other space are not its own.")


def _follow(file: Path, into: str, as_json: bool) -> None:
    """Follow the feeds of a list, in a space's first dossier."""
    from bot.chat import Person
    from bot.commands.errors import BadRequest
    from bot.commands.feedlists import Followed, follow_all, told
    from bot.commands.moving import space_called
    from bot.sources.taken import Unreadable
    from bot.store import dossiers
    from bot.view import wording

    async def follow(desk: Any) -> Followed:
        space = space_called(into)
        first, *_ = await dossiers.visible(desk.database.reader, space)
        return await follow_all(desk, content, space, Person(""), first.slug)

    try:
        content = file.read_bytes()
        followed = shell.with_desk(follow)
    except OSError as wrong:
        shell.fail(f"{file} cannot be read: {wrong.strerror}.")
    except (BadRequest, Unreadable) as wrong:
        shell.fail(f"{wrong}\nNothing was changed.")
    if as_json:
        refused = [{"address": address, "why": why} for address, why in followed.refused]
        new = [one.address for one in followed.new]
        print(json.dumps({"followed": new, "known": followed.known, "refused": refused, "left": followed.left}))
        return
    print(f"{into} follows {wording.count(len(followed.new), 'more feed')}. {told(followed)}".strip())
