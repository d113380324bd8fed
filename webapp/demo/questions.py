"""The questions of the demonstration, in every status that a question can have, each from another mission."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import select

from webapp.demo import panels
from webapp.editions.models import CountrySession
from webapp.extensions import db
from webapp.participants.models import Pass
from webapp.programme import queries as programme
from webapp.programme.models import Phase
from webapp.questions import asking, moderating
from webapp.questions import queries as questions
from webapp.questions.models import Answer, Question, QuestionKind, QuestionStatus, Reason, Wish

BY = "demo"
_S = QuestionStatus


class Asked(NamedTuple):
    """A question and what becomes of it.

    `to` is the panellist's place (None: the whole panel), `leader` the mission with whose question it is asked.
    """

    mission: str
    language: str
    status: QuestionStatus
    text: str
    to: int | None = None
    kind: QuestionKind = QuestionKind.WRITTEN
    answer: Answer = Answer.SPOKEN
    leader: str | None = None
    in_english: str | None = None


# In the order in which they were asked.
QUESTIONS = (
    Asked(
        "CR",
        "es",
        _S.ANSWERED,
        "¿Qué avances ve la sociedad civil en la inscripción de nacimientos en las zonas rurales "
        "desde el último examen?",
    ),
    Asked(
        "IE",
        "en",
        _S.ANSWERED,
        "How are civil society organisations consulted when the national report for this review is drafted?",
        to=4,
        answer=Answer.IN_WRITING,
    ),
    Asked(
        "UY",
        "es",
        _S.HEARD,
        "¿Qué protección necesitan con más urgencia quienes acompañan a las víctimas ante los tribunales?",
        to=1,
    ),
    Asked(
        "CL",
        "es",
        _S.ON_FLOOR,
        "¿Qué medidas concretas ayudarían a que las víctimas de violencia de género denuncien sin "
        "temor y obtengan reparación?",
        to=1,
        in_english="Which concrete measures would help victims of gender-based violence to report it without fear "
        "and to obtain reparation?",
    ),
    Asked(
        "FR",
        "fr",
        _S.NEXT,
        "Quelles mesures permettraient à la Commission nationale des droits de l'homme de visiter "
        "tous les lieux de détention sans préavis ?",
        to=4,
    ),
    Asked(
        "FJ",
        "en",
        _S.NEXT,
        "Coastal erosion forces families to move. Which safeguards would panellists recommend for "
        "those who lose their land?",
        to=3,
    ),
    Asked(
        "NO",
        "en",
        _S.APPROVED,
        "What would most improve the safety of journalists and human rights defenders in the months "
        "before the next elections?",
        to=2,
    ),
    Asked(
        "CH",
        "fr",
        _S.APPROVED,
        "Où en est la mise en œuvre de la loi contre la torture, et quelle recommandation serait la "
        "plus utile sur ce point ?",
    ),
    Asked(
        "GH",
        "en",
        _S.APPROVED,
        "How can neighbouring States support access to secondary school for girls with disabilities?",
    ),
    Asked("BE", "fr", _S.APPROVED, "L'espace civique avant les élections", kind=QuestionKind.SPOKEN),
    Asked(
        "KE",
        "en",
        _S.MERGED,
        "Which measures would keep girls with disabilities in secondary school?",
        leader="GH",
    ),
    Asked(
        "MX",
        "es",
        _S.PENDING,
        "¿Cómo participan las personas con discapacidad en el diseño de las políticas que les conciernen?",
    ),
    Asked(
        "DE",
        "en",
        _S.PENDING,
        "Could the panel say which recommendations of the last cycle were implemented in full, and "
        "what made the difference?",
    ),
    Asked(
        "SN",
        "fr",
        _S.PENDING,
        "Quels obstacles rencontrent les associations lorsqu'elles demandent leur enregistrement, et "
        "dans quels délais ?",
    ),
    Asked("LB", "fr", _S.PENDING, "", kind=QuestionKind.SPOKEN),
    Asked(
        "JP",
        "en",
        _S.RETURNED,
        "We thank all panellists for their statements, which were rich and moving, and we have listened with great "
        "attention. Turning to education, and in particular to schools outside the capital, to the training of "
        "teachers, to their pay, to the distance that children walk, and to the state of the buildings, what in "
        "your view should come first?",
    ),
    Asked(
        "CA",
        "fr",
        _S.NOT_TAKEN_UP,
        "Comment la société civile est-elle associée à la rédaction du rapport national ?",
    ),
    Asked(
        "AU",
        "en",
        _S.WITHDRAWN,
        "Is there a timetable for the ratification of the Optional Protocol on a communications procedure?",
    ),
)


def ask_all(country_session: CountrySession, passes: dict[str, Pass]) -> None:
    """Asks, and moderates, by the same acts as people do; once. `passes` holds one for each mission that has any."""
    here = country_session.id
    asked = select(Question.id).where(Question.country_session_id == here).limit(1)
    if db.session.scalar(asked):
        return
    by_mission = {mission: (held.id, held.participant_id) for mission, held in passes.items()}
    floor_is_open = programme.sitting(here).phase == Phase.FLOOR
    present = [question for question in QUESTIONS if question.mission in by_mission]
    ids = {question.mission: _ask(here, by_mission[question.mission][0], question) for question in present}
    for question in present:
        pass_id, participant_id = by_mission[question.mission]
        if question.status == _S.WITHDRAWN:
            asking.withdraw(ids[question.mission], participant_id, by=f"pass:{pass_id}")
        else:
            for act in _acts(question, ids, floor_is_open):
                act(ids[question.mission], here)
        if question.answer == Answer.IN_WRITING and floor_is_open:
            moderating.close_round(here, round=questions.queue_of(here).round, by=BY)


def _ask(here: str, pass_id: str, question: Asked) -> str:
    return asking.ask(
        here,
        pass_id,
        submission=str(uuid5(NAMESPACE_URL, f"{here}/{question.mission}/{question.text}")),
        text=question.text,
        language=question.language,
        kind=question.kind,
        panellist_id=panels.panellist_id(here, question.to) if question.to else None,
        by=f"pass:{pass_id}",
    )


def _acts(question: Asked, ids: dict[str, str], floor_is_open: bool) -> list[Callable]:
    """What moderators did with it. Before the floor is open nothing is called; it waits, as what it follows does."""
    if question.status == _S.PENDING:
        return []
    if question.status == _S.RETURNED:
        return [partial(_moderate, moderating.give_back, wish=Wish.SHORTER)]
    if question.status == _S.NOT_TAKEN_UP:
        return [partial(_moderate, moderating.leave_out, reason=Reason.ALREADY_ASKED)]
    acts = [partial(_moderate, moderating.approve)]
    if question.in_english:
        acts.append(partial(_moderate, moderating.translate, text=question.in_english, language="en"))
    if question.status == _S.MERGED and question.leader in ids:
        acts.append(partial(_merge, ids[question.leader]))
    if question.status == _S.NEXT:
        acts.append(partial(_moderate, moderating.mark_next))
    if floor_is_open and question.status in (_S.ANSWERED, _S.HEARD, _S.ON_FLOOR):
        acts.append(_call)
        if question.answer == Answer.IN_WRITING:
            acts.append(partial(_moderate, moderating.answer, answer=question.answer))
    return acts


def _moderate(act: Callable, question_id: str, here: str, **how: object) -> None:
    act(question_id, here, version=_version(question_id), by=BY, **how)


def _merge(leader_id: str, question_id: str, here: str) -> None:
    _moderate(moderating.merge, question_id, here, into=leader_id, into_version=_version(leader_id))


def _call(question_id: str, here: str) -> None:
    there = questions.moderators_view(here).on_floor
    _moderate(moderating.call, question_id, here, floor=there.id if there else "")


def _version(question_id: str) -> int:
    return db.session.get_one(Question, question_id).version
