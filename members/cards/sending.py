"""The page of a batch: the bank's file, its answer, and both taken back; the page of one card."""

import datetime as dt
import io

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import FileResponse, Http404
from django.shortcuts import redirect

from union_portal.audit.context import acting
from union_portal.ledgers.declarations import LEDGERS
from union_portal.ledgers.views import DetailPage, LedgerView
from union_portal.sheets.exporting.views import private
from union_portal.sheets.reading import source, storing

from ..models import Card, CardBatch
from . import answers, batches, forms, life, road

MANY = 200
"""So many wrong lines are shown at once."""


class BatchPage(DetailPage):
    ledger = LEDGERS[CardBatch]

    def page(self, template, status=200, **context):
        batch = context["row"]
        counts = batches.counts(batch)
        context |= {
            "counts": [(state.label, state.value, counts[state]) for state in Card.State if state in counts],
            "sent": sum(counts.values()),
            "open": counts.get(Card.State.SENT, 0),
            "answered": any(counts.get(state) for state in (Card.State.PRODUCED, Card.State.REFUSED)),
            "may_send": batches.may_send(self.request.user),
            "day": dt.date.today(),
            "refusals": batch.cards.filter(state=Card.State.REFUSED).select_related("member")[:MANY],
        }
        return super().page(template, self.status or status, **context | self.told())

    status = 0

    def told(self) -> dict:
        """The forms, empty or as they were refused."""
        return {"file": forms.FileForm(), "answer": forms.AnswerForm(), "wrong": [], "wrong_count": 0}


class Deed(BatchPage):
    """A deed on a batch: posted, done, and back on its page; refused, the page says why."""

    verb = "change"

    def dispatch(self, request, *args, **kwargs):
        if not batches.may_send(request.user):
            raise PermissionDenied("你的岗位没有京卡送行的权限")
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, pk):
        raise Http404("请从批次页办理")

    def post(self, request, pk):
        try:
            messages.success(request, self.do(self.row))
        except ValidationError as error:
            messages.error(request, "；".join(error.messages))
        return redirect(self.ledger.url("detail", self.row))

    def do(self, batch: CardBatch) -> str:
        raise NotImplementedError


class Withdraw(Deed):
    def do(self, batch):
        return f"批次{batch.number}已撤回，{batches.withdraw(batch, dt.date.today())}张回到待送行"


class Unanswer(Deed):
    def do(self, batch):
        return f"已撤销批次{batch.number}的回盘，{answers.take_back(batch)}张回到制卡中"


class BankFile(Deed):
    """The file in clear, for a purpose; the trail keeps both (D34)."""

    def post(self, request, pk):
        self.form = forms.FileForm(request.POST)
        if not self.form.is_valid():
            self.status = 422
            return DetailPage.get(self, request, pk)
        batch, typed = self.row, self.form.cleaned_data
        address = request.META.get("REMOTE_ADDR", "")
        with acting(request.user, route="POST /card-batches/file/", address=address, reason=typed["reason"]):
            asked, content = batches.bank_file(request.user, batch, typed["format"], typed["reason"])
        name = f"京卡送行{batch.number}.{asked.form}"
        return private(FileResponse(io.BytesIO(content), as_attachment=True, filename=name))

    def told(self):
        return super().told() | {"file": self.form}


class ReturnFile(Deed):
    """回盘: written whole when every line is right, else each wrong line is told."""

    wrong: tuple = ()

    def post(self, request, pk):
        self.form = forms.AnswerForm(request.POST, request.FILES)
        if self.form.is_valid() and (told := self.written(self.row, self.form.cleaned_data)):
            messages.success(request, told)
            return redirect(self.ledger.url("detail", self.row))
        self.status = 422
        return DetailPage.get(self, request, pk)

    def written(self, batch: CardBatch, typed: dict) -> str:
        """What was written; empty if nothing was, with the reasons in `wrong` and the form."""
        try:
            with storing.in_memory(typed["file"].chunks()) as path:
                answer = answers.judge(batch, answers.read(path))
            self.wrong = tuple(answer.errors)
            if self.wrong:
                return ""
            with transaction.atomic():
                left = answers.write(batch, answer, typed["day"])
        except (source.Unreadable, ValidationError) as error:
            self.form.add_error(None, str(error) if isinstance(error, source.Unreadable) else error)
            return ""
        rest = f"，还有{left}张没有回盘" if left else ""
        return f"批次{batch.number}已回盘：制成{len(answer.made)}张，退回{len(answer.refused)}张{rest}"

    def told(self):
        return super().told() | {
            "answer": self.form,
            "wrong": self.wrong[:MANY],
            "wrong_count": len(self.wrong),
        }


class CardPage(DetailPage):
    ledger = LEDGERS[Card]

    def page(self, template, status=200, **context):
        card, today = context["row"], dt.date.today()
        context |= {
            "steps_of": steps(card),
            "may_undo": not life.why_not_back(card, today) and self.request.user.can(life.CHANGE),
            "days": (today - getattr(card, life.DATED[card.state])).days,
            "limit": road.limits(today).get(card.state),
        }
        return super().page(template, status, **context)


def steps(card: Card) -> list[tuple[str, dt.date | None, str]]:
    """Label, day, and whether it is past, here or ahead, of the road to the holder's hand."""
    labels = {"applied_on": "申请", "sent_on": "送行", "produced_on": "制卡完成", "delivered_on": "到站"}
    found = [(label, getattr(card, name)) for name, label in (labels | {"issued_on": "发放"}).items()]
    last = max((place for place, (_, day) in enumerate(found) if day), default=0)
    return [
        (label, day, "past" if place < last or card.issued_on else "here" if place == last else "")
        for place, (label, day) in enumerate(found)
    ]


class Undo(LedgerView):
    """The last step of one card taken back."""

    ledger = LEDGERS[Card]
    verb = "change"

    def post(self, request, pk):
        card = self.row
        if card.org_id not in request.user.unit_ids(life.CHANGE):
            raise PermissionDenied("这张京卡不在你可办理的范围内")
        try:
            with transaction.atomic():
                life.take_back(card, request.user, dt.date.today())
        except ValidationError as error:
            messages.error(request, "；".join(error.messages))
        else:
            messages.success(request, f"已撤销上一步：{card}")
        back = request.POST.get("back", "")
        return redirect("card-issue" if back == "issue" else self.ledger.url("detail", card))
