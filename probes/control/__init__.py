"""Platforms of our own whose true behaviour is known: what a measuring tool is measured with."""
