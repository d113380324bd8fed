"""On a borrowed phone: the browser lets go of one application, forgets what it kept, and says what it did."""

from tests import pages
from tests.applications import steps


def erase(client, url):
    return steps.post(client, f"{url}?lang=en", f"{url}/device-erasure?lang=en")


def test_the_browser_lets_go_and_is_told_to_forget(call, client):
    url = steps.begin(client)
    reply = erase(client, url)
    assert (reply.status_code, reply.headers["Location"]) == (303, "/editions/44/applications/erased?lang=en")
    assert reply.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert [client.get(f"{url}{page}").status_code for page in ("", "/about", "/check", ".pdf")] == [404] * 4
    said = steps.said(client, reply.headers["Location"])
    assert "This browser can no longer open the application." in said
    assert "Delete what you downloaded, such as the receipt" in said


def test_nothing_is_lost_and_the_link_opens_it_again(app, call, client):
    url = steps.begin(client)
    steps.post(client, url, f"{url}/link", email="awa@example.org")
    (link,) = pages.links_in(steps.mails()[0].text)
    erase(client, url)
    assert steps.stored(url).answers["state"] == "BF"
    steps.open_link(client, link)
    assert client.get(url).status_code == 200


def test_other_devices_and_other_applications_stay(app, call, client):
    url, other = steps.begin(client), steps.begin(client)
    steps.post(client, url, f"{url}/link", email="awa@example.org")
    (link,) = pages.links_in(steps.mails()[0].text)
    laptop = app.test_client()
    steps.open_link(laptop, link)
    erase(client, url)
    assert [client.get(url).status_code, client.get(other).status_code, laptop.get(url).status_code] == [
        404,
        200,
        200,
    ]


def test_it_is_offered_on_the_overview_and_beside_the_receipt(call, client):
    url = steps.sent(client)
    for page in (url, f"{url}/receipt"):
        assert f'action="{url}/device-erasure?lang=en"' in client.get(f"{page}?lang=en").text
    receipt = steps.post(client, f"{url}/receipt?lang=en", f"{url}/device-erasure?lang=en")
    assert receipt.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_by_a_post_with_the_token_alone_and_by_nobody_else(app, call, client):
    url, other = steps.begin(client), app.test_client()
    assert client.get(f"{url}/device-erasure").status_code == 404
    assert client.post(f"{url}/device-erasure").status_code == 422
    own = steps.begin(other)
    token = pages.token_in(other.get(own).text)
    assert other.post(f"{url}/device-erasure", data={"csrf_token": token}).status_code == 404
    assert client.get(url).status_code == 200


def test_looking_at_the_page_afterwards_forgets_nothing(call, client):
    reply = client.get("/editions/44/applications/erased")
    assert (reply.status_code, "Clear-Site-Data" in reply.headers) == (200, False)
