"""What the moderators did, and how a question stands, each in a few words."""

from flask_babel import lazy_gettext as _

from webapp.questions.models import QuestionStatus
from webapp.questions.queries import ModeratorsView

_S = QuestionStatus

_DONE = {
    "approve": _("%(mission)s: approved"),
    "give-back": _("%(mission)s: given back"),
    "leave-out": _("%(mission)s: not taken up"),
    "merge": _("%(mission)s: merged"),
    "mend": _("%(mission)s: wording mended"),
    "translate": _("%(mission)s: translation changed"),
    "mark-next": _("%(mission)s: marked next"),
    "call": _("%(mission)s: called to the floor"),
    "answer": _("%(mission)s: done"),
    "bring-back": _("%(mission)s: brought back"),
    "move": _("%(mission)s: moved"),
    "take-suggestion": _("Suggested order taken"),
    "draw-lots": _("Lots drawn"),
    "close-round": _("Round closed"),
}

_STANDS = {
    _S.PENDING: _("The question of %(mission)s is in the inbox."),
    _S.RETURNED: _("The question of %(mission)s was given back."),
    _S.APPROVED: _("The question of %(mission)s waits in the queue: place %(place)s."),
    _S.NEXT: _("The question of %(mission)s is marked next: place %(place)s."),
    _S.ON_FLOOR: _("The question of %(mission)s is on the floor."),
    _S.HEARD: _("The question of %(mission)s was put in this round."),
    _S.ANSWERED: _("The question of %(mission)s is done."),
    _S.NOT_TAKEN_UP: _("The question of %(mission)s was not taken up."),
    _S.MERGED: _("The question of %(mission)s is asked together with another."),
}


def done(verb: str, mission: str) -> str:
    """Of one act: "Norway: approved"."""
    return str(_DONE[verb]) % {"mission": mission}


def stands(view: ModeratorsView, question, mission: str) -> str:
    """How a question is now, for somebody who saw it otherwise. None of the queue is one that was withdrawn."""
    if question is None:
        return str(_("The question was withdrawn."))
    waiting = [known.id for known in view.waiting]
    place = waiting.index(question.id) + 1 if question.id in waiting else 0
    return str(_STANDS[question.status]) % {"mission": mission, "place": place}
