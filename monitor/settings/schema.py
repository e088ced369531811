"""The configuration's JSON Schema, which editors use to complete and check ``config.toml``."""

from __future__ import annotations

import json
from typing import Any

from monitor.settings.model import Settings


def schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of the configuration; rules between sections are not in it."""
    body = Settings.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **body, "title": "silence config.toml"}


def schema_text() -> str:
    """The schema as committed in ``docs/config.schema.json``."""
    return json.dumps(schema(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"
