"""Labels: what a table header or a word before a colon says of the text that belongs to it."""

import re

FIELDS: dict[str, str] = {
    "title": "title titles paper-title name article articles publication-title 标题 题目 论文 论文题目 论文标题 论文名称 paper papers work reports",
    "authors": "author authors author(s) by first-author 作者 著者 lead-author writers",
    "date": "year date publication-date published-on pub-date month when submission submitted released release-date publish-date "
    "时间 日期 年份 发表时间 year-published arxiv-date publish-time time",
    "venue": "venue conference journal source proceedings publication where book-title booktitle conference/journal "
    "journal/conference venues publisher pub pub. 会议 期刊 来源 出处 conf conf.",
    "imprint": "published published-in published-at appeared appeared-in accepted publish venue/year year/venue 发表",
    "paper": "link links url urls pdf arxiv doi paper-link paper-url 链接 论文链接 地址 paper-pdf arxiv-link arxiv-id download resources resource",
    "code": "code codes github repo repository implementation source-code code-link official-code 代码 源码 github-link codebase",
    "related": "project page website project-page homepage site web video videos demo slides talk poster data "
    "supplementary supplement bibtex 项目 主页 数据 project-website presentation media",
    "other": "dataset datasets env environment environments benchmark benchmarks 数据集 simulator discussion blog "
    "reviews twitter models",
    "note": "abstract summary keyword keywords note notes comment comments tl;dr tldr tags tag description idea contribution "
    "contributions task tasks method methods topic topics category categories type stars star citation citations remark remarks "
    "takeaway takeaways why key-idea highlights area field problem model metric metrics framework affiliation affiliations "
    "institution institutions organization institute venue-rank ccf 摘要 关键词 备注 简介 笔记 机构 单位 语言 language license status "
    "main-idea tasks: backbone pages keypoints modality review introduction brief details info insight",
    "index": "# no no. id index number nr nr. 序号 编号 rank",
}
"""Fields, and the words that name them."""
FIELD_OF = {word.replace("-", " "): field for field, words in FIELDS.items() for word in words.split()}
KEYED = re.compile(r"\s*[-*•]?\s*(?P<label>[^\W\d_][^:：\n.,]{0,24}?)\s*[:：]\s*")
EDGE = re.compile(r"^[\W_]+|[^\w)#.]+$")


def field(label: str) -> str | None:
    """Return the field that a label names, or `None`.

    >>> field("Author(s)"), field("Publication Date"), field("Colour")
    ('authors', 'date', None)
    """
    folded = EDGE.sub("", label.strip()).casefold() if label.strip() != "#" else "#"
    return FIELD_OF.get(folded) or FIELD_OF.get(folded.rstrip(".")) or FIELD_OF.get(folded.replace("/", " ").split(" & ")[0])


def keyed(text: str) -> tuple[str, int] | None:
    """Return the field of a text that begins with its label, and where the label ends.

    >>> keyed("Authors: Ann Example"), keyed("NeRF: a title")
    (('authors', 9), None)
    """
    match = KEYED.match(text)
    found = field(match["label"]) if match else None
    return (found, match.end()) if match and found else None
