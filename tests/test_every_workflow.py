"""Every step of every workflow: who may take it, from where, what it needs, and what it leaves behind."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.urls import reverse

from assistance.models import Aid
from assistance.workflow import AidLife
from disputes.models import Case
from enterprises.models import GrassrootsUnion
from enterprises.workflow import UnionLife
from tests import make
from tests.make import FOUNDED
from tests.states import IN_STATE, LATER, PAGES
from union_portal.audit.context import acting
from union_portal.audit.models import AuditEntry
from union_portal.organization.roles import ROLES
from union_portal.workflow import WORKFLOWS, state_label

BACKEND = "union_portal.organization.backends.PostBackend"


STEPS = [
    pytest.param(flow, name, id=f"{flow.__name__}-{name}")
    for flow in WORKFLOWS.values()
    for name in flow.steps
]
STATES = [
    pytest.param(model, state, id=f"{model.__name__}-{state}")
    for model in IN_STATE
    for state in IN_STATE[model]
]
MOVES = [
    pytest.param(flow, name, state, state in step.origins, id=f"{flow.__name__}-{name}-{state}")
    for flow in WORKFLOWS.values()
    for name, step in flow.steps.items()
    for state in IN_STATE[flow.model]
]
ALLOWED = [pytest.param(*move.values[:3], id=move.id) for move in MOVES if move.values[3]]
REFUSED = [pytest.param(*move.values[:3], id=move.id) for move in MOVES if not move.values[3]]
WITH_NEEDS = [
    pytest.param(flow, name, need, id=f"{flow.__name__}-{name}-{need}")
    for flow in WORKFLOWS.values()
    for name, step in flow.steps.items()
    for need in step.needs
]


def row_in(model, state, org):
    row = IN_STATE[model][state](org)
    row.refresh_from_db()
    return row


def holder(right, unit, *, has=True):
    """Somebody whose post grants the right, or one who sees the row and may not."""
    app = right.split(".")[0]
    roles = [
        role
        for role, definition in ROLES.items()
        if (right in definition.rights) == has and f"{app}.view" in definition.rights
    ]
    return make.user(roles[0], unit)


def filled(flow, name) -> dict:
    """A valid value for whatever the step needs."""

    def value(field):
        if field.choices:
            return field.choices[0][0]
        if isinstance(field, (models.IntegerField, models.DecimalField)):
            return 100
        return LATER if isinstance(field, models.DateField) else "工组批〔2015〕1号"

    return {need: value(flow.model._meta.get_field(need)) for need in flow.steps[name].needs}


def stored(row) -> dict:
    return type(row).objects.filter(pk=row.pk).values().get()


def changes_of(row):
    return AuditEntry.objects.filter(table=row._meta.db_table, row=row.pk, action="U")


def test_every_workflow_is_tried_in_every_state():
    assert set(IN_STATE) == set(WORKFLOWS)
    states = {model: set(model.State.values) for model in IN_STATE}
    assert {model: set(rows) for model, rows in IN_STATE.items()} == states


@pytest.mark.parametrize(("model", "state"), STATES)
def test_the_state_follows_from_the_dates(yinghai, model, state):
    row = row_in(model, state, yinghai)

    assert row.state == state
    assert state_label(row) == model.State(state).label


def test_the_state_changes_with_the_dates_whoever_writes_them(yinghai):
    union, case = make.union(yinghai, approved_on=None), make.case(yinghai)

    GrassrootsUnion.objects.update(approved_on=FOUNDED)
    Case.objects.update(accepted_on=FOUNDED, closed_on=LATER, outcome="settled")

    assert (stored(union)["state"], stored(case)["state"]) == ("standing", "settled")


@pytest.mark.parametrize(("flow", "name", "state"), ALLOWED)
def test_a_step_leads_where_it_says_and_is_recorded(yinghai, flow, name, state):
    row, user = row_in(flow.model, state, yinghai), holder(flow.steps[name].right, yinghai)
    assert name in flow.open_to(user, row)

    earlier = list(changes_of(row).values_list("pk", flat=True))
    with acting(user, route="POST /step/"):
        flow.take(name, row, user, **filled(flow, name))

    assert stored(row)["state"] == flow.steps[name].target
    assert {key: stored(row)[key] for key in filled(flow, name)} == filled(flow, name)
    assert [entry.request.user for entry in changes_of(row).exclude(pk__in=earlier)] == [user.pk]


@pytest.mark.parametrize(("flow", "name"), STEPS)
def test_a_step_is_taken_on_the_row_s_own_page(client, yinghai, flow, name):
    step = flow.steps[name]
    row, user = row_in(flow.model, step.origins[0], yinghai), holder(step.right, yinghai)
    client.force_login(user, BACKEND)
    address = reverse(f"{row._meta.model_name}-step", args=[row.pk, name])

    assert step.label in client.get(address).content.decode()
    assert client.post(address, filled(flow, name) | PAGES.get(name, {})).status_code == 302
    assert stored(row)["state"] == step.target


@pytest.mark.parametrize(("flow", "name", "state"), REFUSED)
def test_a_step_out_of_turn_is_refused_and_changes_nothing(yinghai, flow, name, state):
    row, user = row_in(flow.model, state, yinghai), holder(flow.steps[name].right, yinghai)
    before = stored(row)

    with pytest.raises(ValidationError) as refusal:
        flow.take(name, row, user, **filled(flow, name))

    assert f"现为“{state_label(row)}”，不能{flow.steps[name].label}" in refusal.value.messages[0]
    assert name not in flow.open_to(user, row)
    assert stored(row) == before


@pytest.mark.parametrize(("flow", "name"), STEPS)
def test_a_step_without_the_right_is_refused_and_changes_nothing(client, yinghai, flow, name):
    step = flow.steps[name]
    row, user = row_in(flow.model, step.origins[0], yinghai), holder(step.right, yinghai, has=False)
    before = stored(row)
    client.force_login(user, BACKEND)

    with pytest.raises(PermissionDenied, match=step.label):
        flow.take(name, row, user, **filled(flow, name))
    answer = client.post(reverse(f"{row._meta.model_name}-step", args=[row.pk, name]), filled(flow, name))

    assert answer.status_code == 403
    assert name not in flow.open_to(user, row)
    assert stored(row) == before


@pytest.mark.parametrize(("flow", "name"), STEPS)
def test_a_step_on_a_stranger_s_row_finds_nothing(client, yinghai, caiyu, flow, name):
    step = flow.steps[name]
    row = row_in(flow.model, step.origins[0], caiyu)
    before = stored(row)
    client.force_login(holder(step.right, yinghai), BACKEND)

    answer = client.post(reverse(f"{row._meta.model_name}-step", args=[row.pk, name]), filled(flow, name))

    assert answer.status_code == 404
    assert stored(row) == before


@pytest.mark.parametrize(("flow", "name", "need"), WITH_NEEDS)
def test_a_step_names_what_it_lacks(yinghai, flow, name, need):
    step = flow.steps[name]
    row, user = row_in(flow.model, step.origins[0], yinghai), holder(step.right, yinghai)
    before = stored(row)

    with pytest.raises(ValidationError) as refusal:
        flow.take(name, row, user, **filled(flow, name) | {need: None})

    label = flow.model._meta.get_field(need).verbose_name
    assert refusal.value.message_dict == {need: [f"{step.label}应填写{label}"]}
    assert stored(row) == before


# --- what must be settled before a union is dissolved


def dissolve(union, user):
    UnionLife.take("dissolve", union, user, **filled(UnionLife, "dissolve"))


def test_a_union_that_still_covers_enterprises_is_not_dissolved(yinghai):
    union = row_in(GrassrootsUnion, "standing", yinghai)
    for _ in range(2):
        make.affiliation(make.enterprise(yinghai), union, since=FOUNDED)

    with pytest.raises(ValidationError, match="仍覆盖2家单位"):
        dissolve(union, make.user("chair", yinghai))
    assert stored(union)["state"] == "standing"


def test_a_union_that_still_has_members_is_not_dissolved(yinghai):
    union = row_in(GrassrootsUnion, "standing", yinghai)
    for _ in range(3):
        make.membership(make.member(yinghai), union)

    with pytest.raises(ValidationError, match="仍有3名会员"):
        dissolve(union, make.user("chair", yinghai))
    assert stored(union)["state"] == "standing"


def test_a_union_whose_enterprises_and_members_have_left_is_dissolved(yinghai):
    union = row_in(GrassrootsUnion, "standing", yinghai)
    make.affiliation(make.enterprise(yinghai), union, since=FOUNDED, until=LATER)
    make.membership(make.member(yinghai), union, until=LATER, end="retired")

    dissolve(union, make.user("chair", yinghai))

    assert stored(union)["state"] == "dissolved"


# --- help in three pairs of hands


@pytest.mark.parametrize(
    "pair", [("applied_by", "approved_by"), ("approved_by", "paid_by"), ("applied_by", "paid_by")]
)
def test_the_database_keeps_help_in_three_hands(yinghai, pair):
    one = make.user("service", yinghai)

    with pytest.raises(IntegrityError, match="aid_in_three_hands"), transaction.atomic():
        make.aid(yinghai, approved_on=FOUNDED, paid_on=FOUNDED, **dict.fromkeys(pair, one))


def test_who_applied_does_not_approve(yinghai):
    one = make.user("service", yinghai)
    aid = make.aid(yinghai, applied_by=one)
    aid.refresh_from_db()

    with pytest.raises(ValidationError, match="不能为同一人"):
        AidLife.take("approve", aid, one, approved_on=LATER)
    assert stored(aid)["state"] == "applied"


def test_who_approved_does_not_pay(yinghai):
    one, other = (make.user("service", yinghai) for _ in range(2))
    aid = row_in(Aid, "applied", yinghai)
    AidLife.take("approve", aid, one, approved_on=LATER)

    with pytest.raises(ValidationError, match="不能为同一人"):
        AidLife.take("pay", aid, one, paid_on=LATER)
    aid.refresh_from_db()
    AidLife.take("pay", aid, other, paid_on=LATER)

    assert (aid.approved_by, aid.paid_by, aid.state) == (one, other, "paid")


def test_who_enters_an_application_is_recorded_as_having_applied(client, yinghai):
    clerk = make.user("clerk", yinghai)
    client.force_login(clerk, BACKEND)
    typed = {"org": yinghai.pk, "number": "助1", "kind": "living", "beneficiary": "吴测试"}

    client.post(reverse("aid-new"), typed | {"applied_on": "2015-05-01", "amount": "500"})

    assert Aid.objects.get().applied_by == clerk
