"""``datapackage.json``: what every data file and column means, by the Frictionless Data Package (v1)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from reports.citation import version
from reports.dictionary import data_files
from reports.edition import Edition
from reports.figures.figuredata import FigureTable
from reports.imprint import LICENSES
from reports.quotes import visible
from reports.wording import LANGUAGES, wording

DATAPACKAGE = "datapackage.json"

_TYPES = {str: "string", int: "integer", float: "number", bool: "boolean", datetime: "datetime"}
_COUNTED = ("csv", "json")
"""Of other kinds validators count no bytes and would call every sum wrong."""

_DIALECT = {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True}
_MEDIA = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def descriptor(edition: Edition, folder: Path, figures: Sequence[FigureTable]) -> str:
    """The descriptor of an edition whose data and figures lie in ``folder``, as JSON text."""
    imprint, place = edition.imprint, edition.imprint.place(f"{edition.week}/")
    found = {
        "profile": "data-package",
        "name": f"silence-{edition.week.lower()}",
        "title": f"{visible(edition.study.title)}: {edition.week}",
        "description": _both("data.intro"),
        "version": version(edition),
        "licenses": [{"name": imprint.license, "path": LICENSES[imprint.license]}],
        **({"homepage": place} if place else {}),
        **({"contributors": [{"title": visible(imprint.publisher), "role": "publisher"}]} if imprint.publisher else {}),
        "resources": [*_tables(folder), *_figures(folder, figures)],
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _tables(folder: Path) -> Iterator[dict[str, Any]]:
    schemas = {file.name: file.types for file in data_files() if file.types}
    for file in data_files():
        if not (folder / "data" / file.name).exists():  # what only several observers give
            continue
        types = file.types or schemas.get(Path(file.name).with_suffix(".csv").name, {})
        yield _resource(folder, f"data/{file.name}", types, _both(f"file.{file.key}"))


def _figures(folder: Path, figures: Sequence[FigureTable]) -> Iterator[dict[str, Any]]:
    for figure in figures:
        yield _resource(folder, f"figures/{figure.name}.csv", figure.types, _both("file.figure", name=figure.name))


def _resource(folder: Path, path: str, types: Mapping[str, type], about: str) -> dict[str, Any]:
    kind = Path(path).suffix[1:]
    table = kind == "csv"
    return {
        "name": path.lower().replace("/", "-").replace(".", "-"),
        "path": path,
        "profile": "tabular-data-resource" if table else "data-resource",
        "description": about,
        "format": kind,
        "mediatype": _MEDIA[kind],
        "encoding": "utf-8",
        **(_sums(folder / path) if kind in _COUNTED else {}),
        **({"dialect": _DIALECT} if table else {}),
        **({"schema": _schema(types)} if types else {}),
    }


def _schema(types: Mapping[str, type]) -> dict[str, Any]:
    return {"fields": [_field(name, kind) for name, kind in types.items()], "missingValues": [""]}


def _field(name: str, kind: type) -> dict[str, Any]:
    told: dict[str, Any] = {"name": name, "type": _TYPES[kind], "description": _both(f"column.{name}")}
    if kind is datetime:
        told["format"] = "%Y-%m-%dT%H:%M:%S.%f%z"
    if kind is bool:
        told |= {"trueValues": ["true"], "falseValues": ["false"]}
    return told


def _both(key: str, **values: object) -> str:
    """In every language; a column that has no words is described by its name alone."""
    told = [wording(language) for language in LANGUAGES]
    return " · ".join(words(key, **values) if words.knows(key) else key.partition(".")[2] for words in told)


def _sums(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return {"bytes": path.stat().st_size, "hash": f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"}
