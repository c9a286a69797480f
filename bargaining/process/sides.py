"""Who speaks for whom, in numbers, and what the rules miss in it (CB-10 to CB-14)."""

import datetime as dt
from dataclasses import dataclass

from ..articles import article
from ..models import Representative, Talks
from ..models.lawful import verified


@dataclass(frozen=True)
class SideOfTalks:
    side: str
    label: str
    people: list[Representative]

    @property
    def count(self) -> int:
        return len(self.people)

    @property
    def chief(self) -> Representative | None:
        return next((one for one in self.people if one.chief), None)

    @property
    def external(self) -> int:
        return sum(one.external for one in self.people)


def sides(talks: Talks) -> tuple[SideOfTalks, SideOfTalks]:
    """Labour first."""
    people = list(talks.representatives.all())
    labour, employer = (
        SideOfTalks(side, label, [one for one in people if one.side == side])
        for side, label in Talks.Side.choices
    )
    return labour, employer


def faults(talks: Talks, day: dt.date) -> list[str]:
    """Why talks may not begin on `day` between these; where no rule was verified, nothing."""
    labour, employer = both = sides(talks)
    said = []
    if (size := verified("representatives", day)) is not None:
        least = size.value["at_least"]
        if labour.count != employer.count or labour.count < least:
            said.append(
                f"双方协商代表人数应对等且每方不少于{least}人（{article('representatives', day)}）："
                f"现职工方{labour.count}人，企业方{employer.count}人，{_repair(labour, employer, least)}"
            )
    chiefless = [side.label for side in both if side.chief is None]
    if chiefless:
        law = article("chief", day, talks.kind)
        said.append(f"每方应有一名首席代表（{law}）：{'、'.join(chiefless)}没有，请在一名代表上勾选")
    if (share := verified("external_representatives_share", day)) is not None:
        over, under = share.value
        law = article("external_representatives_share", day, talks.kind)
        said += [
            f"外聘代表不得超过本方代表的三分之一（{law}）：{side.label}{side.count}人，"
            f"至多{side.count * over // under}人，现{side.external}人，请换由本单位人员担任"
            for side in both
            if side.external * under > side.count * over
        ]
    return said


def _repair(labour: SideOfTalks, employer: SideOfTalks, least: int) -> str:
    wanted = max(labour.count, employer.count, least)
    lacking = [f"{s.label}还应登记{wanted - s.count}人" for s in (labour, employer) if s.count < wanted]
    return "，".join(lacking)


def doubts(talks: Talks, day: dt.date) -> list[str]:
    """What is only warned of: more than usual, a chief who may need a letter (CB-11)."""
    both, said = sides(talks), []
    size = verified("representatives", day)
    most = size.value.get("usually_at_most") if size else None
    law = article("representatives", day)
    said += [
        f"每方代表一般不超过{most}人（{law}）：{side.label}现{side.count}人"
        for side in both
        if most and side.count > most
    ]
    for side, post in zip(both, ("工会主席", "法定代表人"), strict=True):
        if side.chief and post[-2:] not in side.chief.post and not side.chief.delegation:
            law = article("chief", day, talks.kind)
            said.append(f"{side.label}首席代表不是{post}的，应有书面委托（{law}），请在代表上填写委托书")
    return said
