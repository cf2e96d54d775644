"""Send what waits: claim, pace, retry, give up."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot import metrics
from bot.chat import Channel, Delivery, Often, Platform, SendFailed, Space
from bot.store import deliveries, editions, layouts, lost, mentions, parts, spaces, subscriptions
from bot.store.database import Actor, Connection, Database, DatabaseTrouble
from bot.store.lost import Lost
from bot.view import wording
from bot.view.characters import shorten
from bot.view.digest import told_late
from bot.view.markup import Markup, plain, words
from bot.view.page import Page, Text, Tone

AT_ONCE = 100  # deliveries under way on one platform; each adapter keeps the pace of its platform
OVERTAKEN = timedelta(seconds=5)  # by one that began so much later: a delivery that hangs takes no room from others
MOST_HANGING = 100  # on one platform, that take none
AT_A_TIME = 20  # are claimed: to read their pages takes 1 ms each, in which nobody is answered
SOON = 0.05  # seconds until more are claimed, unless one ends before
LONGEST_SEND = deliveries.LEASE - timedelta(seconds=10)  # nobody else may claim it while it is being sent
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=15)
MOST_ATTEMPTS = 40
LONGEST_TRYING = timedelta(hours=6)  # a platform that asks for short waits has used up the attempts long before

GOES_ON = "it can be posted in again"

log = logging.getLogger(__name__)


class Sender(Protocol):
    """What the outbox needs of a platform."""

    async def send(self, delivery: Delivery) -> str:
        """Post the delivery's page (or edit the message it replaces) and answer with the message's id.

        Where `delivery.unsure`, look for `delivery.key` since `delivery.first_tried` before posting again.
        Raises SendFailed, and nothing else that a platform or the network can cause.
        """
        ...


class Outlet(Sender, Protocol):
    """A sender that also tells whether a channel can be posted in."""

    async def objection(self, channel: Channel) -> str:
        """Why a post would not arrive in a channel just now, and what to do; "" where nothing speaks against it.

        Nobody sees that we looked. Raises SendFailed, and nothing else.
        """
        ...


async def send_waiting(database: Database, senders: Mapping[Platform, Sender], now: Callable[[], datetime]) -> int:
    """Send all that is due, several at once, until nothing is left to claim; answers with how many arrived.

    A channel that is slow holds up nobody but itself, and one platform's crowd no other platform.
    """
    sent = 0
    senders = dict(senders)
    running: dict[asyncio.Task[SendFailed | None], _Going] = {}
    clock = asyncio.get_running_loop().time
    latest: dict[Platform, float] = {}  # when the one that began last began, of those that have ended
    try:
        while True:
            room = {platform: _room(platform, running.values(), latest) for platform in senders}
            claimed = await _claim(database, room, now(), alone=not running)
            for delivery in claimed:
                platform = delivery.channel.space.platform
                sending = asyncio.create_task(_deliver(database, senders[platform], delivery, now))
                running[sending] = _Going(platform, clock())
            if not running:
                return sent
            # The first answer may be that not one more is wanted. After it, those that hang are not waited for.
            patience = SOON if claimed and latest else 1
            ended, _ = await asyncio.wait(running, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
            for task in ended:
                platform, failed = running[task].platform, task.result()
                latest[platform] = max(latest.get(platform, 0), running[task].since)
                sent += failed is None
                if failed and failed.for_all:  # not one more: each would fail, and be written down
                    senders.pop(platform, None)
            running = {task: going for task, going in running.items() if task not in ended}
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


@dataclass(frozen=True)
class _Going:
    """A delivery under way."""

    platform: Platform
    since: float  # on the loop's clock


def _room(platform: Platform, running: Collection[_Going], latest: Mapping[Platform, float]) -> int:
    """How many more may be claimed on a platform.

    Channels that hang keep no room from others. Age does not tell: a delivery may wait for our own pace, in line with
    all others. That later ones overtake it does.
    """
    there = [going for going in running if going.platform is platform]
    overtaken = latest.get(platform, 0) - OVERTAKEN.total_seconds()
    hanging = sum(going.since < overtaken for going in there)
    return min(AT_ONCE - (len(there) - min(hanging, MOST_HANGING)), AT_A_TIME)


async def _claim(database: Database, room: Mapping[Platform, int], now: datetime, *, alone: bool) -> list[Delivery]:
    """What is due, as far as there is room for it. `alone`: nothing is under way that may end meanwhile."""
    open_to = [platform for platform in room if room[platform] > 0]
    try:
        if not open_to or not await deliveries.any_due(database.reader, open_to, now):
            return []  # most of the time: nobody takes the writer's turn to find that there is nothing to do
        async with database.transaction() as db:
            await deliveries.hold_for_quiet(db, now)
            dropped = await deliveries.drop_old(db, open_to, now)
            for channel, key, trouble in dropped:
                await _lose_edition(db, channel, key, trouble)
            if dropped:
                await parts.end(db, now)
            claimed = [
                one for platform in open_to for one in await deliveries.claim(db, [platform], now, room[platform])
            ]
            return [await _pinging(db, await _told_late(db, one), now) for one in claimed]
    except DatabaseTrouble:
        if alone:
            raise
        return []  # what is under way ends first


async def _told_late(db: Connection, delivery: Delivery) -> Delivery:
    """The delivery, whose page says when it was planned if it has become late since it was queued."""
    if delivery.late_since is None:
        return delivery
    late = replace(delivery, page=told_late(delivery.page, delivery.late_since))
    await deliveries.show(db, late.id, late.page)
    return late


async def _pinging(db: Connection, delivery: Delivery, now: datetime) -> Delivery:
    """The delivery, which pings nobody where enough was pinged that day."""
    group = delivery.mention
    if group is None or await mentions.spend(db, delivery.id, delivery.channel, group, now):
        return delivery
    return replace(delivery, mention=None)


async def _lose_edition(db: Connection, channel: Channel, key: str, trouble: str) -> None:
    """Where the delivery that ended was an edition, let the next one say that it is missing and what was new in it."""
    if key.startswith(("digest ", "whole ")):
        await editions.lose(db, channel, key.rpartition(" ")[2], trouble)
        log.warning("The edition “%s” was missed: %s", key, trouble)


async def _deliver(
    database: Database, sender: Sender, delivery: Delivery, now: Callable[[], datetime]
) -> SendFailed | None:
    """Send one, and record what came of it; answers with what went wrong. Never raises."""
    failed: SendFailed | None = None
    message = ""
    try:
        async with asyncio.timeout(LONGEST_SEND.total_seconds()):
            message = await sender.send(delivery)
    except SendFailed as refused:
        failed = refused
    except TimeoutError:
        failed = SendFailed("The platform did not answer in time.", unsure=True)
    except Exception:
        log.exception("Sending delivery %s broke; it is tried again.", delivery.id)
        failed = SendFailed("a fault of ours", unsure=True)
    try:
        if failed:
            await _note_failure(database, delivery, failed, now())
            return failed
        ourselves = _ourselves(delivery.channel, GOES_ON, now()) if delivery.asked else None
        async with database.transaction(ourselves) as db:
            await deliveries.finish(db, delivery.id, message, now())
            metrics.SENT.labels(delivery.channel.space.platform).inc()
            if delivery.thread and not delivery.replaces:
                await layouts.note_success(db, delivery.channel)
            if delivery.asked:
                await _regain(db, delivery.channel, now())
    except Exception:
        log.exception("What came of delivery %s could not be recorded; it is looked for later.", delivery.id)
        return SendFailed("a fault of ours", unsure=True)
    return None


async def _note_failure(database: Database, delivery: Delivery, failed: SendFailed, now: datetime) -> None:
    async with database.transaction(_ourselves(delivery.channel, failed.reason, now)) as db:
        if failed.uneditable and delivery.replaces:
            await deliveries.post_anew(db, delivery.id, now, gone=failed.gone)
            log.info("Delivery %s becomes a message of its own: %s", delivery.id, failed.reason)
        elif failed.threadless:
            await _without_thread(db, delivery, failed, now)
            log.info("Delivery %s has no thread to be in: %s", delivery.id, failed.reason)
        elif failed.permanent or (_tried_enough(delivery, now) and not failed.for_all):
            await deliveries.give_up(db, delivery.id, failed.reason, now)
            await parts.end(db, now)
            metrics.FAILED.labels(delivery.channel.space.platform).inc()
            await _not_arrived(db, delivery.channel, delivery.key, delivery.page, failed.reason, now)
            if failed.permanent:
                await _lose(db, delivery, failed.reason, now)
            log.warning("Gave up on delivery %s to %s: %s", delivery.id, delivery.channel.key, failed.reason)
        else:
            until = now + _wait_after(failed, delivery.attempts)
            metrics.RETRIED.labels(delivery.channel.space.platform).inc()
            await deliveries.postpone(db, delivery.id, until, failed.reason, unsure=failed.unsure)
            log.info("Delivery %s waits until %s: %s", delivery.id, until, failed.reason)


async def _without_thread(db: Connection, delivery: Delivery, failed: SendFailed, now: datetime) -> None:
    """Say in the headline itself what had no thread to be said in, and tell who chose to have one.

    Where the headline is gone, somebody deleted it: they do not want it back in another form.
    """
    if failed.gone:
        await parts.end_beside(db, delivery.id, failed.reason, now)
        return
    await parts.fall_back(db, delivery.id, failed.reason, now)
    chose = await layouts.note_trouble(db, delivery.channel, failed.reason)
    if chose:
        where = wording.channel(delivery.channel)
        said = words("The cards of an edition in ", where, " came in one message: ", shorten(failed.reason, 600), " ")
        said += words("I try again each time; “settings layout one” has them in one message for good.")
        await _say_to(db, delivery.channel, chose.id, "No thread for the cards", said, now)


def _ourselves(channel: Channel, what: str, now: datetime) -> Actor:
    """Whom the audit names where a platform makes us switch something off or on."""
    return Actor.unasked(channel.space.key, "", "Communiqué", shorten(what, 200), now)


def _tried_enough(delivery: Delivery, now: datetime) -> bool:
    return delivery.attempts >= MOST_ATTEMPTS and now - (delivery.first_tried or now) >= LONGEST_TRYING


def _wait_after(failed: SendFailed, attempts: int) -> timedelta:
    """As long as the platform asks, and no longer; where it said nothing, longer each time."""
    longer = wait_before(attempts + 1, random.random())
    if failed.retry_after is None:
        return longer
    return max(failed.retry_after, longer) if failed.unsure else failed.retry_after


def wait_before(attempt: int, chance: float) -> timedelta:
    """How long to wait before a try (the second is 2): doubled each time, between half and all of it by `chance`."""
    longest: timedelta = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(attempt - 2, 20))
    return timedelta(seconds=longest.total_seconds() * (0.5 + chance / 2))


async def look_again(database: Database, outlets: Mapping[Platform, Outlet], now: Callable[[], datetime]) -> int:
    """Look whether lost channels can be posted in again, and go on there; answers with how many can."""
    regained = 0
    for lost_one in await lost.to_look_at(database.reader, now()):
        outlet = outlets.get(lost_one.channel.space.platform)
        if outlet is None:
            continue
        because = await _objection(outlet, lost_one)
        async with database.transaction(_ourselves(lost_one.channel, GOES_ON, now())) as db:
            if because:
                await lost.still(db, lost_one, because, now())
            else:
                regained += await _regain(db, lost_one.channel, now())
    return regained


async def _objection(outlet: Outlet, lost_one: Lost) -> str:
    """Why it still cannot be posted in; the old reason where that cannot be told. Never raises."""
    try:
        async with asyncio.timeout(LONGEST_SEND.total_seconds()):
            return await outlet.objection(lost_one.channel)
    except (SendFailed, TimeoutError):
        return lost_one.because
    except Exception:
        log.exception("Looking at %s broke; it is looked at again.", lost_one.channel.key)
        return lost_one.because


async def look_soon(database: Database, where: Space | Channel, now: datetime) -> bool:
    """Something changed in a space or channel: let `look_again` look there; answers with whether anything is lost."""
    if not await lost.any_in(database.reader, where):  # mostly, and it changes often
        return False
    async with database.transaction() as db:
        await lost.hurry(db, where, now)
    return True


async def _regain(db: Connection, channel: Channel, now: datetime) -> bool:
    if not await lost.regain(db, channel, now):
        return False
    await subscriptions.switch_on(db, channel)
    log.info("%s can be posted in again.", channel.key)
    return True


async def _lose(db: Connection, delivery: Delivery, because: str, now: datetime) -> None:
    """Switch off what cannot arrive any more, and tell who set it up by another way than the one that failed."""
    channel = delivery.channel
    for key, page in await deliveries.end_all(db, channel, because, now):
        await _not_arrived(db, channel, key, page, because, now)
    if not await lost.lose(db, channel, because, now):
        return
    stopped: defaultdict[str, list[str]] = defaultdict(list)  # by the id of who set it up
    planned = await subscriptions.planned(db, channel)
    if planned and await subscriptions.switch_off(db, channel, because):
        stopped[planned.by.id].append("the digest")
    chosen = await spaces.choices(db, channel.space)
    if chosen.review_channel == channel and chosen.review_by:
        stopped[chosen.review_by].append("drafts to review")
    for one in await subscriptions.of(db, channel):
        if one.often is Often.AT_ONCE and "new cards" not in stopped[one.by.id]:
            stopped[one.by.id].append("new cards")
    for person, what in stopped.items():
        if person:  # else whoever set it up is forgotten
            await _tell(db, channel, person, wording.listed(what), because, now)


async def _tell(db: Connection, channel: Channel, person: str, what: str, because: str, now: datetime) -> None:
    """Tell somebody that something stopped: in direct messages, or else with the next answer that they get."""
    where = wording.channel(channel) if channel != _direct(channel, person) else "your direct messages"
    said = words("I could not post ", what, " in ", where, ": ", shorten(because, 600), " ", wording.GOES_ON)
    await _say_to(db, channel, person, f"Stopped: {what}", said, now)


async def _say_to(db: Connection, channel: Channel, person: str, title: str, said: Markup, now: datetime) -> None:
    """Say something about a channel to one person: in direct messages, or else with the next answer that they get."""
    theirs = _direct(channel, person)
    if theirs == channel or await lost.find(db, theirs):
        await lost.leave_notice(db, channel.space, person, plain(said), now)
        return
    page = Page(title, (Text(said),), tone=Tone.MISTAKE)
    await deliveries.add(db, f"stopped {channel.key} {title} {now.isoformat()}", theirs, page, now)


def _direct(channel: Channel, person: str) -> Channel:
    return Channel(channel.space, f"@{person}")


async def _not_arrived(db: Connection, channel: Channel, key: str, page: Page, trouble: str, now: datetime) -> None:
    """What was in a delivery that ended is said another time: an edition's news and a card's in the next edition, a
    word to somebody with the next answer that they get."""
    await _lose_edition(db, channel, key, trouble)
    if key.startswith(("card ", "part ")):
        await editions.forget(db, channel, page.cards)
    if key.startswith("stopped "):
        for block in page.blocks:
            if isinstance(block, Text):
                await lost.leave_notice(db, channel.space, channel.id.removeprefix("@"), plain(block.markup), now)
