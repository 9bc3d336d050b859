"""The outline: a tree of blocks that Markdown tokens and HTML tags build in the same way."""

from kg.sources.markdown.spans import Anchor, Block, LineEnd, Span

DEEPEST = 150
"""HTML tags nested deeper than this open no block."""

LEAVES = frozenset({"paragraph", "heading", "summary"})
INLINE = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "cite": "italic", "code": "code",
    "tt": "code", "kbd": "code", "sup": "raised",
}
"""HTML elements that style text, and the style."""


class Outline:
    """A builder that takes openings, closings and text in the order of the file."""

    def __init__(self, root: Block) -> None:
        """Begin with an empty document."""
        self.stack = [root]
        self.styles = dict.fromkeys(("bold", "italic", "code", "raised"), 0)
        self.anchors: list[Anchor] = []
        self.comments: list[Block] = []

    def open(self, block: Block) -> None:
        """Begin a block inside the innermost open one that can hold blocks."""
        if len(self.stack) > DEEPEST:
            return
        while len(self.stack) > 1 and self.stack[-1].kind in LEAVES:
            self.pop(block.line)
        self.stack[-1].children.append(block)
        self.stack.append(block)

    def close(self, kind: str, line: int, *, source: str = "markdown") -> None:
        """End the innermost block of a kind; HTML cannot end a block of Markdown around it."""
        for place in range(len(self.stack) - 1, 0, -1):
            block = self.stack[place]
            if block.kind == kind and block.source == source:
                while len(self.stack) > place:
                    self.pop(line)
                return
            if source == "html" and block.source == "markdown" and block.kind != "paragraph":
                return

    def close_open(self, kind: str, line: int) -> None:
        """End a row, cell or item of HTML that its writer left open."""
        for place in range(len(self.stack) - 1, 0, -1):
            block = self.stack[place]
            if block.source == "markdown" or block.kind in {"table", "list"}:
                return
            if block.kind == kind:
                while len(self.stack) > place:
                    self.pop(line)
                return

    def pop(self, line: int) -> None:
        """End the innermost block."""
        block = self.stack.pop()
        block.end = max(block.end, line)
        self.calm()

    def calm(self) -> None:
        """End all styles and links, which no block hands on to the next."""
        self.styles = dict.fromkeys(self.styles, 0)
        self.anchors = []

    def text(
        self, text: str, line: int, *, image: bool = False, lineend: LineEnd = "", code: bool = False,
    ) -> None:
        """Add text to the innermost block, beginning a paragraph where that takes no text."""
        if self.stack[-1].kind not in LEAVES:
            if lineend or not (image or text.strip()):
                return
            self.open(Block("paragraph", line, source="html"))
        block = self.stack[-1]
        block.end = max(block.end, line)
        styles = self.styles
        block.spans.append(
            Span(
                text=text,
                line=line,
                bold=styles["bold"] > 0,
                italic=styles["italic"] > 0,
                code=code or styles["code"] > 0,
                raised=styles["raised"] > 0,
                anchor=self.anchors[-1] if self.anchors else None,
                image=image,
                lineend=lineend,
            ),
        )
