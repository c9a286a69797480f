"""The article as its page draws it: figures as doors to their rows, and what stands beside the paper."""

from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ..catalogue import CATALOGUE
from ..figures import text_of
from ..indicators import REGISTRY
from . import checks
from .chapters import CODES
from .content import Article, Piece, Section, address, pieces, told
from .numerals import typed


@dataclass(frozen=True)
class Drawn:
    section: Section | None
    paragraphs: list[SafeString]


def drawn(article: Article, text: str | None = None) -> list[Drawn]:
    """Every chapter; or only this text, as a preview."""
    if text is not None:
        lines = [pieces(line, article, {}) for line in text.splitlines() if line.strip()]
        return [Drawn(None, [paragraph(line, article) for line in lines])]
    return [
        Drawn(section, [paragraph(line, article) for line in section.paragraphs])
        for section in article.sections
    ]


def paragraph(line: list[Piece], article: Article) -> SafeString:
    """A number typed without a source is struck out to the eye where it stands."""
    blotted = "".join(checks.BLOT * len(one.text) if one.token else checks.blotted(one.text) for one in line)
    wrong, at, found = list(typed(blotted)), 0, []
    for piece in line:
        end = at + len(piece.text)
        inside = [(one.at - at, one.at - at + len(one.text)) for one in wrong if at <= one.at < end]
        found.append(marked(piece, article) if piece.token else struck(piece.text, inside))
        at = end
    return format_html_join("", "{}", ((one,) for one in found))


def struck(text: str, spans: list[tuple[int, int]]) -> SafeString:
    found, at = [], 0
    for start, end in spans:
        mark = format_html('<mark class="bad" title="没有数字来源">{}</mark>', text[start:end])
        found += [text[at:start], mark]
        at = end
    return format_html_join("", "{}", ((one,) for one in [*found, text[at:]]))


def marked(piece: Piece, article: Article) -> SafeString:
    """A figure. Its code stays on it, so that a correction finds it."""
    if piece.fault or piece.token is None:
        return format_html('<mark class="bad" title="{}">{}</mark>', piece.fault, piece.text)
    where, title = address(piece.token, article.source), told(piece.token, article.source)
    code = str(piece.token)[2:-2]
    link = format_html(
        '<a class="fig" href="{}" title="{}" data-code="{}">{}</a>', where, title, code, piece.text
    )
    if not piece.note:
        return link
    return format_html('{}<sup><a href="#n{}">〔{}〕</a></sup>', link, piece.note, piece.note)


def checklist(article: Article) -> list[tuple[bool, str]]:
    """Before it is issued: whether each holds, and what it says."""
    record, lint = article.record, [fault for fault in article.faults if not fault.blocks]
    wrong = len(article.blocking)
    snapshot = article.source.snapshot
    return [
        (not wrong, "全部数字有来源" if not wrong else f"{wrong}处数字没有来源或不能引用"),
        (snapshot is not None, f"数字取自{snapshot}" if snapshot else "数字未取快照，印出带“草稿”"),
        (record.sealed_at is not None, "已封存，文末印有摘要" if record.sealed_at else "还没有封存"),
        (not lint, "标点合于公文习惯" if not lint else f"{len(lint)}处标点待改"),
    ]


def offered(article: Article, texts: dict[str, str]) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Figures not yet used, by the chapter they belong in: token, name, value."""
    groups: dict[str, list[tuple[str, str, str]]] = {}
    for code in checks.unused(texts.values(), article.source):
        group = CODES.get(code, CATALOGUE[code].group_name)
        indicator = REGISTRY[code]
        value = text_of(indicator, article.source.values[code].value)
        unit = "" if indicator.unit == "%" else indicator.unit
        groups.setdefault(group, []).append((f"[[{code}]]", indicator.name, f"{value}{unit}"))
    return list(groups.items())
