"""Every name that a form takes can be kept, and found."""

from tests import factories
from webapp.core.transaction import transaction
from webapp.participants import actions
from webapp.participants.models import NAME_MOST, Participant

LIGATURE = "\ufdfa"  # one letter, and eighteen once it is folded


def test_a_name_that_folds_into_far_more_letters_is_kept_whole(edition):
    name = LIGATURE * NAME_MOST
    person = factories.participant(edition, name=name)
    assert (person.name, len(person.name_folded)) == (name, 2 * NAME_MOST)


def test_so_is_one_that_is_put_right_later(edition):
    person = factories.participant(edition, name="Ana")
    with transaction() as session:
        actions.rename(session.get(Participant, person.id), LIGATURE * NAME_MOST)
    assert len(person.name_folded) == 2 * NAME_MOST
