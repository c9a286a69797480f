"""What the terms of a contract must meet on the day it is signed: a verified rule refuses, another warns."""

import datetime as dt
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

from enterprises.models import Affiliation
from union_portal import parameters
from union_portal.calendars import rule_deadline, term_end

if TYPE_CHECKING:
    from .contracts import Contract


def check(contract: "Contract") -> None:
    """CB-01, CB-04, CB-05, CB-07, CB-40, CB-44, CB-50, CB-51. 情况说明 with the reason answers a warning."""
    if not contract.signed_on:
        return
    refused, doubted = {}, []
    for field, said, verified in (finding for rule in RULES for finding in rule(contract)):
        if verified:
            refused[field] = said
        else:
            doubted.append(said)
    if doubted and not contract.remark:
        refused["remark"] = "；".join(doubted) + "；仍要保存的，说明原因"
    if refused:
        raise ValidationError(refused)


def _pay(contract: "Contract"):
    agreed = contract.minimum_wage
    if agreed is None:
        return
    try:
        line = parameters.rule("minimum_wage_month", contract.signed_on)
    except parameters.Missing:
        return
    if agreed < line.value:
        said = f"约定最低工资低于本市最低工资标准{line.value}元：现为{agreed}元"
        yield "minimum_wage", said, line.verified
    elif agreed == line.value:
        yield "minimum_wage", f"不宜以本市最低工资{line.value}元作为企业最低工资", False


def _annex(contract: "Contract"):
    """CB-01: the database says the same."""
    annexed_to = contract.parent
    if annexed_to is None:
        return
    if annexed_to.kind != contract.Kind.COMPREHENSIVE:
        yield (
            "parent",
            f"专项合同应附于综合集体合同：合同{annexed_to.number}是{annexed_to.get_kind_display()}",
            True,
        )
    elif annexed_to.enterprise_id != contract.enterprise_id:
        yield "parent", f"专项合同应附于同一单位的集体合同：合同{annexed_to.number}不是", True


def _women(contract: "Contract"):
    """A contract for women or for safety alone is not asked for a chapter of its own."""
    general = (contract.Kind.COMPREHENSIVE, contract.Kind.WAGE)
    if contract.kind not in general or contract.women != contract.Women.NONE:
        return
    try:
        rule = parameters.rule("women_clause_required", contract.signed_on)
    except parameters.Missing:
        return
    yield "women", "集体合同应包含男女平等和女职工权益保护内容，现为“未约定”", rule.verified


def _term(contract: "Contract"):
    """CB-40, read as the database reads it; a wage contract is agreed on anew each year."""
    if not contract.expires_on:
        return
    signed, last = contract.signed_on, contract.expires_on
    earliest = contract.starts_on or signed
    latest = contract.starts_on or contract.effective_on or lawful_effect(signed)
    rule = parameters.rule("contract_term_months", signed)
    least, most = rule.value["at_least"], rule.value["at_most"]
    if last < term_end(earliest, least) or last > term_end(latest, most):
        first = earliest if last < term_end(earliest, least) else latest
        yield "expires_on", f"集体合同期限应为{least}至{most}个月，现为{first}至{last}", rule.verified
    elif contract.kind == contract.Kind.WAGE:
        usual = parameters.value("wage_term_months", signed)["at_most"]
        if last > term_end(latest, usual):
            said = f"工资专项合同一般每年协商一次，期限不超过{usual}个月，现为{latest}至{last}"
            yield "expires_on", said, False


def lawful_effect(signed_on: dt.date) -> dt.date:
    """The last day on which a contract signed then takes effect, if filed and reviewed in time."""
    return rule_deadline("filing_review", rule_deadline("contract_filing", signed_on)) + dt.timedelta(1)


def _area(contract: "Contract"):
    """CB-04: not worse than the regional or industry contract that binds the enterprise already."""
    if contract.enterprise is None or contract.minimum_wage is None:
        return
    day = contract.signed_on
    others = type(contract).objects.regional_over(contract.enterprise, day).with_agreed(day)
    above = others.filter(agreed__gt=contract.minimum_wage).order_by("-agreed").first()
    if above is not None:
        said = f"企业标准不得低于区域性、行业性集体合同标准：合同{above}为{above.agreed}元"
        yield "minimum_wage", f"{said}，现为{contract.minimum_wage}元", False


def _signers(contract: "Contract"):
    """CB-07: chosen representatives sign only where there is no union."""
    if contract.enterprise is None or contract.labour_side == contract.LabourSide.UNION:
        return
    if Affiliation.objects.covering(contract.signed_on).filter(enterprise=contract.enterprise).exists():
        yield "labour_side", "该单位已建会，应由工会代表职工一方签订，现为“职工推举的代表”", False


def _end(contract: "Contract"):
    """CB-44."""
    if contract.terminated_on and contract.end_filed_on:
        due = rule_deadline("contract_end_filing", contract.terminated_on)
        if contract.end_filed_on > due:
            said = f"合同终止应在{due}前报送，现为{contract.end_filed_on}，已逾期"
            yield "end_filed_on", said, False


RULES = (_annex, _pay, _area, _women, _signers, _term, _end)
OWN = (_pay, _term)
"""Rules that need nothing but the contract's own fields."""


def refusals(contract: "Contract"):
    """Yields (field, said) of what no reason excuses, without a query, for contracts by the thousand."""
    for rule in OWN:
        for field, said, verified in rule(contract):
            if verified:
                yield field, said
