"""A sheet for each role, for everybody to read."""

import pytest

from webapp.site.sheets import SHEETS


@pytest.mark.parametrize("role", SHEETS)
def test_it_is_listed_and_opens(client, main, role):
    assert f'href="/sheets/{role}?lang=en"' in client.get("/sheets?lang=en").text
    assert str(SHEETS[role]) in main(f"/sheets/{role}?lang=en")


def test_a_role_without_a_sheet(client):
    assert client.get("/sheets/nobody").status_code == 404
