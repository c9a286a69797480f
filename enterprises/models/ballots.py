"""Quorum and votes: what falls short of the rule in force is warned of, and asks for an explanation."""

import datetime as dt

from django.core.exceptions import ValidationError

from union_portal import parameters


def warnings(
    on: dt.date,
    entitled: int | None,
    present: int | None,
    in_favour: int | None,
    *,
    half_is_enough: bool = False,
) -> list[str]:
    """OR-20, DM-03: two thirds come, more than half of *all* agree; of a collective contract half (CB-30)."""
    found = []
    share, of = parameters.value("congress_quorum", on)
    if entitled and present is not None and present * of < entitled * share:
        least = -(-entitled * share // of)
        found.append(f"应到{entitled}人，实到{present}人，不足{of}分之{share}（至少{least}人）")
    if entitled and in_favour is not None:
        least = -(-entitled // 2) if half_is_enough else entitled // 2 + 1
        word = "不足全体的半数" if half_is_enough else "未过全体的半数"
        if in_favour < least:
            found.append(f"应到{entitled}人，赞成{in_favour}票，{word}（至少{least}票）")
    return found


def explained(found: list[str], remark: str) -> None:
    """A warning never blocks: it asks for a reason."""
    if found and not remark:
        raise ValidationError({"remark": [f"{text}；仍要保存的，说明原因" for text in found]})
