"""Contact and ticket forms: found, filled in and sent once, then answers by mail and on the ticket's public page."""
