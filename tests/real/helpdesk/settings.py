"""Django's settings of the helpdesk; where things are comes from the environment."""

import os

BASE = os.environ["HELPDESK_FOLDER"]
SECRET_KEY = "for a server on loopback that lives for minutes"
DEBUG = True  # Django's own server then serves the pages' styles too
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "urls"
SITE_ID = 1
INSTALLED_APPS = [
    "django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
    "django.contrib.sites", "django.contrib.messages", "django.contrib.staticfiles", "django.contrib.humanize",
    "rest_framework", "helpdesk",
]  # fmt: skip
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware", "django.contrib.messages.middleware.MessageMiddleware",
]  # fmt: skip
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                f"django.{name}"
                for name in (
                    "template.context_processors.debug",
                    "template.context_processors.request",
                    "contrib.auth.context_processors.auth",
                    "contrib.messages.context_processors.messages",
                )
            ]
        },
    }
]
DATABASES = {
    "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE + "/db.sqlite", "OPTIONS": {"timeout": 30}}
}
STATIC_URL = "/static/"
MEDIA_ROOT = BASE + "/media"
MEDIA_URL = "/media/"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = int(os.environ.get("HELPDESK_SMTP", "25"))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = "help@support.test"
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
HELPDESK_PUBLIC_ENABLED = HELPDESK_VIEW_A_TICKET_PUBLIC = HELPDESK_SUBMIT_A_TICKET_PUBLIC = True
HELPDESK_TEAMS_MODE_ENABLED = HELPDESK_USE_HTTPS_IN_EMAIL_LINK = False
HELPDESK_TEAMS_MODEL = "auth.Group"
HELPDESK_TEAMS_MIGRATION_DEPENDENCIES = []
HELPDESK_KBITEM_TEAM_GETTER = lambda _: None  # noqa: E731 - a setting
if "HELPDESK_QUEUE" in os.environ:  # each platform is a process of its own over one database
    HELPDESK_PUBLIC_TICKET_QUEUE = os.environ["HELPDESK_QUEUE"]
