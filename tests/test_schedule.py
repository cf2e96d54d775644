"""A schedule only ever moves on, and comes once each local date, whatever the clocks do."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.schedule import (
    EVERY_DAY,
    WEEKDAYS,
    WEEKEND,
    BadSchedule,
    QuietHours,
    Schedule,
    days_text,
    parse_days,
    parse_time,
    parse_zone,
    zone_names_like,
)
from tests.bench import zones as zones_bench

ZONES = (
    "Africa/Cairo",
    "America/Havana",
    "America/New_York",
    "America/Santiago",
    "America/Scoresbysund",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "UTC",
)
HALF_HOURS = zones_bench.HALF_HOURS

times = st.sampled_from(HALF_HOURS) | st.times().map(lambda at: at.replace(second=0, microsecond=0))
zones = st.sampled_from(ZONES) | st.sampled_from(sorted(available_timezones() - {"Factory", "localtime"}))
weekdays = st.frozensets(st.integers(0, 6), min_size=1)
moments = st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis puts the zone on
schedules = st.builds(Schedule, times, zones, weekdays)


@given(schedules, moments)
def test_due_times_only_ever_move_on(schedule, moment):
    first = schedule.next_after(moment)

    assert moment < first < schedule.next_after(first)


@given(schedules, moments)
def test_nothing_is_due_between_a_moment_and_the_next_due_time(schedule, moment):
    due = schedule.next_after(moment)

    assert schedule.next_after(due - timedelta(microseconds=1)) == due
    assert schedule.latest_by(due) == due
    last = schedule.latest_by(due - timedelta(microseconds=1))
    assert last is None or last <= moment


@given(schedules, moments)
def test_a_due_time_belongs_to_one_date_of_the_right_weekday(schedule, moment):
    due = schedule.next_after(moment)

    day = schedule.day_of(due)

    assert schedule.on(day) == due
    assert day.weekday() in schedule.days


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("year", [2011, 2024, 2026])
def test_every_local_date_around_a_change_of_clocks_has_one_due_time_at_every_half_hour(zone, year):
    for held in _dates_around_changes(year, zone):
        for at in HALF_HOURS:
            schedule = Schedule(at, zone)
            due: list[datetime] = []
            moment = schedule.on(held[0]) - timedelta(seconds=1)
            while len(due) < len(held):
                moment = schedule.next_after(moment)
                due.append(moment)
            assert [schedule.day_of(moment) for moment in due] == held
            assert due == [schedule.on(day) for day in held]


@pytest.mark.parametrize("zone", ZONES)
def test_every_local_date_has_one_due_time_and_rfc_5545_says_which(zone):  # tests.bench.zones: all of them
    first, last = date(2027, 1, 1), date(2027, 12, 31)
    clock = zones_bench.clock_of(zone, first, last)

    tallies = [zones_bench.walk(zone, clock, at, first, last) for at in HALF_HOURS if at.hour in (0, 1, 2, 23)]

    assert [tally.wrong for tally in tallies if tally.wrong] == []
    assert sum(tally.days for tally in tallies) == 8 * 365


def test_the_count_of_due_times_finds_those_that_are_wrong():
    berlin, utc = (zones_bench.clock_of(zone) for zone in ("Europe/Berlin", "UTC"))

    tally = zones_bench.walk("Europe/Berlin", utc, time(2, 30))

    assert len(tally.wrong) == 2191
    assert zones_bench.right(berlin, date(2026, 3, 29), time(2, 30)) == (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), 0)
    assert zones_bench.right(berlin, date(2026, 10, 25), time(2, 30)) == (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), 2)


def _dates_around_changes(year: int, zone: str) -> list[list[date]]:
    """The dates that a clock on the wall of that zone shows within three days of each change of its offset."""
    place = ZoneInfo(zone)
    hours = [datetime(year, 1, 4, tzinfo=UTC) + timedelta(hours=n) for n in range(24 * 359)]
    changes = [hour for hour in hours if hour.astimezone(place).utcoffset() != _hour_before(hour, place).utcoffset()]
    around = [[change + timedelta(hours=n) for n in range(-72, 73)] for change in changes]
    return [list(dict.fromkeys(hour.astimezone(place).date() for hour in near))[1:-1] for near in around]


def _hour_before(hour: datetime, place: ZoneInfo) -> datetime:
    return (hour - timedelta(hours=1)).astimezone(place)


@given(schedules, moments, st.frozensets(st.integers(0, 40), max_size=20))
def test_a_skipped_date_has_no_due_time_and_all_others_keep_theirs(schedule, moment, far):
    first = schedule.day_of(schedule.next_after(moment))
    skipped = frozenset(first + timedelta(days=days) for days in far)
    skipping = replace(schedule, skipped=skipped)

    until = moment + timedelta(days=60)

    kept = [due for due in schedule.between(moment, until) if schedule.day_of(due) not in skipped]
    assert skipping.between(moment, until) == kept
    assert skipping.latest_by(kept[-1]) == kept[-1]


@given(schedules, moments)
def test_a_day_is_over_when_the_next_begins(schedule, moment):
    day = schedule.local_date(moment)

    end = schedule.end_of(day)

    assert schedule.local_date(end) > day
    assert schedule.local_date(end - timedelta(microseconds=1)) <= day


quiet_hours = st.builds(QuietHours, times, times, zones).filter(lambda quiet: quiet.start != quiet.end)


@given(quiet_hours, moments)
def test_quiet_hours_end_where_the_clock_on_the_wall_says(quiet, moment):
    ends = quiet.ends(moment)

    wall = moment.astimezone(ZoneInfo(quiet.zone)).time()
    within = quiet.start <= wall < quiet.end
    over_midnight = quiet.start > quiet.end and (wall >= quiet.start or wall < quiet.end)
    if ends:
        assert within or over_midnight
        assert moment < ends <= moment + timedelta(hours=26)
    elif within or over_midnight:  # the night on which the clock goes back shows an end twice
        assert wall < quiet.end


@pytest.mark.parametrize(
    ("hours", "zone", "moment", "ends"),
    [
        ("22:00-07:00", "Europe/Berlin", "2026-11-22T20:59", None),
        ("22:00-07:00", "Europe/Berlin", "2026-11-22T21:00", "2026-11-23T06:00"),
        ("22:00 – 07:00", "Europe/Berlin", "2026-11-23T05:59", "2026-11-23T06:00"),
        ("22:00 to 07:00", "Europe/Berlin", "2026-11-23T06:00", None),
        ("22:00-07:00", "Europe/Berlin", "2026-03-28T22:00", "2026-03-29T05:00"),  # summer time begins meanwhile
        ("12:01-12:02", "UTC", "2026-11-22T12:01:59", "2026-11-22T12:02"),
        ("01:00-02:30", "Europe/Berlin", "2026-10-25T00:15", "2026-10-25T00:30"),  # 02:15 for the first time
        ("01:00-02:30", "Europe/Berlin", "2026-10-25T01:15", "2026-10-25T01:30"),  # ... and once more
    ],
)
def test_quiet_hours(hours, zone, moment, ends):
    quiet = QuietHours.parse(hours, zone)

    found = quiet.ends(datetime.fromisoformat(moment).replace(tzinfo=UTC))

    assert found == (datetime.fromisoformat(ends).replace(tzinfo=UTC) if ends else None)
    assert QuietHours.parse(*str(quiet).split()) == quiet


@pytest.mark.parametrize(
    ("hours", "zone", "says"),
    [
        ("22:00", "UTC", "Write from when to when"),
        ("22:00-22:00", "UTC", "quiet for ever"),
        ("22:00-25:00", "UTC", "not a time of day"),
        ("22:00-07:00", "Mars", "no time zone"),
    ],
)
def test_hours_that_cannot_be_quiet_are_refused_with_a_way_to_write_them(hours, zone, says):
    with pytest.raises(BadSchedule, match=says):
        QuietHours.parse(hours, zone)


def test_a_date_that_apia_left_out_has_no_due_time():
    schedule = Schedule.parse("09:00", "Pacific/Apia")

    assert schedule.on(date(2011, 12, 30)) is None
    before = schedule.on(date(2011, 12, 29))
    assert schedule.next_after(before) == schedule.on(date(2011, 12, 31)) == before + timedelta(days=1)


def test_a_friday_that_a_zone_left_out_comes_a_week_later():
    schedule = Schedule.parse("09:00", "Pacific/Apia", "fri")

    due = schedule.next_after(datetime(2011, 12, 25, tzinfo=UTC))

    assert schedule.day_of(due) == date(2012, 1, 6)


@pytest.mark.parametrize(
    ("at", "zone", "day", "due"),
    [
        ("02:30", "Europe/Berlin", date(2026, 3, 29), "2026-03-29T01:30:00Z"),  # skipped: the offset before it
        ("02:00", "Europe/Berlin", date(2026, 3, 29), "2026-03-29T01:00:00Z"),
        ("03:00", "Europe/Berlin", date(2026, 3, 29), "2026-03-29T01:00:00Z"),
        ("02:30", "Europe/Berlin", date(2026, 10, 25), "2026-10-25T00:30:00Z"),  # repeated: the first time
        ("02:30", "Europe/Berlin", date(2026, 10, 24), "2026-10-24T00:30:00Z"),
        ("02:30", "America/New_York", date(2026, 3, 8), "2026-03-08T07:30:00Z"),
        ("01:30", "America/New_York", date(2026, 11, 1), "2026-11-01T05:30:00Z"),
        ("02:15", "Australia/Lord_Howe", date(2026, 10, 4), "2026-10-03T15:45:00Z"),  # half an hour is skipped
        ("00:00", "America/Havana", date(2026, 3, 8), "2026-03-08T05:00:00Z"),  # midnight itself is skipped
        ("00:00", "Asia/Beirut", date(2026, 3, 29), "2026-03-28T22:00:00Z"),
        ("23:30", "America/Scoresbysund", date(2026, 3, 28), "2026-03-29T01:30:00Z"),  # it is the 29th there by then
    ],
)
def test_times_that_the_clocks_skip_or_repeat_follow_rfc_5545(at, zone, day, due):
    assert f"{Schedule.parse(at, zone).on(day):%Y-%m-%dT%H:%M:%SZ}" == due


def test_a_time_skipped_before_midnight_still_belongs_to_its_own_date():
    schedule = Schedule.parse("23:30", "America/Scoresbysund")
    saturday = schedule.on(date(2026, 3, 28))

    assert schedule.local_date(saturday) == date(2026, 3, 29)
    assert schedule.day_of(saturday) == date(2026, 3, 28)
    assert schedule.day_of(schedule.next_after(saturday)) == date(2026, 3, 29)


def test_a_repeated_time_is_not_due_again():
    schedule = Schedule.parse("02:30", "Europe/Berlin")

    first = schedule.next_after(datetime(2026, 10, 25, 0, 0, tzinfo=UTC))

    assert schedule.next_after(first) == first + timedelta(hours=25)


@pytest.mark.parametrize(
    ("text", "at"), [("09:00", time(9)), ("9:00", time(9)), (" 23.59 ", time(23, 59)), ("0:00", time(0))]
)
def test_times_of_day_are_read_as_people_write_them(text, at):
    assert parse_time(text) == at


@pytest.mark.parametrize(
    "text", ["", "9", "24:00", "09:60", "9 am", "٠٩:٠٠", "09:00:00", "-1:00", "x" * 10_000, "09:0０"]
)
def test_a_time_that_is_none_is_refused_with_a_way_out(text):
    with pytest.raises(BadSchedule, match="is not a time of day. Write it as 09:00") as refused:
        parse_time(text)

    assert len(str(refused.value)) < 200


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        (" europe/berlin ", "Europe/Berlin"),
        ("berlin", "Europe/Berlin"),
        ("New York", "America/New_York"),
        ("america/new_york", "America/New_York"),
        ("utc", "UTC"),
        ("Etc/GMT+1", "Etc/GMT+1"),
    ],
)
def test_zones_are_read_as_people_write_them(text, zone):
    assert parse_zone(text) == zone


@pytest.mark.parametrize(("text", "near"), [("Europe/Berlim", "Europe/Berlin"), ("Kyjv", "Kyiv"), ("Pariss", "Paris")])
def test_a_zone_that_is_nearly_one_is_offered(text, near):
    with pytest.raises(BadSchedule, match="Did you mean") as refused:
        parse_zone(text)

    assert near in str(refused.value)


@pytest.mark.parametrize("text", ["", "Mars/Olympus", "localtime", "Factory", "../../etc/passwd", "🦊", "x" * 10_000])
def test_a_zone_that_does_not_exist_is_refused_with_a_way_out(text):
    with pytest.raises(BadSchedule, match="There is no time zone called") as refused:
        parse_zone(text)

    assert len(str(refused.value)) < 250


@pytest.mark.parametrize("text", ["GMT+1", "gmt-5", "UTC+1", "UTC-05:00", "+01:00"])
def test_a_bare_offset_is_refused_because_the_zones_so_named_have_the_other_sign(text):
    with pytest.raises(BadSchedule, match="Europe/Berlin"):
        parse_zone(text)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("", EVERY_DAY),
        ("daily", EVERY_DAY),
        ("every day", EVERY_DAY),
        ("weekdays", WEEKDAYS),
        ("every weekday", WEEKDAYS),
        ("weekend", WEEKEND),
        ("weekends", WEEKEND),
        ("Mon,Wed", {0, 2}),
        ("mon, wed,", {0, 2}),
        ("Mondays", {0}),
        ("mondays and thursdays", {0, 3}),
        ("tues thurs", {1, 3}),
        ("mon-fri", WEEKDAYS),
        ("mon – fri", WEEKDAYS),
        ("sat-mon", {5, 6, 0}),
        ("on fridays", {4}),
    ],
)
def test_days_are_read_as_people_write_them(text, days):
    assert parse_days(text) == days


@pytest.mark.parametrize("text", ["banana", "m", "t", "mon-", "-", ",", "mon-banana", "feiertags", "x" * 10_000, "1"])
def test_days_that_are_none_are_refused_with_a_way_out(text):
    with pytest.raises(BadSchedule, match="are not days. Write weekdays, or days such as mon,wed") as refused:
        parse_days(text)

    assert len(str(refused.value)) < 200


def test_a_schedule_says_itself_as_people_would():
    assert str(Schedule.parse("9:00", "berlin", "weekdays")) == "every weekday at 09:00 (Europe/Berlin)"
    assert days_text(frozenset({0, 3})) == "every Monday and Thursday"
    assert days_text(frozenset({0, 1, 6})) == "every Monday, Tuesday and Sunday"


@given(st.text(max_size=30))
@settings(max_examples=50)
def test_zones_are_completed_from_whatever_is_typed(typed):
    names = zone_names_like(typed)

    assert len(names) <= 25
    assert set(names) <= available_timezones()


def test_the_zone_that_begins_with_what_is_typed_comes_first():
    assert zone_names_like("europe/berl")[0] == "Europe/Berlin"
    assert zone_names_like("new york") == ["America/New_York"]


@given(st.frozensets(st.integers(0, 6), min_size=1), st.frozensets(st.integers(0, 60), max_size=12))
def test_what_is_weekly_comes_once_for_each_of_its_days_and_with_the_first_edition_from_then_on(days, skipped):
    begun = date(2026, 10, 20)
    schedule = Schedule(time(9), "Europe/Berlin", days, frozenset(begun + timedelta(days=n) for n in skipped))
    due = [day for n in range(80) if schedule.on(day := begun + timedelta(days=n))]

    for before, day in itertools.pairwise(due):
        waited = {(before + timedelta(days=n + 1)).weekday() for n in range((day - before).days)}
        assert schedule.weekdays_for(day, day) == waited


def test_what_is_weekly_comes_later_where_its_edition_did_not():
    schedule = Schedule.parse("09:00", "UTC", "mon,thu")
    thursday = date(2026, 11, 26)

    assert schedule.weekdays_for(thursday, thursday) == {1, 2, 3}
    assert schedule.weekdays_for(thursday - timedelta(days=3), thursday) == {4, 5, 6, 0, 1, 2, 3}


def test_a_place_that_begins_with_what_is_typed_comes_before_one_that_holds_it():
    assert zone_names_like("tok")[0] == "Asia/Tokyo"  # and not Vostok
