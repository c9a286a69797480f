"""Enterprises, and what hangs on them, by industry and by size on the last day."""

from django.db.models import CharField, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from union_portal.reporting.dimensions import Dimension

from ..models import Enterprise, SizeClass
from ..models.employers import Industry


def size_on(day, path):
    sizes = SizeClass.objects.on(day).filter(enterprise=OuterRef(f"{path}pk")).values("size")[:1]
    return Coalesce(Subquery(sizes), Value(""), output_field=CharField())


Dimension(
    "industry",
    "按行业",
    Enterprise,
    Industry.choices,
    lambda day, path: Coalesce(F(f"{path}industry"), Value("")),
)
Dimension("size", "按规模", Enterprise, SizeClass.Size.choices, size_on)
