"""集体合同: one document with its clauses, its lowest pay at every step, what came before it and after."""

import datetime as dt

from django.db import transaction
from django.db.models.expressions import RawSQL
from django.shortcuts import redirect

from union_portal.ledgers.declarations import LEDGERS
from union_portal.ledgers.forms import form_class
from union_portal.ledgers.views import DetailPage, FormPage

from .. import checklist, pay
from ..ledgers.contracts import ContractLedger
from ..models import Clause, Contract, ContractCoverage

OWN = (Clause,)
"""Registers that the page tells of itself."""
LONGEST = 300
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
    return list(known.order_by("signed_on", "pk"))


def bound(contract: Contract, day: dt.date) -> int:
    """Enterprises that the list of a regional or industry contract holds on `day`."""
    return ContractCoverage.objects.on(day).filter(contract=contract).count()


class ContractPage(DetailPage):
    ledger = LEDGERS[Contract]

    def page(self, template, status=200, **context):
        contract, today = context["row"], dt.date.today()
        context |= {
            "checklist": checklist.of(contract),
            "steps_of_pay": pay.steps(contract, today),
            "chain": chain(contract, self.request.user),
            "wide": contract.scope != Contract.Scope.ENTERPRISE,
            "bound": bound(contract, min(today, contract.expires_on)),
            "panels": [panel for panel in context["panels"] if panel["ledger"].model not in OWN],
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
