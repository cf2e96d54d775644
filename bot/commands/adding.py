"""Take an essay in, in any of the ways that a desk has it: an address, a text, a file."""

from __future__ import annotations

import re

from bot.chat import Request
from bot.commands.desk import Desk
from bot.commands.errors import BadRequest, need_right
from bot.commands.essays import Intake, take_in
from bot.commands.grammar import is_address
from bot.commands.reading import dossier_here
from bot.sources.pasted import LARGEST, from_text
from bot.sources.taken import Taken, Unreadable
from bot.store import dossiers
from bot.view import compose, wording
from bot.view.characters import shorten
from bot.view.page import Button, Page

HOW = "Write “add” and its address or its text, or send a file: .txt, .md, .html, .pdf, .docx or .eml."


async def answer(desk: Desk, request: Request, typed: str) -> Page:
    """ "add ADDRESS to river"; what is pasted or sent along stands in the request's fields and upload."""
    await need_right(request, "take essays in")
    given, slug = await _dossier(desk, request, typed)
    try:
        taken = await _read(desk, request, given)
    except Unreadable as wrong:
        raise BadRequest(f"No card came of it: {wrong}") from None
    intake = await take_in(desk, taken, request.space, request.person, slug)
    return _page(intake)


async def read_address(desk: Desk, address: str) -> Taken:
    """The essay at an address. Raises Unreadable."""
    if desk.sources is None:
        raise Unreadable("Nothing can be fetched here. Paste the text, or add it where “communique run” is running.")
    return await desk.sources.reader.from_address(address)


async def _dossier(desk: Desk, request: Request, typed: str) -> tuple[str, str]:
    """What stands before "to NAME", and the dossier that is meant: the channel's without one."""
    known = {one.slug for one in await dossiers.visible(desk.database.reader, request.space)}
    found = re.fullmatch(r"(?s)(|.*\s)to\s+([a-z0-9-]{1,40})", typed)
    if found and found[2] in known:
        return found[1].strip(), found[2]
    if found and (not found[1].strip() or is_address(found[1].strip())):
        raise BadRequest(
            f"There is no dossier called “{found[2]}”. Begin it first, then add the essay again.",
            (Button(f"Begin {found[2]}", f"dossier new {found[2]}"), Button("Dossiers", "dossiers")),
        )
    return typed, (await dossier_here(desk, request)).slug


async def _read(desk: Desk, request: Request, given: str) -> Taken:
    address = request.fields.get("address", "").strip() or (given if is_address(given) else "")

    if request.upload and desk.sources:
        if request.upload.size > LARGEST:
            raise Unreadable(f"The file has more than {LARGEST // 1_000_000} MB. Send the essay alone.")
        return await desk.sources.reader.from_upload(request.upload.name, await request.upload.read())
    if address:
        return await read_address(desk, address)
    text = request.fields.get("text", "") or given
    if not text.strip():
        raise BadRequest(HOW)
    return from_text(text)


def _page(intake: Intake) -> Page:
    note = f"{intake.note} " if intake.note else ""
    if intake.known or not (intake.drafts or intake.confirmed):
        raise BadRequest(
            f"{note}No new card came of “{shorten(intake.essay.title, 100)}”. {intake.reason}",
            (Button("Essays", "essays"), Button("Review", "review")),
        )
    confirmed = f"{wording.count(intake.confirmed, 'card')} that you had rest on it too. " if intake.confirmed else ""
    lost = f"{wording.count(intake.lost, 'card')} lost the quote, see their history. " if intake.lost else ""
    many = wording.count(len(intake.drafts), "draft")
    return compose.done(
        shorten(f"{many} from “{intake.essay.title}”", 140),
        f"{note}{confirmed}{lost}In {shorten(intake.dossier.title, 100)}. Nothing is out before an editor says so.",
        buttons=(Button("Review", "review", style="main"), Button("Essays", "essays")),
    )
