"""Pages that stand where an article should be: checks for robots, consent walls, paywalls, logins, errors.

A page is judged by its title and by how its server marks it, and only if it holds little text: an article about
such pages has more to say than they have.
"""

import re
from dataclasses import dataclass

import lxml.etree
import lxml.html
import trafilatura

FEW_WORDS = 60
SOME_WORDS = 150


def _any(*patterns: str) -> re.Pattern[str] | None:
    return re.compile("|".join(patterns), re.IGNORECASE) if patterns else None


@dataclass(frozen=True, slots=True)
class _Rule:
    """A kind of page; one of its three signs is enough, on a page of fewer words than ``words``."""

    reason: str
    title: re.Pattern[str] | None = None
    markup: re.Pattern[str] | None = None
    text: re.Pattern[str] | None = None
    words: int = SOME_WORDS

    def fits(self, title: str, markup: str, text: str) -> bool:
        signs = ((self.title, title), (self.markup, markup), (self.text, text))
        return any(sign and sign.search(where) for sign, where in signs)


def _check(name: str) -> str:
    return f"it is a block page ({name}): the site wants to see a browser with a person in front of it"


_NOT = r"(?: ?n['\u2019o]t| no longer)"
_RULES = (
    _Rule(
        _check("Cloudflare"),
        title=_any(
            r"^just a moment\W*$", r"^attention required!? \| cloudflare", r"^access denied \| .* used cloudflare"
        ),
        markup=_any(r"_cf_chl_opt", r"\bcf-chl-", r"cf-error-details", r"id=[\"']?cf-wrapper"),
    ),
    _Rule(_check("DataDome"), markup=_any(r"captcha-delivery\.com")),
    _Rule(
        _check("PerimeterX"),
        title=_any(r"^access to this page has been denied"),
        markup=_any(r"px-captcha", r"_pxAppId"),
    ),
    _Rule(_check("Imperva"), markup=_any(r"incapsula incident id", r"_Incapsula_Resource[^>]*(?:incident|CWUDNSAI)")),
    _Rule(_check("AWS WAF"), markup=_any(r"awsWafCookieDomainList", r"gokuProps")),
    _Rule(_check("Vercel"), title=_any(r"^vercel security checkpoint")),
    _Rule(_check("Anubis"), title=_any(r"^making sure you(?:['\u2019]| a)re not a bot")),
    _Rule(_check("Akamai"), text=_any(r"access denied .*reference ?#[\da-f.]+")),
    _Rule(
        _check("a check for robots"),
        title=_any(
            r"^are you a robot",
            r"^robot (?:check|or human)",
            r"^human verification",
            r"^security check\W*$",
            r"^pardon our interruption",
        ),
        text=_any(
            r"verif(?:y|ying) (?:that )?you(?: a|['\u2019])re (?:a )?(?:human|not a (?:ro)?bot)",
            r"unusual traffic from your",
        ),
        words=FEW_WORDS,
    ),
    _Rule(
        "it is a paywall stub: the article goes on for subscribers only",
        text=_any(
            r"(?:subscribe|sign up|upgrade(?: to paid)?) (?:now )?to (?:continue|keep) reading",
            r"become an? (?:paid )?(?:member|subscriber) to (?:continue|keep) reading",
            r"to (?:continue|keep) reading,? (?:this \w+,? )?(?:please )?(?:subscribe|sign up|log in|sign in)",
            r"this (?:post|article|story|content) is (?:only )?for (?:paid |paying )?(?:subscribers|members)",
        ),
        markup=_any(r"[\"']isAccessibleForFree[\"']\s*:\s*[\"']?false"),
    ),
    _Rule(
        "it is a login page",
        title=_any(r"^(?:log|sign) ?(?:in|on)(?: to\b.*|\s*[|:\u00b7\u2013\u2014-].*)?$"),
        text=_any(r"(?:log|sign) in to (?:continue|read|access)"),
        words=FEW_WORDS,
    ),
    _Rule(
        "it is a page that says that there is no such page",
        title=_any(
            r"^(?:error )?404\b(?! media)",  # which is a publisher
            r"\b404$",
            r"^(?:page )?not found\b",
            r"\bpage not found$",
            rf"\b(?:this|that|the) page (?:does|could|can){_NOT}.*(?:exist|found)",
        ),
        text=_any(
            r"^\W*(?:404(?! media)|page not found)\b",
            rf"the page you (?:requested|are looking for|were looking for) (?:could|can|does|was|is){_NOT}",
        ),
    ),
    _Rule(
        "it is an error page",
        title=_any(
            r"^(?:error\W+)?(?:4\d\d|5[02]\d)(?:\W*$|\W+(?:error|bad|forbidden|gateway|internal|origin|service|too|un))",
            r"^(?:access denied|forbidden|bad (?:gateway|request)|gateway time-?out|too many requests)\W*$",
            r"^(?:service (?:temporarily )?unavailable|internal server error|application error|error)\W*$",
        ),
        words=FEW_WORDS,
    ),
    _Rule(
        "it is a page that shows its text to browsers with JavaScript only",
        text=_any(
            r"(?:enable|turn on|activate|requires?|needs?) java ?script(?! to \w+ (?:the |these )?comments)",
            r"java ?script (?:is|seems to be) (?:disabled|turned off|not (?:available|enabled)|required)",
        ),
        words=FEW_WORDS,
    ),
)
# Their texts of law are as long as articles.
_CONSENT_HOSTS = re.compile(r"https?://(?:consent|guce)\.", re.IGNORECASE)
_CONSENT_TITLE = re.compile(
    r"^before you continue|^bevor (?:sie|du) .*(?:fortf\w+|weiter\w*)|^avant d(?:e |['\u2019])(?:continuer|acc\S+)"
    r"|^(?:yahoo|aol) is part of the yahoo|^cookie consent",
    re.IGNORECASE,
)
_CONSENT_TEXT = re.compile(
    r"is part of the yahoo family of brands|before you continue to (?:google|youtube)"
    r"|we and our \d* ?partners (?:store|use|process)",
    re.IGNORECASE,
)


def block_reason(html: str, *, text: str, url: str) -> str | None:
    """Return what kind of page stands in the article's place, None where none does.

    ``text`` is the article found in the page, empty where none was found; ``url`` is where the page was found.
    """
    tree = trafilatura.load_html(html)
    if tree is None:
        return None
    title = " ".join((tree.findtext(".//title") or "").split())
    shown = _shown(tree)
    if _CONSENT_HOSTS.match(url) or _CONSENT_TITLE.search(title) or _is_consent(text or shown):
        return "it is a consent wall: the site wants its cookies accepted first"
    count = len((text or shown).split())
    return next((rule.reason for rule in _RULES if count < rule.words and rule.fits(title, html, shown)), None)


def _is_consent(text: str) -> bool:
    """Tell whether a text begins as those of consent walls do, and is not much longer."""
    words = text.split(maxsplit=FEW_WORDS)
    return len(text.split()) < 3 * SOME_WORDS and bool(_CONSENT_TEXT.search(" ".join(words[:FEW_WORDS])))


def _shown(tree: lxml.html.HtmlElement) -> str:
    """Return all text of the page, with what it says to browsers without JavaScript."""
    lxml.etree.strip_elements(tree, "script", "style", "template", "title", lxml.etree.Comment, with_tail=False)
    return " ".join(" ".join(tree.xpath("//text()")).split())
