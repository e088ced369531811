"""The helpdesk's own pages, and the staff's door: what our agents do in place of clicking."""

import json
import time

from django.contrib import admin
from django.contrib.auth.models import User
from django.http import JsonResponse
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from helpdesk.models import FollowUp, Ticket
from helpdesk.update_ticket import update_ticket


def tickets(request):
    """Every ticket after number ``after``: id, queue, text."""
    found = Ticket.objects.filter(id__gt=int(request.GET["after"])).order_by("id")
    return JsonResponse({"tickets": [[t.id, t.queue.slug, t.description] for t in found]})


@csrf_exempt
def answer(request):
    """The agent's public follow-up, by the helpdesk's own function; ``quiet``: on the page alone, no mail."""
    said = json.loads(request.body)
    ticket, agent = Ticket.objects.get(id=said["ticket"]), User.objects.get(username="agent")
    if said["quiet"]:
        FollowUp.objects.create(
            ticket=ticket, date=timezone.now(), title="Comment", comment=said["text"], public=True, user=agent
        )
    else:
        update_ticket(agent, ticket, comment=said["text"], public=True)
    return JsonResponse({"at": time.time()})


urlpatterns = [
    path("admin/", admin.site.urls),
    path("staff/tickets", tickets),
    path("staff/answer", answer),
    path("", include("helpdesk.urls")),
]
