"""Stage 3: lines to the tokens of markdown-it."""

from markdown_it import MarkdownIt

from kg.sources.markdown.state import State

DEEPEST = 60
"""Blocks nested deeper than this are not read (and are reported)."""


class Reader(MarkdownIt):
    """A parser that keeps addresses as printed: which of them are sound is decided later, and said."""

    def __init__(self) -> None:
        """Set the parser up for what reading lists use."""
        super().__init__("commonmark", {"html": True, "maxNesting": DEEPEST})
        self.enable(["table", "strikethrough"])
        self.disable("code")  # nobody indents code in a reading list, but many indent their entries

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 -- the name is markdown-it's
        """Take every address."""
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802 -- likewise
        """Keep the address as printed."""
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 -- likewise
        """Keep the label as printed."""
        return link


PARSER = Reader()


def tokens(state: State) -> None:
    """Fill `tokens`."""
    state.tokens = PARSER.parse("\n".join(state.mended))
    deep = next((token for token in state.tokens if token.map and token.level >= DEEPEST - 2), None)
    if deep is not None and deep.map is not None:
        first = deep.map[0] + 1
        outer = [token.map[1] for token in state.tokens if token.level == 0 and token.map and token.map[0] < first <= token.map[1]]
        last = max([deep.map[1], *outer])
        state.unread.append((first, last))
        state.find(
            "rejected", "too-deep", first,
            f"lines {first} to {last} are nested more than {DEEPEST // 2} levels deep and may not have been read; indent them less",
        )
