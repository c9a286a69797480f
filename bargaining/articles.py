"""Which article a rule of talks stands in. Where a dated parameter holds the rule, its source is told."""

import datetime as dt
import re

from union_portal import parameters

BEIJING, ORDER, WAGES = "北京市集体合同条例", "集体合同规定", "工资集体协商试行办法"
NOWHERE = {
    "offer": ((BEIJING, "32"), (WAGES, "17")),
    "refusal": ((BEIJING, "32"), ("北京市实施〈中华人民共和国工会法〉办法", "21")),
    "chief": ((BEIJING, "8-9"), (WAGES, "10")),
    "one_side": ((ORDER, "24"),),
    "names": ((BEIJING, "11"),),
    "recorder": ((BEIJING, "33"),),
    "meeting": ((BEIJING, "33"),),
    "draft": ((BEIJING, "38"),),
    "signing": ((BEIJING, "39"),),
    "rounds": ((BEIJING, "39"), (WAGES, "22")),
    "report": ((BEIJING, "41"),),
    "end": ((BEIJING, "44、48"),),
}
"""Rules that no parameter holds, by the articles domain.md verified (CB-11 to CB-45)."""
SOURCE = re.compile(r"([^、第]+)第([\d、-]+)条$")


def article(code: str, day: dt.date, kind: str = "") -> str:
    """《北京市集体合同条例》第32条; the rules for wages alone are told of wage talks only."""
    told = NOWHERE.get(code) or _of_parameter(code, day)
    return "、".join(f"《{law}》第{number}条" for law, number in told if kind == "wage" or law != WAGES)


def _of_parameter(code: str, day: dt.date) -> list[tuple[str, str]]:
    sources = re.sub(r"［.*?］|（.*?）", "", parameters.rule(code, day).source).split("；")
    return [(found[1], found[2]) for source in sources if (found := SOURCE.fullmatch(source))]
