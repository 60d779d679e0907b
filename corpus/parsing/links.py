"""Where the links of feeds and pages lead."""

from urllib.parse import urljoin

from corpus.article import web_address


def absolute(link: str, base: str) -> str | None:
    """Return the address that a link leads to, seen from ``base``; None where that is no http or https address.

    Its fragment stays.
    """
    try:
        address = urljoin(base, "%20".join(link.split())) if link.strip() else None
    except ValueError:
        return None
    return address if web_address(address) else None
