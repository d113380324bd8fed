"""A panellist to whom a question was put stays on the panel: the question would lose its addressee."""

from uuid import uuid4

import pytest

from tests import factories
from webapp.core.refused import Refused
from webapp.extensions import db
from webapp.participants.models import Pass, PassStatus
from webapp.programme import panels, queries
from webapp.questions import asking


def test_it_is_refused_and_nothing_is_changed(here, edition):
    panellist = factories.panellist(here, "Ana Rojas")
    asker = factories.issued_pass(edition, name="Ben Diaz")
    asking.ask(
        here.id,
        asker.id,
        submission=str(uuid4()),
        text="Why?",
        language="en",
        panellist_id=panellist.id,
        by="test",
    )
    slot = factories.statement(panellist).id
    with pytest.raises(Refused, match="Questions were put to this panellist"):
        panels.remove(here.id, slot, by="staff:1")
    db.session.rollback()
    assert [speaker.statement_id for speaker in queries.speakers(here.id)] == [slot]
    held = db.session.scalars(db.select(Pass).filter_by(participant_id=panellist.participant_id)).one()
    assert held.status == PassStatus.ISSUED
