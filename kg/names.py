"""Personal names: from a printed by-line to names, and from a name to its key."""

import re
import unicodedata
from functools import lru_cache
from importlib.resources import files
from typing import Literal

import msgspec

from kg.text import one_line

KEPT = re.compile("[a-z0-9]+")
"""What is kept of a folded name that is ASCII."""


def key(name: str) -> str:
    """Fold a name to the key by which two spellings count as one.

    NFKC, case-folded, and each run of other than letters, digits and marks one blank, so
    that `H.T. Kung` and `H. T. Kung` are equal while `Müller` and `Muller` are not.

    >>> key("H.T. Kung")
    'h t kung'
    """
    if name.isascii():
        return " ".join(KEPT.findall(name.lower()))
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return " ".join(
        "".join(
            character if unicodedata.category(character)[0] in "LNM" else " "
            for character in folded
        ).split(),
    )


class Name(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One name of a by-line."""

    printed: str
    """As the by-line has it, without footnote marks: `LeCun, Yann`."""
    reading: str
    """In reading order: `Yann LeCun`."""
    kind: Literal["person", "group"] = "person"


class ByLine(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The names of a by-line in printed order."""

    names: tuple[Name, ...] = ()
    further: bool = False
    """Whether the by-line says that there are more (`et al.`)."""


PARTICLES_TEXT = (
    "van von der den de da di del della dei la le lo el al bin ibn ben bint abu y e dos das do du des ter"
    " ten te zu zur zum 't ’t 's af av st. und mac d' d’ op het in"
)
PARTICLES = frozenset(PARTICLES_TEXT.split())
"""Lower-case words that stand inside names."""

SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV|2nd|3rd)\.?")
DEGREE = re.compile(r"(?:Ph\.?\s?D|M\.?D|D\.?Phil|M\.?Sc|B\.?Sc|M\.?A|Dr|Prof|Esq|MBA|RN|MPH)\.?", re.IGNORECASE)
HONORIFIC = re.compile(r"^(?:Prof(?:essor)?|Dr)\.?\s+(?=[^\W\d_])")
UPPER = "".join(character for character in map(chr, range(0x530)) if character.isupper())
INITIALS = re.compile(rf"(?:[{UPPER}]\.?[\s-]*){{1,4}}")
"""Nothing but initials: `Y.`, `G. E.`, `J.-B.`."""
INITIAL = re.compile(rf"(?:[{UPPER}]\.?-?){{1,3}}")
"""One word of initials: `H.T.`, `J.-B.`, `K`."""
WORD = re.compile(r"[^\W\d_]+(?:[-'’‘`´.·‑‐][^\W\d_]+)*[.'’]?")
MARKS = re.compile(r"[*†‡§¶#∗⁎^¹²³⁰⁴-⁹♠♣♦♥✉✝⋆☆★]+|(?<=[^\W\d_.])\d{1,2}(?:,\d{1,2})*$|\$.*?\$")
"""Footnote marks beside a name, with superscript numbers and the like."""
HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af·・]+")
FURTHER = re.compile(
    r"[\s,;&(]*(?:(?:\band\b|&)\s*)?(?:\bet\.?\s+al\b\.?|\bet\.?al\b\.?|\b(?:many\s+)?others\b\.?|\bcolleagues\b\.?"
    r"|(?:\+\s*)?\b\d+\s+(?:(?:more|others|other)\b(?:\s+authors)?|(?:co-?)?authors\b)\.?|\bmore\s+authors\b\.?|(?:\.\.\.|…)\s*$"
    r"|等人?[。.]?|(?:ほか|他)(?:\s?\d+名)?(?=[\s,.，。、]|$))\)?[\s,;.]*",
    re.IGNORECASE,
)
"""What a by-line says instead of its further names."""
AND = re.compile(r"\s*,?\s*(?:\band\b|\bund\b|&|＆|\s和\s|\s与\s)\s*", re.IGNORECASE)
COMMA = re.compile(r"\s*[,，、]\s*|・(?=[\u3400-\u9fff]{1,3}\s[\u3400-\u9fff]{1,3}(?:[・,，、\s]|$))")
SEMICOLON = re.compile(r"\s*[;；]\s*")
ASIDE = re.compile(r"\s*[(（\[][^()（）\[\]]*[)）\]]")
"""Affiliations and footnotes in brackets behind a name."""
EDGE = " \t\n.,;:，、；：|/–—-_*"

GROUP_WORDS_TEXT = (
    "collaboration consortium team group institute institution university laboratory lab labs inc ltd llc"
    " gmbh corporation corp company foundation committee association society organization organisation "
    "academy agency bureau authors contributors"
)
GROUP_WORDS = frozenset(GROUP_WORDS_TEXT.split())
"""Whole words that a person's name does not hold."""

COMPANIES_TEXT = (
    "google microsoft openai deepmind anthropic meta facebook nvidia ibm intel apple amazon baidu alibaba"
    " tencent huawei bytedance deepseek deepseek-ai mistral cohere salesforce bigscience eleutherai "
    "huggingface qwen xai samsung adobe ai brain fair research moonshot"
)
COMPANIES = frozenset(COMPANIES_TEXT.split())
"""Words that together, without any other, name a company and its laboratories."""

WEAK_TEXT = (
    "an in on to do so no can may will you me he she long early small large fast best good great classic "
    "web read case cloud june april august open first home light field cell human gene art see any "
    "all one two be or but by as at if then"
)
WEAK = frozenset(WEAK_TEXT.split())
"""Words of titles and remarks that are also words of names: `Bo An`, `In So Kweon`, `Long Ouyang`."""

MODEL_NAME = re.compile(r"-[A-Z]{2,}$|[a-z][A-Z]{2,}")
"""What names of models have and names of people have not: `ExampleNet-XL`."""
GIVEN = frozenset(["will", "june", "april", "august", "gene", "art", "may", "long", "young", "an", "bo"])
"""Such words that are usual first names: `Will Young`."""

COMMON_ENDING = re.compile(r"(?<=...)(?:ing|tions?|ness|ology|i[sz]ations?|istic|ities|ments|ional)$")
"""Endings of words that are seldom names."""

NO_NAME_TEXT = (
    "a the of for with without using via from towards toward into onto over under between beyond through "
    "is are was been being has have we it its this that these those how what why when where "
    "which who not some more most less than also only new paper papers learning deep "
    "neural network networks model models modeling modelling language data dataset datasets algorithm "
    "algorithms method methods approach approaches system systems analysis survey review reviews "
    "introduction overview tutorial image images video videos vision visual detection recognition "
    "segmentation classification generation generative optimization optimisation training trained "
    "inference reasoning attention transformer transformers graph graphs knowledge representation "
    "representations reinforcement supervised unsupervised semi-supervised self-supervised efficient "
    "robust scalable scale distributed parallel adaptive automatic dynamic probabilistic statistical "
    "stochastic theory theoretical framework architecture architectures design evaluation benchmark "
    "machine artificial intelligence computer computing computation computational science sciences "
    "engineering software hardware programming program programs code compiler compilers database "
    "databases query queries information processing retrieval search recommendation communication "
    "communications security privacy conference proceedings journal transactions workshop symposium "
    "international annual letters press university preprint arxiv technical report thesis chapter book "
    "edition volume vol issue pages springer elsevier wiley ieee acm usenix aaai part study studies "
    "application applications problem problems time real-time multi-agent multi-task end-to-end "
    "state-of-the-art toward speech text natural object feature features linear nonlinear convolutional "
    "recurrent adversarial variational bayesian gaussian markov diffusion quantum protein molecular "
    "social online mobile edge memory storage file files note notes slides demo github pdf link links "
    "here keyword keywords abstract summary source second third three many few every each other others "
    "january february july september october november december"
)
NO_NAME = frozenset(NO_NAME_TEXT.split())
"""Words of titles, venues and remarks that are no part of a name."""



def common_words() -> frozenset[str]:
    """Return the further words that are no part of a name: those of titles, from a file."""
    text = files("kg").joinpath("common_words.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


COMMON = common_words()
IMPOSSIBLE = NO_NAME | COMMON

MAX_WORDS, MAX_LENGTH = 7, 70


@lru_cache(maxsize=65536)
def likeness(text: str) -> float:
    """Tell from 0 to 1 how much a text looks like one name, judged by its words alone.

    >>> likeness("Laurens van der Maaten"), likeness("Graph Attention Networks")
    (0.9, 0.0)
    """
    if len(text) > 2 * MAX_LENGTH:
        return 0.0
    text = MARKS.sub("", text).strip(" ,;")
    if not text or len(text) > MAX_LENGTH:
        return 0.0
    if HAN.fullmatch(text.replace(" ", "")):
        return 0.9 if 2 <= len(text.replace(" ", "")) <= (6 if set(text) & set(" ·・") else 4) else 0.0  # noqa: PLR2004 -- Chinese to Japanese
    if is_group(text):
        return 0.8
    words = HONORIFIC.sub("", text).split()
    if any(ends_sentence(word, first=place == 0) for place, word in enumerate(words[:-1])):
        return 0.0
    kinds = [word_kind(word) for word in words]
    if len(words) == 2 and words[1].casefold().strip(".,") in COMMON and words[1][0].isupper():  # noqa: PLR2004 -- first and last name
        return {"initial": 0.7, "name": 0.4}.get(kinds[0], 0.0)
    if kinds == ["weak", "weak"] and words[0].casefold() in GIVEN:
        return 0.4
    return likeness_of_kinds(kinds)


def likeness_of_kinds(kinds: list[str]) -> float:
    """Tell how much words of such kinds are one name."""
    if not kinds or len(kinds) > MAX_WORDS or "" in kinds:
        return 0.0
    if "name" not in kinds and not {"weak", "initial"} <= set(kinds):
        return 0.3 if "loud" in kinds else 0.1
    if len(kinds) == 1:
        return 0.45
    return 0.5 if "weak" in kinds else 0.7 if "loud" in kinds else 0.9


def ends_sentence(word: str, *, first: bool) -> bool:
    """Tell whether the full stop behind a word ends a sentence, and no initial or shortened given name (`Chr.`)."""
    if not word.endswith(".") or INITIAL.fullmatch(word) or word[-3:-2] == "-":
        return False
    return len(word) > (4 if first else 3)


def word_kind(word: str) -> str:
    """Tell what a word can be inside a name, or "" if it cannot be inside one.

    >>> word_kind("Ó"), word_kind("van"), word_kind("Labbé"), word_kind("learning")
    ('initial', 'particle', 'name', '')
    """
    bare = word.strip(".,'’‘")
    if word in PARTICLES:
        return "particle"
    if MODEL_NAME.search(bare):
        return ""
    if not bare or not WORD.fullmatch(word.lstrip("'’‘")) or bare.casefold() in IMPOSSIBLE:
        return "initial" if bare and INITIAL.fullmatch(word) and word[0].isupper() else ""
    if bare.casefold() in WEAK or COMMON_ENDING.search(bare):
        return "weak" if bare[0].isupper() else ""
    if INITIAL.fullmatch(word) and bare.isupper() and len(bare.replace(".", "")) <= 3:  # noqa: PLR2004 -- J.R.R.
        return "initial"
    if not (bare[0].isupper() or not bare[0].islower()):
        head, mark, tail = bare.replace("’", "'").partition("'")
        return "name" if (mark and len(head) == 1 and tail[:1].isupper()) or ("-" in bare and bare.istitle()) else ""
    return "loud" if len(bare) > 4 and bare.isupper() else "name"  # noqa: PLR2004 -- longer than initials


def is_group(text: str) -> bool:
    """Tell whether a name is that of a group, by its whole words and never by a part of one.

    >>> [is_group(name) for name in ("CMS Collaboration", "Teamrat Ghezzehei", "Jean Labbé")]
    [True, False, False]
    """
    words = [word.strip(".,()").casefold() for word in text.split()]
    if ". " in text:
        return False
    if words and all(word in COMPANIES for word in words):
        return True
    return len(words) > 1 and not GROUP_WORDS.isdisjoint(words) and any(
        word[0].isupper() for word in text.split()
    )


def byline(text: str) -> ByLine:
    """Read a text that is a by-line.

    >>> [name.reading for name in byline("LeCun, Yann, Yoshua Bengio, and Geoffrey Hinton").names]
    ['Yann LeCun', 'Yoshua Bengio', 'Geoffrey Hinton']
    >>> byline("Lowe R, Wu Y, et al.").further
    True
    """
    text = one_line(text)
    text = re.sub(r"^(?:by|authors?)\b[\s:]*", "", text, flags=re.IGNORECASE)
    text = ASIDE.sub("", text)
    short = FURTHER.sub("; " if ";" in text else ", ", text)
    names = [clean(one) for one in split_names(short.strip(EDGE_KEEP_DOT))]
    names = [one for one in names if one and any(character.isalpha() for character in one)]
    initials_last = bool(names) and all(INITIALS_LAST.fullmatch(one) for one in names)
    return ByLine(
        names=tuple(
            Name(
                printed=one,
                reading=reading(one, initials_last=initials_last),
                kind="group" if is_group(one) else "person",
            )
            for one in names
        ),
        further=short != text,
    )


EDGE_KEEP_DOT = EDGE.replace(".", "")
INITIALS_LAST = re.compile(
    rf"(?P<last>\S*[^\W\d_]{{2}}\S*(?:\s+\S*[^\W\d_]{{2}}\S*)*)\s+(?P<initials>(?:[{UPPER}]{{1,2}}\s?){{1,3}})",
)
"""The form of medical journals: `Shoham Y`, `De Hauwere Y M`."""


def clean(name: str) -> str:
    """Drop footnote marks and the punctuation around a name, but not an initial's full stop."""
    name = one_line(MARKS.sub("", name)).strip(EDGE_KEEP_DOT)
    if name.endswith(".") and not re.search(r"(?:^|[\s.\-])[^\W\d_]\.$|\b(?:Jr|Sr|St)\.$", name):
        name = name.rstrip(".")
    return name.lstrip(".… ").strip()


def split_names(text: str) -> list[str]:
    """Split a by-line into its names, each as printed: `Last, First` stays whole."""
    if SEMICOLON.search(text):
        return [name for piece in SEMICOLON.split(text) for name in split_pair(piece)]
    groups = [group.strip(EDGE_KEEP_DOT) for group in AND.split(text)]
    groups = [group for group in groups if group]
    inverted = [len(COMMA.findall(group)) == 1 and is_inverted(*COMMA.split(group, maxsplit=1)) for group in groups]
    if len(groups) > 1 and all(inverted):
        return groups
    pieces = [piece for group in groups for piece in COMMA.split(group)]
    starts = {len([piece for group in groups[:place] for piece in COMMA.split(group)]) for place in range(len(groups))}
    pieces = [piece.strip() for piece in pieces]
    all_inverted = len(groups) > 1 and inverted[-1]
    return join_pieces(pieces, starts, all_inverted=all_inverted)


def split_pair(piece: str) -> list[str]:
    """Split one part of a by-line with semicolons, where a comma divides last from first name."""
    return [name for name in AND.split(piece) if name.strip()]


def is_inverted(last: str, first: str) -> bool:
    """Tell whether two pieces around a comma can be a last name and the first names that go with it."""
    last_kinds = [word_kind(word) for word in last.split()]
    first_kinds = [word_kind(word) for word in first.split()]
    if not last_kinds or not first_kinds or "" in last_kinds or "" in first_kinds:
        return False
    return last_kinds.count("name") + last_kinds.count("loud") <= 2 and "initial" not in last_kinds  # noqa: PLR2004 -- Garcia Marquez


def join_pieces(pieces: list[str], starts: set[int], *, all_inverted: bool) -> list[str]:
    """Put together what commas divide inside one name; `starts` are the pieces behind an `and`."""
    names: list[str] = []
    whole: list[bool] = []
    for place, piece in enumerate(pieces):
        bare = MARKS.sub("", piece).strip(" ")
        if not bare or DEGREE.fullmatch(bare):
            continue
        joined = names and place not in starts
        if joined and SUFFIX.fullmatch(bare):
            names[-1] += f", {bare}"
        elif (joined and INITIALS.fullmatch(bare) and not whole[-1] and bare[0].isupper()) or (joined and all_inverted and not whole[-1]):
            names[-1] += f", {bare}"
            whole[-1] = True
        else:
            names.append(piece)
            whole.append(False)
    if len(names) > 1 and 1 not in starts and first_is_inverted(names):
        names[:2] = [f"{names[0]}, {names[1]}"]
    return names


def first_is_inverted(names: list[str]) -> bool:
    """Tell whether only the first name is printed last name first, as MLA and Chicago do.

    `Ba, Jimmy Lei, Jamie Ryan Kiros` is; `Liu, Chen, and Wang` are three last names.
    """
    first, second, others = names[0], names[1], names[2:]
    if "," in first or "," in second or HAN.search(first):
        return False
    kinds = [word_kind(word) for word in first.split()]
    surname = len(kinds) - kinds.count("particle") == 1 and "initial" not in kinds and "" not in kinds
    given = [word_kind(word) for word in second.split()]
    given_like = bool(given) and "" not in given and len(given) <= 4  # noqa: PLR2004 -- Aaron van den
    return surname and given_like and all(len(other.split()) > 1 for other in others)


def reading(name: str, *, initials_last: bool = False) -> str:
    """Turn a printed name into reading order.

    >>> reading("van den Oord, Aaron"), reading("King, Martin L., Jr.")
    ('Aaron van den Oord', 'Martin L. King Jr.')
    """
    parts = COMMA.split(name)
    suffix = [part for part in parts[1:] if SUFFIX.fullmatch(part)]
    rest = [part for part in parts if part not in suffix]
    if len(rest) > 1:
        return " ".join([*rest[1:], rest[0], *suffix])
    match = INITIALS_LAST.fullmatch(name) if initials_last else None
    if match:
        return f"{match['initials'].strip()} {match['last']}"
    return " ".join([*rest, *suffix])
