"""Makes the helpdesk's database: tables, mail templates, one agent, one queue a platform (the arguments)."""

import sys

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402 - Django must be set up first
from django.contrib.sites.models import Site  # noqa: E402
from django.core.management import call_command  # noqa: E402

if sys.argv[1:] == ["tables"]:
    call_command("migrate", verbosity=0)
    call_command("loaddata", "emailtemplate.json", verbosity=0)
    User.objects.create_superuser("agent", "dana@support.test", "secret")
    sys.exit()

from helpdesk.models import Queue  # noqa: E402

Site.objects.update_or_create(id=1, defaults={"domain": "127.0.0.1", "name": "Support"})
for slug in sys.argv[1:]:
    Queue.objects.create(
        slug=slug, title=f"Shop {slug}", email_address="help@support.test", allow_public_submission=True, locale="en"
    )
