"""The two files with which the keeper of a list begins: `kg.toml`, and a workflow for GitHub Pages."""

import re
from pathlib import Path

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kg.publish.rendering import HERE
from kg.publish.settings import CONFIG, Config

WORKFLOW = ".github/workflows/publish.yml"

OPTIONAL = (
    ("title", "What the site is called, if not like its list."),
    ("description", "One or two sentences on what it holds."),
    ("keeper", "Who keeps the list, for citations."),
    ("url", "Where the site is, if its address is not the base."),
)

REMOTE = re.compile(r"url\s*=\s*(?:https://github\.com/|git@github\.com:)([\w-]+)/([\w.-]+?)(?:\.git)?\s*$", re.MULTILINE)


def toml(value: object) -> str:
    """Return a string or a list of strings as TOML writes it, which is as JSON does.

    >>> toml(("a", "b c"))
    '["a", "b c"]'
    """
    if isinstance(value, tuple):
        return f"[{', '.join(map(toml, value))}]"
    return msgspec.json.encode(value).decode()


def beginnings(config: Config) -> dict[str, bytes]:
    """Return the files by their paths."""
    engine = Environment(  # noqa: S701 -- TOML and YAML, whose one filled-in part is quoted by `toml`
        loader=FileSystemLoader(HERE / "templates"), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    engine.filters["toml"] = toml
    said = msgspec.structs.asdict(config)
    return {
        CONFIG: engine.get_template("kg.toml").render(config=said, optional=OPTIONAL).encode(),
        WORKFLOW: engine.get_template("workflow.yml").render().encode(),
    }


def pages_address(folder: Path) -> str | None:
    """Return where GitHub Pages would put the site of a checkout, if it is one of GitHub's."""
    file = folder / ".git" / "config"
    match = REMOTE.search(file.read_text(encoding="utf-8")) if file.is_file() else None
    if match is None:
        return None
    owner, name = match[1].lower(), match[2]
    return f"https://{owner}.github.io/" if name.lower() == f"{owner}.github.io" else f"https://{owner}.github.io/{name}/"
