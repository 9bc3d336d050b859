"""Scores and speed of the Markdown reader.

Three commands: `predict LIST.md` prints the papers of a list with the keys of the gold;
`score FOLDER SCORER` reads every `x.md` of a folder and lets a scorer compare it with
`x.gold.jsonl` beside it; `speed` prints times for lists of growing length.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kg.files import SourceFile
from kg.records import Entry, ListSettings, ReadingList, Section
from kg.sources.markdown import read


def paper(entry: Entry) -> dict[str, object]:
    """Return an entry with the keys of the gold."""
    return {
        "title": entry.paper.title,
        "urls": [link.url for link in entry.links if link.role != "other"],
        "authors": [credit.listed_name for credit in entry.paper.credits],
        "et_al": entry.paper.further_authors,
        "year": entry.year,
        "venue": entry.venue,
        "topics": list(entry.headings),
        "line": entry.line,
    }


def topic(section: Section) -> dict[str, object]:
    """Return a section with the keys of the gold."""
    return {
        "kind": "topic",
        "path": list(section.path),
        "description": section.description,
        "links": [{"text": link.label, "url": link.url} for link in section.links],
        "line": section.line,
    }


def predict(path: Path) -> list[dict[str, object]]:
    """Read one list."""
    source = SourceFile(name=str(path), data=path.read_bytes())
    found = next((one for one in read(source, ListSettings()) if isinstance(one, ReadingList)), None)
    return [topic(section) for section in found.sections] + [paper(entry) for entry in found.entries] if found else []


def score(folder: Path, scorer: Path, *more: str) -> None:
    """Read all lists of a folder, and let the scorer compare them with their gold."""
    with tempfile.TemporaryDirectory() as out:
        for path in sorted(folder.glob("*.md")):
            lines = [json.dumps(one, ensure_ascii=False) for one in predict(path)]
            Path(out, f"{path.stem}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        subprocess.run([sys.executable, str(scorer), str(folder), out, *more], check=True)


def speed() -> None:
    """Print the time for lists of growing length."""
    names = "Ann Example, Bob T. Sample, Carla van der Muster, and Dmitri Specimen"
    for count in (625, 1250, 2500, 5000, 10000):
        text = "# List\n\n## Topic\n\n" + "".join(
            f"- [A study of example number {number} for reading lists](https://arxiv.org/abs/{2000 + number % 99}.{number:05})."
            f" {names}. ICML {2000 + number % 24}. [[code]](https://github.com/example/{number})\n"
            for number in range(count)
        )
        start = time.perf_counter()
        list(read(SourceFile(name="speed.md", data=text.encode()), ListSettings()))
        print(f"{count:6} entries {time.perf_counter() - start:6.2f} s")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["predict", path]:
            print("\n".join(json.dumps(one, ensure_ascii=False) for one in predict(Path(path))))
        case ["score", folder, scorer, *more]:
            score(Path(folder), Path(scorer), *more)
        case ["speed"]:
            speed()
        case _:
            print(__doc__)
