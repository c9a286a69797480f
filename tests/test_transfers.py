"""An accepted transfer moves the member, by the database's own hand."""

import datetime as dt

from members.models import Membership, Transfer
from tests import make
from tests.make.joining import transfer

DAY = dt.date(2015, 6, 1)


def test_an_accepted_transfer_closes_the_spell_opens_the_next_and_moves_the_member(db, yinghai, caiyu):
    who = make.member(yinghai)
    make.membership(who, make.union(yinghai))
    there = make.union(caiyu)
    asked = transfer(caiyu, member=who, to_union=there)

    Transfer.objects.filter(pk=asked.pk).update(accepted_on=DAY)

    spells = Membership.objects.filter(member=who).order_by("since").values_list("org", "until", "end")
    assert list(spells) == [(yinghai.pk, DAY, "transfer"), (caiyu.pk, None, "")]
    who.refresh_from_db()
    assert who.org == caiyu
