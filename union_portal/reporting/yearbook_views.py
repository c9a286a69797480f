"""The year-end workbook on the screen, and its download."""

import io
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render

from union_portal import periods

from . import yearbook
from .figures import show
from .views import place_asked, when_and_where
from .years import best_year, years

KINDS = (periods.Kind.CAL_YEAR, periods.Kind.ACFTU_YEAR)
"""The two years people report by (CA-03)."""


def for_readers(view):
    """Without the right to read statistics there is no workbook."""

    @wraps(view)
    def asked(request, *args, **kwargs):
        if not request.user.can("reporting.view"):
            raise PermissionDenied("你的岗位没有查看统计的权限")
        return view(request, *args, **kwargs)

    return asked


@for_readers
def latest(request):
    """The latest year with kept figures."""
    return redirect("yearbook-year", best_year().start.year)


@for_readers
def page(request, year: int):
    """Blocks with their counts, and every figure against the year before."""
    content = yearbook.gather(year_asked(request, year), place_asked(request), request.user)
    blocks = {
        name: [(line, show(line.code, line.value, line.before)) for line in lines]
        for name, lines in content.blocks.items()
    }
    context = {
        **when_and_where(content.period, content.unit),
        "content": content,
        "years": years(),
        "blocks": blocks,
        "kinds": [(kind.value, kind.label) for kind in KINDS],
    }
    return render(request, "reporting/yearbook.html", context)


@for_readers
def download(request, year: int):
    as_sealed = request.GET.get("version") == "sealed"
    content = yearbook.gather(
        year_asked(request, year), place_asked(request), request.user, as_sealed=as_sealed
    )
    name = f"{content.unit.short_name}{content.title}.xlsx"
    return FileResponse(io.BytesIO(yearbook.file_of(content)), as_attachment=True, filename=name)


def year_asked(request, year: int) -> periods.Period:
    """The calendar year, or with ?kind=ACFTU_YEAR the national survey's."""
    kind = request.GET.get("kind") or KINDS[0]
    if kind not in KINDS:
        raise Http404("年度工作簿只按日历年度或全总统计年度编制")
    try:
        return periods.parse(str(year), kind)
    except ValueError as error:
        raise Http404(str(error)) from None
