"""The site in a real browser: no complaint, no foreign request, usable by keyboard and by screen readers."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import AXE, Scheme, Watched, chromium, hosted, needs_axe, needs_browser

pytestmark = needs_browser

KINDS = [
    "index.html", "paper/arxiv-1801.04381.html", "author/andrew-howard.html", "author/andrew-g-howard.html",
    "topic/edge-ml/quantization.html", "list/edge-ml.html", "snapshot/e7e5563886b82f57.html", "papers.html", "authors.html", "topics.html",
    "network.html", "query.html", "dataset.html", "ontology.html", "404.html",
]
"""One page of each kind."""

ODD_KINDS = [
    "index.html", "paper/doi-10.1234-x.html", "author/orcid-0000-0002-1825-0097.html", "venue/issn-2049-3630.html",
    "organization/ror-05a28rw58.html", "snapshot/0000000000000000.html",
    "venues.html", "authors.html", "topics.html", "list/odd.html", "network.html", "query.html", "papers.html", "papers-2.html",
]
"""The same for the site with every field and hostile text."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def root(site: Path) -> Iterator[str]:
    # Below a folder, as on GitHub Pages, where links may not begin at the root of the host.
    above = site.parent / "host"
    above.mkdir(exist_ok=True)
    (above / "kg").symlink_to(site)
    with hosted(above) as address:
        yield f"{address}/kg"


@pytest.fixture(scope="module")
def odd_root(odd_site: Path) -> Iterator[str]:
    with hosted(odd_site) as address:
        yield address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", KINDS)
def test_every_kind_of_page_loads_without_complaint_or_foreign_request(
    browser: Browser, root: str, path: str, scheme: Scheme,
) -> None:
    window = Watched(browser, root, scheme)
    page = window.open(path)
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 23, 26)"
    assert dark == (scheme == "dark")
    window.close()


@pytest.mark.parametrize("path", ODD_KINDS)
def test_hostile_text_runs_no_script(browser: Browser, odd_root: str, path: str) -> None:
    window = Watched(browser, odd_root)
    page = window.open(path)
    assert page.evaluate("document.querySelectorAll('main script, main img, [onload], [onerror]').length") == 0
    window.close()


def test_hostile_titles_run_no_script_on_their_own_pages(browser: Browser, odd_site: Path, odd_root: str) -> None:
    window = Watched(browser, odd_root)
    for paper in sorted((odd_site / "paper").glob("arxiv-2101.0000*.html")):
        window.page.goto(f"{odd_root}/paper/{paper.name}")
    window.close()


@needs_axe
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", KINDS)
def test_axe_finds_no_violation(browser: Browser, root: str, path: str, scheme: Scheme) -> None:
    violations = axe(browser, root, path, scheme)
    assert violations == []


@needs_axe
@pytest.mark.parametrize("path", ODD_KINDS)
def test_axe_finds_no_violation_where_every_field_is_filled(browser: Browser, odd_root: str, path: str) -> None:
    assert axe(browser, odd_root, path, "light") == []


def axe(browser: Browser, root: str, path: str, scheme: Scheme) -> list[str]:
    """Return what axe-core has against a page; it is put into the page past its own policy."""
    context = browser.new_context(color_scheme=scheme, bypass_csp=True, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{root}/{path}", wait_until="networkidle")
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    context.close()
    return [
        f"{one['id']}: {node['html'][:120]}: {node['failureSummary']}" for one in found["violations"] for node in one["nodes"][:3]
    ]


@pytest.mark.parametrize("width", [320, 768, 2560])
@pytest.mark.parametrize("path", KINDS)
def test_no_page_is_wider_than_its_window(browser: Browser, root: str, path: str, width: int) -> None:
    window = Watched(browser, root, width=width)
    page = window.open(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    window.close()


def test_a_search_by_keyboard_alone_leads_to_the_page_of_a_paper(browser: Browser, root: str) -> None:
    window = Watched(browser, root)
    page = window.open("index.html")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "find":
            break
    page.keyboard.type("inverted residuals")
    page.wait_for_selector("#found li")
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("#find", "aria-activedescendant") == "found-0"
    page.keyboard.press("Enter")
    page.wait_for_url("**/paper/arxiv-1801.04381.html")
    window.close()


def test_a_search_ignores_case_and_accents_and_finds_authors_and_topics(browser: Browser, root: str) -> None:
    window = Watched(browser, root)
    page = window.open("index.html")
    page.fill("#find", "REMI GRIBONVAL")
    page.wait_for_selector("#found li")
    assert page.inner_text("#found li:first-child").startswith("Rémi Gribonval")
    page.fill("#find", "quantiz")
    assert "Topic" in page.inner_text("#found li:first-child")
    page.fill("#find", "zzzz")
    assert page.inner_text("#hint") == "0 results"
    window.close()


def test_the_first_tab_offers_to_skip_to_the_content(browser: Browser, root: str) -> None:
    window = Watched(browser, root)
    page = window.open("papers.html")
    page.keyboard.press("Tab")
    assert page.inner_text(":focus") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    window.close()


def test_a_question_with_a_field_is_answered_in_the_browser(browser: Browser, root: str) -> None:
    window = Watched(browser, root)
    page = window.open("query.html")
    page.select_option("#question", "coauthors")
    page.fill("#field-0", "song han")
    page.press("#field-0", "Tab")
    expect(page.locator("#text")).to_have_value(re.compile("author/song-han"))
    page.click("#run")
    page.wait_for_selector("#answer tbody tr")
    assert page.locator("#answer tbody tr").count() == 17
    page.click("#answer tbody tr:first-child a")
    page.wait_for_url("**/author/*.html")
    window.close()


def test_every_bundled_question_is_answered_in_the_browser(browser: Browser, root: str) -> None:
    window = Watched(browser, root)
    page = window.open("query.html")
    for name in page.eval_on_selector_all("#question option", "all => all.map((one) => one.value)"):
        page.select_option("#question", name)
        page.click("#run")
        expect(page.locator("#status")).to_have_text(re.compile(r"^[0-9,]+ rows? in"), timeout=20_000)
    window.close()


def test_a_query_by_keyboard_is_shared_by_a_link_and_saved_as_csv(browser: Browser, root: str, tmp_path: Path) -> None:
    window = Watched(browser, root)
    page = window.open("query.html")
    text = 'SELECT ?x ?y { VALUES (?x ?y) { ("a,b" "say \\"hi\\"") } }'
    page.focus("#text")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#answer tbody tr")
    with page.expect_download() as saved:
        page.click("#save")
    saved.value.save_as(tmp_path / "answer.csv")
    assert (tmp_path / "answer.csv").read_bytes() == b'x,y\r\n"a,b","say ""hi"""\r\n'
    page.click("#share")
    shared = page.url
    page.goto("about:blank")
    page.goto(shared)
    page.wait_for_selector("#answer tbody tr")
    assert page.input_value("#text") == text
    window.close()


def test_a_wrong_query_is_told_and_a_runaway_query_can_be_stopped(browser: Browser, root: str) -> None:
    window = Watched(browser, root)
    page = window.open("query.html")
    page.fill("#text", "SELECT * {")
    page.click("#run")
    page.wait_for_selector("#status.error")
    page.fill("#text", "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
    page.click("#run")
    page.wait_for_timeout(300)
    page.click("#stop")
    assert page.inner_text("#status") == "Stopped."
    page.fill("#text", "ASK {}")
    page.click("#run")
    page.wait_for_selector("#answer td")
    assert page.inner_text("#answer td") == "yes"
    window.close()


def test_the_network_is_drawn_and_says_the_same_in_a_table(browser: Browser, root: str) -> None:
    window = Watched(browser, root)
    page = window.open("network.html")
    assert page.locator("#network canvas").count() > 0
    assert page.locator("main table tbody tr").count() == 240
    window.close()


@pytest.mark.parametrize("path", ["index.html", "paper/arxiv-1801.04381.html", "network.html", "query.html"])
def test_pages_work_from_a_disk_and_the_query_page_says_what_it_needs(browser: Browser, site: Path, path: str) -> None:
    window = Watched(browser, site.as_uri())
    page = window.open(path)
    if path == "index.html":
        page.fill("#find", "mobilenet")
        page.wait_for_selector("#found li")
    if path == "query.html":
        assert "kg serve" in page.inner_text("#status")
    window.close()


def test_a_page_works_without_javascript(browser: Browser, root: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{root}/index.html")
    assert not page.is_visible("#search")
    page.goto(f"{root}/query.html")
    assert page.is_visible("main noscript")
    context.close()


def test_print_leaves_out_what_paper_cannot_do(browser: Browser, root: str) -> None:
    window = Watched(browser, root)
    page = window.open("paper/arxiv-1801.04381.html")
    page.emulate_media(media="print")
    assert not page.is_visible(".top nav")
    assert page.is_visible(".byline")
    window.close()
