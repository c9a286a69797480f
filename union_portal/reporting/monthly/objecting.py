"""异议: the only way a chair contradicts a register from inside the report; the department answers."""

from django.db import transaction

from union_portal.organization.models import User

from ..models import MonthlyReport, Objection
from .cells import Refused, locked, takes_typing
from .checks import Finding
from .form import MONTHLY
from .values import month_values


@transaction.atomic
def object_to(report: MonthlyReport, by: User, code: str, text: str) -> Objection:
    """With the figure as it is shown. Raised twice, it stands once."""
    now = locked(report)
    if code not in MONTHLY.automatic:
        raise Refused(Finding(code, "hard", "objection", "这一项由本单位填写，直接改数即可"))
    if not takes_typing(now):
        raise Refused(Finding(code, "hard", "objection", "月报已报送；要提异议请先撤回"))
    if not text:
        raise Refused(Finding(code, "hard", "objection", "请写明哪里不对，如“3月12日批复的两家没有计入”"))
    standing = now.objections.filter(code=code, answered_at=None).first()
    if standing and standing.text == text:
        return standing
    if standing:
        raise Refused(Finding(code, "hard", "objection", "这一项已有待答复的异议"))
    shown = month_values(now, [code])[code].value
    return Objection.objects.create(report=now, org=now.org, code=code, shown=shown, text=text, raised_by=by)
