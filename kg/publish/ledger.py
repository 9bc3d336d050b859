"""What a publication has written so far, on disk (https://www.sqlite.org/), for a site may have very many files."""

import sqlite3
from collections.abc import Iterable, Iterator

TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE files (path TEXT PRIMARY KEY, changed INTEGER) WITHOUT ROWID;
CREATE TABLE days (page TEXT PRIMARY KEY, day TEXT) WITHOUT ROWID;
BEGIN;
"""

PAGES = """
SELECT page, CASE WHEN changed THEN :today ELSE COALESCE(day, :today) END
FROM (SELECT path, changed, CASE path WHEN 'index.html' THEN '' ELSE path END AS page
      FROM files WHERE substr(path, -5) = '.html' AND path <> '404.html')
LEFT JOIN days USING (page)
ORDER BY path LIMIT :most OFFSET :start
"""


class Ledger:
    """Each file and whether it changed; each page of the last publication and its day."""

    def __init__(self) -> None:
        """Begin; the file behind it has no name and is gone with the process."""
        self.base = sqlite3.connect("", isolation_level=None)
        self.base.executescript(TABLES)

    def note(self, written: Iterable[tuple[str, bool]]) -> None:
        """Note files, each with whether it is other than before."""
        self.base.executemany("INSERT OR REPLACE INTO files VALUES (?, ?)", written)

    def note_days(self, pages: Iterable[tuple[str, str]]) -> None:
        """Note on which day each page changed last, as earlier publications have it."""
        self.base.executemany("INSERT OR REPLACE INTO days VALUES (?, ?)", pages)

    def files(self) -> Iterator[str]:
        """Yield the paths of all files."""
        return (path for (path,) in self.base.execute("SELECT path FROM files ORDER BY path"))

    def counted(self) -> tuple[int, int]:
        """Return how many files there are, and how many of them changed."""
        files, changed = self.base.execute("SELECT COUNT(*), COALESCE(SUM(changed), 0) FROM files").fetchone()
        return files, changed

    def pages(self, today: str, most: int = -1, start: int = 0) -> Iterator[tuple[str, str]]:
        """Yield the pages that people may come to, each with the day on which it changed last."""
        asked = {"today": today, "most": most, "start": start}
        return ((page, day) for page, day in self.base.execute(PAGES, asked))

    def close(self) -> None:
        """Let go of it."""
        self.base.close()
