"""Confirming and undoing an import: each one transaction, each may be killed anywhere and run again."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable

from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from union_portal.ledgers.declarations import Ledger
from union_portal.organization.records import Record, refusal

from ..models import ImportBatch
from .checking import check
from .staging import Staging
from .uploads import Stopped, ledger_of

State = ImportBatch.State
UNDO_HOURS = 24
KEPT_BY_RULE, REFERRED_TO = "23514", "23503"
"""SQLSTATEs: a rule of the database stands against it; another row needs it."""
OUTRUN = "检查之后有人改过或登记了其中的记录{}，请重新检查"
SAVED: defaultdict[type[Record], list[Callable[[ImportBatch], object]]] = defaultdict(list)
"""What an app asks for once rows of its register are imported, in the same transaction."""


def confirm(batch: ImportBatch) -> None:
    """All of the checked rows, or none. Raises Stopped when something is left to be decided first."""
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
        if batch.state == State.DONE:
            return
        ask_first(batch)
        staging = staged(batch, ledger_of(batch))
        kept = staging.keep_before(batch, bool(batch.overwrite))
        if kept != batch.updated - (0 if batch.overwrite else batch.late):
            raise Stopped(OUTRUN.format(""))
        try:
            with transaction.atomic():
                made, changed = staging.write(batch, bool(batch.overwrite))
        except OperationalError:
            raise  # two imports stood in each other's way: the job tries again
        except DatabaseError as error:
            said = refusal(error, staging.model)
            by_rule = getattr(error.__cause__, "pgcode", "") == KEPT_BY_RULE
            raise Stopped(f"没有导入：{said}" if by_rule else OUTRUN.format(f"（{said}）")) from error
        staging.drop()
        batch.created, batch.updated = made, changed
        batch.state, batch.confirmed_at, batch.message = State.DONE, timezone.now(), ""
        batch.save()
        for follow in SAVED[staging.model]:
            follow(batch)


def ask_first(batch: ImportBatch) -> None:
    """Raises Stopped with the question that must be answered before anything is written."""
    if batch.state not in (State.CHECKED, State.SAVING):
        raise Stopped("请先检查，再确认导入")
    if batch.rejected and not batch.partial:
        raise Stopped(f"还有{batch.rejected}行有问题，请改正，或选择先导入没有问题的行")
    if batch.late and batch.overwrite is None:
        raise Stopped(f"其中{batch.late}条在这份文件保存之后改过，请先选择保留现在的，还是用文件覆盖")


def staged(batch: ImportBatch, ledger: Ledger) -> Staging:
    """The batch's staging table. A crash of the database empties it: then it is made again from the file."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [batch.staging])
        found = cursor.fetchone()[0]
        if found:
            cursor.execute(f"SELECT count(*) FROM {batch.staging}")
        if not found or cursor.fetchone()[0] != batch.read:
            check(batch)
            batch.refresh_from_db()
            ask_first(batch)
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0", [batch.staging]
        )
        columns = {name for (name,) in cursor.fetchall()}
    names = [f.name for f in ledger.model._meta.local_concrete_fields if f.column in columns]
    return Staging(batch, ledger, names)


def undo(batch: ImportBatch) -> None:
    """Take the import back, while nobody has touched its rows and a day has not passed."""
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
        if batch.state != State.DONE or batch.confirmed_at is None:
            raise Stopped("只有已导入的批次可以撤销")
        if timezone.now() - batch.confirmed_at > dt.timedelta(hours=UNDO_HOURS):
            raise Stopped(f"导入已超过{UNDO_HOURS}小时，不能撤销")
        model = ledger_of(batch).model
        table = f'"{model._meta.db_table}"'
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*) FROM sheets_importchange c LEFT JOIN {table} t ON t.id = c.row"
                " WHERE c.batch_id = %s AND t.version IS DISTINCT FROM c.version",
                [batch.pk],
            )
            if touched := cursor.fetchone()[0]:
                raise Stopped(f"其中{touched}条导入后又被修改，不能撤销")
            _restore(cursor, model, table, batch)
        batch.state, batch.undone_at = State.UNDONE, timezone.now()
        batch.save()


def _restore(cursor, model, table: str, batch: ImportBatch) -> None:
    columns = [f.column for f in model._meta.local_concrete_fields if not f.primary_key and not f.generated]
    columns.remove("version")
    assignments = ", ".join(f'"{column}" = b."{column}"' for column in columns)
    try:
        with transaction.atomic():
            cursor.execute(
                f"UPDATE {table} t SET {assignments} FROM sheets_importchange c,"
                f" LATERAL jsonb_populate_record(NULL::{table}, c.before) b"
                " WHERE c.batch_id = %s AND c.before IS NOT NULL AND t.id = c.row",
                [batch.pk],
            )
            cursor.execute(
                f"DELETE FROM {table} WHERE id IN"
                " (SELECT row FROM sheets_importchange WHERE batch_id = %s AND before IS NULL)",
                [batch.pk],
            )
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except IntegrityError as error:
        referred = getattr(error.__cause__, "pgcode", "") == REFERRED_TO
        said = "导入的记录已被其他台账引用" if referred else refusal(error, model)
        raise Stopped(f"{said}，不能撤销") from error
