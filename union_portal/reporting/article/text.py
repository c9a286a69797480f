"""The article as plain text."""

from .content import Article


def text_of(article: Article) -> str:
    """Notes stand at the end, numbered 〔1〕 as in the text."""
    lines = ["草稿　数字未取快照"] if article.draft else []
    lines += [article.title, ""]
    for section in article.sections:
        if section.chapter.key != "lead":
            lines.append(f"　　{section.heading}")
        for paragraph in section.paragraphs:
            said = "".join(f"{one.text}〔{one.note}〕" if one.note else one.text for one in paragraph)
            lines.append(f"　　{said}")
    lines += [f"　　说明：{remark}" for remark in article.remarks]
    lines += ["", *filter(None, (article.signature, article.dated))]
    lines += [f"〔{number}〕{note}" for number, note in article.notes.items()]
    if article.digest_line:
        lines.append(article.digest_line)
    return "\r\n".join(lines) + "\r\n"
