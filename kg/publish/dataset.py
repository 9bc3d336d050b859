"""The dataset as others find it.

Described once in RDF, as DCAT 3 (https://www.w3.org/TR/vocab-dcat-3/), VoID
(https://www.w3.org/TR/void/) and schema.org, then as an RO-Crate and as a CITATION.cff.
"""

from collections.abc import Iterator

import msgspec

from kg.dump import Dump
from kg.publish.metadata import said
from kg.publish.settings import Settings
from kg.vocabulary import PREFIXES, Literal, NamedNode, RdfFormat, Triple, curie, iri, serialize

Json = dict[str, object]

VOCABULARIES = ("kg", "schema", "skos", "prov")
FORMATS = {
    "nt.gz": ("N-Triples, sorted, gzip", "application/n-triples", "application/gzip"),
    "ttl": ("Turtle", "text/turtle", None),
    "jsonld": ("JSON-LD", "application/ld+json", None),
}
"""What is offered for download: name, media type, and that of the packing."""

MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
PREFIXES_USED = ("dcat", "dcterms", "kg", "prov", "rdf", "schema", "spdx", "void", "xsd", "foaf")


class Download(msgspec.Struct, frozen=True):
    """One file with the whole graph."""

    path: str
    ending: str
    size: int
    sha256: str

    @property
    def title(self) -> str:
        """Return what it is called."""
        return FORMATS[self.ending][0]


class Edition(msgspec.Struct, frozen=True):
    """What was published on a day."""

    day: str
    version: str
    downloads: tuple[Download, ...]
    digest: str
    """The SHA-256 of the sorted N-Triples, unpacked."""
    example: str | None = None
    """A paper to begin with."""


def triples(dump: Dump, site: Settings, edition: Edition) -> Iterator[Triple]:
    """Yield the description of the dataset."""
    dataset = NamedNode(f"{site.url}dataset")

    def say(subject: NamedNode, predicate: str, value: NamedNode | Literal) -> Triple:
        return Triple(subject, NamedNode(iri(predicate)), value)

    for kind in ("dcat:Dataset", "void:Dataset", "schema:Dataset"):
        yield say(dataset, "rdf:type", NamedNode(iri(kind)))
    for predicate in ("dcterms:title", "schema:name"):
        yield say(dataset, predicate, Literal(site.title))
    for predicate in ("dcterms:description", "schema:description"):
        yield say(dataset, predicate, Literal(site.description))
    for predicate in ("dcterms:license", "schema:license") if site.licence else ():
        yield say(dataset, predicate, NamedNode(site.licence or ""))
    yield say(dataset, "dcterms:modified", Literal(edition.day, datatype=NamedNode(iri("xsd:date"))))
    yield say(dataset, "dcat:version", Literal(edition.version))
    yield say(dataset, "dcat:landingPage", NamedNode(f"{site.url}dataset.html"))
    yield say(dataset, "void:uriSpace", Literal(dump.base))
    yield say(dataset, "void:triples", Literal(dump.manifest.triples))
    if edition.example:
        yield say(dataset, "void:exampleResource", NamedNode(edition.example))
    yield from (say(dataset, "void:vocabulary", NamedNode(PREFIXES[prefix])) for prefix in VOCABULARIES)
    yield from (say(dataset, "prov:wasDerivedFrom", NamedNode(name)) for name in dump.of_class("kg:Snapshot"))
    yield from (say(dataset, "schema:isBasedOn", NamedNode(name)) for name in dump.of_class("kg:ReadingList"))
    yield from partitions(dump, dataset)
    for one in edition.downloads:
        yield from distribution(one, dataset, site)


def partitions(dump: Dump, dataset: NamedNode) -> Iterator[Triple]:
    """Yield how many nodes there are of each class."""
    for kind, number in dump.manifest.classes.items():
        part = NamedNode(f"{dataset.value}#class-{(curie(kind) or 'other').replace(':', '-')}")
        yield Triple(dataset, NamedNode(iri("void:classPartition")), part)
        yield Triple(part, NamedNode(iri("void:class")), NamedNode(kind))
        yield Triple(part, NamedNode(iri("void:entities")), Literal(number))


def distribution(one: Download, dataset: NamedNode, site: Settings) -> Iterator[Triple]:
    """Yield the description of one download."""
    part = NamedNode(f"{dataset.value}#{one.ending.replace('.', '-')}")
    checksum = NamedNode(f"{part.value}-sha256")
    address = NamedNode(site.url + one.path)
    _, media, packing = FORMATS[one.ending]
    yield Triple(dataset, NamedNode(iri("dcat:distribution")), part)
    yield Triple(dataset, NamedNode(iri("schema:distribution")), part)
    yield Triple(dataset, NamedNode(iri("void:dataDump")), address)
    for kind in ("dcat:Distribution", "schema:DataDownload"):
        yield Triple(part, NamedNode(iri("rdf:type")), NamedNode(iri(kind)))
    yield Triple(part, NamedNode(iri("dcat:downloadURL")), address)
    yield Triple(part, NamedNode(iri("schema:contentUrl")), address)
    yield Triple(part, NamedNode(iri("schema:encodingFormat")), Literal(media))
    yield Triple(part, NamedNode(iri("dcat:mediaType")), NamedNode(MEDIA_TYPES + media))
    if packing:
        yield Triple(part, NamedNode(iri("dcat:compressFormat")), NamedNode(MEDIA_TYPES + packing))
    yield Triple(part, NamedNode(iri("dcat:byteSize")),
                 Literal(str(one.size), datatype=NamedNode(iri("xsd:nonNegativeInteger"))))
    if site.licence:
        yield Triple(part, NamedNode(iri("dcterms:license")), NamedNode(site.licence))
    yield Triple(part, NamedNode(iri("spdx:checksum")), checksum)
    yield Triple(checksum, NamedNode(iri("rdf:type")), NamedNode(iri("spdx:Checksum")))
    yield Triple(checksum, NamedNode(iri("spdx:algorithm")), NamedNode(iri("spdx:checksumAlgorithm_sha256")))
    yield Triple(checksum, NamedNode(iri("spdx:checksumValue")),
                 Literal(one.sha256, datatype=NamedNode(iri("xsd:hexBinary"))))


def turtle(dump: Dump, site: Settings, edition: Edition) -> bytes:
    """Return the description as Turtle."""
    prefixes = {prefix: PREFIXES[prefix] for prefix in PREFIXES_USED}
    whole = sorted(triples(dump, site, edition), key=lambda one: str(one.subject))
    written = serialize(whole, format=RdfFormat.TURTLE, prefixes=prefixes)
    assert written is not None
    return written


def jsonld(dump: Dump, site: Settings, edition: Edition) -> bytes:
    """Return the description as JSON-LD with every address whole."""
    prefixes = {prefix: PREFIXES[prefix] for prefix in PREFIXES_USED}
    written = serialize(triples(dump, site, edition), format=RdfFormat.JSON_LD, prefixes=prefixes)
    assert written is not None
    return written


def block(site: Settings, edition: Edition) -> Json:
    """Return the description in schema.org, for the page."""
    return said(
        id=f"{site.url}dataset",
        type="Dataset",
        name=site.title,
        description=site.description,
        url=f"{site.url}dataset.html",
        license=site.licence,
        version=edition.version,
        dateModified=edition.day,
        creator=said(id=f"{site.url}dataset#keeper", type="Organization", name=site.keeper) if site.keeper else None,
        distribution=[
            said(id=f"{site.url}dataset#{one.ending.replace('.', '-')}", type="DataDownload", name=one.title, encodingFormat=FORMATS[one.ending][1],
                 contentUrl=site.url + one.path, contentSize=f"{one.size} B", sha256=one.sha256)
            for one in edition.downloads
        ],
    )


def crate(site: Settings, edition: Edition) -> bytes:
    """Return the site as a research object: https://www.researchobject.org/ro-crate/specification/1.1/."""
    files: list[Json] = [
        {"@id": one.path, "@type": "File", "name": one.title, "encodingFormat": FORMATS[one.ending][1],
         "contentSize": str(one.size), "sha256": one.sha256}
        for one in edition.downloads
    ]
    root: Json = {
        "@id": "./", "@type": "Dataset", "name": site.title, "description": site.description,
        "datePublished": edition.day, "version": edition.version, "url": site.url,
        "license": {"@id": site.licence} if site.licence else "unknown",
        "hasPart": [{"@id": one.path} for one in edition.downloads],
    }
    graph: list[Json] = [
        {"@id": "ro-crate-metadata.json", "@type": "CreativeWork", "about": {"@id": "./"},
         "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"}},
        root, *files,
    ]
    if site.licence:
        graph.append({"@id": site.licence, "@type": "CreativeWork", "name": site.licence_name})
    if site.keeper:
        root["author"] = {"@id": "#keeper"}
        graph.append({"@id": "#keeper", "@type": "Organization", "name": site.keeper})
    found = {"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": graph}
    return msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n"


def citation(site: Settings, edition: Edition) -> bytes:
    """Return CITATION.cff (https://citation-file-format.github.io): JSON is YAML, and needs no other writer."""
    found: Json = {
        "cff-version": "1.2.0",
        "message": "If you use this data, please cite it.",
        "type": "dataset",
        "title": site.title,
        "abstract": site.description,
        "authors": [{"name": site.keeper or f"The keepers of {site.title}"}],
        "url": site.url,
        "version": edition.version,
        "date-released": edition.day,
    }
    if site.licence:
        found["license-url"] = site.licence
    return msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n"
