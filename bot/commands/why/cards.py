"""The way of a card to a channel: drafted, let out, followed, shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import digests
from bot.chat import Channel, Often
from bot.commands.errors import may_edit
from bot.commands.proof import proof
from bot.commands.why import editions as by_date
from bot.commands.why import posts
from bot.commands.why.asked import Asked
from bot.digests import Fate, Rule
from bot.store import cards, dossiers, editions, review, subscriptions, traces
from bot.store.editions import Seen
from bot.store.traces import Trace
from bot.view import wording
from bot.view.characters import shorten
from bot.view.explaining import Explanation, Step, ahead, passed, stopped
from bot.view.markup import Inline, Markup, Time, words
from bot.view.page import MAX_COMMAND, Button
from briefs.model import TOPICS, Change, Dossier, Entry, State
from briefs.selection import FULL, HEADLINES, key

NOTE = 160  # characters of an editor's note
POSTS, NO_ROOM = 3, 3  # that are named


async def find(asked: Asked, typed: str) -> Explanation | None:
    """The way of the card with this id or number; None where the asker knows of none."""
    told: list[tuple[Channel, Entry]] = []
    for channel in asked.places:
        chosen = await dossiers.chosen(asked.db, channel)
        entry = await cards.find(asked.db, channel.space, typed.casefold(), chosen.slug if chosen else "")
        here = channel == asked.request.channel
        shown = bool(entry and await traces.showing(asked.db, channel, key(entry), 1))
        if entry and (here or shown):
            out = await cards.was_out(asked.db, channel.space, entry.dossier, entry.card.id)
            if out or (here and await may_edit(asked.request)):
                told.insert(0 if shown else len(told), (channel, entry))  # where it was shown, it was read
    return await _explain(asked, *told[0]) if told else None


async def _explain(asked: Asked, channel: Channel, entry: Entry) -> Explanation:
    home = await dossiers.home(asked.db, channel.space, entry)
    history = await cards.history(asked.db, channel.space, entry.dossier, entry.card.id)
    steps = [*await _begun(asked, channel, entry, history), *_decided(entry, history)]
    buttons = [Button("Show the card", _named(entry))]
    if entry.state is State.DRAFT:
        answer, waits = await _waiting(asked, channel, entry, home)
        return _told(entry, answer, [*steps, *waits], [*buttons, Button("Review", "review")])
    if entry.state is State.RETIRED and not any(change.what == "published" for change in history):
        return _told(entry, words("It was rejected, so nobody was shown it."), steps, buttons)
    standing = await standing_of(asked, channel, entry, home, await digests.fate(asked.db, channel, entry, asked.now))
    if entry.state is State.RETIRED:
        steps.insert(-1, standing.followed)  # what came before it was withdrawn
        steps[-1:-1] = standing.shown
        return _told(entry, words("It was withdrawn ", Time(entry.changed), "."), steps, buttons)
    steps += [standing.followed, *standing.shown, *standing.ahead]
    return _told(entry, standing.answer, steps, [*buttons, *standing.buttons])


def _named(entry: Entry) -> str:
    command = f"card {entry.card.id}"
    return command if len(command) <= MAX_COMMAND else f"card #{entry.number}"


def _told(entry: Entry, answer: Markup, steps: Sequence[Step], buttons: Sequence[Button]) -> Explanation:
    about = shorten(entry.card.headline, 120)
    return Explanation(about, answer, tuple(steps), buttons=tuple(buttons))


async def _begun(asked: Asked, channel: Channel, entry: Entry, history: Sequence[Change]) -> list[Step]:
    """Where it comes from."""
    if not history:
        return []
    first = history[-1]
    if first.by == "shipped":
        return [passed("Shipped with Communiqué ", Time(first.at), ".")]
    own = entry.card.evidence[0].essay if entry.card.evidence else ""
    known = await dossiers.essays(asked.db, channel.space, entry.dossier)
    title = next((one.title for one in known if one.id == own), own)
    return [passed("Drafted ", Time(first.at), f" from “{shorten(title, 100)}”.")]


def _decided(entry: Entry, history: Sequence[Change]) -> list[Step]:
    """What editors made of it, the first decision first."""
    steps = []
    for change in reversed(history):
        said = _decision(change)
        if said and change.by != "shipped":
            steps.append((stopped if change.what in ("rejected", "retired") else passed)(*said))
    return steps[-5:]


def _decision(change: Change) -> list[Inline]:
    what = {"published": "Published ", "rejected": "Rejected ", "retired": "Withdrawn "}.get(change.what)
    if what is None:
        return []
    note = f": {shorten(change.note, NOTE)}" if change.note else "."
    return [what, Time(change.at), f" by {shorten(change.by, 60)}{note}"]


async def _waiting(asked: Asked, channel: Channel, entry: Entry, home: Dossier) -> tuple[Markup, list[Step]]:
    """For whom a draft waits, and what keeps it from being let out."""
    steps = []
    for one in await review.agreed(asked.db, channel.space, entry):
        name = shorten(one.name or one.id, 60)
        asks = one.id.startswith("?")
        steps.append(passed(f"{name} {'asked for a second opinion' if asks else 'would publish it'}."))
    wrong = await proof(asked.db, channel.space, entry, home)
    if wrong:
        steps.append(stopped(f"It cannot be out as it is: {shorten(wrong[0], 300)}"))
    again = "another editor" if steps and not wrong else "an editor"
    steps.append(ahead(f"Waits for {again}: “review” shows it."))
    return words(f"It is a draft and waits for {again}."), steps


@dataclass(frozen=True)
class Standing:
    """How a card that is out stands in a channel."""

    answer: Markup
    followed: Step
    shown: tuple[Step, ...] = ()
    ahead: tuple[Step, ...] = ()
    buttons: tuple[Button, ...] = ()
    state: str = ""  # shown, unfollowed, capped, coming, held


async def standing_of(asked: Asked, channel: Channel, entry: Entry, home: Dossier, fate: Fate) -> Standing:
    """Whether a channel follows a card that is out, where it showed it, and when it will."""
    followed = await _followed(asked, channel, entry, home, fate)
    found = await traces.showing(asked.db, channel, key(entry))
    shown = tuple([_post(asked, one) for one in reversed(found[:POSTS])])
    if followed.mark == "✗":
        answer = (
            words("It was shown here, and is not followed here any more.") if shown else words("It does not come here.")
        )
        follow = Button(f"Follow {entry.card.topic}", f"subscribe {entry.card.topic}")
        return Standing(answer, followed, shown, buttons=(follow,), state="shown" if shown else "unfollowed")
    seen = (await editions.seen_by(asked.db, channel)).get(key(entry), 0)
    waiting = next((one for one in found if one.state == "waiting"), None)
    if waiting:
        return Standing(
            posts.outcome(asked, waiting), followed, (*shown, *await posts.way(asked, waiting)), state="held"
        )
    if seen >= (entry.worded or entry.revision):
        sent = next((one for one in found if one.state == "sent"), None)
        said = posts.outcome(asked, sent) if sent else words("It was shown here before.")
        return Standing(said, followed, shown, state="shown")
    return await _coming(asked, channel, entry, Standing(words(), followed, shown), seen, fate)


async def _followed(asked: Asked, channel: Channel, entry: Entry, home: Dossier, fate: Fate) -> Step:
    """Whether the channel follows the card, and by what."""
    title = next((topic.title for topic in home.topics if topic.slug == entry.card.topic), entry.card.topic)
    if fate.follows:
        names = [title if one.filter == entry.card.topic else f"“{shorten(one.filter, 120)}”" for one in fate.follows]
        soonest = min((one.often for one in fate.follows), key=list(Often).index)
        how = f", {soonest}" if soonest is not Often.DAILY else ""
        return passed(f"This channel follows {wording.listed(names[:3])}{how}.")
    follows = await subscriptions.of(asked.db, channel)
    if follows:
        names = [shorten(one.filter, 60) if one.filter in TOPICS else f"“{shorten(one.filter, 60)}”" for one in follows]
        does_not = f"does not follow {title}"
        if any(one.filter not in TOPICS for one in follows):  # of which some may be about that topic
            does_not = "follows nothing that lets it in"
        return stopped(f"This channel {does_not}: it follows {wording.listed(names[:8])}.")
    chosen = await dossiers.chosen(asked.db, channel)
    if chosen and chosen.slug != entry.dossier:
        return stopped(
            f"This channel speaks of {shorten(chosen.title, 80)}, and the card belongs to {shorten(home.title, 80)}: "
            f"“dossier {home.slug}” chooses that one."
        )
    return passed("Without subscriptions, a digest has every topic.")


def _post(asked: Asked, trace: Trace) -> Step:
    """One post that shows it."""
    if trace.key.startswith(("digest ", "part ")):
        date = trace.key.split(" ")[2].partition("+")[0]
        thread = "thread of the " if trace.key.startswith("part ") else ""
        what = f"In the {thread}edition of {wording.day(date)}: "
    else:
        what = "By itself, at once: " if trace.key.startswith("card ") else f"In “{shorten(trace.title, 60)}”: "
    said = posts.outcome(asked, trace)
    first = said[0]
    begun = first[:1].lower() + first[1:] if isinstance(first, str) else first
    return (stopped if trace.state == "failed" else passed)(what, begun, *said[1:])


async def _coming(asked: Asked, channel: Channel, entry: Entry, so_far: Standing, seen: int, fate: Fate) -> Standing:
    """When a card that is news to a channel comes."""
    steps = [stopped(said) for said in await _no_room(asked, channel, entry)] if not seen else []
    news = "Changed since it was shown here" if seen else "Not shown here yet"
    coming = await by_date.coming(asked, channel)
    held = next((step for step in coming if step.mark == "✗"), None)
    if held:
        return _with(so_far, words(f"{news}. ", *held.said), [*steps, *coming], "held")
    if fate.rule in (Rule.NEW, Rule.CHANGED):
        return _with(so_far, words(f"{news}: it comes with the next edition."), [*steps, *coming], "coming")
    if fate.rule is Rule.DAY:
        waits = "what lets it in here is weekly, and the next edition is not the one for its day"
        return _with(so_far, words(f"{news}: {waits}."), [*steps, *coming], "coming")
    if fate.rule is Rule.CAPPED:
        most = f"at most {fate.cap} new cards of a topic come here in a day"
    else:
        most = f"an edition shows at most {FULL + HEADLINES} new cards"
    steps.append(stopped(f"No room in the next edition either: {most}, and others come first."))
    return _with(so_far, words(f"{news}: {most}, and others come first."), [*steps, *coming], "capped")


def _with(so_far: Standing, answer: Markup, steps: Sequence[Step], state: str) -> Standing:
    return Standing(answer, so_far.followed, so_far.shown, tuple(steps), (by_date.PREVIEW,), state)


async def _no_room(asked: Asked, channel: Channel, entry: Entry) -> list[str]:
    """The editions since the card was out and followed which had no room for it."""
    since = await _out_since(asked, channel, entry)
    if since is None:
        return []
    names = []
    for one in await editions.made_after(asked.db, channel, since, NO_ROOM):
        shown: Seen = await editions.seen(asked.db, one.cards)
        if key(entry) not in shown and len(shown) >= FULL:
            names.append(wording.day(one.date.partition("+")[0]))
    return [f"No room in the edition of {wording.listed(names)}."] if names else []


async def _out_since(asked: Asked, channel: Channel, entry: Entry) -> datetime | None:
    history = await cards.history(asked.db, channel.space, entry.dossier, entry.card.id)
    return max((change.at for change in history if change.what == "published"), default=None)
