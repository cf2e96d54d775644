"""Whose words a sentence is: an author's "I" and "in my view" are an argument, whatever the topic."""

from __future__ import annotations

import pytest

from briefs.derive.features import features_of, read_units
from briefs.derive.kinds import kind_of
from briefs.essay import read_snapshot
from briefs.model import Kind


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("In my view the ministry will have to give way on the harbour dues.", Kind.ARGUMENT),
        ("To my mind the ministry will never sell the customs house.", Kind.ARGUMENT),
        ("I think the ministry will refuse the joint customs house.", Kind.ARGUMENT),
        ("The ministry refuses the joint customs house.", Kind.POSITION),
        ("In its view the joint customs house would cost too much.", Kind.POSITION),
    ],
)
def test_the_author_speaks_where_the_sentence_says_so(sentence, kind):
    features = features_of(read_units(read_snapshot(sentence)))[0]
    assert kind_of("positions", features, sentence, held=True) is kind
