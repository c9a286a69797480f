"""Small things every template needs."""

from decimal import Decimal

from django import template
from django.urls import resolve, reverse
from django.utils.html import format_html
from django.utils.http import urlencode

from union_portal.fields import half_up
from union_portal.ledgers.declarations import LEDGERS
from union_portal.workflow import WORKFLOWS, state_label

register = template.Library()

ICONS = {
    "home": "M3 9.5 10 4l7 5.5V17h-4.5v-4.5h-5V17H3z",
    "chart": "M3 17h14M5.5 14v-4M10 14V5M14.5 14V8",
    "book": "M4 4h9.5A2.5 2.5 0 0 1 16 6.5V17H6.2A2.2 2.2 0 0 1 4 14.8zM4 14.8A2.2 2.2 0 0 1 6.2 12.6H16",
    "building": "M4 17V4h8v13M12 8h4v9M2.5 17h15M7 7h2M7 10h2M7 13h2",
    "steps": "M3 16.5h4v-4h4v-4h4v-4h2",
    "coins": "M10 4c3.6 0 6 1 6 2.3S13.6 8.6 10 8.6 4 7.6 4 6.3 6.4 4 10 4M4 6.3v7.4C4 15 6.4 16 10 16"
    "s6-1 6-2.3V6.3M4 10c0 1.3 2.4 2.3 6 2.3s6-1 6-2.3",
    "talk": "M3.5 4.5h9v6.5H8L5.5 13.5V11h-2zM14.5 8h2v6h-1.8v2.2L12.4 14H8.5",
    "flag": "M5 17V3.5M5 4h9.5l-2 3.2 2 3.3H5",
    "people": "M8 4.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6M2.8 16.5c.4-3 2.4-4.6 5.2-4.6s4.8 1.6 5.2 4.6"
    "M13 4.6a2.7 2.7 0 0 1 0 5M14.5 12.2c1.6.6 2.6 2 2.8 4.3",
    "contract": "M4 3.5h9l3 3v10H4zM7 12l2 2 4-4.5",
    "scales": "M10 3v14M5 17h10M4 6h12M4 6l-2 5.5h4zM16 6l-2 5.5h4z",
    "card": "M3 5.5h14V15H3zM3 8.5h14M6 12h3",
    "heart": "M10 16.5S3.5 12.5 3.5 8A3.4 3.4 0 0 1 10 6.6 3.4 3.4 0 0 1 16.5 8c0 4.5-6.5 8.5-6.5 8.5z",
    "pin": "M10 17.5s5.5-5 5.5-9.2a5.5 5.5 0 0 0-11 0c0 4.2 5.5 9.2 5.5 9.2z"
    "M10 6.4a1.9 1.9 0 1 0 0 3.8 1.9 1.9 0 0 0 0-3.8",
    "gear": "M10 7.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5M10 2.8v2M10 15.2v2M2.8 10h2M15.2 10h2"
    "M4.9 4.9l1.4 1.4M13.7 13.7l1.4 1.4M15.1 4.9l-1.4 1.4M6.3 13.7l-1.4 1.4",
    "more": "M4 6h12M4 10h12M4 14h12",
    "search": "M9 4a5 5 0 1 0 0 10A5 5 0 0 0 9 4M13 13l4 4",
    "print": "M6 7V3h8v4M6 14H4V8h12v6h-2M6 11.5h8V17H6z",
    "plus": "M10 4v12M4 10h12",
    "down": "M10 3.5v9M6.3 9l3.7 3.7L13.7 9M4 16.5h12",
    "up": "M10 12.5v-9M6.3 7 10 3.3 13.7 7M4 16.5h12",
    "check": "M4.5 10.5 8 14l7.5-8",
    "cross": "M5.5 5.5l9 9M14.5 5.5l-9 9",
    "warning": "M10 3.5 17.5 16.5h-15zM10 8.5v4M10 14.4v.2",
    "clock": "M10 3.2a6.8 6.8 0 1 0 0 13.6 6.8 6.8 0 0 0 0-13.6M10 6.2V10l2.8 1.8",
}


@register.simple_tag
def icon(name: str):
    path = ICONS[name]
    return format_html('<svg class="i" viewBox="0 0 20 20" aria-hidden="true"><path d="{}"/></svg>', path)


# --- addresses


@register.simple_tag(takes_context=True)
def query(context, **changes) -> str:
    """The page's own query string with some parameters changed; an empty value drops its parameter."""
    parameters = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            parameters.pop(name, None)
        else:
            parameters[name] = value
    return f"?{parameters.urlencode()}"


@register.simple_tag(takes_context=True)
def without(context, names: str) -> str:
    """The page's own query string less the named parameters, from its first page."""
    return query(context, **dict.fromkeys([*names.split(), "page"]))


@register.simple_tag(takes_context=True)
def sorted_by(context, path: str) -> str:
    """The address that sorts by this column, or the other way round if it does already."""
    again = context["request"].GET.get("sort") == path
    return query(context, sort=f"-{path}" if again else path, page="")


@register.filter
def order_of(request, path: str) -> str:
    """For `aria-sort`: ascending, descending, or nothing."""
    return {path: "ascending", f"-{path}": "descending"}.get(request.GET.get("sort", ""), "")


@register.simple_tag
def pages(page) -> list:
    """Page numbers with gaps: 1 2 3 … 93."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


# --- registers


@register.filter
def cell(column, row):
    """A ledger column's cell of a row."""
    return column.cell(row)


@register.filter
def of(known: dict, key):
    """What a dictionary holds under a key that is a variable."""
    return known.get(key)


@register.filter
def text(column, row) -> str:
    """The same without markup: what the link to the row itself says."""
    return column.text(row) or "未填"


@register.filter
def state(row) -> str:
    """The state of a row that has a workflow, in words."""
    return state_label(row) if type(row) in WORKFLOWS else ""


@register.filter
def siblings(ledger) -> list:
    """The registers declared in the same module, in that order."""
    return [other for other in LEDGERS.values() if type(other).__module__ == type(ledger).__module__]


@register.filter
def screens(ledger, user) -> list[tuple[str, str]]:
    """Label and address of the pages beside a register that the user may see: those of apps she may view."""
    found = ((label, reverse(view)) for label, view in getattr(ledger, "screens", {}).items())
    return [(label, url) for label, url in found if user.can(f"{_app_of(url)}.view")]


def _app_of(url: str) -> str:
    return resolve(url).func.__module__.partition(".")[0]


@register.filter
def address(ledger, row=None) -> str:
    """A register's list, or the page of one of its rows."""
    return ledger.url("detail", row) if row else ledger.url("list")


@register.filter
def bound(form, name: str):
    """The form's field of this name, if the form has it."""
    return form[name] if name in form.fields else None


@register.filter
def chips(bar) -> list[tuple[str, str, str]]:
    """What narrows the list now: label, words, and the parameters that say so."""
    if not bar.is_bound or not bar.is_valid():
        return []
    found = []
    for name, value in bar.form.cleaned_data.items():
        field = bar.form.fields[name]
        if isinstance(value, slice):
            ends = "～".join(f"{end:%Y-%m-%d}" if end else "" for end in (value.start, value.stop))
            found.append((field.label, ends, f"{name}_after {name}_before"))
        elif value not in (None, ""):
            choices = getattr(field, "choices", ()) if isinstance(value, str) else ()
            words = dict(choices).get(value, getattr(value, "short_name", value))
            found.append(("关键词" if name == "q" else field.label, str(words), name))
    return found


# --- figures


@register.simple_tag(takes_context=True)
def figure(context, shown, unit=None, part: str = "", label: str = ""):
    """A figure as a door: it opens its own rows, for the page's period and the unit it stands for."""
    period, unit = context["period"], unit or context["place"]
    where = {"period": period.code, "kind": period.kind, "org": unit.code} | ({"part": part} if part else {})
    url = f"{shown.url}?{urlencode(where)}"
    return format_html('<a class="fig" href="{}" title="{}">{}</a>', url, shown.exact, label or shown.text)


@register.filter
def count(number) -> str:
    """1,299 · 6,319.72 · 不适用."""
    if number is None:
        return "不适用"
    number = Decimal(number)
    return f"{half_up(number, 0 if number == number.to_integral_value() else 2):,}"


@register.filter
def short(period) -> str:
    """2015年全年 → 2015年."""
    return period.label.removesuffix("全年")


@register.filter
def has_right(user, right: str) -> bool:
    return user.can(right)
