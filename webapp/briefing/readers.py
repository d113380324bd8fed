"""Choosing who may read a part: the panellist's own choice, part by part; what it means stands in reading.py."""

from webapp.briefing.handing_in import hold, standing_of
from webapp.briefing.models import Part, Readers
from webapp.core import audit
from webapp.core.transaction import transaction


def choose(panellist_id: str, part: Part, readers: Readers, *, by: str) -> None:
    """Also before anything is handed in, and also after the week: whoever is in danger then can still take it back.

    Raises NotThere where the panellist is gone.
    """
    with transaction() as session:
        hold(session, panellist_id)
        row = standing_of(session, panellist_id, part)
        if row.readers != readers:
            row.readers = readers
            session.add(row)
            audit.record(session, "choose-readers", part, panellist_id, by=by)
