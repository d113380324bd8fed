"""Any page can be looked at from right to left, where nobody but us looks."""

import pytest

from webapp import config


@pytest.mark.parametrize("address", ["/", "/editions/44", "/privacy"])
def test_a_page_from_right_to_left(client, edition, address):
    assert '<html lang="ar" dir="rtl">' in client.get(f"{address}?lang=ar").text


def test_not_where_others_reach_the_app(client, edition):
    public = config.read(
        config.current().instance, {"BASE_URL": "https://example.org", "SECRET_KEY": "x" * 40}
    )
    config.use(public)
    reply = client.get("/?lang=ar", base_url="https://example.org")
    assert '<html lang="en" dir="ltr">' in reply.text
