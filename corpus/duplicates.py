"""Near-duplicates: the same piece published twice, as agencies, partners and mirrors do, found by MinHash.

A text is the set of its word 5-shingles (Broder, "On the resemblance and containment of documents", 1997). A signature
estimates how much two such sets share; bands of it (Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", ch. 3)
find the few texts worth comparing among all that are stored. Both are stored: what they are made of must not change.
"""

from hashlib import blake2b

import numpy as np

from corpus.text import terms

# Measured on 425 articles, 1,491 feed entries and copies made of the articles. Different articles share .18 at most,
# those that fill one pattern .53. Copies share .67 to .98 where they have another agency line and boilerplate, a
# paragraph and the last 15 % gone; those that take half of another text, beside as much of their own, .5.
THRESHOLD = 0.7
# Shorter ones are of a pattern ("Opus 4.6 is now available in …": .67), and a copy of them says nothing anew.
MIN_WORDS = 100

# Of longer texts the beginning is compared: two that begin with some 15,000 words alike are copies.
_MOST_CHARACTERS = 100_000

_SHINGLE_WORDS = 5
_PERMUTATIONS = 128
_SEED = 1
# 25 bands: texts that share .7 have one in common with a chance of .99; those that share .18, of .005.
_BAND_BYTES = 5 * 4


def signature(text: str) -> bytes | None:
    """Return the MinHash of a text, 128 little-endian uint32; None for one of less than `MIN_WORDS` words.

    Spelling that `corpus.text.terms` folds makes no difference. The same text has the same signature everywhere.
    """
    from datasketch import MinHash

    words = [term.text for term in terms(text[:_MOST_CHARACTERS])]
    if len(words) < MIN_WORDS:
        return None
    starts = range(len(words) - _SHINGLE_WORDS + 1)
    minhash = MinHash(_PERMUTATIONS, seed=_SEED, scheme="affine32")
    minhash.update_batch({" ".join(words[start : start + _SHINGLE_WORDS]).encode() for start in starts})
    return bytes(minhash.hashvalues.astype("<u4").tobytes())


def bands(signature: bytes) -> tuple[int, ...]:
    """Return 25 numbers from 0 to 2**63 - 1; only texts that have one in common can be near-duplicates."""
    starts = range(0, len(signature) - _BAND_BYTES + 1, _BAND_BYTES)
    return tuple(_band(start.to_bytes(2, "little") + signature[start : start + _BAND_BYTES]) for start in starts)


def similarity(one: bytes, other: bytes) -> float:
    """Estimate by two signatures the share of shingles that two texts have in common, within about .04 (Jaccard)."""
    return float(np.mean(np.frombuffer(one, "<u4") == np.frombuffer(other, "<u4")))


def _band(rows: bytes) -> int:
    return int.from_bytes(blake2b(rows, digest_size=8).digest(), "little") >> 1
