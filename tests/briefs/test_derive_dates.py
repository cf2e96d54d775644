"""Dates mean what they meant on the day of publication."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefs.derive.dates import find_dates


@pytest.mark.parametrize(
    ("sentence", "normal"),
    [
        ("The round opens on 6 October 2025.", "2025-10-06"),
        ("A deadline of Nov. 11 came and went.", "2025-11-11"),
        ("They signed on January 9.", "2026-01-09"),
        ("The talks began in May 2024.", "2024-05"),
        ("It lapsed late last spring.", "2025-spring"),
        ("It met in the winter of 2022.", "2022-winter"),
        ("The pipe was laid in 1994.", "1994"),
        ("She answered yesterday.", "2025-12-04"),
        ("The fund was set up three years ago.", "2022~"),
        ("It closed on 05.11.2024.", "2024-11-05"),
        ("He resigned in March last year.", "2024-03"),
    ],
)
def test_a_date_gets_its_normal_form(sentence, normal):
    assert [date.normal for date in find_dates(sentence, "2025-12-05")] == [normal]


def test_a_month_that_is_also_a_word_is_only_read_as_a_month_where_it_is_one():
    assert find_dates("They may march on the capital.", "2025-12-05") == []


def test_without_a_day_of_publication_only_full_dates_are_known():
    assert [date.normal for date in find_dates("On 3 May 2021, and again on 4 June.")] == ["2021-05-03", None]


@given(st.text(max_size=300), st.sampled_from(["", "2024-02-29", "nonsense", "2025"]))
def test_any_text_has_dates_in_order_that_are_its_own_words(text, published):
    found = find_dates(text, published)

    assert all(text[date.start : date.end] == date.text for date in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
