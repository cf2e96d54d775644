"""Files come from Discord's own hosts, whole, or with a sentence why not."""

from __future__ import annotations

import pytest

from bot.adapters.discord.files import LARGEST, Files
from bot.commands.errors import BadRequest
from tests.standins.discord import DiscordStandIn, File, Trouble


@pytest.fixture
async def discord():
    async with DiscordStandIn() as standin:
        yield standin


def upload(discord, file):
    return Files(discord.api_url).upload(discord._sent(file))


async def test_a_file_is_fetched_when_it_is_read_and_without_our_token(discord):
    sent = upload(discord, File("essay.txt", b"Not now."))

    assert (sent.name, sent.size) == ("essay.txt", 8)
    assert discord.fetched == []
    assert await sent.read() == b"Not now."
    (request,) = discord.fetched
    assert not request.headers.keys() & {"Authorization", "Cookie"}


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a.txt",
        "http://cdn.discordapp.com/a.txt",
        "https://cdn.discordapp.com:8443/a.txt",
        "https://cdn.discordapp.com@example.org/a.txt",
        "https://u:p@cdn.discordapp.com/a.txt",
        "https://cdn.discordapp.com.example.org/a.txt",
        "http://127.0.0.1:1/a.txt",
        "http://169.254.169.254/a.txt",
        "file:///etc/passwd",
        "//cdn.discordapp.com/a.txt",
        "https://[::1/a.txt",
        "",
    ],
)
async def test_nothing_is_fetched_from_anywhere_else(discord, address):
    described = {"filename": "a.txt", "size": 1, "url": address}

    with pytest.raises(BadRequest, match="does not lie with Discord"):
        await Files(discord.api_url).upload(described).read()


async def test_without_a_stand_in_only_discords_own_hosts_are_asked():
    with pytest.raises(BadRequest, match="does not lie with Discord"):
        await Files().upload({"filename": "a.txt", "url": "http://127.0.0.1:8000/a.txt"}).read()


@pytest.mark.parametrize(
    ("trouble", "says"),
    [
        (Trouble("GET /att", status=302), "did not hand me"),
        (Trouble("GET /att", status=500), "did not hand me"),
        (Trouble("GET /att", status=404), "no longer there"),
        (Trouble("GET /att", drop="before", times=9), "did not hand me"),
    ],
    ids=["redirect", "error", "gone", "lost"],
)
async def test_what_does_not_come_is_told(discord, trouble, says):
    discord.troubles = [trouble]

    with pytest.raises(BadRequest, match=says):
        await upload(discord, File("essay.txt", b"Not now.")).read()

    assert not [request for request in discord.fetched if "elsewhere" in request.path]


async def test_a_file_that_takes_too_long_is_told(discord, monkeypatch):
    monkeypatch.setattr("bot.adapters.discord.files.PATIENCE", 0.1)
    discord.troubles = [Trouble("GET /att", delay=0.5)]

    with pytest.raises(BadRequest, match="did not hand me"):
        await upload(discord, File("essay.txt", b"Not now.")).read()


async def test_a_file_that_is_larger_than_it_says_is_not_read_to_its_end(discord):
    with pytest.raises(BadRequest, match="more than 10 MB"):
        await upload(discord, File("essay.txt", b" " * (LARGEST + 1), size=1)).read()


async def test_what_discord_does_not_tell_is_no_crash(discord):
    sent = Files(discord.api_url).upload({})

    assert (sent.name, sent.size) == ("file", 0)
    with pytest.raises(BadRequest):
        await sent.read()
