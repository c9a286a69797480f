"""/join/<token>/: the page behind a QR code. No signing in; nothing typed enters an address or session."""

import datetime as dt
import uuid

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from union_portal.fields.identity import DocumentType, document_warnings

from ..models import JoiningDoor, Member, Sex
from . import counters
from .forms import ApplicationForm
from .receiving import REFERENCE, receive
from .sealing import seal, unseal

STALE = "页面停留太久或内容不完整，请核对后重新填写"


@method_decorator([login_not_required, never_cache], name="dispatch")
class JoiningPage(View):
    """Whatever the door's state, the answer is a page that says so."""

    door: JoiningDoor

    def dispatch(self, request, token, **kwargs):
        related = ("union__org", "org", "enterprise", "meeting")
        found = JoiningDoor.objects.select_related(*related).filter(token=token).first()
        if found is None:
            return render(request, "members/apply_closed.html", status=404)
        self.door, today = found, dt.date.today()
        if found.until and found.until <= today or found.since > today:
            early = found.since > today
            context = {"door": found, "early": early, "counters": counters.near(found.org)}
            return render(request, "members/apply_closed.html", context, status=403 if early else 410)
        return super().dispatch(request, token=token, **kwargs)

    def page(self, template: str, status: int = 200, **context):
        return render(self.request, f"members/{template}.html", {"door": self.door, **context}, status=status)


class Apply(JoiningPage):
    def get(self, request, token):
        return self.ask(ApplicationForm(self.door))

    def post(self, request, token):
        acts = {"edit": self.edit, "send": self.send}
        return acts.get(request.POST.get("do", ""), self.check)()

    def ask(self, form: ApplicationForm, status: int = 200, stale: str = ""):
        return self.page("apply", status, form=form, stale=stale)

    def check(self):
        form = ApplicationForm(self.door, self.request.POST)
        if not form.is_valid():
            return self.ask(form, 422)
        sealed = seal(form.answers | {"key": str(uuid.uuid4())}, str(self.door.token))
        known = form.cleaned_data
        warnings = document_warnings(known["document"], known["document_type"])
        return self.page("apply_confirm", told=told(form), sealed=sealed, warnings=warnings)

    def opened(self) -> dict[str, str] | None:
        return unseal(self.request.POST.get("sealed", ""), str(self.door.token))

    def edit(self):
        """Back from the page of checking: all stands as it was, but the consents are asked again."""
        answers = self.opened()
        if answers is None:
            return self.ask(ApplicationForm(self.door), 422, STALE)
        return self.ask(ApplicationForm(self.door, initial=answers))

    def send(self):
        answers = self.opened()
        key = answers and answers.pop("key", "")
        if not answers or not key:
            return self.ask(ApplicationForm(self.door), 422, STALE)
        return redirect("join-done", self.door.token, receive(self.door, answers, key))


def told(form: ApplicationForm) -> list[tuple[str, str]]:
    """The answers in words, as she will read them before sending."""
    known = form.cleaned_data
    words = known | {
        "document_type": DocumentType(known["document_type"]).label,
        "document": grouped(known["document"]),
        "born_on": str(known["born_on"] or ""),
        "sex": known["sex"] and Sex(known["sex"]).label,
        "category": Member.Category(known["category"]).label,
        "new_form": known["new_form"] and Member.NewForm(known["new_form"]).label,
    }
    shown = [name for name in form.answers if words[name]]
    return [(str(form.fields[name].label), words[name]) for name in shown]


def grouped(number: str) -> str:
    """110115 19850601 9911: easier to compare with the card."""
    return f"{number[:6]} {number[6:14]} {number[14:]}" if len(number) == 18 else number


class Done(JoiningPage):
    def get(self, request, token, reference):
        if not REFERENCE.fullmatch(reference):
            raise Http404
        return self.page("apply_done", reference=reference, counters=counters.near(self.door.org))
