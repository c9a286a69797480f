"""Who may do what: one table, in code, reviewed like code.

A right is `app.verb`. Verbs: `view`; `change` (add and edit); `decide` (approve, close, dissolve);
`reveal` (personal data in clear, with a reason, logged); `export`; `review` (of the year's record, by
another than who prepared and who signs it). Rows are narrowed to the units of the post that grants the
right, so a right is never wider than the post it came from.
"""

from dataclasses import dataclass

BUSINESS = ("enterprises", "members", "bargaining", "disputes", "assistance", "stations")


def rights(verb: str, *apps: str) -> frozenset[str]:
    return frozenset(f"{app}.{verb}" for app in apps)


@dataclass(frozen=True)
class Role:
    """`home` names the template of the first page; `admin` opens the Django admin."""

    label: str
    rights: frozenset[str]
    home: str = "department"
    admin: bool = False


SEES_ALL = rights("view", "reporting", *BUSINESS)


def department(*keeps: str) -> frozenset[str]:
    """A district department sees everything, and keeps the registers of its own apps."""
    kept = (rights(verb, *keeps) for verb in ("change", "decide", "reveal", "export"))
    return SEES_ALL.union(rights("review", "reporting"), *kept)


ROLES = {
    "chair": Role(
        "镇街工会主席",
        SEES_ALL
        | rights("change", "reporting", *BUSINESS)
        | rights("decide", "enterprises", "members", "bargaining", "disputes")
        | rights("export", *BUSINESS),
        home="township",
    ),
    "clerk": Role("镇街工会干事", SEES_ALL | rights("change", "reporting", *BUSINESS), home="township"),
    "worker": Role(
        "服务站社工",
        rights("view", "reporting", "enterprises", "members", "disputes", "assistance", "stations")
        | rights("change", "members", "disputes", "assistance", "stations")
        | rights("reveal", "members"),
        home="township",
    ),
    "organisation": Role("组织部", department("enterprises", "members")),
    "rights": Role("权益部", department("bargaining", "disputes")),
    "service": Role("服务中心", department("assistance", "stations")),
    "statistics": Role(
        "办公室统计", department("reporting") | rights("view", "audit") | rights("export", *BUSINESS)
    ),
    "leader": Role(
        "领导",
        rights("view", "reporting", "enterprises", "bargaining", "stations")
        | rights("decide", "reporting")
        | rights("review", "reporting"),
        home="leader",
    ),
    "officer": Role(
        "联合会管理员",
        SEES_ALL
        | rights("view", "audit", "jobs")
        | rights("change", "organization", "parameters", "jobs")
        | rights("view", "organization", "parameters"),
        admin=True,
    ),
    "auditor": Role("审计管理员", rights("view", "audit"), home="auditor"),
}
ROLE_CHOICES = [(code, role.label) for code, role in ROLES.items()]
