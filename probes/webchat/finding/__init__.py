"""Finds a chat on a page that nobody has described: what is where, how one writes into it, and who says what."""
