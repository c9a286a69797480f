"""What is measured on: the district that printed its figures for 2015, and scratch databases beside it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from union_portal import periods
from union_portal.audit.context import acting
from union_portal.organization.models import OrgUnit
from union_portal.reporting.models import Period
from union_portal.reporting.store import store

BRIEF = settings.BASE_DIR / "union_portal/reporting/published/daxing-2015.json"
YEAR = periods.year(2015)


def prepare() -> None:
    """Migrated, built at its full size where the database is empty, and computed."""
    call_command("migrate", interactive=False, verbosity=0)
    if not OrgUnit.objects.exists():
        call_command("build_district", str(BRIEF), stdout=sys.stderr)
    if not Period.objects.filter(start=YEAR.start, end=YEAR.end, computed_at__isnull=False).exists():
        with acting(route="bench", name="命令行", snapshot=True):
            store(YEAR)


@contextmanager
def scratch() -> Iterator[None]:
    """An empty, migrated database that the application is connected to meanwhile."""
    owner, application = connections["owner"], connections["default"]
    name = owner.settings_dict["NAME"]
    application.close()
    application.settings_dict["NAME"] = owner.creation.create_test_db(
        verbosity=0, autoclobber=True, serialize=False
    )
    try:
        yield
    finally:
        application.close()
        application.settings_dict["NAME"] = name
        owner.creation.destroy_test_db(name, verbosity=0)
