"""附名单或照片: papers beside a figure of a month, kept for whoever reviews it (S31)."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from union_portal.notices import files
from union_portal.notices.models import Attachment
from union_portal.organization.models import User

from ..models import MonthlyReport, ReportPaper
from ..review.standing import answers_for
from .cells import Refused, in_words, locked, takes_typing
from .checks import Finding
from .form import MONTHLY

MOST = 20
"""Files a month can have."""


def attach(report: MonthlyReport, by: User, code: str, file: UploadedFile) -> ReportPaper:
    """Goes with the next handing in. The same file again is the one that is there already."""
    stored: list[Attachment] = []
    try:
        with transaction.atomic():
            return _attached(report, by, code, file, stored)
    except BaseException:
        for one in stored:
            files.forget(one)
        raise


def _attached(
    report: MonthlyReport, by: User, code: str, file: UploadedFile, stored: list[Attachment]
) -> ReportPaper:
    now = locked(report)
    if not takes_typing(now):
        raise refused(code, "月报已报送，不能再附文件；要改请先撤回，已锁定的请申请更正")
    there = list(now.papers.select_related("attachment"))
    sha256 = hashlib.sha256(file.read()).hexdigest()
    file.seek(0)
    for one in there:
        if (one.code, one.attachment.sha256) == (code, sha256):
            return one
    if len(there) >= MOST:
        raise refused(code, f"一份月报最多附{MOST}个文件，现已有{len(there)}个，请先移除不用的")
    stored.append(files.keep(file, now.org))
    with in_words(code):
        return ReportPaper.objects.create(
            report=now, org=now.org, code=code, attachment=stored[0], filed=now.filed + 1, by=by
        )


@transaction.atomic
def remove(paper: ReportPaper) -> None:
    """While the report is being filled in, unless a reviewer has had it; gone already, nothing happens."""
    locked(paper.report)
    found = ReportPaper.objects.select_related("attachment").filter(pk=paper.pk).first()
    if found is None:
        return
    kept = found.attachment
    with in_words(found.code):
        found.delete()
        kept.delete()
    transaction.on_commit(lambda: files.forget(kept))


def reads(user: User, report: MonthlyReport) -> set[str]:
    """The figures whose papers a person opens: a township its own, the office all, a department its part's.

    They may name persons, so to read the figures is not enough.
    """
    offices = user.unit_ids("reporting.change")
    if report.org_id in offices or report.org.parent_id in offices:
        return set(MONTHLY.codes)
    return {code for section in answers_for(user, report.org) for code in section.codes}


def papers_of(report: MonthlyReport) -> dict[str, list[ReportPaper]]:
    """By code, in the order they came."""
    found: dict[str, list[ReportPaper]] = defaultdict(list)
    for one in report.papers.select_related("attachment", "by").order_by("pk"):
        found[one.code].append(one)
    return dict(found)


def removable(report: MonthlyReport, papers: Iterable[ReportPaper]) -> set[int]:
    """Of these, by key, those that no reviewer has had yet."""
    acts = report.events.filter(kind__in=("reviewing", "returned", "approved"))
    had = max([report.accepted or 0, *acts.values_list("filed", flat=True)])
    return {one.pk for one in papers if one.filed > had}


def refused(code: str, text: str) -> Refused:
    return Refused(Finding(code, "hard", "paper", text))
