"""What the keeper of a site says about it: on the command line, or in `kg.toml`."""

import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from kg.dump import Dump
from kg.errors import UnreadableInput, WrongUsage
from kg.identifiers import web_iri

CONFIG = "kg.toml"
UNKNOWN = "unknown"
"""What stands for a licence that nobody has stated; pages say so."""

LICENCES = {
    "https://creativecommons.org/publicdomain/zero/1.0/": "CC0 1.0",
    "https://creativecommons.org/licenses/by/4.0/": "CC BY 4.0",
    "https://creativecommons.org/licenses/by-sa/4.0/": "CC BY-SA 4.0",
    "https://opendatacommons.org/licenses/odbl/1-0/": "ODbL 1.0",
    "https://opendatacommons.org/licenses/by/1-0/": "ODC-By 1.0",
}
"""How well-known licences of data are called."""


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file `kg.toml`."""

    title: str | None = None
    description: str | None = None
    base: str | None = None
    licence: str | None = None
    keeper: str | None = None
    """Who keeps the list: the creator that a citation names."""
    sources: tuple[str, ...] = ()
    url: str | None = None
    """Where the site is, if its address is not the base of the IRIs."""


class Settings(msgspec.Struct, frozen=True):
    """All that a site needs to know besides its graph."""

    title: str
    description: str
    base: str
    url: str
    """The address of the site, ending in a slash."""
    licence: str | None
    """An address; `None` where it is not known."""
    keeper: str | None
    language: str = "en"
    """Of the site's own words; titles and names are in any."""

    @property
    def root(self) -> str:
        """Return the path at which the site stands on its host."""
        return urlsplit(self.url).path

    @property
    def licence_name(self) -> str:
        """Return how the licence is called."""
        if self.licence is None:
            return "unknown"
        return LICENCES.get(self.licence, self.licence)


def read_config(path: Path) -> Config:
    """Read `kg.toml`.

    Raises `UnreadableInput` if it is no TOML, or says what kg does not know.
    """
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Config)
    except OSError as error:
        raise UnreadableInput(f"{path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise UnreadableInput(f"{path}: {error}") from None


def licence_of(said: str | None, listed: str | None) -> str | None:
    """Return the licence of the data: what the keeper says, else what the list says.

    Raises `WrongUsage` if nobody says anything, for that is no answer.
    """
    if said == UNKNOWN:
        return None
    if said is not None:
        found = web_iri(said)
        if found is None:
            raise WrongUsage(f"the licence {said!r} must be an http(s) address, or {UNKNOWN}")
        return found
    if listed is None:
        raise WrongUsage(
            "under which licence may others use this data? say --licence "
            f"https://creativecommons.org/licenses/by/4.0/ (or another), or --licence {UNKNOWN}")
    return listed




def settings_for(folder: Path, said: Config, file: str | None, otherwise: str | None = None) -> Settings:
    """Return the settings of a site: options first, then `kg.toml`, then what the graph says.

    `otherwise` is the licence where nobody says any.
    Raises `WrongUsage` where nobody says under which licence the data is.
    """
    kept = read_config(Path(file)) if file else read_config(Path(CONFIG)) if Path(CONFIG).is_file() else Config()
    with Dump(folder) as dump:
        lists = [dump.read(name) for name in dump.of_class("kg:ReadingList")]
        only = lists[0] if len(lists) == 1 else None
        listed = only.one("schema:license") if only else None
        licence = licence_of(said.licence or kept.licence or (None if listed else otherwise), listed)
        title = said.title or kept.title or (only and only.one("schema:name")) or "Papers"
        counts = {kind: sum(1 for _ in dump.of_class(kind)) for kind in ("kg:Paper", "kg:Author")}
        base = dump.base
    plain = (
        f"{counts['kg:Paper']:,} papers and their {counts['kg:Author']:,} authors, "
        "as a knowledge graph to read, search, download and query.")
    url = said.url or kept.url or base
    return Settings(
        title=title,
        description=said.description or kept.description or plain,
        base=base,
        url=url if url.endswith("/") else f"{url}/",
        licence=licence,
        keeper=said.keeper or kept.keeper,
    )
