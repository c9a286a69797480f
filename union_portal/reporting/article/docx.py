"""The article as a .docx, without a library: A4, 28 characters by 22 lines in 仿宋三号 (GB/T 9704).

Every figure lies in a content control whose tag is its token, so that a later correction finds it.
"""

import io
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from union_portal.sheets.cells import EPOCH, clean

from ..catalogue import CATALOGUE
from .content import Article, Piece, Section

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
PARTS = ("styles", "settings", "footnotes", "footer1", "header1", "fontTable")
SONG, FANGSONG, HEI = "方正小标宋简体", "仿宋_GB2312", "黑体"
FONTS = {SONG: "小标宋体", FANGSONG: "仿宋", HEI: "SimHei", "宋体": "SimSun"}
"""The fonts of official documents, each with the one that stands in for it."""
PAGE = (
    '<w:sectPr><w:headerReference w:type="default" r:id="rId5"/>'
    '<w:footerReference w:type="default" r:id="rId4"/>'
    '<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1400" '
    'w:gutter="0"/><w:docGrid w:type="lines" w:linePitch="579"/></w:sectPr>'
)
"""上37毫米、左28毫米，版心156×225毫米: 22 lines of the grid."""
TIGHTER = '<w:spacing w:val="-5"/>'
"""A quarter of a point less a character: 28 to the line, in every office alike."""


def file_of(article: Article) -> bytes:
    """Equal articles give equal bytes, whatever the clock."""
    parts = {
        "[Content_Types].xml": types(),
        "_rels/.rels": relations([(f"{R}/officeDocument", "word/document.xml")]),
        "word/document.xml": document(article),
        "word/_rels/document.xml.rels": relations([(f"{R}/{kind(name)}", f"{name}.xml") for name in PARTS]),
        "word/styles.xml": styles(),
        "word/settings.xml": settings(),
        "word/footnotes.xml": footnotes(article.notes),
        "word/footer1.xml": footer(),
        "word/header1.xml": header(article),
        "word/fontTable.xml": fonts(),
    }
    file = io.BytesIO()
    with ZipFile(file, "w") as packed:
        for name, text in parts.items():
            info = ZipInfo(name, EPOCH)
            info.compress_type = ZIP_DEFLATED
            packed.writestr(info, HEAD + text)
    return file.getvalue()


# --- the text


def document(article: Article) -> str:
    content = [paragraph("Title", run(article.title))]
    for section in article.sections:
        content += chapter(section)
    content += [paragraph("Normal", run(f"说明：{remark}")) for remark in article.remarks]
    dated = f"<w:r><w:br/></w:r>{run(article.dated)}" if article.dated else ""
    content.append(paragraph("Signature", run(article.signature) + dated))
    if article.digest_line:
        content.append(paragraph("Digest", run(article.digest_line)))
    return f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{"".join(content)}{PAGE}</w:body></w:document>'


def chapter(section: Section) -> list[str]:
    """The lead has no heading of its own."""
    heading = [] if section.chapter.key == "lead" else [paragraph("Heading1", run(section.heading))]
    return heading + [paragraph("Normal", "".join(map(piece, line))) for line in section.paragraphs]


def paragraph(style: str, content: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{content}</w:p>'


def run(text: str, look: str = "") -> str:
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(clean(text))}</w:t></w:r>'


def piece(one: Piece) -> str:
    if one.token is None:
        return run(one.text)
    name = CATALOGUE[one.token.code].name if one.token.code in CATALOGUE else one.token.code
    tag = f"<w:alias w:val={quoteattr(name)}/><w:tag w:val={quoteattr(str(one.token)[2:-2])}/>"
    text = f"<w:sdt><w:sdtPr>{tag}</w:sdtPr><w:sdtContent>{run(one.text)}</w:sdtContent></w:sdt>"
    return text + (f'<w:r>{ABOVE}<w:footnoteReference w:id="{one.note}"/></w:r>' if one.note else "")


ABOVE = '<w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'


def footnotes(notes: dict[int, str]) -> str:
    """-1 and 0 are the two lines that separate notes from text."""
    told = [
        f'<w:footnote w:type="{name}" w:id="{number}"><w:p><w:r><w:{mark}/></w:r></w:p></w:footnote>'
        for number, name, mark in ((-1, "separator", "separator"),
                                   (0, "continuationSeparator", "continuationSeparator"))
    ]  # fmt: skip
    told += [
        f'<w:footnote w:id="{number}">'
        + paragraph("FootnoteText", f"<w:r>{ABOVE}<w:footnoteRef/></w:r>{run(text)}")
        + "</w:footnote>"
        for number, text in notes.items()
    ]
    return f'<w:footnotes xmlns:w="{W}" xmlns:r="{R}">{"".join(told)}</w:footnotes>'


def header(article: Article) -> str:
    """A draft says so on every page."""
    content = paragraph("Header", run("草稿　数字未取快照")) if article.draft else paragraph("Header", "")
    return f'<w:hdr xmlns:w="{W}" xmlns:r="{R}">{content}</w:hdr>'


def footer() -> str:
    """— 1 —."""
    number = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    return f'<w:ftr xmlns:w="{W}" xmlns:r="{R}">{paragraph("Footer", run("— ") + number + run(" —"))}</w:ftr>'


# --- how it looks


def face(font: str, half_points: int) -> str:
    """A run's font for Chinese and for digits alike, in half points: 三号 is 32, 二号 44, 四号 28."""
    named = " ".join(f"w:{script}={quoteattr(font)}" for script in ("ascii", "hAnsi", "eastAsia", "cs"))
    size = f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
    return f"<w:rPr><w:rFonts {named}/>{TIGHTER if half_points == 32 else ''}{size}</w:rPr>"


def style(name: str, label: str, look: str, place: str = "") -> str:
    base = "" if name == "Normal" else '<w:basedOn w:val="Normal"/>'
    first = ' w:default="1"' if name == "Normal" else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"{first}><w:name w:val="{label}"/>{base}<w:qFormat/>'
        f"<w:pPr>{place}</w:pPr>{look}</w:style>"
    )


def styles() -> str:
    body = face(FANGSONG, 32)
    left = '<w:ind w:firstLine="0" w:firstLineChars="0"/>'
    described = (
        style("Normal", "Normal", body, '<w:spacing w:before="0" w:after="0"/>'
              '<w:ind w:firstLine="640" w:firstLineChars="200"/><w:jc w:val="both"/>'),
        style("Title", "Title", face(SONG, 44), '<w:spacing w:before="579" w:after="579"/>'
              f'{left}<w:jc w:val="center"/>'),
        style("Heading1", "heading 1", face(HEI, 32), '<w:keepNext/><w:outlineLvl w:val="0"/>'),
        style("Signature", "Signature", body, '<w:spacing w:before="579"/><w:ind w:right="640" '
              'w:firstLine="0" w:firstLineChars="0"/><w:jc w:val="right"/>'),
        style("Digest", "Digest", face("宋体", 18), f'<w:spacing w:before="290"/>{left}'),
        style("FootnoteText", "footnote text", face(FANGSONG, 21), '<w:snapToGrid w:val="0"/>' + left),
        style("Header", "header", face("宋体", 21), f'{left}<w:jc w:val="right"/>'),
        style("Footer", "footer", face("宋体", 28), f'{left}<w:jc w:val="center"/>'),
    )  # fmt: skip
    above = (
        '<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/>'
        '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    )
    base = f"<w:docDefaults><w:rPrDefault>{body}</w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    return f'<w:styles xmlns:w="{W}">{base}{"".join(described)}{above}</w:styles>'


def settings() -> str:
    return (
        f'<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/><w:footnotePr><w:footnote w:id="-1"/>'
        '<w:footnote w:id="0"/></w:footnotePr><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/>'
        "</w:settings>"
    )


def fonts() -> str:
    told = (
        f"<w:font w:name={quoteattr(font)}><w:altName w:val={quoteattr(other)}/></w:font>"
        for font, other in FONTS.items()
    )
    return f'<w:fonts xmlns:w="{W}">{"".join(told)}</w:fonts>'


# --- the package


def kind(part: str) -> str:
    """footer1 → footer: the kind of a part, in its relation and its type."""
    return part.rstrip("1")


def relations(targets: Iterable[tuple[str, str]]) -> str:
    told = (
        f'<Relationship Id="rId{number}" Type="{name}" Target="{target}"/>'
        for number, (name, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(told)}</Relationships>'


def types() -> str:
    main = f'<Override PartName="/word/document.xml" ContentType="{WORD}.document.main+xml"/>'
    rest = (
        f'<Override PartName="/word/{part}.xml" ContentType="{WORD}.{kind(part)}+xml"/>' for part in PARTS
    )
    return (
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f"{main}{''.join(rest)}</Types>"
    )
