"""Accounting: what became of each line and each item of the file."""

import re
from collections import Counter

from kg.findings import Account
from kg.sources.markdown.state import State

REFERENCE = re.compile(r"\s{0,3}\[[^\]]+\]:")
TAGS = re.compile(r"(?:\s*</?[a-zA-Z!][^>]*>?\s*)+")
RULE_LINE = re.compile(r"\s*(?:[-=*_~]\s*){2,}|\s*[|:\-\s]+|\s*[>\\&;a-z]{0,6}\s*|\s*[-*+]\s*")
LISTED = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+\S|\]\(\s*\S|href=|https?://")


def comments(state: State) -> None:
    """Report list items and links in comments, which are no entries."""
    for comment in state.comments:
        for offset, line in enumerate(comment.text.split("\n")):
            if LISTED.search(line):
                state.find("skipped", "in-comment", comment.line + offset, f"in a comment, so no entry: {line.strip()[:60]}")
        state.mark(comment.line, comment.end, "comment", over=False)


def remaining_lines(state: State) -> None:
    """Name what the lines hold that no block has taken, and report those that nobody understands."""
    for number, line in enumerate(state.lines, 1):
        if not line.strip():
            state.kinds[number] = "blank" if state.kinds.get(number) not in {"code", "comment", "front-matter"} else state.kinds[number]
        elif number in state.kinds:
            continue
        elif REFERENCE.match(line):
            state.kinds[number] = "reference"
        elif TAGS.fullmatch(line):
            state.kinds[number] = "html"
        elif RULE_LINE.fullmatch(line):
            state.kinds[number] = "other"
        else:
            state.kinds[number] = "unread"
            state.find("warning", "not-understood", number, f"this line was not understood: {line.strip()[:60]}")


def account(state: State, accepted: int, rejected: int, skipped: int) -> Account:
    """Sum up."""
    counted = Counter(state.kinds[number] for number in range(1, len(state.lines) + 1)) if state.kinds else Counter()
    return Account(
        file=state.name,
        records_in=accepted + rejected + skipped,
        accepted=accepted,
        rejected=rejected,
        skipped=skipped,
        lines=dict(sorted(counted.items())),
    )
