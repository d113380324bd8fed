"""Who may read a part, and from when: one question, one page, nothing chosen beforehand."""

from flask import flash
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.applications.forms import OneOf
from webapp.briefing import files, readers
from webapp.briefing.models import Part, Readers
from webapp.panellists.blueprint import bp
from webapp.panellists.holding import Place, own_place
from webapp.panellists.parts import PAGES, PARTS, TITLES, about, readers_of
from webapp.web.forms import Form
from webapp.web.pages import Body

HERE = "/panellists/<panellist_id>/<any(statement, proposals, factsheet, video):word>/readers"


class ReadersForm(Form):
    readers = OneOf(lazy_gettext("Who may read it?"), {}, empty=lazy_gettext("Choose who may read it."))


@bp.get(HERE, endpoint="readers")
@requires(Permission.PREPARE_STATEMENT)
def ask_readers(panellist_id: str, word: str) -> Body:
    place, part = _asked(panellist_id, word)
    chosen = about(place, part).readers
    return _page(place, part, ReadersForm(formdata=None, data={"readers": chosen}))


@bp.post(HERE)
@requires(Permission.PREPARE_STATEMENT, csrf_in_form=True)
def choose_readers(panellist_id: str, word: str) -> Body:
    place, part = _asked(panellist_id, word)
    form = ReadersForm()
    form.readers.offer(readers_of(place))
    if not form.validate():
        return _page(place, part, form, 422)
    readers.choose(place.panellist.id, part, Readers(form.readers.data), by=place.by)
    flash(_("Kept so."), "ok")
    return place.go(PAGES[part])


def _asked(panellist_id: str, word: str) -> tuple[Place, Part]:
    place, part = own_place(panellist_id), PARTS[word]
    if part in files.TAKEN:
        files.taken_for(place.panellist, part)
    return place, part


def _page(place: Place, part: Part, form: ReadersForm, status: int = 200) -> Body:
    form.readers.offer(readers_of(place))
    return place.page(
        "readers",
        status,
        form=form,
        title=TITLES[part],
        about=about(place, part),
        page_of=place.url(PAGES[part]),
    )
