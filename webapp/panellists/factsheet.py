"""The factsheet: a document for missions, sent whole or in pieces; its versions, the newest of which stands."""

from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.briefing.models import Part
from webapp.panellists import files
from webapp.panellists.blueprint import bp
from webapp.panellists.holding import Place, own_place
from webapp.panellists.parts import about
from webapp.web.forms import Form
from webapp.web.pages import Body

HERE = "/panellists/<panellist_id>/factsheet"


@bp.get(HERE)
@requires(Permission.PREPARE_STATEMENT)
def factsheet(panellist_id: str) -> Body:
    return _page(own_place(panellist_id), Form(formdata=None))


@bp.post(HERE)
@requires(Permission.PREPARE_STATEMENT, csrf_in_form=True)
def send_factsheet(panellist_id: str) -> Body:
    place = own_place(panellist_id)
    return files.sent(place, Part.FACTSHEET, lambda form, status: _page(place, form, status))


def _page(place: Place, form: Form, status: int = 200) -> Body:
    shown = files.shown(place, Part.FACTSHEET)
    return place.page("factsheet", status, form=form, about=about(place, Part.FACTSHEET), **shown)
