"""The product against support software that nobody here wrote (``make real``)."""
