"""What must be true of figures on bargaining whatever the period (V06): 份 never exceeds 家."""

from union_portal.reporting.identities import Identity, Term

Identity(
    "V06",
    (Term("BAR08"),),
    (Term("BAR05"),),
    "工资专项覆盖的小微企业多于覆盖的全部企业，多出{d}家",
    at_most=True,
)
Identity(
    "V06-1",
    (Term("BAR04"),),
    (Term("BAR05"),),
    "工资专项合同份数多于覆盖企业，多出{d}份，请核对有无覆盖名单未登记的合同",
    at_most=True,
)
Identity(
    "V06-2",
    (Term("BAR01"),),
    (Term("BAR02"),),
    "集体合同份数多于覆盖企业，多出{d}份，请核对有无覆盖名单未登记的合同",
    at_most=True,
)
