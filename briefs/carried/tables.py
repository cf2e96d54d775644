"""The words that the rules of carried.* look for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path

from briefs.derive.words import stem

ABBREVIATED = frozenset(
    """
    mr mrs ms mx dr prof gen adm col capt lt maj sgt sen rep gov hon rev st fr sr jr vs nos etc jan feb mar apr jun
    jul aug sep sept oct nov dec
    """.split()
)
TITLES = frozenset(
    """
    mr mrs ms mx dr prof professor gen general adm admiral col colonel capt captain lt lieutenant maj major sgt sergeant
    brigadier commander sen senator senators rep representative gov governor president vice deputy prime minister
    ministers foreign secretary under undersecretary chancellor premier chair chairman chairwoman chairperson chief
    ambassador envoy special negotiator mediator spokesman spokeswoman judge justice lord lady sir dame king queen
    prince princess sheikh emir pope father sister bishop cardinal mayor speaker congressman congresswoman commissioner
    director councillor treasurer former acting interior defence defense finance transport water state
    """.split()
)
UNNAMED = frozenset("i i'm i'd i'll i've im mr mrs ms mx dr ok".split())
"""Words with a capital that name nobody."""

UNITS = {
    word: number
    for number, word in enumerate(
        """
        zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
        eighteen nineteen
        """.split()
    )
}
TENS = {
    word: 10 * number
    for number, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
SCALES = {
    "hundred": 100,
    "dozen": 12,
    "thousand": 1000,
    "k": 1000,
    "million": 10**6,
    "m": 10**6,
    "mn": 10**6,
    "mln": 10**6,
    "billion": 10**9,
    "bn": 10**9,
    "trillion": 10**12,
    "tn": 10**12,
}
SHORT_SCALES = frozenset({"k", "m", "mn", "mln", "bn", "tn"})  # only behind digits
VAGUE = {
    "dozens": 12,
    "scores": 20,
    "hundreds": 100,
    "thousands": 1000,
    "millions": 10**6,
    "billions": 10**9,
    "trillions": 10**12,
}
ORDINALS = {
    word: number
    for number, word in enumerate(
        """
        first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
        fifteenth sixteenth seventeenth eighteenth nineteenth
        """.split(),
        start=1,
    )
} | {word.removesuffix("y") + "ieth": value for word, value in TENS.items()}
PARTS = {word: Fraction(1, number) for word, number in ORDINALS.items() if number > 2} | {
    "half": Fraction(1, 2),
    "quarter": Fraction(1, 4),
    "hundredth": Fraction(1, 100),
}
PLURAL_PARTS = {f"{word}s": part for word, part in PARTS.items() if word != "half"} | {"halves": Fraction(1, 2)}
MULTIPLES = {"twice": 2, "thrice": 3}
IMPLIED = {"both": 2, "couple": 2, "pair": 2, "either": 2, "neither": 2, "single": 1, "sole": 1, "lone": 1, "only": 1}
"""Words that carry a number without saying it, where both stand before the same word."""

_MEASURES = """
    percent: % percent pc
    point: point points
    dollar: $ dollar dollars usd
    euro: € euro euros eur
    pound: £ pound pounds sterling gbp
    yen: ¥ yen
    rouble: ₽ rouble roubles ruble rubles
    yuan: yuan renminbi
    franc: franc francs
    crown: crown crowns krone kroner krona kronor
    peso: peso pesos
    rupee: rupee rupees
    lira: lira liras
    hryvnia: hryvnia hryvnias
    shekel: shekel shekels
    dirham: dirham dirhams
    dinar: dinar dinars
    riyal: riyal riyals
    zloty: zloty zlotys
    cent: cents
    second: seconds
    minute: minute minutes
    hour: hour hours
    day: day days
    night: night nights
    week: week weeks
    month: month months
    year: year years
    decade: decade decades
    century: century centuries
    metre: metre metres meter meters
    kilometre: kilometre kilometres kilometer kilometers km kms
    mile: mile miles
    hectare: hectare hectares
    acre: acre acres
    tonne: tonne tonnes ton tons
    kilo: kilo kilos kilogram kilograms kg
    barrel: barrel barrels
    litre: litre litres liter liters
    megawatt: megawatt megawatts mw
    gigawatt: gigawatt gigawatts gw
    degree: degree degrees
    seat: seat seats
    vote: vote votes
    ship: ship ships vessel vessels
    soldier: soldier soldiers troops
"""
MEASURES = {
    word: name
    for line in _MEASURES.strip().splitlines()
    for name, _, words in [line.strip().partition(": ")]
    for word in words.split()
}
IN_TWOS = frozenset("sides parties presidents leaders capitals neighbours governments countries".split())
"""What comes in twos wherever people negotiate: "the two sides"."""
SIZED = frozenset("cubic square metric nautical us american working calendar more extra further of the a".split())
"""What may stand between a number and its measure."""

MONTHS = {
    name: number
    for number, name in enumerate(
        "january february march april may june july august september october november december".split(), start=1
    )
}
SHORT_MONTHS = {name[:3]: number for name, number in MONTHS.items() if name != "may"} | {"sept": 9}
WEEKDAYS = {
    name: number for number, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())
}
SEASONS = {"winter": 1, "spring": 4, "summer": 7, "autumn": 10, "fall": 10}  # the month in its middle

NEGATORS = frozenset(
    """
    not no never none nobody nothing nowhere neither nor without hardly scarcely barely no-one noone no-longer
    """.split()
)
REFUSALS = frozenset(
    stem(word)
    for word in """
    refuse refusal deny denial reject rejection decline dismiss rebuff oppose opposed fail failure lack lacking unable
    unwilling
    impossible unlikely forbid forbidden prohibit ban exclude prevent against avoid absent absence veto block cancel
    abandon withhold withdraw few little rarely seldom less insufficient inadequate incapable ineligible
    adamant incompatible disadvantage grim resist hamstring doubt doubtful false contradict dispute refute impasse
    stalemate nil zero gone scrap abolish drop cease wait only
    """.split()
)
REFUSING_PAIRS = frozenset(
    (stem(word), behind)
    for word, behind in [
        ("rule", "out"),
        ("turn", "down"),
        ("far", "from"),
        ("yet", "to"),
        ("off", "table"),
        ("off", "agenda"),
        ("out", "of"),
        ("short", "of"),
        ("keep", "out"),
        ("stay", "out"),
        ("walk", "away"),
        ("instead", "of"),
        ("rather", "than"),
        ("keep", "from"),
        ("stop", "from"),
        ("hold", "back"),
        ("red", "line"),
    ]
)
NOT_UN = ("under", "uni", "until", "unless", "unto", "uncle")  # "un-" that denies nothing
BREAKS = frozenset(
    "but although though whereas because unless except while before after until till since when".split()
) | frozenset(',;:()—–"“”!?')
"""What ends the reach of a negation."""

ONLY = frozenset("only solely exclusively".split())
ALONE = ONLY | frozenset("sole exclusive alone just merely single lone".split())
_LIKE_ONLY = ALONE | frozenset("except unless until without nothing none nobody less limited confined".split())
_LIKE_UNLESS = frozenset(
    """
    unless without until except only provided condition conditional conditions depends depending subject otherwise
    before absent requires required
    """.split()
)
LIMITS = dict.fromkeys(ONLY, _LIKE_ONLY) | {"unless": _LIKE_UNLESS}
"""Words that limit a statement, each with those that carry it; for "only", those of ALONE do so wherever they stand."""
_SIDES = """
    before until till | after since
    with | without
    above over | below under
    inside | outside
    for | against
    more | less fewer
    most | least
    up | down
    in | out
"""


def _of_each(sides: Iterable[tuple[frozenset[str], frozenset[str]]]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for words, others in sides:
        for word in words:
            found[word] = found.get(word, frozenset()) | others
    return found


def _paired(table: str) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    for line in table.strip().splitlines():
        one, other = (frozenset(side.split()) for side in line.split("|"))
        yield from ((one, other), (other, one))


OTHER_SIDES = _of_each(_paired(_SIDES))

EMPTY = frozenset(
    """
    a an the any some and or of in on at to for from by with as than that which who whose whom where when while if
    then there here this these those it its he him his she her they them their we us our you your i my me
    is are was were be been being am has have had having will would can could may might must shall should do does did
    doing done 's so very more most much many such own also even just yet still ever too only again longer into onto
    over under up down out about between among through during before after per via upon because until unless since
    but nor both either each every all other another one what how why whether said say says
    """.split()
)
"""Words that say nothing by themselves."""
DETERMINERS = frozenset(
    """
    a an the any some do does did of with all both always everybody everyone everything everywhere somebody someone
    something
    """.split()
)
"""Words that the strict look passes over, so that "nobody" may not become "everybody"."""
OUTRIGHT = frozenset(
    stem(word) for word in "refuse reject decline rebuff deny oppose dismiss veto block forbid ban rule turn".split()
)
"""Refusals whose opposite is an acceptance; "rule" and "turn" are of "rule out" and "turn down"."""
ACCEPTANCES = frozenset(
    stem(word)
    for word in """
    accept agree admit allow approve back welcome support confirm consent embrace endorse offer propose permit
    acknowledge recognise recognize seek grant sign want favour favor say
    """.split()
)
UNIVERSALS = frozenset("all always both each every everybody everyone everything everywhere".split())
"""What may not stand where the essay has "nobody" or "never"."""
CONDITIONS = frozenset(
    stem(word)
    for word in """
    only unless until before first condition conditional need require want demand insist depend provided subject
    """.split()
)
"""What stands for a "without": "only with a guarantee"."""
GENERAL = frozenset(
    stem(word)
    for word in """
    accept agree allow able attempt become begin call choose come consider consent continue dare deal do expect find
    get give go have hold intend intention keep let like look make mean need offer permit plan prepared put ready
    reason say see seem seek show take talk tell think try turn use want way willing wish word
    """.split()
)
"""Words too general to tell what is denied where another one does: "will not accept a pause"."""
_OPPOSITES = """
    open | close shut seal
    accept approve back support welcome | reject refuse oppose decline rebuff veto
    pay repay | owe default arrears wait
    speak say talk comment answer mention reply | silent silence quiet
    attend come join | away absent boycott skip
    win pass succeed work gain | lose fail defeat collapse
    rise grow increase gain | fall drop decline shrink
    resume continue proceed go advance progress move change | stop end suspend halt pause break stall freeze stuck
    leave withdraw go | stay remain keep
    begin start | end wait delay postpone
    enough many much more | few little short scarce less
    have possess | lack
    know public | secret
    binding | voluntary
    permanent last | temporary expire lapse
    alive survive live | die dead death
    ally friend | enemy
    present | absent
    strong | weak
    unite united | divide split
    sign ratify initial |
    cede surrender yield concede |
    want seek demand insist ask request |
    meet negotiate |
    build construct |
    send deliver supply ship |
    cut reduce lower |
    extend prolong renew |
    reveal disclose publish |
    guarantee assure promise pledge |
    attack strike hit |
    return repatriate |
"""


def _of_stems() -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    for one, other in _paired(_OPPOSITES):
        yield frozenset(map(stem, one)), frozenset(map(stem, other))


OPPOSITES = _of_each(_of_stems())
"""Stems with those that deny them: what is shut is not open."""
ALIKE = _of_each((one, one) for one, _ in _of_stems())
"""Stems with those that mean the same where something is denied."""


@cache
def ordinary_stems() -> frozenset[str]:
    """Plain English words, so that the capital of a sentence's first word is not taken for a name's."""
    path = Path(__file__).with_name("ordinary.txt")
    return frozenset(stem(word) for word in path.read_text(encoding="utf-8").split())
