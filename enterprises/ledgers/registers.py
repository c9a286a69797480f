"""Registers of employers, unions and democratic management."""

import datetime as dt

from django.db.models import OuterRef, Subquery

from union_portal.ledgers.declarations import Ledger
from union_portal.pinyin import initials

from ..models import (
    Affiliation,
    CongressMeeting,
    DemocraticForm,
    Eligibility,
    Enterprise,
    GrassrootsUnion,
    Headcount,
    SizeClass,
)


class EnterpriseLedger(Ledger):
    model = Enterprise
    list_display = ["name", "org", "industry", "ownership", "employees", "union_name", "opened_on"]
    list_filter = ["org", "ownership", "industry", "kind", "closure"]
    search_fields = ["name", "initials", "credit_code"]
    identity = [["credit_code"], ["org", "name"]]
    labels = {"employees": "职工数", "union_name": "所在工会"}
    actions: list[tuple[str, str, str]] = []
    sections = {
        "登记信息": ["org", "name", "credit_code", "no_code_reason", "ownership", "industry", "kind"],
        "经营状况": ["address", "phone", "opened_on", "closed_on", "closure"],
    }

    def complete(self, columns):
        columns["initials"] = [name and initials(name) for name in columns.get("name", ())]
        return ()

    def annotate(self, rows):
        today = dt.date.today()
        headcount = Headcount.objects.on(today).filter(enterprise=OuterRef("pk"))
        covering = Affiliation.objects.covering(today).filter(enterprise=OuterRef("pk"))
        return rows.annotate(
            employees=Subquery(headcount.values("employees")[:1]),
            union_name=Subquery(covering.values("union__name")[:1]),
        )


class GrassrootsUnionLedger(Ledger):
    model = GrassrootsUnion
    list_display = [
        "name",
        "org",
        "kind",
        "state",
        "approved_on",
        "approval_no",
        "dissolved_on",
    ]
    list_filter = ["org", "kind", "state", "level"]
    search_fields = ["name", "approval_no"]
    identity = [["org", "name"]]
    screens = {"组织机构": "organisations"}
    actions = [("登记换届", "term-elect", "enterprises.change")]
    sections = {
        "工会": ["org", "name", "kind", "level", "credit_code"],
        "批复": ["applied_on", "approved_on", "approval_no"],
    }


class AffiliationLedger(Ledger):
    model = Affiliation
    list_display = ["enterprise", "org", "union", "mode", "origin", "since", "until", "employees"]
    list_filter = ["org", "mode", "origin"]
    search_fields = ["enterprise__name", "enterprise__credit_code", "union__name"]
    identity = [["enterprise", "union", "since"]]
    keys = {"enterprise": "credit_code", "union": "name"}


class HeadcountLedger(Ledger):
    model = Headcount
    list_display = ["enterprise", "org", "since", "employees", "women", "migrants", "dispatched", "source"]
    list_filter = ["org", "since"]
    search_fields = ["enterprise__name", "enterprise__credit_code"]
    identity = [["enterprise", "since"]]
    keys = {"enterprise": "credit_code"}


class SizeClassLedger(Ledger):
    model = SizeClass
    list_display = ["enterprise", "org", "size", "since", "until", "scheme"]
    list_filter = ["org", "size"]
    search_fields = ["enterprise__name", "enterprise__credit_code"]
    identity = [["enterprise", "since"]]
    keys = {"enterprise": "credit_code"}


class EligibilityLedger(Ledger):
    model = Eligibility
    list_display = ["enterprise", "org", "kind", "met", "since", "until", "reason", "decided_by"]
    list_filter = ["org", "kind", "met"]
    search_fields = ["enterprise__name", "enterprise__credit_code"]
    identity = [["enterprise", "kind", "since"]]
    keys = {"enterprise": "credit_code"}


class DemocraticFormLedger(Ledger):
    model = DemocraticForm
    list_display = ["enterprise", "org", "kind", "since", "until"]
    list_filter = ["org", "kind"]
    search_fields = ["enterprise__name", "enterprise__credit_code"]
    identity = [["enterprise", "kind", "since"]]
    screens = {"建制率": "democracy-rates"}
    keys = {"enterprise": "credit_code"}


class CongressMeetingLedger(Ledger):
    model = CongressMeeting
    list_display = ["form__enterprise", "org", "form__kind", "held_on", "matter", "delegates", "present"]
    list_filter = ["org", "held_on"]
    search_fields = ["form__enterprise__name"]
    identity = [["form", "held_on"]]
    keys = {"form": "pk"}
