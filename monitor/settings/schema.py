"""The configuration's JSON Schema, which editors use to complete and check ``config.toml``."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from monitor.settings.model import Settings
from monitor.settings.notation import write_duration


class _InOurNotation(GenerateJsonSchema):
    """Defaults written as the configuration writes them, not as ISO 8601 durations."""

    def encode_default(self, dft: Any) -> Any:
        if isinstance(dft, timedelta):
            return write_duration(dft)
        if isinstance(dft, tuple):
            return [self.encode_default(item) for item in dft]
        return super().encode_default(dft)


def schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of the configuration; rules between sections are not in it."""
    body = Settings.model_json_schema(schema_generator=_InOurNotation)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **body, "title": "silence config.toml"}


def schema_text() -> str:
    """The schema as committed in ``docs/config.schema.json``."""
    return json.dumps(schema(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"
