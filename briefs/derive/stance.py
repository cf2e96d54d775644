"""How a sentence says that a party stands: what speaks for each stance, and which of them it is.

Groups of cues, their order, a denial before them, and all that is known of the sentence anyway are features of one
small trained layer (weights.py): a row for whether a stance is told at all, and one for each kind of stance.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from briefs.derive.features import Features, Unit
from briefs.derive.phrases import Match, Matcher, lines
from briefs.model import Stance

_CUES = {
    "demand.said": """
    demand, demands, demanding, insist on|upon|that, insistence, ask for, asks for, asked for, asking for
    call for, calls for, called for, press for, push for, hold out for, claim for, has asked, have asked
    asked that, asks that, seek, sought, want, wants, wanted, request, would like, would have, lay claim
    petition, urge, its price, their price, his price, her price, set one condition, its condition
    their condition, the condition, conditions, wish for, list of, calls on, called on, sticks to, stick to
    keep to, stands by
    """,
    "demand.must": """
    must, has to, have to, had to, need to, needs to, ought, should, require, requires, requirement, expect
    expects, first ~ then, before any, before anything, before it will, only after, only when, not until
    precede, in advance, up front
    """,
    "demand.sums": """
    ask|asking|want|wants|demand|seek|claim ~ #, rise of, increase of, a guarantee, guarantees
    recognition of, recognise, compensation, apology, withdrawal of, release of, lifting of, return of
    an end to, the right to, a seat, a share of, a say in, written into, abolish, abolition, the removal of
    """,
    "offer.said": """
    offer, offers, offered, offering, propose, proposes, proposed, proposal, proposals, put forward, suggest
    suggested, suggestion, float, floated, table a, tabled a, tabled, put on the table, on the table
    put ~ on the table, volunteer, invite, invited, promise, promised, pledge, pledged, latest offer
    improved offer, its offer, counter offer, package, non paper, draft, blueprint, formula, present a
    """,
    "offer.ready": """
    prepared to, ready to, willing to, willingness, readiness, open to, agree to, agrees to, would accept
    would agree, would take, would consider, would pay, would open, would release, would recognise
    would return, would allow, would move, would give, would let, would put, would receive, would lend
    would sign, would be met, would settle, would share, would help, could accept, could agree, could pay
    could have, is able to, free to, may have, no objection to
    """,
    "offer.swap": """
    in return, in exchange, for its part, provided that, provided, on condition, so long as
    as long as ~ would, if ~ would, would ~ if, against a, in return for, in exchange for, swap, trade
    quid pro quo, to be shared, split the difference, compromise, middle way, half way, interim, phased
    in stages, instalments, a joint, jointly, in trust, rotating
    """,
    "concession.said": """
    concede, concedes, conceded, concession, concessions, give ground, gave ground, given ground, give way
    gave way, given way, back down, backed down, climb down, climbed down, retreat, retreated, yield
    yielded, relent, relented, drop, dropped, drops, soften, softened, relax, relaxed, waive, waived
    withdrew the|its|their|his|her, abandon, abandoned, give up, gave up, given up, let go of, move towards
    moved towards, meet ~ halfway, shift, shifted, budge, budged, climbdown, compromise on, accepted that
    has accepted, have accepted, had accepted, reverse, reversed, come round, came round, let drop
    let ~ drop, settle for, settled for
    """,
    "concession.less": """
    no longer, stopped insisting, stop insisting, stopped asking, instead of the, rather than the, down from
    up from, came down|up, come down|up, moved from, moved to, now says, now asks, now speaks, but now
    had been, used to, can live with, could live with, live with, live without, do without, could wait
    can wait, not insist, without being asked, at first, in the spring ~ now, earlier, half of what
    less than it, smaller, might be left out, might be, could be looked at, be looked at, hint, hinted
    allowed it to be, let it be known, signal, signalled, privately, quietly, going ahead, would forgo
    forgo, forswear, may stay, may keep
    """,
    "rejection.said": """
    reject, rejects, rejected, rejecting, rejection, refuse, refuses, refused, refusing, refusal, turn down
    turned down, turns down, rebuff, rebuffed, dismiss, dismissed, decline to, declines to, declined
    object to, objected, objection, objections, oppose, opposes, opposed, opposition to, said no, say no
    says no, answer was no, answer is no, veto, vetoed, vote down, voted down, voted against, votes against
    rule out, ruled out, rules out, unacceptable, unworkable, insult, not serious, unserious, off the table
    not on the table, brush aside, brushed aside, throw out, threw out, thrown out, sent ~ back
    returned unopened|unread, contest, contests, dispute, disputes, resist, resisted, want nothing
    wants nothing, against the, against a, against any, walked out of, boycott, suspend, suspended, freeze
    froze, called it, calls it, described it as, a joke
    """,
    "rejection.denied": """
    deny, denies, denied, denial, disown, disowned, disavow, refute, retract, retracted, no such, never said
    never agreed, never offered, never made, did not say, did not agree, did not offer, has not offered
    had not offered, has not agreed, not agreed, no offer, no promise, untrue, not true, false
    taken out of context, contradict, contradicted, corrected, no figure, nobody has, policy has not changed
    position has not changed, nothing has changed, clarified, misquoted, not authorised, no plans to
    """,
    "red line.absolute": """
    never, under no circumstances, not negotiable, non negotiable, no question of, out of the question
    not for sale, not up for, not for discussion, nothing less, nothing short, at any price, whatever
    whatever is offered, no matter, not an inch, not one, not a single, not moved, has not moved
    have not moved, immovable, absolute, final, red line, will not budge, for good, not a ~ but, no power to
    sovereign, sovereignty, sacred, on principle, unconditional, full withdrawal, indivisible, undivided
    in any form, of any kind, at any level, ever
    """,
    "red line.will_not": """
    will not, would not, cannot, can not, could not, shall not, no ~ will|would|can, nobody will|would|can
    none will, must not, not ~ accept, not ~ sign, not ~ agree, not ~ discuss, not ~ recognise, not ~ give
    not ~ let, not ~ leave, not ~ allow, not ~ touch, no ~ without, not ~ without, nothing ~ without
    no ~ until, not ~ until, not ~ as long as, not ~ while, as long as ~ no, refuse to discuss
    refuses to discuss, refused to discuss, there is no, there will be no, there can be no
    there would be no
    """,
    "red line.rather": """
    would rather, would sooner, rather ~ than, sooner ~ than, prefer ~ to, resign before
    before it|he|she|they ~ would, leave the room, left the room, gets up, walk away from, not ~ survive
    every round, each round, each time, every time, in every, whenever, again and again, the same words
    same answer, word for word, same sentence, consistently, consistent, insisted throughout
    since the beginning, has said in, has repeated, repeats, repeated, has told every, made plain
    made clear, means it
    """,
    "threat.said": """
    threaten, threatens, threatened, threat, threats, ultimatum, warn, warns, warned, warning, or else
    otherwise, failing that, failing which, retaliate, retaliation, reprisal, escalate, give notice
    given notice, deadline, set a date, vow, vowed
    """,
    "threat.act": """
    will|would ~ strike, go on strike, walk out, walkout, will|would resign, will|would leave
    will|would close, will|would shut, will|would cut, will|would withdraw, will|would suspend
    will|would block, will|would impose, will|would publish, will|would stop, pull out, pulls out, cut off
    shut the, close the, block the, blockade, take ~ to court, go to court, will sue, without them
    on its own, on their own, alone, go it alone, elsewhere, somebody else, others, call in, lock out
    lockout, fight on, sanctions will, turn off, move abroad, break off, would ~ down, go without
    act without
    """,
    "threat.if": """
    if ~ not ~ will|would, unless, if the|no|there ~ will|would, without a ~ will|would, by ~ or, or the
    if it came to, will ~ if, would ~ if, will ~ unless, would ~ unless, should the
    """,
    "state.silence": """
    no comment, declined to comment, not replied, not answered, no answer, no reply, silence, silent
    has not responded, did not respond, not respond, decline to say, would not say, did not elaborate
    not taken a position, no position, undecided, not decided, neutral
    """,
    "state.talk": """
    met, meeting, round, session, resumed, talks, mediators, schedule, calendar, agenda
    """,
    "state.opinion": """
    i think, i believe, i suspect, should be, ought to, let us, we need, would be wise, better to, mistake
    wise, foolish, lesson, courage
    """,
    "state.world": """
    depend, depends, cost, costs, lose, loses, lost, price, revenue, stock, majority, seats, election, poll
    court, parliament, constitution, treaty
    """,
}
_MATCHER = Matcher({name: lines(cues) for name, cues in _CUES.items()})
_ORDER = ("threat", "rejection", "concession", "offer", "demand")  # of two that are told, the first is meant
_DENYING = frozenset("not no never nor neither nobody nothing without".split())
_REACH = 4  # words that a denial reaches

STANCES = tuple(Stance)
ROWS = ("any", *STANCES)  # the columns of the trained rows
LEAST = 0.09  # a stance below this is told as none

StanceRows = Mapping[str, tuple[float, ...]]  # feature -> its weight in each of ROWS; "bias" among them


def stance_features(unit: Unit, features: Features) -> Features:
    """What a sentence has that may tell how somebody stands."""
    stems = list(unit.stems)
    matches = _MATCHER.find(stems)
    denials = [place for place, word in enumerate(stems) if word in _DENYING]
    found = {name: value for name, value in features.items() if not name.startswith("pair.")}
    found |= {"bias": 1.0, f"rule.{_by_order(matches)}": 1.0}
    for match in matches:
        found[f"cue.{match.group}"] = 1.0
        found[f"group.{_kind(match)}"] = 1.0
        if any(0 < match.first - place <= _REACH for place in denials):
            found[f"denied.{match.group}"] = 1.0
    if matches:
        found[f"opens.{_kind(min(matches, key=lambda match: match.first))}"] = 1.0
    return found


def _kind(match: Match) -> str:
    return match.group.split(".")[0]


def _by_order(matches: Sequence[Match]) -> str:
    """What the plainest cues say; a denial of an offer or a concession is a rejection."""
    said = {_kind(match) for match in matches if match.group.endswith((".said", ".denied", ".ready", ".absolute"))}
    if any(match.group == "rejection.denied" for match in matches):
        return "rejection"
    return next((kind for kind in _ORDER if kind in said), "red line" if "red line" in said else "none")


def stance_odds(unit: Unit, features: Features, rows: StanceRows) -> dict[Stance, float]:
    """The probability of each stance: that one is told, times that it is this one."""
    odds = [0.0] * len(ROWS)
    for name, value in stance_features(unit, features).items():
        for place, weight in enumerate(rows.get(name, ())):
            odds[place] += weight * value
    told = 1 / (1 + math.exp(-max(-30.0, min(30.0, odds[0]))))
    powers = [math.exp(min(30.0, one)) for one in odds[1:]]
    return {stance: told * power / sum(powers) for stance, power in zip(STANCES, powers, strict=True)}


def stance_of(topic: str, unit: Unit, features: Features, rows: StanceRows) -> Stance | None:
    """The stance that a sentence under this topic reports, or None where it reports none; a line is always red."""
    if topic == "redlines":
        return Stance.RED_LINE
    if topic != "positions":
        return None
    odds = stance_odds(unit, features, rows)
    best = max((stance for stance in STANCES if stance is not Stance.RED_LINE), key=lambda stance: odds[stance])
    return best if odds[best] >= LEAST else None


def words_for(stance: Stance, words: Sequence[str], stems: Sequence[str]) -> list[str]:
    """What in the sentence speaks for the stance, denials among them where they turn an offer round."""
    matches = [match for match in _MATCHER.find(list(stems)) if _kind(match) == stance.value]
    return list(dict.fromkeys(" ".join(words[match.first : match.last + 1]) for match in matches))
