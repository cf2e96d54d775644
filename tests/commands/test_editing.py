"""Cards put right, withdrawn and let out; and nothing of one space in another."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat import LOCAL, Channel, Person, Platform, Request, Space
from bot.commands import Desk, handle, suggest
from bot.commands.editing import form
from bot.commands.essays import Intake, take_in
from bot.commands.stating import question
from bot.outbox import send_waiting
from bot.sources.files import read_essay
from bot.store import cards
from bot.store.database import Database
from bot.store.dossiers import load_shipped
from bot.view.markup import plain
from bot.view.page import Page, Tone
from briefs.dossier import load_dossier, shipped
from briefs.model import Likelihood
from tests.commands.pages import everything, said
from tests.conftest import SHARED, ask

CARD = "redlines/neutrality"
OURS = Channel(Space(Platform.DISCORD, "1"), "general")
THEIRS = Channel(Space(Platform.DISCORD, "2"), "general")
DEMONSTRATION = Path(__file__).resolve().parents[2] / "briefs/content/demonstration/essay.md"


@pytest.fixture
async def intake(desk: Desk) -> Intake:
    """An essay that our space took in: drafts in a dossier of its own."""
    intake = await take_in(desk, read_essay(DEMONSTRATION), OURS.space, Person("u1", "Ada"), "lagoon")
    assert len(intake.drafts) > 3
    return intake


def labels(page: Page) -> list[str]:
    return [button.label for button in page.buttons]


async def edit(desk: Desk, channel: Channel = OURS, id: str = CARD, **fields: str) -> Page:
    """Open the form, change what is given and send it back."""
    form = (await handle(desk, ask(f"card {id} edit", channel))).form
    assert form
    answers = {question.name: question.value for question in form.questions} | fields
    return await handle(desk, filled_in(form.command, channel, answers))


def filled_in(command: str, channel: Channel, answers: dict[str, str]) -> Request:
    return replace(ask(command, channel), fields=answers)


async def test_a_form_says_how_much_fits_and_where_a_draft_was_cut(desk, intake):
    entry = await cards.find(desk.database.reader, OURS.space, intake.drafts[0].id, "lagoon")

    kind = await question(desk.database.reader, OURS.space, entry)
    fits = form(entry, "edit", kind).form.questions
    cut = form(replace(entry, card=replace(entry.card, headline="too long " * 20)), "edit", kind).form.questions

    assert [question.hint for question in fits[:2]] == ["At most 120 characters.", "At most 700 characters."]
    assert cut[0].hint == "It was longer than 120 characters, and is cut to that here."
    assert len(cut[0].value) <= 120
    assert cut[0].value.endswith("…")


async def test_who_may_configure_is_offered_to_edit_a_card_and_others_are_not(desk):
    editor, reader = (
        await handle(desk, ask(f"card {CARD}", OURS)),
        await handle(desk, ask(f"card {CARD}", OURS, may=False)),
    )

    assert {"Edit", "Retire"} <= set(labels(editor))
    assert not {"Edit", "Retire"} & set(labels(reader))
    assert next(button for button in editor.buttons if button.label == "Edit").opens_form


@pytest.mark.parametrize("what", ["edit", "retire", "publish"])
async def test_who_may_not_changes_no_card(desk, database, what):
    before = await everything(database)

    for fields in ({}, {"headline": "Mine", "text": "Mine"}):
        page = await handle(desk, replace(ask(f"card {CARD} {what}", OURS, may=False), fields=fields))

        assert "Only people who manage this channel" in said(page)
    assert await everything(database) == before


async def test_an_edit_shows_the_card_as_it_stands_and_keeps_what_is_sent_back(desk):
    shown = await handle(desk, ask(f"card {CARD} edit", OURS))
    assert shown.form.questions[0].value in (await handle(desk, ask(f"card {CARD}", OURS))).title

    page = await edit(desk, headline="Neutral in the strict sense", text="Moscow holds to\nneutrality.", note="shorter")

    assert page.tone is Tone.DONE
    card = await handle(desk, ask(f"card {CARD}", OURS))
    assert card.title == "Neutral in the strict sense"
    assert "Moscow holds to neutrality." in said(card)


async def test_history_says_who_changed_what_and_keeps_the_old_words(desk):
    old = await handle(desk, ask(f"card {CARD}", OURS))
    await edit(desk, headline="Neutral in the strict sense", note="shorter")
    card = said(await handle(desk, ask(f"card {CARD}", OURS)))

    assert "by Ada" in card
    assert "shorter" in card
    assert old.title[:40] in card


async def test_history_shows_the_old_text_where_the_headline_stayed(desk):
    old = (await handle(desk, ask(f"card {CARD} edit", OURS))).form.questions[1].value
    await edit(desk, text="Moscow holds to neutrality.")

    assert old[:40] in said(await handle(desk, ask(f"card {CARD}", OURS)))


async def test_an_edit_is_found_in_search_topic_and_changes_at_once(desk):
    await edit(desk, headline="A quokka is neutral, says Russia", text="Russia says that quokkas are neutral.")

    for text in ("search quokka", "redlines", "changes since 1d"):
        assert "quokka" in said(await handle(desk, ask(text, OURS)))


@pytest.mark.parametrize("headline", ["Kellogg wants it", "It holds 14 gates", "Nobody wants it"])
async def test_a_card_whose_essay_is_not_held_gets_no_name_number_or_denial_that_it_did_not_have(desk, headline):
    before = (await handle(desk, ask(f"card {CARD}", OURS))).title

    page = await edit(desk, headline=headline)

    assert page.tone is Tone.MISTAKE
    assert "It cannot be out like that, and nothing was changed." in said(page)
    assert (await handle(desk, ask(f"card {CARD}", OURS))).title == before


async def test_two_editors_at_once_do_not_overwrite_one_another(desk):
    form = (await handle(desk, ask(f"card {CARD} edit", OURS))).form
    await edit(desk, headline="Saved early")

    page = await handle(desk, filled_in(form.command, OURS, {"headline": "Saved late", "text": "Moscow, as it was."}))

    assert page.tone is Tone.MISTAKE
    assert "nothing of yours was" in said(page)
    assert (await handle(desk, ask(page.buttons[0].command, OURS))).title == "Saved early"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"headline": "x" * 121}, "at most 120 characters"),
        ({"text": "x" * 701}, "at most 120 characters and a text 700"),
        ({"text": "x" * 100_000}, "Nothing was saved"),
        ({"headline": " \n\t"}, "needs a headline and a text"),
        ({"text": "\u202e\u0000"}, "needs a headline and a text"),
    ],
)
async def test_an_edit_that_cannot_be_kept_says_why_and_saves_nothing(desk, database, fields, sentence):
    before = await everything(database)

    page = await edit(desk, **fields)

    assert page.tone is Tone.MISTAKE
    assert sentence in said(page)
    assert await everything(database) == before


async def test_an_edit_that_changes_nothing_makes_no_revision(desk, database):
    before = await everything(database)

    page = await edit(desk)

    assert "Nothing was changed" in page.title
    assert await everything(database) == before


async def test_a_judgement_put_otherwise_has_the_likelihood_that_its_text_says(desk):
    judged = next(card for card in load_dossier(shipped()[0]).cards if card.likelihood is Likelihood.UNLIKELY)
    text = judged.text.replace("unlikely", "very unlikely")

    page = await edit(desk, id=judged.id, text=text)

    assert page.tone is Tone.DONE, said(page)
    held = await cards.find(desk.database.reader, OURS.space, judged.id)
    assert held.card.likelihood is Likelihood.VERY_UNLIKELY


async def test_a_judgement_keeps_a_likelihood_word(desk):
    judgement = next(card.id for card in load_dossier(shipped()[0]).cards if card.likelihood)

    page = await edit(desk, id=judgement, headline="It will happen", text="It will happen soon.")

    assert page.tone is Tone.MISTAKE
    assert "almost no chance, very unlikely" in said(page)


async def test_a_hostile_edit_is_kept_as_the_words_that_it_is(desk):
    words = "Russia <!channel> @everyone *b* `c` [d](http://e) \u202e <script> & | ~~f~~"

    page = await edit(desk, headline=words, text=words)

    assert page.tone is Tone.DONE
    card = await handle(desk, ask(f"card {CARD}", OURS))
    assert card.title == " ".join(words.replace("\u202e", "").split())


async def test_a_withdrawn_card_is_only_under_its_id_any_more(desk):
    page = await handle(desk, ask(f"card {CARD} retire", OURS))

    assert page.tone is Tone.DONE
    for text in ("redlines", "redlines 2", "search neutral", "search neutral 2"):
        select = (await handle(desk, ask(text, OURS))).select
        assert not select or f"card {CARD}" not in [option.command for option in select.options]
    assert CARD not in [choice.value for choice in await suggest(desk, ask("", OURS), "card", CARD)]
    card = await handle(desk, ask(f"card {CARD}", OURS))
    assert "Withdrawn" in said(card)
    assert not {"Edit", "Retire", "Publish"} & set(labels(card))
    again = await handle(desk, ask(f"card {CARD} retire", OURS))
    assert again.tone is Tone.MISTAKE


async def test_what_one_space_edits_or_withdraws_stays_as_it_was_in_another(desk):
    async def seen_by_them() -> list[Page]:
        texts = (f"card {CARD}", "redlines", "search neutral", "changes since 90d", "digest preview")
        return [await handle(desk, ask(text, THEIRS)) for text in texts]

    before = await seen_by_them()

    await edit(desk, headline="A quokka is neutral, says Russia", text="Russia says that quokkas are neutral.")
    assert await seen_by_them() == before
    await handle(desk, ask(f"card {CARD} retire", OURS))
    assert await seen_by_them() == before
    assert (await handle(desk, ask("search quokka", THEIRS))).tone is Tone.MISTAKE


async def test_a_new_version_of_the_shipped_card_does_not_overwrite_an_edit(desk, database, clock):
    await edit(desk, headline="Our own words")

    await ship_again(database, clock.forward(days=1), "Their newer words")

    assert (await handle(desk, ask(f"card {CARD}", OURS))).title == "Our own words"
    assert (await handle(desk, ask(f"card {CARD}", THEIRS))).title == "Their newer words"
    assert "Their newer words" not in said(await handle(desk, ask("changes since 30d", OURS)))
    assert "Their newer words" in said(await handle(desk, ask("changes since 30d", THEIRS)))
    await edit(desk, headline="Our own words, again")
    assert (await handle(desk, ask(f"card {CARD}", OURS))).title == "Our own words, again"


async def ship_again(database: Database, now, headline: str) -> None:
    """The shipped dossier, with another headline on one card."""
    dossier = load_dossier(shipped()[0])
    cards = tuple(replace(card, headline=headline) if card.id == CARD else card for card in dossier.cards)
    await load_shipped(database, replace(dossier, cards=cards), f"hash of {headline}", now)


async def test_a_draft_is_let_out_by_an_editor_and_then_everybody_reads_it(desk, intake):
    draft = intake.drafts[0]
    await handle(desk, ask("dossier lagoon", OURS))
    assert draft.headline not in said(await handle(desk, ask(draft.topic, OURS)))
    shown = await handle(desk, ask(f"card {draft.id}", OURS))
    assert "Publish" in labels(shown)
    assert "Draft" in said(shown)

    page = await handle(desk, ask(f"card {draft.id} publish", OURS))

    assert page.tone is Tone.DONE
    assert draft.headline in said(await handle(desk, ask(draft.topic, OURS, may=False)))
    assert (await handle(desk, ask(f"card {draft.id} publish", OURS))).tone is Tone.MISTAKE


async def test_a_draft_is_for_editors_alone(desk, intake):
    draft = intake.drafts[0]
    await handle(desk, ask("dossier lagoon", OURS))

    for text in (
        f"card {draft.id}",
        f"card {draft.id} publish",
        f"share card {draft.id}",
        draft.topic,
        "search tonnes",
    ):
        assert draft.text[:40] not in said(await handle(desk, ask(text, OURS, may=False)))
    assert draft.id not in [choice.value for choice in await suggest(desk, ask("", OURS), "card", "")]


async def test_a_draft_cannot_be_shared_even_by_an_editor(desk, intake, database):
    before = await everything(database)

    page = await handle(desk, ask(f"share card {intake.drafts[0].id}", OURS))

    assert "Share" not in labels(await handle(desk, ask(f"card {intake.drafts[0].id}", OURS)))
    assert "Only an answer can be shared" in said(page)
    assert await everything(database) == before


@pytest.fixture
async def untouched(loaded, tmp_path, clock) -> AsyncIterator[Desk]:
    """A desk over a database in which our space never did anything."""
    database = await Database.open(Path(shutil.copy(loaded, tmp_path / "untouched.db")))
    yield Desk(database, clock)
    await database.close()


async def test_whatever_another_space_asks_it_is_answered_as_if_ours_had_done_nothing(desk, intake, untouched):
    """Drafts, published cards, essays, names and searches: read, listed, completed, guessed, changed, shared."""
    await handle(desk, ask("dossier lagoon", OURS))
    for draft in intake.drafts[5:9]:
        await handle(desk, ask(f"card {draft.id} publish", OURS))
    await edit(desk, OURS, intake.drafts[5].id, headline="The lagoon, again", note="lagoon")
    await handle(desk, ask("search lagoon " * 20, OURS))
    await handle(desk, ask("subscribe redlines", OURS))
    ids = [draft.id for draft in intake.drafts[3:7]]
    texts = ["", "topics", "essays", "dossiers", "dossier lagoon", "dossier lagoom", "changes since 90d", "lagoon"]
    texts += [
        "search lagoon",
        f"search {intake.drafts[6].headline}",
        "search agai",
        "subscriptions",
        "digest preview",
        "okonkwo",
    ]
    texts += [f"card {id}{what}" for id in ids for what in ("", " edit", " retire", " publish", " edit 1")]
    texts += [f"card {id.rpartition('/')[2]}" for id in ids]
    texts += [f"share card {id}" for id in ids] + ["share search lagoon", "share essays", "digest now"]
    texts += [topic.slug for topic in intake.dossier.topics]

    slack = Channel(Space(Platform.SLACK, "1"), "general")
    for channel in (THEIRS, Channel(LOCAL, "page"), slack, Channel(THEIRS.space, "@u1")):
        for text in texts:
            assert await handle(desk, ask(text, channel)) == await handle(untouched, ask(text, channel)), text
        for completes in ("card", "topic", "dossier", "topics"):
            for typed in ("", "lag", "quota", ids[0]):
                request = ask("", channel)
                assert await suggest(desk, request, completes, typed) == await suggest(
                    untouched, request, completes, typed
                )
    held = await desk.database.reader.execute_fetchall("SELECT body FROM pages")
    assert not [row["body"] for row in held if "lagoon" in row["body"]]


async def test_a_share_posts_one_page_that_names_who_shared_it(desk, chat, database, clock):
    page = await handle(desk, ask("share redlines", OURS, may=False))

    assert page.tone is Tone.DONE
    assert page.aside
    assert await send_waiting(database, {Platform.DISCORD: chat}, clock) == 1
    sent = chat.sent[0]
    assert (sent.channel, sent.page.title) == (OURS, "Red lines")
    assert said(sent.page).endswith("Shared by Ada")


async def test_who_may_not_write_in_a_channel_shares_nothing_there(desk, chat, database, clock):
    page = await handle(desk, replace(ask("share redlines", OURS), may_post=False))

    assert "You may not write in this channel" in said(page)
    assert await send_waiting(database, {Platform.DISCORD: chat}, clock) == 0


async def test_a_shared_card_has_no_buttons_for_editors(desk, chat, database, clock):
    await handle(desk, ask(f"share card {CARD}", OURS))
    await send_waiting(database, {Platform.DISCORD: chat}, clock)

    assert not {"Edit", "Retire", "Publish", "Share"} & set(labels(chat.sent[0].page))


async def test_a_hostile_name_is_only_a_name(desk, chat, database, clock):
    name = "@everyone <!channel> *x* \u202e\n[a](http://b) " + "&" * 500
    await handle(desk, Request("share redlines", OURS, Person("u2", name)))
    await send_waiting(database, {Platform.DISCORD: chat}, clock)

    assert "Shared by @everyone <!channel>" in said(chat.sent[0].page)
    assert "\u202e" not in said(chat.sent[0].page)


@pytest.mark.parametrize(
    "text",
    [
        "subscribe redlines",
        "follow redlines",
        "unsubscribe redlines",
        "subscriptions",
        "digest now",
        "digest preview",
        "digest at 09:00 UTC",
        "digest off",
        "dossier ukraine-talks",
        "help",
        "?",
        "share",
        "share redlines",
        "share share redlines",
        f"card {CARD} edit",
        f"card {CARD} edit 1",
        f"card {CARD} retire",
        f"card {CARD} publish",
        "banana",
        "card banana",
        "search banana",
        "redlines 99",
    ],
)
async def test_sharing_what_is_no_answer_does_nothing_at_all(desk, database, text):
    await handle(desk, ask("subscribe redlines", OURS))
    await handle(desk, ask("digest at 08:00 UTC", OURS))
    before = await everything(database)

    page = await handle(desk, ask(f"share {text}", OURS))

    assert page.tone is Tone.MISTAKE
    assert await everything(database) == before


@pytest.mark.parametrize("text", ["subscriptions", "digest preview", "help", "dossier", "banana", f"card {CARD} edit"])
async def test_what_is_for_one_person_has_no_share_button(desk, text):
    assert "Share" not in labels(await handle(desk, ask(text, OURS)))


async def test_there_is_nobody_to_share_with_in_direct_messages(desk):
    assert "Share" not in labels(await handle(desk, ask("redlines", Channel(OURS.space, "@u1"))))
    assert "Share" in labels(await handle(desk, ask("redlines", OURS)))


@pytest.mark.parametrize(
    "text", ["", "redlines 2", "search russia", "essays", "topics", "changes since 40d", f"card {CARD}", "dossiers"]
)
async def test_every_share_button_works(desk, chat, database, clock, text):
    page = await handle(desk, ask(text, OURS))
    share = next(button for button in page.buttons if button.label == "Share")

    done = await handle(desk, ask(share.command, OURS))

    assert done.title == "Shared with this channel."
    await send_waiting(database, {Platform.DISCORD: chat}, clock)
    assert chat.titles == [page.title]


@pytest.mark.skipif(not (SHARED / "seed/essay.txt").exists(), reason="the seed essay is not here")
async def test_the_essay_behind_the_shipped_cards_is_quoted_only_where_a_space_holds_it(desk):
    asked = (f"card {CARD}", CARD.partition("/")[0])
    before = [await handle(desk, ask(text, OURS)) for text in asked]
    assert [quotations(page) for page in before] == [0, 0]

    taken = read_essay(SHARED / "seed/essay.txt")
    await take_in(desk, taken, OURS.space, Person("u1", "Ada"), "ukraine-talks")

    assert [quotations(await handle(desk, ask(text, OURS))) > 0 for text in asked] == [True, True]
    assert [await handle(desk, ask(text, THEIRS)) for text in asked] == before


@pytest.mark.skipif(not (SHARED / "seed/essay.txt").exists(), reason="the seed essay is not here")
async def test_every_shipped_card_shows_its_sentences_and_is_edited_beside_them_where_a_space_holds_the_essay(desk):
    await take_in(desk, read_essay(SHARED / "seed/essay.txt"), OURS.space, Person("u1", "Ada"), "ukraine-talks")
    published = await cards.published(desk.database.reader, OURS.space, "ukraine-talks")
    assert len(published) > 40

    for card in (entry.card for entry in published):
        asked = f"card {card.id}"
        page, theirs = await handle(desk, ask(asked, OURS)), await handle(desk, ask(f"{asked} edit", THEIRS))
        quotes = [plain(block.markup) for block in page.blocks if block.type == "quotation"]
        beside = plain((await handle(desk, ask(f"{asked} edit", OURS))).form.beside)

        assert len(quotes) == len(card.evidence), card.id
        assert all(quote[:60] in beside for quote in quotes), card.id
        assert not plain(theirs.form.beside), card.id
        assert (await edit(desk, id=card.id)).tone is Tone.DONE
        again = await edit(desk, id=card.id, text=f"{card.text} So it stands.")
        assert again.title == "The card is changed.", said(again)


def quotations(page: Page) -> int:
    return sum(block.type == "quotation" for block in page.blocks)
