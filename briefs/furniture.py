"""Which paragraphs are prose and which are furniture: headings, bylines, author boxes, captions, newsletter lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefs.blocks import Block

CAPTION = re.compile(
    r"""\W{0,4}(?:photo(?:graph)?s?|image|picture|pictured|caption|figure\s\d{1,3}|fig\.\s?\d{1,3}|table\s\d{1,3}|chart(?:\s\d{1,3})?|map(?:\s\d{1,3})?
        |on\sthe\sphoto|in\sthe\spicture|photo\sby|image\scredit|photo\scredit|above|below|left|right|video|file\sphoto)
        (?:\s*[:.—|-]|\sby\s|\scredit)""",
    re.IGNORECASE | re.VERBOSE,
)
SHOUTED_CAPTION = re.compile(r"\W{0,3}(?:PHOTO|IMAGE|PICTURED|FIGURE|CAPTION|MAP|TABLE)\b")
IMAGE = re.compile(r"!\[[^\]]{0,300}\]\([^)]{0,600}\)\s*\Z")
CREDIT = re.compile(
    r"""(?:\((?:[^()]{0,80}\b(?:photo|file|archive|handout|reuters|getty|wikimedia|courtesy|credit|wire)\b
            [^()]{0,60}|[A-Z][\w.&'’ -]{0,40}/[\w.&'’ -]{1,40})\)
        |\b(?:photo(?:graph)?|picture)s?:\s.{1,80}|\b(?:handout|file|archive|courtesy)\sphoto(?:graph)?s?\.?
        |\bsource:\sauthors?.{0,40}|\bphoto\s(?:by|from)\s.{1,80}|\bimage\scredit.{1,80}|\((?:[A-Z][\w'’&.-]{1,20}\s?){1,4}\))\.?\s*\Z""",
    re.IGNORECASE | re.VERBOSE,
)
CREDIT_NAME = re.compile(r"\((?:[A-Z][\w'’&.-]{1,20}\s?){1,4}\)\s*\Z")
SHOWN = re.compile(r"[A-Z][\w'’-]{0,30}(?:\s[\w'’-]{1,30}){0,6},\s(?:shown|seen|pictured|photographed)\s")

BOILER = re.compile(
    r"""\W{0,4}(?:
        by\s(?:the\s)?[A-Z][\w.'’-]{0,30}\s[A-Z(]|BY\s[A-Z]|by:\s|author:|written\sby\s|words?\sby\s|reviewed\s(?:for|by)\s|about\sthe\sauthors?\b
        |interview:|(?:the|this)\s(?:interview|conversation)\s(?:was|has\sbeen)|photographs?:|rubric:|topic:|tags?:|filed\sunder|category:|published:?\s|posted\s(?:on\s|in\s|by\s)?\d|updated:?\s|last\supdated
        |opinion(?:\s*[|.:—-]|\s*\Z)|editorial(?:\s*[|.:—-]|\s*\Z)|commentary(?:\s*[|.:—-]|\s*\Z)|(?:news\s)?analysis(?:\s*[|.—-]|\s*\Z)|guest\s(?:essay|column|post)\b
        |policy\s(?:brief|commentary|paper|note)\b.{0,30}\bno\.|related:|related\s(?:articles?|stories|reading)|read\s(?:more|next|also)\b|see\salso:|further\sreading\b
        |older\sposts?:|newer\sposts?:|previous(?:ly)?:|next\s(?:week|month|issue|time):|subscribe\b|sign\sup\b|share\s(?:this|on)\b|follow\s(?:us|me|him|her|them)\b
        |click\shere|advertis|want\sto\sadvertise|send\s(?:your|us|letters)|letters\s(?:for|to|intended)\b|comments?\s(?:are|closed|\()|print\sversion|corrections?\b.{0,40}:
        |(?:this|the)\s(?:commentary|article|essay|piece|post|column|story|text|op-ed|interview)\s(?:was|is|has\sbeen|first|originally|appeared|will\sappear)
            \s?(?:was|been)?\s?(?:first\s|originally\s|also\s)?(?:published|distributed|corrected|updated|adapted|republished|reprinted|translated|syndicated|produced|part\sof|appeared|based\son\sa)
        |originally\s(?:published|appeared)|republished\s|reprinted\s|syndicated\s|translated\s(?:from|by)|\[?automatic\stranslation|translation\s(?:from|by|on)
        |copyright\b|©|\(c\)\s\d{4}|all\srights\sreserved|disclaimer|disclosure|the\sviews?\s(?:and\sopinions\s)?(?:expressed|are|here)|views\sexpressed|editors?['’]s?\snotes?\b|editor['’]?s\snote
        |editorials\sare\sunsigned|reporting\sby\s.{1,200};\s(?:additional\s|writing\s|editing\s)|reporting\sfor\sthis\s|additional\sreporting|with\s(?:additional\s)?reporting\sby|nothing\s(?:on|in)\sthis\s(?:blog|site|newsletter|post)
        |you['’]?(?:re|\sare)\s(?:getting|receiving|reading)\sthis|was\s(?:this|it)\sforwarded|reply\sto\sthis\s|unsubscribe|donate\b|support\sour\b
        |the\sauthor\s(?:is|was|has|teaches|works|writes|served|received)\b|the\swriter\s(?:is|was|teaches)\b|the\sauthors?\s(?:are|thanks?|wish|gratefully)\b
        |\*{3}\s?end\b|\W{0,3}end\sof\s(?:statement|text|document)|-{2,5}\s?ends?\b|\#{3}\s*\Z|(?:estimated\s)?reading\stime|\d{1,3}\smin(?:ute)?s?\sread\b|share\s·|home\s?[>»|]
        |suggested\scitation|https?://\S{1,300}\s*\Z|www\.\S{1,200}\s*\Z
        )""",
    re.IGNORECASE | re.VERBOSE,
)
INTERVIEW = re.compile(r"\W{0,4}(?:interview|words|text|by)\b:?\s", re.IGNORECASE)
BYLINE = re.compile(r"\W{0,4}(?:by|By|BY)\s(?=[A-Z])")
PIPES = re.compile(
    r".{1,60}\s[|·•]\s.{1,80}\s[|·•]\s|.{1,80}\s[|·]\s.{0,60}\b(?:19|20)\d\d\b|.{1,60}\s·\s\w+\s\w+\s*\Z|.{1,40}\s[—–]\s.{1,40}\s[—–]\s.{0,20}\bupdated\b",
    re.IGNORECASE,
)
DATE_ALONE = re.compile(
    r"(?:[A-Z][\w.'’-]{1,20}(?:\s[A-Z][\w.'’-]{1,20}){0,2},\s)?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s)?"
    r"(?:\d{1,2}(?:st|nd|rd|th)?\s[A-Z][a-z]{2,8},?\s\d{4}|[A-Z][a-z]{2,8}\.?\s\d{1,2},?\s\d{4}|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4})\W{0,3}\Z",
    re.IGNORECASE,
)
AUTHOR_BOX = re.compile(
    r"""\b(?:is\s(?:(?:a|an|the)\s)?(?:\w+[\s-]){0,5}(?:fellow|professor|lecturer|researcher|analyst|columnist|writer|author|journalist|editor|correspondent|director|consultant|student|scholar
            |member|partner|chair|convenor|secretary|senator|member|lawyer|economist|historian|executive|diplomat|officer|librarian|adjuster|candidate|reporter|president|founder|organi[sz]er)\b
        |writes\s(?:in|for|on|about|a|every|each|from|here)\b|teaches\s|taught\s|received\s(?:his|her|their)\s|(?:his|her|their)\s(?:work|views?|writing|opinions|latest\sbook|book)\b|views\s(?:expressed\s)?are\s
        |the\sviews\b|has\s(?:written|reported|received)\b|represented\s|served\s(?:on|as|in)\b|retired\sfrom|convenes\s|represents\s|lives\sin\s|worked\s(?:as|for|on|in|at)\b|holds\s(?:a|no)\s
        |former(?:ly)?\s|edits\s|runs\s|hosts\s|advises\s|covers\s|@\w{2,30}|on\stwitter|on\sx\b|was\s(?:a|an|the)\s)""",
    re.IGNORECASE | re.VERBOSE,
)
CLOSING = re.compile(
    r"""(?:\bis\sopen\s(?:\w+\sto\s\w+|daily|until)|\badmission\b|\breceives?\sno\sfunds|\breceived\s(?:no\s)?funding|\bdid\snot\sanswer\swritten\squestions
        |\bcontributed\s(?:reporting|to\sthis)|\bname\sis\sbeing\swithheld|\bletters\s(?:for|to)\b|\breply\sto\sthis|\bis\swritten\sby\b|\bsubscri|\bprint\sversion
        |\bsend\sto\sfriend|\bsources?:|\bthis\s(?:article|essay|column|story|commentary|piece|post)\b|\blegal\sadvice\b|\bphotographs?\sby\b|\bcorrections?\b|@\w+\.\w|\bwas\scorrected\b|\btranslat(?:ed|ion)\b)""",
    re.IGNORECASE | re.VERBOSE,
)
NEWSLETTER = re.compile(
    r"forwarded\sto\syou|signed\sup\sfor|unsubscribe|subscribe\s(?:here|now|to)|sign\sup\s(?:here|for)|click\shere|all\srights\sreserved|reply\sto\sthis\semail",
    re.IGNORECASE,
)
TABLE = re.compile(r"\|.{0,400}\|\s*(?:\n|\Z)")
FENCES = ("```", "~~~")
NOTE = re.compile(r"(?:\[\^?(?P<number>\d{1,3})\]:?|(?P<raised>[¹²³⁰-⁹]{1,3}))\s?(?=\S)")
TEASER = re.compile(
    r"\W{0,4}(?:(?:in\s(?:the\s|our\s)?)?next\s(?:week|month|issue|time|edition)|coming\s(?:up|next|soon)|still\sto\scome|up\snext"
    r"|tomorrow):\s",
    re.IGNORECASE,
)
BUTTON = re.compile(
    r"\W{0,3}(?:tweet|print|e-?mail|copy\slink|most\s(?:read|popular)|listen\sto\sthis\s.{0,20}|leave\sa\s(?:comment|reply)"
    r"|\d{1,5}\scomments?)\W{0,3}\Z",
    re.IGNORECASE,
)
SHORT_BOX = 40  # words
ABOUT_AUTHOR = re.compile(r"\W{0,4}about\sthe\s(?:author|writer)s?\b[\s:.*_—–-]*", re.IGNORECASE)
_FULL_NAME = (
    r"(?:(?:Dr|Prof|Professor|Sir|Dame|Amb|Gen|Col|Lt)\.?\s)?"
    r"[A-Z][\w'’.-]{0,20}(?:\s(?:de|del|van|von|al|bin|da|der|[A-Z]\.|[A-Z][\w'’-]{1,20})){1,3}"
)
SIGNATURE = re.compile(rf"\W{{0,3}}[—–-]{{1,2}}\s?(?P<name>{_FULL_NAME})\W{{0,3}}\Z")
INTRODUCED = re.compile(
    rf"(?P<name>{_FULL_NAME}(?:(?:,\s{_FULL_NAME})?,?\sand\s{_FULL_NAME})?)(?:\s\([^()]{{1,40}}\)|,\swho\s[^,]{{1,80}},)?\s"
    r"(?:(?:is|are|was|were)\s(?:(?:an?|the)\s)?(?:[\w’'-]+\s){0,5}(?:(?:fellow|professor|lecturer|researcher|analyst|columnist|writer"
    r"|author|journalist|editor|correspondent|director|consultant|student|scholar|lawyer|economist|historian|diplomat"
    r"|reporter|organi[sz]er|founder|candidate|librarian|officer|executive)s?\b)|writes\s(?:about|for|on|in|a)\b|teaches\s"
    r"|covers\s|edits\s|received\s(?:his|her|their)\s)"
)
_NAME = re.compile(r"[A-Z][\w'’-]{1,20}(?:\s(?:de|del|van|von|al|bin|da|der|[A-Z]\.|[A-Z][\w'’-]{1,20})){1,4}")
_SMALL = frozenset(
    """
    a an the and or of in on at to for from by with not is are was were be can will has have what who why how
    when where it its this that as but if than still only after before
    """.split()
)


def is_caption(block: Block, *, seed_like: bool) -> bool:
    text = block.text
    if block.marker.startswith("#") or len(text) > 400 or INTERVIEW.match(text):
        return False
    if CAPTION.match(text) or SHOUTED_CAPTION.match(text) or IMAGE.match(text):
        return True
    if len(text) > 240:
        return False
    if CREDIT.search(text[-160:]) and (
        CREDIT_NAME.search(text[-100:]) or not re.search(r"\((?:[A-Z][\w'’&.-]{1,20}\s?){1,4}\)\.?\s*\Z", text[-100:])
    ):
        return len(text.split()) <= 35
    if SHOWN.match(text):
        return len(text.split()) <= 25
    return seed_like and _is_label(text)


def _is_label(text: str) -> bool:
    """Two to five capitalised words and nothing else: the alt text of a picture."""
    words = text.split()
    return 2 <= len(words) <= 5 and all(word[:1].isupper() for word in words) and text[-1].isalnum()


def is_heading(block: Block) -> bool:
    text = block.text
    if block.marker.startswith("#"):
        return True
    words = text.split()
    if not words or len(words) > 18 or len(text) > 120 or block.marker[:1] in ("-", "*", "+"):
        return False
    bold = re.fullmatch(r"(\*\*|__)[^*_].{0,118}\1", text) is not None
    if bold:
        return True
    last = re.sub(r"(?:\[\^?\d{1,3}\]|\^\d{1,2}|[¹²³⁰-⁹]{1,3})+\Z", "", text).rstrip("*_\"”’')")[-1:]
    if last in ".!;,…" or (last == "?" and (len(words) > 12 or not _titled(words))):
        return False
    if ":" in text[:24] and text[: text.index(":")].replace(" ", "").isupper():
        return False  # "SOLANO: No"
    return last not in ":"


def _titled(words: Sequence[str]) -> bool:
    """Whether every word that titles capitalise is capitalised here."""
    return all(word.strip("“\"'(‘")[:1].isupper() or word.lower() in _SMALL or not word[:1].isalpha() for word in words)


def is_boiler(block: Block) -> bool:
    text = block.text.strip("*_ ")
    if TABLE.match(text) or BUTTON.match(text) or (TEASER.match(text) and len(text) < 200):
        return True
    if len(text) > 500:
        return False
    if BOILER.match(text) or DATE_ALONE.fullmatch(text) or (NEWSLETTER.search(text) and len(text) < 300):
        return not (text[-1:] in '.”"' and BYLINE.match(text) and len(text) > 120)
    said = re.search(r"[a-z][.!?]\s*[|·•]", text)
    return len(text) < 200 and not said and PIPES.match(text) is not None


def is_byline(block: Block) -> bool:
    """A line between the title and the first paragraph that says who wrote it, or where."""
    text = block.text.strip("*_ ")
    words = text.split()
    if not words or len(words) > 30 or block.marker:
        return False
    if text[-1] not in '.!?:”"':
        return len(words) <= 16
    return (
        len(words) <= 30
        and _NAME.match(text) is not None
        and re.search(r"\bpages\b|\bEdited by\b|\bISBN\b", text) is not None
    )


def is_teaser(sentence: str) -> bool:
    """ "Next month: apprenticeships, are we doing enough?": what another issue will say."""
    return len(sentence) < 200 and TEASER.match(sentence) is not None


def introduced(text: str) -> str:
    """Whom a box at the end of a text introduces as its author, or ""."""
    text = text.strip("*_[]( \n")
    about = ABOUT_AUTHOR.match(text)
    if about and about.end() < len(text):
        rest = text[about.end() :].strip("*_ \n")
        alone = re.fullmatch(_FULL_NAME, rest)
        return rest if alone else introduced(rest)
    found = INTRODUCED.match(text) or SIGNATURE.match(text)
    return found["name"] if found else ""


def names_in_bylines(texts: Sequence[str]) -> set[str]:
    return {name for text in texts for name in _NAME.findall(text) if len(name) > 5}


def is_author_box(block: Block, names: set[str], *, last: bool) -> bool:
    """A paragraph near the end that introduces the author, or thanks, warns and sells.

    A short last one that begins with the full name of the byline does, whatever it says: authors call themselves "I".
    """
    text = block.text.strip("*_[]( ")
    if len(text.split()) > 130 or block.marker:
        return False
    if BOILER.match(text) or (len(text) < 400 and CLOSING.search(text)):
        return True
    begins = [name for name in names if text.casefold().startswith(name.casefold())]
    if last and len(text.split()) <= SHORT_BOX and any(" " in name for name in begins):
        return True
    return bool(begins) and AUTHOR_BOX.search(text[:260]) is not None
