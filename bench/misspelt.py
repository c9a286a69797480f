"""`python -m bench.misspelt`: how well, and how fast, payers are matched whose spelling is spoiled.

A fictitious register of its own, and payers of it spoiled in the ways payers are; which enterprise each
one is, is known. Precision is that of automatic decisions, recall is over every payer of the register.
"""

import argparse
import datetime as dt
import json
import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db import connection

from enterprises.levy.matching import match
from enterprises.models import Enterprise, LevyCandidate, LevyEntry
from union_portal.bulk import copy
from union_portal.fields import credit_code, organisation_check
from union_portal.organization.models import Level, OrgUnit
from union_portal.pinyin import initials

from .district import scratch

MONTH = dt.date(2018, 10, 1)
BRAND = (
    "瑞恒华盛利金宏鑫正远佳嘉永安广信三和天朗卓康泰博同德福兴隆昌祥源明景润丰汇众新世纪方京龙腾飞宇科创达通友阳"
    "征穗庭禾业诚益美力海川峰林翔光辉耀晨曦悦优品尚雅居启航星辰凯越智联云帆顺"
)
TRADES = re.findall(
    r"\w+",
    "食品 医疗器械 汽车零部件 服饰 生物制药 家具 印刷 电子 机械 包装 建筑工程 装饰工程 商贸 建材 物流"
    " 快运 餐饮管理 软件技术 网络科技 物业管理 商务服务 人力资源 检测技术 家政服务 教育科技 文化传播"
    " 农业科技 园林绿化",
)
TOWNS = ["兴隆街道", "天宫院街道", "瀛海镇", "采育镇", "青云店镇", "旧宫镇", "黄村镇", "礼贤镇"]
ROADS = ["兴业", "科苑", "永大", "富贵", "天荣", "天宫院", "清源", "兴政", "金星", "隆华"]
FORMS = ("有限公司", "有限公司", "有限公司", "有限责任公司", "股份有限公司")
PLACED = 0.7
"""The share of payers whose township the list names."""
CLOSE = str.maketrans("康瑞恒佳宏源华诚盛辰博祥福丰阳优金兴宫", "抗锐衡加弘元骅城圣晨搏翔富峰杨忧今星官")
OLD = str.maketrans("国华业东广发电机贸龙丰飞云联达远医药", "國華業東廣發電機貿龍豐飛雲聯達遠醫藥")


@dataclass(frozen=True)
class Firm:
    pk: int
    town: int
    code: str
    name: str
    address: str


@dataclass(frozen=True)
class Payer:
    """`firm` is the key of the enterprise it is, None for a payer that the register does not hold.

    `placed`: the list names the township.
    """

    kind: str
    firm: int | None
    town: int
    code: str
    name: str
    address: str
    placed: bool = True


def number(serial: int, rng: random.Random) -> str:
    body = f"MA{serial:06d}"
    return credit_code(f"91{rng.choice(('110115', '110106'))}{body}{organisation_check(body)}")


def address(town: int, rng: random.Random) -> str:
    house = f"北京市大兴区{TOWNS[town]}{rng.choice(ROADS)}路{rng.randrange(1, 400)}号"
    return house + (f"院{rng.randrange(1, 20)}号楼{rng.randrange(101, 999)}室" if rng.random() < 0.25 else "")


def invented(rng: random.Random, long: int = 0) -> str:
    brand = "".join(rng.choice(BRAND) for _ in range(rng.choice((2, 2, 2, 3, 4)) + long))
    name = f"{brand}{{}}{rng.choice(TRADES)}{rng.choice(FORMS)}"
    return name.format("（北京）") if rng.random() < 0.1 else "北京" + name.format("")


def register(count: int, rng: random.Random) -> list[Firm]:
    """A few have branches, a few a namesake in another township, a few no address."""
    firms: list[Firm] = []
    names: set[str] = set()
    while len(firms) < count:
        name, town = invented(rng, count > 100_000), rng.randrange(len(TOWNS))
        if name in names:
            continue
        names.add(name)
        lies = address(town, rng) if rng.random() < 0.95 else ""
        firms.append(Firm(len(firms) + 1, town, number(len(firms) + 1, rng), name, lies))
    for firm in rng.sample(firms, count // 50):
        town = (firm.town + rng.randrange(1, len(TOWNS))) % len(TOWNS)
        branch = rng.choice(("", "大兴分公司", "第一分公司", "亦庄营业部"))
        pk = len(firms) + 1
        firms.append(Firm(pk, town, number(pk, rng), firm.name + branch, address(town, rng)))
    return firms


def typo(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text))
    return text[:at] + rng.choice("0123456789ABC") + text[at + 1 :]


def slip(name: str, rng: random.Random) -> str:
    places = [at for at, c in enumerate(name) if c.translate(CLOSE) != c and at > 1]
    at = rng.choice(places) if places else 0
    return name[:at] + name[at].translate(CLOSE) + name[at + 1 :] if places else name


def turn(name: str, rng: random.Random) -> str:
    at = rng.randrange(2, name.index("有限") - 1)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def spoil(kind: str, payer: Payer, rng: random.Random, firms: list[Firm]) -> Payer:
    code, name = payer.code, payer.name
    longer = "有限公司" if "有限责任" in name else "有限责任公司"
    swapped = name.replace("有限责任公司", "有限公司").replace("有限公司", longer)
    changes = {
        "clean": {},
        "form": {"name": swapped if "股份" not in name else name},
        "bracket": {"name": name.replace("（", "(").replace("）", ")")},
        "city": {"name": name.replace("北京", "北京市", 1)},
        "traditional": {"name": name.translate(OLD)},
        "slip": {"name": slip(name, rng)},
        "old number": {"code": code[2:17]},
        "slip, old number": {"code": code[2:17], "name": slip(name, rng)},
        "typo": {"code": typo(code, rng)},
        "slip, typo": {"code": typo(code, rng), "name": slip(name, rng)},
        "turned": {"name": turn(name, rng)},
        "turned, no code": {"name": turn(name, rng), "code": f"无{code[-6:]}"},
        "cut": {"name": name[: rng.randrange(name.index("有限") - 1, len(name))]},
        "new code": {"code": number(rng.randrange(600_000, 700_000), rng)},
        "letters": {"code": code.replace("0", "O").replace("1", "I")},
        "another's code": {"code": rng.choice(firms).code},
        "renamed": {"name": invented(rng, 1)},
        "other trade": {"name": name[: name.index("有限") - 2] + rng.choice(TRADES) + "有限公司"},
        "branch unknown": {
            "name": f"{name}昌平分公司",
            "code": number(rng.randrange(700_000, 800_000), rng),
            "firm": None,
        },
        "parent's code": {"name": f"{name}房山分公司", "firm": None},
        "borrowed": {"name": invented(rng, 1), "firm": None, "town": rng.randrange(len(TOWNS))},
        "unknown": {
            "name": invented(rng, 1),
            "code": number(rng.randrange(800_000, 999_999), rng),
            "firm": None,
        },
    }
    if kind in ("unknown", "borrowed"):
        payer = replace(payer, address=address(payer.town, rng))
    return replace(payer, kind=kind, **changes[kind])


SHARES = {
    "clean": 50, "form": 5, "bracket": 4, "city": 4, "traditional": 3, "slip": 8, "old number": 4,
    "slip, old number": 1, "typo": 4, "slip, typo": 1, "letters": 2, "another's code": 2, "renamed": 2,
    "other trade": 2, "branch unknown": 2, "parent's code": 1, "unknown": 5, "turned": 1,
    "turned, no code": 1, "cut": 1, "new code": 2, "borrowed": 0.1,
}  # fmt: skip


def payers(firms: list[Firm], count: int, rng: random.Random) -> Iterator[Payer]:
    kinds = rng.choices([*SHARES], [*SHARES.values()], k=count)
    for kind, firm in zip(kinds, rng.sample(firms, count), strict=True):
        lies, chance = firm.address, rng.random()
        if chance < 0.15:
            lies = ""
        elif chance < 0.4:
            lies = lies.replace("北京市大兴区", "").replace("天宫院", "天官院")
        elif chance < 0.5:
            lies = address(rng.randrange(len(TOWNS)), rng)
        said = spoil(kind, Payer(kind, firm.pk, firm.town, firm.code, firm.name, lies), rng, firms)
        yield replace(said, placed=rng.random() < PLACED)


def write(firms: list[Firm], said: list[Payer]) -> None:
    root = OrgUnit.objects.create(code="110115", level=Level.DISTRICT, division="110115", name="大兴区总工会")
    towns = [
        OrgUnit.objects.create(
            code=f"110115{at:03d}", level=Level.TOWNSHIP, parent=root, division=f"110115{at:03d}", name=name
        ).pk
        for at, name in enumerate(TOWNS, start=1)
    ]
    named = ("id", "org", "credit_code", "name", "initials", "ownership", "industry", "address")
    rows = ((f.pk, towns[f.town], f.code, f.name, initials(f.name), "21", "C", f.address) for f in firms)
    copy(Enterprise, named, rows)
    said_of = ("id", "org", "month", "payer_code", "payer_name", "address", "amount")
    paid = (
        (at, towns[p.town] if p.placed else root.pk, MONTH, p.code, p.name, p.address, 2000)
        for at, p in enumerate(said, start=1)
    )
    copy(LevyEntry, said_of, paid)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def measure(said: list[Payer]) -> dict:
    started, spent = time.perf_counter(), time.process_time()
    match(MONTH)
    seconds, own = time.perf_counter() - started, time.process_time() - spent
    found = dict(LevyEntry.objects.exclude(decision="").values_list("pk", "enterprise_id"))
    shown = {*LevyCandidate.objects.values_list("entry_id", "enterprise_id")}
    told: Counter[str] = Counter()
    for entry, payer in enumerate(said, start=1):
        if entry in found:
            told["right" if found[entry] == payer.firm else "wrong"] += 1
        elif payer.firm:
            told["shown" if (entry, payer.firm) in shown else "not shown"] += 1
    known = sum(payer.firm is not None for payer in said)
    return {
        "payers": len(said),
        "precision": round(told["right"] / (told["right"] + told["wrong"]), 5),
        "recall": round(told["right"] / known, 4),
        "right_one_among_three": round(told["shown"] / max(1, told["shown"] + told["not shown"]), 4),
        "seconds": round(seconds, 1),
        "seconds_of_one_core_in_python": round(own, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.misspelt")
    parser.add_argument("--firms", type=int, default=301_000)
    parser.add_argument("--payers", type=int, default=30_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    firms = register(options.firms, rng)
    said = [*{payer.code: payer for payer in payers(firms, options.payers, rng)}.values()]
    with scratch():
        write(firms, said)
        print(json.dumps({"firms": len(firms)} | measure(said), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
