"""Take an essay in, in any of the ways that a desk has it: an address, a text, a file."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.chat import Request
from bot.commands import feedlists, records
from bot.commands.desk import Desk
from bot.commands.errors import BadRequest, need_right
from bot.commands.essays import Intake, note_intake, take_in
from bot.commands.grammar import is_address, is_place, whole_address
from bot.commands.reading import dossier_here
from bot.sources.pasted import LARGEST, from_text, is_flat
from bot.sources.taken import Taken, Unreadable, is_date, told
from bot.store import dossiers
from bot.view import compose, wording
from bot.view.characters import shorten
from bot.view.markup import words
from bot.view.page import Button, Form, Note, Page, Question, Text
from briefs.model import NOBODY

FLAT = (
    "The text came in one line, so its headings stand among its sentences. A form keeps them apart: it opens where the "
    "text is left out. "
)
PUT_RIGHT = "Its record is put right, and nothing else was added."
UNKNOWN = "Add it again with who wrote it and when, and its record is put right."
HOW = "Write “add” and its address or its text, or send a file: .txt, .md, .html, .pdf, .docx or .eml."


async def answer(desk: Desk, request: Request, typed: str) -> Page:
    """ "add ADDRESS to river"; what is pasted or sent along stands in the request's fields and upload.

    Fields: text, address (with a text or a file: where that stands), dossier; title, author, publisher and date, which
    go before what the essay says of itself; poster, its author where nobody names one; further, the names of files
    that came with it and are not read.
    """
    await need_right(request, "take essays in")
    given, slug = await _dossier(desk, request, typed)
    if not (given or request.upload or {"text", "address"} & request.fields.keys()):
        return _ask_for_it(slug)
    if request.upload and request.upload.name.casefold().endswith(feedlists.ENDING):
        return await feedlists.answer(desk, request, slug)
    if request.upload and _text(request):
        raise BadRequest("There is a file and a text. Send one of them: one essay at a time.")
    said = _said(request)
    place = _place(request, given)
    try:
        taken = told(await _read(desk, request, given), **said)
    except Unreadable as wrong:
        await note_intake(desk, request.space, slug, [place], None, str(wrong))
        raise BadRequest(f"No card came of it: {wrong}") from None
    intake = await take_in(desk, taken, request.space, request.person, slug, place)
    if intake.known:
        told_of = {name for name, value in said.items() if value}
        mended = await records.put_right(desk, request, intake.dossier.slug, intake.essay, taken.essay, told_of)
        intake = replace(intake, essay=mended, reason=PUT_RIGHT) if mended else intake
    flat = not place and is_flat(_text(request) or given)
    return _page(intake, (FLAT if flat else "") + _unread(request.fields.get("further", "")))


async def read_address(desk: Desk, address: str) -> Taken:
    """The essay at an address. Raises Unreadable."""
    if desk.sources is None:
        raise Unreadable("Nothing can be fetched here. Paste the text, or add it where “communique run” is running.")
    return await desk.sources.reader.from_address(address)


def _ask_for_it(slug: str) -> Page:
    """The form in which a text keeps its paragraphs."""
    questions = (
        Question(
            "text", "Its address, or its text", long=True, hint="A text that does not fit here: send it as a file."
        ),
        Question("title", "Title", limit=200, hint="May be empty, as may all below: then what the essay says holds."),
        Question("author", "Author", limit=120),
        Question("date", "Date", limit=40, hint="Such as 2026-11-20, 2026-11 or 2026"),
        Question("dossier", "Dossier", slug, limit=40),
    )
    return replace(compose.done("Add an essay", HOW), form=Form("Add an essay", "add", questions, submit="Add it"))


async def _dossier(desk: Desk, request: Request, typed: str) -> tuple[str, str]:
    """What stands before "to NAME", and the dossier that is meant: the channel's without one."""
    known = {one.slug for one in await dossiers.visible(desk.database.reader, request.space)}
    chosen = request.fields.get("dossier", "").strip().casefold()
    if chosen:
        if chosen not in known:
            raise _no_dossier(chosen, "dossier")
        return typed, chosen
    found = re.fullmatch(r"(?s)(|.*\s)to\s+([a-z0-9-]{1,40})", typed)
    if found and found[2] in known:
        return found[1].strip(), found[2]
    if found and (not found[1].strip() or is_place(found[1].strip())):
        raise _no_dossier(found[2])
    return typed, (await dossier_here(desk, request)).slug


def _no_dossier(slug: str, question: str = "") -> BadRequest:
    """What to say of a dossier that there is not; `question`: that of the form in which it was named."""
    begin = [Button(f"Begin {slug}", f"dossier new {slug}")] if re.fullmatch(r"[a-z0-9-]{1,40}", slug) else []
    how = f" with “dossier new {slug}”" if begin else ""
    return BadRequest(
        f"There is no dossier called “{slug[:60]}”. Begin it{how}, then add the essay again; “dossiers” lists them.",
        (*begin, Button("Dossiers", "dossiers")),
        question=question,
    )


def _said(request: Request) -> dict[str, str]:
    """What was said of the essay beside its text. Raises BadRequest for what cannot be so."""
    said = {name: request.fields.get(name, "").strip() for name in ("title", "author", "publisher", "poster")}
    address = request.fields.get("address", "").strip()
    if address and (request.upload or _text(request)):
        if not is_address(address):
            raise BadRequest(f"“{address[:100]}” is no address of a page. One begins with https:// or http://.")
        said["address"] = address
    return {**said, "published": _date(request.fields.get("date", "").strip())}


def _date(typed: str) -> str:
    if not typed or is_date(typed):
        return typed
    from bot.sources.about import read_date  # with the library that reads web pages

    if found := read_date(typed):
        return found
    raise BadRequest(
        f"“{typed[:40]}” is not a date. Write it as 2026-11-20, 2026-11 or 2026. Nothing was added.", question="date"
    )


def _text(request: Request) -> str:
    """The text that was sent along, unless it is an address."""
    text = request.fields.get("text", "").strip("\r\n")
    return "" if is_place(text.strip()) else text


def _place(request: Request, given: str) -> str:
    """The address or the file's name under which an essay was given; "" for a text."""
    if request.upload:
        return request.upload.name[:200]
    place = _address(request) or given
    return place if is_place(place) else ""


def _address(request: Request) -> str:
    """The address that was filled in, where no text was."""
    return "" if _text(request) else request.fields.get("text", request.fields.get("address", "")).strip()


async def _read(desk: Desk, request: Request, given: str) -> Taken:
    if request.upload and desk.sources:
        if request.upload.size > LARGEST:
            raise Unreadable(f"The file has more than {LARGEST // 1_000_000} MB. Send the essay alone.")
        return await desk.sources.reader.from_upload(request.upload.name, await request.upload.read())
    text, place = _text(request), _address(request)
    if place or is_place(given):
        return await read_address(desk, whole_address(place or given, "add"))
    if not (text or given).strip():
        raise BadRequest(HOW)
    return from_text(text or given)


def _unread(further: str) -> str:
    return f"One file is read at a time; not read: {shorten(further, 200)}. " if further else ""


def _known(intake: Intake) -> Page:
    """No mistake of anybody's: there is nothing to try again."""
    where = f"It is in {shorten(intake.dossier.title, 100)}."
    return Page(
        shorten(f"“{intake.essay.title}” is here already", 140),
        (Text(words(f"{intake.reason} {where}")), Note(words(_record(intake)))),
        buttons=(Button("Review", "review", style="main"), Button("Essays", "essays")),
    )


def _record(intake: Intake) -> str:
    """By whom and from when the essay is, and how to say it where it does not."""
    unknown = intake.essay.author == NOBODY or not intake.essay.published
    return f"{shorten(wording.source(intake.essay), 300)}.{f' {UNKNOWN}' if unknown else ''}"


def _page(intake: Intake, also: str) -> Page:
    """What came of an essay; `also`: what else there is to say of how it came."""
    note = (f"{intake.note} " if intake.note else "") + also
    if intake.known:
        return _known(intake)
    if not (intake.drafts or intake.confirmed or intake.lost):
        raise BadRequest(
            f"{note}No new card came of “{shorten(intake.essay.title, 100)}”. {intake.reason}",
            (Button("Essays", "essays"), Button("Review", "review")),
        )
    confirmed = f"{wording.count(intake.confirmed, 'card')} that you had rest on it too. " if intake.confirmed else ""
    lost = f"{wording.count(intake.lost, 'card')} lost the quote, see their history. " if intake.lost else ""
    many = wording.count(len(intake.drafts), "draft")
    what = f"{many} from “{intake.essay.title}”" if intake.drafts else f"“{intake.essay.title}” was read"
    page = compose.done(
        shorten(what, 140),
        f"{note}{confirmed}{lost}In {shorten(intake.dossier.title, 100)}. Nothing is out before an editor says so.",
        buttons=(Button("Review", "review", style="main"), Button("Essays", "essays")),
    )
    return replace(page, blocks=(*page.blocks, Note(words(_record(intake)))))
