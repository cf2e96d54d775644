"""What the clock does for the database: a copy a day, and a failure that nobody can overlook."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

import pytest

from bot import metrics
from bot.chat import Platform
from bot.clock import Clock
from bot.store import backups
from bot.upkeep import BackupPlan, back_up, late_backup
from tests.test_clock import until
from tests.test_watching import check as check  # a dead-man's check on loopback

DAY = timedelta(days=1)


def never() -> bool:
    return False


@pytest.fixture
def plan(tmp_path) -> BackupPlan:
    return BackupPlan(tmp_path / "kept", 3 * DAY)


async def test_a_copy_is_taken_a_day_however_often_one_looks_and_however_long_it_slept(database, plan, clock):
    taken = []
    for _ in range(72):
        taken.append(await back_up(database, plan, clock(), never))
        clock.forward(hours=1)
    clock.forward(days=5, minutes=17)
    taken.append(await back_up(database, plan, clock(), never))

    assert [hour for hour, one in enumerate(taken) if one] == [0, 24, 48, 72]
    assert [backup.taken.day for backup in backups.held(plan.folder)] == [30]  # the others were older than three days
    assert metrics.LAST_BACKUP._value.get() == backups.held(plan.folder)[-1].taken.timestamp()


async def test_the_time_of_the_last_copy_is_known_after_a_start(database, plan, clock):
    await back_up(database, plan, clock(), never)
    metrics.LAST_BACKUP.set(0)

    await back_up(database, plan, clock.forward(hours=2), never)

    assert metrics.LAST_BACKUP._value.get() == (clock() - timedelta(hours=2)).timestamp()


async def test_a_copy_that_fails_is_an_error_in_the_log_and_is_counted(database, plan, clock, caplog):
    plan.folder.write_text("no folder")
    before = metrics.BACKUPS_FAILED._value.get()

    assert not await back_up(database, plan, clock(), never)

    [line] = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert "No copy of the database could be taken" in line.getMessage()
    assert str(plan.folder) in line.getMessage()
    assert not line.exc_info
    assert metrics.BACKUPS_FAILED._value.get() == before + 1


async def test_a_copy_that_is_ended_with_the_bot_is_no_failure(database, plan, clock, caplog):
    assert not await back_up(database, plan, clock(), lambda: True)

    assert not caplog.records
    assert backups.held(plan.folder) == []


async def test_what_is_overdue_is_a_sentence(database, plan, clock):
    assert "There is no copy" in await late_backup(plan, clock())
    await back_up(database, plan, clock(), never)
    assert await late_backup(plan, clock.forward(hours=35)) == ""
    assert "newest copy of the database is from 22 November" in await late_backup(plan, clock.forward(hours=2))


async def test_the_clock_copies_at_the_start_and_tells_the_check_when_it_cannot(desk, chat, check, plan):
    ticking = Clock(desk, lambda: {Platform.LOCAL: chat}, heartbeat=check.address, backups=plan)
    ticking.start()
    await until(lambda: backups.held(plan.folder))
    await ticking.stop()
    assert all(path == "/ping/7" for _, path, _ in check.heard[1:])

    for backup in backups.held(plan.folder):
        backup.path.unlink()
    await ticking.make_digests()

    assert check.heard[-1][:2] == ("POST", "/ping/7/fail")
    assert "There is no copy of the database" in check.heard[-1][2]


async def test_without_a_plan_nothing_is_copied(desk, chat, tmp_path):
    ticking = Clock(desk, lambda: {Platform.LOCAL: chat})
    ticking.start()
    await asyncio.sleep(0.2)
    await ticking.stop()

    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == []
