"""Addresses with a user name or a password: never fetched, and never shown as they were typed."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.article import LOGIN_REFUSED, without_login
from corpus.errors import FetchError, UsageError
from corpus.fetching.networks import web_url
from corpus.report import ReadingReport
from corpus.sources import source_meant

names = st.text(st.characters(exclude_characters="/?#:@["), max_size=9)
# Behind a colon, digits and a slash are a port: https://news.example:8080/@author has no password.
secrets = st.text(max_size=9).filter(lambda secret: not re.match(r"\d*[/?#]", secret))
paths = st.text(st.characters(exclude_characters="@"), max_size=9)
typed = st.text(st.sampled_from("me:/@?#[]\\ \t1.é"), max_size=20)


def refusal(address: str) -> str | None:
    """Return why an address is not fetched, None if it may be."""
    try:
        web_url(address)
    except FetchError as error:
        return str(error)
    return None


@given(scheme=st.sampled_from(["https://", "HTTP://", "ftp://", " https://"]), name=names, secret=secrets, path=paths)
@example(scheme="https://", name="me", secret="with/a slash?", path="/feed")  # noqa: S106 - it opens nothing
def test_of_a_login_nothing_is_shown(scheme: str, name: str, secret: str, path: str) -> None:
    """Neither the name nor the password, whatever is in them; the rest of the address stays."""
    shown = f"{scheme}…@news.example{path}"
    assert without_login(f"{scheme}{name}:{secret}@news.example{path}") == shown
    assert without_login(f"{scheme}{name}@news.example{path}") == shown
    assert without_login(shown) == shown


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("me:secret@news.example/feed", "…@news.example/feed"),
        ("https:me:secret@news.example", "…@news.example"),
        ("https:/me:secret@news.example", "…@news.example"),
        ("https:///me:secret@news.example", "https:///…@news.example"),
        ("https://me:<mailto:secret@news.example|secret@news.example>", "https://…@news.example>"),
    ],
)
def test_a_login_in_what_was_mistyped_is_not_shown_either(address: str, shown: str) -> None:
    """Nor in what Slack makes of it, which takes the end of it for a mail address."""
    assert without_login(address) == shown


@pytest.mark.parametrize(
    "place",
    [
        "https://news.example/@author",
        "https://news.example:8080/@author",
        "http://[::1]:8080/@author",
        "https://news.example//@author",
        "https://news.example?by=me:you@there",
        "https://news.example#@author",
        "/srv/articles@2026/a:b@c.md",
        "articles@2026/today.md",
        "Models: what @author says of them",
    ],
)
def test_what_has_no_login_is_shown_as_it_is(place: str) -> None:
    """An at sign elsewhere is no login, in addresses, paths and titles."""
    assert without_login(place) == place


@given(typed.map("http://".__add__) | typed)
def test_what_is_refused_for_its_login_is_shown_without_it(address: str) -> None:
    """Whatever passes for a login where addresses are looked at, does so where they are shown."""
    if refusal(address) == LOGIN_REFUSED:
        assert without_login(address) != address


@pytest.mark.parametrize(
    "host", ["news.example", "news.example:99999", "news.example:x", "[::1", "xn--é", "news\u2100", "", "a b"]
)
@pytest.mark.parametrize("login", ["secret", "secret:secret", "secret:secret/secret", "secret:[secret", "sec\tret"])
def test_no_reason_repeats_a_login(login: str, host: str) -> None:
    """Whatever else is wrong with the address."""
    assert "secret" not in str(refusal(f"https://{login}@{host}/"))


def test_reports_and_refusals_do_not_repeat_a_login() -> None:
    """What a report keeps is stored and posted, and what is no source is told to whoever asked for it."""
    report = ReadingReport()
    report.refuse("https://me:secret@news.example/1", "it is empty")
    report.fail("https://me:secret@news.example/", "it is down")
    assert [each.item for each in report.refusals] == ["https://…@news.example/1", "https://…@news.example/"]
    with pytest.raises(UsageError, match=r"no source is called https://…@news.example: "):
        source_meant([], "https://me:secret@news.example")
