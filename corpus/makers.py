"""Makers: the vendor that is meant by the name of a publisher ("NVIDIA Blog") or by a handle ("@Alibaba_Qwen").

Such a name is made of names of one vendor and its products, and of words that any vendor's blog or account may have;
a name with any other word in it ("Apple Insider") is somebody else's, or is in doubt, and means none.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from corpus.catalog import Catalog, catalog, key

_LONGEST = 60  # letters
_PAPER = re.compile(r" (?:(?:Tech(?:nical)? |Product )?(?:Blog|Changelog|Engineering|News|Newsroom|Developers))$")
_PRESS = re.compile(
    r"(?:^The )|\b(?:Affairs|Asia|Briefs?|Briefing|Bites|Bulletin|Business|Chronicle|Courier|Crunch|Daily"
    r"|Digest|Dispatch"
    r"|Examiner|Express|Fortnight|Gazette|Globe|Guardian|Hacker|Herald|Independent|Inquirer|Insider|Insights|Journal"
    r"|Letter|Magazine|Mail|Mirror|Monitor|Morning|New York|News|Newsletter|Newswire|Observer|Post|Press"
    r"|Quarterly|Record"
    r"|Recorder|Report|Reporter|Review|Roundup|Science|Standard|Star|Substack|Sun|Telegraph|Times|Today|Tribune|TV|Update"
    r"|Weekly|Wire|World|Zeitung)\b|[a-z](?:News|Times|Wire|Beat|Crunch|Insider|Post)$"
)


def vendor_of(publisher: str | None) -> str | None:
    """Return the vendor whose publisher it is: of "AWS Machine Learning Blog" Amazon, of "The Verge" None."""
    name = re.sub(r"\s*\([^()]*\)\s*$", "", publisher or "")
    return None if key(name) in catalog().outlets else _maker(key(name), catalog())


def house_of(publisher: str | None) -> str | None:
    """Return who publishes something of its own, of whom the catalogue may know nothing: of "Acme Blog" Acme.

    It is None for the press, as far as its name says so.
    """
    name = re.sub(r"\s*\([^()]*\)\s*$", "", publisher or "")
    house = _PAPER.sub("", name)
    is_press = key(name) in catalog().outlets or _PRESS.search(house) or "." in house
    return None if is_press else house or None


def vendor_of_handle(handle: str) -> str | None:
    """Return the vendor of an account, whose handle is given without its ``@``: of ``MiniMax__AI`` MiniMax."""
    return _maker(key(handle), catalog())


@lru_cache(maxsize=1_024)
def _maker(name: str, whole: Catalog) -> str | None:
    """Return the one vendor of whose names and of common words the name is made, letter for letter."""
    if len(name) > _LONGEST:
        return None
    names = _names(whole)
    reached: list[set[str | None]] = [set() for _ in range(len(name) + 1)]
    reached[0].add(None)
    for start, before in enumerate(reached):
        for end in range(start + 1, len(name) + 1) if before else ():
            word = name[start:end]
            if not before.isdisjoint({None, names.get(word)}) and word in names:
                reached[end].add(names[word])
            if word in whole.account_words:
                reached[end] |= before
    makers = reached[-1] - {None}
    return makers.pop() if len(makers) == 1 else None


@lru_cache(maxsize=2)
def _names(whole: Catalog) -> Mapping[str, str]:
    """Return the names that mean a vendor: its own, and those of its products that are no ordinary words."""
    names = {key(product.name): product.vendor for product in whole.products if product.name in product.aliases}
    return names | {key(alias): vendor.name for vendor in whole.vendors for alias in vendor.aliases}
