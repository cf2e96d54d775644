"""Which web pages are no essay, and why: walls, stubs, indexes, errors and shells."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.sources.about import About
from bot.sources.trees import Element

FEWEST = 50  # words: less is a teaser or a caption
_ERROR = re.compile(
    r"""^\W*(?:error\W+)?(?:4\d\d|5\d\d)\b(?!\s+(?:days|years|miles|people|million))|\bpage\s(?:was\s)?(?:not|can(?:no|['’])t\sbe)\sfound\b
        |\bnot\sfound\W*$|\bpage\s(?:does(?:n['’]t|\snot)\sexist|(?:is\s)?(?:gone|unavailable|missing))|\baccess\sdenied\b|^\W*forbidden\W*$
        |\bservice\s(?:is\s)?(?:temporarily\s)?unavailable\b|\bbad\sgateway\b|\binternal\sserver\serror\b|\bsomething\swent\swrong\b
        |\bpage\sintrouvable\b|\bseite\snicht\sgefunden\b""",
    re.IGNORECASE | re.VERBOSE,
)
_ROBOT = re.compile(
    r"just a moment|attention required|are you (?:a )?(?:robot|human)|verify (?:that )?you(?:['’]re| are) (?:a )?human"
    r"|checking your browser|unusual traffic|complete the captcha|security check to access",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"\bcookies?\b|\bconsent\b|\byour privacy\b|\bpartners\b|\baccept all\b|\breject all\b"
    r"|\bmanage (?:preferences|options|choices)\b|\bpersonali[sz]ed (?:ads|content)\b"
    r"|\blegitimate interest\b|\bprivacy (?:policy|settings)\b|\bGDPR\b",
    re.IGNORECASE,
)
_WALL = re.compile(
    r"""subscribe\s(?:now\s)?to\s(?:continue|read|keep|unlock|access|get\sfull)|to\s(?:continue|keep)\sreading|already\sa\s(?:subscriber|member)
        |for\s(?:paid\s|paying\s)?(?:subscribers|members)\sonly|(?:article|content|story|post|essay|page)\sis\s(?:only\s)?(?:for|available\sto|reserved\sfor|exclusive\sto)
            \s(?:our\s)?(?:paid\s|paying\s)?(?:subscribers|members)
        |subscriber[- ]only|become\sa\s(?:subscriber|member)\sto|unlock\s(?:this|the\sfull)\s(?:article|story)
        |(?:free|monthly)\sarticles?\s(?:left|remaining|this\smonth)
        |reached\syour\s(?:limit|free)|start\syour\s(?:free\s)?(?:trial|subscription)|(?:continue|keep)\sreading\s(?:this\s(?:article|post)\s)?(?:for\sfree\s)?with\sa\b
        |register\s(?:for\sfree\s)?to\s(?:continue|read)|subscription\s(?:is\s)?required|sign\s(?:in|up)\sto\s(?:continue|read)|this\spost\sis\sfor\spa(?:id|ying)""",
    re.IGNORECASE | re.VERBOSE,
)
_LOGIN = re.compile(r"\b(?:log|sign)[ -]?in\b|\bpassword\b|\bcreate an account\b", re.IGNORECASE)
_SCRIPTS = re.compile(
    r"(?:enable|requires?|need|turn on|without|activate|support) java ?script"
    r"|java ?script (?:is|must|to be) (?:dis|en|req|turn)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Shell:
    """What a page was before its article was cut out."""

    passwords: int
    scripts: int
    words: str  # all that a reader sees
    noscript: str  # what it says to those without JavaScript
    title: str  # as the browser's tab has it
    links: int
    root: bool  # it is a site's front page


def read_shell(tree: Element, *, root: bool) -> Shell:
    """Read it before anything is taken out of the tree; `words` comes afterwards."""
    noscript = " ".join("".join(node.itertext())[:500] for node in list(tree.iter("noscript"))[:10])
    passwords = sum((node.get("type") or "").lower() == "password" for node in tree.iter("input"))
    title = tree.find(".//title")
    return Shell(
        passwords,
        len(list(tree.iter("script"))),
        "",
        noscript,
        "".join(title.itertext())[:300] if title is not None else "",
        sum(len("".join(node.itertext()).split()) > 3 for node in list(tree.iter("a"))[:1000]),
        root,
    )


def refusal(text: str, article: Element, about: About, shell: Shell) -> str:
    """Why the page is no essay, as a sentence with a way out; "" when it is one."""
    words = len(re.findall(r"\w+", text))
    seen = shell.words[:20_000]
    head = f"{about.title}\n{shell.title}\n{text[:300]}"
    if words < 300 and _ROBOT.search(f"{about.title}\n{seen[:1500]}"):
        return "This site asks visitors to prove that they are no robot, which we are. Paste the text instead."
    if words < 150 and any(map(_ERROR.search, head.splitlines())):
        return "This address leads to an error page. See that it is right, or paste the text."
    if words < 40 and len(seen.split()) < 60 and (shell.scripts or _SCRIPTS.search(shell.noscript)):
        return "This page is empty until a browser has run its scripts, which we do not. Paste the text instead."
    if words < 60 and _SCRIPTS.search(seen):
        return "This page wants JavaScript, which we do not run. Paste the text instead."
    if words < 200 and shell.passwords and _LOGIN.search(seen):
        return "This page asks for a login. Give an address that anybody can read, or paste the text."
    if words < 400 and (about.for_subscribers or _WALL.search(seen)):
        return "Only the beginning of this article is free to read. Paste the whole text instead, if you may."
    if words < 250 and _is_consent(text if words >= 30 else seen):
        return "This page shows its cookie notice instead of the text. Paste the text instead."
    if (words < FEWEST and shell.links >= 8) or _is_index(text, article, about, shell):
        return (
            "This page lists articles and is none itself. Give the address of one of them; to follow all, add its feed."
        )
    if words < FEWEST:
        return f"This page has fewer than {FEWEST} words of running text. Give the address of the article, or paste it."
    return ""


def _is_consent(text: str) -> bool:
    words = max(len(text.split()), 1)
    found = len(_CONSENT.findall(text))
    return found >= 3 and found / words > 0.02


def _is_index(text: str, article: Element, about: About, shell: Shell) -> bool:
    """Headlines that lead elsewhere, each with a line or two, rather than paragraphs."""
    blocks = [block for block in text.split("\n\n") if not block.startswith("#")]
    running = [
        block for block in blocks if len(block.split()) >= 25 and block.rstrip("\"”’')*_ ")[-1:] in tuple(".!?…")
    ]
    if shell.links >= 8 and not running and not about.is_article:
        return True  # teasers, whose headlines were cut off
    heads = sum(1 for node in article.iter("h1", "h2", "h3", "h4", "h5") if _leads_away(node))
    whole = sum(len("".join(node.itertext())) for node in [article]) or 1
    linked = sum(len("".join(node.itertext())) for node in article.iter("a")) / whole
    if linked > 0.55 and len(running) < 6:
        return True
    if heads >= 5 and heads >= len(running) * 0.8:
        return True
    items = sum(1 for node in article.iter("li") if len(list(node.iter("a"))) == 1)
    return items >= 8 and len(running) < 3 and (shell.root or not about.is_article)


def _leads_away(node: Element) -> bool:
    parent = node.getparent()
    return next(node.iter("a"), None) is not None or (parent is not None and parent.tag == "a")
