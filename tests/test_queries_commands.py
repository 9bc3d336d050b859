"""`kg query` and `kg queries` as people use them."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.commands import run

OWN = """\
#+ summary: Which papers have a word in their title?
#+ tags: [mine]
#+ parameters:
#+   - name: word
#+     type: string
#+     about: the word
#+ columns:
#+   title: the title
PREFIX schema: <https://schema.org/>
PREFIX kg: <https://w3id.org/scholarly-kg/ontology#>
SELECT ?title WHERE {
  VALUES ?word { "MobileNetV2" }
  ?paper a kg:Paper ; schema:name ?title .
  FILTER (CONTAINS(?title, ?word))
}
ORDER BY ?title
"""


def test_a_question_about_a_person_by_name(built: Path) -> None:
    ran = run("query", "coauthors", "-p", "author=Song Han", "-g", built)

    assert ran.code == 0, ran.err
    assert "author:han-cai" in ran.out
    assert ran.err == ""


def test_the_last_build_here_is_asked_when_none_is_named(built: Path, tmp_path: Path) -> None:
    shutil.copytree(built, tmp_path / "older")
    shutil.copytree(built, tmp_path / "newer")
    os.utime(tmp_path / "older" / "manifest.json", (1, 1))
    ran = run("query", "team-sizes", cwd=tmp_path)

    assert ran.code == 0
    assert ran.err == "graph: newer (the last build here)\n"


def test_no_build_and_no_graph_is_told(tmp_path: Path) -> None:
    ran = run("query", "team-sizes", cwd=tmp_path)

    assert (ran.code, ran.out) == (3, "")
    assert "kg build README.md -o graph" in ran.err


@pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])
@pytest.mark.parametrize("file", ["graph.ttl", "graph.nt", "graph.jsonld"])
def test_any_file_of_rdf_can_be_asked(built: Path, file: str, engine: str) -> None:
    ran = run("query", "topics", "-g", built / file, "--engine", engine, "-f", "csv")

    assert ran.code == 0, ran.err
    assert len(ran.out.splitlines()) == 8


def test_a_file_of_ones_own_works_like_a_bundled_query(built: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.rq"
    file.write_text(OWN, encoding="utf-8")
    ran = run("query", file, "-p", "word=Portrait Matting", "-g", built, "-f", "csv")

    assert ran.code == 0, ran.err
    assert ran.out == "title\r\nTowards Real-Time Automatic Portrait Matting on Mobile Devices\r\n"


@pytest.mark.parametrize(("change", "place"), [
    (("#+ tags: [mine]", "#+ tags: mine"), "mine.rq:2:1: tags"),
    (("FILTER (", "FILTER )"), "mine.rq:14:"),
    (("#+   title: the title", "#+   name: the title"), "mine.rq:1:1: the header's columns are name"),
])
def test_a_broken_file_is_told_with_line_and_column(
    built: Path, tmp_path: Path, change: tuple[str, str], place: str,
) -> None:
    (tmp_path / "mine.rq").write_text(OWN.replace(*change), encoding="utf-8")
    ran = run("query", "mine.rq", "-g", built, cwd=tmp_path)

    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.startswith(f"kg: {place}")


def test_explain_prints_the_query_with_its_values(built: Path) -> None:
    ran = run("query", "coauthors", "-p", "author=Song Han", "-g", built, "--explain")

    assert ran.code == 0
    assert "VALUES ?author { <https://example.org/kg/author/song-han> }" in ran.out


def test_time_is_told_on_standard_error(built: Path) -> None:
    ran = run("query", "team-sizes", "-g", built, "--time", "-f", "csv")

    assert "answered in" in ran.err
    assert ran.out.startswith("authors,papers\r\n")


def test_labels_take_the_place_of_iris(built: Path) -> None:
    ran = run("query", "newest-papers", "-p", "limit=1", "-g", built, "--labels", "-f", "csv")

    assert ran.out.count("Compression of convolutional neural networks") == 2
    assert "https://" not in ran.out


def test_json_is_what_the_standard_says(built: Path) -> None:
    ran = run("query", "team-sizes", "-g", built, "-f", "json")

    assert json.loads(ran.out)["head"]["vars"] == ["authors", "papers"]


def test_statements_come_as_turtle_unless_told_otherwise(built: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.rq"
    file.write_text("DESCRIBE <https://example.org/kg/author/song-han>", encoding="utf-8")

    assert 'schema:name "Song Han"' in run("query", file, "-g", built).out
    assert "<rdf:RDF" in run("query", file, "-g", built, "-f", "rdfxml").out
    refused = run("query", file, "-g", built, "-f", "csv")
    assert refused.code == 2
    assert "is for tables" in refused.err


def test_yes_and_no_are_words(built: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.rq"
    file.write_text("ASK { ?s a <https://w3id.org/scholarly-kg/ontology#Paper> }", encoding="utf-8")

    assert run("query", file, "-g", built).out == "yes\n"
    assert run("query", file, "-g", built, "-f", "csv").out == "true\n"


def test_hostile_text_cannot_move_the_cursor(tmp_path: Path) -> None:
    graph = tmp_path / "x.ttl"
    graph.write_text('<urn:a> <urn:b> "\\u001B[31mred\\u0007 \\u202Eevil" .', encoding="utf-8")
    file = tmp_path / "mine.rq"
    file.write_text("SELECT ?o { ?s ?p ?o }", encoding="utf-8")
    ran = run("query", file, "-g", graph)

    assert ran.code == 0
    assert not set(ran.out) & {"\x1b", "\x07", "\u202e"}
    assert "\\x1b[31mred" in ran.out


@pytest.mark.parametrize(("arguments", "code", "message"), [
    (["query", "coauthor"], 2, "did you mean coauthors"),
    (["query", "missing.rq"], 3, "missing.rq: No such file"),
    (["query", "coauthors", "-p", "author"], 2, "write name=value"),
    (["query", "coauthors", "-p", "writer=x"], 2, "it has: author"),
    (["query", "coauthors", "-p", "author=Sogn Han"], 2, "the nearest are Song Han"),
    (["query", "author-pairs", "-p", "min=many"], 2, "it takes a whole number"),
    (["query", "coauthors", "-p", "author=a", "-p", "author=b"], 2, "given twice"),
    (["query", "coauthors", "--spreadsheet-safe"], 2, "goes with --format csv"),
    (["query", "coauthors", "--endpoint", "ftp://example.org/"], 2, "http:// or https://"),
    (["query", "coauthors", "--endpoint", "http://me:secret@example.org/"], 2, "KG_PASSWORD"),
    (["query", "coauthors", "--endpoint", "http://127.0.0.1:1/sparql"], 4, "is the server running?"),
    (["queries", "--tag", "nonsense"], 2, "the tags are"),
    (["queries", "nonsense"], 2, "lists them all"),
])
def test_what_cannot_be_is_told_in_one_line_with_its_exit_code(
    built: Path, arguments: list[str], code: int, message: str,
) -> None:
    local = ["-g", str(built)] if arguments[0] == "query" and "--endpoint" not in arguments else []
    ran = run(*arguments, *local)

    assert ran.code == code
    assert message in ran.err
    assert ran.out == ""
    assert "secret" not in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(("name", "content", "message"), [
    ("broken.ttl", "<urn:a> <urn:b> ", "no valid Turtle"),
    ("remote.jsonld", '{"@context": "http://127.0.0.1:1/context", "@id": "urn:a"}', "no valid JSON-LD"),
    ("bomb.rdf", '<!DOCTYPE x [<!ENTITY a "b">]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>',
     "convert it to Turtle"),
])
def test_a_graph_that_cannot_be_read_is_told(tmp_path: Path, name: str, content: str, message: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    ran = run("query", "topics", "-g", tmp_path / name)

    assert ran.code == 3
    assert message in ran.err


def test_a_build_that_was_changed_by_hand_is_told(built: Path, tmp_path: Path) -> None:
    folder = tmp_path / "graph"
    shutil.copytree(built, folder)
    with (folder / "graph.nt").open("a", encoding="utf-8") as file:
        file.write("<urn:a> <urn:b> <urn:c> .\n")
    ran = run("query", "topics", "-g", folder)

    assert ran.code == 3
    assert "run `kg build` again" in ran.err


def test_an_empty_answer_to_a_default_says_how_to_ask_otherwise(tmp_path: Path) -> None:
    (tmp_path / "empty.ttl").write_text("", encoding="utf-8")
    ran = run("query", "coauthors", "-g", tmp_path / "empty.ttl")

    assert ran.code == 0
    assert "change them with -p" in ran.err


def test_the_list_names_each_question_and_its_parameters() -> None:
    ran = run("queries")

    assert ran.code == 0
    assert "coauthors" in ran.out
    assert "With whom has an author written papers?" in ran.out


def test_one_query_is_shown_in_full() -> None:
    ran = run("queries", "coauthors")

    assert "-p author=" in ran.out
    assert "SELECT ?coauthor ?name" in ran.out
    assert "#+" not in ran.out


def test_a_tag_narrows_the_list() -> None:
    ran = run("queries", "--tag", "time")

    assert "papers-per-year" in ran.out
    assert "coauthors" not in ran.out


def completed(shell: str, line: str) -> str:
    """Return what the installed program offers a shell for the end of a line."""
    place = str(len(line.split(" ")) - 1)
    asked = {"_KG_COMPLETE": f"{shell}_complete", "COMP_WORDS": line, "COMP_CWORD": place}
    program = Path(sys.executable).with_name("kg")
    done = subprocess.run([program], env={**os.environ, **asked}, capture_output=True, check=False, timeout=60)
    return done.stdout.decode()


@pytest.mark.parametrize(("shell", "line", "wanted"), [
    ("bash", "kg query coau", "coauthors"),
    ("bash", "kg query coauthors -p a", "author="),
    ("bash", "kg query author-pairs --param ", "min="),
    ("zsh", "kg query top-", "top-authors"),
    ("zsh", "kg query links-between-authors -p ", "from="),
    ("zsh", "kg queries papers-per", "papers-per-year"),
])
def test_the_shell_completes_names_and_parameters(shell: str, line: str, wanted: str) -> None:
    assert wanted in completed(shell, line)


def test_files_of_queries_are_completed(tmp_path: Path) -> None:
    (tmp_path / "mine.rq").write_text("ASK {}", encoding="utf-8")

    assert f"{tmp_path}/mine.rq" in completed("bash", f"kg query {tmp_path}/m")


def test_an_interrupt_ends_a_query_that_would_take_for_ever(built: Path, tmp_path: Path) -> None:
    file = tmp_path / "long.rq"
    file.write_text("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", encoding="ascii")
    with subprocess.Popen([sys.executable, "-m", "kg", "query", file, "-g", built]) as process:
        time.sleep(1.5)
        start = time.monotonic()
        process.send_signal(signal.SIGINT)
        process.wait(30)

    # A shell reports this as 130.
    assert process.returncode == -signal.SIGINT
    assert time.monotonic() - start < 5


def test_a_folder_that_cannot_be_used_is_told() -> None:
    ran = run("query", "topics", "-g", "x" * 5000)

    assert ran.code == 3
    assert "Traceback" not in ran.err
