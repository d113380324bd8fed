"""Nobody learns that something exists which they may not read: not from a page, a count, a link, a reply or a log."""

import re

import pytest

from tests import factories
from tests.briefing import handed
from webapp.access.permissions import GrantKind, Role
from webapp.briefing.models import Part, Readers
from webapp.delegations.models import FocalPointStatus
from webapp.extensions import db
from webapp.participants.models import Appearance

HERE = "/editions/44/statements"
_TOKENS = re.compile(r'csrf_token" value="[^"]+"|X-CSRFToken&#34;: &#34;[^"]+?&#34;|"X-CSRFToken": "[^"]+"')


@pytest.fixture
def here(edition):
    return edition.country_sessions[0]


@pytest.fixture
def panel(here):
    """Two who show neither, and one whose statement was given."""
    speakers = [factories.panellist(here, f"Speaker {n}", f"Organisation {n}", appearance=None) for n in "AB"]
    given = factories.panellist(here, "Speaker C", "Organisation C", appearance=Appearance.PUBLIC)
    handed.given(given)
    return *speakers, given


@pytest.fixture
def screens(app, edition, here, panel):
    """Every page with something on it about statements, for those who are not of this panel, as a function."""
    kinds = GrantKind
    elsewhere = factories.panellist(edition.country_sessions[1], "Cleo Paz")
    public = [HERE, f"{HERE}/{here.id}", f"{HERE}/{here.id}/files/{'0' * 20}", "/editions/44/programme"]
    claim = handed.focal_point(app, edition, FocalPointStatus.CLAIM)
    people = {
        "nobody": (app.test_client(), public),
        "mission": (handed.delegate(app, edition), [*public, f"/floor/{here.id}"]),
        "claim": (claim, public),
        "another panel": (handed.with_pass_of(app, elsewhere), [*public, f"/floor/{here.id}"]),
        "hall": (handed.browser(app, kinds.HALL, here.id), [*public, f"/floor/{here.id}/hall"]),
        "reviewer": (handed.staff(app, Role.REVIEWER), [*public, "/desk"]),
    }

    def read(*who):
        db.session.rollback()
        return {
            (each, address): _without_tokens(people[each][0].get(address))
            for each in who or people
            for address in people[each][1]
        }

    return read


def _without_tokens(reply):
    headers = {name: value for name, value in reply.headers if name != "Set-Cookie"}
    return reply.status_code, headers, _TOKENS.sub("", reply.text)


def everything(panellist, readers) -> list[str]:
    """Hands in every part; the ids of the files."""
    handed.text(panellist, "What nobody else may read", readers=readers)
    handed.proposal(panellist, "Nor this", readers=readers)
    return [handed.file(panellist, part, readers=readers) for part in (Part.FACTSHEET, Part.VIDEO)]


def test_for_everybody_nothing_changes_until_it_is_theirs(here, panel, screens):
    everybody = ("nobody", "claim", "another panel", "hall", "reviewer")
    before = screens()
    first, second, given = panel
    everything(first, None)
    everything(second, Readers.PUBLIC)  # whose statement waits
    everything(given, Readers.PANEL)
    assert screens() == before
    everything(given, Readers.MISSIONS_AFTER)
    assert screens(*everybody) == {key: before[key] for key in before if key[0] in everybody}
    changed = {
        address
        for (_who, address), reply in screens("mission").items()
        if reply != before["mission", address]
    }
    assert changed == {HERE, f"{HERE}/{here.id}"}
    handed.hide(given)
    # They stand on the screens as one of those who show neither, and nowhere here.
    after = screens()
    mine = [key for key in before if key[1].startswith(HERE)]
    assert {key: after[key] for key in mine} == {key: before[key] for key in mine}


def test_a_file_that_is_not_theirs_answers_as_one_that_is_not_there(app, edition, here, panel):
    files = everything(panel[0], Readers.PANEL)
    for browser in (app.test_client(), handed.delegate(app, edition)):
        replies = [browser.get(f"{HERE}/{here.id}/files/{file_id}") for file_id in [*files, "0" * 20]]
        said = {
            (reply.status_code, reply.text.replace(file_id, ""))
            for file_id, reply in zip([*files, "0" * 20], replies, strict=True)
        }
        assert len(said) == 1
        assert {status for status, _text in said} == {404}


def test_the_programme_leads_there_only_where_everybody_may_read_something(client, edition, here, panel):
    first, second, given = panel
    for panellist, readers in (
        (first, Readers.PUBLIC),
        (second, Readers.MISSIONS),
        (given, Readers.MISSIONS_AFTER),
    ):
        handed.text(panellist, readers=readers)
    other = edition.country_sessions[1]
    link = f"{HERE}/{here.id}?lang=en"
    assert HERE not in client.get("/editions/44/programme?lang=en").text
    handed.given(first)
    page = client.get("/editions/44/programme?lang=en")
    assert (page.text.count(HERE), page.text.count(link), other.id in page.text) == (1, 1, False)
    # It is still kept by anybody for a moment, so it depends on nothing of the browser.
    assert page.headers["Cache-Control"] == "public, max-age=30"
    handed.hide(first)
    assert HERE not in client.get("/editions/44/programme?lang=en").text


def test_a_mission_is_led_there_from_its_own_pages(app, edition, here):
    confirmed = handed.focal_point(app, edition, FocalPointStatus.CONFIRMED, "NO")
    claim = handed.focal_point(app, edition, FocalPointStatus.CLAIM, "SE")
    assert f"{HERE}/{here.id}?" in handed.delegate(app, edition).get(f"/floor/{here.id}").text
    own = {mission: handed.own_delegation(edition, mission) for mission in ("NO", "SE")}
    assert f"{HERE}?" in confirmed.get(own["NO"]).text
    assert f"{HERE}?" not in claim.get(own["SE"]).text


def test_moderators_are_led_there_from_the_sitting(app, edition, here):
    moderator = handed.staff(app, Role.MODERATOR)
    assert f"{HERE}/{here.id}?" in moderator.get(f"/floor/{here.id}/moderation").text
    assert f"{HERE}?" in moderator.get("/desk").text


def test_what_is_logged_and_audited_holds_nothing_of_it(app, edition, here, panel, caplog):
    caplog.set_level("DEBUG")
    everything(panel[2], Readers.PUBLIC)
    for address in (HERE, f"{HERE}/{here.id}"):
        assert app.test_client().get(address).status_code == 200
    entries = " ".join(map(str, db.session.execute(db.text("SELECT * FROM audit_entry"))))
    words = ("What nobody", "Nor this", "Speaker C", "Organisation C", "Ana Rojas")
    assert [word for word in words if word in entries + caplog.text] == []
