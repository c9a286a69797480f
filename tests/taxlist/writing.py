"""How a tax office's clerk writes a name, a code or an address otherwise than the register does.

Each way takes a random source and what the register's side knows; it returns None where it does not apply.
"""

import random
from dataclasses import replace

from union_portal.fields import credit_code, organisation_check

from . import words
from .register import DISTRICT, DIVISION, PLACE, Address, Firm, Name, Town

WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
FORMS = {"有限公司": "有限责任公司", "有限责任公司": "有限公司", "股份有限公司": "有限公司"}
LOOK = {one: pair.replace(one, "") for pair in words.LOOKALIKES for one in pair}
SOUND = {one: same.replace(one, "") for same in words.HOMOPHONES for one in same}
SPOKEN = {
    "人民医院": "区医院",
    "妇幼保健院": "妇幼",
    "疾病预防控制中心": "疾控中心",
    "环境卫生服务中心": "环卫中心",
}

# --- names


def brackets(rng: random.Random, name: Name) -> str | None:
    if not name.bracketed:
        if name.place != PLACE or not name.form:
            return None
        return str(replace(name, bracketed=True))
    pair = rng.choice(("()", "【】", "〔〕", "()", ""))
    if not pair:
        return str(replace(name, bracketed=False))
    return str(name).replace("（", pair[0]).replace("）", pair[1])


def wide(rng: random.Random, name: Name) -> str | None:
    text = str(name)
    turned = text.translate(WIDE)
    return turned if turned != text else None


def form(rng: random.Random, name: Name) -> str | None:
    return str(replace(name, form=FORMS[name.form])) if name.form else None


def spaces(rng: random.Random, name: Name) -> str:
    text = str(name)
    spot = rng.randrange(2, len(text))
    return rng.choice((f"{text[:spot]} {text[spot:]}", f" {text}", f"{text}　", f"{text}。", f"{text}\u00a0"))


def prefix(rng: random.Random, name: Name) -> str | None:
    """北京, 北京市 and the district left out, put in, or changed for one another."""
    if not name.place.startswith((PLACE, DISTRICT)) or name.bracketed:
        return None
    places = (
        {"", PLACE, "北京市", f"北京市{DISTRICT}"} if name.form else {PLACE, "北京市", f"北京市{DISTRICT}"}
    )
    return str(replace(name, place=rng.choice(sorted(places - {name.place}))))


def notation(rng: random.Random, name: Name) -> str | None:
    """One of the ways above, or two."""
    way = rng.choices((brackets, wide, form, spaces, prefix), (26, 8, 26, 14, 26))[0]
    return way(rng, name)


def lookalike(rng: random.Random, name: Name) -> str | None:
    return changed(rng, str(name), LOOK, 2 if rng.random() < 0.08 else 1)


def homophone(rng: random.Random, name: Name) -> str | None:
    brand = changed(rng, name.brand, SOUND, 1)
    return brand and str(replace(name, brand=brand))


def changed(rng: random.Random, text: str, table: dict[str, str], times: int) -> str | None:
    spots = [spot for spot, character in enumerate(text) if character in table]
    if not spots:
        return None
    letters = list(text)
    for spot in rng.sample(spots, min(times, len(spots))):
        letters[spot] = rng.choice(table[letters[spot]])
    return "".join(letters)


def swapped(rng: random.Random, name: Name) -> str | None:
    """Two characters side by side in each other's place, or one of them lost."""
    inner = name.brand + name.trade
    if len(inner) < 4:
        return None
    spot = rng.randrange(len(inner) - 1)
    turned = inner[:spot] + inner[spot + 1] + inner[spot] + inner[spot + 2 :]
    if rng.random() < 0.3:
        turned = inner[:spot] + inner[spot + 1 :]
    return str(replace(name, brand=turned, trade="")) if turned != inner else None


def traditional(rng: random.Random, name: Name) -> str | None:
    turned = str(name).translate(words.TRADITIONAL)
    return turned if turned != str(name) else None


def truncated(rng: random.Random, name: Name) -> str | None:
    """Cut where the other system's field ended."""
    width = rng.choice((9, 10, 12, 14))
    return str(name)[:width] if len(str(name)) > width + 1 else None


def abbreviated(rng: random.Random, name: Name) -> str | None:
    if name.trade in SPOKEN:
        return f"{DISTRICT.removesuffix('区')}{SPOKEN[name.trade]}"
    if name.trade in words.SCHOOLS and name.brand.startswith("第"):
        return f"{DISTRICT}{name.brand.removeprefix('第')}{name.trade[0]}"
    if not name.form:
        return None
    return rng.choice(
        (f"{name.brand}{name.trade}", f"{name.place}{name.brand}", f"{name.brand}{name.trade}公司")
    )


def renamed(rng: random.Random, name: Name) -> str | None:
    """The name it had before: another brand, another trade, sometimes both."""
    if not name.form:
        return None
    town, chance = Town(rng), rng.random()
    brand = town.brand() if chance < 0.6 else name.brand
    trade = rng.choice(words.COMPANY_TRADES) if chance > 0.5 else name.trade
    return str(replace(name, brand=brand, trade=trade))


# --- codes


def scribbled(rng: random.Random, firm: Firm) -> str | None:
    """The right code in small or wide letters, with spaces or hyphens, O for 0, I for 1."""
    code = firm.code
    ways = (
        code.lower(),
        f"{code[:8]} {code[8:]}",
        f"{code[:9]}-{code[9:]}",
        code.translate(WIDE),
        f" {code}",
    )
    chosen = rng.choice((*ways, code.replace("0", "O", 1), code.replace("1", "I", 1)))
    return chosen if chosen != code else None


def digit(rng: random.Random, firm: Firm) -> str:
    spot = rng.randrange(8, 18)
    other = rng.choice([one for one in "0123456789" if one != firm.code[spot]])
    return firm.code[:spot] + other + firm.code[spot + 1 :]


def turned(rng: random.Random, firm: Firm) -> str | None:
    spots = [spot for spot in range(8, 17) if firm.code[spot] != firm.code[spot + 1]]
    spot = rng.choice(spots)
    return firm.code[:spot] + firm.code[spot + 1] + firm.code[spot] + firm.code[spot + 2 :]


def old(rng: random.Random, firm: Firm) -> str:
    """The tax number of 15 characters: a division, then the organisation code."""
    return rng.choices((DIVISION, "110115"), (85, 15))[0] + firm.code[8:17]


def organisation(rng: random.Random, firm: Firm) -> str:
    return rng.choice((firm.code[8:17], f"{firm.code[8:16]}-{firm.code[16]}"))


def legacy(rng: random.Random, firm: Firm) -> str:
    """A tax number of before the organisation codes: it tells nothing."""
    return f"{DIVISION}{rng.randrange(10**8, 10**9)}"


def stale(rng: random.Random, firm: Firm) -> str:
    """A valid code, of a licence that one side has not heard of."""
    body = f"{rng.randrange(10_000_000, 99_999_999)}"
    return credit_code(f"{firm.code[:8]}{body}{organisation_check(body)}")


# --- addresses


def elsewhere(rng: random.Random, address: Address) -> str:
    """Same place, other words."""
    text = str(address)
    rest = address.building + address.room
    ways = (f"{address.number}号", f"{address.number}号院", address.number)
    number = ways[0] if rest[:1].isdigit() or rest[:1] == "院" else rng.choice(ways)
    short = f"{address.road}{number}{rest}"
    return rng.choice(
        (
            text.removeprefix("北京市"),
            f"{address.township}{short}",
            f"北京市{DISTRICT}{short}",
            f"{DISTRICT}{address.township.removesuffix('街道').removesuffix('镇')}{address.road}{number}",
            text.translate(WIDE),
            short,
        )
    )


def address(rng: random.Random, firm: Firm) -> str:
    """As registered, in other words, left empty, or the place where the accounts are kept."""
    chance = rng.random()
    if chance < 0.4:
        return str(firm.address)
    if chance < 0.75:
        return elsewhere(rng, firm.address)
    if chance < 0.87:
        return ""
    return str(Town(rng).address(rng.randrange(len(words.TOWNSHIPS))))
