"""The schema can be left and reached again, and what the database itself keeps is there afterwards."""

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import ProgrammingError, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from union_portal.schema import audited

SCRATCH = "scratch"
MIGRATED = MigrationLoader(None).migrated_apps
HOMES = [(config.label, settings.BASE_DIR / config.name.split(".")[0]) for config in apps.get_app_configs()]
OWN = [label for label, home in HOMES if label in MIGRATED and home.is_dir()]
"""The portal's own apps that have tables."""
LOCKED = ("audit_auditentry", "audit_auditrequest", "django_migrations")
"""Tables the application reads and never writes."""


@pytest.fixture(scope="module")
def scratch(django_db_setup, django_db_blocker):
    """A copy of the database as it was migrated, owned by the owner's role and gone afterwards."""
    with django_db_blocker.unblock():
        owner = connections["owner"]
        migrated = owner.settings_dict["NAME"]
        name = f"{migrated}_{SCRATCH}"
        connections.close_all()
        with owner.creation._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{migrated}"')
        connections.databases[SCRATCH] = owner.settings_dict | {"NAME": name}
        yield connections[SCRATCH]
        connections[SCRATCH].close()
        del connections.databases[SCRATCH]
        with owner.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}"')


def migrate(*target):
    call_command("migrate", *target, database=SCRATCH, interactive=False, verbosity=0)


def ask(database, question, *values) -> set:
    with database.cursor() as cursor:
        cursor.execute(question, values)
        return set(cursor.fetchall())


def shape(database) -> dict[str, set]:
    """Everything a schema consists of, by kind."""
    return {
        "columns": ask(
            database,
            "SELECT table_name, column_name, data_type, is_nullable, column_default, generation_expression"
            " FROM information_schema.columns WHERE table_schema = 'public'",
        ),
        "indexes": ask(database, "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'"),
        "constraints": ask(
            database,
            "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE connamespace = 'public'::regnamespace",
        ),
        "triggers": triggers(database),
        "functions": ask(
            database, "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        ),
        "grants": grants(database),
    }


def triggers(database) -> set:
    return ask(
        database,
        "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid)"
        " FROM pg_trigger WHERE NOT tgisinternal",
    )


def grants(database) -> set:
    return ask(
        database,
        "SELECT table_name, privilege_type FROM information_schema.role_table_grants WHERE grantee = %s",
        connection.settings_dict["USER"],
    )


def test_no_migration_is_missing(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_app_goes_back_to_nothing_and_comes_again(scratch):
    before = shape(scratch)

    migrate(OWN[-1], "zero")
    MigrationExecutor(scratch).migrate([(app, None) for app in OWN])
    left = {table for table in scratch.introspection.table_names() if table.split("_")[0] in OWN}
    migrate()

    assert left == set()
    assert shape(scratch) == before


def test_what_was_known_on_the_first_day_is_there_again(scratch):
    migrate()
    counted = (
        "SELECT count(*) FROM parameters_ruleparameter UNION ALL SELECT count(*) FROM parameters_workcalendar"
    )
    assert (0,) not in ask(scratch, counted)
    assert ask(scratch, counted) == ask(connections["owner"], counted)


def test_migrating_again_changes_nothing(scratch):
    migrate()
    before = shape(scratch)

    migrate()

    assert shape(scratch) == before


def test_every_audited_table_has_its_triggers(db):
    kinds = {(table, trigger) for table, trigger, _ in triggers(connection)}
    wanted = {
        (m._meta.db_table, f"audit_{event}") for m in audited() for event in ("insert", "update", "delete")
    }
    assert wanted - kinds == set()


def test_the_application_s_role_owns_nothing(db):
    role = connection.settings_dict["USER"]
    assert ask(connection, "SELECT tablename FROM pg_tables WHERE tableowner = %s", role) == set()
    assert {kind for _, kind in grants(connection)} == {"SELECT", "INSERT", "UPDATE", "DELETE"}


def test_the_application_only_reads_the_trail_and_the_history(db):
    assert {(table, kind) for table, kind in grants(connection) if table in LOCKED} == {
        (t, "SELECT") for t in LOCKED
    }


@pytest.mark.parametrize("table", sorted({model._meta.db_table for model in apps.get_models()}))
@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE {}",
        "ALTER TABLE {} ADD COLUMN extra int",
        "ALTER TABLE {} DISABLE TRIGGER ALL",
        "DROP TABLE {}",
    ],
)
def test_the_application_s_role_cannot_change_a_table(db, table, statement):
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))
