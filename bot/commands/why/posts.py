"""The way of what was queued: held, tried, sent or given up, and what sort of post it was."""

from __future__ import annotations

from bot.chat import Platform
from bot.commands.why.asked import Asked
from bot.store import audit, mentions, traces
from bot.store.deliveries import LATE
from bot.store.traces import Trace
from bot.view import wording
from bot.view.characters import shorten
from bot.view.explaining import Explanation, Step, ahead, passed, stopped
from bot.view.markup import Inline, Markup, Time, words

TROUBLE = 240  # characters of what went wrong
NAMES = {Platform.DISCORD: "Discord", Platform.SLACK: "Slack", Platform.LOCAL: "the local page"}
KINDS = {  # by the first word of a delivery's key
    "part": "A card of an edition: here they come in the thread of its headline, by “settings layout thread”.",
    "card": "A new card, as soon as it was published, since this channel follows such cards “at once”.",
    "share": "An answer that somebody shared with this channel.",
    "drafts": "Word of new drafts: they arrive here by “settings review here”.",
    "second": "An editor asked for a second opinion on a draft: such questions arrive where drafts do.",
    "silence": "A warning that no essay has come in for days: “settings warn” chooses after how many.",
    "stopped": "Word that something that you set up cannot be posted any more.",
}


async def explain(asked: Asked, trace: Trace) -> Explanation:
    """Any post but an edition."""
    kind = KINDS.get(trace.key.partition(" ")[0])
    begun = "Asked for " if trace.asked else "Queued "
    steps = [passed(kind)] if kind else []
    steps += [passed(begun, Time(trace.queued), "."), *await way(asked, trace)]
    return Explanation(trace.title, outcome(asked, trace), tuple(steps))


def outcome(asked: Asked, trace: Trace) -> Markup:
    """What became of a delivery, in a sentence."""
    if trace.state == "sent":
        assert trace.ended
        late = trace.planned and trace.ended - trace.planned > LATE
        return words("It came ", Time(trace.ended), ", late." if late else ".")
    if trace.state == "failed":
        return words("It did not come: ", shorten(trace.trouble or "it was given up.", TROUBLE))
    if trace.sending:
        return words("It is being sent just now.")
    if trace.held_until and trace.held_until > asked.now:
        return words("Quiet hours hold it until ", Time(trace.held_until), ".")
    if trace.attempts:
        return words("It could not be sent yet, and is tried again ", Time(max(trace.due, asked.now)), ".")
    return words("It waits for its turn.")


async def way(asked: Asked, trace: Trace) -> list[Step]:
    """The steps of a delivery from the queue on."""
    steps: list[Step] = []
    if trace.held_until:
        held = trace.state == "waiting" and trace.held_until > asked.now
        steps.append((ahead if held else passed)("Quiet hours held it until ", Time(trace.held_until), "."))
    steps += _tries(trace)
    if trace.state == "waiting" and not trace.attempts and not trace.held_until and asked.now - trace.due > LATE:
        name = NAMES[trace.channel.space.platform]
        steps.append(stopped(f"It could not even be tried: {name} is not connected. “doctor” says why."))
    if trace.state == "sent":
        assert trace.ended
        steps += [passed("Sent ", Time(trace.ended), "."), *await _mention(asked, trace)]
        steps += [passed("Corrected ", Time(moment), ".") for moment in (await traces.corrected(asked.db, trace))[-3:]]
    if trace.state == "failed":
        assert trace.ended
        steps.append(stopped("Given up ", Time(trace.ended), ": ", shorten(trace.trouble, TROUBLE)))
    return steps


async def _mention(asked: Asked, trace: Trace) -> list[Step]:
    """Whom a post that was sent mentioned, or why nobody, where the channel has a mention."""
    chosen = await mentions.of(asked.db, trace.channel)
    if trace.mention:
        known = chosen and chosen.group.id == trace.mention
        name = chosen.group.title if chosen and known else "the role or user group of then"
        if trace.pinged:
            return [passed(f"It mentioned {name}.")]
        return [stopped(f"It mentioned nobody: {name} had been mentioned as often as was chosen for that day.")]
    if chosen is None or trace.key.partition(" ")[0] not in ("digest", "card"):
        return []
    if await audit.first_after(asked.db, trace.channel.space, "mention", trace.channel.key, trace.queued):
        return []  # it was another then, or none
    because = "somebody asked for it" if trace.asked else f"it has nothing for which {chosen.group.title} is mentioned"
    return [passed(f"It mentioned nobody: {because}.")]


def _tries(trace: Trace) -> list[Step]:
    """How often it was tried, and what went wrong the last time."""
    if not trace.attempts or not trace.first_tried:
        return []
    again = trace.attempts > 1
    if not again and trace.state != "waiting":
        return []
    often = f"Tried {wording.count(trace.attempts, 'time')}, first "
    said: list[Inline] = [often if again else "Tried ", Time(trace.first_tried), "."]
    if trace.trouble and trace.state != "failed":
        said.append(f" What went wrong: {shorten(trace.trouble, TROUBLE)}")
    if trace.state == "waiting":
        return [stopped(*said), ahead("Tried again ", Time(trace.due), ".")]
    return [passed(*said)]
