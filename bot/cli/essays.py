"""An essay becomes cards; how well that goes; and whether what cards cite holds."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli import shell
from bot.cli.shell import Json

KINDS = "A text or Markdown file in UTF-8, .html, .pdf, .docx or .eml"


def derive(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=f"{KINDS}.")],
    published: Annotated[str, typer.Option(help="When it appeared, such as 2026-11-20: what “on Tuesday” means.")] = "",
    explained: Annotated[bool, typer.Option("--explain", help="List what made each label, with its weight.")] = False,
    people: Annotated[bool, typer.Option("--people", help="List who is named, as what, and where.")] = False,
    as_json: Json = False,
) -> None:
    """Print the draft cards that an essay gives; nothing is saved. Offsets count the characters of its text."""
    from bot.sources.files import Unreadable, read_file
    from bot.sources.taken import need_date, take
    from briefs.derive import derive_cards
    from briefs.derive.explain import explain

    try:
        need_date(published)
        read = read_file(file)
        taken = take(replace(read, published=published or read.published), file.stem)
        derived = derive_cards(taken.snapshot, published=taken.essay.published)
    except Unreadable as wrong:
        shell.fail(str(wrong))
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
        "dates": [
            {"start": span.start + one.start, "end": span.start + one.end, "text": one.text, "normal": one.normal}
            for one in draft.dates
        ],
        "people": _people_json(meant),
    }


def ingest(
    essay: Annotated[str, typer.Argument(metavar="FILE or ADDRESS", help=f"{KINDS}; or its address.")],
    dossier: Annotated[
        str,
        typer.Option(help="The dossier that it belongs to, otherwise the local page's; a new name begins a new one."),
    ] = "",
    title: Annotated[str, typer.Option(help="Its title, where the text does not begin with it.")] = "",
    author: Annotated[str, typer.Option(help="Who wrote it, where the text does not say so.")] = "",
    publisher: Annotated[str, typer.Option(help="Where it appeared.")] = "",
    published: Annotated[str, typer.Option(help="When, such as 2026-11-20 or 2026-11.")] = "",
    as_json: Json = False,
) -> None:
    """Take an essay in: its sentences become draft cards of the local space."""
    from bot.chat import LOCAL, Person
    from bot.commands.errors import BadRequest
    from bot.commands.essays import Intake, take_in
    from bot.commands.grammar import is_address
    from bot.sources.files import Unreadable, read_essay
    from bot.view import wording

    said = {"title": title, "author": author, "publisher": publisher, "published": published}

    async def take(desk: Any) -> Intake:
        if is_address(essay):
            taken, place = await _fetched(essay, said), essay
        else:
            taken, place = read_essay(Path(essay), **said), Path(essay).name
        return await take_in(desk, taken, LOCAL, Person("local", "you"), dossier, place)

    try:
        intake = shell.with_desk(take)
    except (Unreadable, BadRequest) as wrong:
        shell.fail(str(wrong))
    if intake.note:
        print(intake.note, file=sys.stderr)
    if as_json:
        drafts = [{"id": card.id, "topic": card.topic, "headline": card.headline} for card in intake.drafts]
        print(
            json.dumps({"essay": intake.essay.id, "dossier": intake.dossier.slug, "drafts": drafts}, ensure_ascii=False)
        )
        return
    if intake.reason:
        print(intake.reason)
        return
    many = wording.count(len(intake.drafts), "draft")
    print(f"“{intake.essay.title}” gave {many} in {intake.dossier.slug}, best first:")
    for card in intake.drafts:
        print(f"  {card.id}: {card.headline}")
    first = intake.drafts[0].id
    print(f"Read one with its evidence: {shell.called()} ask card {first}")
    print(f"Let it out:                 {shell.called()} ask card {first} publish")


async def _fetched(address: str, said: dict[str, str]) -> Any:
    """The essay at an address, read as the bot reads it. Raises Unreadable."""
    from bot.sources.fetch import Fetcher
    from bot.sources.reader import Reader
    from bot.sources.taken import need_date, told
    from bot.sources.workers import Workers

    need_date(said["published"])
    async with Workers() as workers:
        return told(await Reader(Fetcher(), workers).from_address(address), **said)


def score(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[FOLDER]", help="Labelled essays; otherwise those of tests/labelled.")
    ] = None,
) -> None:
    """Print how well derivation does on labelled essays, and how it did on essays left out of its training."""
    from briefs.derive.scoring import Unscorable, score_table

    ours = Path(__file__).parents[2] / "tests" / "labelled"  # in a checkout; an installed copy has none
    try:
        print(score_table(folder or (ours if ours.is_dir() else None)), end="")
    except Unscorable as wrong:
        shell.fail(str(wrong))


def check(
    folders: Annotated[
        list[Path] | None, typer.Argument(metavar="[FOLDER]...", help="Dossiers; without any, the shipped.")
    ] = None,
    essay: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Prove each locator and card against this essay.")
    ] = None,
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
