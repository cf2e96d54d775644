"""Essays taken in: once each, told to editors once, and what two outlets tell becomes one card."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat import Channel, Person, Platform, Space
from bot.commands import Desk, handle
from bot.commands.errors import BadRequest
from bot.commands.essays import Intake, new_dossier, take_in
from bot.sources.files import read_essay
from bot.sources.taken import Reading, Taken, take
from bot.store import cards, dossiers
from bot.view.page import Tone
from briefs.model import TOPICS, Locator, Quote, State
from tests.commands.editors import (
    ADA,
    BEN,
    FIRST,
    OURS,
    ROOM,
    SECOND,
    THIRD,
    by,
    essay,
    every_sentence,
    press,
    rewrite,
    waiting,
)
from tests.commands.pages import everything, said
from tests.conftest import SHARED, ask

ESSAYS = Path(__file__).resolve().parents[1] / "labelled/essays"
RIVER = Path(__file__).resolve().parents[2] / "briefs/content/demonstration/essay.md"
ADDRESS = "https://example.org/river"


def river(text: str = "", address: str = ADDRESS) -> Taken:
    return take(Reading(text or RIVER.read_text(encoding="utf-8"), address=address))


async def intake(desk: Desk, taken: Taken, by: Person = ADA, slug: str = "lagoon", space: Space = OURS.space) -> Intake:
    return await take_in(desk, taken, space, by, slug)


@pytest.fixture
def plain(desk: Desk) -> Desk:
    """A desk that drafts every sentence."""
    return replace(desk, derive=every_sentence)


async def outbox(desk):
    return [
        tuple(row)
        for row in await desk.database.reader.execute_fetchall(
            "SELECT channel, json_extract(body, '$.title') FROM deliveries JOIN pages ON pages.id = page"
        )
    ]


async def published(desk, *which: int) -> list[str]:
    """Publish these drafts; answers with their ids."""
    entries = [(await waiting(desk))[n] for n in which]
    for entry in entries:
        page = await handle(desk, by(ADA, f"review publish #{entry.number} {entry.revision}"))
        assert "Published" in said(page), said(page)
    return [entry.card.id for entry in entries]


async def test_drafts_arrive_in_the_review_channel_once(desk):
    await handle(desk, by(ADA, "settings review here", ROOM))

    first = await intake(desk, river())
    await intake(desk, river())

    assert await outbox(desk) == [(ROOM.key, f"{len(first.drafts)} drafts from “The River Keeps No Minutes”")]
    page = await handle(desk, by(ADA, "review", ROOM))
    assert page.title == f"Draft 1 of {len(first.drafts)}"
    assert first.drafts[0].headline[:40] in said(page)


async def test_without_a_review_channel_nothing_is_posted(desk):
    assert (await intake(desk, river())).drafts
    assert await outbox(desk) == []


async def test_every_draft_rests_on_words_that_stand_in_the_essay(desk):
    taken = river()

    for card in (await intake(desk, taken)).drafts:
        for one in card.evidence:
            assert isinstance(one, Quote)
            assert taken.snapshot.text[one.start : one.end] == one.exact


async def test_the_same_essay_twice_is_one(desk, database):
    await intake(desk, river())
    before = await everything(database)

    again = await intake(desk, river(), BEN)

    assert (again.known, again.drafts) == (True, ())
    assert await everything(database) == before


async def test_the_same_essay_from_two_people_at_once_is_one(desk, database):
    both = await asyncio.gather(*(intake(desk, river(), person) for person in (ADA, BEN)))

    assert sorted(one.known for one in both) == [False, True]
    assert len(await waiting(desk)) == max(len(one.drafts) for one in both)
    assert len(await dossiers.essays(database.reader, OURS.space, "lagoon")) == 1


async def test_an_essay_read_again_finds_its_quotes_and_drafts_nothing_twice(desk, database):
    first = await intake(desk, river())
    (out,) = await published(desk, 4)
    await handle(desk, by(ADA, "review reject #1 1"))
    ids = [entry.card.id for entry in await waiting(desk)]

    changed = river("Corrected on 19 November.\n\n" + RIVER.read_text(encoding="utf-8"))
    again = await intake(desk, changed)

    assert (again.essay.id, again.lost) == (first.essay.id, 0)
    assert [card.headline for card in again.drafts] == []
    assert [entry.card.id for entry in await waiting(desk)] == ids
    for entry in [*await waiting(desk), await cards.find(database.reader, OURS.space, out, "lagoon")]:
        for one in entry.card.evidence:
            assert changed.snapshot.text[one.start : one.end] == one.exact
    await published(desk, 0)


async def test_a_new_sentence_of_an_essay_read_again_is_drafted(plain):
    await intake(plain, river())
    more = (
        "Kessary rejects any deal that gives Mereth a veto over the sluices of the Kessar Dam, President Astari said."
    )

    again = await intake(plain, river(f"{RIVER.read_text(encoding='utf-8')}\n\n{more}\n"))

    assert {card.evidence[0].exact for card in again.drafts} == {more}


async def test_an_essay_set_with_other_marks_keeps_its_cards_and_drafts_nothing_twice(desk, database):
    await intake(desk, river())
    rejected = (await waiting(desk))[0]
    assert "'" in RIVER.read_text(encoding="utf-8")
    await handle(desk, by(ADA, f"review reject #{rejected.number} {rejected.revision}"))
    drafts = [entry.card.id for entry in await waiting(desk)]

    text = RIVER.read_text(encoding="utf-8").replace(' "', " “").replace('"', "”").replace("'", "’")
    changed = river(text.replace("-", "\u2011"))
    again = await intake(desk, changed)

    assert (again.lost, list(again.drafts)) == (0, [])
    assert [entry.card.id for entry in await waiting(desk)] == drafts
    for entry in await waiting(desk):
        for one in entry.card.evidence:
            assert changed.snapshot.text[one.start : one.end] == one.exact


@pytest.mark.parametrize("left", [1, 3])
async def test_cards_whose_words_are_gone_from_the_source_are_marked(desk, database, left):
    """The essay is read again without the sentence; or with next to nothing left."""
    await intake(desk, river())
    entry = (await waiting(desk))[4]
    (out,) = await published(desk, 4)
    text = RIVER.read_text(encoding="utf-8").replace(entry.card.evidence[0].exact, "The rest of this was withdrawn.")
    if left == 3:
        text = "# The River Keeps No Minutes\n\nThis column was withdrawn by its author."

    again = await intake(desk, river(text))

    assert again.lost >= 1
    await handle(desk, by(ADA, "dossier lagoon"))
    page = said(await handle(desk, ask(f"card {out}", OURS)))
    assert "its quote is no longer in the source" in page
    held = await cards.find(database.reader, OURS.space, out, "lagoon")
    assert held.state is State.PUBLISHED
    assert [one.exact for one in held.card.evidence] == [one.exact for one in entry.card.evidence]


async def test_a_draft_whose_words_are_gone_from_the_source_cannot_be_published(desk):
    await intake(desk, river())
    entry = (await waiting(desk))[4]
    text = RIVER.read_text(encoding="utf-8").replace(entry.card.evidence[0].exact, "The rest of this was withdrawn.")
    await intake(desk, river(text))

    page = await handle(desk, by(ADA, f"review publish #{entry.number} 2"))

    assert "not in the essay as we hold it" in said(page)


GATE = "The Kessary government will not open the northern gate of the dam before the vote on 7 February."
TALKS = (
    "The talks on the lake between Kessary and Mereth began again on Monday, after a winter in which nobody spoke. "
    f"{GATE} Mereth rejects any treaty that leaves the summer flow to the goodwill of its neighbour. Its team has "
    "brought two engineers and a historian. The mediators hope for a first page by Friday. Farmers in the delta doubt."
)
ELSEWHERE = (
    "Negotiators met in Lisse for the first time since autumn, and the mood in the hotel was said to be sour. "
    f"{GATE[:-1]}, it said again. Both delegations demand a guarantee for the copper railway, which is new. "
    "A spokesman for the Lakes Commission called the first session useful. Prices of apricots rose in the markets of "
    "Tavin. The second session is to deal with the inspectors whom Mereth wants at the sluices."
)


OTHERWISE = "Before the vote on 7 February the Kessary government will not open the northern gate of the dam, it said."


def outlet(text: str, name: str) -> Taken:
    return take(Reading(text, f"What {name} reports", f"A. Writer of {name}", name, "2026-11-18"))


ON_A_DAY = GATE.replace("will not", "on Monday said it will not")


@pytest.mark.parametrize(
    "told", [f"{GATE[:-1]}, it said again.", OTHERWISE, ON_A_DAY], ids=["alike", "otherwise", "with its day"]
)
@pytest.mark.parametrize("out", [True, False])
async def test_what_a_second_outlet_tells_too_is_one_card_with_two_sources(plain, out, told):
    await intake(plain, outlet(TALKS, "The Herald"))
    drafts = await waiting(plain)
    gate = next(n for n, entry in enumerate(drafts) if "northern gate" in entry.card.text)
    id = drafts[gate].card.id
    if out:
        await published(plain, gate)
    await handle(plain, by(ADA, "dossier lagoon"))

    second = await intake(plain, outlet(ELSEWHERE.replace(f"{GATE[:-1]}, it said again.", told), "The Mail"))

    assert second.confirmed >= 1
    assert not [
        card for card in second.drafts if "northern gate" in card.text and card.topic == drafts[gate].card.topic
    ]
    page = said(await handle(plain, by(ADA, f"card {id}")))
    for words in ("Rests on 2 essays by 2 publishers", "The Mail", "also in “What The Mail reports”"):
        assert words in page


async def test_two_articles_of_one_publisher_are_one_publisher(plain):
    await intake(plain, outlet(TALKS, "The Herald"))
    drafts = await waiting(plain)
    id = next(entry.card.id for entry in drafts if "northern gate" in entry.card.text)
    await handle(plain, by(ADA, "dossier lagoon"))

    await intake(plain, outlet(ELSEWHERE, "The Herald"))

    assert "Rests on 2 essays by 1 publisher" in said(await handle(plain, by(ADA, f"card {id}")))


@pytest.mark.parametrize(
    "other",
    [
        "The Kessary government will open the northern gate of the dam before the vote on 7 February.",
        "The Kessary government will not open the northern gate of the dam before the vote on 9 February.",
    ],
)
async def test_what_says_the_opposite_or_another_number_is_no_further_source(plain, other):
    await intake(plain, outlet(TALKS, "The Herald"))
    before = {entry.card.id: entry.card.evidence for entry in await waiting(plain)}
    assert [entry for entry in await waiting(plain) if "northern gate" in entry.card.text]

    await intake(plain, outlet(ELSEWHERE.replace(f"{GATE[:-1]}, it said again.", other), "The Mail"))

    for entry in await waiting(plain):
        if "northern gate" in entry.card.text:
            assert entry.card.evidence == before.get(entry.card.id, entry.card.evidence)


@pytest.mark.parametrize(
    "other",
    [
        "The Mereth government will not open the northern gate of the dam before the vote on 7 February.",
        "The Kessary government will not open the northern gate of the dam before the vote on 7 March.",
    ],
)
@pytest.mark.parametrize("out", [True, False])
async def test_what_does_not_carry_a_card_is_no_further_source_of_it_but_a_draft(plain, out, other):
    await intake(plain, outlet(TALKS, "The Herald"))
    drafts = await waiting(plain)
    gate = next(n for n, entry in enumerate(drafts) if "northern gate" in entry.card.text)
    before = drafts[gate].card
    if out:
        await published(plain, gate)

    second = await intake(plain, outlet(ELSEWHERE.replace(f"{GATE[:-1]}, it said again.", other), "The Mail"))

    now = await cards.find(plain.database.reader, OURS.space, before.id, "lagoon")
    assert now.card == before
    assert [card.text for card in second.drafts if "northern gate" in card.text] == [other]


async def test_a_card_that_an_editor_put_otherwise_gets_only_sources_that_carry_its_words(plain):
    await intake(plain, outlet(TALKS.replace(GATE, f"{GATE[:-1]}, Astari said."), "The Herald"))
    drafts = await waiting(plain)
    gate = next(n for n, entry in enumerate(drafts) if "northern gate" in entry.card.text)
    words = "Kessary will not open the northern gate before 7 February, says Astari."
    entry = drafts[gate]
    await rewrite(plain, f"review edit #{entry.number} {entry.revision}", headline="The gate stays shut", text=words)
    (id,) = await published(plain, gate)

    second = await intake(plain, outlet(ELSEWHERE, "The Mail"))

    assert second.confirmed == 0
    assert len((await cards.find(plain.database.reader, OURS.space, id, "lagoon")).card.evidence) == 1


async def test_an_off_topic_text_gives_no_card_keeps_nothing_and_says_why(desk, database):
    before = await everything(database)
    recipe = "Whisk three eggs with the sugar. Fold in the flour. Bake for forty minutes until golden. " * 5

    taken = await intake(desk, take(Reading(recipe, "Cake")))

    assert taken.drafts == ()
    assert len(taken.reason) > 20
    assert await everything(database) == before


@pytest.mark.parametrize(
    "name", ["", "-lake", "lake-", "the lake", "läke", "a" * 41, "lake/water", "lake:1", "\u202elake"]
)
def test_a_name_that_no_dossier_can_have_is_refused_with_one_that_it_can(name):
    with pytest.raises(BadRequest, match="like lake-water"):
        new_dossier(name)


@pytest.mark.parametrize("name", ["a", "lake", "lake-water", "1999", "a" * 40])
def test_a_new_dossier_has_the_eight_topics(name):
    assert [topic.slug for topic in new_dossier(name).topics] == list(TOPICS)


async def test_a_new_dossier_is_begun_in_chat_and_the_channel_speaks_of_it(desk):
    page = await handle(desk, by(ADA, "dossier new lake-water The lake"))

    assert page.tone is Tone.DONE
    assert "The lake is begun" in page.title
    assert "lake-water" in said(await handle(desk, ask("dossiers", OURS)))
    assert (await handle(desk, ask("", OURS))).title == "The lake"
    assert "No card is published" in said(await handle(desk, ask("redlines", OURS)))
    assert "lake-water" not in said(await handle(desk, ask("dossiers", Channel(Space(Platform.SLACK, "1"), "general"))))


@pytest.mark.parametrize(
    "typed", ["new lake_water The lake", "new ukraine-talks Mine", "new -", "new " + "x" * 50, "new"]
)
async def test_a_dossier_that_cannot_be_begun_begins_nothing(desk, database, typed):
    before = await everything(database)

    page = await handle(desk, by(ADA, f"dossier {typed}"))

    assert page.tone is Tone.MISTAKE
    assert "our fault" not in said(page)
    assert await everything(database) == before
    assert len(await dossiers.visible(database.reader, OURS.space)) == 1


async def test_who_may_not_begins_no_dossier(desk, database):
    page = await handle(desk, ask("dossier new lake-water The lake", OURS, may=False))

    assert page.tone is Tone.MISTAKE
    assert len(await dossiers.visible(database.reader, OURS.space)) == 1


async def test_an_essay_goes_into_the_dossier_of_its_channel_and_drafts_follow_it(plain):
    await handle(plain, by(ADA, "dossier new lake-water The lake"))

    await intake(plain, essay(TALKS), slug="lake-water")

    assert {entry.dossier for entry in await waiting(plain)} == {"lake-water"}
    assert "The lake" in said(await handle(plain, by(ADA, "review")))


@pytest.mark.skipif(not (SHARED / "seed/essay.txt").exists(), reason="the seed essay is not here")
async def test_four_essays_become_a_briefing_whose_every_sentence_is_quoted_with_its_source(desk, database):
    """The way of an editor: take essays in, publish from drafts, ask for a topic, look at its cards."""
    await handle(desk, by(ADA, "settings review here", ROOM))
    files = [SHARED / "seed/essay.txt", *(ESSAYS / f"{name}.md" for name in LABELLED)]
    for file in files:
        taken = await take_in(desk, read_essay(file), OURS.space, ADA, "ukraine-talks")
        assert taken.drafts, file
    assert len(await outbox(desk)) == 4

    page = await handle(desk, by(ADA, "review"))
    let_out = []
    for _ in range(400):
        draft = next(iter([entry for entry in await waiting(desk) if f"{entry.card.id} ·" in said(page)]), None)
        assert draft, said(page)
        if draft.card.topic == "redlines":
            answer = await press(desk, page, "Publish")
            if answer.tone is Tone.DONE:
                let_out.append(draft.card)
        if len(let_out) == 4:
            break
        page = await press(desk, page, "Next")
    assert len(let_out) == 4

    topic = await handle(desk, ask("/brief redlines", OURS, may=False))
    shown = said(topic)
    number = 1
    while "Next" in [button.label for button in topic.buttons]:
        number += 1
        topic = await handle(desk, ask(f"/brief redlines {number}", OURS, may=False))
        shown += said(topic)
    for card in let_out:
        assert card.headline[:60] in shown
        entry = await cards.find(database.reader, OURS.space, card.id, "ukraine-talks")
        assert not [one for one in entry.card.evidence if isinstance(one, Locator)]
        whole = said(await handle(desk, ask(f"card {card.id}", OURS, may=False)))
        record = next(
            one
            for one in await dossiers.essays(database.reader, OURS.space, "ukraine-talks")
            if one.id == card.evidence[0].essay
        )
        assert " ".join(card.evidence[0].exact.split())[:200] in " ".join(whole.split())
        assert record.author in whole
        assert "from character" in whole


LABELLED = ("b-green-line", "a-kuwait-pause", "c-grain-lane")


async def test_a_card_with_many_sources_still_fits_on_a_page(plain):
    await handle(plain, by(ADA, "dossier new lagoon"))
    words = [f"{FIRST[:-1]} {n}." for n in range(40)]
    for n in range(3):
        await intake(plain, essay(TALKS, SECOND, THIRD, *words, title=f"Water {n}", publisher=f"Paper {n}"))

    for entry in await waiting(plain):
        page = await handle(plain, by(ADA, f"card {entry.card.id}"))
        assert "our fault" not in said(page)


async def test_an_essay_says_how_many_of_its_drafts_wait(plain):
    await intake(plain, outlet(TALKS, "The Herald"))
    await handle(plain, by(ADA, "dossier lagoon"))
    many = len(await waiting(plain))

    assert f" · {many} drafts to review" in said(await handle(plain, by(ADA, "essays")))
    await published(plain, 0)
    assert f" · carries 1 card, {many - 1} drafts to review" in said(await handle(plain, by(ADA, "essays")))
