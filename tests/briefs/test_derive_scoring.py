"""The score of the shipped weights, and why a draft is what it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from briefs.derive import derive_cards
from briefs.derive.explain import explain
from briefs.derive.scoring import Unscorable, published_table, score_table
from briefs.derive.weights import digest, shipped
from briefs.essay import read_snapshot
from briefs.model import TOPICS

LABELLED = Path(__file__).parents[1] / "labelled"
OFFER = "The union has offered to fly two nights a week in return for a rise of 4 per cent."
TALKS = f"""{OFFER} Corvane Air rejected the proposal. Its chief negotiator, Ana Brody, says that the airline will
never accept a cap on nights. The union says that a deal before May is unlikely."""


def label(folder: Path, text: str, **fields: object) -> None:
    for name in ("essays", "gold"):
        (folder / name).mkdir(exist_ok=True)
    end = text.index(".") + 1
    sentence = {"start": 0, "end": end, "flags": [], "topics": ["positions"], "topics_ok": [], "salience": 2}
    gold = {"name": "own", "essay": "essays/own.md", "on_topic": True, "sentences": [sentence], **fields}
    (folder / "essays" / "own.md").write_text(text, encoding="utf-8")
    (folder / "gold" / "own.json").write_text(json.dumps(gold), encoding="utf-8")


def test_the_score_of_the_labelled_essays_says_that_they_trained_the_weights():
    table = score_table(LABELLED)

    assert f"trained on {len(list(LABELLED.glob('essays/*.md')))} of them" in table
    assert "Cards from the 4 texts on something else: 0." in table
    assert all(f"| {topic} | 0." in table for topic in TOPICS)


def test_the_published_table_is_about_the_essays_that_trained_the_shipped_weights():
    essays = {path: digest(path.read_bytes().decode()) for path in LABELLED.glob("essays/*.md")}

    assert shipped().trained_on == set(essays.values())
    assert "one author's hand left out" in published_table()
    assert published_table() in score_table(None)


def test_an_essay_of_ones_own_is_scored(tmp_path):
    label(tmp_path, TALKS)

    table = score_table(tmp_path)

    assert "trained on none of them" in table
    assert "Must-have sentences covered with a right topic: 1.00 of 1." in table


@pytest.mark.parametrize(
    ("fields", "said"),
    [({"essay": "essays/none.md"}, "cannot be read"), ({"sentences": [{}]}, "start"), ({"sentences": 3}, "own.json")],
)
def test_a_label_that_cannot_be_read_is_named(tmp_path, fields, said):
    label(tmp_path, TALKS, **fields)

    with pytest.raises(Unscorable, match=said):
        score_table(tmp_path)


def test_a_folder_without_labels_is_named(tmp_path):
    with pytest.raises(Unscorable, match="holds no labelled essays"):
        score_table(tmp_path)


def test_a_draft_is_explained_in_words():
    drafts = derive_cards(read_snapshot(TALKS)).drafts
    offer = next(draft for draft in drafts if draft.topic == "positions" and draft.spans[0].text == OFFER)

    lines = explain(offer)

    assert any("decisive cue “" in line and "offer" in line for line in lines)
    assert "stance: offer" in " ".join(lines)
    assert any(line.startswith("held by ") for line in lines)


@pytest.mark.parametrize("path", sorted(LABELLED.glob("essays/*.md")), ids=lambda path: path.stem)
def test_no_explanation_shows_the_name_of_a_feature(path):
    for draft in derive_cards(read_snapshot(path.read_text(encoding="utf-8"))).drafts:
        for line in explain(draft):
            assert not any(mark in line.split("“")[0] for mark in ("_", "shape.", "sign.", "place.", ".any"))
