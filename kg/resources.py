"""Where `ontology/` and `queries/` are: beside the package in a checkout, inside it once installed."""

from pathlib import Path

PACKAGE = Path(__file__).parent


def folder(name: str) -> Path:
    """Return one of the folders of data that the package ships.

    Raises `FileNotFoundError` if the installation is damaged.
    """
    for place in (PACKAGE / "_data" / name, PACKAGE.parent / name):
        if place.is_dir():
            return place
    raise FileNotFoundError(f"kg is installed without its folder {name}/; install it again")
