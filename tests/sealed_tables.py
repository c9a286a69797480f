"""What the database keeps of a sealed year, table by table, and statements against it."""

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import DatabaseError, connection, models, transaction

from tests.make.two_years import OPEN, SEALED
from union_portal.organization.models import OrgUnit

SAYS = "年报已封存"
KEPT = {
    "Period": ("start__year", SAYS),
    "MonthlyReport": ("period__start__year", SAYS),
    "ReportCell": ("report__period__start__year", SAYS),
    "ReportReason": ("report__period__start__year", SAYS),
    "FiledCell": ("report__period__start__year", SAYS),
    "ReportEvent": ("report__period__start__year", SAYS),
    "ReportPaper": ("report__period__start__year", SAYS),
    "Remark": ("report__period__start__year", SAYS),
    "SectionCheck": ("report__period__start__year", SAYS),
    "Objection": ("report__period__start__year", SAYS),
    "AnnualRecord": ("period__start__year", SAYS),
    "SectionConfirmation": ("record__period__start__year", SAYS),
    "FigureNote": ("record__period__start__year", SAYS),
    "Chapter": ("record__period__start__year", SAYS),
    "Target": ("by__year", SAYS),
    "PublishedTotal": ("since__year", SAYS),
    "Snapshot": ("records__period__start__year", "统计快照不能修改"),
    "SnapshotDefinition": ("snapshot__records__period__start__year", "统计快照不能修改"),
    "SnapshotFigure": ("snapshot__records__period__start__year", "统计快照不能修改"),
    "SnapshotRows": ("snapshot__records__period__start__year", "统计快照不能修改"),
    "Correction": ("record__period__start__year", "更正"),
}
"""By table: where the year of its rows stands, and what whoever would change them is told."""
FREE = {
    "Figure": "what was computed last from the registers; a sealed year is read from its snapshot",
    "Drift": "found anew from the registers each time",
    "FindingCount": "what a check found on a day, of the registers",
    "Trial": "a value tried on a past month before it is set for months to come",
    "TrialFigure": "what a month would come to with it; no figure reads it",
    "FindingException": "an exception from a check of the registers",
}
"""Tables with nothing of the sealed year in them, and why."""
OF_UNITS = ("MonthlyReport", "AnnualRecord", "Target", "PublishedTotal")
"""Tables whose rows of another district are no part of this one's year."""
MODELS = {model.__name__: model for model in apps.get_app_config("reporting").get_models()}
OTHER = {
    models.CharField: "'x'",
    models.TextField: "'x'",
    models.BooleanField: "NOT {0}",
    models.DateField: "coalesce({0}, now()::date) + 1",
    models.DateTimeField: "coalesce({0}, now()) + interval '1 hour'",
    models.JSONField: "'[1]'",
    models.UUIDField: "gen_random_uuid()",
    ArrayField: "'{{}}'",
    models.DecimalField: "coalesce({0}, 0) + 1",
    models.IntegerField: "coalesce({0}, 0) + 1",
}
"""Another value than the one there is."""


def columns(model) -> list[models.Field]:
    return [f for f in model._meta.concrete_fields if not f.primary_key and not f.generated]


def changed(field: models.Field) -> str:
    if field.related_model:
        table = field.related_model._meta.db_table
        return f'(SELECT max(id) FROM {table} WHERE id IS DISTINCT FROM "{field.column}")'
    kind = next(kind for kind in type(field).__mro__ if kind in OTHER)
    return OTHER[kind].format(f'"{field.column}"')


class Trial:
    """Statements tried against what the database holds of the sealed year of a district."""

    def __init__(self, district: OrgUnit):
        self.district = district
        self.before = self.standing()

    def rows(self, name: str, year: int):
        found = MODELS[name]._base_manager.filter(**{KEPT[name][0]: year}).order_by("pk").distinct()
        if name == "Period":
            found = found.exclude(reports=None, records=None)
        if name in OF_UNITS:
            found = found.filter(org__path__startswith=self.district.path)
        return found.exclude(approved_at=None) if name == "Correction" else found

    def standing(self) -> dict[str, list]:
        """All that is kept; when a period's figures were computed last is no part of it."""
        names = {name: [f.attname for f in columns(MODELS[name])] for name in KEPT}
        names["Period"].remove("computed_at")
        return {name: list(self.rows(name, SEALED).values_list(*names[name])) for name in KEPT}

    def said(self, statement: str) -> str:
        """What the database answers; nothing where it obeys and the year stands. Undone in either case."""
        with transaction.atomic(), connection.cursor() as cursor:
            try:
                with transaction.atomic():
                    cursor.execute(statement)
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                    now = self.standing()
            except DatabaseError as error:
                return str(error)
            transaction.set_rollback(True)
        return "" if now == self.before else "CHANGED"

    def changes(self, name: str):
        """Each column of a row of the sealed year, the row taken away, and the row once more."""
        table, row = MODELS[name]._meta.db_table, self.rows(name, SEALED).first()
        for field in columns(MODELS[name]):
            if (name, field.name) != ("Period", "computed_at"):
                yield f'UPDATE {table} SET "{field.column}" = {changed(field)} WHERE id = {row.pk}'
        yield f"DELETE FROM {table} WHERE id = {row.pk}"
        yield self.copy(name, 0)

    def copy(self, name: str, unit: int) -> str:
        """A row of the sealed year once more, of its own unit or said to be of another."""
        table, row = MODELS[name]._meta.db_table, self.rows(name, SEALED).first()
        names = [f'"{f.column}"' for f in columns(MODELS[name])]
        values = [str(unit) if unit and one == '"org_id"' else one for one in names]
        into = f"INSERT INTO {table} ({', '.join(names)})"
        return f"{into} SELECT {', '.join(values)} FROM {table} WHERE id = {row.pk}"

    def moves(self, name: str):
        """A row of the open year given what a row of the sealed one points to."""
        table, row = MODELS[name]._meta.db_table, self.rows(name, SEALED).first()
        other = self.rows(name, OPEN).first()
        for field in columns(MODELS[name]):
            was, to = (getattr(one, field.attname, None) for one in (other, row))
            if other and field.is_relation and to and was != to:
                yield f'UPDATE {table} SET "{field.column}" = {to} WHERE id = {other.pk}'
