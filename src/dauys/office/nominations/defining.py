"""From what was registered to the definition: what differs; and the files, loaded and frozen as any others are."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dauys.acts.nomination_acts import central
from dauys.election.definition import definition_files
from dauys.office.house.refusals import told
from dauys.office.journal.desk import desk
from dauys.office.people.forms import say
from dauys.office.setting_up.telling import faults
from dauys.office.setting_up.uploads import NotTaken
from dauys.office.setting_up.waiting import send
from dauys.protocol.life import NotAllowed
from dauys.text import BadInput
from dauys.text import told as told_in


@require_http_methods(["GET", "POST"])
def definition(request: HttpRequest, commission: str) -> HttpResponse:
    """In what the definition is other than registered; and on to the page that loads what was written."""
    language = request.LANGUAGE_CODE
    with desk.looking() as state:
        if commission != central(state.event):
            raise Http404
        event, nominations, frozen = state.event, state.nominations, state.frozen is not None
        found = list(nominations.differences(event))
        differs = ["".join(part.text for part in told_in(one, language)) for one in found]
    page = {"differs": differs, "called": bool(nominations.called), "frozen": frozen, "nominating": event.nominating}
    if request.method == "GET":
        return render(request, "nominations/definition.html", page)
    try:
        send(definition_files(nominations.written(event)))
    except (NotAllowed, NotTaken) as refusal:
        messages.error(request, str(refusal) if isinstance(refusal, NotTaken) else told(refusal))
        return redirect("nominations:definition", commission)
    except BadInput as wrong:
        return render(request, "nominations/definition.html", page | faults(wrong, language), status=422)
    messages.success(request, say("nominations.written"))
    return redirect("setting up:load", commission)
