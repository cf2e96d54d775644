"""Words that say the opposite of each other: what rose did not fall."""

from __future__ import annotations

from briefs.derive.words import stem

_TABLE = """
    rise grow increase climb gain jump soar expand swell growth up | fall drop decline shrink decrease plunge slide
        dwindle lose reduction down
    raise lift increase | lower cut reduce slash decrease reduction
    accept agree approve welcome support endorse embrace acknowledge | reject refuse oppose decline rebuff veto dismiss
        spurn deny
    call demand ask request seek propose | oppose
    win gain | lose
    begin start open launch | end finish close stop halt
    open | closed close shut
    hold keep maintain preserve retain continue | abandon drop scrap cancel cancelled collapse lapse break
        forgo part lose
    renew extend prolong revive | lapse expire terminate
    adopt pass | reject cancel cancelled
    hold notice announce schedule | cancel cancelled
    join enter | leave quit withdraw
    withdraw | remain stay
    allow permit let authorise require | forbid forbidden ban bar prohibit block
    strengthen tighten harden toughen | weaken ease loosen relax soften
    send export deliver | receive import
    buy purchase bought | sell
    borrow | lend
    earn | forgo forgoe
    demand seek ask request | offer
    first | last final
    large big larger largest bigger biggest | small smaller smallest
    upper | lower
    rural | urban
    rich | poor
    public | secret
    joint jointly together | separate separately apart
    same identical | different
    ceiling maximum cap | floor minimum
    friend partner ally | enemy foe rival
    question | answer
    success victory | failure defeat
    majority | minority
    creditor | debtor
    optimistic | pessimistic
    kill | save rescue spare
    attack | defend
    build | destroy demolish
    arrest detain jail | release free
    praise | criticise condemn
    narrow | widen
    hasten | delay postpone
    love | hate
    formal official | informal unofficial
    loss | profit
    deficit | surplus
    import | export
    north northern | south southern
    east eastern | west western
    left | right
    summer | winter
    high higher | low lower
"""


def _read() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    sides: dict[str, frozenset[str]] = {}
    turned: dict[str, frozenset[str]] = {}
    for line in _TABLE.strip().replace("\n        ", " ").splitlines():
        one, other = (frozenset(map(stem, side.split())) for side in line.split("|"))
        for mine, theirs in ((one, other), (other, one)):
            for word in mine:
                sides[word] = sides.get(word, frozenset()) | mine
                turned[word] = turned.get(word, frozenset()) | theirs
    return sides, turned


SIDES, TURNED = _read()
"""Stems with those that say the same of a thing, and with those that say the opposite."""
