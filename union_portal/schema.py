"""What the database keeps beyond the models' own constraints: audit, versions, and who may write.

Installed by `migrate` after every run, from the models themselves: a new table is audited without a
line written for it.
"""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models

from union_portal.audit.models import Trailed
from union_portal.fields import BlindIndexField, EncryptedField
from union_portal.organization.models import OrgUnit, Post, User
from union_portal.organization.records import Kept
from union_portal.parameters.models import RuleParameter, WorkCalendar

FUNCTIONS = Path(__file__).with_name("audit") / "triggers.sql"
KERNEL = (OrgUnit, User, Post, RuleParameter, WorkCalendar)
TRANSITIONS = {
    "insert": "NEW TABLE AS new_rows",
    "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "OLD TABLE AS old_rows",
}


def audited() -> list[type[models.Model]]:
    """Every row of a unit, the kernel's tables that decide who may do what, and what else is Trailed."""
    return [*KERNEL, *(model for model in apps.get_models() if issubclass(model, (Kept, Trailed)))]


def install(connection) -> None:
    """Idempotent. Runs as the owner of the tables."""
    with connection.cursor() as cursor:
        cursor.execute(FUNCTIONS.read_text(encoding="utf8"))
        for model in audited():
            cursor.execute(_audit(model))
            if issubclass(model, Kept):
                cursor.execute(_versioned(model))
        for statement in _grants(connection):
            cursor.execute(statement)


def _audit(model: type[models.Model]) -> str:
    kept = [f for f in model._meta.local_fields if isinstance(f, (EncryptedField, BlindIndexField))]
    hidden = [*(str(f.column) for f in kept), *(["password"] if model is User else [])]
    table, words = model._meta.db_table, "'{" + ",".join(hidden) + "}'"
    key = model._meta.pk.column
    told = words if key == "id" else f"{words}, '{key}'"
    return "".join(
        f"""CREATE OR REPLACE TRIGGER audit_{event} AFTER {event} ON {table} REFERENCING {rows}
            FOR EACH STATEMENT EXECUTE FUNCTION audit_{event}({told});"""
        for event, rows in TRANSITIONS.items()
    )


def _versioned(model: type[models.Model]) -> str:
    return f"""CREATE OR REPLACE TRIGGER record_version BEFORE UPDATE ON {model._meta.db_table}
               FOR EACH ROW EXECUTE FUNCTION record_version();"""


def _grants(connection) -> list[str]:
    """The application's role reads and writes rows; the trail and the history it can only read."""
    role = settings.DATABASES["default"]["USER"]
    if role == settings.DATABASES["owner"]["USER"]:
        return []
    name = connection.ops.quote_name(role)
    return [
        f"GRANT USAGE ON SCHEMA public TO {name}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {name}",
        "CREATE SCHEMA IF NOT EXISTS staging",
        f"GRANT USAGE, CREATE ON SCHEMA staging TO {name}",
        f"REVOKE INSERT, UPDATE, DELETE ON audit_auditrequest, audit_auditentry FROM {name}",
        f"REVOKE UPDATE, DELETE ON audit_auditseal FROM {name}",
        f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {name}",
    ]
