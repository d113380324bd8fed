"""The concept note of the demonstration week, in our own words."""

from webapp.core.texts import Texts

CONCEPT_NOTE = Texts(
    en="""\
*This is a demonstration. The week, its people and their questions are invented.*

## Purpose

Before a State is reviewed at the Universal Periodic Review, those who know its human rights situation from
their daily work meet the permanent missions in Geneva: civil society organisations (CSOs) and, where there is
one, the National Human Rights Institution (NHRI). Missions hear what has changed since the last review and
which recommendations would help.

## Format

Twelve country sessions of one hour each. Panellists speak for five to seven minutes; then the missions ask,
and a moderator calls their questions one after another. One can follow in the room or from afar.

Every permanent mission is invited, including that of the State under Review.
""",
    fr="""\
*Ceci est une démonstration. La semaine, les personnes et leurs questions sont inventées.*

## Objet

Avant l'examen d'un État à l'Examen périodique universel, celles et ceux qui connaissent au quotidien sa
situation des droits humains rencontrent les missions permanentes à Genève : les organisations de la société
civile (OSC) et, s'il en existe une, l'institution nationale des droits de l'homme (INDH). Les missions
apprennent ce qui a changé depuis le dernier examen et quelles recommandations seraient utiles.

## Déroulement

Douze séances par pays d'une heure chacune. Les personnes qui interviennent parlent de cinq à sept minutes ; ensuite les
missions posent leurs questions, que la modération appelle l'une après l'autre. On peut suivre les séances sur
place ou à distance.

Toutes les missions permanentes sont invitées, y compris celle de l'État examiné.
""",
    es="""\
*Esto es una demostración. La semana, las personas y sus preguntas son inventadas.*

## Objeto

Antes del examen de un Estado en el Examen Periódico Universal, quienes conocen día a día su situación de
derechos humanos se reúnen con las misiones permanentes en Ginebra: las organizaciones de la sociedad civil
(OSC) y, donde existe, la institución nacional de derechos humanos (INDH). Las misiones escuchan qué ha
cambiado desde el último examen y qué recomendaciones serían útiles.

## Formato

Doce sesiones por país de una hora cada una. Quienes intervienen hablan de cinco a siete minutos; después preguntan
las misiones, y la moderación da paso a sus preguntas una tras otra. Se puede seguir en la sala o a distancia.

Se invita a todas las misiones permanentes, incluida la del Estado examinado.
""",
)
