"""Labels: what a table header or a word before a colon says of the text that belongs to it."""

import re

FIELDS: dict[str, str] = {
    "title": "title titles paper-title name article articles publication-title 标题 题目 论文 论文题目 论文标题 论文名称 论文名 论文全称 タイトル 題名 題目 論文名 제목 논문 título titulo titre titel название paper papers work reports reading readings",
    "authors": "author authors author(s) by first-author 作者 著者 lead-author writers 作者列表 著者名 저자 autores autor auteurs auteur autoren авторы автор autori",
    "date": "year date publication-date published-on pub-date month when submission submitted released release-date publish-date "
    "时间 日期 年份 发表时间 year-published arxiv-date publish-time time 发表年份 发表日期 発表年 年 公開日 연도 año ano année jahr datum anno год дата",
    "venue": "venue conference journal source proceedings publication where book-title booktitle conference/journal "
    "journal/conference venues publisher pub pub. 会议 期刊 来源 出处 会议/期刊 期刊/会议 会议名称 学会 会議 学会/論文誌 論文誌 雑誌 掲載 掲載誌 発表 학회 저널 revista conferencia revue journal/revue conférence zeitschrift konferenz rivista журнал конференция conf conf. forum published-at-venue",
    "imprint": "published published-in published-at appeared appeared-in accepted publish venue/year year/venue 发表",
    "paper": "link links url urls pdf arxiv doi paper-link paper-url 链接 论文链接 地址 paper-pdf arxiv-link arxiv-id download resources resource 下载 论文地址 原文链接 全文 リンク 論文 論文リンク 링크 enlace enlaces lien liens verweis ссылка ссылки",
    "code": "code codes github repo repository implementation source-code code-link official-code 代码 源码 代码链接 代码地址 开源代码 项目代码 コード 実装 코드 código codigo código-fonte код github-link codebase",
    "related": "project page website project-page homepage site web video videos demo slides talk poster data "
    "supplementary supplement bibtex 项目 主页 数据 项目主页 项目地址 项目链接 视频 数据集链接 プロジェクト デモ 動画 スライド 資料 サンプル project-website presentation media",
    "other": "dataset datasets env environment environments benchmark benchmarks 数据集 simulator discussion blog "
    "reviews twitter models",
    "note": "abstract summary keyword keywords note notes comment comments tl;dr tldr tags tag description idea contribution "
    "contributions task tasks method methods topic topics category categories type stars star citation citations remark remarks "
    "takeaway takeaways why key-idea highlights area field problem model metric metrics framework affiliation affiliations "
    "institution institutions organization institute venue-rank ccf 摘要 关键词 备注 简介 笔记 机构 单位 概要 要約 感想 メモ 備考 コメント キーワード 一言 所属 初録 초록 요약 메모 resumen resumo résumé notas remarques anmerkung аннотация 核心思想 创新点 方法 任务 贡献 亮点 评价 语言 language license status "
    "main-idea tasks: backbone pages keypoints modality review introduction brief insight",
    "index": "# no no. id index number nr nr. 序号 编号 rank",
}
"""Fields, and the words that name them."""
FIELD_OF = {word.replace("-", " "): field for field, words in FIELDS.items() for word in words.split()}
KEYED = re.compile(r"\s*[-*•]?\s*(?P<label>[^\W\d_][^:：\n.,，。]{0,24}?)\s*[:：]\s*")
EDGE = re.compile(r"^[\W_]+|[^\w)#.]+$")


def field(label: str) -> str | None:
    """Return the field that a label names, or `None`.

    >>> field("Author(s)"), field("Publication Date"), field("Colour")
    ('authors', 'date', None)
    """
    folded = EDGE.sub("", label.strip()).casefold() if label.strip() != "#" else "#"
    whole = FIELD_OF.get(folded) or FIELD_OF.get(folded.rstrip(".")) or FIELD_OF.get(folded.replace("/", " "))
    if whole:
        return whole
    parts = [FIELD_OF.get(part.strip()) for part in re.split(r"\s?[/／&・]\s?|\sand\s", folded)]
    return parts[0] if None not in parts or parts[0] == "title" else None


def keyed(text: str) -> tuple[str, int] | None:
    """Return the field of a text that begins with its label, and where the label ends.

    >>> keyed("Authors: Ann Example"), keyed("NeRF: a title")
    (('authors', 9), None)
    """
    match = KEYED.match(text)
    found = field(match["label"]) if match else None
    return (found, match.end()) if match and found else None
