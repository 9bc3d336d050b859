"""Plans for large graphs: the store's own bulk loader, with the files that it wants and why.

A bulk loader is many times faster than a request, and most of them want the server stopped, or a
new store: so kg writes the script and leaves the running of it to those who run the store.
"""

import shlex
import string
from itertools import islice
from pathlib import Path

import msgspec

from kg.errors import WrongUsage
from kg.files import Staged
from kg.stores.statements import Statements, lines_of
from kg.vocabulary import NamedNode

PART = 5_000_000
"""Statements in one file: small enough to be read in parallel, large enough to be few."""


class Plan(msgspec.Struct, frozen=True):
    """How one store is loaded in bulk."""

    why: str
    script: str
    name: str = "load.sh"
    quads: bool = False
    """Whether the loader takes the graph's name from the data."""
    tested: bool = False


HEAD = """\
#!/bin/sh
# $why
# Afterwards compare: kg diff $source STORE --graph $graph
set -eu
cd "$$(dirname "$$0")"
"""

PLANS = {
    "oxigraph": Plan(
        "oxigraph load writes the store's files directly, so the server must be stopped. A file is loaded whole or not "
        "at all; what the graph holds already stays, so load into a graph that is empty.",
        'oxigraph load --location "$${1:?give the folder of the store}" --graph $graph --file data/part-*.nt.gz\n',
        tested=True,
    ),
    "fuseki": Plan(
        "tdb2.tdbloader writes a TDB2 database directly, so the server must be stopped; it comes with Apache Jena's "
        "command line tools. Above a thousand million triples take tdb2.xloader into an empty database instead.",
        'tdb2.tdbloader --loc "$${1:?give the folder of the TDB2 database}" --graph $graph data/part-*.nt.gz\n',
    ),
    "virtuoso": Plan(
        "ld_dir and rdf_loader_run load files that the server itself reads: name this folder in DirsAllowed of "
        "virtuoso.ini. Errors stand only in DB.DBA.load_list, so the script asks for them.",
        'server="$${1:-localhost:1111}"; user="$${2:-dba}"\n'
        ': "$${KG_PASSWORD:?set KG_PASSWORD}"\n'
        "# isql takes its password as an argument, which other users of this machine can see.\n"
        "isql=$$(command -v isql-vt || command -v isql)\n"
        '"$$isql" "$$server" "$$user" "$$KG_PASSWORD" VERBOSE=OFF <<END\n'
        "ld_dir('$$PWD/data', 'part-*.nt.gz', '$plain');\n"
        "rdf_loader_run();\ncheckpoint;\n"
        "select ll_file, ll_error from DB.DBA.load_list where ll_error is not null;\n"
        "END\n",
        tested=True,
    ),
    "qlever": Plan(
        "QLever builds an index from files before it serves anything: run qlever index in this folder, then qlever start.",
        "[data]\nNAME = kg\nDESCRIPTION = a graph of kg\n\n[index]\nINPUT_FILES = data/part-*.nq.gz\n"
        "CAT_INPUT_FILES = zcat $${INPUT_FILES}\n"
        'SETTINGS_JSON = { "ascii-prefixes-only": false, "num-triples-per-batch": 1000000 }\n\n'
        "[server]\nPORT = 7019\nACCESS_TOKEN = $${data:NAME}_token\n\n[runtime]\nSYSTEM = native\n",
        name="Qleverfile", quads=True,
    ),
    "graphdb": Plan(
        "importrdf preload builds a repository from files while the server is stopped; it replaces what is there.",
        'importrdf preload --force --id "$${1:?give the id of the repository}" data/part-*.nq.gz\n',
        quads=True,
    ),
    "neptune": Plan(
        "Neptune's bulk loader reads from S3: copy data/ there and send this to https://ENDPOINT:8182/loader. It is not "
        "transactional, so readers see what has arrived. Fill in what stands in capitals.",
        '{\n  "source": "s3://BUCKET/PREFIX/",\n  "format": "nquads",\n  "iamRoleArn": "ROLE",\n  "region": "REGION",\n'
        '  "failOnError": "TRUE",\n  "parallelism": "HIGH",\n  "updateSingleCardinalityProperties": "FALSE"\n}\n',
        name="loader.json", quads=True,
    ),
}


def write_plan(wanted: Statements, folder: Path, graph: str, store: str) -> list[str]:
    """Write the script for a store's bulk loader with its files; return what to tell.

    Raises `WrongUsage` if kg knows of no bulk loader for the store.
    """
    plan = PLANS.get(store)
    if plan is None:
        raise WrongUsage(f"kg knows no bulk loader for {store}; there is one for {', '.join(PLANS)}")
    (folder / "data").mkdir(parents=True, exist_ok=True)
    ending = f"{NamedNode(graph)} .\n".encode() if plan.quads else b".\n"
    source = lines_of(wanted)
    with Staged() as staged:
        number = 0
        while part := list(islice(source, PART)):
            number += 1
            name = f"part-{number:04}.{'nq' if plan.quads else 'nt'}.gz"
            staged.write(folder / "data" / name, (line[:-2] + ending for line in part))
        head = HEAD if plan.name.endswith(".sh") else ""
        text = string.Template(head + plan.script).substitute(
            why=plan.why, source=str(wanted.path.parent), graph=shlex.quote(NamedNode(graph).value),
            plain=graph.replace("'", "''"))
        staged.write(folder / plan.name, [text.encode()])
        staged.publish()
    return [plan.why, f"written: {folder / plan.name} and {number} file{'s' * (number > 1)} in {folder / 'data'}"]
