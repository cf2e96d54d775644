"""Start, stay connected, stop."""

from __future__ import annotations

import asyncio
import logging
import time

import aiohttp
import pytest

from bot.adapters.slack.adapter import SlackAdapter
from bot.adapters.slack.bolt import bolt_app
from bot.adapters.slack.calls import Calls, proxy_for
from bot.settings import SettingsWrong
from tests.adapters.slack.conftest import settings_for
from tests.standins.slack import Fault, SlackStandIn
from tests.standins.slack.signed import SignedRequests


async def wrong(slack, desk, mode="socket", **more) -> str:
    with pytest.raises(SettingsWrong) as caught:
        await SlackAdapter(settings_for(slack, mode, **more), desk).start()
    return str(caught.value)


async def test_a_wrong_bot_token_is_named_with_a_way_out(slack, desk):
    said = await wrong(slack, desk, slack_bot_token="xoxb-wrong")

    assert said.startswith("COMMUNIQUE_SLACK_BOT_TOKEN: ")
    assert "xoxb-" in said
    assert "api.slack.com/apps" in said
    assert "wrong" not in said


async def test_a_wrong_app_token_is_named_with_a_way_out(slack, desk):
    assert (await wrong(slack, desk, slack_app_token="xapp-wrong")).startswith("COMMUNIQUE_SLACK_APP_TOKEN: ")
    assert "xapp-" in await wrong(slack, desk, slack_app_token=slack.bot_token)

    slack.api.app_scopes.clear()
    assert "connections:write" in await wrong(slack, desk)


async def test_a_bot_token_alone_is_not_enough(slack, desk):
    said = await wrong(slack, desk, "http", slack_signing_secret=None)

    assert "COMMUNIQUE_SLACK_APP_TOKEN" in said
    assert "COMMUNIQUE_SLACK_SIGNING_SECRET" in said


async def test_a_scope_that_everything_needs_is_named_at_the_start(slack, desk):
    slack.api.scopes.remove("chat:write")

    assert "chat:write" in await wrong(slack, desk)


async def test_a_scope_that_something_needs_is_said_and_the_rest_works(connect, slack, caplog):
    slack.api.scopes.remove("groups:history")

    await connect()

    assert "groups:history" in caplog.text
    assert await slack.command("redlines")


async def test_a_slack_that_is_away_at_the_start_is_waited_for(connect, slack):
    slack.fail("auth.test", Fault(delay=5), Fault(status=500), Fault(dropped=True))
    slack.fail("apps.connections.open", Fault(status=500))

    adapter = await connect(first_wait=0.05, start_within=0.2)

    assert not adapter.connected
    await _until(lambda: adapter.connected, 5)
    assert await slack.command("redlines")


@pytest.mark.parametrize("how", ["drop", "refresh"])
async def test_a_lost_connection_comes_back(connect, slack, how):
    adapter = await connect(ping_interval=0.1)
    assert adapter.connected

    if how == "drop":
        slack.sockets.drop()
    else:
        await slack.sockets.refresh()

    await _until(lambda: slack.sockets.opened == 2, 3)
    assert await slack.command("redlines")
    assert adapter.connected


async def test_an_address_that_does_not_open_is_not_tried_for_ever(connect, slack):
    adapter = await connect(ping_interval=0.1, stuck=0.3)
    slack.sockets.refused = 1

    slack.sockets.drop()

    await _until(lambda: slack.sockets.opened == 2, 5)
    assert await slack.command("redlines")
    assert adapter.connected


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_it_stops_at_once_even_while_it_answers(slack, connect, script, mode):
    async def slow(request):
        await asyncio.sleep(30)

    script.wait = slow
    adapter = await connect(mode, script, answer_within=0.05)
    slack.patience = 0.1
    asking = asyncio.create_task(slack.command("slow"))
    await asyncio.sleep(0.1)

    async with asyncio.timeout(20):
        await adapter.stop()

    assert not adapter.connected
    asking.cancel()


async def test_it_stops_while_slack_is_away(connect, slack):
    slack.fail("auth.test", *[Fault(dropped=True)] * 9)
    adapter = await connect()

    async with asyncio.timeout(20):
        await adapter.stop()


async def test_an_app_token_means_socket_mode_also_where_there_is_a_secret(connect, slack, desk):
    adapter = await connect("socket")

    assert slack.sockets.open
    assert adapter.http_handler is None
    assert SlackAdapter(settings_for(slack, "http"), desk).http_handler


async def test_bolts_own_variables_change_nothing(connect, slack, monkeypatch):
    names = ("CLIENT_ID", "CLIENT_SECRET", "BOT_TOKEN", "APP_TOKEN", "SIGNING_SECRET", "VERIFICATION_TOKEN", "SCOPES")
    for name in names:
        monkeypatch.setenv(f"SLACK_{name}", "somebody else's")

    for mode in ("socket", "http"):
        await connect(mode)
        assert await slack.command("redlines")
    calls = Calls("xoxb-1")
    app = bolt_app(calls, "xoxb-1", "secret")
    await calls.close()
    assert app.oauth_flow is None
    assert app.installation_store is None


async def test_tokens_are_in_no_log(connect, slack, caplog):
    with caplog.at_level(logging.DEBUG):
        await connect()
        await slack.command("redlines")
        await slack.mention("redlines")
        slack.fail("apps.connections.open", Fault(error="internal_error"))
        slack.sockets.drop()

    for secret in (slack.bot_token, slack.app_token, "made-up-signing-secret"):
        assert secret not in caplog.text


async def test_only_slack_is_heard(connect, slack):
    await connect("http")
    signed = slack.http
    payload = {"type": "event_callback", "event": {"type": "team_join"}, "team_id": "T1"}

    assert await _post(signed, payload) == 200
    assert await _post(SignedRequests(signed.address, "another secret"), payload) == 401
    assert await _post(signed, payload, at=time.time() - 301) == 401
    assert await _post(signed, payload, **{"X-Slack-Signature": ""}) == 401
    assert await _post(signed, payload, **{"X-Slack-Request-Timestamp": "yesterday"}) == 401
    assert await _post(signed, {"type": "url_verification", "challenge": "c"}) == 200


async def test_no_proxy_exempts_what_it_names(monkeypatch):
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("no_proxy", "slack.internal")

    assert proxy_for("https://slack.com/api/") == "http://proxy.example:3128"
    assert proxy_for("https://slack.internal/api/") is None
    assert proxy_for("http://127.0.0.1:80/api/") is None


async def test_a_proxy_in_the_environment_does_not_stand_before_this_machine(connect, slack, monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    await connect()

    assert await slack.click(await slack.command("facts"), "Next")


async def _post(signed, payload, at=None, **headers) -> int:
    body, signature = signed.sign("events_api", payload, at)
    async with (
        aiohttp.ClientSession() as session,
        session.post(signed.address, data=body, headers=signature | headers) as answer,
    ):
        return answer.status


async def _until(true, seconds) -> None:
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.02)


async def test_a_stand_in_starts_and_stops_alone():
    async with SlackStandIn() as slack:
        assert slack.url.startswith("http://127.0.0.1:")
