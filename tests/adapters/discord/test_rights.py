"""What people may do, as Discord tells it with what they do."""

from __future__ import annotations

import pytest

from bot.chat import Channel, Group, Platform, Space
from bot.view.page import Page
from tests.standins.discord import Person
from tests.standins.discord.world import ADMINISTRATOR, MANAGE_CHANNELS, MEMBER, VIEW_CHANNEL
from tests.view.questions import every_kind

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def guild(discord, adapter):
    """The server that the bot knows: its roles are told when they change."""
    guild = discord.guilds[0]
    guild.named_roles.clear()
    return guild


async def asked(discord, script, person, channel):
    """What the request says of whoever asks in a channel."""
    await discord.slash("topics", {}, person, channel)
    return script.requests[-1]


def key(channel):
    return Channel(Space(Platform.DISCORD, channel.guild.id), channel.id)


async def test_a_role_is_found_by_its_mention_its_id_and_its_name(discord, script, guild, channel, ada):
    editors = await discord.add_role(guild, "Editors")
    standing = (await asked(discord, script, ada, channel)).standing

    for typed in (f"<@&{editors.id}>", editors.id, "@Editors", "editors"):
        assert await standing.group(typed) == Group(editors.id, "Editors")
    for typed in ("<@&1>", "nobody", "@everyone", guild.id, f"<@&{guild.id}>", f"<@{ada.id}>", ""):
        assert await standing.group(typed) is None


async def test_of_two_roles_with_one_name_none_is_taken(discord, script, guild, channel, ada):
    for _ in range(2):
        await discord.add_role(guild, "Editors")

    assert await (await asked(discord, script, ada, channel)).standing.group("editors") is None


async def test_who_has_a_role_belongs_to_it(discord, script, guild, channel):
    editors = await discord.add_role(guild, "Editors")
    bo, cy = discord.add_person("Bo"), discord.add_person("Cy")
    bo.roles = [editors]

    assert await (await asked(discord, script, bo, channel)).standing.belongs_to(editors.id)
    assert not await (await asked(discord, script, cy, channel)).standing.belongs_to(editors.id)


@pytest.mark.parametrize("fact", ["timed_out", "is_bot"])
async def test_people_in_a_time_out_and_bots_do_nothing_but_read(discord, script, guild, channel, fact):
    editors = await discord.add_role(guild, "Editors")
    bo = discord.add_person("Bo", MEMBER | MANAGE_CHANNELS)
    bo.roles = [editors]
    setattr(bo, fact, True)

    request = await asked(discord, script, bo, channel)

    assert not await request.may_configure()
    assert not request.may_post
    assert not await request.standing.belongs_to(editors.id)
    assert not await request.standing.appoints()
    assert await request.standing.sees(key(channel))


async def test_an_administrator_cannot_be_held_back(discord, script, channel):
    bo = discord.add_person("Bo", ADMINISTRATOR)
    bo.timed_out = True

    assert await (await asked(discord, script, bo, channel)).may_configure()


async def test_a_right_in_one_channel_is_one_in_that_channel_alone(discord, script, guild):
    here, there = discord.add_channel(guild), discord.add_channel(guild)
    bo = discord.add_person("Bo")
    here.overwrites[bo.id] = (MANAGE_CHANNELS, 0)
    await discord.gateway.dispatch("CHANNEL_UPDATE", here.described())

    request = await asked(discord, script, bo, here)

    assert await request.may_configure()
    assert not await request.standing.manages(key(there))
    assert not await request.standing.appoints()  # or a role of their own would manage everywhere
    assert not await (await asked(discord, script, bo, there)).may_configure()


async def test_an_overwrite_takes_a_right_away_too(discord, script, guild):
    here = discord.add_channel(guild)
    managing = await discord.add_role(guild, "Managers", MANAGE_CHANNELS)
    bo = discord.add_person("Bo")
    bo.roles = [managing]
    here.overwrites[managing.id] = (0, MANAGE_CHANNELS)

    assert not await (await asked(discord, script, bo, here)).may_configure()


@pytest.mark.parametrize("how", ["role", "owner", "administrator"])
async def test_who_manages_all_channels_appoints(discord, script, guild, channel, how):
    bo = discord.add_person("Bo", ADMINISTRATOR if how == "administrator" else MEMBER)
    if how == "role":
        bo.roles = [await discord.add_role(guild, "Managers", MANAGE_CHANNELS)]
        channel.overwrites[bo.id] = (MANAGE_CHANNELS, 0)  # twice, which takes nothing away
        await discord.gateway.dispatch("CHANNEL_UPDATE", channel.described())
    if how == "owner":
        guild.owner = bo
        await discord.gateway.dispatch("GUILD_UPDATE", guild.created())

    assert await (await asked(discord, script, bo, channel)).standing.appoints()


async def test_a_channel_that_is_picked_comes_with_what_they_may_do_there(discord, script, guild, channel):
    mine, theirs = discord.add_channel(guild), discord.add_channel(guild)
    bo = discord.add_person("Bo")
    mine.overwrites[bo.id] = (MANAGE_CHANNELS, 0)
    script.pages["topics"] = Page("Set up", form=every_kind(channel.id))

    for picked, may in ((mine, True), (theirs, False)):
        modal = (await discord.slash("topics", {}, bo, channel)).modal
        await discord.submit(modal, {"channel": picked.id}, bo, channel)
        assert await script.requests[-1].standing.manages(key(picked)) is may
        assert await script.requests[-1].standing.sees(key(picked))


async def test_of_a_channel_that_was_not_picked_the_roles_tell(discord, script, guild, channel):
    hidden, known = discord.add_channel(guild), discord.add_channel(guild)
    managing = await discord.add_role(guild, "Managers", MANAGE_CHANNELS)
    hidden.overwrites[guild.id] = (0, VIEW_CHANNEL)
    for one in (hidden, known):
        await discord.gateway.dispatch("CHANNEL_CREATE", one.described())
    bo = discord.add_person("Bo")
    bo.roles = [managing]

    standing = (await asked(discord, script, bo, channel)).standing

    assert await standing.manages(key(known))
    assert not await standing.sees(key(hidden))
    assert not await standing.manages(key(hidden))


async def test_of_another_server_and_of_no_channel_at_all_they_have_nothing(discord, script, channel):
    elsewhere = discord.add_channel(discord.add_guild())
    bo = discord.add_person("Bo", ADMINISTRATOR)

    standing = (await asked(discord, script, bo, channel)).standing

    for place in (key(elsewhere), Channel(key(channel).space, elsewhere.id), Channel(key(channel).space, "@1")):
        assert not await standing.sees(place)
        assert not await standing.manages(place)


async def test_in_direct_messages_everybody_has_their_own(discord, script, ada):
    standing = (await asked(discord, script, ada, discord.direct_channel(ada))).standing

    own = Space(Platform.DISCORD, f"@{ada.id}")
    assert await standing.manages(Channel(own, f"@{ada.id}"))
    assert not await standing.manages(Channel(own, "@1"))
    assert not await standing.appoints()


@pytest.mark.parametrize(("locale", "zone"), [("de", "Europe/Berlin"), ("en-US", ""), ("xx", "")])
async def test_a_language_hints_at_a_zone_where_it_can(discord, script, channel, locale, zone):
    bo = Person("Bo", locale=locale)

    assert await (await asked(discord, script, bo, channel)).standing.zone() == zone
