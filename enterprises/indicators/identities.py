"""What must be true of figures on organising whatever the period (V01, V05)."""

from union_portal.reporting.identities import Identity, Term

Identity(
    "V01",
    (Term("ORG12"),),
    (Term("ORG13", "own"), Term("ORG13", "joint"), Term("ORG11", minus=True)),
    "建会单位净增与新覆盖、撤销不平衡，差额{d}家：由联合工会转为独立建会的，两处各计一次，应说明",
)
Identity(
    "V05",
    (Term("ORG08"),),
    (Term("ORG07"),),
    "百人以上的新增独立建会单位多于全部新增，多出{d}家",
    at_most=True,
)
