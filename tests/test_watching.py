"""What watches the bot: the dead-man's check, readiness, Prometheus."""

from __future__ import annotations

import re
from datetime import timedelta

import aiohttp
import pytest
from aiohttp import web

from bot.adapters.web.adapter import WebAdapter
from bot.chat import PAGE, Person, Platform, SendFailed
from bot.clock import Clock
from bot.commands import handle
from bot.digests import make_due_digests
from bot.outbox import send_waiting
from bot.schedule import QuietHours, Schedule
from bot.settings import Settings
from bot.sources.heartbeat import beat
from bot.store import deliveries, lost, subscriptions
from bot.view.markup import words
from bot.view.page import Page, Text
from tests.conftest import ask

ADA = Person("u1", "Ada")


class Check:
    """A dead-man's check on loopback: what it heard, and what it answers."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str, str]] = []
        self.status = 200
        self.address = ""

    async def take(self, request: web.Request) -> web.Response:
        self.heard.append((request.method, request.path, await request.text()))
        return web.Response(status=self.status)


@pytest.fixture
async def check():
    check = Check()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", check.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    check.address = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}/ping/7"
    yield check
    await runner.cleanup()


def clock_over(desk, chat, check):
    return Clock(desk, lambda: {Platform.LOCAL: chat}, heartbeat=check.address)


async def test_each_good_round_is_told_to_the_check(desk, chat, check):
    clock = clock_over(desk, chat, check)

    await clock.make_digests()
    await clock.make_digests()

    assert check.heard == [("GET", "/ping/7", "")] * 2


async def test_a_round_that_fails_is_told_with_its_reason_and_makes_us_unready_in_time(desk, chat, check, clock):
    watched = clock_over(desk, chat, check)
    await watched.make_digests()
    async with desk.database.transaction() as db:
        await subscriptions.plan(db, PAGE, Schedule.parse("09:00", "UTC"), ADA, clock() - timedelta(days=1))
        await db.execute("CREATE TRIGGER no BEFORE INSERT ON editions BEGIN SELECT RAISE(ABORT, 'no'); END")

    clock.forward(minutes=2)
    await watched.make_digests()
    assert check.heard[-1] == ("POST", "/ping/7/fail", "A round of digests failed; the log says why.")
    assert watched.runs
    clock.forward(minutes=1)
    assert not watched.runs


async def test_what_waits_for_long_is_told_too(desk, chat, check, clock):
    async with desk.database.transaction() as db:
        await deliveries.add(db, "k", PAGE, Page("t", (Text(words("x")),)), clock())
    clock.forward(minutes=16)

    await clock_over(desk, chat, check).make_digests()

    assert check.heard[-1][:2] == ("POST", "/ping/7/fail")
    assert "has waited for 0:16:00" in check.heard[-1][2]


async def test_what_is_tried_again_and_again_has_waited_since_it_was_queued(desk, chat, check, clock):
    async with desk.database.transaction() as db:
        await deliveries.add(db, "k", PAGE, Page("t", (Text(words("x")),)), clock())
    chat.failures = [SendFailed("no answer", unsure=True, retry_after=600)] * 3
    for _ in range(3):
        await send_waiting(desk.database, {Platform.LOCAL: chat}, clock)
        clock.forward(minutes=9)
        await clock_over(desk, chat, check).make_digests()
        clock.forward(minutes=1)

    assert [one[0] for one in check.heard] == ["GET", "POST", "POST"]
    assert "has waited for 0:29:00" in check.heard[-1][2]


async def test_what_quiet_hours_hold_waits_for_nobody(desk, chat, check, clock):
    async with desk.database.transaction() as db:
        await subscriptions.be_quiet(db, PAGE, QuietHours.parse("11:00-20:00", "UTC"))
        await deliveries.add(db, "k", PAGE, Page("t", (Text(words("x")),)), clock())
    await send_waiting(desk.database, {Platform.LOCAL: chat}, clock)

    clock.forward(hours=7)
    await clock_over(desk, chat, check).make_digests()
    clock.forward(hours=2)
    await clock_over(desk, chat, check).make_digests()

    assert [one[0] for one in check.heard] == ["GET", "POST"]
    assert "has waited for 1:00:00" in check.heard[-1][2]


@pytest.mark.parametrize("status", [404, 500])
async def test_a_check_that_refuses_is_logged_and_stops_nothing(check, caplog, status):
    check.status = status

    assert not await beat(check.address)
    assert str(status) in caplog.text


async def test_a_check_that_is_away_is_logged_without_its_address(caplog):
    assert not await beat("http://127.0.0.1:9/secret-uuid")
    assert "could not be reached" in caplog.text
    assert "secret-uuid" not in caplog.text


async def metrics_of(adapter, address):
    async with aiohttp.ClientSession() as http, http.get(f"{address}metrics", headers={"Host": "elsewhere"}) as answer:
        assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        rows = re.findall(r"^(communique_\S+) (\S+)$", await answer.text(), re.MULTILINE)
    return {name: float(value) for name, value in rows}


async def test_prometheus_reads_what_was_due_late_missed_sent_failed_retried_and_waits(desk, chat, clock):
    adapter = WebAdapter(Settings(web_port=0), desk)
    address = await adapter.start()
    try:
        before = await metrics_of(adapter, address)
        async with desk.database.transaction() as db:
            await subscriptions.plan(db, PAGE, Schedule.parse("09:00", "UTC"), ADA, clock() - timedelta(days=2))
            await lost.lose(db, PAGE.directly_to(ADA, PAGE.space), "Closed.", clock())
        await make_due_digests(desk.database, clock())
        chat.failures = [SendFailed("busy", retry_after=60), SendFailed("no", permanent=True)]
        await send_waiting(desk.database, {Platform.LOCAL: chat}, clock)
        clock.forward(minutes=5)
        waiting = await metrics_of(adapter, address)
        await send_waiting(desk.database, {Platform.LOCAL: chat}, clock)
        async with desk.database.transaction() as db:
            await lost.regain(db, PAGE, clock())
            await deliveries.add(db, "k", PAGE, Page("t", (Text(words("x")),)), clock())
        await send_waiting(desk.database, {Platform.LOCAL: chat}, clock)
        await handle(desk, ask("redlines"))
        await handle(desk, ask("topics"))
        after = await metrics_of(adapter, address)
    finally:
        await adapter.stop()

    def counted(name, labels=""):
        return after[name + labels] - before.get(name + labels, 0)

    local = '{platform="local"}'
    assert counted("communique_editions_due_total") == 1
    assert counted("communique_editions_late_total") == 1
    assert counted("communique_editions_missed_total") == 1
    assert counted("communique_deliveries_retried_total", local) == 1
    assert counted("communique_deliveries_failed_total", local) == 1
    assert counted("communique_deliveries_sent_total", local) == 1
    assert waiting["communique_outbox_waiting"] == 1
    assert waiting["communique_outbox_oldest_seconds"] == 300
    assert after["communique_outbox_waiting"] == 0
    assert after["communique_channels_lost"] == 1
    assert counted("communique_command_seconds_count", '{command="topic"}') == 1
    assert counted("communique_command_seconds_count", '{command="topics"}') == 1
