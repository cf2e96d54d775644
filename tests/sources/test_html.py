"""Web pages: the whole article and nothing else, or the reason why there is none."""

from __future__ import annotations

import contextlib
import html as escaping
import json
import re
import time

import pytest

from bot.sources.charsets import decode
from bot.sources.html import read_html
from bot.sources.taken import Unreadable, take
from briefs.essay import ParagraphKind
from tests.conftest import SHARED

LABELLED = sorted((SHARED.parent / "main" / "tests" / "labelled" / "essays").glob("*.md"))
SENTENCE = (
    "The delegation said on Tuesday that it would not sign an accord which leaves the harbour to the other side. "
)


def parts(first: int, last: int) -> str:
    """Paragraphs that say which they are."""
    return "".join(f"<p>{SENTENCE * 3}Part {number}.</p>" for number in range(first, last + 1))


LONG, LONGER = parts(1, 8), parts(1, 16)


def page(body: str, head: str = "", title: str = "The harbour and its keepers") -> bytes:
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>".encode()


def article(body: str) -> str:
    return (
        "<header><nav><ul><li><a href='/'>Home</a><li><a href='/world'>World</a></ul></nav></header>"
        "<div class='cookie-banner'><p>We use cookies and share them with our partners. Accept all</p></div>"
        f"<div class='layout'><article class='story'>{body}</article>"
        "<aside><h3><a href='/a'>A related story</a></h3><h3><a href='/b'>Another related story</a></h3></aside></div>"
        "<footer><p>Copyright Harbour Review. All rights reserved. Terms of use.</p></footer>"
    )


def words(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip()


@pytest.mark.parametrize("file", LABELLED[::4], ids=lambda file: file.stem)
def test_every_paragraph_of_an_article_is_kept_and_nothing_around_it(file):
    paragraphs = [part.strip() for part in re.split(r"\n\s*\n", file.read_text()) if part.strip()]
    tags = ("h2" if part.startswith("#") else "p" for part in paragraphs)
    body = "".join(
        f"<{tag}>{escaping.escape(part.lstrip('# '))}</{tag}>" for tag, part in zip(tags, paragraphs, strict=True)
    )

    text = words(read_html(page(article(body))).text)

    assert [part for part in paragraphs if words(part) not in text] == []
    assert not re.search("cookies and share|related story|Terms of use|Home World", text)


def test_headings_lists_and_quotations_keep_their_form():
    quoted = "<blockquote><p>Never.</p></blockquote><p><b>Offers</b></p>"
    body = f"<h2>Wants</h2>{LONG}<ul><li>one</li><li><p>two</p></li></ul>{quoted}{parts(9, 16)}"
    text = read_html(page(article(body))).text

    assert text.startswith("# The harbour and its keepers\n\n## Wants\n\nThe delegation")
    assert "\n\n- one\n\n- two\n\n> Never.\n\n**Offers**\n\n" in text
    snapshot = take(read_html(page(article(body)))).snapshot
    kinds = {text[block.start : block.end]: block.kind for block in snapshot.paragraphs}
    assert kinds["Wants"] is ParagraphKind.HEADING


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>var x = 'SECRET'</script>",
        "<style>.a::after{content:'SECRET'}</style>",
        "<p hidden>SECRET</p>",
        "<p style='display: none'>SECRET</p>",
        "<p style='color:red;visibility:hidden'>SECRET</p>",
        "<template>SECRET</template>",
        "<p style='font-size:0'>SECRET</p>",
        "<p style='opacity:0.0'>SECRET</p>",
        "<p style='position:absolute;left:-9999px'>SECRET</p>",
        "<p class=sr-only>SECRET</p>",
        "<p aria-hidden=true>SECRET</p>",
        "<!-- SECRET -->",
        "<p class=q>SECRET</p>",
        "<div id=w><p>SECRET</p></div>",
        "<noscript>SECRET</noscript>",
        "<textarea>SECRET</textarea>",
        "<svg><text>SECRET</text></svg>",
        "<p style='text-indent:-9999px'>SECRET</p>",
        "<option>SECRET</option>",
        "<iframe>SECRET</iframe>",
        "<button>SECRET</button>",
    ],
)
def test_what_a_reader_does_not_see_is_no_text(hidden):
    head = "<style>@media print{.story{display:none}} .q, #w {display:none}</style>"
    text = read_html(page(article(f"{LONG}<p>Before {hidden} after.</p>{hidden}{parts(9, 16)}"), head)).text

    assert "SECRET" not in text
    assert "Part 1." in text
    assert "Part 16." in text


@pytest.mark.parametrize(
    ("head", "author", "publisher", "published"),
    [
        (
            "<meta name=author content='By Ann Bó'><meta name=date content='2026-11-20T23:30:00-05:00'>",
            "Ann Bó",
            "example.org",
            "2026-11-20",
        ),
        (
            "<meta property='og:site_name' content='Harbour Review'><meta name=date content='20 November 2026'>",
            "",
            "Harbour Review",
            "2026-11-20",
        ),
        ("<meta property='article:author' content='https://facebook.example/ann'>", "", "example.org", ""),
        (
            "<script type='application/ld+json'>"
            + json.dumps(
                {
                    "@graph": [
                        {"@type": "WebSite"},
                        {
                            "@type": ["OpinionNewsArticle"],
                            "author": [{"name": "Ann Bó"}, {"name": "Cy Dee"}, {"name": "Ed Eff"}],
                            "publisher": {"name": "Harbour Review"},
                            "datePublished": "2026-11-20",
                        },
                    ]
                }
            )
            + "</script>",
            "Ann Bó, Cy Dee and Ed Eff",
            "Harbour Review",
            "2026-11-20",
        ),
        (
            "<script type='application/ld+json'>" + "[" * 5000 + "</script><meta name=date content='2026-13-45'>",
            "",
            "example.org",
            "",
        ),
        (
            '<script type=\'application/ld+json\'>{"@type": "Article", "author": 7, "datePublished": [1]}</script>',
            "",
            "example.org",
            "",
        ),
    ],
)
def test_author_publisher_and_date_are_those_that_the_page_names(head, author, publisher, published):
    read = read_html(page(article(LONG), head), address="https://www.example.org/a")

    assert (read.author, read.publisher, read.published) == (author, publisher, published)


def test_the_title_is_without_the_site_s_name():
    head = "<meta property='og:site_name' content='Harbour Review'>"

    assert (
        read_html(page(article(LONG), head, "The harbour and its keepers | Harbour Review")).title
        == "The harbour and its keepers"
    )


def test_a_byline_and_a_time_are_read_where_no_tag_in_the_head_says_so():
    read = read_html(
        page(article(f"<p class='byline'>By Ann Bó</p><time datetime='2026-11-20T10:00Z'>today</time>{LONG}"))
    )

    assert (read.author, read.published) == ("Ann Bó", "2026-11-20")


STUB = f"<p>{SENTENCE * 4}</p>"
CARDS = "".join(
    f"<article><h3><a href='/{n}'>A headline about talks {n}</a></h3><p>{SENTENCE}</p></article>" for n in range(12)
)
REFUSED = {
    "cookie": (
        page(
            "<div><h2>Your privacy</h2><p>We and our 812 partners store cookies to show personalised ads and content. "
            "Accept all or reject all, or manage preferences. Consent can be withdrawn in our privacy policy any "
            "time. Some partners rely on legitimate interest and do not ask for consent.</p></div>"
        ),
        "cookie notice",
    ),
    "paywall": (
        page(
            article(
                f"{STUB}<div class='wall'><p>Subscribe to continue reading. Already a subscriber? Sign in.</p></div>"
            )
        ),
        "Only the beginning",
    ),
    "declared": (
        page(
            article(STUB),
            '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>',
        ),
        "Only the beginning",
    ),
    "index": (page(f"<main>{CARDS}</main>"), "lists articles"),
    "teasers": (
        page(
            "<h1>Opinion</h1>"
            + "".join(
                f"<article><h2><a href='/{n}'>Why round number {n} will fail</a></h2>"
                f"<p>Kyiv rejected offer {n}.</p></article>"
                for n in range(25)
            )
        ),
        "lists articles",
    ),
    "links": (
        page(
            "<ul>"
            + "".join(f"<li><a href='/{n}'>A headline about the talks of today {n}</a></li>" for n in range(40))
            + "</ul>"
        ),
        "lists articles",
    ),
    "login": (
        page(
            "<form><h1>Log in</h1><p>Please log in with your password to see this page of the members' area.</p>"
            "<input type=password></form>"
        ),
        "login",
    ),
    "missing": (
        page("<h1>Page not found</h1><p>We are sorry, but the page you look for was moved or removed.</p>"),
        "error page",
    ),
    "404": (page("<h1>Oops</h1><p>Try the search.</p>", title="404 | Harbour Review"), "error page"),
    "shell": (
        page(
            "<div id=root></div><noscript>You need to enable JavaScript for this.</noscript><script src=a.js></script>"
        ),
        "scripts|JavaScript",
    ),
    "robot": (
        page("<h1>Just a moment...</h1><p>Checking your browser before you go on.</p>", title="Just a moment..."),
        "robot",
    ),
    "short": (page(article(f"<p>{SENTENCE}</p>")), "fewer than 50 words"),
    "empty": (b"  \n ", "empty"),
    "nothing": (page(""), "."),
    "frames": (b"<frameset><frame src=a></frameset>", "."),
    "no html": (b"\x00\x01\x02\x03" * 100, "."),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_page_that_is_no_essay_is_refused_for_what_it_is(kind):
    content, reason = REFUSED[kind]

    with pytest.raises(Unreadable, match=reason) as refusal:
        read_html(content, address="https://example.org/")

    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize(
    "beside",
    [
        "<div class='wall'><p>Subscribe to continue reading our newsletter.</p></div>",
        "<form><input type=password> Log in</form>",
        "<noscript>Please enable JavaScript for comments.</noscript>",
        f"<section class='more'>{CARDS}</section>",
        "<div id='consent'><p>We use cookies. Your consent. Our partners. Accept all. Privacy policy.</p></div>",
    ],
)
def test_an_essay_is_taken_whatever_stands_beside_it(beside):
    text = read_html(page(article(LONGER) + beside)).text

    assert [n for n in range(1, 17) if f"Part {n}." not in text] == []
    assert "headline about" not in text


def test_an_essay_about_cookies_walls_and_errors_is_an_essay():
    body = f"<p>Consent was on the table: cookies, said the partners, were a 404 of diplomacy. {SENTENCE * 3}</p>{LONG}"

    assert "404 of diplomacy" in read_html(page(article(body), title="503 days without a page not found")).text


def test_the_whole_article_is_taken_where_its_parts_are_scattered():
    scattered = "".join(
        f"<div class='c{n}'><p>{SENTENCE * 2}Part {n}.</p></div><div class='ad'>Advert</div>" for n in range(30)
    )
    text = read_html(page(f"<div class='top'></div><article>{scattered}</article>")).text

    assert [n for n in range(30) if f"Part {n}." not in text] == []


@pytest.mark.parametrize(
    ("content", "declared", "text"),
    [
        ("naïve – “no”".encode(), "", "naïve – “no”"),
        ("naïve – “no”".encode(), "iso-8859-1", "naïve – “no”"),
        ("naïve – “no”".encode("cp1252"), "", "naïve – “no”"),
        ("naïve – “no”".encode("cp1252"), "utf-8", "naïve – “no”"),
        ("naïve".encode("cp1252"), "zlib_codec", "naïve"),
        (b"+ADw-script+AD4-", "utf-7", "+ADw-script+AD4-"),
        ("переговоры".encode("cp1251"), "windows-1251", "переговоры"),
        (b'<meta charset="koi8-r">' + "переговоры".encode("koi8-r"), "", '<meta charset="koi8-r">переговоры'),
        ("переговоры".encode("utf-16"), "", "переговоры"),
        ("交渉".encode("iso2022_jp"), "iso-2022-jp", "交渉"),
        (b"\xff\xfe", "nonsense", ""),
    ],
)
def test_bytes_become_the_text_that_was_meant(content, declared, text):
    assert decode(content, declared) == text


HOSTILE = {
    "deep": b"<div>" * 100_000 + b"text",
    "deep inline": b"<b><i>" * 50_000 + b"text",
    "entities": b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><html><body>&b;&b;</body></html>' * 100,
    "files": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><html><body><p>&a;</p></body></html>',
    "attributes": b"<p " + b" ".join(b"a%d=b" % n for n in range(20_000)) + b">text</p>",
    "one word": b"<p>" + b"a" * 2_000_000 + b"</p>",
    "no end": b"<p><!--" + b"-" * 1_000_000,
    "styles": b"<style>" + b"a{" * 100_000 + b"</style>" + b"<style>@media x {" * 500,
    "spaces": b"<p>" + b" " * 2_000_000 + b"x" + b"</p>",
    "title": b"<title>" + b"- | " * 200_000 + b"</title><p>x</p>",
    "links": b'<a href="x">word</a> ' * 8_000,
    "paragraphs": b"<p>A few words here.</p>" * 5_000,
    "references": b"<p>&#1;&#x0;&#xd800;&#x110000;&#12;<script>a</script>&#2;text<b hidden>x</b>\x0c&#3;</p>" * 20,
    "nulls": b"\x00" * 1_000_000,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_page_ends_in_a_sentence_or_a_text(kind):
    begin = time.process_time()

    with contextlib.suppress(Unreadable):
        assert "root:" not in read_html(HOSTILE[kind], address="https://example.org/a").text
    assert time.process_time() - begin < 2
