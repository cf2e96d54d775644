"""The cues of each topic, in three strengths: decisive, supporting, faint. See phrases.py for how a cue is written.

The few that name the topic outright ("red line", "leverage") stand apart as `named` and weigh double.

The strengths only name the groups; what a group is worth, the weights say (weights.json, trained on tests/labelled).
"""

from __future__ import annotations

REDLINES = {
    "named": """
    red line, red lines, non negotiable, non negotiables, not negotiable, deal breaker, line in the sand, adamant
    unacceptable
    not budge, budge on, rule out, rules out, ruled out, under no circumstances, never accept, will not accept
    can not accept, not accept any, no deal without, no signature without, not give up, not a matter for discussion
    """,
    "decisive": """
    red line, red lines, non negotiable, not negotiable, not up for negotiation, not up for discussion, not for sale
    not on the table
    off the table, bottom line, line in the sand, deal breaker, dealbreaker, sine qua non, non starter, nonstarter
    sacrosanct
    out of the question, no question of, not be a question of, under no circumstances, in no circumstances
    not under any circumstances
    under no condition, on no account, at no price, at any price, not at any price, for any price, under any name
    on any terms
    no world in which, not an option, can not be an option, not a matter for negotiation, never be an item
    not subject to negotiation
    will|would|can|could|shall|may never ~
    accept|agree|sign|give|hand|allow|permit|recognize|recognise|surrender|cede|sell|yield|leave|return|become|submit|put|let|happen|take
    never accept, never agree, never sign, never recognise, never recognize, never give up, never surrender
    never yield, never let
    will|would|shall|can not ~ give
    up|accept|sign|cede|surrender|yield|budge|tolerate|initial|relinquish|renounce|waive|hear of|stand aside|back
    down|be moved|hand over|hand back|countenance|abandon|let|ratify
    would|will|had sooner ~ than, would|will rather ~ than, sooner ~ than, sooner see, rather see, rather lose
    sooner lose, rather die, sooner die, sooner have no
    would|will resign ~ before|than|if, resign before, resign rather, hand in ~ over, would resign, will resign
    quit rather, walk out ~ before, go home before
    does|do|will|would not discuss, not something we, not something this, not a thing we, what we can not
    what it can not, what he can not
    will|would not hear of, not hear of, not entertain, nothing ~ leave, no one will|would ever, nobody will|would ever
    no ~ will|would|shall ever
    not give an inch, not an inch, not move an inch, not a millimetre, not a single, not one metre, not one inch
    not one kilometre, not a comma
    will|would not be hand|give|sell|move|share|open|touch|reopen|renegotiate|trade|bargain
    will|would not be discuss|lift|return|divide|negotiate
    not be bargain away
    can|will|would not trade, not trade away, can not be bargain|trade|sell|buy|share|divide|negotiate|touch|waive
    not be up for
    come|comes|came back without, stop take notes, turn ~ face down, return ~ unmarked, hang up, walk out
    leave the room, left the room, tear ~ down, tear up
    no ~ without ~ first, without exception, matter of principle, point of principle, article of faith, existential
    """,
    "supporting": """
    unacceptable, intolerable, inviolable, indivisible, untouchable, inalienable, immovable, unthinkable, inconceivable
    adamant, unyielding, unbending, uncompromising
    intransigent, intransigence, absolute, absolutely, categorically, emphatic, emphatically, flatly, outright
    unconditional, unequivocally
    rule out, rules out, ruled out, exclude, precludes, forbid, prohibits, prohibit
    refuse to ~ discuss|consider|sign|accept|recognise|recognize|give|let|talk|meet|countenance
    stand firm, hold firm, firm, stand by, dig in, hold the line, draw the line, drew the line, draws the line
    cross the line, cross that line
    sovereignty, territorial integrity, dignity, honour, sacred, humiliation, surrender, capitulate, capitulation
    betrayal, treason, veto
    in the same words, same words, word for word, same sentence, same answer, same reply, each time, every time
    on each occasion, in every round, at every meeting, at each session
    without altering, not altered, has not altered, not changed a word, not change a comma, three times, has been asked
    every draft, each draft, successive drafts, in every version, no version
    no ~ without, not ~ without, nothing ~ until, not ~ until, not ~ unless, unless and until, not before, only if
    as long as, so long as, not while, as a condition, precondition, prerequisite
    no ~ government|minister|member|party|president|delegation|draft|text|leader|captain|court|union has ever|will|would
    nobody ~ will|would|has, has ever sign|accept|agree
    will not, would not, can not, could not accept, can not accept, not accept, not agree, not sign, not discuss
    not recognise, not recognize, do not discuss, will not talk
    no intention of, has no intention, not going to, not about to, not prepared to, not ready to, not willing to
    unwilling to, no way, no place
    mandate ~ forbid|exclude|require, instructions, underlined, must stay, must remain, will remain, stay out
    stays out, stand where
    give up, hand over, hand back, let go, part with, back down, budge, yield, concede, cede, relinquish, renounce
    waive
    """,
    "faint": """
    insist, insistence, never, nothing, nowhere, none, no one, nobody, ever, any, whatever, however many, sooner
    rather, before, until, unless, without
    first, only, principle, condition, guarantee, must, shall, everything, always, not even, not once, at all
    whatsoever, regardless
    """,
}

POSITIONS = {
    "named": """
    proposal, proposes, proposed, latest offer, offered to, has offered, is offering, demands, is demanding, asking for
    calls for
    called for, rejected, turned down, ruled out, prepared to, willing to, in exchange for, in return for
    """,
    "decisive": """
    offer, counteroffer, counter offer, improved offer, final offer, best offer, latest offer, make an offer, propose
    proposal, counterproposal, counter proposal, put forward, put on the table
    on the table, table a, demand, call for, ask for, asks for, asking for, went in asking, come down to|from
    press for, push for, hold out for
    would|will accept|take|agree|consider|settle|drop|withdraw|sign|recognise|recognize|return|release|allow|open|pay
    could live with, can live with, could accept, settle for
    prepared to, ready to, willing to, willingness to, readiness to, open to, be open to, agree to, agree in principle
    accept in principle, consent to, in principle
    reject, refuse, turn down, rebuff, rule out, decline to, declines to, object to, oppose, dismiss, dispute, deny
    denies, denied, disown, refute, contradict
    no longer insist, no longer ask, stop insisting, drop its|their|his|her|the demand, soften, concede, concession
    give ground, back down, climb down, move from ~ to, shift, moved, came down, gone up to
    has|have not answer|reply|respond|comment, yet to answer|reply|respond, no answer, no reply, did not reply
    not replied, has not said, declined to comment, silent on, without an answer, answer is absent
    in return, in exchange, in return for, in exchange for, on condition that, provided that, on condition, so long as
    as long as, quid pro quo, conditional on
    non paper, working paper, position paper, draft, clause, article, annex, point plan, point paper, plan, package
    formula, compromise, text
    """,
    "supporting": """
    want, wants, wanted, seek, require, request, insist, claim, favour, favor, prefer, support, back, backs, endorse
    accept, agree, suggest, float, outline, present, submit, tabled, circulate, sketch
    say that, says that, tell ~ that, told ~ that, state that, argue that, maintain that, reply that, answer that
    counter that, announce, declare, confirm, let it be known, signal, hint, indicate, inform, underline, reaffirm
    reiterate
    position, stance, answer, reply, response, statement, spokesman, spokeswoman, spokesperson, office says
    ministry says, no such, never made, taken out of context
    withdraw, lift, suspend, reopen, release, exempt, extend, postpone, reduce, raise, cap, share, split, phase
    recognise, recognize, guarantee
    per cent over, percent over, a year over, years instead, days instead, instead of, rather than, down from, up from
    asking price, amount, payment, wage, pay rise
    ceasefire, cease fire, truce, withdrawal, amnesty, quota, tariff, licence, compensation, guarantee, moratorium
    exemption, transition, autonomy, recognition, guarantees
    """,
    "faint": """
    would, should be, terms, conditions, amendment, wording, language, version, revised, side, sides, both sides
    other side, delegation, talks, negotiate, negotiation, bargain, deal, agreement, paper, letter
    """,
}

LEVERAGE = {
    "named": """
    leverage, upper hand, bargaining chip, stronger hand, weaker hand, position of strength, position of weakness
    time is on, under pressure, can not afford, hold out longer, in no hurry
    """,
    "decisive": """
    leverage, bargaining chip, bargaining power, bargaining position, upper hand, whip hand, stronger hand, weak hand
    strong hand, hold the cards, holds the cards, cards, trump card, advantage, disadvantage
    can|could wait, can not wait, afford to, can afford, can not afford, could not afford, in a hurry, no hurry
    not hurry, do not hurry, in no hurry, hurry, time is on, on its side, on their side, on his side
    need ~ more|less than, needs ~ more|as badly, as badly as, hurt ~ more, costs ~ more, lose ~ more, more to lose
    less to lose, nothing to lose, more than the other, need each other
    depend on, depends on, dependent, dependence, reliant, rely on, relies on, at the mercy, no alternative, no other
    nowhere to go, only route, only road, only buyer, only customer, only supplier, sole
    run out, runs out, running out, run dry, weeks of, months of, days of, days left, weeks left, months left, stocks
    reserves, supplies, enough for, last until, last for, outlast, hold out, hold on, withstand, survive
    falls due, fall due, due in, expire, expires, lapse, lapses, deadline, before the winter, harvest, season, ripens
    perish, rot, spoil
    go it alone, alternative, elsewhere, other door, another door, other buyer, other route, plan b, fallback
    option on, option to, live without, do without, without it, without them, without us, without him
    bluff, bluffing, credible, credibility, threat, threaten, threatens, pressure, squeeze, pinch, under pressure, pain
    suffer, strangle, isolate, blockade, embargo
    cut off, shut off, turn off, cut the, stop ~ trains|ships|lorries|trucks|flights|gas|oil|supply, withhold
    hold back, deny ~ access, veto over, control ~ supply, in its hands, in their hands, hold the key
    strike fund, war chest, credit line, loan, bond, refinance, borrow, creditor, bail out, insolvent, bankrupt, cash
    """,
    "supporting": """
    need, needs, needed, cost, costs, costing, lose, loses, losing, loss, losses, hurt, hurts, save, saves, gain, gains
    benefit, profit, earn, earns, revenue, income, price, premium, expensive, cheap, discount
    wait, patient, patience, time, clock, calendar, soon, longer, quickly, urgent, urgently, haste, late, sooner, slow
    last, idle, comfortable, desperate, anxious, nervous, worried, afraid, frightened, fear, jittery
    customer, buyer, supplier, market, route, port, pipeline, plant, supply, shipment, cargo, export, import, fuel, gas
    grain, storage, silos, warehouse, insurance, insurers, underwriters, sponsors, lenders, banks, donors
    weak, weaker, weakness, strong, stronger, strength, power, position, hand, chip, card, lever, weapon, instrument
    prize, asset, stake, vulnerable, exposed, fragile, resilient
    election, by election, midterms, mid term, polls, term ends, retire, re elected, voters, constituents, budget
    winter, spring, summer, autumn, rains, snow, weather, school year, christmas, easter
    on the other hand, for its part, for his part, for her part, on the other side, by contrast, nor is, neither side
    both sides, each side, other side, but so, also, too, more than, less than, as much as, in the meantime, meanwhile
    every week, every month, every day, each week, each month, each day, a day, a week, a month, as long as, while
    """,
    "faint": """
    buy, sell, pay, sold, keep, hold, can, could, enough, without, only, already, still, than, whereas, while, because
    since, unless, whose, goes, stop, close, closed, shut, full, empty, short, long
    """,
}

OBSTACLES = {
    "named": """
    obstacle, obstacles, sticking point, sticking points, stumbling block, hurdle, deadlock, ratify, ratified
    ratification
    act of congress, act of parliament, hardliners, coalition partner, bring down the, mistrust, distrust
    """,
    "decisive": """
    parliament, senate, congress, assembly, legislature, lower house, upper house, both houses, both chambers, chamber
    majlis, bundestag, knesset, duma, referendum, plebiscite
    ratify, ratification, ratified, approval of, approve, consent of, unanimity, unanimous, consensus, two thirds
    majority, quorum, votes, vote down, voted down, vote of, vote for, veto, block, blocks, blocked
    constitution, constitutional, court, supreme court, constitutional court, tribunal, judge ~ rule, law, statute
    act of, illegal, unlawful, legally, amend, amendment, article of, jurisdiction, injunction, lawsuit, litigation
    decree
    trust, mistrust, distrust, suspicion, do not believe, not trust, no longer believe, believe each, verify
    verification, inspect, inspection, inspectors, monitor, compliance, cheat, enforce, enforcement, unenforceable
    no authority, without authority, has no mandate, no mandate, not authorised, not authorized
    beyond his|her|their|its powers, not his to, not hers to, not its to, not theirs to, not in ~ gift, not free to
    can not decide, can not sign, can not bind, could not bind, has to carry, only carry messages
    hardliner, hardliners, hard liners, hard line, spoiler, spoilers, faction, factions, wing, splinter, divided, split
    rift, quarrel, coalition, rebels, backbench, dissent, mutiny, opponents, opposed to, opposition
    not recognise, not recognize, does not recognise, does not agree, no two ~ agree, never agreed, has not agreed
    not been agreed, sticking point, stumbling block, obstacle, hurdle, impasse, deadlock, stalemate
    """,
    "supporting": """
    committee, cabinet, treasury, ministry of finance, finance ministry, commission, council, members, member states
    deputies, senators, lawmakers, mps, legislators, delegates, rank and file, membership, ballot, voters
    public opinion, polls
    procedure, procedural, rules, rule, mandate, competence, powers, authority, permission, licence, clause, legal
    legal service, counsel, lawyers, attorney, warrant, indictment, prosecutor, war crimes, sanctions
    at home, domestic, internal, own party, his own, her own, its own, their own, rival, rivals, leadership, ambition
    succession, government would fall, bring down, collapse, resign, union, unions, lobby, farmers, veterans, settlers
    clergy, army
    sequence, sequencing, definition, define, technical, complicated, complex, difficulty, difficult, problem, trouble
    hard to, impossible, nearly impossible, stand in the way, in the way, get past, get through, survive, sabotage
    leak, spoil
    memory, betrayed, broken promises, promises, bad faith, faith, precedent, each other, one another
    """,
    "faint": """
    but, however, unless, must, need, requires, require, cannot, neither, nor, yet, only, even if, whether, who decides
    decide, decision, agree
    """,
}

PLAYERS = {
    "named": """
    special envoy, envoy, chief negotiator, lead negotiator, mediator, mediators, delegation is led, team is led, led by
    who chairs, who heads, who leads
    """,
    "decisive": """
    who has led, who heads, who leads, who chairs, who commands, who runs, who speaks for, who negotiates
    who represents, who has served, who took over, who sits, who holds, who is, who was, who has
    head of, heads the, heads its, leader of, chief negotiator, lead negotiator, negotiator, negotiators, special envoy
    envoy, mediator, mediators, facilitator, go between, interlocutor, chairman, chairwoman, chairperson, chair of
    chairs, chaired by
    foreign minister, prime minister, deputy minister, energy minister, finance minister, defence minister
    defense minister, interior minister, trade minister, transport minister, secretary of state
    national security adviser, deputy prime minister, minister of, minister for, secretary general, general secretary
    state secretary, permanent secretary, chief executive, commissioner, undersecretary, ambassador, state secretary
    attorney general
    led by, headed by, represented by, appointed, named as, replaced, succeeded, took over, sent by, speaks for
    speak for, negotiates for, acting on behalf, right hand, closest adviser, confidant, trusted, has the ear
    has the last word, last word, second man, number two, strongman, power behind
    a former, former, a career, once a, by training, by trade, began as, began his career, used to be, trained as
    a lawyer, an engineer, a jurist, a diplomat, a banker, an economist, a physician
    not invited, has not been invited, been invited, no seat, seat at the table, a seat, at the table, in the room
    not in the room, in the delegation, not a party, is not party, not party to, party to, observer, observers
    excluded, left out, host, hosts, hosting, guarantor, guarantors
    """,
    "supporting": """
    minister, president, premier, chancellor, governor, mayor, councillor, senator, deputy, secretary, general, admiral
    colonel, captain, brigadier, commander, chief, director, judge, justice, bishop, imam, prince, king, lord, dame
    sir, sheikh, professor, doctor, commissioner, treasurer, speaker, chairman, leader, boss, president's
    delegation, team, adviser, advisers, aide, counterpart, opposite number, colleague, predecessor, successor
    spokesman, spokeswoman, official, diplomat, mandate, portfolio, file
    patient, stern, quiet, careful, cautious, clever, calm, blunt, courteous, stubborn, tough, shrewd, dry, ambitious
    loyal, temper, reputation, known for, known as, famous for, said to be, considered, regarded as, described as
    describes ~ as, a man who, a woman who, man of, woman of, is not a, not a man, not a woman, is no, nobody's fool
    likes to, dislikes, prefers
    years at, years in, years as, veteran, served, career, background, education, son of, brother of, brother in law
    daughter, wife, from the, came to ~ from, came from, elected in, elected on, in office since, since the summer
    has led, has run, has been in
    movement, party, union, guild, association, federation, company, operator, consortium, bank, fund, agency, tribe
    clan, church, army, council, board, league, owners, shareholders, speaks for, membership, members, on behalf
    """,
    "faint": """
    he, she, his, her, whose, who, whom, named, called, office, role, job, post, rank, influence, voice, authority
    decide, decides, figure
    """,
}

HISTORY = {
    "named": """
    previous round, last round, first round, broke down, collapsed, ended without, years ago, in his first term
    in her first term
    walked away from, was signed in, signed in
    """,
    "decisive": """
    years ago, months ago, weeks ago, a decade ago, decades ago, ago, last year, last month, last week, last summer
    last spring, last autumn, last winter, last december, last september, last october, last november, last january
    last february, last march, last april, last may, last june, last july, last august, in the past, the year before
    a year earlier, months earlier, days earlier, weeks earlier, years earlier, the previous, previous round
    earlier round, first round, second round, third round, last round, the first attempt, a first attempt, first time
    began in, begin when, started in, start after, started when, start when, broke out, broke down, break down
    collapsed, collapse in, fell apart, fall apart, ended in, ended with, end in, end with, ended over, was signed
    were signed, signed in, signed at, was founded, was agreed, was closed, were closed, was suspended, were suspended
    suspended, walked out, came to power, took power, seized, annexed, invaded, the coup, independence, the war of
    the war
    resumed in, resumed on, resume after, have met, has met, met in, met for, met on, opened in, since then, ever since
    since the, dates from, goes back to, go back to, dating, origin, origins, the quarrel, roots
    under the # agreement|accord|treaty|protocol|deal|act|law, treaty of, the # agreement, the # accord, the # treaty
    the # protocol, peace of, accords of, agreement of, convention of, court ruled, ruled in, tribunal ruled
    was rejected in, voted in
    in the winter of, in the spring of, in the summer of, in the autumn of, in the fall of, in the days of
    under his predecessor, under her predecessor, predecessors, a generation, in my day, at the time, in those days
    by then, in the end, eventually
    """,
    "supporting": """
    history, historical, historically, past, previous, previously, earlier, former, formerly, once, originally, first
    ancient, old, older, long ago, memory, remember, recall, anniversary, legacy, tradition, since, until, after
    before
    had been, had agreed, had promised, had, was, were, did, came, went, followed, became, led to, resulted, produced
    lasted, turned, took, gave, broke, fought, died, killed, fired, closed, opened, launched, founded, created
    dissolved, expelled, recalled, arrested
    century, decade, decades, era, cold war, world war, soviet, colonial, empire, revolution, uprising, strike of
    lockout of, crisis of, winter of, summer of, spring of
    lasted, extended, prolonged, renewed, expired, lapsed, failed, fail, failure, stalled, stopped, abandoned, withdrew
    postponed, cancelled, resumed, talks in, summit in, round in, session in, meeting in, conference in
    """,
    "faint": """
    then, when, later, by, between, january, february, march, april, june, july, august, september, october, november
    december, monday, tuesday, wednesday, thursday, friday, saturday, sunday, year, years, month, months
    """,
}

OUTLOOK = {
    "named": """
    likely, unlikely, prospects, outlook, remains to be seen, chance of, chances of, odds of, expected to, most likely
    probable
    my guess, i would bet, next round, next session, is scheduled, will meet
    """,
    "decisive": """
    likely, unlikely, probably, probable, perhaps, possibly, possible, improbable, chance, chances, odds, bet, betting
    guess, my guess, forecast, predict, prediction, expect, expected, expects, expectation, prospect, prospects
    outlook, scenario, scenarios, foresee, foreseen, foreseeable, foreseeable future, remains to be seen
    time will tell
    next round, next session, next meeting, next week, next month, next year, next spring, next summer, next autumn
    next winter, next friday, next monday, next tuesday, next wednesday, next thursday, next step, next date, scheduled
    is due, are due, due to, due on, due in, is set for, set for, set to, pencilled, planned, plans to, will meet
    will resume, resumes on, resume on, meets on, meet again, will be held, reconvene, is to, are to
    by the end of, before the end of, by then, by spring, by summer, by autumn, by christmas, by easter, in the coming
    coming weeks, coming months, in the end, sooner or later, eventually, in time, within weeks, within months
    within days, within a year, in the long run, in the short term
    will ~ be|have|come|go|begin|start|end|decide|hear|rule
    will ~ present|publish|vote|take|sign|meet|get|fall|rise|lapse|strike|need|look
    may ~ be|have|come|go|well|yet|not, might ~ be|have, could ~ be|have|come|well, is going to, are going to
    would ~ be|follow|mean
    one in, in five, in three, in four, even chance, better than even, no better than, percent chance, per cent chance
    i think ~ will, i expect, i would put, if i had to, my own view, i doubt, i fear, i suspect, most likely
    more likely, less likely, in all likelihood, all but certain, almost certain, inevitable, inevitably, certain to
    bound to, about to, on course
    if there is no, if no, should the, if the ~ fail, if talks, if it is rejected, failing that, otherwise
    unless ~ will, whether ~ will|can, in that case, if so, if not
    """,
    "supporting": """
    will, may, might, could, would, shall, future, hope, hopes, hoped, optimism, optimistic, pessimistic, pessimism
    gloomy, grim, appears, seems, seem, within reach, conceivable, imaginable, plausible, realistic, risk, risks
    danger, await, awaits, wait for, pending, upcoming, ahead, coming, forthcoming, soon, later, tomorrow, still
    january, february, march, april, may #, june, july, august, september, october, november, december, spring, summer
    autumn, winter, election, elections, vote, ruling, decision, report, plenary, recess, anniversary, deadline, date
    dates, calendar, timetable, opens, closes, ballot, hearing, verdict, award
    if, should, unless, whether, depends, depend, once, until, when, either, or
    """,
    "faint": """
    then, after, before, end, year, month, week, day, next, new, another, again, first, longer, time, result, outcome
    settle, settled, deal, text, framework, declaration, partial, joint statement, working group
    """,
}

FACTS = {
    "named": """
    according to, stands at, stood at, fell by, rose by, has fallen, has risen, percent of, per cent of, now controls
    now holds
    """,
    "decisive": """
    # per cent, # percent, # %, per cent of, percent of, # million, # billion, million people, million tonnes, tonnes
    tons, barrels, hectares, acres, acre feet, kilometres, kilometers, miles, square, megawatts, cubic, litres
    gallons
    according to, by the estimate, by its own figures, by its own estimate, on its own figures, own figures
    figures show, statistics, data, survey, poll, the census, estimate, estimated, estimates, report by, audit
    the bureau, central bank, united nations, institute, index, regulator
    stands at, stood at, amounts to, amount to, fell by, fell to, rose by, rose to, up by, down by, up from, down from
    doubled, tripled, halved, quadrupled, risen, fallen, has risen, has fallen, increased, decreased, shrank, grew by
    grew, growth, average, median, a third of, half of, two thirds of, a quarter of, a fifth of, a tenth of, share of
    one in #, out of #
    inflation, unemployment, gdp, growth, economy, deficit, debt, reserves, currency, exports, imports, prices
    price of, wages, salaries, population, households, casualties, dead, killed, wounded, displaced, refugees, homes
    jobs, workers, employees, vacancies, patients, passengers, vessels, ships, trucks, lorries, planes, satellites
    troops, soldiers, warheads, missiles
    holds, hold most, controls, controls most, occupies, front line, the front, territory, advance, advanced, captured
    retaken, offensive, shelling, drone, occupies, besieged, capacity
    """,
    "supporting": """
    #, £ #, $ #, € #, %, a year, a month, a day, a week, annually, per year, per day, an hour, a tonne, a barrel
    each year, every year, every day, total, number of, nearly, roughly, approximately, almost #, some #, more than #
    over #, fewer than #, at least #, around #, about #
    supplies, produces, carries, employs, costs, earns, pays, sells, buys, consumes, imports, exports, ships, handles
    stores, flows, crosses, passes, runs, covers, serves, measured, recorded, counted, registered, listed, reported
    confirmed
    currently, today, now, at present, at the moment, as of, so far, this year, this month, this week, still, already
    since the beginning
    """,
    "faint": """
    most, many, few, several, dozens, hundreds, thousands, largest, biggest, highest, lowest, smallest, small, large
    level, rate, size, length, distance, record
    """,
}

TOPIC_CUES = {
    "redlines": REDLINES,
    "positions": POSITIONS,
    "leverage": LEVERAGE,
    "obstacles": OBSTACLES,
    "players": PLAYERS,
    "history": HISTORY,
    "facts": FACTS,
    "outlook": OUTLOOK,
}
