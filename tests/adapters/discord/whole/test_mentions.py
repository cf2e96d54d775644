"""The only thing that pings on Discord: the role that was chosen, above an edition or a card that comes at once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings

from bot.adapters.discord.render import message
from bot.chat import Channel, Platform, SendFailed, Space
from bot.store import mentions
from tests.adapters.discord.pages import NOTHING_NEW, delivery, pages
from tests.standins.discord import Trouble
from tests.standins.discord.limits import check_message
from tests.standins.discord.pings import pings
from tests.standins.discord.world import MENTION_EVERYONE, OURS

ROLE = "700"


@settings(deadline=None, max_examples=200, suppress_health_check=list(HealthCheck))
@given(pages())
def test_whatever_a_page_says_only_our_own_mention_pings(page):
    if page is None:
        return

    assert pings(message(page)) == []
    assert pings(message(page, mention=ROLE)) == [ROLE]
    assert message(page, mention=ROLE)["allowed_mentions"] == {"parse": [], "roles": [ROLE]}
    check_message(message(page, 2**31 - 1, mention=ROLE))


@pytest.mark.parametrize("id", ["", "@everyone", "7>", "7 <@8", "S7", "7\n8", "７"])
def test_what_is_no_role_is_mentioned_by_nobody(id):
    assert message(NOTHING_NEW, mention=id) == message(NOTHING_NEW)


@pytest.fixture
def clock():
    """The real time: Discord says when a message came."""
    return lambda: datetime.now(UTC)


@pytest.fixture
def known(talks):
    return Channel(Space(Platform.DISCORD, talks.guild.id), talks.id)


@pytest.fixture
async def role(discord, adapter, talks):
    """A role that everybody may mention."""
    return await discord.add_role(talks.guild, "Desk", mentionable=True)


@pytest.fixture
def heard(discord, talks):
    """Wait until the bot knows what was said so far."""
    ada = discord.add_person("Ada")
    return lambda: discord.slash("topics", {}, ada, talks)


def mentioned(talks):
    return [post["components"][0].get("content") for post in talks.posts]


async def test_a_post_pings_its_role_and_a_further_try_does_not_again(discord, adapter, talks, role, heard):
    await heard()
    discord.troubles = [Trouble("POST /channels", drop="after")]

    with pytest.raises(SendFailed):
        await adapter.send(delivery(talks, mention=role.id))
    id = await adapter.send(delivery(talks, unsure=True, ago=5, mention=role.id))
    await adapter.send(delivery(talks, key="edit 1", replaces=id, mention=role.id))

    assert discord.rung == [(talks.id, role.id)]
    assert len(talks.posts) == 1
    assert discord.pinged == [role.id]  # an edit asked for nothing


async def test_a_post_in_a_forum_pings(discord, adapter, talks, role, heard):
    forum = discord.add_channel(talks.guild, "briefings", kind=15)
    await discord.appear(forum)
    await heard()

    id = await adapter.send(delivery(forum, mention=role.id))

    assert discord.rung == [(id.partition("/")[0], role.id)]


async def test_a_role_that_we_may_not_mention_is_left_out_and_told(discord, adapter, talks, known, role, bo, heard):
    await discord.slash("settings", {"what": f"mention <@&{role.id}>"}, bo, talks)
    await discord.change_role(talks.guild, role, mentionable=False)
    await heard()

    await adapter.send(delivery(talks, mention=role.id))
    assert discord.pinged == []
    assert mentioned(talks) == [None]
    assert "posts come without it: I may not mention Desk" in (await discord.slash("settings", {}, bo, talks)).text

    await discord.allow(talks, OURS | MENTION_EVERYONE)
    assert "may not mention" not in (await discord.slash("settings", {}, bo, talks)).text
    await adapter.send(delivery(talks, key="edition 2", mention=role.id))
    assert discord.rung == [(talks.id, role.id)]


async def test_a_role_that_is_gone_is_left_out_and_told(discord, adapter, talks, role, bo):
    await discord.slash("settings", {"what": f"mention <@&{role.id}>"}, bo, talks)
    await discord.delete_role(talks.guild, role)

    assert "That role is gone" in (await discord.slash("settings", {}, bo, talks)).text
    await adapter.send(delivery(talks, mention=role.id))
    assert mentioned(talks) == [None]


@pytest.mark.parametrize("typed", ["<@&{id}>", "@Desk", "desk", "{id}"])
async def test_a_role_is_chosen_with_what_it_is_for(discord, adapter, desk, talks, known, role, bo, typed):
    what = f"mention {typed.format(id=role.id)} for redlines leverage at most 2 a day"

    seen = await discord.slash("settings", {"what": what}, bo, talks)

    assert "Posts here mention Desk" in seen.text
    chosen = await mentions.of(desk.database.reader, known)
    assert (chosen.group.id, chosen.filter, chosen.most) == (role.id, "redlines or leverage", 2)
    assert "Red lines or Leverage, at most twice a day" in (await discord.slash("settings", {}, bo, talks)).text


async def test_a_role_is_chosen_in_a_form_with_discords_own_list(discord, adapter, desk, talks, known, role, bo):
    form = await discord.slash("settings", {"what": "mention"}, bo, talks)

    await discord.submit(form.modal, {"group": role.id, "filter": "party:russia", "most": "3"}, bo, talks)

    chosen = await mentions.of(desk.database.reader, known)
    assert (chosen.group.id, chosen.filter, chosen.most) == (role.id, "party:russia", 3)


async def test_roles_are_offered_while_one_types(discord, adapter, talks, role, bo):
    offered = await discord.autocomplete("settings", "what", "mention de", bo, talks)

    assert [one["value"] for one in offered] == ["mention @Desk"]


@pytest.mark.parametrize("typed", ["@everyone", "@here", "everyone", "<@&{guild}>", "<@{bo}>", "@nobody"])
async def test_everybody_and_single_people_are_refused(discord, adapter, desk, talks, known, bo, typed):
    what = "mention " + typed.format(guild=talks.guild.id, bo=bo.id)

    seen = await discord.slash("settings", {"what": what}, bo, talks)

    assert "is never mentioned" in seen.text or "There is no role" in seen.text
    assert await mentions.of(desk.database.reader, known) is None


async def test_nobody_lends_a_right_to_mention_that_they_have_not(discord, adapter, desk, talks, known, bo, heard):
    quiet = await discord.add_role(talks.guild, "Quiet")
    await discord.allow(talks, OURS | MENTION_EVERYONE)
    await heard()

    seen = await discord.slash("settings", {"what": f"mention <@&{quiet.id}>"}, bo, talks)

    assert "You may not mention Quiet here yourself" in seen.text
    assert await mentions.of(desk.database.reader, known) is None
    bo.permissions |= MENTION_EVERYONE
    await discord.slash("settings", {"what": f"mention <@&{quiet.id}>"}, bo, talks)
    assert await mentions.of(desk.database.reader, known)
