"""What a rule of the database refuses stands at the field it speaks of, with the value found there."""

import datetime as dt

import pytest
from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction

from enterprises.models import Claim, DutyTerm, OutreachMeeting, Term
from tests import make
from tests.make import organising
from tests.registers import page
from union_portal.ledgers.declarations import LEDGERS
from union_portal.organization.placing import one_of, touches
from union_portal.organization.records import Record, refusal

MAY, JUNE = dt.date(2015, 5, 4), dt.date(2015, 6, 1)


def refused(row):
    with pytest.raises(ValidationError) as caught:
        row.full_clean()
    return caught.value.message_dict


def test_a_rule_of_one_field_stands_there_with_the_value(yinghai):
    term = Term(org=yinghai, union=make.union(yinghai), elected_on=MAY, years=4)

    assert refused(term) == {"years": ["任期应为3年或5年，填写的是4"]}


def test_of_two_fields_it_is_the_one_the_sentence_begins_with(yinghai):
    case = organising.unionization_case(make.enterprise(yinghai))
    claim = Claim(org=yinghai, case=case, since=JUNE, until=MAY, end="released")

    assert refused(claim) == {"until": ["截止日期不能早于起始日期，填写的是2015-05-04"]}


def test_or_the_one_it_asks_for(yinghai):
    meeting = OutreachMeeting(org=yinghai, kind="employer", held_on=MAY, place="会议室")

    assert refused(meeting) == {"enterprise": ["企业沟通会应填写单位"]}


def test_a_second_row_stands_at_the_key_that_is_taken(yinghai):
    case = organising.unionization_case(make.enterprise(yinghai))
    again = type(case)(
        org=yinghai, enterprise=case.enterprise, opened_on=MAY, state_since=MAY, origin="census"
    )

    assert refused(again) == {"enterprise": ["该单位已在建会跟踪中"]}


def test_a_sentence_of_several_clauses_stays_at_the_head(yinghai):
    term = DutyTerm(org=yinghai, duty=organising.duty(yinghai), starts_on=JUNE, ends_on=MAY, owed=1)

    assert refused(term) == {NON_FIELD_ERRORS: ["截止日期不能早于开始日期，应完成次数至少为1"]}


def test_the_form_shows_it_at_the_field(enter, yinghai):
    union = make.union(yinghai, name="瑞康食品厂工会")
    typed = {"org": yinghai.pk, "union": union.name, "elected_on": "2015-05-04", "years": "4"}

    html = page(enter("chair", yinghai).post(LEDGERS[Term].url("new"), typed), 422)

    assert html.count("任期（年）：任期应为3年或5年，填写的是4") == 1
    assert 'id="id_years_error"' in html


def test_what_is_written_along_with_a_row_refuses_in_its_own_words(yinghai):
    union, who = make.union(yinghai), make.member(yinghai)
    make.membership(who, union)

    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        make.membership(who, union, since=MAY)

    assert refusal(caught.value, Claim) == "该人员已有有效会籍，请办理接转"


def told_by(model):
    return [one for one in model._meta.constraints if getattr(one, "violation_error_message", "")]


RECORDS = [model for model in apps.get_models() if issubclass(model, Record)]


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model._meta.label)
def test_every_rule_compares_fields_of_its_own_model(model):
    plain = (models.CheckConstraint, models.UniqueConstraint)
    for constraint in told_by(model):
        found = touches(model, constraint)
        assert found or (isinstance(constraint, plain) and getattr(constraint, "expressions", ())), constraint
        placed = one_of(found, str(constraint.violation_error_message))
        assert placed is None or placed in found
