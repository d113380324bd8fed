"""What delegates do with their own questions. Each act is one transaction and tells exactly whom it concerns."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask_babel import lazy_gettext as _
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.core import audit, clock
from webapp.core.ids import new_id
from webapp.core.refused import NotThere, Refused, Stale
from webapp.core.transaction import transaction
from webapp.editions.models import CountrySession, CountrySessionStatus
from webapp.participants.models import Participant, Pass, PassStatus
from webapp.programme import queries as programme
from webapp.programme.models import Panellist, Phase, Sitting
from webapp.programme.queries import SittingView
from webapp.questions.acts import must_be_current
from webapp.questions.audiences import told_of_changes
from webapp.questions.merging import hand_over, standing
from webapp.questions.models import (
    OPEN,
    TRANSITIONS,
    Question,
    QuestionKind,
    QuestionStatus,
    Queue,
    QueueCountrySession,
)

_OVER = _("This country session is over, so no more questions are taken.")
# Why words stay as they are, and what to do.
_WAS_PUT = _("This question can no longer be changed. It was put to the panel: to say more, ask another one.")
_FINAL = {
    QuestionStatus.ON_FLOOR: _WAS_PUT,
    QuestionStatus.HEARD: _WAS_PUT,
    QuestionStatus.ANSWERED: _WAS_PUT,
    QuestionStatus.NOT_TAKEN_UP: _(
        "This question can no longer be changed. It was not taken up: you can ask another one."
    ),
    QuestionStatus.MERGED: _(
        "This question can no longer be changed. It is asked together with another one that says the same: "
        "withdraw it, and ask anew."
    ),
    QuestionStatus.WITHDRAWN: _(
        "This question can no longer be changed. It is withdrawn: to ask it after all, ask anew."
    ),
}


def ask(
    country_session_id: str,
    pass_id: str,
    *,
    submission: str,
    text: str,
    language: str,
    kind: QuestionKind = QuestionKind.WRITTEN,
    panellist_id: str | None = None,
    by: str,
) -> str:
    """Puts a question into the moderators' inbox; its id. The same `submission` again is the same question.

    Raises NotThere where the pass is dead or of another edition, Refused where its holder may not ask here, and Stale
    where the submission came before with other words: the first question stands, and these words are not lost.
    """
    words = {"text": text, "language": language, "kind": kind, "panellist_id": panellist_id}
    try:
        return _ask(country_session_id, pass_id, submission, words, by)
    except IntegrityError:
        # The same form at the same instant: the other request was quicker, and now its question is found.
        return _ask(country_session_id, pass_id, submission, words, by)


def _ask(country_session_id: str, pass_id: str, submission: str, words: dict, by: str) -> str:
    with transaction() as session:
        asker, country_session = _asker(session, pass_id, country_session_id)
        asked = session.scalar(select(Question).where(Question.submission == submission))
        if asked:
            return _asked_before(asked, asker, words)
        bar = bar_to_asking(asker, country_session, programme.sitting(country_session_id, session))
        if bar:
            raise Refused(bar)
        # The country session is held before the panellist, as by those who change the panel: else two could wait for
        # each other.
        queue_id = _queue_for(session, country_session_id)
        _must_be_possible(session, country_session_id, words)
        question = Question(
            id=new_id(),
            submission=submission,
            queue_id=queue_id,
            country_session_id=country_session_id,
            participant_id=asker.id,
            mission=asker.mission,
            **words,
            status=QuestionStatus.PENDING,
            asked_at=clock.now(),
            changed_at=clock.now(),
        )
        with told_of_changes(session, queue_id):
            session.add(question)
        audit.record(session, "ask", "question", question.id, by=by)
        return question.id


def _asker(session: Session, pass_id: str, country_session_id: str) -> tuple[Participant, CountrySession]:
    held = session.get(Pass, pass_id)
    country_session = session.get(CountrySession, country_session_id)
    if held is None or country_session is None or held.status != PassStatus.ISSUED:
        raise NotThere
    if held.edition_number != country_session.edition_number:
        raise NotThere
    return held.participant, country_session


def _asked_before(question: Question, asker: Participant, words: dict) -> str:
    as_asked = question.text if question.text_as_asked is None else question.text_as_asked
    asked = {
        "text": as_asked,
        "language": question.language,
        "kind": question.kind,
        "panellist_id": question.panellist_id,
    }
    if question.participant_id != asker.id or asked != words:
        raise Stale(
            _("This form was sent before, with other words. Send it once more to ask this question as well.")
        )
    return question.id


def bar_to_asking(
    asker: Participant, country_session: CountrySession, sitting: Sitting | SittingView
) -> object | None:
    """Why this participant cannot ask in this country session, as a sentence (lazy); None where nothing bars them."""
    if country_session.status == CountrySessionStatus.NOT_HELD:
        return _("This country session is not held, so no questions are taken.")
    if country_session.status == CountrySessionStatus.HELD or sitting.phase == Phase.CLOSED:
        return _OVER
    if asker.mission is None:
        return _("Questions are for the delegates of missions.")
    if asker.mission == country_session.state and not sitting.under_review_asks:
        # By default the State under Review may open with two minutes; asking is for those who will recommend.
        if sitting.under_review_opens:
            return _("Questions are for recommending States. The State under Review speaks at the opening.")
        return _("Questions are for recommending States.")
    return None


def _must_be_possible(session: Session, country_session_id: str, words: dict) -> None:
    """Who asks for the floor may leave the words for later; whom it is put to must sit on this panel."""
    if words["kind"] == QuestionKind.WRITTEN and not words["text"].strip():
        raise Refused(_("Write your question."))
    if words["panellist_id"] is not None:
        # Held, so that nobody is taken off the panel before this is saved.
        held = {"read": True, "key_share": True}
        panellist = session.get(Panellist, words["panellist_id"], with_for_update=held)
        if panellist is None or panellist.country_session_id != country_session_id:
            raise Refused(
                _(
                    "Whom you chose is not on this panel. Choose again, or put your question to the whole panel."
                )
            )


def _queue_for(session: Session, country_session_id: str) -> str:
    """The id of the queue that serves a country session; made with the first question."""
    of_session = CountrySession.id == country_session_id
    # Two first questions at once: the second waits here, and finds the queue that the first made.
    session.execute(select(CountrySession.id).where(of_session).with_for_update(key_share=True))
    known = session.scalar(
        select(QueueCountrySession.queue_id).where(
            QueueCountrySession.country_session_id == country_session_id
        )
    )
    if known:
        return known
    queue_id = new_id()
    session.execute(insert(Queue).values(id=queue_id))
    serves = {"country_session_id": country_session_id, "queue_id": queue_id}
    session.execute(insert(QueueCountrySession).values(serves))
    return queue_id


def edit(
    question_id: str,
    participant_id: str,
    *,
    text: str,
    language: str,
    kind: QuestionKind,
    panellist_id: str | None,
    version: int,
    by: str,
) -> None:
    """The asker's own change. The question is in the inbox then: what was approved, or merged, were other words.

    Raises Stale where the page showed an older state, or where the question has been dealt with.
    """
    words = {"text": text, "language": language, "kind": kind, "panellist_id": panellist_id}
    with _asked_by(question_id, participant_id) as (session, question):
        says_so_already = all(getattr(question, name) == value for name, value in words.items())
        if says_so_already and question.status in OPEN - {QuestionStatus.RETURNED}:
            return  # nothing was changed, or the same form came twice because the first reply was lost
        must_be_current(question, version)
        if question.status not in OPEN:
            raise Stale(_FINAL[question.status])
        _must_be_possible(session, question.country_session_id, words)
        hand_over(session, question)
        if question.status == QuestionStatus.PENDING:
            question.has_changed(clock.now())
        else:
            question.become(QuestionStatus.PENDING, clock.now())
        question.position = 0  # nobody has approved these words
        for name, value in words.items():
            setattr(question, name, value)
        # What moderators made of the earlier words.
        question.wish = question.text_as_asked = None
        question.translation = question.translation_language = None
        audit.record(session, "edit", "question", question.id, by=by)


def withdraw(question_id: str, participant_id: str, *, by: str) -> None:
    """The asker takes a question away, whatever became of it meanwhile, until it is called to the floor.

    Others that are asked together with it keep its place.
    """
    with _asked_by(question_id, participant_id) as (session, question):
        if question.status == QuestionStatus.WITHDRAWN:
            return  # the same button twice
        if QuestionStatus.WITHDRAWN not in TRANSITIONS[standing(session, question)]:
            raise Stale(
                _("This question can no longer be withdrawn: it was dealt with. Here is how it stands now.")
            )
        hand_over(session, question)
        question.become(QuestionStatus.WITHDRAWN, clock.now())
        question.merged_into_id = None
        audit.record(session, "withdraw", "question", question.id, by=by)


@contextmanager
def _asked_by(question_id: str, participant_id: str) -> Iterator[tuple[Session, Question]]:
    mine = select(Question.queue_id).where(
        Question.id == question_id, Question.participant_id == participant_id
    )
    with transaction() as session:
        queue_id = session.scalar(mine)
        if queue_id is None:
            raise NotThere
        with told_of_changes(session, queue_id):
            yield session, session.get_one(Question, question_id)
