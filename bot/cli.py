"""The command line."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer

from bot.schedule import BadSchedule, Schedule
from bot.settings import Settings, SettingsWrong, read_settings

cli = typer.Typer(
    name="communique",
    help="A briefing bot for people who follow a negotiation: ask, subscribe, and a daily state of the talks.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
EssayFile = Annotated[Path, typer.Argument(metavar="FILE", help="A text or Markdown file in UTF-8.")]
WRONG_USE = 2  # the exit status where the environment cannot be read, as for options that there are not
T = TypeVar("T")


@cli.command()
def run() -> None:
    """Start the bot: the local page, and each platform whose tokens are set."""
    from bot import app, logs

    settings = _settings()
    logs.set_up(settings)
    _ending_well(app.run(settings, lambda line: print(line, flush=True)))


@cli.command(context_settings={"ignore_unknown_options": True})  # "redlines -1" is a question, not an option
def ask(
    words: Annotated[list[str] | None, typer.Argument(help="As in chat: redlines, search WORDS, ...")] = None,
    as_json: Json = False,
) -> None:
    """Print one answer."""
    from bot.adapters.console import chat
    from bot.view.page import Tone, to_json

    page = _with_desk(lambda desk: chat.ask(desk, " ".join(words or []), None if as_json else sys.stdout))
    if as_json:
        print(to_json(page))
    if page.tone is Tone.MISTAKE:
        raise typer.Exit(1)


@cli.command()
def chat() -> None:
    """Talk with the bot in the terminal."""
    from bot.adapters.console.keyboard import talk

    _with_desk(talk)


@cli.command()
def derive(
    file: EssayFile,
    published: Annotated[str, typer.Option(help="When it appeared, such as 2026-11-20: what “on Tuesday” means.")] = "",
    explained: Annotated[bool, typer.Option("--explain", help="List what made each label, with its weight.")] = False,
    people: Annotated[bool, typer.Option("--people", help="List who is named, as what, and where.")] = False,
    as_json: Json = False,
) -> None:
    """Print the draft cards that an essay gives; nothing is saved."""
    from bot.sources.files import Unreadable, read_text
    from briefs.derive import derive_cards
    from briefs.derive.explain import explain
    from briefs.essay import read_snapshot

    try:
        derived = derive_cards(read_snapshot(read_text(file)), published=published)
    except Unreadable as wrong:
        _fail(str(wrong))
    if derived.reason:
        print(derived.reason, file=sys.stderr)
    if as_json:
        cards = [_draft_json(draft, derived.people) for draft in derived.drafts]
        print(json.dumps(cards if not people else _people_json(derived.people), ensure_ascii=False, indent=1))
        return
    for person in derived.people if people else ():
        print(f"{person.name:30} {person.party:20} {person.role}")
    for draft in derived.drafts if not people else ():
        print(f"{draft.topic:10} {draft.kind:9} {draft.headline}")
        for span in draft.spans:
            print(f"{'':21}{span.start}-{span.end}: {span.text}")
        for reason in explain(draft) if explained else ():
            print(f"{'':21}{reason}")


def _people_json(people: Iterable[Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": person.name,
            "role": person.role,
            "party": person.party,
            "named": [{"start": one.start, "end": one.end, "by": one.how} for one in person.mentions],
        }
        for person in people
    ]


def _draft_json(draft: Any, people: Iterable[Any]) -> dict[str, Any]:
    span = draft.spans[0]
    meant = [one for one in people if any(span.start <= said.start < span.end for said in one.mentions)]
    return {
        "topic": draft.topic,
        "kind": draft.kind,
        "headline": draft.headline,
        "text": draft.text,
        "party": draft.party,
        "stance": draft.stance.name.lower() if draft.stance else None,
        "evidence": [{"start": span.start, "end": span.end, "text": span.text} for span in draft.spans],
        "support": [{"start": span.start, "end": span.end, "text": span.text} for span in draft.support],
        "people": _people_json(meant),
    }


@cli.command()
def ingest(
    file: EssayFile,
    dossier: Annotated[str, typer.Option(help="The dossier that it belongs to; a new name begins a new one.")] = "",
    title: Annotated[str, typer.Option(help="Its title, where the text does not begin with it.")] = "",
    author: Annotated[str, typer.Option(help="Who wrote it, where the text does not say so.")] = "",
    publisher: Annotated[str, typer.Option(help="Where it appeared.")] = "",
    published: Annotated[str, typer.Option(help="When, such as 2026-11-20 or 2026-11.")] = "",
    as_json: Json = False,
) -> None:
    """Take an essay in: its sentences become draft cards of the local space."""
    from bot.chat import LOCAL, Person
    from bot.commands.errors import BadRequest
    from bot.commands.essays import take_in
    from bot.sources.files import Unreadable, read_essay

    try:
        taken = read_essay(file, title=title, author=author, publisher=publisher, published=published)
        intake = _with_desk(lambda desk: take_in(desk, taken, LOCAL, Person("local", "you"), dossier, file.name))
    except (Unreadable, BadRequest) as wrong:
        _fail(str(wrong))
    if as_json:
        drafts = [{"id": card.id, "topic": card.topic, "headline": card.headline} for card in intake.drafts]
        print(
            json.dumps({"essay": intake.essay.id, "dossier": intake.dossier.slug, "drafts": drafts}, ensure_ascii=False)
        )
        return
    if intake.reason:
        print(intake.reason)
        return
    print(f"“{intake.essay.title}” gave {len(intake.drafts)} drafts in {intake.dossier.slug}, best first:")
    for card in intake.drafts:
        print(f"  {card.id}: {card.headline}")
    first = intake.drafts[0].id
    print(f"Read one with its evidence: {_called()} ask card {first}")
    print(f"Let it out:                 {_called()} ask card {first} publish")


@cli.command()
def score(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[FOLDER]", help="Labelled essays; otherwise those of tests/labelled.")
    ] = None,
) -> None:
    """Print how well derivation does on labelled essays, and how it did on essays left out of its training."""
    from briefs.derive.scoring import Unscorable, score_table

    ours = Path(__file__).parent.parent / "tests" / "labelled"  # in a checkout; an installed copy has none
    try:
        print(score_table(folder or (ours if ours.is_dir() else None)), end="")
    except Unscorable as wrong:
        _fail(str(wrong))


@cli.command()
def check(
    folders: Annotated[
        list[Path] | None, typer.Argument(metavar="[FOLDER]...", help="Dossiers; without any, the shipped.")
    ] = None,
    essay: Annotated[Path | None, typer.Option(metavar="FILE", help="Prove each locator against this essay.")] = None,
    as_json: Json = False,
) -> None:
    """Check dossiers, and prove what they cite against the real essay."""
    from briefs.check import check_report
    from briefs.dossier import shipped

    problems = check_report(folders or shipped(), essay)
    if as_json:
        print(json.dumps(problems, ensure_ascii=False))
    else:
        print("\n".join(problems) or "Nothing is wrong.", file=sys.stderr if problems else sys.stdout)
    if problems:
        raise typer.Exit(1)


@cli.command()
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

    settings = _settings()
    folder = folder or settings.backup_folder or settings.database.parent / "backups"
    now = datetime.now(UTC)
    try:
        taken = backups.take(settings.database, folder, now)
        dropped = backups.drop_old(folder, now, timedelta(days=keep)) if keep else []
    except DatabaseTrouble as wrong:
        _fail(str(wrong))
    if as_json:
        told = {"file": str(taken.path), "bytes": taken.size, "taken": f"{taken.taken:%Y-%m-%dT%H:%M:%SZ}"}
        print(json.dumps({**told, "removed": [str(path) for path in dropped]}, ensure_ascii=False))
        return
    print(f"{taken.path} has the whole database, {taken.size:,} bytes, checked.")
    print(f"To put it back, stop the bot and run: {_called()} restore {taken.path}")
    for path in dropped:
        print(f"Removed: {path}")


@cli.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A copy that “backup” took.")], as_json: Json = False
) -> None:
    """Put a copy in the place of the database. The bot has to be stopped."""
    from bot.store import backups

    settings = _settings()
    saved = _ending_well(backups.restore(file, settings.database, datetime.now(UTC)))
    if as_json:
        print(json.dumps({"database": str(settings.database), "before": str(saved) if saved else None}))
        return
    print(f"{settings.database} is as it was in {file}.")
    if saved:
        print(f"What was there before is in {saved}.")
    print("Start the bot again. What it posted since that copy is looked for before anything is posted twice.")


@cli.command()
def export(
    space: Annotated[str, typer.Argument(help="discord:SERVER, slack:WORKSPACE or local:local.")],
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
            text = _with_desk(lambda desk: list_of(desk, place)).strip()
        else:
            text = json.dumps(_with_desk(lambda desk: export_space(desk, place)), ensure_ascii=False, indent=1)
    except BadRequest as wrong:
        _fail(str(wrong))
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
        _fail(f"{file} cannot be written: {wrong.strerror}.")


@cli.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What “export” wrote, or a list of feeds (.opml).")],
    into: Annotated[str, typer.Option("--as", metavar="SPACE", help="Its content, for another space.")] = "",
    replace: Annotated[bool, typer.Option("--replace", help="What the space owns here goes first.")] = False,
    as_json: Json = False,
) -> None:
    """Put an export into this database: all of it or, where anything is wrong, nothing."""
    if file.suffix.lower() == ".opml":
        _follow(file, into or "local:local", as_json)
        return
    from bot.commands.errors import BadRequest
    from bot.commands.moving import import_space, space_called
    from bot.store.exports.checks import Unusable

    try:
        content = file.read_bytes()
        other = space_called(into) if into else None
        space, put = _with_desk(lambda desk: import_space(desk, content, other, replace=replace))
    except OSError as wrong:
        _fail(f"{file} cannot be read: {wrong.strerror}.")
    except (BadRequest, Unusable) as wrong:
        _fail(f"{wrong}\nNothing was changed.")
    if as_json:
        print(json.dumps({"space": space.key, "rows": dict(put.rows), "content_only": put.left}))
        return
    print(f"{space.key} owns now: {', '.join(f'{many} {name}' for name, many in put.rows.items())}.")
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

    async def follow(desk: Any) -> Followed:
        space = space_called(into)
        first, *_ = await dossiers.visible(desk.database.reader, space)
        return await follow_all(desk, content, space, Person(""), first.slug)

    try:
        content = file.read_bytes()
        followed = _with_desk(follow)
    except OSError as wrong:
        _fail(f"{file} cannot be read: {wrong.strerror}.")
    except (BadRequest, Unreadable) as wrong:
        _fail(f"{wrong}\nNothing was changed.")
    if as_json:
        refused = [{"address": address, "why": why} for address, why in followed.refused]
        new = [one.address for one in followed.new]
        print(json.dumps({"followed": new, "known": followed.known, "refused": refused, "left": followed.left}))
        return
    print(f"{into} follows {len(followed.new)} more feeds. {told(followed)}".strip())


@cli.command()
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
        _fail(f"Write whom and where: {_called()} forget 80351110224678912 discord:81384788765712384")

    async def forget_them(desk: Any) -> people.Known:
        async with desk.database.transaction() as db:
            known = await people.known(db, Person(person), reach)
            await people.forget(db, Person(person), reach)
            return known

    known = _with_desk(forget_them)
    if as_json:
        print(json.dumps({"follows": known.follows, "digests": known.digests, "changes": known.changes}))
    else:
        print(f"{person} is forgotten in {where}: {known.follows} subscriptions are gone, and the name of who made")
        print(f"{known.changes} changes and set up {known.digests} digests.")


@cli.command()
def doctor(as_json: Json = False) -> None:
    """Test the set-up, whether the bot runs or not; exit status 1 when something is wrong."""
    from bot.app import look_over
    from bot.checks import Check

    try:
        found = asyncio.run(look_over(read_settings()))
    except SettingsWrong as wrong:
        found = [Check("settings", line) for line in str(wrong).splitlines()]
    if as_json:
        told = [{"check": one.name, "ok": one.ok, "fix": one.fix} for one in found]
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        print("\n".join(f"{'✓' if one.ok else '✗'} {one.name}{'' if one.ok else f': {one.fix}'}" for one in found))
    if not all(one.ok for one in found):
        raise typer.Exit(1)


@cli.command()
def when(
    at: Annotated[str, typer.Argument(metavar="TIME", help="Time of day, such as 09:00.")],
    zone: Annotated[str, typer.Argument(help="Time zone, such as Europe/Berlin.")],
    days: Annotated[str, typer.Option(help="weekdays, or days such as mon,wed.")] = "",
    start: Annotated[str, typer.Option("--from", metavar="DATE", help="First local date; otherwise today.")] = "",
    count: Annotated[int, typer.Option(min=1, max=10_000, help="How many.")] = 1,
    as_json: Json = False,
) -> None:
    """Print when a digest would come, in UTC."""
    try:
        schedule = Schedule.parse(at, zone, days)
        instants = _instants(schedule, date.fromisoformat(start) if start else None, count)
    except BadSchedule as wrong:
        _fail(str(wrong))
    except ValueError:
        _fail(f"“{start[:40]}” is not a date. Write it as 2026-10-23.")
    except OverflowError:
        _fail("That is beyond the year 9999.")
    texts = [f"{instant:%Y-%m-%dT%H:%M:%SZ}" for instant in instants]
    print(json.dumps(texts) if as_json else "\n".join(texts))


def _instants(schedule: Schedule, start: date | None, count: int) -> list[datetime]:
    """The due times from a local date on, that day included; without one, those to come."""
    now = datetime.now(UTC)
    day = start or schedule.local_date(now)
    instants: list[datetime] = []
    while len(instants) < count:
        due = schedule.on(day)
        if due and (start or due > now):
            instants.append(due)
        day += timedelta(days=1)
    return instants


def main() -> None:
    """The entry point."""
    cli()


def _called() -> str:
    """How this program was called, to be called so again: ".venv/bin/communique" where it is on no path."""
    return sys.argv[0] if Path(sys.argv[0]).name == "communique" else "communique"


def _with_desk(work: Callable[[Any], Awaitable[T]]) -> T:
    """Run one piece of work over the database."""
    from bot.app import open_desk

    settings = _settings()

    async def over_the_desk() -> T:
        async with open_desk(settings) as desk:
            return await work(desk)

    return _ending_well(over_the_desk())


def _ending_well(work: Coroutine[Any, Any, T]) -> T:
    """The work's result; what people can put right is said in a sentence, with exit status 1."""
    from bot.store.database import DatabaseTrouble
    from briefs.dossier import ContentErrors

    try:
        return asyncio.run(work)
    except (DatabaseTrouble, SettingsWrong, ContentErrors) as wrong:
        _fail(str(wrong))
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def _settings() -> Settings:
    try:
        return read_settings()
    except SettingsWrong as wrong:
        _fail(str(wrong), WRONG_USE)


def _fail(sentence: str, status: int = 1) -> NoReturn:
    print(sentence, file=sys.stderr)
    raise typer.Exit(status)
