"""Stands for the tracing of language models, which Chainlit loads and a chat without any never calls."""


class Traceloop:
    """Named when Chainlit starts, never used."""
