"""Probes ask: they open a platform's public door, say one thing, and report what came back as facts."""
