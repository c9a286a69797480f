"""The tree of a fictitious federation, and one account a role."""

import datetime as dt
import random
from collections.abc import Iterator

from union_portal.organization.models import Level, OrgUnit, Post, User
from union_portal.organization.roles import ROLES

from .brief import Brief
from .plan import Plan, stream

FIRST = "兴清林观天西旧黄瀛亦采长青安礼榆庞北魏高荣博永和平东南新海云龙泉松柳梅竹石玉金银"
SECOND = "隆源荫桥合城里溪店坡家池树阳山河湖口庄屯营园岭台湾塘塔井坊苑"
FOUNDED = dt.date(1990, 1, 1)
DISTRICTS, TOWNSHIPS = 16, 20
LOCAL = {"chair": "chair01", "clerk": "clerk01", "worker": "worker01"}


def lay_out(brief: Brief, seed: int) -> Plan:
    """City → districts → townships, district → townships, or one township alone."""
    root = _unit(brief.division, brief.level, None, brief.federation)
    names = _names(stream(seed, "places"))
    if brief.level == Level.TOWNSHIP:
        townships = [root]
    elif brief.level == Level.DISTRICT:
        townships = _townships(root, brief.townships or TOWNSHIPS, names)
    else:
        total = brief.townships or DISTRICTS * TOWNSHIPS
        count = min(DISTRICTS, total)
        stem = root.code[:4] if not root.code.endswith("0000") else f"{root.code[:2]}01"
        districts = [
            _unit(f"{stem}{n:02d}", Level.DISTRICT, root, f"{next(names)}区总工会")
            for n in range(1, count + 1)
        ]
        sizes = [total // count + (n < total % count) for n in range(count)]
        townships = [
            unit
            for area, size in zip(districts, sizes, strict=True)
            for unit in _townships(area, size, names)
        ]
    rng = stream(seed, "weights")
    weights = [0.4 + rng.random() ** 2 * 1.6 for _ in townships]
    _accounts(root, townships[0])
    return Plan(brief, seed, root, townships, weights)


def _townships(parent: OrgUnit, count: int, names: Iterator[str]) -> list[OrgUnit]:
    """Streets first, then towns, as the division codes run: 001… and 101…."""
    streets = count * 13 // 22
    return [
        _unit(
            f"{parent.code}{n + 1 if n < streets else 101 + n - streets:03d}",
            Level.TOWNSHIP,
            parent,
            f"{next(names)}{'街道' if n < streets else '镇'}总工会",
        )
        for n in range(count)
    ]


def _unit(code: str, level: str, parent: OrgUnit | None, name: str) -> OrgUnit:
    return OrgUnit.objects.create(
        code=code, level=level, parent=parent, division=code, name=name, since=FOUNDED
    )


def _names(rng: random.Random) -> Iterator[str]:
    """Two-character place names, none twice; a third character once those run out."""
    pairs = [a + b for a in FIRST for b in SECOND]
    rng.shuffle(pairs)
    yield from pairs
    yield from (pair + c for pair in pairs for c in "东西南北")


def _accounts(root: OrgUnit, first_township: OrgUnit) -> None:
    """No usable password: `make demo` gives them random ones."""
    for number, (role, definition) in enumerate(ROLES.items(), 1):
        user = User.objects.create(
            username=LOCAL.get(role, role),
            name=f"{'赵钱孙李周吴郑王冯陈'[number - 1]}{definition.label[0]}",
            since=FOUNDED,
        )
        Post.objects.create(
            user=user, role=role, unit=first_township if role in LOCAL else root, since=FOUNDED
        )
