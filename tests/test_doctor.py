"""`communique doctor`: each fault, made for real, is named with its way out, and none is found where none is."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import zoneinfo
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from importlib import resources
from pathlib import Path
from types import SimpleNamespace

import pytest
from pydantic import AnyHttpUrl, SecretStr

from bot.app import look_over, open_desk
from bot.chat import Platform, SendFailed
from bot.checks import Check, Examination, examine, in_thread
from bot.clock import Clock
from bot.commands import handle
from bot.commands.desk import utc_now
from bot.commands.doctor import machine
from bot.outbox import send_waiting
from bot.settings import Settings
from bot.store import backups, checkup, feeds
from tests.adapters.discord.conftest import settings_for as discord_settings
from tests.adapters.slack.conftest import settings_for as slack_settings
from tests.conftest import Clock as Time
from tests.conftest import FakeChat, ask
from tests.standins.discord import DiscordStandIn
from tests.standins.model import ModelStandIn
from tests.standins.slack import SlackStandIn
from tests.test_app import COMMUNIQUE, ROOT, environment, process


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(database=tmp_path / "communique.db", web_port=0)


def wrong(found: list[Check]) -> dict[str, str]:
    """What is not well, and what to do."""
    return {one.name: one.fix for one in found if not one.ok}


async def faults(settings: Settings) -> dict[str, str]:
    return wrong(await look_over(settings))


@pytest.fixture
async def used(settings: Settings) -> Settings:
    """A database that a bot has worked with a minute ago."""
    async with open_desk(settings) as desk:
        await handle(desk, ask("subscribe redlines"))
        await handle(desk, ask("digest at 09:00 Europe/Berlin"))
        await Clock(desk, dict).make_digests()
    return settings


def test_a_fresh_set_up_is_healthy_and_nothing_is_made(tmp_path):
    told = subprocess.run([COMMUNIQUE, "doctor", "--json"], env=environment(tmp_path), capture_output=True, text=True)

    checks = json.loads(told.stdout)
    assert (told.returncode, told.stderr) == (0, "")
    assert [set(check) for check in checks] == [{"check", "ok", "fix"}] * len(checks)
    assert all(check["ok"] is True and check["fix"] == "" for check in checks)
    assert {"database", "disk", "zone data", "settings", "web page"} <= {check["check"] for check in checks}
    assert list(tmp_path.iterdir()) == []


async def test_a_database_in_use_is_healthy(used):
    assert await faults(used) == {}


async def test_a_running_bot_is_healthy_by_command_line_and_on_its_page(tmp_path):
    with process(tmp_path) as (_, address):
        port = address.rstrip("/").rpartition(":")[2]
        known = environment(tmp_path) | {"COMMUNIQUE_WEB_PORT": port, "COMMUNIQUE_PUBLIC_URL": address}
        told = subprocess.run([COMMUNIQUE, "doctor"], env=known, capture_output=True, text=True, cwd=ROOT)

    assert (told.returncode, told.stderr) == (0, "")
    assert "✓ web page" in told.stdout
    assert "✓ public address" in told.stdout


def test_a_fault_is_a_line_and_an_exit_status(tmp_path):
    known = environment(tmp_path) | {"COMMUNIQUE_DATABASE": str(tmp_path / "none" / "communique.db")}
    told = subprocess.run([COMMUNIQUE, "doctor"], env=known, capture_output=True, text=True, cwd=ROOT)

    assert told.returncode == 1
    assert f"✗ database: There is no folder {tmp_path / 'none'} for the database. Create it" in told.stdout
    assert not (tmp_path / "none").exists()


def test_settings_that_cannot_be_read_are_a_fault_like_any_other(tmp_path):
    known = environment(tmp_path) | {"COMMUNIQUE_WEB_PORT": "eighty"}
    told = subprocess.run([COMMUNIQUE, "doctor", "--json"], env=known, capture_output=True, text=True, cwd=ROOT)

    [check] = json.loads(told.stdout)
    assert (told.returncode, check["check"], check["ok"]) == (1, "settings", False)
    assert "COMMUNIQUE_WEB_PORT cannot be used as it is" in check["fix"]


# The database


def test_a_database_that_may_only_be_read(tmp_path):
    folder = Path(tempfile.mkdtemp(prefix="communique-doctor-"))  # where others than we may go too
    try:
        subprocess.run([COMMUNIQUE, "ask", "redlines"], env=environment(folder), check=True, capture_output=True)
        (folder / "communique.db").chmod(0o444)
        folder.chmod(0o555)
        with not_root():
            file = checkup.objection(folder / "communique.db")
            new = checkup.objection(folder / "new.db")
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)

    assert "cannot be written to. Give the user that runs Communiqué the right to write it and its folder." in file
    assert "cannot be written to, so no database can be made." in new


@contextmanager
def not_root() -> Iterator[None]:
    """As somebody whom the rights of files hold for."""
    before = os.geteuid()
    os.seteuid(before or 65534)
    try:
        yield
    finally:
        os.seteuid(before)


async def test_a_database_that_is_damaged(used):
    with used.database.open("r+b") as file:
        file.seek(used.database.stat().st_size // 2)
        file.write(b"\xff" * 40_000)

    assert "is damaged, or no database of ours. Restore a backup" in (await faults(used))["database"]


async def test_a_database_of_a_newer_version_of_another_program_and_of_an_older_version(used, settings):
    with closing(sqlite3.connect(used.database)) as db:
        db.execute("PRAGMA user_version = 9999")
    newer = (await faults(used))["database"]
    with closing(sqlite3.connect(used.database)) as db:
        db.execute("PRAGMA user_version = 0")
    other = (await faults(used))["database"]
    with closing(sqlite3.connect(used.database)) as db:
        db.execute("PRAGMA user_version = 1")

    assert "was written by a newer Communiqué" in newer
    assert "belongs to another program" in other
    assert await faults(used) == {}  # the next start brings it up to date


async def test_a_database_that_another_program_holds(used):
    with closing(sqlite3.connect(used.database, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        async with asyncio.timeout(30):
            found = await faults(used)

    assert "Another program is holding" in found["database"]


async def test_a_disk_that_is_nearly_full(settings):
    found = await examine(machine.examinations(settings, utc_now, usage=lambda path: SimpleNamespace(free=12_345_678)))

    assert wrong(found)["disk"].startswith("Only 12 MB are free where the database is")


async def test_a_disk_with_less_room_than_a_copy_of_the_database_takes(used):
    with closing(sqlite3.connect(used.database)) as db:
        db.execute("CREATE TABLE much (x)")
        db.execute("INSERT INTO much VALUES (zeroblob(150000000))")
        db.commit()
    found = await examine(machine.examinations(used, utc_now, usage=lambda path: SimpleNamespace(free=120_000_000)))

    assert "Make room: it should have 15" in wrong(found)["disk"]


# Time


@contextmanager
def zone_folder(*folders: Path) -> Iterator[None]:
    """The machine's time zone data lies there."""
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath(list(map(str, folders)))
    zoneinfo.ZoneInfo.clear_cache()
    try:
        yield
    finally:
        zoneinfo.reset_tzpath(list(before))
        zoneinfo.ZoneInfo.clear_cache()


def test_a_machine_without_zone_data(tmp_path):
    (tmp_path / "tzdata.py").write_text("raise ModuleNotFoundError('tzdata')")
    known = environment(tmp_path) | {"PYTHONTZPATH": "", "PYTHONPATH": f"{tmp_path}:{ROOT}"}
    told = subprocess.run([sys.executable, "-m", "bot", "doctor"], env=known, capture_output=True, text=True, cwd="/")

    assert told.stderr == ""
    assert told.returncode == 1
    assert "✗ zone data: This machine has no time zone data" in told.stdout
    assert "Install it: “pip install tzdata”" in told.stdout


async def test_old_zone_data_is_a_fault_where_a_digest_comes_by_it(used, tmp_path):
    folder = tmp_path / "zoneinfo"
    (folder / "Europe").mkdir(parents=True)
    with resources.files("tzdata.zoneinfo").joinpath("UTC").open("rb") as utc:
        (folder / "Europe/Berlin").write_bytes(utc.read())  # as if Berlin had no summer, and lay in Greenwich
    (folder / "+VERSION").write_text("2009a\n")

    with zone_folder(folder):
        fix = (await faults(used))["zone data"]
        (folder / "+VERSION").write_text("2999a\n")
        newer = await faults(used)

    assert "time zone data is old, and puts Europe/Berlin at a wrong time" in fix
    assert "PYTHONTZPATH=" in fix
    assert newer == {}


async def test_a_zone_that_is_not_known_any_more(used):
    with closing(sqlite3.connect(used.database)) as db:
        db.execute("UPDATE schedules SET zone = 'Mars/Olympus'")
        db.commit()

    assert "Mars/Olympus is not known here, so UTC holds instead." in (await faults(used))["zone data"]


@pytest.mark.parametrize(("ahead", "said"), [(-420, "7 minutes ahead of"), (7300, "2 hours behind")])
async def test_a_clock_that_is_wrong_by_each_platforms(settings, ahead, said):
    async with SlackStandIn() as slack, DiscordStandIn() as discord:
        slack.date = discord.date = lambda: time.time() + ahead
        both = _with(settings, slack_settings(slack), discord_settings(discord))
        found = await faults(both)

    assert found["clock, by Slack"].startswith(f"This machine's clock is {said} Slack's")
    assert found["clock, by Discord"].startswith(f"This machine's clock is {said} Discord's")
    assert "timedatectl set-ntp true" in found["clock, by Discord"]
    assert set(found) == {"clock, by Slack", "clock, by Discord"}


def _with(settings: Settings, *others: Settings) -> Settings:
    """The settings, with what the others have set."""
    chosen = {name: value for one in others for name, value in one if name in one.model_fields_set}
    return settings.model_copy(update=chosen)


async def test_a_clock_that_was_set_back(settings):
    async with open_desk(settings, Time(utc_now() + timedelta(hours=5))) as desk:
        await Clock(desk, dict).make_digests()

    assert "The last round of digests was 5 hours from now" in (await faults(settings))["clock"]


async def test_a_bot_that_is_not_running(settings):
    async with open_desk(settings, Time(utc_now() - timedelta(hours=2))) as desk:
        await Clock(desk, dict).make_digests()

    fix = (await faults(settings))["last round"]

    assert fix.startswith("Digests were looked for 2 hours ago, and not since. The bot is not running: start it")


# What comes and goes


async def test_an_outbox_that_nobody_empties_and_a_channel_that_is_lost(settings):
    clock, chat = Time(utc_now() - timedelta(hours=3)), FakeChat()
    async with open_desk(settings, clock) as desk:
        await handle(desk, ask("digest now"))
        stuck = await faults(settings)
        chat.failures = [SendFailed("That channel is archived. Unarchive it.", permanent=True)]
        await send_waiting(desk.database, {Platform.LOCAL: chat}, clock)
        lost = await faults(settings)

    assert "What should be sent has waited for 3 hours." in stuck["outbox"]
    assert "/readyz names those that are not" in stuck["outbox"]
    assert set(lost) == {"channels"}
    assert (
        "1 channel cannot be posted in: local:local/page: That channel is archived. Unarchive it." in lost["channels"]
    )


async def test_a_feed_in_trouble(used):
    async with open_desk(used) as desk, desk.database.transaction() as db:
        now, space = utc_now(), ask("").space
        feed = await feeds.add(db, space, "ukraine-talks", "https://a.example/rss", "The Letter", "u1", now)
        await feeds.note_trouble(db, feed, now, "a.example has refused us this feed (403). Ask the site to let us in.")

    assert (await faults(used))["feeds"] == (
        "1 feed cannot be read: The Letter: a.example has refused us this feed (403). Ask the site to let us in."
    )


async def test_a_watched_folder_that_is_not_there(settings, tmp_path):
    missing = settings.model_copy(update={"watch_folder": tmp_path / "inbox"})

    assert f"There is no folder {tmp_path / 'inbox'}. Create it" in (await faults(missing))["watched folder"]
    (tmp_path / "inbox").mkdir()
    assert await faults(missing) == {}


async def test_copies_of_the_database_that_are_not_taken(used, tmp_path):
    planned = used.model_copy(update={"backup_folder": tmp_path / "copies"})

    assert f"There is no copy of the database in {tmp_path / 'copies'}." in (await faults(planned))["backup"]
    backups.take(planned.database, tmp_path / "copies", utc_now())
    assert await faults(planned) == {}
    fresh = planned.model_copy(update={"database": tmp_path / "new.db"})
    assert await faults(fresh) == {}


# Addresses


async def test_a_model_that_cannot_be_asked_and_one_that_can(settings):
    async with ModelStandIn() as model:
        model.key, model.models = "right", ["small", "large:latest"]

        async def said(**more) -> str:
            known = {"llm_url": AnyHttpUrl(model.url), "llm_model": "small", "llm_key": SecretStr("right")} | more
            return (await faults(settings.model_copy(update=known))).get("model", "")

        assert await said() == await said(llm_model="large") == ""
        assert "refused our key (HTTP 401)" in await said(llm_key=SecretStr("other"))
        assert "The model's server has no medium. Set COMMUNIQUE_LLM_MODEL" in await said(llm_model="medium")
        assert "COMMUNIQUE_LLM_MODEL is not set" in await said(llm_model=None)
        assert model.asked == []
        model.models = None
        assert await said(llm_model="unlisted") == ""
    assert "The model's server cannot be reached, so drafts come from the offline rules." in await said()


async def test_a_public_address_that_leads_nowhere(settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nowhere = AnyHttpUrl(f"http://127.0.0.1:{taken.getsockname()[1]}/")
    fix = (await faults(settings.model_copy(update={"public_url": nowhere})))["public address"]

    assert "cannot be reached from here. See that COMMUNIQUE_PUBLIC_URL is right" in fix


async def test_a_port_that_another_program_has(settings):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        fix = (await faults(settings.model_copy(update={"web_port": port})))["web page"]

    assert f"port {port} of 127.0.0.1 is taken by another program" in fix


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        (
            {"COMMUNIQUE_DISCORD_TOKN": "x"},
            "COMMUNIQUE_DISCORD_TOKN is no setting. Did you mean COMMUNIQUE_DISCORD_TOKEN?",
        ),
        ({"COMMUNIQUE_SLACK_APP_TOKEN": "x"}, "COMMUNIQUE_SLACK_BOT_TOKEN is not set, so Slack does not start."),
    ],
)
def test_a_setting_that_is_misspelt_or_half(tmp_path, environ, said):
    known = environment(tmp_path) | environ
    told = subprocess.run([COMMUNIQUE, "doctor"], env=known, capture_output=True, text=True, cwd=ROOT)

    assert told.returncode == 1
    assert f"✗ settings: {said}" in told.stdout


# Platforms


async def test_each_platform_is_healthy(settings):
    async with SlackStandIn() as slack, DiscordStandIn() as discord:
        found = await look_over(_with(settings, slack_settings(slack), discord_settings(discord)))

    assert wrong(found) == {}
    names = {one.name for one in found}
    assert {"Discord token", "clock, by Discord", "Slack token", "Slack scopes", "Slack app token"} <= names


async def test_a_token_that_discord_refuses(settings):
    async with DiscordStandIn() as discord:
        found = await faults(_with(settings, discord_settings(discord, token="secret.of.nobody")))

    assert "Discord refuses the token in COMMUNIQUE_DISCORD_TOKEN. Make a new one" in found["Discord token"]
    assert "secret.of.nobody" not in str(found)


async def test_a_discord_that_is_away(settings):
    async with DiscordStandIn() as discord:
        away = _with(settings, discord_settings(discord))

    assert (await faults(away))["Discord token"] == "Discord cannot be reached."


@pytest.mark.parametrize("revoked", ["token_revoked", "account_inactive"])
async def test_a_token_that_slack_refuses(settings, revoked):
    async with SlackStandIn() as slack:
        slack.api.revoked = revoked
        found = await faults(_with(settings, slack_settings(slack)))

    assert f"({revoked})" in found["Slack token"]
    assert "api.slack.com/apps" in found["Slack token"]
    assert slack.bot_token not in str(found)


async def test_an_app_token_without_its_scope(settings):
    async with SlackStandIn() as slack:
        slack.api.app_scopes = set()
        found = await faults(_with(settings, slack_settings(slack)))

    assert "this token lacks the scope connections:write" in found["Slack app token"]


@pytest.mark.parametrize(
    ("scope", "said"),
    [
        ("chat:write", "The app lacks chat:write, needed to answer and post."),
        ("channels:history", "so an edition may come twice after a crash"),
        ("users:read", "needed to know the workspace's owners and admins"),
    ],
)
async def test_a_scope_that_is_missing(settings, scope, said):
    async with SlackStandIn() as slack:
        slack.api.scopes.remove(scope)
        found = await faults(_with(settings, slack_settings(slack)))

    assert said in found["Slack scopes"]
    assert "install it to the workspace again" in found["Slack scopes"]


# Limits


async def test_what_hangs_is_a_fault_after_its_time_and_holds_up_nothing():
    async def hang() -> list[Check]:
        await in_thread(lambda: time.sleep(30))
        return []

    async def well() -> list[Check]:
        return [Check("well")]

    async def broken() -> list[Check]:
        raise RuntimeError("with a token in it")

    async with asyncio.timeout(20):
        found = await examine([Examination("disk", hang, 0.2), Examination("x", well), Examination("y", broken)])

    assert [one.name for one in found] == ["disk", "well", "y"]
    assert "did not answer within 0.2 seconds" in found[0].fix
    assert "with a token in it" not in found[2].fix


async def test_a_discord_that_never_answers_is_named_in_time(settings, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        hung = settings.model_copy(update={"discord_token": SecretStr("x"), "discord_api_url": AnyHttpUrl(address)})
        async with asyncio.timeout(30):
            found = await faults(hung)

    assert "did not answer within 5 seconds" in found["Discord token"]
