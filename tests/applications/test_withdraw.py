"""Withdrawing: asked before it is done, for good, and told to nobody."""

from tests import pages
from tests.applications import steps
from webapp.applications import queries


def withdraw(client, url):
    return steps.post(client, f"{url}/withdrawal?lang=en", f"{url}/withdrawal?lang=en")


def test_it_is_asked_first_and_then_it_is_no_longer_considered(call, client):
    url = steps.sent(client)
    assert [each.id for each in queries.sent_of_edition(44)] == [steps.stored(url).id]
    assert "Withdraw this application?" in steps.said(client, f"{url}/withdrawal")
    assert steps.stored(url).status == "sent"
    reply = withdraw(client, url)
    assert (reply.status_code, steps.stored(url).status) == (303, "withdrawn")
    assert queries.sent_of_edition(44) == []
    said = steps.said(client, url)
    assert said.startswith("Withdrawn. It is not considered any more.")
    assert "Ligue des droits" in said
    assert len(steps.mails()) == 1  # the receipt, and nothing since


def test_twice_is_once(call, client):
    url = steps.sent(client)
    token = pages.token_in(client.get(f"{url}/withdrawal").text)
    codes = [client.post(f"{url}/withdrawal", data={"csrf_token": token}).status_code for _ in range(2)]
    assert codes == [303, 303]
    assert "It is withdrawn already." in steps.said(client, f"{url}/withdrawal")


def test_then_nothing_can_be_changed_or_sent(call, client):
    url = steps.sent(client)
    token = pages.token_in(client.get(f"{url}/work").text)
    version = steps.stored(url).version
    withdraw(client, url)
    data = {"csrf_token": token, "version": version, "work": "After all"}
    assert client.get(f"{url}/work").status_code == 303
    assert client.post(f"{url}/work", data=data).status_code == 422
    reply = client.post(f"{url}/answers", data=data, headers={"X-CSRFToken": token})
    assert (reply.status_code, reply.json) == (
        422,
        {"error": "This application was withdrawn, so it can no longer be changed."},
    )
    assert client.post(f"{url}/sending", data=data).status_code == 422
    assert (steps.stored(url).status, steps.stored(url).answers["work"] == "After all") == (
        "withdrawn",
        False,
    )


def test_what_was_never_sent_is_not_withdrawn(call, client):
    url = steps.begin(client)
    assert client.get(f"{url}/withdrawal").status_code == 303
    token = pages.token_in(client.get(url).text)
    reply = client.post(f"{url}/withdrawal?lang=en", data={"csrf_token": token})
    assert (reply.status_code, steps.stored(url).status) == (422, "draft")
    assert "This application was never sent" in reply.text


def test_nobody_else_withdraws_it(app, call, client):
    url, other = steps.sent(client), app.test_client()
    own = steps.begin(other)
    token = pages.token_in(other.get(own).text)
    assert other.post(f"{url}/withdrawal", data={"csrf_token": token}).status_code == 404
    assert client.post(f"{url}/withdrawal").status_code == 422
    assert steps.stored(url).status == "sent"
