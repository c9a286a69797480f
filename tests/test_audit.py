"""The trail is the database's own: it misses nothing, and cannot be rewritten unseen."""

import pytest
from django.db import DatabaseError, ProgrammingError, connection, connections, transaction

from enterprises.models import Enterprise
from tests import make
from union_portal.audit import sealing
from union_portal.audit.context import acting
from union_portal.audit.models import AuditEntry, AuditRequest, AuditSeal
from union_portal.schema import audited


def trail(model, action=None):
    entries = AuditEntry.objects.filter(table=model._meta.db_table)
    return entries.filter(action=action) if action else entries


def test_every_change_of_a_row_is_one_entry_with_who_and_what(yinghai):
    chair = make.user("chair", yinghai)
    with acting(chair, route="POST /enterprises/new/", address="10.0.0.7"):
        enterprise = make.enterprise(yinghai, name="瑞康食品厂")
    with acting(chair, route="POST /enterprises/1/edit/", reason="更名"):
        enterprise.name = "瑞康食品有限公司"
        enterprise.save()

    created, changed = trail(Enterprise).order_by("id")
    assert (created.action, created.row, created.after["name"]) == ("I", enterprise.pk, "瑞康食品厂")
    assert changed.before["name"] == "瑞康食品厂"
    assert changed.after["name"] == "瑞康食品有限公司"
    request = changed.request
    assert (request.user, request.name, request.reason) == (chair.pk, chair.name, "更名")


def test_bulk_updates_and_deletes_are_caught_row_by_row(yinghai):
    rows = [make.enterprise(yinghai) for _ in range(3)]
    with acting(route="命令", name="系统"):
        Enterprise.objects.update(address="金星路1号")
        Enterprise.objects.filter(pk=rows[0].pk).delete()

    assert trail(Enterprise, "U").count() == 3
    assert trail(Enterprise, "D").get().before["address"] == "金星路1号"


def test_an_update_that_changes_nothing_leaves_no_entry(yinghai):
    make.enterprise(yinghai, address="甲")
    Enterprise.objects.update(address="甲")
    assert trail(Enterprise, "U").count() == 0


def test_encrypted_values_appear_by_name_only(yinghai):
    number = make.identity_number()
    who = make.member(yinghai, document=number)
    who.mobile = "19900000001"
    who.save()

    text = str(list(trail(type(who)).values_list("before", "after")))
    assert "〔加密〕" in text
    assert number not in text
    assert "19900000001" not in text
    assert bytes(who.document_index).hex() not in text


def test_a_change_past_the_portal_is_recorded_without_a_name(yinghai):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('portal.request', '', true)")
    make.enterprise(yinghai)
    assert trail(Enterprise).get().request is None


def test_when_the_trail_cannot_be_written_the_change_is_undone(committed):
    owner = connections["owner"].cursor()
    yinghai = make.township(make.district(), "001", "瀛海街道总工会")
    owner.execute("ALTER TABLE audit_auditentry ADD CONSTRAINT broken CHECK (action <> 'I') NOT VALID")
    try:
        with pytest.raises(DatabaseError), transaction.atomic():
            make.enterprise(yinghai)
    finally:
        owner.execute("ALTER TABLE audit_auditentry DROP CONSTRAINT broken")
    assert Enterprise.objects.count() == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_auditentry SET action = 'D'",
        "DELETE FROM audit_auditentry",
        "TRUNCATE audit_auditentry",
        "INSERT INTO audit_auditentry (at, action, \"table\", rows) VALUES (now(), 'I', 'x', 1)",
        "INSERT INTO audit_auditrequest (id, at, name, post, address, route, reason, signature)"
        " VALUES (gen_random_uuid(), now(), '假', '', '', '', '', '')",
        "UPDATE audit_auditseal SET digest = ''",
        "ALTER TABLE enterprises_enterprise DISABLE TRIGGER audit_update",
        "SET session_replication_role = replica",
    ],
)
def test_the_application_itself_cannot_touch_the_trail(yinghai, statement):
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_every_business_table_is_audited_for_insert_update_and_delete(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname LIKE 'audit_%'")
        found = set(cursor.fetchall())
    events = ("audit_insert", "audit_update", "audit_delete")
    assert found == {(model._meta.db_table, event) for model in audited() for event in events}


@pytest.fixture
def sealed(committed):
    """A sealed trail of several entries by a named person."""
    yinghai = make.township(make.district(), "001", "瀛海街道总工会")
    with acting(make.user("chair", yinghai), route="POST /enterprises/new/"):
        for _ in range(4):
            make.enterprise(yinghai)
    owner = connections["owner"].cursor()
    owner.execute("DELETE FROM audit_auditentry WHERE request_id IS NULL")
    owner.execute("UPDATE audit_auditentry SET at = at - interval '1 hour'")
    sealing.seal()
    return owner


def test_an_untouched_trail_verifies(sealed):
    assert AuditSeal.objects.get().rows == AuditEntry.objects.count()
    assert list(sealing.verify()) == []


def test_sealing_again_seals_only_what_is_new(sealed):
    assert sealing.seal() == 0
    assert AuditSeal.objects.count() == 1


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE audit_auditentry SET after = jsonb_set(after, '{name}', '\"别家\"')"
        " WHERE id = (SELECT min(id) FROM audit_auditentry)",
        "DELETE FROM audit_auditentry WHERE id = (SELECT max(id) FROM audit_auditentry)",
        "UPDATE audit_auditseal SET digest = repeat('0', 64)",
        "UPDATE audit_auditrequest SET name = '别人'",
    ],
)
def test_a_forgery_by_the_owner_shows(sealed, forgery):
    sealed.execute(forgery)
    assert list(sealing.verify()) != []


def test_a_row_saved_from_an_older_version_is_refused(yinghai):
    enterprise = make.enterprise(yinghai)
    stale = Enterprise.objects.get(pk=enterprise.pk)
    enterprise.address = "甲"
    enterprise.save()

    stale.address = "乙"
    with pytest.raises(DatabaseError, match="已被他人修改"), transaction.atomic():
        stale.save()
    assert Enterprise.objects.get().address == "甲"


def test_the_same_person_may_save_twice(yinghai):
    enterprise = make.enterprise(yinghai)
    for address in ("甲", "乙"):
        enterprise.address = address
        enterprise.save()
    assert Enterprise.objects.get().version == 3


def test_a_bulk_load_is_one_entry_that_names_its_range(yinghai):
    with acting(route="导入", name="系统"):
        named = {"no_code_reason": "历史数据", "ownership": "21", "industry": "C", "opened_on": make.FOUNDED}
        made = Enterprise.objects.bulk_create(
            Enterprise(org=yinghai, name=f"企业{n}", **named) for n in range(1001)
        )
    entry = trail(Enterprise).get()
    assert (entry.rows, entry.row, entry.last_row) == (1001, made[0].pk, made[-1].pk)


def test_the_actor_is_recorded_once_for_all_changes_of_a_request(yinghai):
    with acting(make.user("chair", yinghai), route="POST /x/") as stamp:
        make.enterprise(yinghai, employees=20)
    assert AuditRequest.objects.get(pk=stamp["id"]).entries.count() == 2
