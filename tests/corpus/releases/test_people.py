"""People, who speak for makers and are none. All names are made up of common ones."""

import pytest

from corpus.releases.people import is_person, is_private


@pytest.mark.parametrize(("name", "expected"), [("Sarah Miller", True), ("Sarah", False), ("Acme Miller", False)])
def test_people_are_known_by_their_first_names(name: str, expected: bool) -> None:  # noqa: FBT001
    """If another name follows it: "Jasper" may be a firm."""
    assert is_person(name) is expected


@pytest.mark.parametrize(
    ("handle", "expected"),
    [("sarahmiller", True), ("s_miller42", True), ("acme_ai", False), ("AcmeLabs", False), ("acmedevelopers", False)],
)
def test_accounts_of_people_have_small_letters(handle: str, expected: bool) -> None:  # noqa: FBT001
    """And none of the words that those of firms have."""
    assert is_private(handle) is expected
