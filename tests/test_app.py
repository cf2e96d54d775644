"""The whole bot: DESIGN.md's three paths on the local page, and the real process, killed and ended."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from pydantic import SecretStr

from bot import app as app_module
from bot.app import App, open_desk
from bot.chat import LOCAL, Person
from bot.commands.essays import take_in
from bot.settings import Settings
from bot.sources.files import read_essay
from bot.store.database import DatabaseTrouble
from tests.standins.slack import SlackStandIn

ROOT = Path(__file__).parents[1]
COMMUNIQUE = str(Path(sys.executable).with_name("communique"))
ESSAY = ROOT / "briefs" / "content" / "demonstration" / "essay.md"


@dataclass
class Reader:
    """Somebody at the local page."""

    http: aiohttp.ClientSession
    address: str

    async def ask(self, text, **fields):
        """What the page answers."""
        async with self.http.post(f"{self.address}api/ask", json={"text": text, "fields": fields}) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def is_ready(self, said):
        """Wait until /readyz says this."""
        async with asyncio.timeout(10):
            while True:
                async with self.http.get(f"{self.address}readyz") as answer:
                    if await answer.text() == said:
                        return answer.status
                await asyncio.sleep(0.02)

    async def posts(self, many, longest=10):
        """What has arrived by itself, as soon as there are so many; what only puts an older post right is left out."""
        found = []
        async with asyncio.timeout(longest), self.http.get(f"{self.address}api/events") as stream:
            async for line in stream.content:
                if line.startswith(b'data: {"id"'):
                    post = json.loads(line[6:])
                    found += [] if post["replaces"] else [post["page"]]
                    if len(found) == many:
                        return found
        raise AssertionError(f"the stream ended after {len(found)} posts")


def settings(tmp_path, **more):
    return Settings(database=tmp_path / "communique.db", web_port=0, **more)


@asynccontextmanager
async def running(tmp_path, clock, **more):
    """The whole bot in this process, on a clock that we move."""
    async with open_desk(settings(tmp_path, **more), clock) as desk:
        app = App(settings(tmp_path, **more), desk)
        address = await app.start()
        try:
            async with aiohttp.ClientSession() as http:
                yield app, Reader(http, address)
        finally:
            await app.stop()


def text(page):
    return json.dumps(page, ensure_ascii=False)


async def test_somebody_asks_and_is_answered_on_the_page(tmp_path, clock):
    async with running(tmp_path, clock) as (_, reader):
        topic = await reader.ask("redlines")
        near = await reader.ask("redlnes")

    assert topic["tone"] == "plain"
    assert "Red lines" in topic["title"]
    assert near["tone"] == "mistake"
    assert "redlines" in text(near)


async def test_nobody_asks_and_the_digest_arrives_by_the_clock(tmp_path, clock):
    async with running(tmp_path, clock) as (app, reader):
        await reader.ask("subscribe redlines")
        await reader.ask("digest at 09:00 UTC")
        clock.forward(hours=21)
        await app.clock.make_digests()  # as each minute
        [digest] = await reader.posts(1)
        clock.forward(days=1)
        await app.clock.make_digests()
        [_, second] = await reader.posts(2)

    assert "23 November 2026" in digest["title"]
    assert "nothing new" in second["title"]


async def test_the_doctor_looks_at_the_machine_and_at_each_platform(tmp_path, clock):
    async with SlackStandIn(now=lambda: clock().timestamp()) as slack:
        slack.date = lambda: clock().timestamp()
        known = {"slack_bot_token": slack.bot_token, "slack_app_token": slack.app_token, "slack_api_url": slack.url}
        async with running(tmp_path, clock, **known) as (_, reader):
            assert await reader.is_ready("ready") == 200
            well = await reader.ask("doctor")
            slack.api.scopes.discard("channels:history")
            fault = await reader.ask("doctor")

    assert well["title"] == "Doctor: all is well", text(well)
    for name in ("database", "disk", "zone data", "settings", "last round", "Slack token", "Slack scopes"):
        assert name in text(well)
    assert fault["title"] == "Doctor: 1 fault"
    assert "an edition may come twice after a crash" in text(fault)


async def test_a_platform_that_refuses_our_token_is_named_to_whoever_watches(tmp_path, clock, caplog):
    async with SlackStandIn() as slack:
        slack_settings = {"slack_bot_token": slack.bot_token, "slack_app_token": slack.app_token}
        async with running(tmp_path, clock, **slack_settings, slack_api_url=slack.url) as (app, reader):
            assert await reader.is_ready("ready") == 200
            await slack.command("digest at 13:00 UTC", user="U0OWNER")
            slack.api.revoked = "token_revoked"
            clock.forward(hours=1)
            await app.clock.make_digests()

            assert await reader.is_ready("not ready: slack") == 503
            [row] = await app.desk.database.reader.execute_fetchall("SELECT state FROM deliveries")

    assert row["state"] == "waiting"
    assert "My token is revoked" in caplog.text


async def test_a_digest_that_came_due_while_the_bot_was_off_arrives_when_it_is_on_again(tmp_path, clock):
    async with running(tmp_path, clock) as (_, reader):
        await reader.ask("digest at 09:00 UTC")
    clock.forward(hours=21, minutes=20)

    async with running(tmp_path, clock) as (_, reader):
        [digest] = await reader.posts(1)

    assert "Late" in text(digest)


async def test_an_essay_becomes_drafts_then_cards_then_part_of_the_next_digest(tmp_path, clock):
    async with running(tmp_path, clock) as (app, reader):
        intake = await take_in(app.desk, read_essay(ESSAY), LOCAL, Person("local", "you"))
        draft = next(one for one in intake.drafts if '"' not in one.headline)  # which JSON would escape
        assert draft.headline not in text(await reader.ask(draft.topic))
        await reader.ask(f"card {draft.id} publish")
        published = await reader.ask(f"card {draft.id}")
        await reader.ask(f"subscribe {draft.topic}")
        await reader.ask("digest at 09:00 UTC")
        clock.forward(hours=21)
        await app.clock.make_digests()
        [digest] = await reader.posts(1)
        await reader.ask(f"card {draft.id} retire")
        clock.forward(days=1)
        await app.clock.make_digests()
        [_, after] = await reader.posts(2)

    assert draft.headline in text(published)
    assert draft.headline[:60] in text(digest)
    assert draft.id in text(after)
    assert "Withdrawn" in text(after)


async def test_an_edition_asked_for_now_arrives_within_seconds(tmp_path, clock):
    async with running(tmp_path, clock) as (_, reader):
        await reader.ask("digest now")

        [edition] = await reader.posts(1, longest=5)

    assert "22 November 2026" in edition["title"]


async def test_two_hundred_questions_at_once_are_all_answered(tmp_path, clock):
    questions = ["redlines", "search peace", "topics", "subscribe outlook", "nonsense"] * 40
    async with running(tmp_path, clock) as (_, reader):
        answers = await asyncio.gather(*map(reader.ask, questions))

    assert len([answer for answer in answers if answer["title"]]) == 200
    assert not any("our fault" in text(answer) for answer in answers)


def environment(tmp_path):
    """Ours, without anything of this machine's bot."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("COMMUNIQUE_", "SLACK_"))}
    return clean | {"COMMUNIQUE_DATABASE": str(tmp_path / "communique.db"), "COMMUNIQUE_WEB_PORT": "0"}


@contextmanager
def process(tmp_path):
    """`communique run`, and the address that it printed."""
    bot = subprocess.Popen(
        [COMMUNIQUE, "run"],
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    try:
        assert bot.stdout
        line = bot.stdout.readline()
        assert "http://127.0.0.1:" in line, line + (bot.stderr.read() if bot.stderr and bot.poll() else "")
        yield bot, line.split()[-1]
    finally:
        if bot.poll() is None:
            bot.kill()
        bot.communicate()


async def test_the_process_says_where_it_is_and_ends_well_when_it_is_told_to(tmp_path):
    with process(tmp_path) as (bot, address):
        async with aiohttp.ClientSession() as http, http.get(f"{address}healthz") as answer:
            assert (answer.status, await answer.text()) == (200, "ok")
            stream = await http.get(f"{address}api/events")  # an open page does not hold it up

            bot.send_signal(signal.SIGTERM)
            _, errors = await asyncio.to_thread(bot.communicate, timeout=5)
            stream.close()

    assert bot.returncode == 0
    assert "Traceback" not in errors


async def test_a_killed_process_forgets_no_subscription_and_no_digest(tmp_path):
    async with aiohttp.ClientSession() as http:
        with process(tmp_path) as (bot, address):
            await Reader(http, address).ask("subscribe redlines leverage")
            await Reader(http, address).ask("digest at 09:00 Europe/Berlin weekdays")
            await Reader(http, address).ask("digest now")
            bot.kill()

        with process(tmp_path) as (_, address):
            followed = await Reader(http, address).ask("subscriptions")
            posts = await Reader(http, address).posts(1)

    assert "Leverage, redlines" in text(followed)
    assert "every weekday at 09:00 (Europe/Berlin)" in text(followed)
    assert len(posts) == 1


def test_a_database_that_cannot_be_used_is_a_sentence_and_no_traceback(tmp_path):
    (tmp_path / "communique.db").mkdir()

    ended = subprocess.run(
        [COMMUNIQUE, "run"],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=30,
    )

    assert ended.returncode == 1
    assert "cannot be opened" in ended.stderr
    assert "Traceback" not in ended.stderr


async def test_a_database_that_can_only_be_read_is_refused_at_the_start(tmp_path, desk, monkeypatch):
    @asynccontextmanager
    async def read_only(settings):
        await desk.database._writer.execute("PRAGMA query_only = ON")
        yield desk

    monkeypatch.setattr(app_module, "open_desk", read_only)

    with pytest.raises(DatabaseTrouble, match="cannot be written to"):
        async with asyncio.timeout(5):
            await app_module.run(settings(tmp_path), print)


class Unreachable:
    """A platform that is started and goes on trying."""

    connected = False

    async def start(self):
        pass


async def test_a_platform_that_is_out_of_reach_is_not_said_to_be_connected(caplog):
    caplog.set_level("INFO")

    await app_module._start("slack", Unreachable())

    assert "Connected" not in caplog.text


@pytest.mark.parametrize("half", ["slack_app_token", "slack_signing_secret"])
async def test_half_of_what_slack_needs_is_said_to_be_half(tmp_path, desk, caplog, half):
    App(settings(tmp_path, **{half: SecretStr("not shown")}), desk)

    assert "COMMUNIQUE_SLACK_BOT_TOKEN is not set" in caplog.text
    assert "not shown" not in caplog.text
