"""People of an upload who are registered elsewhere: set aside, and told to the organisation department."""

import datetime as dt

from union_portal.notices.models import Notice
from union_portal.organization.models import Level, Post

from ..models import ImportBatch


def ask(batch: ImportBatch, count: int) -> None:
    """How many wait, and for whom: never who, nor where they are. Asked again, it is the same notice."""
    here = batch.user.main_post.unit if batch.user.main_post else None
    posts = Post.objects.on(dt.date.today()).filter(role="organisation", unit__level=Level.DISTRICT)
    users = {
        post.user_id
        for post in posts.select_related("unit")
        if here is None or here.path.startswith(post.unit.path)
    }
    asker = f"{here.short_name if here else ''}{batch.user.name}"
    Notice.objects.bulk_create(
        [
            Notice(
                user_id=user,
                key=key(batch),
                title=f"{count}人申请转入",
                body=f"{asker}导入时有{count}人已登记在别处，请与其联系，核对后办理转入。",
            )
            for user in sorted(users)
        ],
        ignore_conflicts=True,
    )


def asked(batch: ImportBatch) -> bool:
    return Notice.objects.filter(key=key(batch)).exists()


def key(batch: ImportBatch) -> str:
    return f"transfer:{batch.pk}"
