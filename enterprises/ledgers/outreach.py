"""Registers of 双沟通."""

from union_portal.ledgers.declarations import Ledger

from ..models import ContactDayMove, OutreachMeeting, Pilot, Presentation, Presenter


class OutreachMeetingLedger(Ledger):
    model = OutreachMeeting
    list_display = ["held_on", "org", "kind", "enterprise", "place", "attendees", "consulted", "contact_day"]
    list_filter = ["org", "kind", "held_on", "contact_day"]
    search_fields = ["enterprise__name", "place", "host"]
    identity = [["org", "kind", "held_on", "place"]]
    keys = {"enterprise": "credit_code"}
    screens = {
        "沟通日日历": "contact-days",
        "三段记录": "outreach-records",
        "讲解员评分": "outreach-presenters",
        "沟通后建会": "outreach-attribution",
    }
    sections = {
        "会议": ["org", "kind", "enterprise", "held_on", "contact_day", "place", "moment", "host"],
        "到场": ["attendees", "consulted"],
        "会前、会中、会后": ["before", "record", "review"],
        "诉求与承诺": ["needs", "promise", "follow_up_on", "followed_up_on"],
    }


class PresenterLedger(Ledger):
    model = Presenter
    list_display = ["name", "org", "unit", "since", "until"]
    list_filter = ["org", "since"]
    search_fields = ["name", "unit"]
    identity = [["org", "name", "since"]]


class PresentationLedger(Ledger):
    model = Presentation
    list_display = ["meeting__held_on", "meeting__place", "org", "presenter", "rating"]
    list_filter = ["org", "rating"]
    search_fields = ["presenter__name", "meeting__place"]
    identity = [["meeting", "presenter"]]
    keys = {"meeting": "pk", "presenter": "pk"}


class ContactDayMoveLedger(Ledger):
    model = ContactDayMove
    list_display = ["due_on", "org", "moved_to", "reason"]
    list_filter = ["org", "due_on"]
    search_fields = ["reason"]
    identity = [["org", "due_on"]]


class PilotLedger(Ledger):
    model = Pilot
    list_display = ["org", "since", "until", "note"]
    list_filter = ["org", "since"]
    search_fields = ["note"]
    identity = [["org", "since"]]
