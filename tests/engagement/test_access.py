"""Who sees and does what: a stranger meets nothing, a drafter his own section."""

import pytest

from tests.engagement.conftest import Office
from yihaotong.engagement import access
from yihaotong.engagement.models import Proposal
from yihaotong.engagement.rules.codes import Sort
from yihaotong.journal.refusal import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_records_are_found_by_those_whose_they_are(office: Office) -> None:
    record = office.enter(Sort.PROPOSAL)
    for login, sees in (("officer", True), ("supervising", True), ("drafter", False), ("operator", False)):
        actor = office.press.by(login)
        if sees:
            assert access.record_for(Sort.PROPOSAL, actor, record.pk) == record
        else:
            with pytest.raises(Proposal.DoesNotExist):
                access.record_for(Sort.PROPOSAL, actor, record.pk)
    assert access.moves_open(record, office.press.by("supervising")) == []
    own = office.enter(Sort.PROPOSAL, by="drafter", number="第13号")
    assert [move.name for move in access.moves_open(own, office.press.by("drafter"))] == ["answer"]
    with pytest.raises(Refused):
        office.enter(Sort.PROPOSAL, by="supervising", number="第14号")
