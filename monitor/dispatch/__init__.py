"""Hands due visits to engines: in this process (``local``)."""
