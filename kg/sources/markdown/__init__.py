"""Markdown reading lists in any style, read through a table of small stages.

    bytes → lines → tokens → blocks → candidates → readings → papers

`read` gives the records, `explain` how each entry was read. What is understood, and what no
reader can know from a text, stands in `docs/reading-lists.md`.
"""

from kg.sources.markdown.reader import STAGES, Explanation, explain, read

__all__ = ["STAGES", "Explanation", "explain", "read"]
