"""Cues that belong to no topic: who speaks, denial, advice, hedging, the author's own voice, the talk of talks."""

from __future__ import annotations

SIGNS = {
    "speech": """
    say, tell, state, argue, maintain, reply, answer, counter, announce, declare, confirm, insist, claim, warn, add
    inform, describe, explain, acknowledge, admit, note, remark, observe, write, ask, ask whether, according to
    """,
    "official": """
    spokesman, spokeswoman, spokesperson, ministry, office, government, delegation, official, officials, statement
    press conference, interview, told reporters, told parliament, told the committee, told a, radio, television, podium
    """,
    "denial": """
    deny, denies, denial, dispute, refute, contradict, disown, no such, never said, never made, did not say
    says that ~ not, no figure, taken out of context, retract, corrected, clarify, clarified, insists that ~ not
    not true, untrue, false, rumour, rumours, allegedly, mistaken, misheard
    """,
    "hedge": """
    perhaps, maybe, possibly, seem, seems, appear, appears, reportedly, understood to, said to, believed to, thought to
    i am told, i gather, i hear, apparently, i suspect, i think, on this view, arguably, allegedly, it is said, rumour
    some say, as far as, so far as
    """,
    "author": """
    i, my, me, mine, myself
    """,
    "we": """
    we, us, our, ours
    """,
    "reader": """
    you, your, dear reader, readers, reader
    """,
    "advice": """
    should, ought to, must, let us, needs to, need to, had better, it is time, would be wise, would do well, wise
    the lesson, better to, worth, deserve, deserves, courage, it would be
    """,
    "memory": """
    i remember, i recall, i was, i had, i used to, my father, my mother, my grandmother, my grandfather, my aunt
    my uncle, my wife, my husband, my daughter, my son, my brother, my sister, when i, i once, i spent, i grew up
    i learned, i went, i met, i sat, i watched, i saw, i read, i wrote, i have been asked, people ask me, my friend
    my colleague
    """,
    "lead_in": """
    ^ the question is, ^ the question, ^ what follows, ^ consider, ^ so what, ^ let me, ^ let us, ^ to be fair
    ^ to be clear, ^ to be sure, ^ in other words, ^ that said, ^ none of this, ^ all of this, ^ this is, ^ that is
    ^ it is worth, ^ it is tempting, ^ here is, ^ here are, ^ there are, ^ there is, ^ then there is, ^ begin with
    ^ start with, ^ first, ^ second, ^ third, ^ finally, ^ of course, ^ granted, ^ and yet, ^ and so, ^ not so
    ^ maybe so, ^ perhaps not, ^ it is not, ^ no
    """,
    "aphorism": """
    history is, history will, as the saying, proverb, old saying, they say that, somebody who, anyone who, nobody who
    those who, whoever, in politics, in life, in my experience, as in, it is usually, always, rarely, never been
    human nature, one may, one can, one should, one must, one does, is a sin, is a virtue
    """,
    "scene": """
    coffee, tea, breakfast, lunch, dinner, kitchen, garden, porch, hotel, corridor, window, morning, evening, weather
    smile, laugh, joke, dog, cat, church, cemetery, funeral, photograph, portrait, mural, statue, bench, taxi, cafe
    restaurant, beach, music, poem, novel, film
    """,
    "parties": """
    government, governments, capital, capitals, ministry, delegation, delegations, negotiators, union, unions, company
    management, employer, employers, owners, players, league, guild, association, federation, council, commission
    authority, agency, movement, rebels, front, army, kremlin, white house, administration, state department, union's
    states, bloc, community, club, board, operator, side, sides
    """,
    "talks": """
    talks, talk, negotiation, negotiations, negotiate, negotiating, negotiated, mediation, mediate, mediator, round
    rounds, summit, bargaining, bargain, deal, agreement, accord, treaty, settlement, settle, truce, ceasefire
    cease fire, compromise, concession, concessions, terms, consultations, conciliation, arbitration, dispute, strike
    lockout, stoppage, ultimatum, offer, demand, proposal, sign, initial, signature, table, delegation, delegations
    """,
    "money": """
    $ #, £ #, € #, dollars, euros, pounds, crowns, francs, yen, roubles, rubles, million, billion
    """,
    "share": """
    # %, per cent, percent, percentage
    """,
    "not": """
    not, no, never, nor, neither, nobody, nothing, none, without
    """,
    "contrast": """
    but, however, yet, although, though, whereas, while, nevertheless, on the other hand, instead, despite, except
    """,
    "cause": """
    because, since, therefore, so that, which is why, as a result, owing to, due to, that is why, hence
    """,
    "condition": """
    if, unless, provided, as long as, so long as, on condition, in case, should, only if, until, without
    """,
    "will": """
    will, shall, is going to, are going to, is to, are to
    """,
    "might": """
    may, might, could, can, would
    """,
    "past": """
    was, were, had, did
    """,
    "perfect": """
    has, have
    """,
    "present": """
    is, are, does, do
    """,
    "quantity": """
    more than, less than, fewer than, at least, almost, nearly, about, some, roughly, around, over, under, up to, half
    third, quarter, most, majority
    """,
    "elsewhere": """
    in ~ north korea, yalta, munich, versailles, vienna #, budapest, cuba, geneva #, helsinki, cold war, reagan, nixon
    kissinger, churchill, roman, rome, napoleon, bismarck, good friday, dayton, oslo, camp david, thatcher, the taliban
    """,
    "bargaining": """
    chief negotiator, negotiators, negotiating team, mediator, mediators, mediation, facilitator, conciliation
    arbitration, the two sides, both sides, neither side, each side, other side, the parties, delegation
    delegations, trustees, talks resume, talks have, talks are, next round, latest round, last round
    round of talks, peace talks, indirect talks, counter proposal, improved offer, final offer, new offer
    latest offer, is asking for, are asking for, asks for, is demanding, are demanding, is prepared to
    are prepared to, would be willing, has offered, have offered, refuses to, has not answered, have not answered
    rejected by, turned down, working group, collective agreement, strike fund, strike, lockout, stoppage, picket
    ballot, ceasefire, cease fire, truce, ratify, ratification, sanctions, ultimatum, if the talks, if talks
    agreement by, deal before, deal by, without a deal, without an agreement, no agreement
    """,
    "other_field": """
    recipe, garlic, onion, onions, sauce, delicious, simmer, whisk, tablespoon, teaspoon, saucepan, garden
    gardener, gardening, hedge, tomatoes, roses, compost, lawn, shrub, blossom, sow, novel, novelist, biography
    biographer, memoir, memoirs, chapter, chapters, paperback, poem, poet, subplot, architect, architecture
    staircase, sculpture, soloist, adagio, concerto, symphony, choreography, designer, logo, logos, typeface, font
    rebrand, wordmark, midfielder, goalkeeper, kick off, transfer window, penalty shoot, playmaker, trained with
    marathon, chess, bishop takes, rook, pawn, queen exchange, innings, wedding, bride, honeymoon, divorced
    girlfriend, boyfriend, toddler, mother in law, my husband, my wife, our son, our daughter, dishes, beach
    swimming, hike, luggage, sightseeing, guidebook, terrace, harbour master, sailing, battery life, charger
    megapixels, headphones, smartphone, laptop, screen measures, gadget, app store, paying users, inbox
    peer reviewed, hormone, melatonin, symptoms, diet, jury, verdict, convicted, defendant, sentenced to
    interim dividend, earnings per share, operating profit, gusts, forecasters, sandbags, polling stations
    exit poll, lecture, seminar, syllabus, historian, historians, archaeologist, emperor, empress, duke, medieval
    renaissance, has died, who died, born in, survived by, a service will be held, she leaves, he leaves, obituary
    multiplayer, gameplay, console, gamer, gamers, playthrough, parish registers, godparents, midfield, substitutes
    referee, relegation zone, yellow card, horoscope, crossword, puzzle, puppy, kitten, terriers, tax free
    basic rate, tax office
    """,
}
