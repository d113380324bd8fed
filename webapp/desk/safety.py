"""The safety lines of an edition: who asked for a call, who is off everything, of whom nothing was heard. The
coordinator's alone, because it names people."""

from flask import flash
from flask_babel import gettext as _

from webapp import config
from webapp.access import guard
from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.desk.blueprint import bp
from webapp.editions import queries as editions
from webapp.editions import words
from webapp.safety import answering, queries
from webapp.web.pages import Body, go, page

HERE = "/editions/<int:number>/safety"
ONE = HERE + "/<participant_id>"


@bp.get(HERE)
@requires(Permission.SEE_SAFETY)
def safety(number: int) -> Body:
    edition = editions.edition(number)
    return page("desk/safety.html", edition=edition, board=queries.board(edition), words=words)


@bp.post(HERE + "/words/<word_id>/answer")
@requires(Permission.SEE_SAFETY)
def answer_word(number: int, word_id: str) -> Body:
    answering.answer(number, word_id, by=_by())
    return _done(number, _("Noted. They see on their page that it was seen to."))


@bp.post(ONE + "/settlement")
@requires(Permission.SEE_SAFETY)
def settle_line(number: int, participant_id: str) -> Body:
    answering.settle(number, participant_id, by=_by())
    return _done(number, _("Noted. They are not asked again, and their silence is no longer shown."))


@bp.post(ONE + "/return")
@requires(Permission.SEE_SAFETY)
def show_again(number: int, participant_id: str) -> Body:
    answering.show_again(number, participant_id, by=_by())
    return _done(number, _("They are shown again as they chose before."))


@bp.post(ONE + "/links")
@requires(Permission.SEE_SAFETY)
def make_safety_link(number: int, participant_id: str) -> Body:
    link = config.current().base_url + answering.new_link(number, participant_id, by=_by())
    return page("desk/safety_link.html", edition=editions.edition(number), link=link)


def _by() -> str:
    return guard.holder(Permission.SEE_SAFETY).name


def _done(number: int, said: str) -> Body:
    flash(said, "ok")
    return go("desk.safety", number=number)
