"""Who may change what a channel receives."""

from __future__ import annotations

import pytest

from tests.standins.slack import Fault


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


async def test_in_direct_messages_everybody_chooses_what_comes_to_them(connect, slack):
    await connect()
    direct = slack.workspace.direct("U2").id
    slack.workspace.user("U2", is_restricted=True)

    for text in ("digest at 09:00 Europe/Berlin", "brief dossier ukraine-talks", "follow redlines", "digest off"):
        assert "Only people" not in (await slack.command(text, "U2", direct)).said


@pytest.mark.parametrize(
    "text", ["review", "add Some text", "card redlines/neutrality edit", "dossier new x", "dossier \u202enew x"]
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
