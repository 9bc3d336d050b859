"""Stage 4: tokens to a tree of blocks."""

from collections.abc import Callable

from markdown_it.token import Token

from kg.sources.markdown.hypertext import Tags
from kg.sources.markdown.outline import Outline
from kg.sources.markdown.spans import Anchor, Block
from kg.sources.markdown.state import State
from kg.sources.markdown.tokens import PARSER

KINDS = {
    "paragraph": "paragraph", "heading": "heading", "bullet_list": "list", "ordered_list": "list",
    "list_item": "item", "blockquote": "quote", "table": "table", "tr": "row", "td": "cell", "th": "cell",
}
"""Containers of markdown-it, and the blocks that they are here."""
STYLES = {"strong": "bold", "em": "italic"}


def blocks(state: State) -> None:
    """Fill `root` and `comments`."""
    outline = Outline(state.root)
    Builder(outline).block_tokens(state.tokens, 0)
    while len(outline.stack) > 1:
        outline.pop(len(state.lines))
    state.root.end = len(state.lines)
    state.comments = outline.comments
    unclosed_fences(state)
    state.tokens = []


class Builder:
    """Feeds an outline with tokens."""

    def __init__(self, outline: Outline, *, inside: bool = False) -> None:
        """Begin at the top of a file, or `inside` HTML, where no HTML hides Markdown once more."""
        self.outline = outline
        self.tags = Tags(outline, None if inside else self.hidden)
        self.line = 1

    def hidden(self, text: str, line: int) -> None:
        """Read Markdown that stands as text inside HTML."""
        Builder(self.outline, inside=True).block_tokens(PARSER.parse(text), line - 1)

    def block_tokens(self, tokens: list[Token], offset: int) -> None:
        """Take block tokens whose first line is `offset` lines below the file's first."""
        for token in tokens:
            if token.map:
                self.line = token.map[0] + 1 + offset
            end = token.map[1] + offset if token.map else self.line
            stem, _, edge = token.type.rpartition("_")
            if token.type == "inline":
                self.inline(token)
            elif edge == "open" and stem in KINDS:
                level = int(token.tag[1]) if stem == "heading" else int(stem == "th")
                self.outline.open(Block(KINDS[stem], self.line, end=end, level=level))
            elif edge == "close" and stem in KINDS:
                self.outline.close(KINDS[stem], self.line)
            elif token.type == "html_block":
                self.tags.silent = 0
                self.tags.read(token.content, self.line)
            elif token.type in {"fence", "hr"}:
                kind = "rule" if token.type == "hr" else "code"
                self.outline.open(Block(kind, self.line, end=end, text=token.content))
                self.outline.close(kind, end)

    def inline(self, token: Token) -> None:
        """Take the text of one paragraph, heading or cell."""
        self.tags.silent = 0
        for child in token.children or []:
            if child.type in TAKES:
                TAKES[child.type](self, child)
            elif child.type not in IGNORED:
                stem, _, edge = child.type.rpartition("_")
                self.outline.styles[STYLES[stem]] += 1 if edge == "open" else -1

    def text(self, token: Token) -> None:
        """Take plain text."""
        if token.content and not self.tags.silent:
            self.outline.text(token.content, self.line)

    def line_end(self, token: Token) -> None:
        """Take a line end inside a paragraph."""
        self.outline.text("", self.line, lineend="soft" if token.type == "softbreak" else "hard")
        self.line += 1

    def code(self, token: Token) -> None:
        """Take text in backticks."""
        self.outline.text(token.content, self.line, code=True)

    def link_open(self, token: Token) -> None:
        """Begin a link, which is kept also where nothing stands between its brackets."""
        self.outline.anchors.append(Anchor(str(token.attrs.get("href", "")), self.line))
        self.outline.text("", self.line)

    def link_close(self, token: Token) -> None:  # noqa: ARG002 -- all takers have one signature
        """End a link."""
        if self.outline.anchors:
            self.outline.anchors.pop()

    def image(self, token: Token) -> None:
        """Take an image, whose text is kept apart from the text around it."""
        self.outline.text(token.content, self.line, image=True)

    def html_inline(self, token: Token) -> None:
        """Take one HTML tag or comment."""
        self.tags.read(token.content, self.line)
        self.line += token.content.count("\n")


TAKES: dict[str, Callable[[Builder, Token], None]] = {
    "text": Builder.text,
    "text_special": Builder.text,
    "softbreak": Builder.line_end,
    "hardbreak": Builder.line_end,
    "code_inline": Builder.code,
    "link_open": Builder.link_open,
    "link_close": Builder.link_close,
    "image": Builder.image,
    "html_inline": Builder.html_inline,
}
"""What each inline token does."""
IGNORED = frozenset({"s_open", "s_close"})
"""Struck text is read like other text."""


def unclosed_fences(state: State) -> None:
    """Report a code fence that takes in the rest of the file."""
    for token in state.tokens:
        if token.type != "fence" or token.map is None or token.map[1] < len(state.lines):
            continue
        last = state.mended[token.map[1] - 1].strip().strip(">").strip()
        if not last or set(last) - {token.markup[0]} or len(last) < len(token.markup):
            state.find(
                "warning", "open-fence", token.map[0] + 1,
                f"the code fence opened here is never closed, so all below it was taken for code; close it with {token.markup}",
            )
