"""Links: what a link is to its entry, told by its label first and by its address second."""

import re
from functools import lru_cache
from typing import Literal, cast
from urllib.parse import urlsplit

Role = Literal["paper", "copy", "code", "related", "other"]

ROLE_WORDS: dict[str, str] = {
    "paper": (
        "paper papers pdf pdfs arxiv abs abstract doi article html preprint ps acm ieee springer openreview acl aclweb "
        "anthology biorxiv medrxiv chemrxiv journal publisher link links url download fulltext text camera ready pmlr "
        "proceedings mirror thesis report book epub postscript hal ssrn eprint "
        "论文 链接 原文 全文 地址 论文链接 论文地址 下载 논문 論文 リンク 링크 원문 本文 lien enlace texte"
    ),
    "code": (
        "code codes github gitlab git repo repository source implementation implementations impl pytorch tensorflow tf "
        "keras jax torch caffe mxnet chainer theano official unofficial reference python java c++ c c# matlab julia scala "
        "rust go golang r javascript js typescript haskell ocaml lua library toolbox package software gpu parallel "
        "bitbucket 代码 源码 代码链接 代码地址 开源代码 코드 コード 実装"
    ),
    "related": (
        "project page pages website web webpage site homepage home demo demos video videos talk talks slides slide poster "
        "presentation data dataset datasets supp suppl supplementary supplement supplemental material materials appendix "
        "colab notebook blog blogpost post bib bibtex bibtext youtube model models weights checkpoint checkpoints "
        "artifact artifacts artefact artefacts replication errata addendum huggingface hf space app media podcast recording benchmark results playground 项目 主页 项目主页 数据 数据集 视频 幻灯片 博客 デモ サンプル 動画 スライド 資料 プロジェクト 音声サンプル 데모 영상"
    ),
    "other": (
        "note notes review reviews tweet twitter x citation citations scholar semantic reddit discussion zhihu summary "
        "comment comments explanation explained wiki wikipedia medium news 知乎 笔记 解读 论文解读 解説 ツイート 著者ツイート メモ 記事"
    ),
}
"""Words that as a label tell what a link leads to."""
FILLERS = frozenset(
    ["the", "a", "an", "of", "to", "and", "for", "on", "in", "by", "with", "full", "extended", "version", "versions", "short", "long", "v1", "v2", "v3", "v4", "v5", "low", "high", "res", "lowres", "hires", "here", "my", "author", "authors", "author's", "third", "party", "open", "access", "free", "online", "original", "new", "old", "latest", "main", "our", "its", "research", "中文", "english", "chinese", "en", "cn", "zh", "1", "2", "3", "4", "5", "6", "7", "8", "9", "+", "&", "/", "-"],
)
"""Words that may stand in such a label and tell nothing."""
WORD_ROLE = {word: cast("Role", role) for role, text in ROLE_WORDS.items() for word in text.split()}

HOST_ROLE: tuple[tuple[str, Role], ...] = (
    ("github.com", "code"), ("gitlab.com", "code"), ("bitbucket.org", "code"), ("github.io", "related"),
    ("youtube.com", "related"), ("youtu.be", "related"), ("vimeo.com", "related"), ("bilibili.com", "related"),
    ("slideshare.net", "related"), ("colab.research.google.com", "related"), ("huggingface.co", "related"),
    ("kaggle.com", "related"), ("twitter.com", "other"), ("x.com", "other"), ("reddit.com", "other"),
    ("medium.com", "other"), ("zhihu.com", "other"), ("paperswithcode.com", "related"),
    ("scholar.google.com", "other"), ("linkedin.com", "other"),
)
"""What the host of a link tells where its label does not."""
PAPER_HOSTS = (
    "arxiv.org", "doi.org", "openreview.net", "aclanthology.org", "aclweb.org", "dl.acm.org", "acm.org",
    "ieeexplore.ieee.org", "computer.org", "link.springer.com", "springer.com", "sciencedirect.com", "nature.com",
    "science.org", "sciencemag.org", "pnas.org", "plos.org", "biorxiv.org", "medrxiv.org", "chemrxiv.org",
    "ncbi.nlm.nih.gov", "wiley.com", "tandfonline.com", "mdpi.com", "frontiersin.org", "jmlr.org", "mlr.press",
    "neurips.cc", "nips.cc", "thecvf.com", "cv-foundation.org", "usenix.org", "aaai.org", "ijcai.org", "jair.org",
    "semanticscholar.org", "researchgate.net", "citeseerx.ist.psu.edu", "ssrn.com", "eprint.iacr.org", "hal.science",
    "archives-ouvertes.fr", "isca-speech.org", "jstor.org", "cambridge.org", "oup.com", "sagepub.com", "degruyter.com",
    "roboticsproceedings.org", "vldb.org", "ceur-ws.org", "dblp.org", "scitation.org", "aps.org", "iop.org", "acs.org",
    "rsc.org", "cell.com", "elifesciences.org", "royalsocietypublishing.org", "mitpressjournals.org",
    "direct.mit.edu", "worldscientific.com", "core.ac.uk", "techrxiv.org", "psyarxiv.com", "osf.io", "academia.edu",
    "distill.pub", "siam.org", "ndss-symposium.org", "eurasip.org", "projecteuclid.org", "ams.org", "annualreviews.org",
    "emerald.com", "hindawi.com", "iacr.org", "inria.fr", "preprints.org", "zenodo.org", "papers.ssrn.com", "mlsys.org",
)
"""Hosts whose pages are papers."""
PAPER_FILE = re.compile(r"\.(?:pdf|ps|ps\.gz|djvu)(?:$|[?#&)])", re.IGNORECASE)

IDENTIFIER_LABEL = re.compile(
    r"(?:doi:?\s*)?/?10\.\d{4,9}/\S+|(?:arxiv:?\s*)?\d{4}\.\d{4,5}(?:v\d+)?|(?:arxiv:\s*)?[a-z-]+/\d{7}"
    r"|https?://\S+|www\.\S+|\S+\.(?:pdf|ps)|(?:pmid|pmcid|eprint):?\s*\w+",
    re.IGNORECASE,
)
"""A label that is an identifier, an address or a file name."""
LABEL_EDGE = re.compile(r"^[\W_]+|[^\w+#]+$|_+$")
SHORTCODE = re.compile(r":[a-z0-9_+-]+:")
EMOJI = re.compile("[\U0001f000-\U0001faff\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\ufe0f\u200d\u20e3\u3030\u303d]")
"""Emoji and arrows."""
VARIANT = re.compile(r"[\s\[(]*(\w+)(?:-[\w+.#]+|\s*\([^()]{1,30}\))[\s\])]*")
"""A label and which of several it is: `Paper-v2`, `Code (Matlab)`."""
BRACKETED = re.compile(r"\s*\[\s*(\w+)\s[^\s\[\]]{1,30}\s*\]\s*")
"""A label in printed brackets: `[Paper ICCV-2019]`."""
LAST_WORDS = frozenset(
    ["code", "implementation", "reference", "page", "website", "homepage", "slides", "video", "pdf", "repo", "repository", "demo", "poster", "talk", "supplement", "notes"],
)
"""Words that as the last of a short label tell its role, whatever the others are."""
LONGEST_LABEL = 5
"""Words beyond which a label is a title, whatever its words are."""

HARMFUL = ("javascript:", "data:", "file:", "vbscript:", "mailto:")
"""Addresses of these kinds lead to no document."""


@lru_cache(maxsize=8192)
def label_role(label: str) -> Role | None:
    """Tell what a link is by its label alone, or `None` where the label is a text of its own.

    >>> label_role("[pdf]"), label_role("C++ Reference"), label_role("Deep Learning")
    ('paper', 'code', None)
    """
    text = SHORTCODE.sub(" ", EMOJI.sub(" ", label))
    variant = VARIANT.fullmatch(text)
    if variant and variant[1].casefold() in WORD_ROLE:
        return WORD_ROLE[variant[1].casefold()]
    if IDENTIFIER_LABEL.fullmatch(text.strip(" []()<>").rstrip(".,")):
        return "paper"
    bracketed = BRACKETED.fullmatch(text)
    if bracketed and bracketed[1].casefold() in WORD_ROLE:
        return WORD_ROLE[bracketed[1].casefold()]
    words = [LABEL_EDGE.sub("", word) for word in re.split(r"[\s/|,:()\[\]_-]+", text.casefold())]
    words = [word for word in words if word]
    if 2 < len(words) <= 4 and words[0] in WORD_ROLE and words[1] in {"by", "at", "from"}:  # noqa: PLR2004 -- "talk by ..."
        return WORD_ROLE[words[0]]
    if 1 < len(words) <= 3 and words[-1] in LAST_WORDS and words[0] not in {"a", "an"}:  # noqa: PLR2004 -- a label, no title
        return WORD_ROLE[words[-1]]
    if len(words) > LONGEST_LABEL or not all(word in WORD_ROLE or word in FILLERS or word.isdigit() for word in words):
        return None
    roles = [WORD_ROLE[word] for word in words if word in WORD_ROLE]
    if not words or not roles:
        return "paper" if words in (["here"], ["original"], ["online"], ["full", "version"]) else None
    return next((role for role in ("other", "related", "code") if role in roles), "paper")


def host(url: str) -> str:
    """Return the host of an address in lower case, without `www.`.

    >>> host("https://www.example.org/a")
    'example.org'
    """
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def on(place: str, hosts: tuple[str, ...]) -> bool:
    """Tell whether a host is one of some hosts or below one of them."""
    return any(place == one or place.endswith("." + one) for one in hosts)


@lru_cache(maxsize=8192)
def host_role(url: str) -> Role:
    """Tell what a link is by its address alone."""
    if is_paper_address(url):
        return "paper"
    place = host(url)
    return next((role for name, role in HOST_ROLE if on(place, (name,))), "paper")


@lru_cache(maxsize=8192)
def is_paper_address(url: str) -> bool:
    """Tell whether an address as such leads to a paper: by its host, or as a PDF file."""
    return on(host(url), PAPER_HOSTS) or PAPER_FILE.search(url) is not None


def is_harmful(url: str) -> bool:
    """Tell whether an address is of a kind that no entry may link to."""
    return url.strip().casefold().replace("\t", "").replace("\n", "").startswith(HARMFUL)


def is_address(url: str) -> bool:
    """Tell whether a link's target can be an address at all, and not a remark in its place.

    >>> is_address("papers/a.pdf"), is_address("!!missing!!"), is_address("")
    (True, False, False)
    """
    return (bool(url) and (url[0].isalnum() or url[0] in "./~_") and " " not in url.strip().partition("?")[0].replace("%20", "")) or "://" in url


def is_in_page(url: str) -> bool:
    """Tell whether a link stays on its page."""
    return url.startswith("#")
