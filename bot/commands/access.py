"""Who may change things here: by the platform's own rights, or in the group that the space chose."""

from __future__ import annotations

from dataclasses import replace

from bot.chat import Channel, Group, Request
from bot.commands.desk import Desk
from bot.commands.errors import BadRequest, MayNot
from bot.store import managers
from bot.view import compose
from bot.view.characters import shorten
from bot.view.page import Button, Form, Page, Question

TITLE = 80  # characters of a group's name
HOW = "Write “settings managers @ROLE” with a role or a user group, or “settings managers off”."


def with_chosen_group(desk: Desk, request: Request) -> Request:
    """The request, of somebody who may configure too where they are in the space's chosen group."""

    async def may_configure() -> bool:
        return await request.may_configure() or await _is_chosen(desk, request)

    return replace(request, may_configure=may_configure)


async def may_configure_there(desk: Desk, request: Request, channel: Channel) -> bool:
    """Whether they may configure another channel of their space, which they have to see."""
    if not await request.standing.sees(channel):
        return False
    return await request.standing.manages(channel) or await _is_chosen(desk, request)


async def _is_chosen(desk: Desk, request: Request) -> bool:
    group = await managers.of(desk.database.reader, request.space)
    return group is not None and await request.standing.belongs_to(group.id)


async def choose(desk: Desk, request: Request, typed: str) -> Page:
    """ "settings managers", "settings managers @ROLE" or "settings managers off"."""
    if request.space.lone:
        raise BadRequest("You are alone here and may do everything, so nobody else is to be chosen.")
    if not await request.standing.appoints():
        raise MayNot(
            "Who else may manage is chosen by people who manage all channels: on Discord with Manage Channels in the "
            "whole server, on Slack as an owner or admin of the workspace."
        )
    chosen = await managers.of(desk.database.reader, request.space)
    if "group" not in request.fields and not typed:
        return _form(chosen)
    wanted = request.fields.get("group", typed).strip()
    if wanted.casefold() in ("", "off", "none"):
        return await _dismiss(desk, request)
    group = await request.standing.group(wanted)
    if group is None:
        raise BadRequest(f"There is no role or user group “{shorten(wanted, 60)}” here. {HOW}")
    group = replace(group, title=shorten(group.title, TITLE) or group.id)
    async with desk.database.transaction() as db:
        await managers.choose(db, request.space, group)
    return compose.done(
        f"{group.title} may manage too.",
        "Whoever is in it may choose what any channel here receives, take essays in and review: all that people who "
        "manage channels may, but for choosing who else does. Guests, bots and people from elsewhere may not even so.",
        buttons=(Button("Settings", "settings"),),
    )


def _form(chosen: Group | None) -> Page:
    question = Question("group", "Role or user group", chosen.id if chosen else "", kind="group", hint="Empty: nobody.")
    page = compose.done("Who else may manage", f"Now: {chosen.title if chosen else 'nobody'}. {HOW}")
    return replace(page, form=Form("Who else may manage", "settings managers", (question,), submit="Choose"))


async def _dismiss(desk: Desk, request: Request) -> Page:
    async with desk.database.transaction() as db:
        gone = await managers.dismiss(db, request.space)
    if not gone:
        raise BadRequest(f"No role or user group was chosen here. {HOW}")
    return compose.done("Only people who manage channels by the platform's own rights may change things here.")
