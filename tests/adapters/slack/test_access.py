"""Every command from every kind of person on Slack: typed, behind an old button, and in a form."""

from __future__ import annotations

import json

import pytest

from bot.adapters.slack import render
from bot.adapters.slack.replies import Place, remembered
from bot.chat import Channel, Group, Platform, Space
from bot.commands import elsewhere
from bot.store import managers
from bot.view.page import Form, Question
from tests.commands.needs import APPOINT, DRAFT, MANAGE, OWN, POST, READ, ROWS, about, contents, furnish, is_refused
from tests.standins.slack import Seen

HERE = Channel(Space(Platform.SLACK, "T1"), "C1")
READER = {READ, OWN, POST}
EDITOR = READER | {MANAGE, DRAFT}
PEOPLE = {  # who they are, and what they may
    "owner": ({"is_owner": True}, EDITOR | {APPOINT}),
    "admin": ({"is_admin": True}, EDITOR | {APPOINT}),
    "creator of the channel": ({}, EDITOR),
    "somebody in the chosen group": ({}, EDITOR),
    "member": ({}, READER),
    "guest in the chosen group": ({"is_restricted": True}, READER),
    "guest of one channel who created it": ({"is_restricted": True, "is_ultra_restricted": True}, READER),
    "bot in the chosen group": ({"is_bot": True}, READER),
    "owner whose account is closed": ({"deleted": True, "is_owner": True}, READER),
    "owner of another workspace in the chosen group": ({"team_id": "T9", "is_owner": True}, READER),
    "creator from another workspace": ({"team_id": "T9", "is_admin": True}, READER),
}


@pytest.fixture
async def held(connect, slack, desk):
    """What the workspace holds, and the names of it; @editors were chosen."""
    await connect()
    slack.workspace.group("S7", "editors")
    held = await furnish(desk, HERE, group="@editors")
    async with desk.database.transaction() as db:
        await managers.choose(db, HERE.space, Group("S7", "@editors"))
    return held


def person(slack, kind):
    """Somebody of this kind, by their id."""
    slack.workspace.user("U7", "bo", **PEOPLE[kind][0])
    if "chosen group" in kind:
        slack.workspace.groups["S7"][1].append("U7")
    if "creat" in kind:
        slack.workspace.channels["C1"].creator = "U7"
    return "U7"


async def ask(slack, row, held, user, channel="C1"):
    """What somebody is told, in each way in which they can ask it."""
    text = row.typed(held)
    if row.fields:
        answers = {name: value.format_map(held) for name, value in row.fields.items()}
        yield await slack.submit(_form(slack, text, answers, user, channel), user)
        return
    yield await slack.command(text, user, channel)
    if len(text) <= 75:
        button = {"type": "button", "action_id": "b:0", "text": {"type": "plain_text", "text": "Old"}, "value": text}
        row_of_buttons = {"type": "actions", "block_id": "post:buttons", "elements": [button]}
        old = Seen(slack.workspace.timestamp(), channel, "Old", [row_of_buttons])
        slack.workspace.posts.append(old)
        yield await slack.click(old, "Old", user)


def _form(slack, text, answers, user, channel):
    """A form that was opened when they had the right, filled in."""
    form = Form("Old", text, tuple(Question(name, name, value) for name, value in answers.items()))
    view = render.modal(form, remembered(Place(channel, user), form))
    modal = Seen(f"V{slack.workspace.number()}", "", view=view, blocks=view["blocks"])
    slack.workspace.modals.append(modal)
    assert json.loads(view["private_metadata"])["command"] == text
    return modal


def told(seen):
    """All that they read: a page, a modal, and what stands under its inputs."""
    return "\n".join([seen.said, *seen.errors.values()])


@pytest.mark.parametrize("kind", PEOPLE)
async def test_everybody_may_do_what_they_may_and_nothing_more(slack, desk, held, kind):
    user, may = person(slack, kind), PEOPLE[kind][1]

    stranger = "another workspace" in kind
    for row in ROWS:
        before = None if row.need in may and not stranger else await contents(desk.database)
        async for seen in ask(slack, row, held, user):
            assert "our fault" not in told(seen), row.name
            if stranger:  # of ours they read nothing
                assert not {words for words in ("copper", "The lake", "The Letter") if words in told(seen)}, row.name
                refused = is_refused(row.need, told(seen)) or "There is no dossier" in told(seen)
            else:
                refused = is_refused(row.need, told(seen))
            assert refused is (row.need not in may), (row.name, told(seen))
        if before and stranger:
            assert about(HERE.space, await contents(desk.database)) == about(HERE.space, before), row.name
        elif before:
            assert await contents(desk.database) == before, row.name


@pytest.mark.parametrize("kind", PEOPLE)
async def test_of_another_channel_it_is_the_rights_there_that_count(slack, desk, held, kind):
    """... whatever they may do in the channel where they ask."""
    user = person(slack, kind)
    slack.workspace.channel("C2").members.add(user)
    may = kind in ("owner", "admin", "somebody in the chosen group")

    for row in (
        one for one in ROWS if one.need is MANAGE and one.text.split()[0] in elsewhere.VERBS and not one.fields
    ):
        before = await contents(desk.database)
        seen = await slack.command(f"{row.typed(held)} in #C2", user)
        refused = is_refused(MANAGE, told(seen)) or ("another" in kind and "There is no dossier" in told(seen))
        assert refused is not may, (row.name, told(seen))
        assert may or await contents(desk.database) == before, row.name


async def test_in_direct_messages_a_member_does_what_is_theirs_and_no_more(slack, desk, held):
    direct = slack.workspace.direct("U1").id

    for row in (one for one in ROWS if one.need in (READ, OWN, MANAGE, DRAFT) and not one.fields):
        before = await contents(desk.database)
        theirs = row.need in (READ, OWN) or row.theirs
        async for seen in ask(slack, row, {**held, "channel": "C1"}, "U1", direct):
            refused = is_refused(row.need, told(seen))
            if row.text != "setup in {channel}":  # which is not about direct messages
                assert refused is not theirs, (row.name, told(seen))
        assert theirs or await contents(desk.database) == before, row.name


async def test_on_the_home_tab_nobody_decides_about_the_workspace_but_its_admins(slack, held):
    home = await slack.open_home("U1")
    begin = home.buttons["Set a channel up"]
    for row in (one for one in ROWS if one.need is MANAGE and not one.theirs and not one.fields):
        if len(text := row.typed(held)) <= 75:
            begin |= {"action_id": "b:0", "value": text}
            seen = await slack.click(home, "Set a channel up", "U1")
            assert is_refused(MANAGE, told(seen)), (row.name, told(seen))
            home.blocks[-1:] = [{"type": "actions", "block_id": "begin", "elements": [begin]}]


async def test_in_a_private_channel_that_we_do_not_see_nobody_but_admins_manages(slack, desk, held):
    slack.workspace.channel("C8", creator="U1", private=True, joined=False)
    before = await contents(desk.database)

    for row in (one for one in ROWS if one.need is MANAGE and not one.fields):
        seen = await slack.command(row.typed({**held, "channel": "C8"}), "U1", "C8")
        assert "/invite @Communiqué" in told(seen), (row.name, told(seen))

    assert await contents(desk.database) == before
