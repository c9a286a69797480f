"""What must be true of members' figures whatever the period (V02 to V04, V09, V11, MB-41)."""

from union_portal.reporting.identities import Identity, Term

MOVED = (Term("MEM14", "transferred"), Term("MEM14", "restored"))

Identity(
    "V02",
    (Term("MEM14"),),
    (Term("MEM07"), *MOVED, Term("MEM13", minus=True)),
    "会员净增与新增、转入、恢复、减少不平衡，差额{d}人",
)
Identity(
    "MB-41",
    (Term("MEM01"),),
    (Term("MEM01", opening=True), Term("MEM07"), *MOVED, Term("MEM13", minus=True)),
    "期末会员数与期初及增减变动不平衡，差额{d}人",
)
Identity(
    "V03",
    (Term("MEM07"),),
    (Term("MEM08"), Term("MEM09"), Term("MEM10")),
    "新增会员与新建会单位、零散会员、已建会单位三项之和不等，差额{d}人",
)
Identity(
    "V04",
    (Term("MEM08"),),
    (Term("ORG13"),),
    "新建会单位新增会员多于新覆盖单位的职工，多出{d}人，请核实入会人数或批复职工数",
    at_most=True,
)
Identity(
    "V09",
    (Term("HON05"),),
    (Term("HON01"), Term("HON02"), Term("HON03"), Term("HON04")),
    "劳模和模范集体合计与各分项之和不等，差额{d}个",
)
Identity(
    "V11-1",
    (Term("MEM22"),),
    (Term("MEM02"),),
    "京卡累计办理多于实名制采集会员，多出{d}张：退会会员的卡仍计入累计，应说明",
    at_most=True,
)
