"""What the endpoint can do: https://www.w3.org/TR/sparql11-service-description/."""

from kg.stores.answering import GRAPHS
from kg.vocabulary import NamedNode, Triple, iri, serialize

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"
RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle",
           "N-Triples", "RDF_XML", "JSON-LD")


def described(endpoint: str, dataset: str, media: str) -> bytes:
    """Return the description of the endpoint in one of the media types of graphs."""

    def say(subject: str, predicate: str, value: str) -> Triple:
        return Triple(NamedNode(subject), NamedNode(predicate), NamedNode(value))

    service, data = f"{endpoint}#service", f"{endpoint}#data"
    triples = [
        say(service, iri("rdf:type"), f"{SD}Service"),
        say(service, f"{SD}endpoint", endpoint),
        say(service, f"{SD}supportedLanguage", f"{SD}SPARQL11Query"),
        *(say(service, f"{SD}resultFormat", FORMATS + one) for one in RESULTS),
        say(service, f"{SD}defaultDataset", data),
        say(data, iri("rdf:type"), f"{SD}Dataset"),
        say(data, f"{SD}defaultGraph", dataset),
        say(dataset, iri("rdf:type"), f"{SD}Graph"),
    ]
    written = serialize(triples, format=GRAPHS[media], prefixes={"sd": SD, "formats": FORMATS})
    assert written is not None
    return written
