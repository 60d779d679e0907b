"""Which addresses mean one page, and which pages belong to one site.

What is folded here is spelling alone: the general rules of RFC 3986 (section 6.2), which yarl applies, and habits of
publishers that never change what is read. A page that differs by more says so itself, by ``rel=canonical``.
"""

import re

from tld import get_fld
from yarl import URL

from corpus.article import MAX_FIELD_CHARACTERS, web_address

# Who sent the reader, never what is read. Gathered from the public lists of ClearURLs, AdGuard and Firefox, without
# their short or ambiguous names: `cid`, `eid`, `sid`, `s`, `t`, `p` and `v` tell pages apart on some sites.
_TRACKING = re.compile(
    r"""
    (?:_hs|__hs|at_|fb_|ga_|guce_|hsa_|itm_|matomo_|mc_|mtm_|ns_|oly_|piwik_|pk_[ckms]|utm_|vero_).*  # campaigns
    |(?:
        dclid|ef_id|fbclid|gad_campaignid|gad_source|gbraid|gclid|gclsrc|li_fat_id|msclkid|rb_clickid|rdt_cid  # adverts
        |s_kwcid|sccid|srsltid|ttclid|twclid|wbraid|wickedid|yclid|ymclid|ysclid
        |__tn__|__twitter_impression|epik|igshid?|lipi|mibextid|share_id|smid|spref|taid|trk|trkcampaign  # networks
        |__s|_bhlid|_ke|_kx|ck_subscriber_id|dm_i|hsctatracking|isfreemail|mkt_tok|ml_subscriber(?:_hash)?  # mail
        |showwelcomeonshare|triedredirect
        |__source|_branch_match_id|_branch_referrer|_g[al]|_openstat|pk_vid|s_cid|spm|trackingid|wt[._]mc(?:_id)?|xtor
        |cmpid|cndid|esrc|ftag|guccounter|icid|ito|mbid|ncid|ocid|sref|srnd|tpcc|wpsrc  # houses
        |ref|ref_src|ref_url|referr?er|reflink
        |amp|amp_gsa|amp_js_v|aoh|usqp
    )(?:=.*)?
    |outputtype=amp
    |(?:from|mod|partner)=rss.*
    |source=(?:email|facebook|feed|linkedin|newsletter|rss|social|twitter).*
    """,
    re.IGNORECASE | re.VERBOSE,
)
_AMP_COPY = re.compile(
    r"(?:(?:[^/]+\.)?cdn\.ampproject\.org/[a-z]|google(?:\.[a-z]{2,3}){1,2}/amp)/(?:s/)?([^/]+\.[^/]+(?:/.*)?)",
    re.IGNORECASE,
)
_AMP_ENDING = re.compile(r"(?<=\w)(?:\.amp)+(?=(?:\.html?)?\Z)")
_DEFAULT_PAGES = frozenset({"", "index.htm", "index.html", "index.php"})
_LISTINGS = frozenset({"", "blog", "categories", "category", "news", "tag", "tags", "topic", "topics", "wiki"})
_DEFAULT_PORTS = frozenset({None, 80, 443})


def canonical(url: str) -> str:
    """Return the identity of the page at an address: ``https://host/path?query``, always the same for one page.

    Folded are the scheme, ``www.``, ``m.`` and ``amp.``, default ports, AMP copies, index pages, trailing slashes, the
    order of parameters, and how characters are encoded; tracking parameters and the fragment go. The
    fragment goes with ``#!`` too, since no server sees it: parts of one page that are articles of their own have to be
    told apart by whoever cuts it up. A page that is called ``amp`` in a listing keeps its name (``/tag/amp``). What is
    no web address, or too long to be stored, is returned stripped of spaces.
    """
    page = _page(url)
    if page is None:
        return url.strip()
    parameters = (one for one in page.raw_query_string.split("&") if one and not _TRACKING.fullmatch(one))
    query = "&".join(sorted(parameters, key=lambda parameter: parameter.partition("=")[0]))
    return f"https://{_host(page)}{_path(page)}" + (f"?{query}" if query else "")


def same_site(one: str, other: str) -> bool:
    """Tell whether two addresses have one owner: the same registrable domain, else the same host and port.

    Registrable domains are those of the Public Suffix List, so that ``a.github.io`` and ``b.github.io`` differ.
    """
    site = _site(one)
    return site is not None and site == _site(other)


def _site(url: str) -> str | None:
    page = _page(url)
    if page is None:
        return None
    host = _host(page)
    return _registrable(host) or host


def _page(url: str) -> URL | None:
    """Parse the address, or the one that an AMP cache keeps a copy of; None where it is no web address."""
    address = web_address(url)
    if address is None or len(address) > MAX_FIELD_CHARACTERS:
        return None
    try:
        page = URL(address)
        while copy := _AMP_COPY.fullmatch(_host(page) + page.raw_path):
            page = URL(f"https://{copy[1]}?{page.raw_query_string}")
        return page if _host(page) else None
    except ValueError:
        return None


def _host(page: URL) -> str:
    host = (page.host_subcomponent or "").lower().rstrip(".")
    registrable = _registrable(host)
    while host != registrable and host.startswith(("www.", "m.", "amp.")) and host.count(".") > 1:
        host = host.partition(".")[2]
    return host if page.explicit_port in _DEFAULT_PORTS else f"{host}:{page.explicit_port}"


def _registrable(host: str) -> str | None:
    return get_fld(f"https://{host}", fail_silently=True)


def _path(page: URL) -> str:
    segments = page.raw_path.split("/")
    while segments:
        segments[-1] = _AMP_ENDING.sub("", segments[-1])
        is_amp = segments[-1] == "amp" and segments[-2] not in _LISTINGS
        if not is_amp and segments[-1] not in _DEFAULT_PAGES:
            break
        segments.pop()
    return "/".join(segments)
