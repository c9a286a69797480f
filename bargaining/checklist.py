"""条款清单: what a contract of each kind is expected to settle, and how much of it is settled."""

from dataclasses import dataclass

from .models import Clause, Contract

Topic, Kind = Clause.Topic, Contract.Kind
MUST_TALK = (Topic.LEAVE, Topic.SAFETY)
"""必谈项 (A107)."""
EXPECTED = {
    Kind.COMPREHENSIVE: (
        Topic.PAY, Topic.RAISE, Topic.HOURS, Topic.LEAVE, Topic.SAFETY, Topic.INSURANCE, Topic.TRAINING,
        Topic.WOMEN, Topic.DISMISSAL,
    ),
    Kind.WAGE: (Topic.PAY, Topic.RAISE, Topic.ALLOWANCE, Topic.OVERTIME, Topic.LEAVE, Topic.SAFETY),
    Kind.WOMEN: (Topic.WOMEN,),
    Kind.SAFETY: (Topic.SAFETY,),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One topic; `text` is what was agreed, None where nothing is registered."""

    topic: Clause.Topic
    expected: bool
    must: bool
    text: str | None = None

    @property
    def settled(self) -> bool:
        return self.text is not None


@dataclass(frozen=True)
class Checklist:
    lines: list[Line]

    @property
    def expected(self) -> list[Line]:
        return [line for line in self.lines if line.expected]

    @property
    def done(self) -> int:
        return sum(line.settled for line in self.expected)

    @property
    def all(self) -> int:
        return len(self.expected)

    @property
    def missing(self) -> list[Line]:
        return [line for line in self.expected if not line.settled]


def of(contract: Contract) -> Checklist:
    """The expected topics first, those that must be talked about at their head."""
    known = dict(contract.clauses.values_list("topic", "text"))
    expected = EXPECTED[Kind(contract.kind)]
    order = sorted(Topic, key=lambda topic: (topic not in expected, topic not in MUST_TALK))
    return Checklist(
        [
            Line(topic, topic in expected, topic in expected and topic in MUST_TALK, known.get(topic))
            for topic in order
        ]
    )
