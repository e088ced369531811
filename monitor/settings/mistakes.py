"""Turns what pydantic found into problems that a person can mend: path, what is wrong, what to do."""

from __future__ import annotations

import types
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

Problem = tuple[str, str, str]

_TYPES = {
    "string_type": "text in quotes",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "date_type": "a date without quotes, such as 2026-12-07",
    "tuple_type": "a list in square brackets",
    "model_type": "a table",
    "model_attributes_type": "a table",
    "dict_type": "a table",
    "mapping_type": "a table",
}
_NAMES = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    float: "a number with decimals",
    list: "a list",
    dict: "a table",
}


def path_of(loc: Sequence[str | int]) -> str:
    """Write a location as the configuration's reader would: ``platforms[1].targets[0].address``."""
    path = ""
    for step in loc:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
    return path


def problems_of(error: ValidationError, model: type[BaseModel], prefix: Sequence[str | int] = ()) -> list[Problem]:
    """Every mistake in ``error``, raised by ``model`` at ``prefix``, in the order found."""
    every = error.errors(include_url=False)
    told = [one for one in every if one["type"] != "too_short" or not one["input"]]  # else its entries are wrong
    return [(path_of((*prefix, *found["loc"])), *_words(found, model)) for found in told]


def _words(found: ErrorDetails, model: type[BaseModel]) -> tuple[str, str]:
    kind, context = found["type"], found.get("ctx", {})
    if kind == "silence":
        return str(context["wrong"]), str(context["todo"])
    if kind == "extra_forbidden":
        return _unknown_key(found["loc"], model)
    if kind == "missing":
        return "is missing", _how_to_add(found["loc"], model)
    if kind == "literal_error":
        return f"is {found['input']!r}", f"write {context['expected']}"
    if kind in _TYPES:
        return f"is {_name(found['input'])}", f"write {_TYPES[kind]}"
    return _limits(kind, context, found)


def _limits(kind: str, context: dict[str, Any], found: ErrorDetails) -> tuple[str, str]:
    bounds = {"greater_than_equal": ("ge", "at least"), "less_than_equal": ("le", "at most")}
    if kind in bounds:
        name, words = bounds[kind]
        return f"is {found['input']}", f"write {words} {context[name]}"
    if kind == "too_short":
        return "is empty", "write at least one entry"
    return found["msg"], "see docs/config.md"


def _name(value: Any) -> str:
    return _NAMES.get(type(value), f"a {type(value).__name__}")


def _how_to_add(loc: Sequence[str | int], model: type[BaseModel]) -> str:
    """A section is added by its header, a key by an equals sign."""
    holder, name = _model_at(loc[:-1], model), str(loc[-1])
    annotation = holder.model_fields[name].annotation
    if not any(_models_in(annotation)):
        return f"write {name} = …"
    header = path_of([step for step in loc if isinstance(step, str)])
    return f"add [[{header}]]" if get_origin(annotation) is tuple else f"add [{header}]"


def _unknown_key(loc: Sequence[str | int], model: type[BaseModel]) -> tuple[str, str]:
    known = sorted(_model_at(loc[:-1], model).model_fields)
    near = get_close_matches(str(loc[-1]), known, n=1, cutoff=0.6)
    todo = f"did you mean {near[0]}?" if near else f"known here: {', '.join(known)}"
    return "is an unknown key", todo


def _model_at(loc: Sequence[str | int], model: type[BaseModel]) -> type[BaseModel]:
    """The section that ``model`` has at ``loc``."""
    for step in loc:
        if isinstance(step, str):
            model = next(_models_in(model.model_fields[step].annotation))
    return model


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (Union, types.UnionType, Annotated, tuple):
        for inner in get_args(annotation):
            yield from _models_in(inner)
