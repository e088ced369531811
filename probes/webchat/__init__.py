"""The web chat channel: asks in a chat widget that a profile describes, and watches what it shows."""
