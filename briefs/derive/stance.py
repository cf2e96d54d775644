"""How a sentence says that a party stands: ordered cues, the first that fits. A denied concession is a rejection."""

from __future__ import annotations

from collections.abc import Sequence

from briefs.derive.phrases import Matcher, lines
from briefs.model import Stance

_CUES = {
    "threat": """
    threaten, threat, ultimatum, will|would resign, would walk out|away, walk away from, will strike, would strike
    go on strike, stop cover, fight on, run convoys, cut off, shut the, close the, pull out, withdraw from, or else
    otherwise ~ will|would, if ~ not ~ will|would, will go to court, take ~ to court, retaliate, warn that, warned that
    warns that, sanctions will, impose, proceed with|without, without them, in the absence of, will find somebody else
    bilaterally
    """,
    "denial": """
    deny, denies, denied, no such, never said, never offered, never agreed, did not say, has not offered, no offer
    dispute, refute, taken out of context, disown, not true, nobody has, policy has not changed, contradict
    no figure has
    """,
    "rejection": """
    reject, refuse, turn down, turned down, rebuff, dismiss, decline to, object, oppose, no to, said no, answer was no
    veto, suspend, vote down, voted down, not accept, will not, would not, not agree, called it, calls it, unacceptable
    not contest, won't bring, declined
    returned one word, invitation to pay, insult, unserious, off the table, ruled out, rules out
    """,
    "concession": """
    no longer insist, stop insisting, stopped insisting, drop its|their|his|her|the, dropped, soften, concede
    concession, concessions, give ground, come down to|from, down from, back down, climb down, retreat, shift
    moved from, moved to, withdrew the demand, now asks, now says, but now, give up, gave up
    would forswear, going ahead, turned into a matter
    let drop, relax, yielded, settle for, could live with, can live with, without being asked, yes to
    no objection
    """,
    "offer": """
    offer, propose, proposal, put forward, prepared to, ready to, willing to, willingness, open to, would accept
    would agree, would take, would consider, would pay, would open, would release, would recognise, would return
    would allow, would move, in return, in exchange, agree to, on condition that, provided that, if ~ would, float
    suggest, table a, non paper, compromise, go up to, would drop, would be met, discount, backs
    """,
    "demand": """
    demand, want, ask for, asks for, asked for, asking for, call for, insist, seek, require, request, press for
    push for, must, should be, claim, hold out for, need, needs, expects, condition, ask that, asks that, insists on
    would like, has asked
    """,
}
_ORDER = ("threat", "rejection", "concession", "offer", "demand")
_MATCHER = Matcher({name: lines(table) for name, table in _CUES.items()})


def stance_of(topic: str, stems: Sequence[str]) -> Stance | None:
    """The stance that a sentence under this topic reports, or None where it reports none."""
    if topic == "redlines":
        return Stance.RED_LINE
    if topic != "positions":
        return None
    found = {match.group for match in _MATCHER.find(list(stems))}
    if "denial" in found and found & {"concession", "offer"}:
        return Stance.REJECTION
    for name in _ORDER:
        if name in found:
            return Stance(name)
    return Stance.REJECTION if "denial" in found else None


def words_for(stance: Stance, words: Sequence[str], stems: Sequence[str]) -> list[str]:
    """What in the sentence speaks for the stance, denials among them where they turn an offer round."""
    groups = ("rejection", "denial") if stance is Stance.REJECTION else (stance.value,)
    said = [
        " ".join(words[match.first : match.last + 1]) for match in _MATCHER.find(list(stems)) if match.group in groups
    ]
    return list(dict.fromkeys(said))
