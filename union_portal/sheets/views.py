"""导出: the rows a list shows, as a workbook."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import redirect

from union_portal.ledgers.declarations import ledger_named
from union_portal.ledgers.filters import chosen
from union_portal.ledgers.tables import columns

from .export import workbook

LIMIT = 20_000
"""More rows than this keep a person waiting for longer than a page may."""


def export(request, name: str):
    """The list's own filters, tab, search and order; rows of the units where the user may export."""
    ledger = ledger_named(name)
    if ledger is None:
        raise Http404("没有这个台账")
    if not request.user.can(f"{ledger.app}.export"):
        raise PermissionDenied(f"你的岗位没有导出{ledger.title}的权限")
    _, rows = chosen(ledger, request.user, request.GET, ledger.rows(request.user, "export"))
    if (count := rows.count()) > LIMIT:
        messages.error(request, f"共{count:,}行，超过一次导出的{LIMIT:,}行，请先用筛选条件分批导出")
        return redirect(f"{ledger.url('list')}?{request.GET.urlencode()}")
    file = workbook(ledger, rows, columns(ledger))
    return FileResponse(file, as_attachment=True, filename=f"{ledger.title}.xlsx")
