"""What tells others that there is something to read: sitemaps, robots.txt and a feed."""

from collections.abc import Callable, Iterable, Iterator

import msgspec

from kg.dump import Dump
from kg.jsontext import gathered
from kg.publish.rendering import environment
from kg.publish.settings import Settings
from kg.publish.views import bylines, label

LARGEST_SITEMAP = 50_000
"""Addresses in one sitemap: https://www.sitemaps.org/protocol.html."""

LARGEST_FEED = 50


Pages = Callable[[int, int], Iterator[tuple[str, str]]]
"""Yields the paths of so many pages and their days of change, after so many others."""


def sitemaps(pages: Pages, number: int, site: Settings) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield the sitemap of pages, and several with an index where one is too small; each file comes in pieces."""
    if number <= LARGEST_SITEMAP:
        yield "sitemap.xml", urls("urlset", "url", pages(LARGEST_SITEMAP, 0), site)
        return
    latest = []
    for place, start in enumerate(range(0, number, LARGEST_SITEMAP), 1):
        name = f"sitemap-{place}.xml"
        yield name, urls("urlset", "url", pages(LARGEST_SITEMAP, start), site)
        latest.append((name, max(day for _, day in pages(LARGEST_SITEMAP, start))))
    yield "sitemap.xml", urls("sitemapindex", "sitemap", latest, site)


def urls(outer: str, inner: str, pages: Iterable[tuple[str, str]], site: Settings) -> Iterator[bytes]:
    """Yield a sitemap or an index of sitemaps, one address a line."""
    return rendered("sitemap.xml", site, outer=outer, inner=inner, pages=pages)


def rendered(template: str, site: Settings, **values: object) -> Iterator[bytes]:
    """Render a template of XML in pieces, ending in a line feed."""
    yield from (one.encode() for one in gathered(environment().get_template(template).generate(site=site, **values)))
    yield b"\n"


def robots(site: Settings) -> bytes:
    """Return robots.txt: all is open, and here is the sitemap."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {site.url}sitemap.xml\n".encode()


class Item(msgspec.Struct, frozen=True):
    """One entry of the feed."""

    iri: str
    path: str | None
    title: str
    day: str
    authors: tuple[str, ...]
    summary: str


def feed(dump: Dump, papers: Iterable[tuple[str, str]], site: Settings, updated: str) -> bytes:
    """Return the papers that came last, each with its day, as Atom: https://www.rfc-editor.org/rfc/rfc4287."""
    entries = []
    for name, day in papers:
        node = dump.node(name)
        signed = tuple(one.listed_name for one in bylines(dump, name))
        entries.append(Item(
            name, dump.local(name), label(node), day, signed, summary(node.one("schema:abstract"))))
    return b"".join(rendered("feed.xml", site, entries=entries, updated=updated))


def summary(abstract: str | None) -> str:
    """Return the beginning of an abstract."""
    longest = 400
    text = abstract or ""
    return text if len(text) <= longest else text[:longest].rsplit(" ", 1)[0] + " …"
