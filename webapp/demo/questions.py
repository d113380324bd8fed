"""The questions of the demonstration, in every status that a question can have, each from another mission."""

from collections.abc import Callable
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import select

from webapp.editions.models import CountrySession
from webapp.extensions import db
from webapp.participants.models import Pass
from webapp.questions import actions
from webapp.questions.models import Question, QuestionStatus, Reason

_S = QuestionStatus
# Mission, language, what becomes of it, text; in the order in which they were asked.
_QUESTIONS = (
    (
        "CR",
        "es",
        _S.ANSWERED,
        "¿Qué avances ve la sociedad civil en la inscripción de nacimientos en las zonas rurales "
        "desde el último examen?",
    ),
    (
        "IE",
        "en",
        _S.ANSWERED,
        "How are civil society organisations consulted when the national report for this review is drafted?",
    ),
    (
        "CL",
        "es",
        _S.ON_FLOOR,
        "¿Qué medidas concretas ayudarían a que las víctimas de violencia de género denuncien sin "
        "temor y obtengan reparación?",
    ),
    (
        "FR",
        "fr",
        _S.NEXT,
        "Quelles mesures permettraient à la Commission nationale des droits de l'homme de visiter "
        "tous les lieux de détention sans préavis ?",
    ),
    (
        "FJ",
        "en",
        _S.NEXT,
        "Coastal erosion forces families to move. Which safeguards would panellists recommend for "
        "those who lose their land?",
    ),
    (
        "NO",
        "en",
        _S.APPROVED,
        "What would most improve the safety of journalists and human rights defenders in the months "
        "before the next elections?",
    ),
    (
        "CH",
        "fr",
        _S.APPROVED,
        "Où en est la mise en œuvre de la loi contre la torture, et quelle recommandation serait la "
        "plus utile sur ce point ?",
    ),
    (
        "GH",
        "en",
        _S.APPROVED,
        "How can neighbouring States support access to secondary school for girls with disabilities?",
    ),
    (
        "MX",
        "es",
        _S.PENDING,
        "¿Cómo participan las personas con discapacidad en el diseño de las políticas que les conciernen?",
    ),
    (
        "DE",
        "en",
        _S.PENDING,
        "Could the panel say which recommendations of the last cycle were implemented in full, and "
        "what made the difference?",
    ),
    (
        "SN",
        "fr",
        _S.PENDING,
        "Quels obstacles rencontrent les associations lorsqu'elles demandent leur enregistrement, et "
        "dans quels délais ?",
    ),
    (
        "CA",
        "fr",
        _S.NOT_TAKEN_UP,
        "Comment la société civile est-elle associée à la rédaction du rapport national ?",
    ),
    (
        "AU",
        "en",
        _S.WITHDRAWN,
        "Is there a timetable for the ratification of the Optional Protocol on a communications procedure?",
    ),
)


def ask_all(country_session: CountrySession, passes: dict[str, Pass]) -> None:
    """Asks, and moderates, by the same acts as people do; once. `passes` holds one for each mission that has any."""
    country_session_id = country_session.id
    asked = select(Question.id).where(Question.country_session_id == country_session_id).limit(1)
    if db.session.scalar(asked):
        return
    by_mission = {mission: (held.id, held.participant_id) for mission, held in passes.items()}
    for mission, language, status, text in _QUESTIONS:
        if mission in by_mission:
            _ask(country_session_id, *by_mission[mission], language, status, text)


def _ask(
    country_session_id: str,
    pass_id: str,
    participant_id: str,
    language: str,
    status: QuestionStatus,
    text: str,
):
    question_id = actions.ask(
        country_session_id,
        pass_id,
        submission=str(uuid5(NAMESPACE_URL, f"{country_session_id}/{text}")),
        text=text,
        language=language,
        by=f"pass:{pass_id}",
    )
    if status == _S.WITHDRAWN:
        actions.withdraw(question_id, participant_id, by=f"pass:{pass_id}")
    elif status == _S.NOT_TAKEN_UP:
        _moderate(question_id, country_session_id, actions.leave_out, Reason.ALREADY_ASKED)
    else:
        for act in _WAY[status]:
            _moderate(question_id, country_session_id, act)


# What a moderator does until a question stands there.
_WAY = {
    _S.PENDING: (),
    _S.APPROVED: (actions.approve,),
    _S.NEXT: (actions.approve, actions.mark_next),
    _S.ON_FLOOR: (actions.approve, actions.call_to_floor),
    _S.ANSWERED: (actions.approve, actions.call_to_floor, actions.mark_answered),
}


def _moderate(question_id: str, country_session_id: str, act: Callable, *more: object) -> None:
    version = db.session.get(Question, question_id).version
    act(question_id, country_session_id, *more, version=version, by="demo")
