"""From what people read to a knowledge graph."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.api import open_ as open  # noqa: A004 -- read as `kg.open`, as `gzip.open` is

__version__ = "0.1.0"
__all__ = ["__version__", "open"]


def __getattr__(name: str) -> object:
    """Load the Python interface when it is first used, so that `import kg` stays quick."""
    if name == "open":
        from kg.api import open_  # noqa: PLC0415 -- see above

        return open_
    raise AttributeError(f"module 'kg' has no attribute {name!r}")
