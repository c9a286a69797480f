"""S37: the article on paper, its chapters to be edited around their figures, and its two files."""

import io
from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from union_portal.organization.records import refusal

from .. import sealed
from ..annual.steps import record_for
from ..models import AnnualRecord, Chapter
from ..views import place_asked, when_and_where
from ..yearbook_views import year_asked
from ..years import best_year
from . import checks, docx, headlines, numerals
from .chapters import CHAPTERS, CODES, body, chapters_of, open_chapters
from .content import Article, default_title, lay_out, pieces, source_of
from .drawn import checklist, drawn, offered, paragraph
from .source import record_of, unsaved
from .text import text_of

TOO_LONG = 20_000
"""Characters a chapter may have."""
KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "txt": "text/plain; charset=utf-8",
}


def for_readers(view):
    """Without the right to read statistics there is no article."""

    @wraps(view)
    def asked(request, *args, **kwargs):
        if not request.user.can("reporting.view"):
            raise PermissionDenied("你的岗位没有查看统计的权限")
        return view(request, *args, **kwargs)

    return asked


@for_readers
def latest(request):
    """The latest year with kept figures."""
    return redirect("article", best_year().start.year)


@for_readers
@require_GET
def page(request, year: int):
    """The whole article; with ?edit=, one chapter of it as text."""
    record = record_asked(request, year)
    return shown(request, record, editing=request.GET.get("edit", ""))


@for_readers
@require_http_methods(["POST"])
def save(request, year: int, key: str):
    """A chapter's text, or the headline's. Started from an older version it saves nothing (409)."""
    record = record_asked(request, year)
    if not may_change(request.user, record):
        raise PermissionDenied("你的岗位没有修改这篇文章的权限")
    if record.pk is None:
        raise Http404("这一年没有可改的文章：还没有开始，或上级工会的年报已封存")
    typed = request.POST.get("body", "").replace("\r\n", "\n").strip()[:TOO_LONG]
    if "again" in request.POST:
        typed = generated_again(record, key)
    if "preview" in request.POST or "again" in request.POST:
        return shown(request, record, editing=key, typed=typed)
    try:
        with transaction.atomic():
            keep(record, key, typed, request.POST.get("version", ""))
    except IntegrityError as error:
        return shown(request, record, editing=key, typed=typed, error=refusal(error, Chapter), status=422)
    except DatabaseError as error:
        if getattr(error.__cause__, "pgcode", "") != "PT409":
            raise
        return shown(request, record, editing=key, typed=typed, error=CLASH, status=409)
    wrong = [one for one in checks.faults(key, "", typed, source_of(record, request.user)) if one.blocks]
    if wrong:
        messages.warning(request, f"已保存，但有{len(wrong)}处数字要改，改好前不能导出，也不能提交审核")
        return redirect(f"{address(record, edit=key)}#edit")
    messages.success(request, "已保存，数字仍随台账或快照变化")
    return redirect(f"{address(record)}#c-{key}")


CLASH = (
    "打开本页以后，有人改过这一章，没有覆盖。框里仍是刚才填写的内容，下方纸面是他人保存的；核对后可以再保存。"
)


@for_readers
@require_GET
def download(request, year: int):
    """The .docx, or with ?as=txt the plain text; refused while a number has no source."""
    record = record_asked(request, year)
    article = lay_out(record, source_of(record, request.user))
    if article.blocking:
        told = f"有{len(article.blocking)}处数字没有来源或不能引用，改好后才能导出。"
        return shown(request, record, error=told, status=422)
    kind = "txt" if request.GET.get("as") == "txt" else "docx"
    content = text_of(article).encode("utf-8-sig") if kind == "txt" else docx.file_of(article)
    name = f"{'草稿　' if article.draft else ''}{article.title}.{kind}"
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type=KINDS[kind])


def record_asked(request, year: int) -> AnnualRecord:
    """The unit's record of the year; made with its chapters when somebody who may write opens it first.

    A year that has not begun, or is sealed with a unit above, is not written.
    """
    period, unit = year_asked(request, year), place_asked(request)
    found = record_of(unit, period) or unsaved(unit, period)
    open_still = period.start <= timezone.localdate() and sealed.record_of(period, unit) is None
    if open_still and may_change(request.user, found) and found.prepared_at is None:
        with transaction.atomic():
            found = record_for(period, unit)
            open_chapters(found, source_of(found))
    return found


def may_change(user, record: AnnualRecord) -> bool:
    return record.org_id in user.unit_ids("reporting.change")


def keep(record: AnnualRecord, key: str, typed: str, version: str) -> None:
    row: AnnualRecord | Chapter
    if key == checks.HEADLINE:
        row = AnnualRecord.objects.get(pk=record.pk)
        row.headline = typed.replace("\n", "")[:100]
    else:
        row = chapter_of(record, key)
        row.body = typed
    if version.isdigit():
        row.version = int(version)
    row.save()


def chapter_of(record: AnnualRecord, key: str) -> Chapter:
    found = record.chapters.filter(key=key).first() if record.pk else None
    if found is None:
        raise Http404("文章里没有这一章")
    return found


def generated_again(record: AnnualRecord, key: str) -> str:
    """As the figures give it, not yet saved."""
    source = source_of(record)
    if key == checks.HEADLINE:
        return default_title(source)
    plan = next((plan for plan in CHAPTERS if plan.key == key), None)
    return body(plan, source) if plan else ""


def address(record: AnnualRecord, name: str = "article", *args, **query) -> str:
    where = {"kind": record.period.kind, "org": record.org.code} | query
    return f"{reverse(name, args=[record.period.span.last_day.year, *args])}?{urlencode(where)}"


def shown(request, record, *, editing="", typed=None, error="", status=200):
    article = lay_out(record, source_of(record, request.user))
    texts = {chapter.key: chapter.body for chapter in chapters_of(record, article.source)}
    texts[checks.HEADLINE] = record.headline or default_title(article.source)
    if editing and (editing not in texts or not may_change(request.user, record)):
        raise Http404("文章里没有这一章，或你的岗位不能修改它")
    context = {
        **when_and_where(article.source.period, record.org),
        "article": article,
        "record": record,
        "sections": drawn(article),
        "headline": paragraph(article.headline, article),
        "may_change": record.pk and may_change(request.user, record) and record.prepared_at is None,
        "checklist": checklist(article),
        "offered": offered(article, texts),
        "rules": numerals.RULES,
        "error": error,
        "here_url": address(record),
        "files": [address(record, "article-download"), address(record, "article-download", **{"as": "txt"})],
        **earlier(request, record),
        **(desk(article, editing, texts, typed) if editing else {}),
    }
    return render(request, "reporting/article.html", context, status=status)


def desk(article: Article, editing: str, texts: dict[str, str], typed: str | None) -> dict:
    """The chapter being edited: its text, how it would read, what is wrong with it, what it has lost."""
    text = texts[editing] if typed is None else typed
    row = article.record if editing == checks.HEADLINE else chapter_of(article.record, editing)
    title = "标题" if editing == checks.HEADLINE else getattr(row, "title", "")
    return {
        "editing": editing,
        "editing_title": title,
        "text": text,
        "version": row.version,
        "action": address(article.record, "article-save", editing),
        "preview": drawn(article, text) if typed is not None else None,
        "mistakes": checks.faults(editing, f"“{title}”", text, article.source),
        "lost": checks.lost(texts[editing], text),
        "proposals": proposed(article) if editing == checks.HEADLINE else (),
        "tokens": [code for code, chapter in CODES.items() if chapter == title],
    }


def proposed(article: Article) -> list[tuple[str, str]]:
    """Headlines to choose from: with tokens, and as each would read."""
    found = headlines.proposals(article.source)
    return [(one, "".join(piece.text for piece in pieces(one, article, {}))) for one in found]


def earlier(request, record: AnnualRecord) -> dict:
    """Last year's text beside this one's, chapter by chapter, when asked for."""
    last = record_of(record.org, record.period.span.same_last_year)
    if last is None or not last.chapters.exists():
        return {"has_last": False}
    if not request.GET.get("last"):
        return {"has_last": True}
    texts = {
        section.chapter.key: section.text for section in lay_out(last, source_of(last, request.user)).sections
    }
    return {"has_last": True, "last_texts": texts, "last_label": last.period.label}
