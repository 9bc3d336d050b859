"""Headings of what are no papers: tools, courses, talks, people, and the list's own matters."""

import re

NO_PAPERS: tuple[tuple[str, str, float], ...] = (
    ("tool", r"tools?|software|librar(?:y|ies)|code|codebases?|frameworks?|packages?|implementations?|repositor(?:y|ies)|repos|projects?|open[- ]source.*|toolkits?|toolbox(?:es)?|platforms?|demos?|simulators?|utilities|工具|开源工具|开源项目|代码|ツール|ライブラリ|도구|herramientas|outils|werkzeuge", 2.0),
    ("course", r"courses?|lectures?|classes|summer schools?|schools?|moocs?|curricul(?:um|a)|exams?|课程|講義|講座|강의|cursos|cours|kurse", 2.0),
    ("talk", r"talks?|videos?|slides|presentations?|podcasts?|keynotes?|webinars?|seminars?", 2.0),
    ("blog", r"blogs?|blog posts?|posts?|news|newsletters?|articles and blogs|websites?|web sites|sites|博客|ブログ|블로그", 2.0),
    ("event", r"conferences?|events?|competitions?|challenges?|meetups?|venues?", 2.0),
    ("list", r"related lists?|other lists?|.*reading lists|awesome lists?|.*other.*lists?.*|similar .*|related (?:repos|repositories|projects)|external.*", 2.0),
    ("people", r"people|researchers?|groups?|labs?|companies|jobs|community|communities|contributors?|contributing|contributions?|contribute|how to contribute|authors?|maintainers?|acknowledge?ments?|credits?|licen[cs]e|contact|citation|cite|citing|star history|stargazers|sponsors?|faq|todo|to do|format|news and updates|updates?|change ?logs?|update logs?|release notes|history|recent news|latest news|what's new|announcements?", 2.5),
    ("book", r"books?|textbooks?|theses|thesis|dissertations?|chapters?", 1.0),
    ("tutorial", r"tutorials?|notebooks?|guides?|how-?tos?|introductory (?:videos|lectures)|resources|other resources|links|useful links|datasets?|data sets?|benchmarks? and datasets?", 1.0),
)
"""Headings of what are no papers: the kind, its words, and how much they weigh."""
HEADING = tuple((kind, re.compile(rf"(?:.*\b(?:and|&|/|,|useful|other|related|introductory|online|jupyter|awesome|external|the|open|source|more|video)\s*)?(?:{words})(?:\s*(?:and|&|/|,).*)?", re.IGNORECASE), weight) for kind, words, weight in NO_PAPERS)


PAPERS = re.compile(r"\bpapers\b(?!.*\blists?\b)|\bpublications\b|论文", re.IGNORECASE)
"""What a heading says that announces papers whatever else it names."""


def names_no_papers(label: str) -> bool:
    """Tell whether a heading surely announces something else than papers.

    >>> names_no_papers("Star History"), names_no_papers("A History of Stars")
    (True, False)
    """
    return PAPERS.search(label) is None and any(weight >= SURELY and pattern.fullmatch(label) for _, pattern, weight in HEADING)


SURELY = 2.0
"""The weight from which on a heading leaves no doubt."""
