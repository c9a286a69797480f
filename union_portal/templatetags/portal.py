"""Small things every template needs."""

from django import template
from django.utils.html import format_html

register = template.Library()

ICONS = {
    "home": "M3 9.5 10 4l7 5.5V17h-4.5v-4.5h-5V17H3z",
    "chart": "M3 17h14M5.5 14v-4M10 14V5M14.5 14V8",
    "book": "M4 4h9.5A2.5 2.5 0 0 1 16 6.5V17H6.2A2.2 2.2 0 0 1 4 14.8zM4 14.8A2.2 2.2 0 0 1 6.2 12.6H16",
    "building": "M4 17V4h8v13M12 8h4v9M2.5 17h15M7 7h2M7 10h2M7 13h2",
    "people": "M8 4.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6M2.8 16.5c.4-3 2.4-4.6 5.2-4.6s4.8 1.6 5.2 4.6"
    "M13 4.6a2.7 2.7 0 0 1 0 5M14.5 12.2c1.6.6 2.6 2 2.8 4.3",
    "contract": "M4 3.5h9l3 3v10H4zM7 12l2 2 4-4.5",
    "scales": "M10 3v14M5 17h10M4 6h12M4 6l-2 5.5h4zM16 6l-2 5.5h4z",
    "heart": "M10 16.5S3.5 12.5 3.5 8A3.4 3.4 0 0 1 10 6.6 3.4 3.4 0 0 1 16.5 8c0 4.5-6.5 8.5-6.5 8.5z",
    "pin": "M10 17.5s5.5-5 5.5-9.2a5.5 5.5 0 0 0-11 0c0 4.2 5.5 9.2 5.5 9.2zM10 6.4a1.9 1.9 0 1 0 0 3.8 1.9 1.9 0 0 0 0-3.8",
    "search": "M9 4a5 5 0 1 0 0 10A5 5 0 0 0 9 4M13 13l4 4",
    "print": "M6 7V3h8v4M6 14H4V8h12v6h-2M6 11.5h8V17H6z",
    "down": "M10 3.5v9M6.3 9l3.7 3.7L13.7 9M4 16.5h12",
    "check": "M4.5 10.5 8 14l7.5-8",
    "clock": "M10 3.2a6.8 6.8 0 1 0 0 13.6 6.8 6.8 0 0 0 0-13.6M10 6.2V10l2.8 1.8",
}


@register.simple_tag
def icon(name: str):
    return format_html('<svg class="i" viewBox="0 0 20 20" aria-hidden="true"><path d="{}"/></svg>', ICONS[name])


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


@register.filter
def cell(column, row):
    """A ledger column's cell of a row."""
    return column.cell(row)


@register.filter
def has_right(user, right: str) -> bool:
    return user.can(right)
