"""A figure in a sentence is a token, `[[MEM07]]` or `[[SVC04:余]]`: the text keeps no digits of its own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..catalogue import CATALOGUE
from ..indicators import REGISTRY
from .source import Source
from .wording import FORMS, Inapt

TOKEN = re.compile(r"\[\[([^\[\]\n]*)\]\]")
STRAY = re.compile(r"\[\[|\]\]|［［|］］|【【|】】")
SENTENCE = re.compile(r"[^。！？；\n]*(?:[。！？；\n]|$)")


@dataclass(frozen=True)
class Token:
    code: str
    form: str
    at: int = 0

    def __str__(self):
        return f"[[{self.code}{':' if self.form else ''}{self.form}]]"

    @property
    def fault(self) -> Inapt | None:
        """Why it names no figure, and what would."""
        if self.code not in CATALOGUE:
            return Inapt(f"“{self}”没有这个指标", "请写成指标目录中的代码，如[[MEM07]]")
        if self.code not in REGISTRY:
            return Inapt(f"“{self}”：{CATALOGUE[self.code].name}还没有台账，不能引用", "请删去这一处")
        if self.form not in FORMS:
            forms = "、".join(form for form in FORMS if form)
            return Inapt(f"“{self}”的写法“{self.form}”无法识别", f"请写成{forms}之一，或[[{self.code}]]")
        return None

    def render(self, source: Source) -> str:
        """As it is printed; `Inapt` says in Chinese why not."""
        if wrong := self.fault:
            raise wrong
        said = source.said(self.code, ahead=self.form == "目标")
        try:
            return FORMS[self.form](said)
        except Inapt as refused:
            what = f"{self}（{CATALOGUE[self.code].name}）{refused.what}"
            raise Inapt(what, refused.repair) from None


def parse(text: str) -> Iterator[str | Token]:
    """The text in order: what is prose, and what is a token."""
    done = 0
    for found in TOKEN.finditer(text):
        if found.start() > done:
            yield text[done : found.start()]
        code, _, form = found[1].replace("：", ":").partition(":")
        yield Token(code.strip().upper(), form.strip(), found.start())
        done = found.end()
    if done < len(text):
        yield text[done:]


def tokens(text: str) -> list[Token]:
    return [part for part in parse(text) if isinstance(part, Token)]


def sentences(text: str) -> Iterator[str]:
    """With the mark that ends each."""
    return (found.strip() for found in SENTENCE.findall(text) if found.strip())


def stray(text: str) -> str:
    """A bracket of no token, as typed; empty where there is none."""
    found = STRAY.search(TOKEN.sub("", text))
    return found[0] if found else ""
