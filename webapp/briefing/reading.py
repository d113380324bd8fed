"""Who may read what a panellist handed in, and from when: the rule stands here and nowhere else."""

from collections.abc import Collection
from enum import StrEnum

from webapp.briefing.models import HandedIn, Readers
from webapp.programme.models import StatementStatus


class Reader(StrEnum):
    """As what somebody reads one panellist's parts. One person may be several of these at once."""

    EVERYBODY = (
        "everybody"  # also the panel of another country session, and a claim that waits for its answer
    )
    MISSION = "mission"  # every mission of the edition alike, that of the State under Review too
    PANEL = "panel"  # speaks in the same country session
    SPEAKER = "speaker"  # handed it in
    SECRETARIAT = "secretariat"  # coordinators and moderators


_R = Reader
_ALWAYS = frozenset({_R.SPEAKER, _R.SECRETARIAT})  # also when the panellist was taken off everything
_WITH_PANEL = _ALWAYS | {_R.PANEL}
_WITH_MISSIONS = _WITH_PANEL | {_R.MISSION}

# For each choice: who reads at once, and who reads once the statement was given.
_BY_CHOICE: dict[Readers, tuple[frozenset[Reader], frozenset[Reader]]] = {
    Readers.PANEL: (_WITH_PANEL, _WITH_PANEL),
    Readers.MISSIONS: (_WITH_MISSIONS, _WITH_MISSIONS),
    Readers.MISSIONS_AFTER: (_WITH_PANEL, _WITH_MISSIONS),
    Readers.PUBLIC: (_WITH_PANEL, frozenset(Reader)),
}


def may_read(part: HandedIn, status: StatementStatus, hidden: bool, reader: Reader) -> bool:
    """Whether `reader` may read a part now; nothing chosen is the panel alone.

    "After my statement" goes by how the statement stands now. Where a moderator takes "given" back, it was pressed too
    early, and the speaker has promised nobody anything yet: what had opened closes again. `hidden` is whether the
    panellist asked to be taken off everything. Whether the country session is held changes nothing.
    """
    if hidden:
        return reader in _ALWAYS
    at_once, once_given = _BY_CHOICE[part.readers or Readers.PANEL]
    return reader in (once_given if status == StatementStatus.GIVEN else at_once)


def any_may_read(part: HandedIn, status: StatementStatus, hidden: bool, readers: Collection[Reader]) -> bool:
    """As `may_read`, for somebody who is all of these at once. Everybody is EVERYBODY."""
    return any(may_read(part, status, hidden, reader) for reader in (Reader.EVERYBODY, *readers))
