"""The receipt: a reference, both times, and all that was sent, on a page and on paper, for its holder alone."""

from tests import papers
from tests.applications import steps
from webapp.core import typefaces

SCRIPTS = ["رابطة حقوق الإنسان", "האגודה", "สมาคม", "መብት", "ლიგა", "Մարդ", "अधिकार", "অধিকার", "Лига"]


def test_the_page_has_the_reference_both_times_and_what_was_sent(call, client):
    url = steps.sent(client)
    page = client.get(f"{url}/receipt?lang=en").text
    said, reference = steps.said(client, f"{url}/receipt"), steps.stored(url).reference
    assert said.startswith(
        f"Received Your application to speak at Pre-sessions 44 has reached us. {reference}"
    )
    assert "Received Monday 1 May 2023, 11:30, Geneva time (Europe/Zurich)" in said
    assert 'data-opens="2023-05-01T09:30:00+00:00" data-zone="Europe/Zurich"' in page
    assert f'data-draft-done="{steps.stored(url).id}"' in page
    assert "Torture, detention, enforced disappearance Women and girls" in said
    assert "Neither name nor organisation" in said


def test_it_shows_what_was_sent_and_not_what_was_typed_since(call, client):
    url = steps.sent(client)
    steps.autosave(client, url, {"issues": "Courts without judges."})
    said = steps.said(client, f"{url}/receipt")
    assert ("Prisons without doctors." in said, "Courts" in said) == (True, False)
    (first, *_more) = papers.texts(client.get(f"{url}.pdf?lang=en").data)
    assert steps.stored(url).reference in first


def test_on_paper_in_the_readers_language(call, client):
    url = steps.sent(client)
    reply = client.get(f"{url}.pdf?lang=en")
    reference = steps.stored(url).reference
    assert (reply.status_code, reply.mimetype) == (200, "application/pdf")
    assert reply.headers["Content-Disposition"] == f'attachment; filename="{reference}.pdf"'
    assert reply.headers["Cache-Control"] == "no-store"
    text = " ".join(papers.texts(reply.data))
    for part in (
        "Receipt, Pre-sessions 44",
        reference,
        "Monday 1 May 2023, 11:30, Geneva time (Europe/Zurich)",
        "Monday 1 May 2023, 09:30 UTC",
        "Ligue des droits",
        "Awa Traoré",
        "Prisons without doctors.",
        "Salimata Ouédraogo",
        "Your UPR submission File Not given",
        "I do not know yet",
    ):
        assert part in text, part
    assert papers.sizes(reply.data) == {(210.0, 297.0)}
    french = " ".join(papers.texts(client.get(f"{url}.pdf?lang=fr").data))
    assert "lundi 1er mai 2023" in french


def test_on_paper_in_every_script_and_at_full_length(call, client):
    words = " ".join(["wörd"] * 200)
    link = "https://example.org/" + "very-long/" * 30
    url = steps.sent(
        client,
        organisation=" ".join(SCRIPTS),
        work=words,
        issues=f"{link}\n\n{'x' * 900}",
        needs="#let x = 1 $",
    )
    pdf = client.get(f"{url}.pdf?lang=en").data
    text = " ".join(papers.texts(pdf))
    assert text.count("wörd") == 200
    assert "#let x = 1 $" in text
    assert "Some letters could not be printed" not in text
    assert "x" * 900 in text.replace(" ", "").replace("\u200b", "")
    assert papers.texts(pdf)[-1].endswith(f"{len(papers.texts(pdf))} / {len(papers.texts(pdf))}")


def test_letters_that_no_font_has_are_left_out_and_that_is_said(call, client):
    missing = "\ue123"  # private: whatever a font may draw there
    assert typefaces.missing(missing) == [missing]
    url = steps.sent(client, organisation=f"Ligue {missing}")
    text = " ".join(papers.texts(client.get(f"{url}.pdf?lang=en").data))
    assert "Some letters could not be printed here. They were received: the page shows them all." in text
    assert missing in steps.said(client, f"{url}/receipt")


def test_without_sending_there_is_none(call, client):
    url = steps.begin(client)
    reply = client.get(f"{url}/receipt?lang=en")
    assert (reply.status_code, reply.headers["Location"]) == (303, f"{url}?lang=en")
    assert client.get(f"{url}.pdf").status_code == 404


def test_only_for_its_holder(app, call, client):
    url, other = steps.sent(client), app.test_client()
    steps.sent(other)
    for who in (other, app.test_client()):
        assert [who.get(f"{url}{page}").status_code for page in ("/receipt", ".pdf")] == [404, 404]
