"""Who may change what a channel receives."""

from __future__ import annotations

import pytest

from bot.chat import Channel, Group, Platform, Space
from bot.commands.errors import BadRequest
from tests.standins.slack import Fault

SPACE = Space(Platform.SLACK, "T1")


@pytest.fixture
async def may(connect, slack, script):
    """What somebody may do in a channel, as they read it."""
    await connect("socket", script)

    async def may(user: str, channel: str = "C1") -> str:
        return (await slack.command("may", user=user, channel=channel)).said.removeprefix("May\n")

    return may


async def test_owners_admins_and_the_creator_may(may, slack):
    slack.workspace.user("U2", is_admin=True)
    slack.workspace.user("U3")
    slack.workspace.channel("C2", creator="U3")

    assert await may("U0OWNER") == "True"
    assert await may("U2") == "True"
    assert await may("U3", "C2") == "True"
    assert await may("U3") == "False"


async def test_guests_and_bots_may_not_even_where_they_made_the_channel(may, slack):
    slack.workspace.user("U2", is_restricted=True)
    slack.workspace.user("U3", is_bot=True)

    for user in ("U2", "U3"):
        slack.workspace.channel("C2", creator=user)
        assert await may(user, "C2") == "False"


async def test_people_of_another_workspace_may_not_whatever_they_are_there(may, slack):
    """Slack calls nobody a stranger with whom we share a channel, and their company may have created it."""
    slack.workspace.user("U9", team_id="T9", is_admin=True, is_owner=True)
    slack.workspace.channel("C9", creator="U9")

    assert await may("U9", "C9") == "False"


async def test_people_of_a_company_with_several_workspaces_are_of_each_that_they_are_in(may, slack):
    ours, other = {"enterprise_id": "E1", "teams": ["T1", "T9"]}, {"enterprise_id": "E1", "teams": ["T9"]}
    slack.workspace.user("U8", team_id="T9", is_admin=True, enterprise_user=ours)
    slack.workspace.user("U9", team_id="T9", is_admin=True, enterprise_user=other)

    assert await may("U8") == "True"
    assert await may("U9") == "False"


async def test_who_asks_from_another_workspace_asks_in_that_one(connect, slack, script):
    await connect("socket", script)
    slack.workspace.user("U8", team_id="T9", enterprise_user={"teams": ["T1", "T9"]})
    slack.workspace.user("U9", team_id="T9")

    for user, team in (("U1", "T1"), ("U8", "T1"), ("U9", "T9")):
        await slack.mention("redlines", user)
        assert script.requests[-1].space == Space(Platform.SLACK, team)
        await slack.click(await slack.command("page", user), "Next", user)
        assert script.requests[-1].space == Space(Platform.SLACK, team)


async def test_in_direct_messages_everybody_chooses_what_comes_to_them(connect, slack):
    await connect()
    direct = slack.workspace.direct("U2").id
    slack.workspace.user("U2", is_restricted=True)

    own = ("digest at 09:00 Europe/Berlin", "brief dossier ukraine-talks", "follow redlines", "settings pause 1w")
    for text in (*own, "digest off"):
        assert "Only people" not in (await slack.command(text, "U2", direct)).said


@pytest.mark.parametrize(
    "text",
    [
        "review",
        "add Some text",
        "card redlines/neutrality edit",
        "dossier new x",
        "dossier \u202enew x",
        "settings review here",
    ],
)
async def test_in_direct_messages_only_admins_change_what_the_workspace_reads(connect, slack, text):
    await connect()
    members, owners = slack.workspace.direct("U1").id, slack.workspace.direct("U0OWNER").id

    assert "Only people" in (await slack.command(text, "U1", members)).said
    assert "Only people" not in (await slack.command(text, "U0OWNER", owners)).said


async def test_a_member_is_told_who_could(connect, slack):
    await connect()

    seen = await slack.command("digest at 09:00 Europe/Berlin")

    assert "Only people who manage this channel can" in seen.said


async def test_an_admin_sets_up_a_digest(connect, slack):
    await connect()

    seen = await slack.command("digest at 09:00 Europe/Berlin weekdays", user="U0OWNER")

    assert "09:00" in seen.said
    assert "Only people" not in seen.said


async def test_a_missing_scope_is_named_with_a_way_out(connect, slack):
    await connect()
    slack.api.scopes.remove("users:read")

    seen = await slack.command("digest at 09:00 Europe/Berlin")

    assert "users:read" in seen.said
    assert "slack-manifest.yaml" in seen.said
    assert "fault" not in seen.said


async def test_a_channel_that_we_cannot_see_is_said_to_be_so(connect, slack):
    await connect()
    slack.workspace.channel("C2", joined=False, private=True)

    seen = await slack.command("digest at 09:00 Europe/Berlin", channel="C2")

    assert "/invite" in seen.said


async def test_a_fault_of_slacks_is_no_fault_of_the_readers(connect, slack):
    await connect()
    slack.fail("users.info", Fault(status=500))

    seen = await slack.command("digest at 09:00 Europe/Berlin")

    assert "Try again in a minute" in seen.said


@pytest.fixture
async def standing(connect, slack, script):
    """What else Slack tells of somebody who asks in a channel."""
    await connect("socket", script)
    slack.workspace.group("S7", "editors", "U1", "U2", "U3", "U4", "U5")

    async def standing(user: str, channel: str = "C1"):
        await slack.command("topics", user, channel)
        return script.requests[-1].standing

    return standing


async def test_who_is_in_a_user_group_belongs_to_it_unless_they_are_no_people_of_the_workspace(standing, slack):
    for user, facts in {
        "U2": {"is_restricted": True},
        "U3": {"is_bot": True},
        "U4": {"team_id": "T9"},
        "U5": {"deleted": True},
        "U6": {},
    }.items():
        slack.workspace.user(user, **facts)

    assert await (await standing("U1")).belongs_to("S7")
    for user in ("U2", "U3", "U4", "U5", "U6"):
        assert not await (await standing(user)).belongs_to("S7"), user


async def test_nobody_is_in_a_group_that_is_gone(standing):
    assert not await (await standing("U1")).belongs_to("S8")


async def test_a_user_group_is_found_by_its_mention_its_id_and_its_handle(standing):
    rights = await standing("U1")

    for typed in ("<!subteam^S7>", "<!subteam^S7|@editors>", "S7", "@editors", "editors"):
        assert await rights.group(typed) == Group("S7", "@editors")
    for typed in ("<!subteam^S8>", "@nobody", "@channel", "<!channel>", ""):
        assert await rights.group(typed) is None


async def test_without_the_scope_groups_are_said_to_be_out_of_sight(standing, slack):
    rights = await standing("U1")
    slack.api.scopes.remove("usergroups:read")

    for asked in (rights.group("@editors"), rights.belongs_to("S7")):
        with pytest.raises(BadRequest, match=r"usergroups:read.*slack-manifest\.yaml"):
            await asked


async def test_who_created_a_channel_manages_it_and_appoints_nobody(standing, slack):
    slack.workspace.channel("C2", creator="U1")
    rights = await standing("U1")

    assert await rights.manages(Channel(SPACE, "C2"))
    assert not await rights.manages(Channel(SPACE, "C1"))
    assert not await rights.appoints()
    assert await (await standing("U0OWNER")).appoints()


async def test_a_private_channel_is_seen_by_who_is_in_it(standing, slack):
    slack.workspace.channel("C2", private=True).members.add("U1")
    slack.workspace.channel("C3", private=True, joined=False).members.add("U1")

    assert await (await standing("U1")).sees(Channel(SPACE, "C2"))
    assert not await (await standing("U0OWNER")).sees(Channel(SPACE, "C2"))
    assert await (await standing("U0OWNER")).sees(Channel(SPACE, "C1"))
    with pytest.raises(BadRequest, match="/invite"):
        await (await standing("U1")).sees(Channel(SPACE, "C3"))


async def test_everybody_has_their_own_direct_messages(standing):
    rights = await standing("U1")

    assert await rights.manages(Channel(SPACE, "@U1"))
    assert not await rights.manages(Channel(SPACE, "@U0OWNER"))
    assert not await rights.sees(Channel(SPACE, "@U0OWNER"))


async def test_the_zone_is_that_of_the_profile(standing, slack):
    slack.workspace.users["U1"].tz = "Asia/Tokyo"
    rights = await standing("U1")

    assert await rights.zone() == "Asia/Tokyo"
    slack.api.scopes.remove("users:read")
    assert await rights.zone() == ""


async def test_an_owner_chooses_a_user_group_in_a_form_and_its_people_manage(connect, slack):
    await connect()
    slack.workspace.group("S7", "editors", "U1")
    modal = await slack.command("settings managers", "U0OWNER")

    assert await slack.complete(modal, "group", "edi", "U0OWNER") == ["@editors"]
    seen = await slack.submit(modal, "U0OWNER", group="S7")

    assert "@editors may manage too." in seen.said
    assert "Only people" not in (await slack.command("digest at 09:00 Europe/Berlin", "U1")).said
    assert "people who manage all channels" in (await slack.command("settings managers off", "U1")).said
