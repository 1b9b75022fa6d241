r"""The entries of a BibTeX file, read one by one with pybtex; TeX accents become letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from pybtex.database import Person
from pybtex.database.input.bibtex import LowLevelParser, month_names
from pybtex.utils import CaseInsensitiveDict

__all__ = ["BibtexEntry", "plain_text", "read_entries"]

_START = re.compile(r"^[ \t]*@[ \t]*([A-Za-z]+)[ \t]*[{(]", re.MULTILINE)
_KEYLESS = re.compile(r"^(\s{0,9}@\s{0,9}[A-Za-z]+\s{0,9}[{(])\s{0,9},")
_FIELD_LINE = re.compile(r"^[ \t]*([A-Za-z][\w:+.-]*)[ \t]*=[ \t]*(.*)$")
_NO_ENTRIES = {"comment", "preamble", "string"}
# Their characters mean what they say: an address has a tilde, a percent sign, an underscore.
_AS_THEY_STAND = {"url", "doi", "file", "eprint", "howpublished"}
_NAMES = {"author", "editor"}
_RAYYAN = "RAYYAN-"
_MOST_JOINED = 20
_LONGEST_NAME = 300

_ACCENTS = dict(
    zip(
        "`'^~=u.\"rHvckdbh",
        "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0327\u0328\u0323\u0331\u0309",
        strict=True,
    )
)
# How TeX spells a letter or sign, as name:sign.
_SPELLED = (
    "ss:ß o:ø O:Ø l:ł L:Ł ae:æ AE:Æ oe:œ OE:Œ aa:å AA:Å i:ı j:ȷ dh:ð DH:Ð th:þ TH:Þ dj:đ DJ:Đ ng:ŋ NG:Ŋ",
    "textendash:– textemdash:— textquoteright:’ textquoteleft:‘ textquotedblleft:“ textquotedblright:”",
    "ldots:… dots:… textellipsis:… textasciitilde:~ textbackslash:\\ textunderscore:_ textbar:| S:§",
    "textless:< textgreater:> textregistered:® texttrademark:™ copyright:© textcopyright:© pounds:£",
    "textdegree:° textpm:± texttimes:× textmu:µ textbullet:• guillemotleft:« guillemotright:»",
    "alpha:α beta:β gamma:γ delta:δ epsilon:ε kappa:κ lambda:λ mu:μ pi:π rho:ρ sigma:σ tau:τ chi:χ omega:ω",
    "Delta:Δ pm:± times:× leq:≤ geq:≥ neq:≠ approx:≈ rightarrow:→ LaTeX:LaTeX",
)
_LETTERS = dict(pair.split(":", 1) for line in _SPELLED for pair in line.split())
_ACCENT = re.compile(r"""\\([`'^~="."])\s*(?:\{\s*\\?([^\W\d_])\s*\}|\\?([^\W\d_]))""")
_ACCENT_WORD = re.compile(r"\\([uvrHckdbh])(?:\s*\{\s*\\?([^\W\d_])\s*\}|\s+([^\W\d_])(?![^\W\d_]))")
_LETTER = re.compile(r"\\([A-Za-z]+)(?:\s*\{\}|\s+|(?![A-Za-z]))")
_FONT = re.compile(
    r"\\(?:emph|textit|textbf|textsc|textrm|texttt|textsf|textsuperscript|textsubscript|mkbibemph|"
    r"mkbibquote|url|mbox|uppercase|it|bf|em|sc|rm|mathrm|text)\b\s*"
)


@dataclass
class BibtexEntry:
    """One entry.

    Parameters
    ----------
    kind, key
        ``article`` and the key that it is cited by; a key of our own where it has none.
    line
        Where it begins.
    fields
        Name in small letters -> values, without TeX. Authors and editors are one value each.
    is_by_lines
        Whether its braces do not match, so that its lines were read instead.
    """

    kind: str
    key: str
    line: int
    fields: dict[str, list[str]] = field(default_factory=dict)
    is_by_lines: bool = False


def read_entries(text: str) -> tuple[list[BibtexEntry], list[tuple[str, str]]]:
    """Read every entry of a file.

    Parameters
    ----------
    text
        The file.

    Returns
    -------
    The entries, and of each that cannot be read its name and why, as words that follow "because".
    """
    macros = CaseInsensitiveDict(month_names)
    entries: list[BibtexEntry] = []
    bad: list[tuple[str, str]] = []
    for kind, chunk, line in _chunks(text):
        if kind == "string":
            _parse(chunk, macros)
        if kind in _NO_ENTRIES:
            continue
        key, pairs, reason = _parse(chunk, macros)
        is_by_lines = False
        if pairs is None:
            key, pairs = _by_lines(chunk)
            is_by_lines = bool(pairs)
        name = key if key not in ("", "unnamed") else f"unnamed-{line}"
        if not pairs:
            bad.append((f"{name} (line {line})", reason or "it has no fields"))
            continue
        entries.append(BibtexEntry(kind, name, line, _values(pairs), is_by_lines))
    return entries, bad


def _chunks(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield kind, text and line of each thing that begins with @ at the start of a line.

    A line of an abstract may begin so as well: a chunk whose braces are open takes in the next ones,
    as long as that closes them.
    """
    starts = [(found.start(), found[1].casefold()) for found in _START.finditer(text)]
    ends = [start for start, _ in starts[1:]] + [len(text)]
    line, counted_to, i = 1, 0, 0
    while i < len(starts):
        start, kind = starts[i]
        line += text.count("\n", counted_to, start)
        counted_to = start
        last = i
        balance = _balance(text[start : ends[i]])
        while balance > 0 and last + 1 < len(starts) and last - i < _MOST_JOINED:
            last += 1
            balance += _balance(text[starts[last][0] : ends[last]])
        # Braces that never close belong to one faulty entry; it must not take the others with it.
        last = last if balance == 0 and last > i and _is_inside(text[start : starts[i + 1][0]]) else i
        yield kind, text[start : ends[last]], line
        i = last + 1


def _balance(text: str) -> int:
    plain = re.sub(r"\\[{}]", "", text)
    return plain.count("{") - plain.count("}")


def _is_inside(before: str) -> bool:
    """Whether what stands before ends in the middle of a value, not after the end of an entry."""
    return not before.rstrip().endswith(("}", ")"))


def _parse(chunk: str, macros: CaseInsensitiveDict) -> tuple[str, list[tuple[str, str]] | None, str]:
    """Return key and fields of an entry, or no fields and the reason."""
    parser = LowLevelParser(_KEYLESS.sub(r"\1unnamed,", chunk), macros=_Macros(macros))
    try:
        results = [body for command, body in parser if command.casefold() not in _NO_ENTRIES]
    except Exception as error:  # pybtex lets through what its scanner raises
        return _key_of(chunk), None, _in_words(error)
    if not results:
        return "", None, "it has no fields"
    key, fields = results[0]
    return key or "", [(name, "".join(parts)) for name, parts in fields], ""


class _Macros(dict):
    """The @string abbreviations of the file; an unknown one stands for itself."""

    def __init__(self, shared: CaseInsensitiveDict) -> None:
        self._shared = shared

    def __getitem__(self, name: str) -> str:
        return self._shared.get(name, name)

    def __setitem__(self, name: str, value: str) -> None:
        self._shared[name] = value


def _in_words(error: Exception) -> str:
    words = str(error).splitlines()[0] if str(error) else type(error).__name__
    words = re.sub(r"^syntax error(?: in line \d+)?: ", "", words)[:120]
    return f"it is no valid BibTeX ({words})"


def _key_of(chunk: str) -> str:
    found = re.match(r"\s*@\s*[A-Za-z]+\s*[{(]\s*([^\s,{}()=\"]+)\s*,", chunk)
    return found[1] if found else ""


def _by_lines(chunk: str) -> tuple[str, list[tuple[str, str]]]:
    """Read ``name = {value},`` line by line; most programs write one field a line."""
    found_lines: list[tuple[str, list[str]]] = []
    for line in chunk.split("\n")[1:]:
        found = _FIELD_LINE.match(line)
        if found and (found[2][:1] in ("{", '"') or re.fullmatch(r"\w+\s*,?\s*", found[2])):
            found_lines.append((found[1], [found[2]]))
        elif found_lines:
            found_lines[-1][1].append(line)
    cleaned = []
    for name, parts in found_lines:
        value = "\n".join(parts)
        value = value.strip()
        body, _, last = value.rpartition("\n")
        value = (body if last.strip() == "}" else value).rstrip().removesuffix(",").rstrip()
        if value[:1] in ("{", '"'):
            value = value[1:].removesuffix("}" if value[0] == "{" else '"')
        if value.strip():
            cleaned.append((name, value))
    # One field of many is no reading of an entry: at least a title must be there.
    has_title = any(name.casefold() == "title" for name, _ in cleaned)
    return _key_of(chunk), cleaned if has_title else []


def _values(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for name, raw in pairs:
        name = name.casefold()
        if name in _NAMES:
            found = _people(raw)
        elif name in _AS_THEY_STAND:
            found = [re.sub(r"\\([_%&#~])(?:\{\})?", r"\1", raw).strip("{} \n")]
        else:
            found = [plain_text(raw)]
        values.setdefault(name, []).extend(value for value in found if value)
    return values


def _people(raw: str) -> list[str]:
    """Return names as ``Family, Given``; one in braces is an organisation, or means to be left alone."""
    names = []
    for name in _split_names(raw):
        if name.startswith("{") and name.endswith("}"):
            names.append(plain_text(name))
            continue
        names.append(_person(name))
    return [name for name in names if name]


def _split_names(raw: str) -> list[str]:
    """Split at each ``and`` that stands outside of braces."""
    names: list[list[str]] = [[]]
    depth = 0
    for word in raw.split():
        if depth == 0 and word.casefold() == "and":
            names.append([])
            continue
        depth = max(0, depth + word.count("{") - word.count("}"))
        names[-1].append(word)
    return [" ".join(words) for words in names]


def _person(name: str) -> str:
    if "," in name or not name or len(name) > _LONGEST_NAME:
        return plain_text(name)
    try:
        person = Person(name)
        family = " ".join([*person.prelast_names, *person.last_names])
        given = " ".join([*person.first_names, *person.middle_names])
    except Exception:  # pybtex refuses names that it cannot take apart
        return plain_text(name)
    # "Nayyar A.": some exports write the initials last, which BibTeX would read as the family name.
    if re.fullmatch(r"(?:[A-Z]\.?-?){1,3}", family):
        return plain_text(name)
    return plain_text(f"{family}, {given}" if given else family)


def plain_text(raw: str) -> str:
    r"""Return a value without TeX: ``M{\"u}ller`` is Müller, ``{AFM}`` is AFM; what is unknown stays.

    Parameters
    ----------
    raw
        The value as it stands in the file.
    """
    if _RAYYAN in raw:
        return raw.strip()  # the braces there are no TeX
    text = "\n".join(line.strip(" \t") for line in raw.split("\n"))
    if "\\" in text:
        text = _ACCENT.sub(_with_accent, text)
        text = _ACCENT_WORD.sub(_with_accent, text)
        text = _FONT.sub("", text)
        text = _LETTER.sub(lambda found: _LETTERS.get(found[1], found[0]), text)
        text = text.replace("\\-", "").replace("\\/", "").replace("\\ ", " ")
        text = re.sub(
            r"\\([&%$#_{}])", lambda found: f"\x01{found[1]}" if found[1] in "{}" else found[1], text
        )
        text = re.sub(r"\$([^$\\]{1,12})\$", r"\1", text)
    text = re.sub(r"(?<!\x01)[{}]", "", text).replace("\x01", "")
    text = text.replace("``", "“").replace("''", "”")
    text = re.sub(r"(?<=[^\W\d_])~(?=[^\W\d_])", " ", text)
    return unicodedata.normalize("NFC", text).strip()


def _with_accent(found: re.Match[str]) -> str:
    letter = found[2] or found[3]
    return unicodedata.normalize("NFC", letter + _ACCENTS[found[1]])
