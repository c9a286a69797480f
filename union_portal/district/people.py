"""Fictitious people: common names, and identity numbers that are valid in form and given to nobody."""

import datetime as dt
import random

from union_portal.fields import check_character

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛"
    "叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔"
    "贺赖龚文"
)
GIVEN_M = "伟强磊军勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林建国志文海洋永胜立新春生金东"
GIVEN_F = "芳娜秀敏静丽艳娟霞燕玲桂英玉兰梅红雪琳萍莉丹洁倩颖慧婷欣悦佳雅晶琴云凤莲珍淑华春月"
REGIONS = tuple(
    f"{province}{city:02d}{county:02d}"
    for province in (11, 13, 14, 15, 21, 22, 23, 32, 34, 37, 41, 42, 43, 50, 51, 61, 62)
    for city in (1, 2, 3)
    for county in (1, 2, 3, 21, 22)
)
BIRTHS = 36 * 365
"""Days over which birth dates are spread."""


class People:
    """Numbers people from 0; the same seed and the same number give the same person."""

    def __init__(self, seed: int, latest_birth: dt.date):
        self.rng = random.Random(f"{seed} people")
        self.first_birth = latest_birth - dt.timedelta(days=BIRTHS)
        self.births = [
            (f"{day:%Y%m%d}", day) for day in (self.first_birth + dt.timedelta(days=n) for n in range(BIRTHS))
        ]
        self.number = 0

    def document(self, female: bool) -> tuple[str, dt.date]:
        """An identity number with a sequence of 990 to 999, and its birth date; never the same twice.

        Three co-prime steps walk births, regions and sequences: 16.7 million different numbers.
        """
        n = self.number
        self.number += 1
        births, regions = len(self.births), len(REGIONS)
        text, born = self.births[(n * 7919) % births]
        turn = n // births
        region = REGIONS[(turn + n * 31) % regions]
        sequence = 990 + 2 * ((turn // regions) % 5) + (0 if female else 1)
        body = f"{region}{text}{sequence}"
        return body + check_character(body), born

    def name(self, female: bool) -> str:
        rng = self.rng
        given = GIVEN_F if female else GIVEN_M
        size = len(given)
        draw = int(rng.random() * size * size * 2)
        second = given[draw // 2 // size] if draw % 2 else ""
        return f"{SURNAMES[int(rng.random() * len(SURNAMES))]}{given[draw // 2 % size]}{second}"

    def mobile(self) -> str:
        """In form valid; the 199-0000 block keeps clear of numbers in use."""
        return f"1990{int(self.rng.random() * 10_000_000):07d}"
