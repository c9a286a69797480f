"""集体合同: one document with its clauses, its lowest pay at every step, what came before it and after."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models.expressions import RawSQL
from django.shortcuts import redirect

from union_portal.calendars import rule_deadline
from union_portal.ledgers.declarations import LEDGERS
from union_portal.ledgers.forms import form_class
from union_portal.ledgers.views import DetailPage, FormPage

from .. import checklist, pay
from ..ledgers.contracts import ContractLedger
from ..models import Clause, Contract, ContractCoverage
from ..roll import begins, last_day

LONGEST = 300
State = Contract.State
CHAIN = """
WITH RECURSIVE before AS (
  SELECT id, renews_id FROM bargaining_contract WHERE id = %s
  UNION SELECT c.id, c.renews_id FROM bargaining_contract c JOIN before b ON c.id = b.renews_id
), after AS (
  SELECT id FROM bargaining_contract WHERE id = %s
  UNION SELECT c.id FROM bargaining_contract c JOIN after a ON c.renews_id = a.id
) SELECT id FROM before UNION SELECT id FROM after
"""


def chain(contract: Contract, user) -> list[Contract]:
    """The contracts it renews and those that renew it, oldest first, itself among them."""
    known = Contract.objects.visible_to(user).filter(pk__in=RawSQL(CHAIN, [contract.pk, contract.pk]))
    found = list(known.order_by("signed_on", "pk"))
    for one in found:
        one.word = word(one, dt.date.today())
    return found


def word(contract: Contract, day: dt.date) -> str:
    """The state in words; expiry is read from the days."""
    if contract.state == State.EFFECTIVE and contract.expires_on < day:
        return "已到期"
    if contract.effective_on and contract.effective_on > day and not contract.terminated_on:
        return "审查中"
    return State(contract.state).label


@dataclass(frozen=True)
class Now:
    """Where a contract stands, over which days it runs, and what comes next, by which day."""

    word: str
    colour: str
    first: dt.date
    last: dt.date
    next: str


def now(contract: Contract, chain: list[Contract], day: dt.date) -> Now:
    last = last_day(contract)
    said, left = word(contract, day), (last - day).days
    followed = any(one.renews_id == contract.pk for one in chain)
    if contract.terminated_on:
        due = rule_deadline("contract_end_filing", contract.terminated_on)
        told = f"已报送终止，{contract.end_filed_on}" if contract.end_filed_on else f"{due}前报送终止"
    elif contract.filed_on is None and contract.effective_on is None:
        told = f"{_filing(contract)}前报送人力社保部门"
    elif contract.state == State.OBJECTED:
        told = "按异议重新协商，再次报送"
    elif followed:
        told = "已续签"
    elif left < 0:
        told = f"已过期{-left}天，续签或登记续签的合同"
    else:
        told = f"还有{left}天到期，到期前续签"
    colour = {"已生效": "g", "已终止": "n"}.get(said, "a")
    return Now("已续签" if followed and left < 0 else said, colour, begins(contract), last, told)


def _filing(contract: Contract) -> dt.date:
    """CB-27, CB-31."""
    rule = "wage_filing" if contract.kind == Contract.Kind.WAGE else "contract_filing"
    return rule_deadline(rule, contract.signed_on)


def bound(contract: Contract, day: dt.date) -> int:
    """Enterprises that the list of a regional or industry contract holds on `day`."""
    return ContractCoverage.objects.on(day).filter(contract=contract).count()


class ContractPage(DetailPage):
    ledger = LEDGERS[Contract]

    def page(self, template, status=200, **context):
        contract, today = context["row"], dt.date.today()
        known, wide = chain(contract, self.request.user), contract.scope != Contract.Scope.ENTERPRISE
        told = (Clause,) if wide else (Clause, ContractCoverage)
        context |= {
            "checklist": checklist.of(contract),
            "steps_of_pay": pay.steps(contract, today),
            "chain": known,
            "now": now(contract, known, today),
            "wide": wide,
            "scans": contract.scans.select_related("attachment"),
            "bound": bound(contract, min(today, contract.expires_on)),
            "panels": [panel for panel in context["panels"] if panel["ledger"].model not in told],
        }
        return super().page(template, status, **context)


class Terms(ContractLedger, listed=False):
    """The contract's own fields that belong to its clauses."""

    sections = {"条款": ["women", "raise_percent", "minimum_wage", "average_wage", "remark"]}


class ClausesPage(FormPage):
    """The whole checklist at once: topics, women's rights, pay."""

    ledger = Terms()

    def page(self, template, status=200, **context):
        known = checklist.of(self.row)
        context |= {"checklist": known, "lines": [self.typed(line) for line in known.lines]}
        context["row"] = self.row
        return super().page("clauses", status, **context)

    def typed(self, line: checklist.Line) -> dict:
        """What the form shows of a topic: as it was typed, else as it is registered."""
        posted, topic = self.request.POST, line.topic
        text = posted.get(f"text-{topic}", "") if posted else line.text or ""
        settled = f"topic-{topic}" in posted or bool(text) if posted else line.settled
        wrong = (
            f"{topic.label}不能超过{LONGEST}个字，现为{len(text)}个字，请写得简短些"
            if len(text) > LONGEST
            else ""
        )
        return {"line": line, "text": text, "settled": settled, "wrong": wrong}

    def post(self, request, pk):
        lines = [self.typed(line) for line in checklist.of(self.row).lines]
        if any(line["wrong"] for line in lines):
            form = form_class(self.ledger, request.user)(request.POST, instance=self.row)
            return self.page("form", 422, form=form)
        with transaction.atomic():
            answer = super().post(request, pk)
            if answer.status_code != 302:
                return answer
            self.keep(lines)
        return redirect("contract-detail", pk)

    def keep(self, lines: list[dict]) -> None:
        """Writes what differs from what is registered; a topic no longer ticked is taken away."""
        row, known = self.row, {line["line"].topic: line["line"].text for line in lines}
        wanted = {line["line"].topic: line["text"].strip() for line in lines if line["settled"]}
        gone = [topic for topic, text in known.items() if text is not None and topic not in wanted]
        row.clauses.filter(topic__in=gone).delete()
        fresh = [topic for topic in wanted if known[topic] is None]
        Clause.objects.bulk_create(
            [Clause(org=row.org, contract=row, topic=topic, text=wanted[topic]) for topic in fresh]
        )
        changed = [topic for topic, text in wanted.items() if known[topic] not in (None, text)]
        held = {clause.topic: clause for clause in row.clauses.filter(topic__in=changed)}
        for topic, clause in held.items():
            clause.text = wanted[topic]
        Clause.objects.bulk_update(held.values(), ["text"])
