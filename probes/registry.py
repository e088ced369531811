"""The literal table of channels: a new kind of door is one file and one line here."""

from __future__ import annotations

from collections.abc import Mapping

from probes import mail
from probes.form import conversation as form
from probes.interface import ChannelKind, Opener
from probes.webchat import conversation as webchat

OPENERS: Mapping[ChannelKind, Opener] = {
    ChannelKind.WEBCHAT: webchat.enter,
    ChannelKind.FORM: form.enter,
    ChannelKind.MAIL: mail.enter,
}
