"""What is asked of applicants: the fields, how much each may hold, how words are counted, and who may see what."""

import re
import unicodedata
from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from webapp.applications.models import Application, Typed
from webapp.core.text import Unfit, clean_text

# Reviewers judge by these, and by the submission. Who stands behind them and how to reach them, what they need and how
# they travel: that is the coordinator's alone.
SEEN_BY_REVIEWERS = (
    "state",
    "language",
    "kind",
    "organisation",
    "scope",
    "ecosoc",
    "nhri_status",
    "work",
    "themes",
    "issues",
)
SEEN_BY_COORDINATOR = (
    "contact_name",
    "email",
    "phone",
    "safely",
    "speaker",
    "co_speakers",
    "needs",
    "appearance",
    "photographs",
    "passport",
    "visa",
    "grant",
    "departure_city",
    "arrive_on",
    "leave_on",
    "need",
    "other_funding",
)
# Asked of those alone who may have a travel grant (steps.may_ask_for_grant); all but the first, of those who want one.
GRANT = ("grant", "departure_city", "arrive_on", "leave_on", "need", "other_funding")
FIELDS = frozenset({*SEEN_BY_REVIEWERS, *SEEN_BY_COORDINATOR})
MANY = frozenset({"themes"})  # a list of codes; every other answer is one text

SUBMISSION = "submission"  # what the file is for, and the step that asks for it
SUBMISSION_SENT = "submission-sent"  # one that was sent, and of which the draft has another or none by now
SUBMISSION_IDS = "submission_ids"  # beside the answers of what was sent: which file went with them
WORK_WORDS, WORK_MOST = 200, 2000
ISSUES_MOST = 2000
NEED_MOST = 1000
KEPT_MOST = (
    10_000  # of one answer in a draft: far more than any may hold, so that nobody loses a text by its length
)
CHOSEN_MOST, CODE_MOST = 50, 40

THEMES = {
    "civic_space": _("Civic space: expression, assembly, association"),
    "defenders": _("Human rights defenders and journalists"),
    "justice": _("Access to justice and fair trial"),
    "detention": _("Torture, detention, enforced disappearance"),
    "death_penalty": _("Death penalty"),
    "elections": _("Elections and public affairs"),
    "institutions": _("Human rights institutions and treaties"),
    "discrimination": _("Racism and discrimination"),
    "religion": _("Freedom of religion or belief"),
    "women": _("Women and girls"),
    "children": _("Children and young people"),
    "lgbti": _("LGBTI persons"),
    "disabilities": _("Persons with disabilities"),
    "older_persons": _("Older persons"),
    "minorities": _("Minorities and indigenous peoples"),
    "migrants": _("Migrants, refugees, stateless persons"),
    "trafficking": _("Trafficking and modern slavery"),
    "education": _("Education and culture"),
    "health": _("Health"),
    "livelihood": _("Work, poverty, social protection"),
    "environment": _("Environment, climate and land"),
    "business": _("Business and human rights"),
    "conflict": _("Armed conflict and security"),
}

# What `\s` is in a browser's regular expressions, to the letter. Python's own notion has other members: a text would be
# 200 words here and 201 there.
_SPACES = "\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_WHITE_SPACE = re.compile(f"[{_SPACES}]+")


def words(text: str) -> int:
    """What stands between white space: `text.split(/\\s+/u).filter(Boolean).length` in the browser."""
    return len([part for part in _WHITE_SPACE.split(text) if part])


def characters(text: str) -> int:
    """Code points of the text in NFC, a line break as one, without white space at its ends: in the browser
    `[...text.normalize("NFC").replace(/^\\s+|\\s+$/gu, "")].length`."""
    written = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return len(written.strip(_SPACES))


def fit(typed: Mapping[str, str | list[str]]) -> tuple[Typed, list[object]]:
    """What of `typed` can be kept, regular and otherwise as it stands, and a sentence for each answer that cannot.

    What nobody asked for is left out.
    """
    kept: Typed = {}
    reasons: list[object] = []
    for field in sorted(FIELDS & typed.keys()):
        try:
            kept[field] = _chosen(typed[field]) if field in MANY else clean_text(typed[field], KEPT_MOST)
        except Unfit as reason:
            reasons.append(reason.args[0])
    return kept, reasons


def _chosen(codes: list[str]) -> list[str]:
    return [clean_text(code, CODE_MOST) for code in codes[:CHOSEN_MOST] if code]


def reviewed(application: Application) -> Typed:
    """What reviewers may see of an application as it was sent; nothing of one that was not."""
    sent = application.sent or {}
    return {field: sent[field] for field in SEEN_BY_REVIEWERS if field in sent}


def asks_for_grant(application: Application) -> bool:
    """Whether it was sent with a request for a travel grant. A wish that is still in the form alone is none."""
    return (application.sent or {}).get("grant") == "yes"
