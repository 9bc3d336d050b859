"""Stage 5: blocks to candidates, which are the items that may be papers, each under its headings."""

from kg.sources.markdown import walk
from kg.sources.markdown.state import State


def entries(state: State) -> None:
    """Fill `headings` and `candidates`."""
    walk.Walk(state).document()
