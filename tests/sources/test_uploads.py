"""Uploads: what a file says comes out whole, and a file that says nothing to us is named for what it is."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from email.message import EmailMessage

import pytest

from bot.sources.pasted import from_text
from bot.sources.taken import LONGEST, Unreadable
from bot.sources.uploads import from_upload, read_upload
from briefs.essay import ParagraphKind
from tests.sources.papers import W, docx, paragraph, pdf, wrapped

FIRST = (
    "The ministry announced on Tuesday that it would not accept any arrangement that leaves the harbour under joint "
    "administration, and its spokesperson added that the long-term arrangement offered in October was unacceptable."
)
SECOND = (
    "Negotiators who were present described the conversation differently. They said that administration of the harbour "
    "had been discussed for eleven hours, and that a compromise was within reach before the delegation left."
)
LETTER = f"{FIRST}\n\n{SECOND}"


def test_a_text_file_is_taken_as_it_is():
    taken = from_upload("talks.md", f"# The harbour\n\nBy Ann Bo\n\n{FIRST}\r\n\r\n{SECOND}\n".encode())

    assert (taken.essay.title, taken.essay.author) == ("The harbour", "Ann Bo")
    assert taken.snapshot.text == f"# The harbour\n\nBy Ann Bo\n\n{FIRST}\n\n{SECOND}"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_usual_encodings_are_told_apart(encoding):
    text = f"Señor Müller said “no” – twice. {FIRST}"

    assert from_upload("a.txt", text.encode(encoding)).snapshot.text == text


def test_a_title_of_the_front_matter_is_not_text():
    assert from_upload("a.md", f"---\ntitle: X\ntags:\n  - a\n---\n{FIRST}".encode()).snapshot.text == FIRST


WRONG = {
    "a.exe": b"MZ\x90\x00",
    "a": b"text",
    "a.doc": b"\xd0\xcf\x11\xe0",
    "a.txt": b"%PDF-1.4 ...",
    "b.txt": b"PK\x03\x04aaaa",
    "c.txt": b"\x89PNG\r\n",
    "d.txt": bytes(range(32)) * 40,
    "e.txt": b"",
    "f.txt": b" \n\0\n ",
    "g.pdf": b"no pdf at all",
    "h.docx": b"no zip at all",
    "i.docx": b"PK\x03\x04 torn",
    "j.pdf": b"%PDF-1.4\n torn",
    "k.eml": b"just text",
    "l.html": b"<p>",
    "m.md": b"x" * (LONGEST + 1),
    "n.pdf": b"%PDF-1.4\n" + b"0" * 10_000_001,
    "../../etc/passwd": b"root",
    "o.rtf": b"{\\rtf1 a}",
    "p.html": b"%PDF-1.4",
    "q.docx": b"{\\rtf1 a}",
    "r.eml": b"\x1f\x8b\x08",
    "\u202efdp.exe": b"x",
    "s.html": b"\0" * 50,
}


@pytest.mark.parametrize("name", WRONG)
def test_a_file_that_is_none_of_ours_is_refused_with_a_sentence(name):
    with pytest.raises(Unreadable, match=r"\.$") as refusal:
        from_upload(name, WRONG[name])

    assert "/" not in str(refusal.value)
    assert "\u202e" not in str(refusal.value)


def test_a_pdf_named_txt_is_told_its_right_name():
    with pytest.raises(Unreadable, match=r"holds a PDF.*Name it \.pdf"):
        from_upload("a.txt", b"%PDF-1.4 ...")


# --- PDF ---


def test_a_pdf_gives_whole_sentences_without_its_headers_and_page_numbers():
    essays = [f"{name} began it. {FIRST} {name} ended it in 2026." for name in ("Ada", "Bo", "Cleo", "Dora")]
    pages = [["Harbour Review", *wrapped(text), f"Page {i} of 4"] for i, text in enumerate(essays, start=1)]
    text = read_upload("a.pdf", pdf(*pages)).text

    assert text.split("\n\n") == essays


def test_words_divided_at_a_line_end_are_whole_and_hyphens_that_belong_stay():
    lines = [
        "Of the arrangement they said little, and the negotia-",
        "tions about a long-",
        "term lease went on; a long-term lease it was.",
    ]
    text = read_upload("a.pdf", pdf(lines * 4)).text

    assert "negotiations about a long-term lease went on" in text


def test_headings_of_a_pdf_stand_alone():
    text = read_upload("a.pdf", pdf(["What they want", *wrapped(FIRST), "What they get", *wrapped(SECOND)])).text

    assert text.split("\n\n") == ["What they want", FIRST, "What they get", SECOND]


def test_a_paragraph_goes_on_over_a_page():
    lines = wrapped(f"{FIRST} {SECOND}")
    text = read_upload("a.pdf", pdf(lines[:3], lines[3:])).text

    assert text == f"{FIRST} {SECOND}"


def test_a_pdf_without_text_is_called_a_scan():
    with pytest.raises(Unreadable, match="scan"):
        from_upload("scan.pdf", pdf([], []))


def test_a_locked_pdf_is_called_locked():
    locked = pdf([FIRST], extra="/Encrypt << /Filter /Standard /V 1 /R 2 /O (a) /U (b) /P -4 >> /ID [(a) (b)]")

    with pytest.raises(Unreadable, match="password"):
        from_upload("a.pdf", locked)


def test_a_book_in_pdf_is_refused_before_it_is_read():
    with pytest.raises(Unreadable, match="90 pages"):
        from_upload("a.pdf", pdf(*[[FIRST]] * 90))


def test_a_program_s_title_is_no_title():
    assert from_upload("harbour.pdf", pdf(wrapped(FIRST), title="Microsoft Word - x.docx")).essay.title == "harbour"
    assert from_upload("harbour.pdf", pdf(wrapped(FIRST), title="print.html")).essay.title == "harbour"
    assert from_upload("harbour.pdf", pdf(wrapped(FIRST), title="The harbour")).essay.title == "The harbour"


def test_a_pdf_whose_pages_contain_themselves_ends():
    looped = re.sub(rb"/Kids \[4 0 R\]", b"/Kids [2 0 R]", pdf([FIRST]))

    with pytest.raises(Unreadable):
        from_upload("a.pdf", looped)


# --- Word ---


def test_a_word_file_keeps_headings_and_lists_in_whatever_language_its_styles_are():
    styles = '<w:style w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>'
    body = (
        paragraph("The harbour", "Heading1") + paragraph("By Ann Bo") + paragraph("Wants", "berschrift2")
        + paragraph(FIRST) + paragraph("first item", properties="<w:numPr/>")
    )  # fmt: skip
    taken = from_upload("a.docx", docx(body, styles=styles))

    assert taken.snapshot.text == f"# The harbour\n\nBy Ann Bo\n\n## Wants\n\n{FIRST}\n\n- first item"
    assert (taken.essay.title, taken.essay.author) == ("The harbour", "Ann Bo")


def test_deleted_and_hidden_words_of_a_word_file_are_not_text():
    body = (
        "<w:p><w:r><w:t>Kept </w:t></w:r><w:ins><w:r><w:t>and added</w:t></w:r></w:ins><w:del><w:r><w:delText>gone"
        "</w:delText><w:t>gone too</w:t></w:r></w:del><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r></w:p>"
    )

    assert read_upload("a.docx", docx(body)).text == "Kept and added"


@pytest.mark.timeout(20)
def test_a_word_file_that_unpacks_to_gigabytes_is_put_down():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed, packed.open("word/document.xml", "w") as part:
        for _ in range(60):
            part.write(b" " * 1_000_000)

    with pytest.raises(Unreadable, match="unpacks to more than"):
        from_upload("a.docx", out.getvalue())


def test_a_size_that_a_zip_lies_about_is_not_believed():
    bomb = bytearray(docx(" " * 30_000_000))
    entry = bomb.rindex(b"PK\x01\x02", 0, bomb.rindex(b"word/document.xml"))
    bomb[entry + 24 : entry + 28] = struct.pack("<I", 100)

    with pytest.raises(Unreadable):
        from_upload("a.docx", bytes(bomb))


@pytest.mark.parametrize(
    "before",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">',
        "<!DOCTYPE x>",
    ],
)
def test_a_word_file_with_a_document_type_is_refused(before):
    with pytest.raises(Unreadable, match="damaged"):
        from_upload("a.docx", docx(paragraph(FIRST), before=before))


def test_a_word_file_nested_without_end_is_refused():
    with pytest.raises(Unreadable):
        from_upload("a.docx", docx("<w:p>" * 100_000 + "</w:p>" * 100_000))


def test_an_archive_without_a_document_is_no_word_file():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("xl/workbook.xml", f"<x {W}/>")

    with pytest.raises(Unreadable, match=r"save it as \.docx"):
        from_upload("a.docx", out.getvalue())


# --- mail ---


def letter(**parts: str) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = "Fwd: Re: The harbour – again"
    mail["From"] = '"Ann Bó" <ann@example.org>'
    mail["Date"] = "Fri, 20 Nov 2026 09:30:00 +0100"
    if "plain" in parts:
        mail.set_content(parts["plain"])
    if "html" in parts:
        (mail.add_alternative if "plain" in parts else mail.set_content)(parts["html"], subtype="html")
    return mail


def test_a_letter_has_its_sender_subject_and_date():
    mail = letter(plain=f"{LETTER}\n\n-- \nAnn Bó\nHarbour Street 1")
    mail.add_attachment(b"ATTACHED", maintype="application", subtype="pdf", filename="x.pdf")
    taken = from_upload("a.eml", mail.as_bytes())

    assert (taken.essay.title, taken.essay.author) == ("The harbour – again", "Ann Bó")
    assert taken.essay.published == "2026-11-20"
    assert FIRST in taken.snapshot.text
    assert "Harbour Street" not in taken.snapshot.text
    assert "ATTACHED" not in taken.snapshot.text


def test_a_letter_in_html_alone_is_read_too():
    html = f"<table><tr><td><h2>Wants</h2><p>{FIRST}</p><p style='display:none'>HIDDEN</p></td></tr></table>"
    text = read_upload("a.eml", letter(html=html).as_bytes()).text

    assert text == f"## Wants\n\n{FIRST}"


def test_a_letter_that_hints_at_its_html_is_read_from_it():
    mail = letter(plain="Your program cannot show this letter.", html=f"<p>{FIRST}</p>")

    assert read_upload("a.eml", mail.as_bytes()).text == FIRST


def test_a_letter_of_letters_without_end_ends():
    deep = b"Subject: x\n"
    for number in range(3000):
        deep += b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (number, number)

    with pytest.raises(Unreadable):
        from_upload("a.eml", deep)


# --- pasted ---


def test_a_first_line_without_a_full_stop_is_the_title():
    taken = from_text(f"The harbour and its keepers\r\n\r\n{FIRST}")

    assert taken.essay.title == "The harbour and its keepers"
    assert taken.essay.author == "Author not given"
    assert taken.snapshot.paragraphs[0].kind is ParagraphKind.HEADING


def test_a_text_that_begins_at_once_is_named_by_its_first_words():
    assert from_text(FIRST).essay.title == "The ministry announced on Tuesday that it would…"


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("By Ann Bo", "Ann Bo"),
        ("*By Ann Bo · The Review · 18 November 2026*", "Ann Bo"),
        ("By Ann Bo (in Lisse)", "Ann Bo"),
        ("By Maj. Gen. (ret.) Ann Bo", "Maj. Gen. (ret.) Ann Bo"),
        ("By: Ann Bo", "Ann Bo"),
        ("Words by Ann Bo", "Ann Bo"),
        ("By Our Transport Correspondent", "Author not given"),
        ("By a staff reporter", "Author not given"),
        ("By Staff Writer", "Author not given"),
        ("By Reuters", "Reuters"),
        ("By the Editorial Board", "the Editorial Board"),
    ],
)
def test_a_pasted_byline_names_the_author(line, author):
    assert from_text(f"{line}\n\n{FIRST}").essay.author == author


@pytest.mark.parametrize(
    ("head", "record"),
    [
        ("*By Ann Bo · The Review · 18 November 2026*", ("Ann Bo", "The Review", "2026-11-18")),
        ("By Ann Bo, The Basin Review", ("Ann Bo", "The Basin Review", "")),
        ("By Ann Bo | Foreign Affairs | March 3, 2026", ("Ann Bo", "Foreign Affairs", "2026-03-03")),
        ("By Ann Bo\n\n18 November 2026", ("Ann Bo", "", "2026-11-18")),
        ("By Ann Bo\n\nThe River Post, November 2026", ("Ann Bo", "The River Post", "2026-11")),
        ("By Ann Bo, Transport Editor", ("Ann Bo", "", "")),
        ("By Ann Bo (in Lisse)", ("Ann Bo", "", "")),
        ("By Ann Bo\n\n© 2024 Ann Bo", ("Ann Bo", "", "")),
        ("By Ann Bo, The Hague, 3 May 2026", ("Ann Bo", "", "2026-05-03")),
        ("By Ann Bo, The Foreign Secretary", ("Ann Bo", "", "")),
        ("By Ann Bo, The Author of Rivers", ("Ann Bo", "", "")),
        ("By Ann Bo | The Economist | 2026-02-31", ("Ann Bo", "The Economist", "")),
    ],
)
def test_the_lines_at_its_head_say_where_and_when_it_appeared(head, record):
    essay = from_text(f"The harbour\n\n{head}\n\n{FIRST}").essay

    assert (essay.author, essay.publisher, essay.published) == record


@pytest.mark.parametrize("box", ["About the Author: Ann Bo", "Ann Bo is a fellow at the Port Institute."])
def test_the_box_at_the_end_names_the_author_where_no_byline_does(box):
    assert from_text(f"The harbour\n\n{FIRST}\n\n{FIRST}\n\n{box}").essay.author == "Ann Bo"


def test_the_title_is_the_first_heading_behind_a_picture_and_a_date():
    head = "![A ship](ship.png)\n\nHome > Ports\n\n3 March 2025\n\n# The [harbour](https://x.example)"

    assert from_text(f"{head}\n\n{FIRST}\n\n## Later").essay.title == "The harbour"


def test_a_text_that_has_lost_its_lines_is_no_heading():
    kept = from_text(f"# The harbour ## By the sea {FIRST} {FIRST}").snapshot

    assert kept.text.startswith("The harbour By the sea The ministry")
    assert [paragraph.kind for paragraph in kept.paragraphs] == [ParagraphKind.PROSE]


@pytest.mark.parametrize("text", ["", " \n\t", "\u202e\u200e", "x" * (LONGEST + 1)])
def test_a_text_of_nothing_or_too_much_is_refused(text):
    with pytest.raises(Unreadable, match=r"empty|more than"):
        from_text(text)


def test_characters_that_turn_a_line_round_are_taken_out():
    assert from_text("The \u202epass\x00word. It is so.").snapshot.text == "The password. It is so."
