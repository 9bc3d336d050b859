"""Pictures of each kind of page, to look at: `python -m tests.screenshots SITE PICTURES`."""

import sys
from pathlib import Path

from tests.browser import Scheme, Watched, chromium, hosted

VIEWS: tuple[tuple[int, Scheme], ...] = ((1280, "light"), (1280, "dark"), (375, "light"))
FIRST = ("paper", "author", "topic", "list", "venue", "organization", "snapshot")


def main(site: Path, pictures: Path) -> None:
    """Take a picture of each page at the top of a site, and of the first of each kind."""
    pictures.mkdir(parents=True, exist_ok=True)
    found = [path for kind in FIRST for path in sorted((site / kind).rglob("*.html"))[:1]]
    names = [path.relative_to(site).as_posix() for path in [*sorted(site.glob("*.html")), *found]]
    with hosted(site) as root, chromium() as browser:
        for width, scheme in VIEWS:
            window = Watched(browser, root, scheme, width)
            for name in names:
                page = window.open(name)
                target = pictures / f"{name.removesuffix('.html').replace('/', '-')}-{width}-{scheme}.png"
                page.screenshot(path=target, full_page=True)
                sys.stdout.write(f"{target}\n")
            window.context.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
