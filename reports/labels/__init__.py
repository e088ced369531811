"""Two labels for every incoming message, by versioned rules in Chinese and English.

``label`` is the first stage, for one inquiry, right after a visit. ``behavioural`` is the second, over a
platform's whole record when an edition is made. Labels are opinions: added, never overwritten.
"""

from reports.labels.behaviour import behavioural
from reports.labels.first import RULES_VERSION, label

__all__ = ["RULES_VERSION", "behavioural", "label"]
