"""What tells others that there is something to read: sitemaps, robots.txt and a feed."""

from collections.abc import Iterable

import msgspec

from kg.dump import Dump
from kg.publish.rendering import environment
from kg.publish.settings import Settings
from kg.publish.views import bylines, label

LARGEST_SITEMAP = 50_000
"""Addresses in one sitemap: https://www.sitemaps.org/protocol.html."""

LARGEST_FEED = 50


def sitemaps(pages: list[tuple[str, str]], site: Settings) -> dict[str, bytes]:
    """Return the sitemap of pages and their days of change; an index where one file is too small."""
    parts = [pages[start:start + LARGEST_SITEMAP] for start in range(0, len(pages), LARGEST_SITEMAP)]
    if len(parts) <= 1:
        return {"sitemap.xml": urls("urlset", "url", pages, site)}
    files = {f"sitemap-{number}.xml": part for number, part in enumerate(parts, 1)}
    found = {name: urls("urlset", "url", part, site) for name, part in files.items()}
    latest = [(name, max(day for _, day in part)) for name, part in files.items()]
    return {"sitemap.xml": urls("sitemapindex", "sitemap", latest, site), **found}


def urls(outer: str, inner: str, pages: Iterable[tuple[str, str]], site: Settings) -> bytes:
    """Return a sitemap or an index of sitemaps, one address a line."""
    return rendered("sitemap.xml", site, outer=outer, inner=inner, pages=pages)


def rendered(template: str, site: Settings, **values: object) -> bytes:
    """Render a template of XML, ending in a line feed."""
    return environment().get_template(template).render(site=site, **values).encode() + b"\n"


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
    return rendered("feed.xml", site, entries=entries, updated=updated)


def summary(abstract: str | None) -> str:
    """Return the beginning of an abstract."""
    longest = 400
    text = abstract or ""
    return text if len(text) <= longest else text[:longest].rsplit(" ", 1)[0] + " …"
