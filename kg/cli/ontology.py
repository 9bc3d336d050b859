"""`kg ontology`: the vocabulary that comes with kg, its context and its shapes."""

import click

from kg.files import STANDARD, write_whole
from kg.resources import folder

PARTS = {
    "ontology": "kg.ttl",
    "alignments": "alignments.ttl",
    "context": "context.jsonld",
    "shapes": "shapes.ttl",
}
"""What can be printed, and the file that holds it."""


@click.command(epilog="""\b
Examples:
  kg ontology
  kg ontology context -o context.jsonld
""")
@click.argument("part", type=click.Choice(list(PARTS)), default="ontology")
@click.option("-o", "--output", default=STANDARD, metavar="FILE", help="The file to write; - is standard output.")
def ontology(part: str, output: str) -> None:
    """Print or write the ontology (Turtle), its alignments, the JSON-LD context or the SHACL shapes."""
    write_whole(output, [(folder("ontology") / PARTS[part]).read_bytes()])
