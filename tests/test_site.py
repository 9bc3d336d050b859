"""The static site: valid, whole, safe, and saying what the graph says."""

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin
from xml.etree import ElementTree as ET

import html5lib
import pytest
from pyld import jsonld as pyld
from pyoxigraph import QuerySolutions, QueryTriples, RdfFormat, Store

from kg.dump import Dump
from kg.publish.rendering import seen
from kg.publish.views import bylines
from tests.readers import READERS, Found, assert_same_graph, plain
from tests.sites import BASE, SCRIPTS, naughty, publish_to

WEB = (Path(__file__).parent / "profiles" / "web.rq").read_text(encoding="utf-8")
HTML = "{http://www.w3.org/1999/xhtml}"
SITES = pytest.mark.parametrize("which", ["site", "odd_site"])

Element = ET.Element


def pages(site: Path) -> list[Path]:
    """Return every page of a site."""
    return sorted(site.rglob("*.html"))


@cache
def parsed(page: Path) -> Element:
    """Parse a page as strictly as the standard allows."""
    document = html5lib.HTMLParser(strict=True).parse(page.read_bytes(), transport_encoding="utf-8")
    assert isinstance(document, ET.Element)
    return document


def elements(document: Element, name: str) -> Iterator[Element]:
    """Yield the elements of a name."""
    return document.iter(HTML + name)


def schema_context(url: str, _options: object) -> dict[str, object]:
    """Stand in for schema.org's context: in its vocabulary, addresses where it has them."""
    assert url == "https://schema.org"
    address = {"@type": "@id"}
    return {
        "contextUrl": None, "documentUrl": url, "contentType": "application/ld+json",
        "document": {"@context": {
            "@vocab": "https://schema.org/", "url": address, "sameAs": address, "license": address, "contentUrl": address,
        }},
    }


def block(document: Element) -> Found:
    """Return what the block of schema.org on a page says."""
    scripts = [one for one in elements(document, "script") if one.get("type") == "application/ld+json"]
    assert len(scripts) <= 1
    if not scripts:
        return set()
    expanded = pyld.expand(json.loads(scripts[0].text or ""), {"documentLoader": schema_context})
    return READERS["jsonld"]["pyld"](json.dumps(expanded).encode())


@SITES
def test_every_page_is_valid_html_without_inline_script_or_style(which: str, request: pytest.FixtureRequest) -> None:
    for page in pages(request.getfixturevalue(which)):
        document = parsed(page)
        for one in document.iter():
            assert not [name for name in one.attrib if name.startswith("on") or name == "style"], page
            for name in ("href", "src", "action"):
                assert not one.get(name, "").lower().startswith(("javascript:", "data:", "vbscript:")), page
        for script in elements(document, "script"):
            data = script.get("type") in {"application/ld+json", "application/json"}
            assert data or (script.get("src", "").endswith(".js") and not script.text), page
        assert not list(elements(document, "style"))
        assert not list(elements(document, "iframe"))


@SITES
def test_a_page_loads_nothing_from_another_host(which: str, request: pytest.FixtureRequest) -> None:
    for page in pages(request.getfixturevalue(which)):
        document = parsed(page)
        loaded = [one.get("src", "") for name in ("script", "img") for one in elements(document, name)]
        loaded += [one.get("href", "") for one in elements(document, "link") if one.get("rel") in {"stylesheet", "icon"}]
        assert not [one for one in loaded if "//" in one], page


@SITES
def test_every_internal_link_leads_somewhere(which: str, request: pytest.FixtureRequest) -> None:
    site: Path = request.getfixturevalue(which)
    anchors: dict[Path, set[str]] = {}
    missing = []
    for page in pages(site):
        document = parsed(page)
        anchors[page] = {one.get("id", "") for one in document.iter()}
    for page in anchors:
        here = BASE if page.name == "404.html" else BASE + page.relative_to(site).as_posix()
        for name in ("a", "link", "script", "img"):
            for one in elements(parsed(page), name):
                address, anchor = urldefrag(urljoin(here, one.get("href") or one.get("src") or "#"))
                if address.startswith(BASE):
                    target = site / unquote(address.removeprefix(BASE) or "index.html")
                    target = target if target.is_file() else target.with_name(f"{target.name}.html")
                    if not target.is_file() or (anchor and target.suffix == ".html" and anchor not in anchors[target]):
                        missing.append((page.relative_to(site).as_posix(), one.get("href") or one.get("src")))

    assert missing == []


@SITES
def test_the_block_of_a_paper_equals_the_web_profile_of_the_graph(which: str, request: pytest.FixtureRequest) -> None:
    site: Path = request.getfixturevalue(which)
    store = Store()
    store.bulk_load(gzip.decompress((site / "data/graph.nt.gz").read_bytes()), RdfFormat.N_TRIPLES)
    constructed = store.query(WEB)
    assert isinstance(constructed, QueryTriples)
    profile = plain(constructed)
    core = plain(quad.triple for quad in store)
    for page in pages(site):
        said = block(parsed(page))
        kind = page.relative_to(site).parts[0]
        subjects = {subject for subject, _, _ in said}
        if kind in {"paper", "author", "topic", "venue"}:
            assert_same_graph({one for one in profile if one[0] in subjects}, said)
            assert said
        elif kind == "list":
            assert {one for one in said if one not in core} == set()


@SITES
def test_citation_authors_stand_in_by_line_order(which: str, request: pytest.FixtureRequest) -> None:
    site: Path = request.getfixturevalue(which)
    with Dump(site.parent / "graph" if which == "odd_site" else request.getfixturevalue("built")) as dump:
        for name in dump.of_class("kg:Paper"):
            document = parsed(site / f"{dump.local(name)}.html")
            listed = [one.get("content") for one in elements(document, "meta") if one.get("name") == "citation_author"]
            assert listed == [one.listed_name for one in bylines(dump, name)]


def test_titles_are_shown_as_they_are(odd_site: Path) -> None:
    shown = {
        "".join(one.itertext())
        for page in pages(odd_site) if page.parent.name == "paper" for one in elements(parsed(page), "h1")
    }

    assert {seen(one) for one in naughty()} <= shown
    assert len(naughty()) > len(SCRIPTS), "the strings of ../shared/nasty are not there"


@SITES
def test_the_documents_of_an_entity_say_the_same_and_no_more_than_the_graph(
    which: str, request: pytest.FixtureRequest,
) -> None:
    site: Path = request.getfixturevalue(which)
    graph = READERS["ntriples"]["pyoxigraph"](gzip.decompress((site / "data/graph.nt.gz").read_bytes()))
    context = json.loads((site / "context/1.jsonld").read_bytes())["@context"]
    for document in sorted(site.glob("*/**/*.jsonld")):
        if document.parent.name in {"context", "data"}:
            continue
        said = json.loads(document.read_bytes())
        assert said["@context"] == f"{BASE}context/1.jsonld"
        expanded = pyld.expand({**said, "@context": context}, {"on_property_dropped": refuse_to_drop})
        by_pyld = canonical(pyld.normalize(expanded, {"algorithm": "URDNA2015", "format": "application/n-quads"}))
        turtle = pyld.normalize(
            turtle_as_nquads(document.with_suffix(".ttl")),
            {"algorithm": "URDNA2015", "inputFormat": "application/n-quads", "format": "application/n-quads"})
        assert by_pyld == canonical(turtle)
        plain_lines = "".join(f"{line}\n" for line in by_pyld if "_:" not in line)
        spoken = READERS["ntriples"]["pyoxigraph"](plain_lines.encode())
        assert spoken <= graph
        subject = ("iri", said["id"])
        assert {one for one in graph if one[0] == subject} <= spoken


def canonical(nquads: str) -> list[str]:
    """Return the lines of canonical N-Quads."""
    return sorted(nquads.splitlines())


def turtle_as_nquads(path: Path) -> str:
    """Return Turtle as N-Quads, read by the RDF library."""
    store = Store()
    store.bulk_load(path.read_bytes(), RdfFormat.TURTLE)
    return (store.dump(format=RdfFormat.N_QUADS) or b"").decode()


def refuse_to_drop(value: object) -> None:
    """Fail where a key means nothing."""
    raise AssertionError(value)


@SITES
def test_every_subject_of_the_graph_has_its_documents(which: str, request: pytest.FixtureRequest) -> None:
    site: Path = request.getfixturevalue(which)
    lines = gzip.decompress((site / "data/graph.nt.gz").read_bytes()).splitlines()
    subjects = {line.partition(b"> ")[0][1:].decode().partition("#")[0] for line in lines}
    kinds = {one.removeprefix(BASE).partition("/")[0] for one in subjects}

    assert {"paper", "author", "topic", "list", "snapshot"} <= kinds
    assert ("organization" in kinds) == (which == "odd_site")
    for one in subjects:
        assert one.startswith(BASE)
        for ending in ("html", "ttl", "jsonld", "linkset.json"):
            assert (site / f"{one.removeprefix(BASE)}.{ending}").is_file(), one


def test_every_linkset_and_the_head_of_its_page_give_the_same_links(site: Path) -> None:
    for path in sorted(site.rglob("*.linkset.json")):
        found = json.loads(path.read_bytes())["linkset"][0]
        page = path.with_name(path.name.replace(".linkset.json", ".html"))
        inside = {
            (one.get("rel"), one.get("href"), one.get("type"))
            for one in elements(parsed(page), "link")
            if one.get("rel") not in {"canonical", "stylesheet", "icon", "alternate", "linkset"}
        }
        outside = {
            (rel, target["href"], target.get("type"))
            for rel, targets in found.items() if rel != "anchor" for target in targets
        }
        assert inside == outside
        assert {"cite-as", "type", "describedby", "license"} <= found.keys()


def solutions(store: Store, text: str) -> QuerySolutions:
    """Return the answer to a SELECT."""
    found = store.query(text)
    assert isinstance(found, QuerySolutions)
    return found


def test_the_dataset_is_described_with_the_true_checksums_and_counts(site: Path, built: Path) -> None:
    store = Store()
    store.bulk_load((site / "dataset.ttl").read_bytes(), RdfFormat.TURTLE)
    rows = solutions(store, """
        PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX spdx: <http://spdx.org/rdf/terms#>
        SELECT ?file ?sum WHERE { ?d dcat:downloadURL ?file ; spdx:checksum/spdx:checksumValue ?sum }""")
    described = {row["file"].value.removeprefix(BASE): row["sum"].value for row in rows}
    classes = json.loads((built / "manifest.json").read_bytes())["classes"]
    parts = solutions(store, "PREFIX void: <http://rdfs.org/ns/void#> SELECT ?c ?n { ?p void:class ?c ; void:entities ?n }")

    assert described == {
        f"data/{name}": hashlib.sha256((site / "data" / name).read_bytes()).hexdigest()
        for name in ("graph.nt.gz", "graph.ttl", "graph.jsonld")
    }
    assert {row["c"].value: int(row["n"].value) for row in parts} == classes
    assert (site / ".well-known/void").read_bytes() == (site / "dataset.ttl").read_bytes()
    assert READERS["jsonld"]["pyoxigraph"]((site / "dataset.jsonld").read_bytes()) == (
        READERS["turtle"]["rdflib"]((site / "dataset.ttl").read_bytes()))


def test_the_dumps_are_those_of_the_build(site: Path, built: Path) -> None:
    assert gzip.decompress((site / "data/graph.nt.gz").read_bytes()) == (built / "graph.nt").read_bytes()
    assert (site / "data/graph.ttl").read_bytes() == (built / "graph.ttl").read_bytes()


def test_an_unknown_licence_is_shown_and_never_invented(built: Path, tmp_path: Path) -> None:
    publish_to(built, tmp_path / "site", licence=None)

    assert "licence: unknown" in (tmp_path / "site/dataset.html").read_text(encoding="utf-8").lower()
    assert b"license" not in (tmp_path / "site/dataset.ttl").read_bytes()


def test_the_sitemap_names_every_page_but_that_for_errors(site: Path) -> None:
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    listed = [one.text or "" for one in ET.fromstring((site / "sitemap.xml").read_bytes()).iter(f"{space}loc")]  # noqa: S314 -- our own
    there = {path.relative_to(site).as_posix() for path in pages(site)} - {"404.html"}

    assert {one.removeprefix(BASE) or "index.html" for one in listed} == there
    assert len(listed) == len(there)
    assert f"Sitemap: {BASE}sitemap.xml" in (site / "robots.txt").read_text(encoding="utf-8")


@SITES
def test_the_feed_is_well_formed_and_its_entries_have_pages(which: str, request: pytest.FixtureRequest) -> None:
    site: Path = request.getfixturevalue(which)
    atom = "{http://www.w3.org/2005/Atom}"
    entries = list(ET.fromstring((site / "feed.xml").read_bytes()).iter(f"{atom}entry"))  # noqa: S314 -- our own

    assert len(entries) == 50
    for entry in entries:
        link = entry.find(f"{atom}link")
        assert link is not None
        assert (site / link.get("href", "").removeprefix(BASE)).is_file()


def test_the_crate_and_the_citation_can_be_read(site: Path) -> None:
    crate = {one["@id"]: one for one in json.loads((site / "ro-crate-metadata.json").read_bytes())["@graph"]}
    citation = json.loads((site / "CITATION.cff").read_bytes())

    assert crate["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    for part in crate["./"]["hasPart"]:
        assert (site / part["@id"]).is_file()
    assert {"cff-version", "message", "title", "authors"} <= citation.keys()


def test_vendored_files_are_what_their_manifest_says(site: Path) -> None:
    vendor = site / "assets/vendor"
    said = json.loads((vendor / "vendored.json").read_bytes())
    files = {one["path"]: one["sha256"] for package in said for one in package["files"]}

    assert files == {path: hashlib.sha256((vendor / path).read_bytes()).hexdigest() for path in files}
    for package in said:
        assert re.fullmatch(r"\d+\.\d+\.\d+", package["version"])
        assert package["licence"]
        assert (vendor / package["name"] / "LICENSE.txt").is_file()
