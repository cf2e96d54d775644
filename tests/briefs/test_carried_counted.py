"""What a card counts by a number is what its quote counts by it, or what that is a kind of."""

from __future__ import annotations

import pytest

from briefs.carried.counted import miscounted

HONEST = [
    ("Mereth sent 40 ships.", "40 vessels came from Mereth."),
    ("Mereth sent 40 tankers.", "40 ships came from Mereth."),
    ("The raid killed 12 soldiers.", "12 people were killed."),
    ("The raid killed 12 women.", "12 people were killed."),
    ("Of the residents, 400 signed.", "400 residents signed."),
    ("It has 12 members and 30 seats.", "It has 12 members."),
    ("It has 12 members and 30 seats.", "It has 30 seats."),
    ("The number of ships rose to 40 in May.", "It has 40 ships."),
]
OTHERS = [
    ("The raid killed 12 men.", "12 women were killed.", "12 women"),
    ("The raid killed 12 people.", "12 civilians were killed.", "12 civilians"),
    ("Mereth sent 40 ships.", "40 tankers came from Mereth.", "40 tankers"),
    ("Some 400 residents signed.", "400 employees signed.", "400 employees"),
    ("They hold 14 prisoners.", "They hold 14 hostages.", "14 hostages"),
    ("It has 12 members and 30 seats.", "It has 30 members.", "30 members"),
]


@pytest.mark.parametrize(("quoted", "words"), HONEST)
def test_another_name_for_the_same_or_a_wider_one_counts_the_same(quoted, words):
    assert list(miscounted(words, [quoted], ())) == []


@pytest.mark.parametrize(("quoted", "words", "counted"), OTHERS)
def test_others_and_a_narrower_name_count_something_else(quoted, words, counted):
    assert [put for put, _ in miscounted(words, [quoted], ())] == [counted]
