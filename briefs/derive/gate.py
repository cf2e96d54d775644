"""Whether a text is about a negotiation at all, or only borrows its words.

A recipe may have a red line and a footballer's transfer an offer, so bargaining words alone prove nothing. What tells
is who bargains: governments, unions, ministers and spokesmen, acting, now. Some twenty rates a thousand words, each of
which may only count the way its name says (`for` or `against`), so that no accident of the training texts turns a
negotiating word into evidence against a negotiation. How long a text is counts neither way.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from briefs.derive.features import Features, Unit
from briefs.derive.phrases import Matcher, lines
from briefs.derive.weights import Weights, sigmoid

REASON = (
    "This text does not seem to be about a negotiation: too few of its sentences say what somebody wants, "
    "offers, refuses or can hold out for."
)
EMPTY = "There is no text to read here: no sentence that could carry a card."
OPEN = 0.48  # left out with their author, essays come to .52 and more, other texts to .43 and less

_TOLD = Matcher(
    {
        "elsewhere": lines(
            """
            recipe, garlic, onion, onions, sauce, delicious, simmer, whisk, tablespoon, teaspoon, saucepan
            garden, gardener, gardening, hedge, tomatoes, roses, compost, lawn, shrub, blossom, sow
            novel, novelist, biography, biographer, memoir, memoirs, chapter, chapters, paperback, poem, poet, subplot
            architect, architecture, staircase, sculpture, soloist, adagio, concerto, symphony, choreography
            designer, logo, logos, typeface, font, rebrand, wordmark, midfielder, goalkeeper, kick off, transfer window
            penalty shoot, playmaker, trained with, marathon, chess, bishop takes, rook, pawn, queen exchange, innings
            wedding, bride, honeymoon, divorced, girlfriend, boyfriend, toddler, mother in law, my husband, my wife
            our son
            our daughter, dishes, beach, swimming, hike, luggage, sightseeing, guidebook, terrace, harbour master
            sailing
            battery life, charger, megapixels, headphones, smartphone, laptop, screen measures, gadget, app store
            paying users
            inbox, peer reviewed, hormone, melatonin, symptoms, diet, jury, verdict, convicted, defendant, sentenced to
            interim dividend, earnings per share, operating profit, gusts, forecasters, sandbags, polling stations
            exit poll
            lecture, seminar, syllabus, historian, historians, archaeologist, emperor, empress, duke, medieval
            renaissance
            has died, who died, born in, survived by, a service will be held, she leaves, he leaves, obituary
            multiplayer, gameplay, console, gamer, gamers, playthrough, parish registers, godparents, midfield
            substitutes
            referee, relegation zone, yellow card
            horoscope, crossword, puzzle, puppy, kitten, terriers, tax free, basic rate, tax office
            """
        ),
        "event": lines(
            """
            chief negotiator, negotiators, negotiating team, mediator, mediators, mediation, facilitator, conciliation
            arbitration
            the two sides, both sides, neither side, each side, other side, the parties, delegation, delegations
            trustees
            talks resume, talks have, talks are, next round, latest round, last round, round of talks, peace talks
            indirect talks
            counter proposal, improved offer, final offer, new offer, latest offer, is asking for, are asking for
            asks for
            is demanding, are demanding, is prepared to, are prepared to, would be willing, has offered, have offered
            refuses to
            has not answered, have not answered, rejected by, turned down, working group, collective agreement
            strike fund
            strike, lockout, stoppage, picket, ballot, ceasefire, cease fire, truce, ratify, ratification, sanctions
            ultimatum
            if the talks, if talks, agreement by, deal before, deal by, without a deal, without an agreement
            no agreement
            """
        ),
        "reader": lines("your, yourself, yours, dear reader, dear miriam, tip, tips, here is how"),
    }
)
_BARGAINING = ("positions.decisive", "redlines.decisive", "leverage.decisive")
_BODIES = ("sign.parties", "sign.official", "shape.titled")
_ALIVE = ("sign.perfect", "sign.present", "sign.will", "sign.might")


def gate_features(units: Sequence[Unit], features: Sequence[Features], acting: Sequence[bool]) -> Features:
    """The rates, on a scale that flattens."""
    words = sum(len(unit.words) for unit in units) or 1
    bodies = [sum(name in own for name in _BODIES) for own in features]
    bargaining = [any(name in own for name in _BARGAINING) for own in features]
    alive = [any(name in own for name in _ALIVE) for own in features]
    told = [match.group for unit in units for match in _TOLD.find(list(unit.stems))]

    def beside_a_body(name: str) -> list[bool]:
        return [name in own and body > 0 for own, body in zip(features, bodies, strict=True)]

    counts: dict[str, Iterable[int]] = {
        "for.bodies": bodies,
        "for.two_bodies": [body > 1 for body in bodies],
        "for.bargaining": [b and body > 0 for b, body in zip(bargaining, bodies, strict=True)],
        "for.bargaining_now": [b and a and body > 0 for b, a, body in zip(bargaining, alive, bodies, strict=True)],
        "for.acting": acting,
        "for.acting_now": [b and a and act for b, a, act in zip(bargaining, alive, acting, strict=True)],
        "for.red_lines": beside_a_body("redlines.decisive"),
        "for.leverage": beside_a_body("leverage.decisive"),
        "for.obstacles": beside_a_body("obstacles.decisive"),
        "for.outlook": beside_a_body("outlook.decisive"),
        "for.speech": beside_a_body("sign.speech"),
        "for.denial": beside_a_body("sign.denial"),
        "for.condition": beside_a_body("sign.condition"),
        "for.talks": ["sign.talks" in own for own in features],
        "for.event": [group == "event" for group in told],
        "for.players": ["players.decisive" in own and "shape.titled" in own for own in features],
        "against.memory": ["sign.memory" in own for own in features],
        "against.scene": ["sign.scene" in own for own in features],
        "against.past": ["sign.past" in own and not a for own, a in zip(features, alive, strict=True)],
        "against.old_year": ["shape.old_year" in own for own in features],
        "against.elsewhere": [group == "elsewhere" for group in told],
        "against.reader": [group == "reader" for group in told],
    }
    return {name: math.log1p(sum(map(int, flags)) * 200 / words) for name, flags in counts.items()}


def openness(found: Features, weights: Weights) -> float:
    """The probability that the text is about a negotiation."""
    return sigmoid(weights.gate["bias"] + sum(weights.gate.get(name, 0.0) * value for name, value in found.items()))


def is_open(units: Sequence[Unit], features: Sequence[Features], acting: Sequence[bool], weights: Weights) -> bool:
    found = gate_features(units, features, acting)
    spoken_for = any(value for name, value in found.items() if name.startswith("for."))
    return spoken_for and openness(found, weights) >= OPEN
