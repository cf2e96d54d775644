"""Made-up inputs for every reader: an answer or a sentence, never another exception, never long, and nobody is pinged.

`make fuzz` asks for ten times as many, and lets a fuzzer look for ways into the code that these do not take.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.sources.feeds import read_feed
from bot.sources.html import read_html
from bot.sources.pasted import from_text
from bot.sources.taken import Reading, take
from bot.sources.uploads import read_upload
from briefs.carried import attach_support, objections
from briefs.evidence import quote
from briefs.model import Card, Kind
from briefs.retold import retells
from tests.sources.hostile import ESSAY, FEED, LAKE, SEEDS, TEXT, Hang, shown, survives
from tests.sources.papers import docx, paragraph

PIECES = [
    *r"""
    <p> </p> <div <table><tr><td> <article> <h1> <li> <br> &amp; &#0; &#x110000; &nbsp <!-- --> <![CDATA[ ]]> <!DOCTYPE
    <script> </script> <style> hidden style='display:none' <a href=' @everyone <@1> <!channel> <title> <base href=//a>
    <meta charset=utf-7> obj endobj stream endstream xref trailer << >> /Kids /Count /Length 99999999999 %PDF- %%EOF
    Content-Type: MIME-Version: --x =?utf-8?q?=FF?= <item> <link> <guid> <entry> http://[ javascript: ﷽ 404 cookies
    By — * # - > | [x](y) {{ }} %s @here <@&1> <#C1> <!here|x> <!subteam^S1> &lt;!here&gt; :tada: ||x|| ``` ** __ ~~
    """.split(),
    *("\n", "\n\n", "\r", "\x00", "\x1b", "\u202e", "\u2028", "\ud7ff"),
]
soup = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=60).map(" ".join)
crumbs = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=4).map(" ".join)
EACH = int(os.environ.get("HOSTILE", "120"))  # inputs a test
BOUNDED = settings(max_examples=EACH, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def bent(draw: st.DrawFn, seed: bytes) -> bytes:
    """The seed with some of it changed, cut, doubled or moved."""
    held = bytearray(seed)
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, max(len(held) - 1, 0)))
        length = draw(st.integers(0, 40))
        match draw(st.integers(0, 3)):
            case 0:
                held[at : at + length] = draw(st.binary(max_size=20))
            case 1:
                held[at:at] = held[at : at + length] * draw(st.integers(1, 50))
            case 2:
                del held[at:]
            case _:
                held[at:at] = draw(soup).encode("utf-8", "replace")
    return bytes(held)


@st.composite
def spiked(draw: st.DrawFn) -> str:
    """An essay about talks, with hostile words in its sentences and between them."""
    words = " ".join(ESSAY).split(" ")
    for _ in range(draw(st.integers(1, 12))):
        words.insert(draw(st.integers(0, len(words))), draw(crumbs))
    return " ".join(words)


@pytest.mark.parametrize("ending", SEEDS)
def test_a_bent_file_is_read_or_refused(ending):
    @BOUNDED
    @given(bent(SEEDS[ending]))
    def whatever(content):
        survives(lambda: shown(take(read_upload(f"a{ending}", content))))

    whatever()


@BOUNDED
@given(bent((paragraph("Title", "Heading1") + paragraph(TEXT)).encode()))
def test_a_word_file_with_bent_xml_in_it_is_read_or_refused(body):
    survives(lambda: shown(take(read_upload("a.docx", docx(body.decode("utf-8", "replace"))))))


@BOUNDED
@given(st.sampled_from(list(SEEDS)), st.text(max_size=30), st.binary(max_size=300))
def test_any_name_and_any_bytes_are_read_or_refused(ending, name, content):
    survives(lambda: shown(take(read_upload(name + ending, content))))


@BOUNDED
@given(soup)
def test_any_soup_of_tags_is_read_or_refused(text):
    page = f"<html><body>{text}<p>{TEXT * 4}</p>{text}".encode("utf-8", "replace")
    survives(lambda: shown(take(read_html(page, address="https://a.org/b"))))


@BOUNDED
@given(bent(FEED))
def test_a_bent_feed_is_read_or_refused(content):
    survives(lambda: read_feed(content, "https://example.org/feed"))


@BOUNDED
@given(soup | st.text(max_size=500))
def test_any_pasted_text_is_taken_or_refused(text):
    survives(lambda: shown(from_text(text)))


def test_what_an_essay_smuggles_into_its_cards_pings_nobody():
    drafts = 0

    @BOUNDED
    @given(spiked())
    def whatever(text):
        def read():
            nonlocal drafts
            drafts += shown(from_text(text))

        survives(read)

    whatever()

    assert drafts > EACH  # most of these essays give cards, several each


@BOUNDED
@given(spiked() | soup, spiked() | soup, st.lists(st.tuples(st.integers(0, 900), st.integers(1, 900)), max_size=4))
def test_whatever_a_card_says_of_whatever_text_is_judged_in_sentences(text, said, places):
    def judge():
        taken = from_text(text)
        whole = taken.snapshot.text
        spans = [(at % len(whole), min(len(whole), at % len(whole) + many)) for at, many in places]
        card = Card(
            "redlines/a",
            "redlines",
            said[:150],
            said[-700:],
            Kind.POSITION,
            tuple(quote(taken.essay.id, taken.snapshot, *span) for span in spans),
            "",
        )
        card = attach_support(card, taken.snapshot, LAKE)
        for one in objections(card, {taken.essay.id: taken.essay}, {taken.essay.id: taken.snapshot}, LAKE):
            assert one.rstrip().endswith("."), one
        assert retells(said, whole) in (True, False)

    survives(judge)


@BOUNDED
@given(st.builds(Reading, st.text(min_size=1, max_size=200), *[st.text(max_size=50)] * 4))
def test_whatever_a_source_says_of_itself_is_one_short_line(reading):
    essay = take(reading).essay

    for said in (essay.title, essay.author, essay.publisher, essay.published):
        assert "\n" not in said
        assert len(said) <= 200
    assert essay.title
    assert essay.author


def test_an_input_that_takes_too_long_would_be_noticed():
    def endless():
        while True:
            try:
                sum(range(1000))
            except Exception:
                pytest.fail("what readers catch would hide it")

    with pytest.raises(pytest.fail.Exception, match="more than 2 seconds"):
        survives(endless)
    assert not issubclass(Hang, Exception)
