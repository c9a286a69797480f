"""五步协商 (S19): one negotiation on one page, its next act a form in its own step, one button."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.http import Http404
from django.shortcuts import redirect

from union_portal.ledgers.declarations import LEDGERS
from union_portal.ledgers.views import DetailPage
from union_portal.notices import files
from union_portal.notices.models import Attachment
from union_portal.organization.records import refusal, show
from union_portal.workflow import WORKFLOWS, state_label

from ..articles import article
from ..models import Talks, TalksPaper
from ..process import evidence, signing
from ..process.acts import ACTS, AFTER, Act
from ..process.cards import cards
from ..process.clocks import of_contract
from ..process.forms import ActForm, UploadForm, act_form
from ..process.leading import leading
from ..process.sides import sides

RULES = {
    "represent": "representatives",
    "names": "names",
    "offer": "offer",
    "accept": "offer_answer",
    "refuse": "refusal",
    "defy": "offer_answer",
    "inform": "wage_information",
    "start": "meeting",
    "pause": "suspension",
    "resume": "suspension",
    "draft": "draft",
    "passing": "passing_shares",
    "sign": "signing",
    "file": "contract_filing",
    "receive": "filing_review",
    "object": "rounds",
    "publish": "filing_review",
    "report": "report",
    "end": "end",
}
"""The rule that an act out of its turn offends."""


class TalksPage(DetailPage):
    """`name` is the act whose form is open; without one, the act that leads on."""

    ledger = LEDGERS[Talks]

    def get(self, request, pk, name=""):
        if name and not request.user.can(ACTS[name].right):
            raise PermissionDenied(f"你的岗位不能办理“{ACTS[name].label}”")
        self.opened, self.status, self.refused = name, 200, [] if self.in_turn(name) else [self.why_not(name)]
        self.form = self.contract = self.upload = None
        return super().get(request, pk)

    def post(self, request, pk, name):
        """What the act needs is kept and done in one transaction, its papers along with it."""
        self.opened, self.status, self.refused, self.upload = name, 422, [], None
        act = ACTS[name]
        if not request.user.can(act.right) or self.row.org_id not in request.user.unit_ids(act.right):
            raise PermissionDenied(f"你的岗位不能办理“{act.label}”")
        self.form = self.contract = None
        if not self.in_turn(name):
            self.refused.append(self.why_not(name))
        elif self.done(act):
            messages.success(request, f"{act.label}：{self.row}")
            return redirect(f"{self.ledger.url('detail', self.row)}#here")
        return super().get(request, pk)

    def page(self, template, status=200, **context):
        talks = context["row"]
        offered = self.offered()
        lead = leading(talks, offered)
        opened = self.opened or lead
        if opened in offered and self.form is None:
            self.form, self.contract = self.blank(ACTS[opened])
        return super().page(
            template,
            self.status,
            **context,
            cards=cards(talks, self.host(opened)),
            sides=sides(talks),
            opened=opened,
            act=ACTS.get(opened),
            host=self.host(opened),
            form=self.form,
            signing=self.contract,
            refused=self.refused,
            acts=[(key, act) for key, act in offered.items() if key != opened],
            upload=self.upload,
            clocks=of_contract(talks.contract) if talks.contract else [],
            contract_state=state_label(talks.contract) if talks.contract else "",
            filings=talks.contract.filings.order_by("round") if talks.contract else [],
            today=dt.date.today(),
        )

    # --- which act, and may it be

    def offered(self) -> dict[str, Act]:
        may = self.request.user.can
        return {key: act for key, act in ACTS.items() if may(act.right) and act.offered(self.row)}

    def in_turn(self, name: str) -> bool:
        return not name or ACTS[name].offered(self.row)

    def why_not(self, name: str) -> str:
        law = article(RULES.get(name, ""), dt.date.today(), self.row.kind) if name in RULES else ""
        rule = f"（{law}）" if law else ""
        return f"{self.row}现为“{state_label(self.row)}”，不能{ACTS[name].label}{rule}，请先办理前面的步骤"

    def host(self, name: str) -> int | str:
        """The place of the step in which the form stands."""
        if not name or ACTS[name].day == AFTER:
            return AFTER
        step = evidence.step_of(ACTS[name].day)
        return step.place if step else "top"

    # --- doing it

    def blank(self, act: Act) -> tuple[ActForm, signing.SigningForm | None]:
        form = act_form(act, self.row, act.row(self.row))
        return form, signing.signing_form(self.row, self.request.user) if act.step == "sign" else None

    def done(self, act: Act) -> bool:
        """Whether it was; if not, the forms say why not."""
        request = self.request
        talks = self.ledger.rows(request.user).select_related("contract").get(pk=self.row.pk)
        self.form = form = act_form(act, talks, act.row(talks), request.POST, request.FILES)
        if already_sent(form, request.POST.get("form_key", "")):
            return True
        valid, kept = form.is_valid(), list[Attachment]()
        if act.step == "sign":
            self.contract = signing.signing_form(talks, request.user, last_signature(form), request.POST)
        if not valid:
            return False
        try:
            with transaction.atomic():
                self.keep(act, form, kept)
                self.carry_out(act, form)
            return True
        except ValidationError as error:
            show(form, error)
        except IntegrityError as error:
            form.add_error(None, refusal(error, type(form.instance)))
        except DatabaseError as error:
            if getattr(error.__cause__, "pgcode", "") != "PT409":
                raise
            form.add_error(None, "打开本页以后有人改过这条记录，没有覆盖；请重新打开本页，核对后再办理")
        for attachment in kept:
            files.forget(attachment)
        return False

    def keep(self, act: Act, form: ActForm, kept: list[Attachment]) -> None:
        step = evidence.step_of(act.day) if act.papers else None
        if step is None:
            return
        days = [form.cleaned_data.get(name) for name in act.today]
        on = min([day for day in days if day] or [dt.date.today()])
        for name, file in form.uploads:
            kept.append(files.keep(file, self.row.org))
            TalksPaper.objects.create(talks=self.row, step=step, attachment=kept[-1], on=on, note=name)

    def carry_out(self, act: Act, form: ActForm) -> None:
        """The step of the road, or the row of its own; at the signature, the contract too."""
        talks = Talks.objects.select_related("org").get(pk=self.row.pk)
        act.check(talks, form.instance)
        if not act.step:
            act.then(talks, form.save())
            return
        values = {name: form.cleaned_data[name] for name in act.fields}
        WORKFLOWS[Talks].take(act.step, talks, self.request.user, **values)
        if self.contract is not None:
            self.conclude(talks, self.contract)

    def conclude(self, talks: Talks, form: signing.SigningForm) -> None:
        found = signing.registered(talks, self.request.user, form.data.get("number", ""))
        if found is not None:
            signing.check_same(talks, found, talks.signed_on)
        elif not form.is_valid():
            raise ValidationError("合同内容有需要改正的地方，见各项提示")
        talks.contract = found or signing.conclude(form)
        talks.save()


def already_sent(form: ActForm, key: str) -> bool:
    model = type(form.instance)
    return form.instance.pk is None and len(key) == 36 and model.objects.filter(form_key=key).exists()


def last_signature(form: ActForm) -> dt.date | None:
    """CB-26: the later of the two days counts."""
    days = [form.cleaned_data.get(name) for name in ("labour_signed_on", "employer_signed_on")]
    return max((day for day in days if day), default=None)


class Upload(TalksPage):
    """A further paper of one of the steps."""

    def post(self, request, pk, place):
        self.opened, self.status, self.refused = "", 422, []
        self.form = self.contract = None
        step = evidence.TalksStep.objects.filter(place=place).first()
        if step is None:
            raise Http404("没有这个协商步骤")
        if self.row.org_id not in request.user.unit_ids("bargaining.change"):
            raise PermissionDenied("你的岗位不能上传协商材料")
        self.upload = form = UploadForm(step, request.POST, request.FILES)
        form.place = place
        if form.is_valid():
            told = form.cleaned_data
            attachment = files.keep(told["file"] or told["photo"], self.row.org)
            TalksPaper.objects.create(
                talks=self.row, step=step, attachment=attachment, on=told["on"], note=told["note"]
            )
            messages.success(request, f"已保存{told['note']}：{self.row}")
            return redirect(f"{self.ledger.url('detail', self.row)}#step-{place}")
        return DetailPage.get(self, request, pk)
