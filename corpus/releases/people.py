"""Names of people, who announce what their firms make: these are no makers themselves."""

import re

from corpus.catalog import catalog, key
from corpus.releases.kinds import words

_FIRST_NAMES = """
Aaron Adam Addy Aidan Alan Albert Alec Alex Alexander Alexandr Alexis Alice Allie Amanda Amit Amy Ana Andrea Andrej
Andrew Andy Angela Anna Anne Anthony Antonio Aravind Armin Arthur Arvind Ashley Ben Benjamin Bill Bob Boris Brad
Brandon Brian Bret Bruce Carl Carlos Caroline Catherine Charles Charlie Chris Christian Christina Christopher Clem
Clement Cory Craig Dan Daniel Daniela Dario David Demis Dennis Diana Don Donald Doug Dylan Ed Edward Eli Elizabeth
Elon Emad Emily Emma Eric Erik Ethan Eugene Evan Fei-Fei Felix Francois Fran\u00e7ois Frank Gary Gavin Geoffrey George
Greg Guillaume Hannah Harrison Heather Helen Henry Hugo Ian Igor Ilya Isaac Ivan Jack Jackie Jacob Jake James Jamie
Jan Jane Jared Jason Jay Jean Jeff Jeffrey Jennifer Jensen Jeremy Jerry Jessica Jim Jimmy Joanne Joe Joel John
Johanna Jon Jonathan Jony Jordan Joseph Josh Joshua Juan Julia Julian Julie Justin Karen Karl Kate Katherine Kelly
Ken Kevin Koray Kyle Lara Larry Laura Lauren Lee Leo Liam Lilian Linda Lisa Logan Lucas Luke Lukas Marc Marcus Maria
Mario Mark Martin Mary Matei Matt Matthew Max Megan Melissa Michael Michelle Miguel Mike Mira Mitchell Mohammad
Mohammed Mustafa Nat Natalie Nathan Nick Nicolas Nicole Nikita Nina Noah Noam Oliver Olivia Omar Oriol Oscar Pablo
Patrick Paul Percy Peter Phil Philip Philipp Pierre Rachel Raj Ray Rebecca Reid Richard Rick Rob Robert Robin Roger
Ron Ross Roy Russell Ryan Sam Samuel Sandra Sara Sarah Satya Scott Sean Sebastian Sergey Shane Sholto Simon Sonia
Stefan Stephanie Stephen Steve Steven Sundar Susan Swyx Sylvain Ted Teresa Theo Theodora Thomas Tim Timoth\u00e9e Tom
Tony Travis Tri Tristan Victor Victoria Vincent Vinod Virginia Wei Wendy Will William Yann Yannic Yannick Yuandong
Zhang Zico Zoe Zvi
"""
_NAMES = words(_FIRST_NAMES)
_MOST_WORDS = 3
_LONG = 3  # letters: shorter words end many names


def is_person(name: str) -> bool:
    """Tell whether a name is that of a person in full: "Ada Lovelace"."""
    first, *others = name.split()
    return first in _NAMES and 0 < len(others) < _MOST_WORDS and all(other[0].isupper() for other in others)


def is_private(handle: str) -> bool:
    """Tell whether an account, given without its ``@``, is a person's, as far as its name says: "jane_doe".

    Accounts of firms have a capital, or a word such as "labs" or "ai".
    """
    parts = re.split(r"_|(?<=[a-z])(?=[A-Z])", handle)
    is_plain = handle.islower() or any(map(str.isdigit, handle))
    endings = tuple(word for word in catalog().account_words if len(word) > _LONG or word in {"ai", "hq", "dev", "llm"})
    return is_plain and not any(key(part) in catalog().account_words for part in parts) and not handle.endswith(endings)
