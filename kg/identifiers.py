"""Identifiers of papers, people, venues and institutions: recognise, check, normalise.

Inside kg an identifier is a lower-case CURIE such as `arxiv:1801.04381`. `parse` reads one
from a CURIE, a bare value or a resolver's address; `url` gives the address that resolves it.
"""

import re
from collections.abc import Callable
from operator import mul
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import msgspec

ARXIV_NEW = r"\d{4}\.\d{4,5}"
ARXIV_OLD = r"[a-z][a-z-]*(?:\.[a-z]{2})?/\d{7}"
ARXIV_DOI = "10.48550/arxiv."


def keep(value: str) -> str:
    """Return the value as it is."""
    return value


POWERS = tuple(2**power for power in range(15, 0, -1))
"""What each digit of an ORCID but the last counts."""
ZEROS = ord("0") * sum(POWERS)
"""What the sum of the characters' codes is larger by than that of the digits."""


def checked_orcid(value: str) -> str | None:
    """Return an ORCID if its check digit (ISO 7064 mod 11-2) is right.

    >>> checked_orcid("0000-0002-1825-0097")
    '0000-0002-1825-0097'
    """
    if not value.isascii():
        return None  # digits of other scripts are none of an ORCID
    digits = value.replace("-", "").upper()
    total = sum(map(mul, POWERS, digits.encode())) - ZEROS
    check = (12 - total % 11) % 11
    right = "X" if check == 10 else str(check)  # noqa: PLR2004 -- ISO 7064 writes ten as X
    return value.upper() if digits[-1] == right else None


def checked_issn(value: str) -> str | None:
    """Return an ISSN if its check digit (ISO 3297) is right.

    >>> checked_issn("2049-3630"), checked_issn("2049-3631")
    ('2049-3630', None)
    """
    digits = value.replace("-", "").upper()
    total = sum(int(digit) * (8 - place) for place, digit in enumerate(digits[:-1]))
    check = -total % 11
    right = "X" if check == 10 else str(check)  # noqa: PLR2004 -- ISO 3297 writes ten as X
    return f"{digits[:4]}-{digits[4:]}" if digits[-1] == right else None


class Scheme(msgspec.Struct, frozen=True):
    """All that is known about one kind of identifier."""

    name: str
    value: str
    """A pattern for the bare value."""
    resolver: str
    """The start of the address that resolves a value."""
    hosts: tuple[str, ...]
    """Patterns for addresses in which the value follows: host and start of path."""
    normal: Callable[[str], str | None] = keep
    """The canonical form of a value, or `None` if it fails its check."""
    resolved: Callable[[str], str] = keep
    """The form in which the resolver writes a value."""


def normal_arxiv(value: str) -> str:
    """Drop the version and the file ending from an arXiv number."""
    return re.sub(r"(?:v\d+)?(?:\.pdf)?$", "", value, flags=re.IGNORECASE).lower()


def normal_doi(value: str) -> str:
    """Lower the case of a DOI and drop what sentences leave behind it."""
    return unquote(value).rstrip(".,;").lower()


SCHEMES = (
    Scheme(
        "arxiv",
        rf"(?:{ARXIV_NEW}|{ARXIV_OLD})(?:v\d+)?(?:\.pdf)?",
        "https://arxiv.org/abs/",
        (
            r"(?:www\.|export\.|[a-z]{2}\.)?arxiv\.org/(?:abs|pdf|html|format|e-print|ps)/",
            r"(?:www\.)?alphaxiv\.org/abs/",
            r"(?:www\.)?arxiv\.org/ftp/arxiv/papers/\d{4}/",
            r"(?:www\.)?arxiv-vanity\.com/papers/",
            r"ar5iv\.(?:labs\.arxiv\.)?org/(?:abs|html)/",
            r"huggingface\.co/papers/",
        ),
        normal_arxiv,
    ),
    Scheme(
        "doi",
        r"10\.\d{4,9}/\S+",
        "https://doi.org/",
        (
            r"(?:dx\.|www\.)?doi\.org/",
            r"dl\.acm\.org/doi/(?:abs/|pdf/|full/|fullHtml/)?",
            r"link\.springer\.com/(?:article/|chapter/|book/|content/pdf/)",
            r"onlinelibrary\.wiley\.com/doi/(?:abs/|pdf/|full/|epdf/)?",
            r"(?:journals|www)\.[a-z]+\.(?:org|com)/doi/(?:abs/|pdf/|full/|epdf/)?",
            r"pubs\.[a-z]+\.org/doi/(?:abs/|pdf/|full/)?",
        ),
        normal_doi,
    ),
    Scheme("pmid", r"\d{1,8}", "https://pubmed.ncbi.nlm.nih.gov/",
           (r"pubmed\.ncbi\.nlm\.nih\.gov/", r"(?:www\.)?ncbi\.nlm\.nih\.gov/pubmed/")),
    Scheme("pmcid", r"pmc\d{1,9}", "https://www.ncbi.nlm.nih.gov/pmc/articles/",
           (r"(?:www\.)?ncbi\.nlm\.nih\.gov/pmc/articles/", r"pmc\.ncbi\.nlm\.nih\.gov/articles/"),
           str.lower, str.upper),
    Scheme("openreview", r"[A-Za-z0-9_-]{6,20}", "https://openreview.net/forum?id=",
           (r"openreview\.net/(?:forum|pdf|attachment)\?id=",)),
    Scheme("acl", r"(?:[A-Za-z]\d{2}-\d{4,5}|\d{4}\.[a-z0-9_]+-[a-z0-9]+\.\d+)",
           "https://aclanthology.org/",
           (r"(?:www\.)?aclanthology\.org/", r"(?:www\.)?aclweb\.org/anthology/(?:papers/[A-Z]/[A-Z]\d\d/)?",
            r"aclanthology\.info/papers/")),
    Scheme("openalex", r"[wasiptf]\d{2,12}", "https://openalex.org/",
           (r"openalex\.org/(?:works/|authors/|sources/)?", r"api\.openalex\.org/(?:works/|authors/|sources/)?"),
           str.lower, str.upper),
    Scheme("s2", r"[0-9a-f]{40}", "https://www.semanticscholar.org/paper/",
           (r"(?:www\.)?semanticscholar\.org/paper/(?:[^/?#]+/)?",), str.lower),
    Scheme("dblp", r"(?:conf|journals|books|phd|series|reference|homepages|pid)/[^\s?#]+", "https://dblp.org/rec/",
           (r"dblp\.(?:org|uni-trier\.de)/rec/(?:html/|bibtex/)?",)),
    Scheme("orcid", r"\d{4}-\d{4}-\d{4}-\d{3}[\dXx]", "https://orcid.org/", (r"(?:www\.)?orcid\.org/",),
           checked_orcid),
    Scheme("issn", r"\d{4}-?\d{3}[\dXx]", "https://portal.issn.org/resource/ISSN/",
           (r"portal\.issn\.org/resource/ISSN/",), checked_issn),
    Scheme("ror", r"0[a-z0-9]{6}\d{2}", "https://ror.org/", (r"ror\.org/",), str.lower),
)
"""Strongest first: this is the order in which a paper's identifiers decide its IRI."""

BY_NAME = {scheme.name: scheme for scheme in SCHEMES}
RESOLVERS = {
    scheme.name: (scheme.resolver, None if scheme.resolved is keep else scheme.resolved) for scheme in SCHEMES
}
STRENGTH = {scheme.name: place for place, scheme in enumerate(SCHEMES)}
VALUE = {scheme.name: re.compile(scheme.value, re.IGNORECASE) for scheme in SCHEMES}
IN_URL = tuple(
    (
        scheme,
        re.compile(
            rf"https?://(?:{'|'.join(scheme.hosts)})(?P<value>{scheme.value})(?=$|[?#&/]|\.pdf)",
            re.IGNORECASE,
        ),
    )
    for scheme in SCHEMES
)

ENCODED_SLASH = re.compile(r"(?<=/10\.\d{4})%2F|(?<=/10\.\d{5})%2F", re.IGNORECASE)
"""The slash inside a DOI, as some publishers write it in addresses."""
DOI_TAIL = re.compile(r"(?:[?#].*|/(?:pdf|full|abstract|meta|epdf)|\.(?:pdf|html?))+$", re.IGNORECASE)
"""What addresses put behind a DOI."""


PLAIN_DOI = re.compile(r"10\.(?!48550/)[0-9]{4,9}/(?:[a-z0-9()_/:-]++|[.;](?=[a-z0-9(]))+")
"""DOIs that are as they should be already, as most are in large files."""


def curie(scheme: str, value: str) -> str | None:
    """Return the normalised CURIE of a value, or `None` if it is not one of that scheme.

    An arXiv number registered as a DOI is that arXiv number.

    >>> curie("arxiv", "1801.04381v2")
    'arxiv:1801.04381'
    >>> curie("doi", "10.48550/arXiv.1801.04381")
    'arxiv:1801.04381'
    """
    if scheme == "doi" and PLAIN_DOI.fullmatch(value):
        return f"doi:{value}"
    known = BY_NAME.get(scheme)
    value = value.strip()
    if known is None or not VALUE[scheme].fullmatch(value):
        return None
    normal = known.normal(value)
    if scheme == "doi" and normal is not None and normal.startswith(ARXIV_DOI):
        return curie("arxiv", normal.removeprefix(ARXIV_DOI))
    return f"{scheme}:{normal}" if normal else None


def from_url(address: str) -> str | None:
    """Return the CURIE that an address holds, or `None`.

    >>> from_url("https://arxiv.org/pdf/1801.04381v4.pdf")
    'arxiv:1801.04381'
    >>> from_url("https://dl.acm.org/doi/abs/10.1145/3292500.3330701?download=true")
    'doi:10.1145/3292500.3330701'
    >>> from_url("https://link.springer.com/article/10.1007%2Fs10994-019-05855-6")
    'doi:10.1007/s10994-019-05855-6'
    """
    address = ENCODED_SLASH.sub("/", address)
    for scheme, pattern in IN_URL:
        match = pattern.match(address)
        if match:
            value = match["value"]
            return curie(scheme.name, DOI_TAIL.sub("", value) if scheme.name == "doi" else value)
    return None


def parse(text: str) -> str | None:
    """Return the CURIE in a CURIE, an address, or a bare DOI, arXiv number or ORCID.

    >>> parse("DOI:10.1000/ABC"), parse("1801.04381"), parse("nothing")
    ('doi:10.1000/abc', 'arxiv:1801.04381', None)
    """
    text = text.strip()
    if text.lower().startswith(("http://", "https://")):
        return from_url(text)
    scheme, colon, value = text.partition(":")
    if colon and scheme.strip().lower() in BY_NAME:
        return curie(scheme.strip().lower(), value)
    return next((found for name in ("arxiv", "doi", "orcid") if (found := curie(name, text))), None)


def url(identifier: str) -> str | None:
    """Return the address that resolves a CURIE, as a valid IRI, or `None`.

    >>> url("arxiv:1801.04381")
    'https://arxiv.org/abs/1801.04381'
    """
    name, _, value = identifier.partition(":")
    known = RESOLVERS.get(name)
    if known is None:
        return None
    resolver, resolved = known
    shown = value if resolved is None else resolved(value)
    return resolver + (shown if PLAIN.fullmatch(shown) else quote(shown, safe="/:;()@!$&'*+,=-._~"))


def arxiv_month(identifier: str) -> str | None:
    """Return year and month of first submission, which an arXiv number begins with.

    Numbers are `YYMM.number` since April 2007 and `archive/YYMMnumber` before
    (https://info.arxiv.org/help/arxiv_identifier.html).

    >>> arxiv_month("arxiv:1801.04381"), arxiv_month("arxiv:math/0309136")
    ('2018-01', '2003-09')
    """
    match = re.fullmatch(r"arxiv:(?:.*/)?(\d\d)(\d\d)[.\d]*", identifier)
    if match is None or not "01" <= match[2] <= "12":
        return None
    century = "19" if match[1] > "90" else "20"
    return f"{century}{match[1]}-{match[2]}"


def strongest(identifiers: tuple[str, ...]) -> tuple[str, ...]:
    """Sort CURIEs by the strength of their scheme, keep each once, and keep ties in order."""
    unique = dict.fromkeys(identifiers)
    return tuple(sorted(unique, key=lambda one: STRENGTH.get(one.partition(":")[0], len(SCHEMES))))


PLAIN = re.compile(r"[A-Za-z0-9/:;()@!$&'*+,=._~-]*")
"""What no address needs to encode."""

VALID = re.compile(
    r"https?://[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*(?:/[A-Za-z0-9/:@!$&'()*+,;=._~-]*(?:\?[A-Za-z0-9/:@!$&'()*+,;=._~?-]+)?)?",
)
"""Addresses that are as they should be already, as nearly all are: no port, no escape, no fragment.

Between the dots of a host's name are at most 63 characters (RFC 1035)."""


def web_iri(address: str) -> str | None:
    """Return an http(s) address as a valid, ASCII-only IRI, or `None` if it cannot be one.

    What RFC 3987 does not allow is percent-encoded once; user names and passwords are cut.

    >>> web_iri("https://example.org/a b?q=ü")
    'https://example.org/a%20b?q=%C3%BC'
    >>> web_iri("javascript:alert(1)") is None
    True
    """
    return address if VALID.fullmatch(address) else mended(address)


def mended(address: str) -> str | None:
    """Return an address with what is not allowed encoded or cut, or `None` if there is no help."""
    try:
        parts = urlsplit(address.strip())
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return None
    if parts.scheme.lower() not in {"http", "https"} or not re.fullmatch(r"[a-z0-9.-]+|[0-9a-f:.]+", host):
        return None
    place = f"[{host}]" if ":" in host else host
    if port is not None:
        place += f":{port}"
    return urlunsplit((
        parts.scheme.lower(),
        place,
        encoded(parts.path),
        encoded(parts.query, "?"),
        encoded(parts.fragment, "?"),
    ))


STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def encoded(part: str, more: str = "") -> str:
    """Percent-encode what an IRI part may not hold, leaving valid escapes as they are.

    >>> encoded("a%20b%zz")
    'a%20b%25zz'
    """
    return quote(STRAY_PERCENT.sub("%25", part), safe="/:@!$&'()*+,;=-._~%" + more)


TRACKING = re.compile(r"^(?:utm_\w+|fbclid|gclid|ref|source)=")


def url_key(address: str) -> str:
    """Reduce an address to what tells it from others.

    Always https, no `www.`, fragment, trailing slash or tracking parameters.

    >>> url_key("http://www.example.org/a/?utm_source=x&id=1#top")
    'https://example.org/a?id=1'
    """
    parts = urlsplit(address)
    query = "&".join(one for one in parts.query.split("&") if one and not TRACKING.match(one))
    host = parts.netloc.lower().removeprefix("www.")
    return urlunsplit(("https", host, parts.path.rstrip("/"), query, ""))
