"""What the terms of a contract must meet on the day it is signed: a verified rule refuses, another warns."""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

from union_portal import parameters

if TYPE_CHECKING:
    from .contracts import Contract


def check(contract: "Contract") -> None:
    """CB-05, CB-50, CB-51. A warning is met by an explanation in 情况说明."""
    if not contract.signed_on:
        return
    refused, doubted = {}, []
    for field, said, verified in (*_pay(contract), *_women(contract)):
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
