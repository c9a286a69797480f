"""The register's side: employers of a fictitious district, many of them easily taken for one another."""

import random
from dataclasses import dataclass, field, replace

from union_portal.fields import credit_code, organisation_check

from . import words

PLACE = "北京"
DISTRICT = "青云区"
DIVISION = "110199"
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True)
class Name:
    """A firm's full name in its parts: 北京 华盛达 商贸 有限公司 北京第一分公司."""

    place: str
    brand: str
    trade: str
    form: str = ""
    branch: str = ""
    bracketed: bool = False

    def __str__(self):
        if self.bracketed:
            return f"{self.brand}（{self.place}）{self.trade}{self.form}{self.branch}"
        return f"{self.place}{self.brand}{self.trade}{self.form}{self.branch}"


@dataclass(frozen=True)
class Address:
    township: str
    road: str
    number: str
    building: str = ""
    room: str = ""

    def __str__(self):
        return f"北京市{DISTRICT}{self.township}{self.road}{self.number}号{self.building}{self.room}"


@dataclass(frozen=True)
class Firm:
    """`code` is on its licence; `listed` is what the register holds of it, None where it has none yet."""

    name: Name
    code: str
    listed: str | None
    address: Address
    unit: int
    closed: bool = False


@dataclass
class Town:
    """What is taken already: no two firms share a code, none a name but by intent."""

    rng: random.Random
    names: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)

    def code(self, name: Name) -> str:
        """One that nobody has; half of them older than the codes that begin with MA."""
        while True:
            if self.rng.random() < 0.5:
                body = f"{self.rng.randrange(10_000_000, 99_999_999)}"
            else:
                body = "MA0" + "".join(self.rng.choices(ALPHABET, k=5))
            whole = credit_code(f"{self._category(name)}{self._division()}{body}{organisation_check(body)}")
            if whole[8:17] not in self.codes:
                self.codes.add(whole[8:17])
                return whole

    def _category(self, name: Name) -> str:
        if name.form or name.trade in words.WORKS:
            return "91"
        return "92" if name.trade in words.SHOP_TRADES else "12"

    def _division(self) -> str:
        return self.rng.choices((DIVISION, "110000", "110108", "110105"), (80, 8, 6, 6))[0]

    def brand(self) -> str:
        chance = self.rng.random()
        if chance < 0.04:
            return self.rng.choice(words.LATIN) + self.rng.choice(words.BRAND)
        if chance < 0.07:
            return self.rng.choice(words.NICKNAMES)
        return "".join(self.rng.choices(words.BRAND, k=2 if chance < 0.5 else 3))

    def company(self, place: str = "", brand: str = "", trade: str = "") -> Name:
        form = self.rng.choices(words.COMPANY_FORMS, (78, 15, 7))[0]
        prefix = place or self.rng.choices((PLACE, "北京市", f"北京市{DISTRICT}"), (80, 16, 4))[0]
        bracketed = not place and prefix == PLACE and self.rng.random() < 0.12
        return Name(
            prefix,
            brand or self.brand(),
            trade or self.rng.choice(words.COMPANY_TRADES),
            form,
            bracketed=bracketed,
        )

    def branch(self, head: Name | None = None) -> Name:
        """Of a company of this or another city."""
        head = head or self.company(self.rng.choice(words.FOREIGN))
        tail = self.rng.choice(
            (
                "北京分公司",
                "北京第一分公司",
                "北京第二分公司",
                f"{DISTRICT[:2]}分公司",
                f"{DISTRICT[:2]}第一分公司",
            )
        )
        return replace(head, branch=tail)

    def shop(self) -> Name:
        trade = self.rng.choice(words.SHOP_TRADES)
        prefix = self.rng.choices((PLACE, f"北京市{DISTRICT}", "北京市"), (60, 25, 15))[0]
        return Name(prefix, self.brand(), trade)

    def public(self) -> Name:
        """A school, a hospital, a body of the district or of one township."""
        rng, chance = self.rng, self.rng.random()
        prefix = rng.choice((f"北京市{DISTRICT}", DISTRICT))
        if chance < 0.45:
            number = "第" + rng.choice(("", "十")) + rng.choice(words.NUMBERS)
            return Name(prefix, number, rng.choice(words.SCHOOLS))
        if chance < 0.85:
            return Name(prefix, rng.choice(words.TOWNSHIPS), rng.choice(words.TOWNSHIP_BODIES))
        return Name(prefix, "", rng.choice(words.DISTRICT_BODIES))

    def works(self) -> Name:
        return Name(self.rng.choice((PLACE, f"北京市{DISTRICT}")), self.brand(), self.rng.choice(words.WORKS))

    def fresh(self) -> Name:
        """Any kind of employer, in a district's proportions; public names run out, companies do not."""
        kinds = (self.company, self.shop, self.works, self.public, self.branch)
        while True:
            name = self.rng.choices(kinds, (74, 14, 5, 3, 4))[0]()
            if self.take(name):
                return name

    def take(self, name: Name) -> bool:
        """Whether nobody had it, in whatever brackets."""
        known = f"{name.place.removeprefix('北京').removeprefix('市')}{name.brand}{name.trade}{name.branch}"
        if known in self.names:
            return False
        self.names.add(known)
        return True

    def similar(self, name: Name) -> Name:
        """Another employer that may be taken for this one: by its brand, its trade, or one character."""
        rng = self.rng
        for _ in range(20):
            way = rng.randrange(4)
            if way == 0 and name.form:
                other = replace(name, trade=rng.choice(words.COMPANY_TRADES))
            elif way == 1 and name.form:
                other = replace(name, place=rng.choice(words.FOREIGN), bracketed=False)
            elif len(name.brand) > 1:
                spot = rng.randrange(len(name.brand))
                brand = name.brand[:spot] + rng.choice(words.BRAND) + name.brand[spot + 1 :]
                other = replace(name, brand=brand)
            else:
                continue
            if self.take(other):
                return other
        return self.fresh()

    def address(self, unit: int) -> Address:
        """One in six sits in a park or an office building, with many others under the same number."""
        rng, township = self.rng, words.TOWNSHIPS[unit]
        if rng.random() < 1 / 6:
            park = words.PARKS[unit % len(words.PARKS)]
            room = rng.choice(("", f"{rng.randrange(1, 13)}层{rng.randrange(101, 1230)}室", "（集群注册）"))
            return Address(township, words.ROADS[unit % len(words.ROADS)], str(unit + 1), park, room)
        number = f"{rng.choice(('', '', '', '甲', '乙'))}{rng.randrange(1, 400)}"
        building = rng.choice(("", "", f"{rng.randrange(1, 30)}号楼", f"院{rng.randrange(1, 12)}号楼"))
        room = rng.choice(
            ("", f"{rng.randrange(1, 7)}层{rng.randrange(101, 630)}", f"{rng.randrange(101, 1230)}室")
        )
        return Address(township, rng.choice(words.ROADS), number, building, room)

    def firm(self, name: Name, **fields) -> Firm:
        code = self.code(name)
        unit = fields.pop("unit", self.rng.randrange(len(words.TOWNSHIPS)))
        listed = None if self.rng.random() < 0.04 else code
        return Firm(name, code, listed, fields.pop("address", None) or self.address(unit), unit, **fields)


def register(town: Town, size: int) -> list[Firm]:
    """Most are like any other; some share a brand, a name or all but one character with another."""
    rng = town.rng
    firms: list[Firm] = []
    while len(firms) < size:
        chance = rng.random()
        known = rng.choice(firms) if firms else None
        if known is None or chance < 0.9:
            firms.append(town.firm(town.fresh()))
        elif chance < 0.94:
            firms.append(town.firm(town.similar(known.name)))
        elif chance < 0.96:
            firms += family(town)
        elif chance < 0.975 and known.name.form and not known.name.branch:
            branch = town.branch(known.name)
            firms += [town.firm(branch)] if town.take(branch) else []
        elif chance < 0.985:
            firms.append(town.firm(known.name, unit=(known.unit + 7) % len(words.TOWNSHIPS)))
        elif chance < 0.99:
            firms.append(town.firm(known.name, unit=known.unit, address=known.address, closed=True))
    return firms[:size]


def family(town: Town) -> list[Firm]:
    """A group and its companies: one brand, many trades, often one address."""
    brand, unit = town.brand(), town.rng.randrange(len(words.TOWNSHIPS))
    seat = town.address(unit)
    names = [town.company(PLACE, brand, trade) for trade in town.rng.sample(words.GROUP_TRADES, 4)]
    return [
        town.firm(name, unit=unit, address=seat if town.rng.random() < 0.5 else None)
        for name in names
        if town.take(name)
    ]
