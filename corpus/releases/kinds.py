"""Kinds of things: those that are products, and those that are announced and launched as products are."""

import re

_KINDS = """
accelerator agent api app application arena assistant benchmark browser builder canvas capability chatbot chip cli
companion compiler connector copilot database dataset device editor embedding engine extension feature framework
gateway generator glasses gpu harness hub ide integration kernel kit leaderboard library line llm marketplace mode model
series family lineup collection platform playground plugin plug-in processor product project protocol registry robot
router runtime sandbox sdk search
server service skill speaker spec specification stack standard studio suite supercomputer system tool toolkit tpu vlm
weight workflow workspace open-source open-weight open-weights
"""
_NO_PRODUCTS = """
Act Academy Award Bill Board Campus Center Centre Challenge Championship Coalition Commission Committee Competition
Conference Congress Contest Corp Council Course Cup Day Fellowship Forum Foundation Fund Grant Guide Hackathon Inc
Initiative Issue Limit Request Institute Institution Keynote Order Paper Plan Roadmap Strategy Tweet Announcements
FAQ Lab League LLC Ltd
Memorandum Ministry Partnership Policy Prize Program Programme
Report School Senate Summit Survey Team Tour University Week Workshop
"""


def words(text: str) -> frozenset[str]:
    """Return the words of a text, which is easier to read and to keep than a list of them."""
    return frozenset(text.split())


def _any(text: str) -> str:
    return "|".join(sorted(words(text), key=lambda word: (-len(word), word)))


KIND = re.compile(rf"\b(?:(?:{_any(_KINDS)})(?:s|es)?|(?:capabilit|librar|registr)ies|open source)\b", re.IGNORECASE)
"""A name beside such a word is a product's, though nobody knows it."""

NO_PRODUCT = re.compile(
    rf"\b(?:{_any(_NO_PRODUCTS)})\b|^Series(?: [A-H])?$|^(?:PR|RFC|CVE|GHSA)\W?\d|\w_\w"
    r"|^(?:MX|NV|BF|FP|INT|TF)+\d+\w*$"
)
"""Words in names of events, bodies and papers."""

NO_PRODUCT_BEFORE = re.compile(
    r"\b(?:papers?|preprint|articles?|essay|(?:blog|research) blog|posts?|blog|book|courses?|ads?|adverts?|song"
    r"|films?|movie"
    r"|reports?|study|studies|survey|talk|podcast|episode|single|album|tweet|thread|video|newsletter|letter|bill|webinar|tutorials?"
    r"|techniques?|method|approach|algorithm|recipe|paradigm|theory|concept|(?:data|file|number|quantization"
    r"|floating-point) format"
    r"|campaign|fund|contest|competition|hackathon|challenge|partnership|program(?:me)?|initiative|institute"
    r"|data ?cent(?:er|re)"
    r"|office|school|fellowship|grants?|deal|round|theorem|lawsuits?|meme|joke|statement|guide|policy)\b"
    r"(?![^.;]*\b(?:model|app|tool|agent|assistant|platform|system|browser|library|api)\b)",
    re.IGNORECASE,
)
"""Words between a verb and a name that tell that something else was released: a paper called so."""

NO_PRODUCT_AFTER = re.compile(
    r"[\"\u201d\u2019']?(?: \([^()]*\))?(?: ?(?:policy|statement|report|paper|blog|book|letter|study"
    r"|guide|initiative|program(?:me)?|fund"
    r"|campaign|bill|law|competition|challenge|course|tutorials?|webinar|podcast|conference|round"
    r"|data ?cent(?:er|re))"
    r"|(?: |(?:,| ?\u2014) ?(?:an?|our|its|their|the) (?:[\w-]+ ){0,3}?)"
    r"(?:techniques?|method|approach|mechanism|paradigm|algorithm|(?:quantization|data) format))\b"
)
"""What stands behind the names of such."""
