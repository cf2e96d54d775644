"""A role or user group that a space chose manages it too."""

from __future__ import annotations

import pytest

from bot.chat import LOCAL, Channel, Group, Platform, Request, Space, Standing
from bot.commands import handle
from bot.store import audit, managers
from bot.view.page import Tone
from tests.commands.editors import ADA, BEN, OURS, THEIRS
from tests.commands.pages import said
from tests.conftest import ask

EDITORS = Group("7", "@editors")


class Someone(Standing):
    """Somebody who has these groups, and may choose who manages or not."""

    def __init__(self, *groups: str, chief: bool = False) -> None:
        self.theirs, self.chief = groups, chief

    async def appoints(self) -> bool:
        return self.chief

    async def group(self, typed: str) -> Group | None:
        return EDITORS if typed in ("7", "<@&7>", "@editors") else None

    async def belongs_to(self, group: str) -> bool:
        return group in self.theirs


CHIEF = Someone(chief=True)


def by(text, standing, channel=OURS, person=ADA, **fields):
    return Request(text, channel, person, fields=fields, standing=standing)


@pytest.fixture
async def chosen(desk):
    page = await handle(desk, by("settings managers <@&7>", CHIEF))
    assert page.tone is Tone.DONE, said(page)


@pytest.mark.parametrize(
    "text", ["digest at 09:00 UTC", "settings quiet 22:00-07:00 UTC", "review", "audit", "feeds add x"]
)
async def test_who_is_in_it_may_change_things_and_who_is_not_may_not(desk, chosen, text):
    assert "Only people who manage" not in said(await handle(desk, by(text, Someone("7"))))
    assert "Only people who manage" in said(await handle(desk, by(text, Someone("8"))))


async def test_it_manages_the_space_that_chose_it_and_no_other(desk, chosen):
    assert "Only people who manage" in said(await handle(desk, by("review", Someone("7"), THEIRS)))


async def test_who_is_in_it_does_not_choose_who_manages(desk, database, chosen):
    page = await handle(desk, by("settings managers off", Someone("7")))

    assert "people who manage all channels" in said(page)
    assert await managers.of(database.reader, OURS.space) == EDITORS


async def test_who_manages_one_channel_does_not_choose_it(desk, database):
    page = await handle(desk, ask("settings managers <@&7>", OURS))

    assert page.tone is Tone.MISTAKE
    assert await managers.of(database.reader, OURS.space) is None


async def test_it_can_be_dismissed(desk, database, chosen):
    page = await handle(desk, by("settings managers off", CHIEF))

    assert page.tone is Tone.DONE
    assert await managers.of(database.reader, OURS.space) is None
    assert "No role or user group" in said(await handle(desk, by("settings managers off", CHIEF)))


async def test_it_is_chosen_in_a_form_that_shows_what_there_is(desk, database, chosen):
    form = (await handle(desk, by("settings managers", CHIEF))).form

    assert [(one.kind, one.value) for one in form.questions] == [("group", "7")]
    await handle(desk, by(form.command, CHIEF, group=""))
    assert await managers.of(database.reader, OURS.space) is None
    await handle(desk, by(form.command, CHIEF, group="7"))
    assert await managers.of(database.reader, OURS.space) == EDITORS


async def test_a_group_that_there_is_not_is_said(desk):
    page = await handle(desk, by("settings managers @nobody", CHIEF))

    assert "no role or user group “@nobody”" in said(page)


@pytest.mark.parametrize("channel", [Channel(LOCAL, "page"), Channel(Space(Platform.DISCORD, "@1"), "@1")])
async def test_where_one_is_alone_nobody_else_is_chosen(desk, channel):
    assert "You are alone here" in said(await handle(desk, by("settings managers @editors", CHIEF, channel)))


async def test_the_settings_say_who_manages(desk, chosen):
    assert "people who manage channels and @editors" in said(await handle(desk, by("settings", Someone(), person=BEN)))


async def test_each_choice_is_in_the_audit_with_what_was_before(desk, database, chosen):
    await handle(desk, by("settings managers off", CHIEF))

    last, first = await audit.of(database.reader, OURS.space)
    assert (first.noun, first.before, first.after) == ("managers", None, {"title": "@editors", "id": "7"})
    assert (last.noun, last.before, last.after) == ("managers", {"title": "@editors", "id": "7"}, None)
    assert last.by.id == ADA.id
