"""Every test runs against a real PostgreSQL and Valkey: migrated by the owner, used by the application."""

import datetime as dt
import gc
import os
import shutil
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connections

from tests import make, samples
from union_portal import parameters, periods

gc.set_threshold(100_000, 20, 20)  # migrations and figures make many classes and rows at once


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    """One test database, owned by the owner's role; the application's own role connects to it."""
    with django_db_blocker.unblock():
        owner, application = connections["owner"], connections["default"]
        production = owner.settings_dict["NAME"]
        name = owner.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        with owner.cursor() as cursor:  # as embedded/postgres.py sets the portal's own database up
            cursor.execute(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC")
            cursor.execute(f"GRANT CONNECT ON DATABASE {name} TO {application.settings_dict['USER']}")
        application.close()
        application.settings_dict["NAME"] = name
        yield
        application.close()
        owner.creation.destroy_test_db(production, verbosity=0)


@pytest.fixture(autouse=True)
def forget_parameters():
    """The cache of dated numbers outlives a rolled-back transaction."""
    yield
    parameters.forget()


KEPT = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "parameters_ruleparameter",
    "parameters_workcalendar",
    "bargaining_talksstep",
}


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """A test whose rows are really committed, for other processes to see. The owner wipes them after."""
    with django_db_blocker.unblock():
        yield
        connections["default"].close()
        owner = connections["owner"]
        tables = [name for name in owner.introspection.table_names() if name not in KEPT]
        with owner.cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE")


@pytest.fixture
def environment(committed, tmp_path):
    """For another process: this database, these keys, this broker, and a data folder of its own."""
    shutil.copytree(settings.DATA_DIR / "keys", tmp_path / "keys", dirs_exist_ok=True)
    name = connections["default"].settings_dict["NAME"]
    urls = {key: urlsplit(getattr(settings, key)) for key in ("DATABASE_URL", "DATABASE_OWNER_URL")}
    return {
        **os.environ,
        **{key: url._replace(path=f"/{name}").geturl() for key, url in urls.items()},
        "REDIS_URL": settings.REDIS_URL,
        "PORTAL_DATA": str(tmp_path),
        "PORTAL_PROFILE": "test",
    }


@pytest.fixture
def table(db):
    """Of sensitive columns, for `samples.Sample`."""
    samples.make_table()


@pytest.fixture
def district(db):
    return make.district()


@pytest.fixture
def yinghai(district):
    return make.township(district, "001", "瀛海街道总工会")


@pytest.fixture
def caiyu(district):
    return make.township(district, "002", "采育镇总工会")


@pytest.fixture
def food(yinghai):
    """The township's one enterprise, under a union since March."""
    return make.enterprise(yinghai, unionized_on=dt.date(2015, 3, 1), employees=30, name="瑞康食品厂")


@pytest.fixture
def year():
    return periods.year(2015)


@pytest.fixture
def last_day():
    return dt.date(2015, 12, 31)


@pytest.fixture
def enter(client):
    """Signs a new holder of the role in and hands back the client."""

    def signed_in(role, unit):
        client.force_login(make.user(role, unit), "union_portal.organization.backends.PostBackend")
        return client

    return signed_in
