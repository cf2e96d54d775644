"""Drafts in chat: each decision is taken once, and nothing goes out that no quote carries."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.chat import LOCAL, PAGE
from bot.commands import Desk, handle
from bot.store import cards
from bot.view.markup import plain
from bot.view.page import Tone, from_json
from briefs.model import Kind, State
from tests.commands.editors import (
    ADA,
    BEN,
    EVE,
    FIRST,
    IDS,
    OURS,
    ROOM,
    SECOND,
    SENTENCES,
    THIRD,
    by,
    command,
    drafted,
    essay,
    held,
    keep,
    keep_three,
    press,
    rewrite,
    waiting,
)
from tests.commands.pages import everything, said
from tests.conftest import ask

ONE, TWO, THREE = IDS


@pytest.fixture
async def desk(desk: Desk) -> Desk:
    """Three drafts wait, and the channel speaks of the lake."""
    await keep_three(desk)
    await handle(desk, by(ADA, "dossier lake"))
    return desk


async def state_of(desk, id):
    return (await held(desk, id)).state


async def outbox(desk):
    rows = await desk.database.reader.execute_fetchall(
        "SELECT key, channel, body FROM deliveries JOIN pages ON pages.id = page ORDER BY deliveries.id"
    )
    return [tuple(row) for row in rows]


async def test_drafts_come_one_a_page_in_the_order_in_which_they_were_kept(desk):
    page = await handle(desk, by(ADA, "review"))

    assert page.title == "Draft 1 of 3"
    for words in (FIRST, "Ines Calloway, The Basin Review", "redlines/gate", "The lake"):
        assert words in said(page)
    assert SECOND not in said(page)
    assert [button.label for button in page.buttons] == ["Publish", "Edit", "Reject", "Next"]


async def test_next_goes_round_and_comes_back_to_the_first(desk):
    page = await handle(desk, by(ADA, "review"))
    seen = [page.title]
    for _ in range(3):
        page = await press(desk, page, "Next")
        seen.append(page.title)

    assert seen == ["Draft 1 of 3", "Draft 2 of 3", "Draft 3 of 3", "Draft 1 of 3"]


async def test_the_last_draft_has_no_next_and_behind_it_is_nothing_left(desk):
    page = await handle(desk, by(ADA, "review"))
    for _ in range(2):
        page = await press(desk, page, "Publish")
    assert "Next" not in [button.label for button in page.buttons]

    page = await press(desk, page, "Publish")

    assert "No draft waits" in said(page)
    assert await waiting(desk) == []
    assert (await handle(desk, by(ADA, "review"))).buttons


@pytest.mark.parametrize("number", ["0", "-1", "99", "999999999", "x", "#", "#1", "1 1"])
async def test_a_page_of_drafts_that_there_is_not_is_the_nearest_one(desk, number):
    page = await handle(desk, by(ADA, f"review {number}"))

    assert page.title in {"Draft 1 of 3", "Draft 3 of 3"}


async def test_publish_lets_a_draft_out_and_goes_on(desk):
    page = await press(desk, await handle(desk, by(ADA, "review")), "Publish")

    assert page.title == "Draft 1 of 2"
    assert f"Published: {FIRST.rstrip('.')}" in said(page)
    assert page.tone is Tone.DONE
    assert FIRST in said(await handle(desk, ask("redlines", OURS, may=False)))


async def test_a_drafts_own_page_has_the_same_decisions(desk):
    page = await handle(desk, by(ADA, f"card {ONE}"))
    assert [button.label for button in page.buttons][-3:] == ["Publish", "Edit", "Reject"]

    assert (await press(desk, page, "Edit")).form
    assert "Rejected:" in said(await press(desk, page, "Reject"))

    again = await handle(desk, by(ADA, f"card {ONE}"))
    assert not {"Publish", "Edit", "Reject"} & {button.label for button in again.buttons}


async def test_reject_puts_a_draft_away_where_no_reader_finds_it(desk):
    page = await press(desk, await handle(desk, by(ADA, "review")), "Reject")

    assert "Rejected:" in said(page)
    assert await state_of(desk, ONE) is State.RETIRED
    assert "by Ada" in said(await handle(desk, by(ADA, f"card {ONE}")))
    for text in ("redlines", "search gate", "changes since 1d", "brief", f"card {ONE}", "digest preview"):
        assert FIRST[:30] not in said(await handle(desk, ask(text, OURS, may=False))), text


async def test_a_reader_never_sees_that_a_draft_was_reworded(desk):
    number = (await held(desk, ONE)).number
    await rewrite(desk, f"review edit #{number} 1", headline="Kessary will not open the gate")

    for text in ("changes since 1d", "brief", "redlines", "search gate", f"card {ONE}", f"card #{number}"):
        assert "will not open" not in said(await handle(desk, ask(text, OURS, may=False))), text


async def test_an_edit_keeps_the_draft_a_draft_and_its_old_words_in_the_history(desk):
    opens = command(await handle(desk, by(ADA, "review")), "Edit")
    page = await rewrite(desk, opens, headline="Kessary will not open the gate", note="shorter")

    assert page.title == "Draft 1 of 3"
    assert "Changed: Kessary will not open the gate" in said(page)
    history = said(await handle(desk, by(ADA, f"card {ONE}")))
    for words in ("Changed", "by Ada", "before: “Kessary will not open the gate before the vote", "shorter", "Drafted"):
        assert words in history


async def test_the_form_has_the_quote_beside_it(desk):
    form = (await press(desk, await handle(desk, by(ADA, "review")), "Edit")).form

    assert FIRST in str(form.beside)
    assert next(
        button for button in (await handle(desk, by(ADA, "review"))).buttons if button.label == "Edit"
    ).opens_form


async def test_an_edit_that_changes_nothing_is_no_revision(desk, database):
    opens = command(await handle(desk, by(ADA, "review")), "Edit")
    before = await everything(database)

    page = await rewrite(desk, opens)

    assert page.tone is not Tone.MISTAKE
    assert await everything(database) == before


@pytest.mark.parametrize(
    ("one", "other", "states"),
    [
        ("Publish", "Publish", {State.PUBLISHED}),
        ("Publish", "Reject", {State.PUBLISHED, State.RETIRED}),
        ("Reject", "Reject", {State.RETIRED}),
        ("Ask for a second", "Reject", {State.RETIRED}),
    ],
)
async def test_two_editors_at_once_are_one_decision(desk, database, one, other, states):
    page = await handle(desk, by(ADA, "review"))
    answers = await asyncio.gather(press(desk, page, one, ADA), press(desk, page, other, BEN))

    slower = [answer for answer in answers if answer.tone is Tone.MISTAKE]
    revisions = await cards.history(database.reader, OURS.space, "lake", ONE)
    if one.startswith("Ask"):
        assert len(slower) <= 1
    else:
        assert len(slower) == 1
        assert "was faster" in said(slower[0])
        assert "nothing of yours was done" in said(slower[0])
        assert revisions[0].by in said(slower[0])
    assert await state_of(desk, ONE) in states
    assert len(revisions) == 2


async def test_whoever_was_slower_is_told_who_was_faster_and_what_they_did(desk):
    page = await handle(desk, by(BEN, "review"))
    await press(desk, await handle(desk, by(ADA, "review")), "Reject", ADA)

    for label in ("Publish", "Reject", "Ask for a second"):
        answer = await press(desk, page, label, BEN)

        assert "Ada was faster (rejected)" in said(answer)
        assert answer.buttons
    assert len(await outbox(desk)) == 0


async def test_a_button_over_old_words_does_nothing(desk, database):
    """Ben has the first words before him while Ada writes others."""
    page = await handle(desk, by(BEN, "review"))
    await rewrite(desk, command(page, "Edit"), headline="Kessary will not open it")
    before = await everything(database)

    for label in ("Publish", "Reject", "Ask for a second"):
        answer = await press(desk, page, label, BEN)

        assert answer.tone is Tone.MISTAKE
        assert "Ada was faster (changed)" in said(answer)
    assert await everything(database) == before


async def test_who_was_slower_is_told_what_became_of_the_words_and_edits_those(desk):
    page = await handle(desk, by(BEN, "review"))
    form = (await handle(desk, by(BEN, command(page, "Edit")))).form
    await rewrite(desk, command(page, "Edit"), headline="Kessary will not open it")
    told = f"The headline was “{FIRST.rstrip('.')}” and is “Kessary will not open it”."

    slower = await handle(desk, by(BEN, form.command, headline="Mine", text=FIRST))
    again = (await handle(desk, by(BEN, command(page, "Edit")))).form

    assert told in said(slower)
    assert plain(again.beside).startswith(f"Ada has changed it since you saw it. {told}")
    assert FIRST in plain(again.beside)
    assert (await handle(desk, by(BEN, again.command, headline="Mine", text=FIRST))).tone is Tone.DONE
    fresh = (await handle(desk, by(BEN, command(await handle(desk, by(BEN, "review")), "Edit")))).form
    assert "has changed it" not in plain(fresh.beside)


@pytest.mark.parametrize("label", ["Publish", "Edit", "Retire"])
async def test_the_buttons_of_a_cards_own_page_are_for_the_words_on_that_page(desk, database, label):
    if label != "Publish":
        await handle(desk, by(ADA, f"card {ONE} publish"))
    page = await handle(desk, by(BEN, f"card {ONE}"))
    entry = await held(desk, ONE)
    await rewrite(desk, f"review edit #{entry.number} {entry.revision}", headline="Kessary will not open it")
    before = await everything(database)

    answer = await (
        rewrite(desk, command(page, label), BEN, text=FIRST + " ") if label == "Edit" else press(desk, page, label, BEN)
    )

    assert label == "Edit" or "Ada was faster" in said(answer)
    assert await everything(database) == before


@pytest.mark.parametrize(
    "what", ["", " 1", " publish #{} 1", " reject #{} 1", " edit #{} 1", " second #{} 1", " merge #{} 1 #1"]
)
async def test_who_may_not_reviews_nothing(desk, database, what):
    number = (await held(desk, ONE)).number
    before = await everything(database)

    page = await handle(desk, replace(ask("review" + what.format(number), OURS, may=False), person=EVE))

    assert page.tone is Tone.MISTAKE
    assert FIRST not in said(page)
    assert await everything(database) == before


@pytest.mark.parametrize(
    ("headline", "token"),
    [
        ("Kessary and Volturia will not open the gate", "Volturia"),
        ("Kessary will not open the 14 gates", "14"),
        ("Kessary will not open the gate before 9 March", "9 March"),
        ("Kessary will open the gate before the vote on 7 February", "not"),
    ],
)
async def test_what_no_quote_carries_is_not_published_and_the_token_is_named(desk, headline, token):
    opens = command(await handle(desk, by(ADA, "review")), "Edit")
    page = await rewrite(desk, opens, headline=headline)
    assert "cannot be published as it is" in said(page)
    assert token in said(page)

    answer = await press(desk, page, "Publish")

    assert answer.tone is Tone.MISTAKE
    assert f"“{token}”" in said(answer)
    assert [button.label for button in answer.buttons] == ["Edit", "Back to the draft"]
    assert said(await press(desk, answer, "Back")) == said(await handle(desk, by(ADA, "review")))
    assert await state_of(desk, ONE) is State.DRAFT
    for way in (f"card {ONE} publish", f"card #{(await held(desk, ONE)).number} publish"):
        assert f"“{token}”" in said(await handle(desk, by(ADA, way)))
    assert await state_of(desk, ONE) is State.DRAFT


@pytest.mark.parametrize("field", ["headline", "text"])
@pytest.mark.parametrize("way", ["card {id} edit", "card #{number} edit", "review edit #{number} {revision}"])
async def test_a_published_card_is_never_edited_into_what_no_quote_carries(desk, database, field, way):
    await handle(desk, by(ADA, f"card {ONE} publish"))
    entry = await held(desk, ONE)
    before = await everything(database)

    page = await rewrite(
        desk,
        way.format(id=ONE, number=entry.number, revision=entry.revision),
        **{field: "Kessary will not open the gate, says Igor Volturin."},
    )

    assert page.tone is Tone.MISTAKE
    assert "Volturin" in said(page)
    assert await everything(database) == before


async def test_the_edit_that_the_gate_offers_mends_the_draft(desk):
    number = (await held(desk, ONE)).number
    page = await rewrite(desk, f"review edit #{number} 1", headline="Kessary will not open 14 gates")
    refused = await press(desk, page, "Publish")

    mended = await rewrite(desk, command(refused, "Edit"), headline="Kessary will not open the gate")

    await press(desk, mended, "Publish")
    assert await state_of(desk, ONE) is State.PUBLISHED


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"kind": Kind.JUDGEMENT}, "almost no chance"),
        ({"kind": Kind.POSITION, "party": "mereth"}, "Mereth"),
        ({"kind": Kind.POSITION, "party": None}, "osition"),
    ],
)
async def test_a_statement_that_breaks_its_rule_cannot_leave_draft(desk, changed, rule):
    taken = essay(*SENTENCES)
    await keep(desk, taken, replace(drafted(taken, FIRST, "outlook/rule"), **changed))
    entry = await held(desk, "outlook/rule")

    page = await handle(desk, by(ADA, f"review publish #{entry.number} 1"))

    assert page.tone is Tone.MISTAKE
    assert rule in said(page)
    assert await state_of(desk, "outlook/rule") is State.DRAFT


async def test_a_quote_that_is_not_in_the_essay_is_not_published(desk):
    taken = essay(*SENTENCES)
    forged = drafted(taken, FIRST, "facts/forged")
    words = "Kessary will open every gate tomorrow."
    await keep(desk, taken, replace(forged, text=words, evidence=(replace(forged.evidence[0], exact=words),)))
    entry = await held(desk, "facts/forged")

    page = await handle(desk, by(ADA, f"review publish #{entry.number} 1"))

    assert "not in the essay as we hold it" in said(page)
    assert await state_of(desk, "facts/forged") is State.DRAFT


async def published_twin(desk, sentence: str, id: str, title: str):
    """A published card of another essay by another publisher."""
    taken = essay(sentence, title=title, publisher="The Other Paper")
    await keep(desk, taken, drafted(taken, sentence, id), state=State.PUBLISHED)
    return await held(desk, id)


async def test_a_merge_gives_the_quotes_to_the_other_card_and_puts_the_draft_away(desk):
    twin = await published_twin(
        desk, "Kessary will not open the gate before the vote, ministers say.", "redlines/twin", "Gate"
    )

    page = await press(desk, await handle(desk, by(ADA, "review")), f"Merge into: {twin.card.headline[:20]}")

    assert "Merged into" in said(page)
    assert await state_of(desk, ONE) is State.RETIRED
    assert "merged into redlines/twin" in said(await handle(desk, by(ADA, f"card {ONE}")))
    card = said(await handle(desk, by(ADA, "card redlines/twin")))
    for words in (FIRST, "Rests on 2 essays by 2 publishers", f"from {ONE}"):
        assert words in card


@pytest.mark.parametrize("target", ["#{own}", "#99999", "#0", "", "#{shipped}"])
async def test_a_merge_into_what_cannot_be_is_refused(desk, database, target):
    own = (await held(desk, ONE)).number
    shipped = await cards.find(database.reader, OURS.space, "redlines/neutrality", "ukraine-talks")
    before = await everything(database)

    page = await handle(
        desk, by(ADA, f"review merge #{own} 1 {target.format(own=own, shipped=shipped.number)}".strip())
    )

    assert page.tone is Tone.MISTAKE
    assert "our fault" not in said(page)
    assert await everything(database) == before


async def test_a_merge_that_would_leave_a_published_card_uncarried_is_refused(desk, database):
    """The draft's quote does not stand in its essay."""
    twin = await published_twin(desk, f"{FIRST[:-1]}, ministers say.", "redlines/twin", "Gate")
    taken = essay(*SENTENCES)
    forged = drafted(taken, FIRST, "redlines/forged")
    await keep(desk, taken, replace(forged, evidence=(replace(forged.evidence[0], exact="Kessary will open it."),)))
    entry = await held(desk, "redlines/forged")
    before = await everything(database)

    page = await handle(desk, by(ADA, f"review merge #{entry.number} 1 #{twin.number}"))

    assert "not in the essay as we hold it" in said(page)
    assert await everything(database) == before


async def test_a_draft_can_be_merged_once(desk):
    twin = await published_twin(
        desk, "Kessary will not open the gate before the vote, ministers say.", "redlines/twin", "Gate"
    )
    number = (await held(desk, ONE)).number
    merge = f"review merge #{number} 1 #{twin.number}"

    answers = await asyncio.gather(handle(desk, by(ADA, merge)), handle(desk, by(BEN, merge)))

    assert [answer.tone for answer in answers].count(Tone.MISTAKE) == 1
    assert len((await held(desk, "redlines/twin")).card.evidence) == 2


async def test_a_second_opinion_is_asked_for_in_the_review_channel_and_the_asker_cannot_publish(desk):
    await handle(desk, by(ADA, "settings review here", ROOM))
    page = await handle(desk, by(ADA, "review"))

    await press(desk, page, "Ask for a second")
    await press(desk, page, "Ask for a second")

    sent = await outbox(desk)
    assert len(sent) == 1
    assert sent[0][1] == ROOM.key
    assert said(from_json(sent[0][2])).endswith("Ada leaves it to another editor.")
    assert "another editor has to press Publish" in said(await press(desk, page, "Publish", ADA))
    assert "another editor has to press Publish" in said(await handle(desk, by(ADA, f"card {ONE} publish")))
    assert await state_of(desk, ONE) is State.DRAFT
    await press(desk, page, "Publish", BEN)
    assert await state_of(desk, ONE) is State.PUBLISHED


@pytest.mark.parametrize("how", ["edited", "merged into", "read again"])
async def test_who_asked_for_a_second_opinion_still_cannot_publish_when_the_draft_has_changed(desk, how):
    await press(desk, await handle(desk, by(ADA, "review")), "Ask for a second")
    first, second = await held(desk, ONE), await held(desk, TWO)
    if how == "edited":
        await rewrite(desk, f"review edit #{first.number} 1", BEN, headline="Kessary keeps it shut until 7 February")
    elif how == "merged into":
        await handle(desk, by(ADA, f"review merge #{second.number} 1 #{first.number}"))
    else:
        await keep(desk, essay(*SENTENCES), replace(first.card, as_of="2026-11-19"))
    assert (await held(desk, ONE)).revision == 2

    answer = await handle(desk, by(ADA, f"review publish #{first.number} 2"))

    assert "another editor has to press Publish" in said(answer)
    await handle(desk, by(BEN, f"review publish #{first.number} 2"))
    assert await state_of(desk, ONE) is State.PUBLISHED


async def test_who_is_the_only_editor_is_offered_no_second_opinion(desk):
    taken = essay(*SENTENCES)
    await keep(desk, taken, drafted(taken, FIRST, ONE), space=LOCAL)

    page = await handle(desk, by(ADA, "review", PAGE))

    assert "Ask for a second opinion" not in [option.label for option in page.select.options]
    assert "you are the only editor" in said(
        await handle(desk, by(ADA, f"review second #{(await waiting(desk, LOCAL))[0].number} 1", PAGE))
    )


async def test_a_second_opinion_is_told_even_where_no_review_channel_is_set(desk):
    page = await handle(desk, by(ADA, "review"))
    answer = await press(desk, page, "Ask for a second")

    assert "Left to another editor" in said(answer)
    assert await outbox(desk) == []


@pytest.fixture
async def two(desk: Desk) -> Desk:
    await handle(desk, by(ADA, "settings two-editors on"))
    return desk


async def test_where_two_have_to_agree_one_who_presses_twice_is_one(two):
    page = await handle(two, by(ADA, "review"))

    for _ in range(3):
        answer = await press(two, page, "Publish", ADA)
        assert "another editor has to agree" in said(answer)

    assert await state_of(two, ONE) is State.DRAFT
    assert "Ada would publish it" in said(await handle(two, by(BEN, "review")))
    await press(two, page, "Publish", BEN)
    assert await state_of(two, ONE) is State.PUBLISHED


async def test_where_two_have_to_agree_two_at_once_are_enough(two):
    page = await handle(two, by(ADA, "review"))

    answers = await asyncio.gather(press(two, page, "Publish", ADA), press(two, page, "Publish", BEN))

    assert Tone.MISTAKE not in [answer.tone for answer in answers]
    assert await state_of(two, ONE) is State.PUBLISHED


async def test_what_was_agreed_to_is_void_when_the_words_change(two):
    page = await handle(two, by(ADA, "review"))
    await press(two, page, "Publish", ADA)

    changed = await rewrite(two, command(page, "Edit"), BEN, headline="Kessary will not open the gate")
    assert "would publish it" not in said(changed)

    assert "another editor has to agree" in said(await press(two, changed, "Publish", BEN))
    assert await state_of(two, ONE) is State.DRAFT
    await press(two, changed, "Publish", ADA)
    assert await state_of(two, ONE) is State.PUBLISHED


async def test_a_cards_own_publish_button_does_not_say_that_it_is_out_while_another_has_to_agree(two):
    page = await press(two, await handle(two, by(ADA, f"card {ONE}")), "Publish", ADA)

    assert "another editor has to agree" in said(page)
    assert "reads it in the next digest" not in said(page)


async def test_both_who_agreed_stand_in_the_history(two):
    page = await handle(two, by(ADA, "review"))
    await press(two, page, "Publish", ADA)
    await press(two, page, "Publish", BEN)

    card = said(await handle(two, by(ADA, f"card {ONE}")))

    assert "by Ben" in card
    assert "agreed: Ada" in card


async def test_a_card_of_another_dossier_is_decided_on_by_its_own_buttons_alone(desk, database):
    """Two dossiers have a card of one name: the page of one must not change the other."""
    taken = essay(*SENTENCES)
    await keep(desk, taken, drafted(taken, THIRD, "redlines/neutrality"), state=State.PUBLISHED)
    shipped = await cards.find(database.reader, OURS.space, "redlines/neutrality", "ukraine-talks")

    page = await handle(desk, by(ADA, f"card #{shipped.number}"))
    assert page.title == shipped.card.headline[: len(page.title)]
    form = (await press(desk, page, "Edit")).form
    assert form.questions[0].value == shipped.card.headline
    await rewrite(desk, command(page, "Edit"), note="a comma")
    await rewrite(desk, command(page, "Edit"), headline="Moscow wants Ukraine neutral")
    assert (await held(desk, "redlines/neutrality")).revision == 1
    now = await cards.find(database.reader, OURS.space, "redlines/neutrality", "ukraine-talks")
    assert now.card.headline == "Moscow wants Ukraine neutral"
    await press(desk, await handle(desk, by(ADA, f"card #{now.number}")), "Retire")

    assert await state_of(desk, "redlines/neutrality") is State.PUBLISHED
    assert (
        await cards.find(database.reader, OURS.space, "redlines/neutrality", "ukraine-talks")
    ).state is State.RETIRED


async def test_a_withdrawn_card_is_not_reworded(desk, database):
    await press(desk, await handle(desk, by(ADA, "review")), "Reject")
    entry = await held(desk, ONE)
    before = await everything(database)

    page = await handle(desk, by(ADA, f"review edit #{entry.number} {entry.revision}", headline="Mine", text="Mine."))

    assert page.tone is Tone.MISTAKE
    assert await everything(database) == before


async def test_drafts_of_every_dossier_of_the_space_wait_together(desk):
    await handle(desk, by(ADA, "dossier ukraine-talks"))

    page = await handle(desk, by(ADA, "review"))

    assert "The lake" in said(page)
    await press(desk, page, "Publish")
    assert await state_of(desk, ONE) is State.PUBLISHED
