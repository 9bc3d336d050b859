"""The command line: help, exit codes, bad input, pipes."""

import gzip
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph
import pytest

from kg.cli import COMMANDS
from tests.commands import EXAMPLE, ROOT, run
from tests.readers import READERS, assert_same_graph, plain

SEED = ROOT.parent / "shared" / "lists" / "seed"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    done = run(command, "--help")

    assert done.code == 0
    assert "Example" in done.out


@pytest.mark.parametrize("command", COMMANDS)
def test_the_line_of_help_in_the_list_is_that_of_the_command(command: str) -> None:
    listed = COMMANDS[command][1]

    assert listed in run("--help").out.replace("\n            ", " ")


def test_the_help_loads_nothing_heavy() -> None:
    code = ("import sys, kg.cli; from click.testing import CliRunner; CliRunner().invoke(kg.cli.kg, ['--help']);"
            "print([m for m in ('rdflib','pyld','pyshacl','pyoxigraph','rich','markdown_it') if m in sys.modules])")

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout == b"[]\n"


def test_a_mistyped_command_is_told_the_nearest() -> None:
    done = run("biuld")

    assert done.code == 2
    assert "there is no command 'biuld'; did you mean build?" in done.err


BAD_INPUT = {
    "missing": (None, 3, "cannot be read: No such file"),
    "empty": (b"", 3, "is empty"),
    "blank": (b"\n \n", 3, "is empty"),
    "no-paper": (b"# A title\n\nOnly prose here.\n", 3, "no paper"),
    "not-text": (b"\x89PNG\r\n\x1a\n\x00\x00", 3, "UTF-8"),
    "cut-gzip": (gzip.compress(b"# T\n\n- [P](https://example.org/p). Ada Brenner\n" * 40)[:-9], 3, "cut short"),
}


@pytest.mark.parametrize("command", ["build", "convert", "read"])
@pytest.mark.parametrize("case", BAD_INPUT)
def test_bad_input_gives_one_clear_message_and_no_output(command: str, case: str, tmp_path: Path) -> None:
    data, code, message = BAD_INPUT[case]
    source = tmp_path / "list.md"
    if data is not None:
        source.write_bytes(data)

    output: list[str | Path] = ["-o", tmp_path / "out"] if command == "build" else []
    done = run(command, source, *output)

    assert (done.code, done.out) == (code, "")
    assert message in done.err
    assert "list.md" in done.err
    assert "Traceback" not in done.err
    assert not (tmp_path / "out").exists()


def test_a_folder_is_no_list(tmp_path: Path) -> None:
    done = run("read", tmp_path, "--from", "markdown")

    assert done.code == 3
    assert "this is a folder" in done.err


def test_an_unknown_ending_asks_what_it_is(tmp_path: Path) -> None:
    done = run("read", tmp_path / "list.docx")

    assert done.code == 2
    assert "say --from markdown" in done.err


def test_an_unwritable_place_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    done = run("build", EXAMPLE, "-o", tmp_path / "file" / "out")

    assert done.code == 3
    assert "cannot be made" in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_full_disk_is_told_and_leaves_nothing_behind(tmp_path: Path) -> None:
    code = (f"import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
            f"resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000));"
            f"sys.argv = ['kg', 'build', {str(EXAMPLE)!r}, '-o', {str(tmp_path)!r}]; from kg.cli import main; main()")

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)

    assert done.returncode == 3
    assert b"cannot be written" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_reader_of_a_pipe_may_leave() -> None:
    done = subprocess.run(
        f"{sys.executable} -m kg convert {EXAMPLE} --to ntriples | head -1",
        shell=True, capture_output=True, check=False,
    )

    assert done.stderr == b""
    assert done.stdout.endswith(b" .\n")


def test_an_interrupted_build_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", "build", "-", "-o", tmp_path / "out"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)

    assert process.returncode == 130
    assert "kg: interrupted" in err.decode()
    assert not (tmp_path / "out").exists()


def test_standard_input_and_output_are_files_like_others() -> None:
    through = run("convert", "-", "--to", "ntriples", "--key", "edge-ml", stdin=EXAMPLE.read_bytes())
    named = run("convert", EXAMPLE, "--to", "ntriples")

    def without_name(text: str) -> set[str]:
        return {line for line in text.splitlines() if "/snapshot/" not in line.split()[0]}

    assert through.code == 0
    assert without_name(through.out) == without_name(named.out)


@pytest.mark.parametrize("name", ["graph.nt.gz", "graph.nt.zst", "graph.trig", "graph.rdf", "graph.jsonl"])
def test_the_name_of_the_output_tells_its_format(name: str, tmp_path: Path) -> None:
    assert run("convert", EXAMPLE, "-o", tmp_path / name).code == 0

    data = (tmp_path / name).read_bytes()
    again = run("convert", EXAMPLE, "-o", tmp_path / name)
    assert again.code == 0
    assert (tmp_path / name).read_bytes() == data
    magic = {"graph.nt.gz": b"\x1f\x8b", "graph.nt.zst": b"\x28\xb5\x2f\xfd"}.get(name)
    assert magic is None or data.startswith(magic)


def test_a_graph_name_is_refused_where_it_would_be_lost() -> None:
    done = run("convert", EXAMPLE, "--to", "turtle", "--graph", "https://example.org/g")

    assert done.code == 2
    assert "cannot name a graph" in done.err


@pytest.mark.parametrize("base", ["ftp://example.org/", "https://example.org/?x", "https://exa mple.org/", "nonsense"])
def test_a_base_that_is_no_base_is_refused(base: str) -> None:
    assert run("convert", EXAMPLE, "--base", base).code == 2


@pytest.mark.parametrize("profile", ["web", "bib"])
def test_profiles_speak_only_their_own_vocabularies(profile: str) -> None:
    done = run("convert", EXAMPLE, "--to", "ntriples", "--profile", profile)

    foreign = {"web": ("scholarly-kg", "purl.org", "skos"), "bib": ("scholarly-kg", "schema.org")}[profile]
    predicates = {line.split()[1] for line in done.out.splitlines()}
    assert predicates
    assert not [one for one in predicates if any(word in one for word in foreign)]


def test_the_report_accounts_for_every_record(tmp_path: Path) -> None:
    assert run("convert", EXAMPLE, "--report", tmp_path / "report.json", "-o", tmp_path / "x.nt").code == 0

    report = json.loads((tmp_path / "report.json").read_text())
    assert report["records_in"] == report["accepted"] + len(report["rejected"]) + report["skipped"]
    assert sum(report["sources"][0]["account"]["lines"].values()) == len(EXAMPLE.read_text().splitlines())


@pytest.mark.skipif(not SEED.is_dir(), reason="the shared lists are not beside this checkout")
def test_the_first_list_is_read_without_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "read.jsonl").write_text(run("read", SEED / "seed-edge-ml.md").out)

    score = subprocess.run(
        [sys.executable, SEED.parent / "score.py", SEED / "seed-edge-ml.gold.jsonl", tmp_path / "read.jsonl",
         "--errors", "9"],
        capture_output=True, check=True,
    ).stdout.decode()

    assert "100.0  100.0 100.0" in score.splitlines()[1], score
    assert "gold 8, topic found 8, text right 8, links right 8" in score


@pytest.mark.parametrize("profile", ["web", "bib"])
def test_a_profile_equals_a_query_over_the_core_graph(profile: str, tmp_path: Path) -> None:
    source = tmp_path / "list.md"
    source.write_text(RICH, encoding="utf-8")
    query = (ROOT / "tests" / "profiles" / f"{profile}.rq").read_text()
    store = pyoxigraph.Store()
    store.load(run("convert", source, "--to", "ntriples").out.encode(), pyoxigraph.RdfFormat.N_TRIPLES)

    constructed = store.query(query)

    assert isinstance(constructed, pyoxigraph.QueryTriples)
    written = run("convert", source, "--to", "ntriples", "--profile", profile).out.encode()
    assert_same_graph(plain(constructed), READERS["ntriples"]["pyoxigraph"](written))


RICH = """\
# A list

## Nets

Nets are nets.

### Small nets

- [Tying Nets by Hand](https://arxiv.org/abs/2001.00001). Ada Brenner, Bo Castell. ICML 2020
- [Nets Without Knots](https://doi.org/10.1145/3292500.3330701). Ada Brenner, CMS Collaboration. Nature 2019
"""
