"""The terms that run in one negotiation and after it, each with the rule it comes from."""

import datetime as dt
from dataclasses import dataclass

from union_portal.calendars import add_months, rule_deadline

from ..articles import article
from ..models import Contract, Talks
from ..models.lawful import answer_due, filing_due
from ..workflow import State
from .acts import last_filing
from .evidence import Day

SOON = 7
REPORT = "向职代会报告履行情况"


@dataclass(frozen=True)
class Clock:
    label: str
    due: dt.date
    law: str

    @property
    def left(self) -> int:
        """Days until the last one; below nothing, once it has passed."""
        return (self.due - dt.date.today()).days

    @property
    def words(self) -> str:
        if self.left < 0:
            return f"已过{-self.left}天"
        return f"还有{self.left}天" if self.left else "今天到期"

    @property
    def colour(self) -> str:
        return "r" if self.left < 0 else "a" if self.left <= SOON else "g"


def of_talks(talks: Talks) -> dict[str, Clock]:
    """By the day of the five steps that the clock runs towards."""
    found = {}
    due = answer_due(talks)
    if talks.state == State.OFFERED and due:
        law = article("offer_answer", talks.received_on or due, talks.kind)
        found[str(Day.ANSWER)] = Clock("书面答复", due, law)
    if talks.state == State.SUSPENDED:
        pause = talks.pauses.get(until=None)
        found[str(Day.DRAFT)] = Clock("恢复协商", pause.limit, article("suspension", pause.since))
    return found


def of_contract(contract: Contract) -> list[Clock]:
    """Filing, review, publication, the yearly report, expiry: those still to come."""
    if contract.terminated_on:
        return _of_end(contract)
    wage, last = contract.kind == Contract.Kind.WAGE, last_filing(contract)
    found = []
    if last is None:
        if wage:
            due = rule_deadline("wage_filing", contract.signed_on)
            found.append(Clock("报送（提醒）", due, article("wage_filing", contract.signed_on, "wage")))
        law = article("contract_filing", contract.signed_on, contract.kind)
        found.append(Clock("报送", filing_due(contract.signed_on), law))
    elif last.received_on and contract.effective_on and contract.effective_on > dt.date.today():
        due = rule_deadline("filing_review", last.received_on)
        law = article("filing_review", last.received_on, contract.kind)
        found.append(Clock("审查期满，无异议次日生效", due, law))
    if contract.effective_on:
        found += _of_effect(contract, contract.effective_on, wage)
    return found


def _of_effect(contract: Contract, effective: dt.date, wage: bool) -> list[Clock]:
    found = []
    if wage and not contract.published_on:
        due = rule_deadline("wage_publication", effective)
        found.append(Clock("向职工公布", due, article("wage_publication", effective, "wage")))
    last = contract.reports.order_by("-on").values_list("on", flat=True).first()
    due = add_months(last or effective, 12)
    if due <= contract.expires_on:
        found.append(Clock(REPORT, due, article("report", due)))
    found.append(Clock("到期", contract.expires_on, ""))
    return found


def _of_end(contract: Contract) -> list[Clock]:
    """CB-44: an end is told to the labour office as the signature was."""
    ended = contract.terminated_on
    if ended is None or contract.end_filed_on or not contract.end:
        return []
    return [Clock("终止报送", rule_deadline("contract_filing", ended), article("end", ended))]
