"""Settings of a channel: quiet hours, pauses, skipped dates, lateness, silence."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.chat import LOCAL, Channel, Platform, Space
from bot.commands import handle
from bot.schedule import BadSchedule, parse_date
from bot.store import spaces, subscriptions
from bot.view.page import Tone
from tests.commands.pages import everything, said
from tests.conftest import PAGE, ask

SERVER = Channel(Space(Platform.DISCORD, "1"), "general")


async def timing(desk):
    return await subscriptions.timing(desk.database.reader, PAGE)


async def settle(desk, what):
    page = await handle(desk, ask(f"settings {what}"))
    assert page.tone is Tone.DONE, said(page)
    return said(page)


@pytest.fixture
async def planned(desk):
    await handle(desk, ask("digest at 09:00 Europe/Berlin"))
    return desk


async def test_quiet_hours_take_the_zone_of_the_digest(planned):
    assert "22:00-07:30 Europe/Berlin" in await settle(planned, "quiet 22:00-07:30")
    assert str((await timing(planned)).quiet) == "22:00-07:30 Europe/Berlin"

    await settle(planned, "quiet 23:00 to 06:00 america/new_york")
    assert str((await timing(planned)).quiet) == "23:00-06:00 America/New_York"

    await settle(planned, "quiet off")
    assert (await timing(planned)).quiet is None


async def test_a_pause_moves_the_digest_to_its_end_and_ends_when_somebody_says_so(planned):
    before = (await timing(planned)).plan.next_due

    await settle(planned, "pause until 2026-12-24")
    held = await timing(planned)
    assert held.plan.next_due == datetime(2026, 12, 24, 8, tzinfo=UTC)
    assert held.paused_until == datetime(2026, 12, 23, 23, tzinfo=UTC)

    await settle(planned, "pause 2 weeks")
    assert (await timing(planned)).paused_until == planned.now() + timedelta(days=14)

    assert "Paused" not in await settle(planned, "pause off")
    assert (await timing(planned)).plan.next_due == before


async def test_a_new_schedule_ends_a_pause(planned):
    await settle(planned, "pause 1w")

    await handle(planned, ask("digest at 10:00 Europe/Berlin"))

    assert (await timing(planned)).paused_until is None


async def test_dates_are_skipped_one_by_one_or_in_a_row_and_all_come_back(planned):
    await settle(planned, "skip 2026-12-25, 26 dec")
    told = await settle(planned, "skip 31 Dec to 2 Jan")

    days = (await timing(planned)).plan.schedule.skipped
    assert days == {date(2026, 12, 25), date(2026, 12, 26), date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2)}
    assert "2026-12-25" in told

    await settle(planned, "skip off")
    assert not (await timing(planned)).plan.schedule.skipped


async def test_skipping_the_next_one_says_when_the_one_after_comes(planned):
    first = (await timing(planned)).plan.next_due

    await settle(planned, "skip tomorrow")

    assert (await timing(planned)).plan.next_due == first + timedelta(days=1)


async def test_lateness_and_silence_are_chosen_apart(planned):
    await settle(planned, "late 6h")
    assert "no edition" in await settle(planned, "empty skip")
    plan = (await timing(planned)).plan
    assert (plan.catch_up, plan.skip_empty) == (timedelta(hours=6), True)

    await settle(planned, "late day")
    assert "one line" in await settle(planned, "empty say")
    plan = (await timing(planned)).plan
    assert (plan.catch_up, plan.skip_empty) == (None, False)


async def test_the_warning_is_a_choice_of_the_space(desk):
    assert "after 3 days without an essay" in said(await handle(desk, ask("settings")))
    assert "after 1 day without" in await settle(desk, "warn 1d")
    assert "never" in await settle(desk, "warn off")
    assert (await spaces.choices(desk.database.reader, LOCAL)).warn_after == 0


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("quiet", "Write when it is quiet"),
        ("quiet 22:00", "Write when it is quiet"),
        ("quiet 22:00-07:00 Mars", "no time zone"),
        ("pause until 2020-01-01", "later day"),
        ("pause until 2036-01-01", "within a year"),
        ("pause whenever", "not a date"),
        ("skip 2020-01-01", "dates to come"),
        ("skip 2026-12-25 to 2027-12-25", "At most 60"),
        ("skip 31 february", "not a date"),
        ("late 30h", "how late"),
        ("late tomorrow", "how late"),
        ("empty perhaps", "one line"),
        ("warn 0d", "no such setting"),
        ("warn 500d", "no such setting"),
        ("colour blue", "no such setting"),
    ],
)
async def test_what_cannot_be_settled_is_said_and_changes_nothing(planned, what, says):
    before = await timing(planned)

    page = await handle(planned, ask(f"settings {what}"))

    assert page.tone is Tone.MISTAKE
    assert says in said(page)
    assert await timing(planned) == before


@pytest.mark.parametrize("what", ["skip 2026-12-25", "late 6h", "empty skip", "quiet 22:00-07:00"])
async def test_without_a_digest_one_is_told_to_plan_it_or_to_name_a_zone(desk, what):
    page = await handle(desk, ask(f"settings {what}"))

    assert page.tone is Tone.MISTAKE
    assert "Europe/Berlin" in said(page)


@pytest.mark.parametrize("what", ["quiet 22:00-07:00 UTC", "pause 1w", "warn off"])
async def test_who_does_not_manage_a_channel_changes_no_timing(desk, what):
    page = await handle(desk, ask(f"settings {what}", SERVER, may=False))

    assert page.tone is Tone.MISTAKE
    assert (await subscriptions.timing(desk.database.reader, SERVER)).quiet is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-12-25", date(2026, 12, 25)),
        ("25 December", date(2026, 12, 25)),
        ("Dec 25, 2027", date(2027, 12, 25)),
        ("1 jan", date(2027, 1, 1)),
        ("29 feb", date(2028, 2, 29)),
        ("today", date(2026, 11, 22)),
        ("tomorrow", date(2026, 11, 23)),
    ],
)
def test_dates_as_people_write_them(text, day):
    assert parse_date(text, date(2026, 11, 22)) == day


@pytest.mark.parametrize("text", ["", "25", "ma 3", "32 dec", "31 feb", "2026-13-01", "٢٥ dec"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(BadSchedule, match="not a date"):
        parse_date(text, date(2026, 11, 22))


async def test_a_cap_is_set_told_and_taken_away(desk):
    await handle(desk, ask("digest at 09:00 UTC"))

    told = said(await handle(desk, ask("settings cap 3")))
    off = said(await handle(desk, ask("settings cap off")))

    assert "New cards of a topic: at most 3 a day; the rest waits for the next edition" in told
    assert "New cards of a topic" not in off
    await handle(desk, ask("settings cap 2 cards a day"))
    assert "cap none → 2" in said(await handle(desk, ask("audit")))
    await handle(desk, ask("digest off"))
    assert "at most 2 a day; no digest comes: nothing waits" in said(await handle(desk, ask("settings")))


@pytest.mark.parametrize("typed", ["0", "banana", "101", "-1", "", "3.5"])
async def test_a_cap_that_cannot_be_is_refused_with_a_way_out(desk, typed):
    await handle(desk, ask("digest at 09:00 UTC"))

    page = await handle(desk, ask(f"settings cap {typed}"))

    assert page.tone is Tone.MISTAKE
    assert "“settings cap 3”, up to 100, or “off”" in said(page)


async def test_a_cap_without_a_digest_would_let_cards_wait_for_ever(desk):
    page = await handle(desk, ask("settings cap 3"))

    assert page.tone is Tone.MISTAKE
    assert "waits for the digest, and none is planned here" in said(page)


async def test_somebody_who_may_not_sets_no_cap(desk, database):
    await handle(desk, ask("digest at 09:00 UTC", SERVER))
    before = await everything(database)

    assert (await handle(desk, ask("settings cap 3", SERVER, may=False))).tone is Tone.MISTAKE
    assert await everything(database) == before
