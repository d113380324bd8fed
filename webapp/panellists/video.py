"""The video of a statement: how to record it, sending it, and seeing it as those will who may watch it."""

from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.briefing.models import Part
from webapp.panellists import files
from webapp.panellists.blueprint import bp
from webapp.panellists.holding import Place, own_place
from webapp.panellists.parts import about
from webapp.programme import queries
from webapp.web import headers
from webapp.web.forms import Form
from webapp.web.pages import Body

HERE = "/panellists/<panellist_id>/video"
# As telephones call what they record; what it is, its content says.
ENDINGS = ".m4v,.mov,.mp4,.webm"


@bp.get(HERE)
@requires(Permission.PREPARE_STATEMENT)
def video(panellist_id: str) -> Body:
    return _page(own_place(panellist_id), Form(formdata=None))


@bp.post(HERE)
@requires(Permission.PREPARE_STATEMENT, csrf_in_form=True)
def send_video(panellist_id: str) -> Body:
    place = own_place(panellist_id)
    return files.sent(place, Part.VIDEO, lambda form, status: _page(place, form, status))


def _page(place: Place, form: Form, status: int = 200) -> Body:
    shown = files.shown(place, Part.VIDEO) | {"endings": ENDINGS}
    minutes = queries.slot_of(place.panellist).minutes
    body = place.page("video", status, form=form, about=about(place, Part.VIDEO), minutes=minutes, **shown)
    return headers.with_video(body) if shown["versions"] else body
