"""Wording: a question as it is typed in a chat, in the words that articles and models know."""

import re
from functools import cache

from corpus.catalog import catalog
from corpus.text import terms
from retrieval.question import without_markup

_LONG_FORMS = {
    "abt": "about",
    "b4": "before",
    "bc": "because",
    "btw": "by the way",
    "btwn": "between",
    "cos": "because",
    "diff": "difference",
    "gonna": "going to",
    "govt": "government",
    "hf": "Hugging Face",
    "info": "information",
    "lil": "little",
    "msft": "Microsoft",
    "param": "parameter",
    "params": "parameters",
    "pls": "please",
    "plz": "please",
    "ppl": "people",
    "r": "are",
    "rn": "right now",
    "tho": "though",
    "u": "you",
    "ur": "your",
    "ver": "version",
    "vid": "video",
    "vids": "videos",
    "vs": "versus",
    "w": "with",
    "w/": "with",
    "w/o": "without",
    "wanna": "want to",
    "yr": "year",
    "yrs": "years",
    "$$": "money",
    "$$$": "money",
    "cant": "cannot",
    "didnt": "did not",
    "doesnt": "does not",
    "dont": "do not",
    "hows": "how is",
    "isnt": "is not",
    "itll": "it will",
    "thats": "that is",
    "theres": "there is",
    "theyre": "they are",
    "wasnt": "was not",
    "whats": "what is",
    "whens": "when is",
    "wheres": "where is",
    "whos": "who is",
    "wont": "will not",
}
_WORD = re.compile(r"(?<![\w$/@&.'\u2019-])(?:\${2,3}|[a-z4]+(?:/o?)?)(?![\w$@/&'\u2019-]|\.\w)", re.IGNORECASE)
_GLUED = re.compile(r"(?<![^\W_])([a-z]{3,})(?=\d)", re.IGNORECASE)  # "gpt5.2", but not "k2" or "o3"


def plain_words(question: str) -> str:
    """Write out what chat leaves out: "ppl", "whats", "openais"; set apart what it glues together: "gpt5.2".

    Its markup is left out, unless there is nothing else.
    """
    said = without_markup(question)
    text = _WORD.sub(lambda word: _LONG_FORMS.get(word[0].lower(), word[0]), said if terms(said) else question)
    return _GLUED.sub(r"\1 ", _possessives().sub(r"\1's", text))


@cache
def _possessives() -> re.Pattern[str]:
    """Return the pattern of "openais" and the like: names of the catalogue with the apostrophe left out."""
    named = {alias for vendor in catalog().vendors for alias in vendor.aliases}
    named |= {alias for product in catalog().products for alias in product.aliases}
    words = sorted(re.escape(name) for name in named if name.isalpha() and not name.endswith("s"))
    return re.compile(rf"(?<!\w)({'|'.join(words)})s(?!\w)", re.IGNORECASE)
