"""Quorum and votes: what falls short of the rule in force is warned of, and asks for an explanation."""

import datetime as dt

from django.core.exceptions import ValidationError

from union_portal import parameters


def sums(
    on: dt.date,
    entitled: int | None,
    present: int | None,
    in_favour: int | None,
    *,
    half_is_enough: bool = False,
) -> list[tuple[bool, str]]:
    """Whether it suffices, and in words: two thirds come, more than half of *all* agree (OR-20, DM-03).

    Of a draft contract half is enough (CB-30).
    """
    found = []
    share, of = parameters.value("congress_quorum", on)
    if entitled and present is not None:
        least = -(-entitled * share // of)
        word = "达到" if present >= least else "不足"
        found.append(
            (present >= least, f"应到{entitled}人，实到{present}人，{word}{of}分之{share}（至少{least}人）")
        )
    if entitled and in_favour is not None:
        least = -(-entitled // 2) if half_is_enough else entitled // 2 + 1
        enough, lacking = (
            ("达到全体的半数", "不足全体的半数") if half_is_enough else ("超过全体的半数", "未过全体的半数")
        )
        word = enough if in_favour >= least else lacking
        found.append((in_favour >= least, f"应到{entitled}人，赞成{in_favour}票，{word}（至少{least}票）"))
    return found


def explained(found: list[str], remark: str) -> None:
    """A warning never blocks: it asks for a reason."""
    if found and not remark:
        raise ValidationError({"remark": [f"{text}；仍要保存的，说明原因" for text in found]})
