"""What a sentence names: products, their makers, and names of which only the sentence can say what they are."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from corpus.catalog import catalog
from corpus.makers import vendor_of_handle
from corpus.markdown import plain
from corpus.naming import Name, names_in, vendor_spans
from corpus.releases.kinds import words
from corpus.releases.verbs import VERB

MOST_MENTIONS = 200  # in one sentence: what names more is a table

# One character of the private use area stands for each mention, so that patterns read past names of any length.
PRODUCT, UNKNOWN, VENDOR = "[\ue000-\ue7ff]", "[\ue800-\uefff]", "[\uf000-\uf7ff]"
ANY = "[\ue000-\uf7ff]"
_FIRST = {"product": 0xE000, "unknown": 0xE800, "vendor": 0xF000}

_EMPHASISED = re.compile(
    r"\*\*(?=\S)([^*\n]{2,60}?)(?<=\S)\*\*|`([^`\n]{2,60})`|(?<!\w)[\"\u201c'\u2018]([^\"\u201c\u201d\n]{2,40}?)[\"\u201d'\u2019](?!\w)"
)
_WORD = r"(?:[A-Z][\w+]*(?:[.'\u2019&-]?[\w+]+)*|[a-z]{1,4}[A-Z][\w-]*|\w*\d[\w.-]*\w|\d)"
_PHRASE = re.compile(rf"(?<![\w.@/-])(?:[A-Z][\w+]*(?:[.'\u2019&-]?[\w+]+)*|[a-z]{{1,4}}[A-Z][\w-]*)(?: {_WORD})*")
_LOWER_CASE = re.compile(
    r"(?:(?:\b[A-Z][\w.]*|\0)['\u2019]s |\b(?:launch|release|debut|arrival|preview) of (?:the )?)"
    r"(?P<name>[a-z][\w.-]*\w)(?=,| \(| ?[\u2014\u2013]|\.?$)"
    r"|\b(?:releas|launch|introduc|open-?sourc|announc|unveil|shipp|dropp)(?:ed|ing|e[sd]?) (?:the )?"
    r"(?P<object>[a-z][\w.-]*\w)(?=, (?:an?|the|our|its|their)\b)"
)
_BEFORE = re.compile(r"(?<=[a-z] )([A-Z][\w-]+) $")
_ADDITIONS = (
    "based|powered|driven|level|class|style|like|compatible|native|related|licensed|only|free|first|specific|focused|ready"
    "|friendly|enabled|optimi[sz]ed|agnostic|aware|centric|exclusive|generated|made|backed|owned|led|sized|grade|trained"
)
_HEADLINE = re.compile(r"\*\*([^*\n]{20,300})\*\*")
_OWNED = re.compile(r"(?! )(?:(?!['\u2019]s? ).)+(?:['\u2019]s?(?= ))?")
_EDITION = re.compile(r" for (?!All\b|Every)[A-Z][a-z]+(?=[.,:;)]| [a-z]|$)")
_OWN_EDITION = re.compile(
    r" for (?:Business|Enterprise|Education|Work|Teams|Government|Sales|Service|Healthcare|Finance|Developers"
    r"|Kids|Science)\b"
)
_JOINED = re.compile(rf"-(?!{_ADDITIONS})[\w.]*\w")
_SITE = re.compile(r"(?<![\w@/.])(?P<name>[a-z][\w-]+\.(?:com|ai|dev|app|io))(?![\w/])")
_GENERIC_END = re.compile(r" (?:models?|[Ss]eries|[Ff]amily|[Ll]ineup|api)$")
_DATELINE = re.compile(
    r"^\W*(?:[A-Z][A-Z.]+[ ,]+)+[^\u2014\u2013]{0,60}(?:19|20)\d\d[^\w\u2014\u2013]*(?: -|[\u2014\u2013])\W*"
)
_LEGAL_FORM = re.compile(r"(?<=\w),? (?:Inc|Corp|Ltd|LLC|GmbH|PLC|plc)\b\.?(?=,? [a-z])")
_HANDLE = re.compile(r"(?<!\w)@(\w{2,30})")
_POSSESSIVE = re.compile(r"['\u2019]s?$")
# With a capital, and no names of products: what begins sentences, days, places, and terms.
_WORDS = """
A About According Additionally After All Alongside Also Although An And Another Any As Ask At Author Available
Because Before Being Both But By Built CEO COO CTO CFO Can Check Click Comment Comments Commenters Context Day
Dear Despite Developers Discover Discussion Download Due During Each Earlier Early Even Every Everyone Exclusive
Experts Explore Finally First Following For Four From Further Get Given Go Good Great Has Have He Hello Here How
However Hi I If In Including Inside Instead Introducing Is It Its Join Just Last Late Later Launch Launched
Launches Launching Learn Less Let Like Likewise Live Look Many Meanwhile Meet Members More Moreover Most Much My
Nearly New News Next No Not Note Notably Now Of Official On Once One Only Open Or Other Our Out Over Overall
People Perhaps Plus Preview Private Public Limited Technical Previously Published Read Release Released Releases
Releasing Researchers Rumor
Rumors Rumour Rumours Say Score See Separately Several She Show Since So Some Sources Speculation Starting Still
Such Support Ten Than Thank Thanks That The Their Then There These They This Those Though Three Through Thus
Today Together Tonight Two Under Unlike Until Unveiling Unveils Up Update Updates Use Users Using Version Via
Was We Welcome Well What When Where Whether Which While Who Why Will With Within Without Yes Yesterday Yet You
Your Announced Announces Announcing Announcement Activity Rolling Ships Shipping Debuts Drops Adds Deprecates
Deprecated Related Additional Notable Recent Upcoming Retired Removed Discontinued Retires Is Are Monday Tuesday
Wednesday Thursday Friday Saturday
Sunday January February March April
May June July August September October November December Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec
America American Americans Asia Asian Australia Beijing Berlin Britain British California Canada China Chinese
EU Europe European France French German Germany Global India Indian Israel Japan Japanese Korea Korean London
Paris Russia Russian San Francisco Shanghai Silicon Valley Singapore Tokyo UK US U.S. USA Washington York AI API
APIs AGI AMA ASR CEO CLI CPU CPUs FAQ GB GPU GPUs IDE JSON LLM LLMs ML OCR OSS PDF PR PRs Q&A QA RAG RL SDK SOTA Startup
Company STT TTS TV UI URL VLM VRAM WebGPU English Pro Internet Web Python Rust TypeScript JavaScript Linux Windows
MOE Apache MIT GitHub HuggingFace Reddit Twitter X YouTube Discord Slack Hacker Beta BETA Alpha MoE Mixture
Mixture-of-Experts GGUF GGUFs LoRA LORA RLHF FP8 FP4 BF16 KV HF VSCode iOS Android GA NEW OP
"""
_NO_NAMES = words(_WORDS)
_AFTER_SUBJECT = words(
    "is was has had will would can could may might and or for of by from in on at now also just still today yesterday"
    " said says plans wants claims hopes expects aims began sells offers makes adds gets goes takes which who"
    " made came took put brought built let gave showed shows debuts"
)
_NUMBERS = frozenset({"One", "Two", "Three"})
_DETERMINERS = words("A An Any Each Every Its My New Our That The Their These This Those Your")
_LEAST_KIT = 2
_LAST_WORDS = frozenset({"AI", "API", "SDK", "CLI", "Pro", "Web", "IDE", "ML"})
_ADDED = re.compile(rf"-(?:{_ADDITIONS})$", re.IGNORECASE)
_MOST_WORDS = 6
_LEAST_HEADLINE, _MOST_CAPITALS = 4, 0.8  # words, and the share of them with a capital
_TITLE = re.compile(  # of a paper
    r"[\u201c\"](?:[A-Z0-9][\w:'\u2019-]*|a|an|the|of|for|in|on|to|and|with|from|by|is|are|via)"
    r"(?:[ ,:]+(?:[A-Z0-9][\w:'\u2019-]*|a|an|the|of|for|in|on|to|and|with|from|by|is|are|via)){2,}[,.]?[\u201d\"]"
)
_IN_HEADLINES = re.compile(
    rf"(?<![\w-])(?:{VERB.pattern}|[A-Z][a-z]+(?:ed|ing|ly)|(?-i:{'|'.join(sorted(_NO_NAMES - _LAST_WORDS))})"
    rf"|For|With|As|To"
    r"|By|From|Over|Into|Amid|Their|New|Model|Family|More|Gets|Goes|Takes|Hits|Beats|Tops|Crowns|Meets)(?![\w-])"
)
_TAKEN = "\0"
_HYPHENS = {0x2010: "-", 0x2011: "-"}
_PRIVATE = re.compile("[\ue000-\uf8ff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A name in ``text[start:end]`` of a plain sentence.

    Of a ``product``, ``name`` is what the catalogue's grammar makes of it; ``vendor`` is the maker where the catalogue
    knows it. ``unknown`` names may be of products, people or firms.
    """

    kind: Literal["product", "vendor", "unknown"]
    text: str
    start: int
    end: int
    name: Name | None = None
    vendor: str | None = None
    is_emphasised: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A plain sentence with each mention as one character: ``masked`` has them, `mention` tells which it is."""

    plain: str
    masked: str
    mentions: tuple[Mention, ...]

    def mention(self, character: str) -> Mention:
        """Return what a character of the masked sentence stands for."""
        return self.mentions[ord(character) & 0x7FF]


def marked(sentence: str) -> Marked:
    """Find what a sentence names, as written with or without Markdown."""
    sentence = _PRIVATE.sub(" ", sentence)
    emphasised = dict.fromkeys(
        _POSSESSIVE.sub("", _GENERIC_END.sub("", phrase.strip(" .,:;").partition(" (")[0]))
        for found in _EMPHASISED.finditer(sentence)
        for phrase in re.split(r",(?: and)? ", next(filter(None, found.groups())))
    )
    sentence = _LEGAL_FORM.sub("", _DATELINE.sub("", sentence.translate(_HYPHENS)))
    text = re.sub(r"\s+", " ", re.sub(r"\s*[\u2014\u2013]\s*(?!\d)", " \u2014 ", plain(sentence))).strip()
    text = re.sub(r"\b([a-z][\w-]*)/(?=\1)", "", text)  # as model hubs write: "acme/acme-2"
    text = re.sub(r"(?<=[a-z]) \([A-Z]{2,6}\)(?= [A-Z])", "", text)  # "Acme Context Language (ACL) Registry"
    headlines = [plain(found[1]) for found in _HEADLINE.finditer(sentence)]
    small = _with_small_letters(text, headlines)
    makers = list(_vendors(text))
    known = [*_products(text, small, emphasised, [maker.start for maker in makers]), *makers]
    free = list(small)
    for mention in known:
        free[mention.start : mention.end] = _TAKEN * (mention.end - mention.start)
    mentions = _without_overlaps([*known, *_unknown("".join(free), emphasised)])
    masked, position = [], 0
    for number, mention in enumerate(mentions):
        masked += [text[position : mention.start], chr(_FIRST[mention.kind] + number)]
        position = mention.end
    masked.append(text[position:])
    whole = re.sub(r" \((and|plus|along with) ([^()]*)\)", r" \1 \2", "".join(masked))
    return Marked(plain=text, masked=whole, mentions=tuple(mentions))


def _without_overlaps(mentions: list[Mention]) -> list[Mention]:
    """Keep the longest of what overlaps, the first of what is as long; products before vendors before the unknown."""
    kept: list[Mention] = []
    order = ("product", "vendor", "unknown")
    for each in sorted(mentions, key=lambda mention: (order.index(mention.kind), mention.start - mention.end)):
        if len(kept) < MOST_MENTIONS and all(each.end <= other.start or each.start >= other.end for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda mention: mention.start)


def _products(text: str, small: str, emphasised: Iterable[str], makers: Iterable[int]) -> Iterator[Mention]:
    whole = [
        found
        for phrase in emphasised
        if len(phrase.split()) <= _MOST_WORDS
        and not re.search("['\u2019]s ", phrase)
        and all(word[0].isupper() or not word[0].isalpha() or word[1:2].isdigit() for word in phrase.split())
        for found in _places(phrase, text)
    ]
    names = [name for name in names_in(text) if name.vendor or _is_product(name, text)]
    starts = [name.start for name in names] + [*makers]
    for name in names:
        if text[name.start - 1 : name.start] == "@" or re.search(r"\w-$", text[: name.start]):
            continue
        end = name.start + len(_GENERIC_END.sub("", text[name.start : name.end]))
        following = min((start for start in starts if start >= end), default=len(text))
        if more := _more(small, end, following):
            end = more
        first = name.start
        for start, last in whole:
            inside = [other for other in names if start <= other.start < last]
            if start <= name.start and end <= last and len(inside) == 1:
                first, end = start, last
        if not (name.version or name.variant) and (edition := _EDITION.match(text, end)):
            end = edition.end()
        if text[name.start : end].endswith(" next"):  # "Acme will release Zephyr 3 next month"
            end -= len(" next")
        if joined := _JOINED.match(text, end):
            end = joined.end()
        if not name.vendor and (word := _BEFORE.search(text, 0, first)) and _may_begin(word[1]):
            first = word.start(1)
        yield Mention(kind="product", text=text[first:end], start=first, end=end, name=name, vendor=name.vendor)


def _places(phrase: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield where a phrase stands; a pattern of each would push the others out of the memory of `re`."""
    start = text.find(phrase)
    while phrase and start >= 0:
        yield start, start + len(phrase)
        start = text.find(phrase, start + len(phrase))


def _may_begin(word: str) -> bool:
    return word not in _NO_NAMES and not _ADDED.search(word)


def _is_product(name: Name, text: str) -> bool:
    """Tell whether a word with a version may be a product at all, not a section, a language or a law."""
    return name.product not in catalog().not_names and text[name.start].isascii()


def _more(text: str, end: int, limit: int) -> int | None:
    """Return the end of the capitalised words that follow a name and belong to it: "Claude", then "Science"."""
    found = re.compile(rf"(?: {_WORD}){{1,3}}").match(text, end, limit)
    if not found:
        return None
    last = end
    for word in re.finditer(r" (\S+)", found[0]):
        bare = word[1].rstrip(".,:;")
        if bare in _NO_NAMES - {"AI", "Pro"} or _POSSESSIVE.search(bare) or not bare[0].isalpha():
            break
        last = end + word.start() + 1 + len(bare)
    if text[:last].endswith(" AI") and re.match(r" [a-z]", text[last:]):
        last -= len(" AI")
    return last if last > end else None


def _vendors(text: str) -> Iterator[Mention]:
    for vendor, start, end in vendor_spans(text):
        if re.search(r"\w-$", text[:start]) or text[end : end + 1] == "s":  # "Canvas" is not of Canva
            continue
        first = start - 1 if text[start - 1 : start] == "@" else start
        yield Mention(kind="vendor", text=text[first:end], start=first, end=end, vendor=vendor)
    for found in _HANDLE.finditer(text):
        handle, (start, end) = found[1], found.span()
        yield Mention(kind="vendor", text=handle, start=start, end=end, vendor=vendor_of_handle(handle))


def _counts(words: list[str]) -> bool:
    """Tell whether a word only says what the number after it counts: "Section 5.2"."""
    return words[0].lower() in catalog().not_names and (len(words) == 1 or words[1][0].isdigit())


def _starts_only(text: str, found: re.Match[str]) -> bool:
    """Tell whether a word has its capital from the beginning of the sentence alone: "Building on", "Spend limits"."""
    word = found[0]
    if found.start() > 0 or " " in word or _POSSESSIVE.search(word) or not word[1:].replace("-", "").islower():
        return False
    if word.endswith("ed") and VERB.fullmatch(word):
        return True
    following = re.match(r" ([a-z][\w-]*)", text[found.end() :])
    if word.endswith(("ing", "ly")) or not following:
        return word.endswith(("ing", "ly"))
    verb = VERB.match(text, found.end() + 1)
    is_verb = (
        following[1] in _AFTER_SUBJECT or following[1].endswith(("ed", "ly")) or (verb and verb.lastgroup != "out")
    )
    return not is_verb


def _unknown(text: str, emphasised: Iterable[str]) -> Iterator[Mention]:
    for phrase in filter(_may_name, emphasised):
        for start, end in _places(phrase, text):
            if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
                yield Mention(kind="unknown", text=phrase, start=start, end=end, is_emphasised=True)
    for found in (*_LOWER_CASE.finditer(text), *_SITE.finditer(text)):
        group = found.lastgroup or ""
        yield Mention(kind="unknown", text=found[group], start=found.start(group), end=found.end(group))
    text = _TITLE.sub(lambda title: _TAKEN * len(title[0]), text)
    for found in _PHRASE.finditer(text):
        if _starts_only(text, found):
            continue
        for part in _OWNED.finditer(found[0]):
            name = _name_in(part[0])
            if len(name) > 1:
                start = found.start() + part.start() + part[0].index(name)
                edition = _OWN_EDITION.match(text, start + len(name))
                end = edition.end() if edition else start + len(name)
                yield Mention(kind="unknown", text=text[start:end], start=start, end=end)


def _with_small_letters(text: str, headlines: Iterable[str]) -> str:
    """Return a text with each headline in it as a sentence would have it."""
    for headline in (text, *headlines):
        text = text.replace(headline, _as_sentence(headline), 1)
    return text


def _as_sentence(text: str) -> str:
    """Return a headline with small letters where a sentence has them: "Acme Launches Zephyr for All Developers"."""
    words = re.findall(r"[^\W\d_]{4,}", text)
    capitals = sum(word[0].isupper() for word in words)
    if len(words) < _LEAST_HEADLINE or capitals < _MOST_CAPITALS * len(words):
        return text
    return _IN_HEADLINES.sub(lambda found: found[0].lower(), text)


def _may_name(phrase: str) -> bool:
    """Tell whether what is emphasised may be a name."""
    words = phrase.split() or [""]
    is_written_so = any(sign.isupper() or sign.isdigit() for sign in words[0]) or re.fullmatch(
        r"[a-z]+(?:[-.][\w.]+)+|[a-z]+(?: [a-z]+){0,2} v?\d+(?:\.\d+)*", phrase
    )
    is_short = 0 < len(words) <= _MOST_WORDS and not phrase.endswith((".", "?", "!"))
    return bool(is_written_so and is_short and phrase[0].isalpha() and words[0].capitalize() not in _NO_NAMES)


def _is_headed(words: list[str]) -> bool:
    """Tell whether a name begins with "AI": "AI Search", not "AI Agents"."""
    return len(words) > 1 and words[0] == "AI" and words[1].istitle() and not words[1].endswith("s")


def _name_in(phrase: str) -> str:
    """Return the name in a phrase of capitalised words, empty where there is none."""
    words = phrase.split(" ")
    while len(words) > 1 and re.search("-(?:based|backed|owned|led)$", words[0]):  # "Paris-based Acme"
        words = words[1:]
    is_kit = len(words) > 1 and words[-1] in _LAST_WORDS and (len(words) == _LEAST_KIT or words[0] not in _DETERMINERS)
    while (
        words
        and not is_kit
        and not _is_headed(words)
        and (re.split(r"['\u2019]", words[0])[0] in _NO_NAMES or _counts(words))
    ):
        words = words[1:]
    if any(_ADDED.search(word) for word in words):
        return ""
    kept: list[str] = []
    for word in words[:_MOST_WORDS]:
        kept.append(_POSSESSIVE.sub("", word))
        if kept[-1] != word or word.endswith("."):
            break
    while kept and kept[-1] in _NO_NAMES - _LAST_WORDS and (len(kept) == 1 or kept[-1] not in _NUMBERS):
        kept.pop()
    name = _GENERIC_END.sub("", " ".join(kept).rstrip("."))
    return name if name[:1].isalpha() else ""
