"""Pages that stand where an article should be are recognised, and articles about them are not."""

import pytest

from corpus.parsing.blocking import block_reason

URL = "https://news.example/comet-2"
SENTENCE = "Orbit Labs released Comet 2 on Monday, and its chips came from Foundry North, which is new to the trade. "


def page(title: str, body: str, head: str = "") -> str:
    """Return a page."""
    return f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def reason(html: str, text: str = "", url: str = URL) -> str:
    """Return why a page is refused, nothing if it is not."""
    return block_reason(html, text=text, url=url) or ""


@pytest.mark.parametrize(
    ("html", "name"),
    [
        (page("Just a moment...", "<p>Enable JavaScript and cookies to continue</p>"), "Cloudflare"),
        (page("Just a moment…", ""), "Cloudflare"),
        (page("news.example", "<p>Checking your browser.</p><script>window._cf_chl_opt={};</script>"), "Cloudflare"),
        (page("Attention Required! | Cloudflare", "<h1>Sorry, you have been blocked</h1>"), "Cloudflare"),
        (page("Access denied | news.example used Cloudflare to restrict access", "<h1>Error 1020</h1>"), "Cloudflare"),
        (page("news.example", "<script src='https://ct.captcha-delivery.com/c.js'></script>"), "DataDome"),
        (page("Access to this page has been denied", "<div id='px-captcha'></div>"), "PerimeterX"),
        (page("", "<iframe>Request unsuccessful. Incapsula incident ID: 123-456</iframe>"), "Imperva"),
        (page("Vercel Security Checkpoint", "<p>We are verifying your browser</p>"), "Vercel"),
        (page("Making sure you're not a bot!", "<p>Loading...</p>"), "Anubis"),
        (page("Access Denied", "<h1>Access Denied</h1><p>You are out.</p><p>Reference #18.2d0.17.2f9</p>"), "Akamai"),
        (page("News - Are you a robot?", "<p>Please verify that you're not a robot.</p>"), "a check for robots"),
    ],
)
def test_checks_for_robots_are_called_by_name(html: str, name: str) -> None:
    """The message says who wants to see a browser."""
    assert reason(html).startswith(f"it is a block page ({name})")


@pytest.mark.parametrize(
    ("html", "text", "kind"),
    [
        (page("Before you continue to Google Search", "<p>We use cookies</p>"), "", "consent wall"),
        (page("Yahoo is part of the Yahoo family of brands", "<p>We use cookies</p>"), "", "consent wall"),
        (page("News", f"<p>We and our 842 partners store data. {SENTENCE * 10}</p>"), "", "consent wall"),
        (
            page("Comet 2", f"<p>{SENTENCE * 3}</p><p>Subscribe to continue reading.</p><p>More</p>"),
            SENTENCE * 3,
            "paywall stub",
        ),
        (page("Comet 2", f"<p>{SENTENCE}</p><p>This post is for paid subscribers</p>"), SENTENCE, "paywall stub"),
        (
            page("Comet 2", SENTENCE, '<script type="application/ld+json">{"isAccessibleForFree": "False"}</script>'),
            SENTENCE,
            "paywall stub",
        ),
        (page("Log in", "<form><input type='password'></form>"), "", "login page"),
        (page("Sign in to Orbit", "<form><input type='password'></form>"), "", "login page"),
        (page("News", "<p>You must log in to continue.</p>"), "", "login page"),
        (page("Page not found - News", "<p>Try the search.</p>"), "", "no such page"),
        (page("404", ""), "", "no such page"),
        (page("Orbit | 404", "<p>Sorry.</p>"), "", "no such page"),
        (page("News", "<h1>404</h1><p>Nothing here.</p>"), "", "no such page"),
        (page("News", "<p>The page you are looking for doesn't exist.</p>"), "", "no such page"),
        (page("502 Bad Gateway", "<center>nginx</center>"), "", "error page"),
        (page("Service Unavailable", ""), "", "error page"),
        (page("Error", "<p>Something went wrong.</p>"), "", "error page"),
        (page("Orbit", "<noscript>You need to enable JavaScript to run this app.</noscript>"), "", "JavaScript"),
        (page("Orbit", "<p>JavaScript is disabled in your browser.</p>"), "", "JavaScript"),
    ],
)
def test_other_pages_are_called_by_their_kind(html: str, text: str, kind: str) -> None:
    """The message says what is there in place of the article."""
    assert kind in reason(html, text)


def test_addresses_of_consent_walls_are_known() -> None:
    """Their texts of law may be as long as an article."""
    html = page("Ihre Wahl", f"<p>{SENTENCE * 40}</p>")
    assert "consent wall" in reason(html, SENTENCE * 40, "https://consent.yahoo.example/v2/collectConsent")
    assert not reason(html, SENTENCE * 40)


@pytest.mark.parametrize(
    ("title", "words"),
    [
        (
            "Just a moment... what Cloudflare's waiting page tells",
            "It says “Just a moment…” and verifies you are human.",
        ),
        ("Cloudflare outage shows 502 pages around the world", "Visitors read “Bad gateway” and “Access denied”."),
        ("Access denied: how publishers lock out crawlers", "Their pages say “Enable JavaScript” to every crawler."),
        ("Paywalls are back", "“Subscribe to continue reading”, they say to whoever comes from a search."),
        ("Login pages without passwords", "Sign in to continue, says the page, and asks for a finger."),
        ("404: the story of an error", "The page you are looking for could not be found, as they said."),
        ("Before you log in: passkeys explained", "Some 842 partners are named where cookies are to be accepted."),
    ],
)
def test_article_about_such_pages_is_none_of_them(title: str, words: str) -> None:
    """Who writes about them has more to say than they do, and may quote them at the start."""
    text = f"{words} {SENTENCE * 12}"
    assert not reason(page(title, f"<article><h1>{title}</h1><p>{text}</p></article>"), text)


@pytest.mark.parametrize(
    "extra",
    [
        "<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>",
        "<script src='https://js.datadome.co/tags.js'></script>",
        "<noscript>Please enable JavaScript to view the comments powered by Disqus.</noscript>",
        "<aside><p>Subscribe to our newsletter</p><input type='email'></aside>",
        "<a href='/login'>Log in</a> <a href='/subscribe'>Subscribe</a>",
        "<p>We use cookies. <button>Accept all</button></p>",
    ],
)
def test_short_news_with_the_usual_things_around_it_are_no_block_page(extra: str) -> None:
    """Scripts of the checkers, comment forms, newsletter boxes and cookie banners stand on any page."""
    assert not reason(
        page("Orbit Labs ships Comet 2", f"<article><p>{SENTENCE * 2}</p></article>{extra}"), SENTENCE * 2
    )


@pytest.mark.parametrize(
    "title",
    ["404 Media", "Comet 2 - 404 Media", "500 startups ask for chips", "Log in without passwords", "Error bars"],
)
def test_titles_that_look_like_errors_are_titles(title: str) -> None:
    """A publisher is called 404 Media, and numbers count things."""
    assert not reason(page(title, f"<header>{title}</header><article><p>{SENTENCE * 2}</p></article>"), SENTENCE * 2)


@pytest.mark.parametrize("html", ["", "no markup", "<html></html>", "\0", "<" * 10_000])
def test_nothing_is_no_block_page(html: str) -> None:
    """What holds nothing is for others to refuse."""
    assert not reason(html)
