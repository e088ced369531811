"""Which replies are canned: a message's canonical form, its group, the template behind it, how far it spread."""
