"""The stand-in refuses what Discord refuses: otherwise the tests beside this one prove nothing."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from tests.standins.discord import DiscordStandIn
from tests.standins.discord.limits import V2, Refused, check_commands, check_message, check_modal
from tests.standins.discord.pings import pings
from tests.standins.discord.published import DOCUMENT, faults
from tests.standins.discord.trouble import Asked


def text(content):
    return {"type": 10, "content": content}


def button(custom_id, **others):
    return {"type": 2, "style": 2, "label": "Press", "custom_id": custom_id, **others}


def row(*inside):
    return {"type": 1, "components": list(inside)}


def select(*values, **others):
    return {"type": 3, "custom_id": "s", "options": [{"label": "a", "value": value} for value in values], **others}


def container(*inside, **others):
    return {"type": 17, "components": list(inside), **others}


@pytest.mark.parametrize(
    "components",
    [
        [],
        [container()],
        [text("")],
        [text(" \n")],
        [text("a" * 4001)],
        [text("a" * 2001), container(text("a" * 2000))],
        [text("🙂" * 2001)],
        [text("a")] * 41,
        [container(container(text("a")))],
        [container(text("a"), id=7), text("b") | {"id": 7}],
        [container(text("a"), id=2**31)],
        [container(text("a"), accent_color=2**24)],
        [button("a")],
        [row()],
        [row(*(button(str(number)) for number in range(6)))],
        [row(button("a"), select("b"))],
        [row(button("a")), row(button("a"))],
        [row(button("a" * 101))],
        [row(button(""))],
        [row(button("a", label="a" * 81))],
        [row(button("a", label=" "))],
        [row(button("a", url="https://a.example"))],
        [row(select())],
        [row(select(*map(str, range(26))))],
        [row(select("a", "a"))],
        [row(select("a" * 101))],
        [row(select("a", placeholder="a" * 151))],
    ],
)
def test_a_layout_that_breaks_a_limit_is_refused(components):
    with pytest.raises(Refused) as refused:
        check_message({"flags": V2, "components": components})

    assert refused.value.body["code"] in (50006, 50035)


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"content": " "},
        {"content": "a" * 2001},
        {"components": [text("a")]},
        {"content": "a", "nonce": "n" * 26},
        {"flags": V2, "content": "a", "components": [text("a")]},
        {"embeds": [{"title": "a" * 257}]},
        {"embeds": [{"description": "a" * 4096}, {"description": "a" * 1905}]},
        {"embeds": [{"fields": [{"name": "a", "value": "b"}] * 26}]},
    ],
)
def test_a_message_that_breaks_a_limit_is_refused(message):
    with pytest.raises(Refused):
        check_message(message)


@pytest.mark.parametrize(
    "change",
    [{"title": "a" * 46}, {"title": ""}, {"custom_id": "a" * 101}, {"components": []}, {"components": [text("a")] * 6}],
)
def test_a_modal_that_breaks_a_limit_is_refused(change):
    label = {"type": 18, "label": "A", "component": {"type": 4, "custom_id": "a", "style": 1}}
    modal = {"title": "A", "custom_id": "b", "components": [label]}
    check_modal(modal)

    with pytest.raises(Refused):
        check_modal({**modal, **change})


@pytest.mark.parametrize(
    "options",
    [
        [{"type": 3, "name": "Upper", "description": "a"}],
        [{"type": 3, "name": "a", "description": ""}],
        [{"type": 3, "name": "a", "description": "a" * 101}],
        [{"type": 3, "name": "a", "description": "a"}, {"type": 3, "name": "b", "description": "b", "required": True}],
        [{"type": 3, "name": str(number), "description": "a"} for number in range(26)],
    ],
)
def test_a_command_that_breaks_a_limit_is_refused(options):
    with pytest.raises(Refused):
        check_commands([{"name": "brief", "description": "a", "options": options}])


def test_a_mention_pings_unless_we_forbid_it():
    hostile = {"content": "@everyone <@1> \\<@2> <@&3>"}

    assert pings(hostile) == ["everyone", "1", "2", "3"]
    assert pings({**hostile, "allowed_mentions": {"parse": []}}) == []
    assert pings({**hostile, "allowed_mentions": {"parse": ["users"]}}) == ["1", "2"]


@pytest.mark.skipif(not DOCUMENT.exists(), reason=f"Discord's published document is not at {DOCUMENT}")
@pytest.mark.parametrize(
    ("method", "path", "payload"),
    [
        ("POST", "/channels/1/messages", {"components": [text("")]}),
        ("POST", "/interactions/1/token/callback", {"type": 4, "data": {"flags": "64"}}),
        ("PATCH", "/webhooks/1/token/messages/@original", {"components": {}}),
        ("PUT", "/applications/1/commands", [{"name": "brief" * 9, "description": "a"}]),
        ("POST", "/no/such/path", {}),
    ],
)
def test_what_the_published_document_does_not_allow_is_found(method, path, payload):
    assert faults([Asked(method, path, payload)])


@pytest.fixture
async def discord():
    async with DiscordStandIn() as standin:
        standin.add_channel(standin.add_guild())
        yield standin


async def test_an_interaction_is_answered_once_and_in_time(discord):
    said = {"type": 4, "data": {"content": "a"}}
    discord.commands = [{"id": "1", "name": "topics", "options": []}]
    async with aiohttp.ClientSession() as session, session.ws_connect(discord.gateway_url) as socket:
        await socket.send_json({"op": 2, "d": {"token": discord.token, "intents": 0}})
        asking = None
        answers = []
        while len(answers) < 3:
            told = await socket.receive_json()
            if told["t"] == "READY":
                asking = asyncio.create_task(
                    discord.slash("topics", {}, discord.add_person(), discord.guilds[0].channels[0])
                )
            if told["t"] == "INTERACTION_CREATE":
                path = f"{discord.api_url}/interactions/{told['d']['id']}/{told['d']['token']}/callback"
                for deadline in (3.0, 3.0, 0.0):
                    discord.deadline = deadline
                    async with session.post(path, json=said) as response:
                        answers.append((await response.json()).get("code"))

    assert answers == [None, 40060, 10062]
    assert asking
    assert (await asking).message["content"] == "a"


async def test_a_wrong_token_and_a_closed_channel_are_told(discord):
    channel = discord.guilds[0].channels[0]
    right = {"Authorization": f"Bot {discord.token}"}
    path, said = (
        f"{discord.api_url}/channels/{channel.id}/messages",
        {"content": "a", "nonce": "1", "enforce_nonce": True},
    )

    async with aiohttp.ClientSession() as session:

        async def post(headers):
            async with session.post(path, json=said, headers=headers) as response:
                return response.status, (await response.json()).get("id")

        assert (await post({"Authorization": "Bot another"}))[0] == 401
        status, id = await post(right)
        assert (status, await post(right)) == (200, (200, id))  # the same nonce, the same message
        channel.allowed = 0
        assert (await post(right))[0] == 403
        channel.gone = True
        assert (await post(right))[0] == 404
    assert len(channel.posts) == 1


async def test_too_many_requests_are_refused_as_discord_does(discord):
    channel = discord.guilds[0].channels[0]
    right = {"Authorization": f"Bot {discord.token}"}

    async with aiohttp.ClientSession(headers=right) as session:

        async def post():
            async with session.post(
                f"{discord.api_url}/channels/{channel.id}/messages", json={"content": "a"}
            ) as response:
                return response.status, response.headers, await response.json()

        answers = [await post() for _ in range(6)]

    assert [status for status, *_ in answers] == [200] * 5 + [429]
    assert [headers["X-RateLimit-Remaining"] for _, headers, _ in answers[:5]] == ["4", "3", "2", "1", "0"]
    _, headers, body = answers[-1]
    assert headers["Via"]
    assert headers["Content-Type"] == "application/json"
    assert 0 < body["retry_after"] <= 5
