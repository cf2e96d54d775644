"""A command for another channel: asked anywhere, with the rights and the words of the channel that it names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.chat import Channel, Platform, Request, Space, Standing
from bot.commands import handle
from bot.store import subscriptions
from bot.view.page import Tone
from tests.commands.pages import said
from tests.conftest import ask

SPACE = Space(Platform.DISCORD, "1")
HERE, FORUM = Channel(SPACE, "10"), Channel(SPACE, "20")


class Town(Standing):
    """Somebody who sees a forum beside the channel where they ask, and may or may not manage it."""

    def __init__(self, *, may: bool = True, objection: str = "") -> None:
        self.may = may
        self.because = objection

    async def sees(self, channel: Channel) -> bool:
        return channel == FORUM

    async def manages(self, channel: Channel) -> bool:
        return self.may and channel == FORUM

    async def objection(self, channel: Channel) -> str:
        return self.because if channel == FORUM else ""


def there(text: str, town: Town, *, may: bool = False) -> Request:
    """A request of somebody who manages nothing where they ask."""
    return replace(ask(text, HERE, may=may), standing=town)


async def test_a_forum_gets_a_digest_from_a_channel_beside_it(desk):
    page = await handle(desk, there("digest at 09:00 Europe/Berlin weekdays in <#20>", Town()))

    assert page.tone is Tone.DONE
    planned = await subscriptions.planned(desk.database.reader, FORUM)
    assert planned
    assert str(planned.schedule) == "every weekday at 09:00 (Europe/Berlin)"
    assert await subscriptions.planned(desk.database.reader, HERE) is None


async def test_the_answer_says_where_and_its_buttons_stay_there(desk):
    page = await handle(desk, there("subscribe redlines in <#20>", Town()))

    assert "channel 20" in said(page)
    assert {"digest preview in <#20>", "digest at 09:00 UTC in <#20>"} <= {one.command for one in page.buttons}


async def test_every_choice_of_the_settings_is_for_the_channel_that_was_named(desk):
    page = await handle(desk, there("settings in <#20>", Town()))

    assert page.select
    assert page.select.options
    assert all(option.command.endswith(" in <#20>") for option in page.select.options)
    quiet = next(one.command for one in page.select.options if "quiet 22" in one.command)
    assert "In which zone?" in said(await handle(desk, there(quiet, Town())))
    await handle(desk, there("settings quiet 22:00-07:00 UTC in <#20>", Town()))
    assert (await subscriptions.timing(desk.database.reader, FORUM)).quiet
    assert not (await subscriptions.timing(desk.database.reader, HERE)).quiet


@pytest.mark.parametrize(
    "text",
    [
        "subscribe redlines",
        "unsubscribe redlines",
        "digest at 09:00 UTC",
        "digest now",
        "digest off",
        "settings empty skip",
    ],
)
async def test_only_who_manages_the_named_channel_changes_what_it_gets(desk, text):
    page = await handle(desk, there(f"{text} in <#20>", Town(may=False), may=True))

    assert page.tone is Tone.MISTAKE
    assert "Only people who manage this channel" in said(page)


@pytest.mark.parametrize("text", ["subscribe redlines", "digest at 09:00 UTC", "digest now"])
async def test_a_channel_that_we_could_not_post_in_is_refused_with_the_reason(desk, text):
    page = await handle(desk, there(f"{text} in <#20>", Town(objection="I lack a right in that channel.")))

    assert page.tone is Tone.MISTAKE
    assert "I lack a right in that channel." in said(page)
    assert await subscriptions.of(desk.database.reader, FORUM) == []
    assert await subscriptions.planned(desk.database.reader, FORUM) is None


async def test_what_comes_where_we_cannot_post_can_still_be_switched_off(desk):
    await handle(desk, there("digest at 09:00 UTC in <#20>", Town()))

    page = await handle(desk, there("digest off in <#20>", Town(objection="I lack a right in that channel.")))

    assert page.tone is Tone.DONE


@pytest.mark.parametrize("place", ["<#30>", "#nowhere"])
async def test_a_channel_that_the_asker_cannot_see_is_none(desk, place):
    page = await handle(desk, there(f"subscriptions in {place}", Town()))

    assert page.tone is Tone.MISTAKE
    assert "I see no channel" in said(page)


async def test_the_local_page_has_no_other_channel(desk):
    page = await handle(desk, ask("digest at 09:00 UTC in #talks"))

    assert page.tone is Tone.MISTAKE
    assert "I see no channel" in said(page)


async def test_me_stays_me_whatever_channel_is_named(desk):
    await handle(desk, there("subscribe redlines me in <#20>", Town()))

    assert await subscriptions.of(desk.database.reader, FORUM) == []
    assert await subscriptions.of(desk.database.reader, Channel(SPACE, "@u1"))
