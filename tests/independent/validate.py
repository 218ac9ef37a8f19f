"""Validates the published OpenAPI documents, and every recorded exchange against them.

Nothing of the Rust code takes part: the document is read by other people's OpenAPI and JSON Schema
implementations, so a mistake that the generator and its tests share cannot hide here.

For each exchange the operation must exist, the status must be listed by number (`default` does not
count), the media type and every query name must be declared, and the bodies must validate with
closed objects (see `closed.py`). A request body is checked when the server accepted it.

`exceptions.json` holds the exchanges that belong to no operation, and the few deliberate deviations.
Usage: validate.py [--root DIR] (the directory that holds `generated/` and `tests/`).
"""

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path

from jsonschema.exceptions import best_match
from jsonschema.validators import extend
from openapi_schema_validator import OAS30Validator
from openapi_spec_validator import OpenAPIV30SpecValidator
from referencing import Registry, Resource, Specification

from closed import Closer
from document import Document, escape, media_object
from exchange import Exchange, Parts, Text, Unrecorded, is_placeholder

APIS = ("mattermost", "synapse")
DOCUMENT = "urn:chatadm:document"
# Deviations beyond this share say that the document is wrong, not the recordings.
MOST_EXCUSED = 0.02


@dataclass(frozen=True)
class Failure:
    """One thing that an exchange and the document disagree about."""

    pointer: str
    message: str

    def __str__(self):
        return f"{self.pointer}: {self.message}"

    def lies_below(self, pointer):
        return f"{self.pointer}/".startswith(f"{pointer}/")


def _tolerant(keyword):
    """A keyword that lets placeholders pass: they replace secrets, whose form they cannot have."""
    strict = OAS30Validator.VALIDATORS[keyword]

    def check(validator, value, instance, schema):
        if not is_placeholder(instance):
            yield from strict(validator, value, instance, schema) or ()

    return check


Validator = extend(
    OAS30Validator,
    {name: _tolerant(name) for name in ("enum", "format", "maxLength", "minLength", "pattern")},
)


class Checker:
    """Compares exchanges with one document."""

    def __init__(self, document):
        self.document = document
        self._closer = Closer(document)
        # Opaque: the `id` of an example or of a property is data, never the address of a schema.
        resource = Resource(contents=self._closer.contents, specification=Specification.OPAQUE)
        self._registry = Registry().with_resource(DOCUMENT, resource)

    def find(self, exchange):
        return self.document.find(exchange.method, exchange.path, exchange.operation_id)

    def check(self, exchange):
        """Everything that is wrong with an exchange of an operation of ours."""
        operation = self.find(exchange)
        for name in sorted(exchange.query - operation.query_names()):
            yield Failure(f"/request/query/{escape(name)}", f"{operation.id} has no such parameter")
        if exchange.succeeded:
            for name in sorted(operation.query_names(required_only=True) - exchange.query):
                yield Failure("/request/query", f"accepted without the required `{name}`")
            yield from self._check_request_body(operation, exchange)
        yield from self._check_response(operation, exchange)

    def _check_request_body(self, operation, exchange):
        if exchange.sent is None:
            if operation.body.get("required"):
                yield Failure("/request/body", "accepted without the required body")
            return
        content = operation.body.get("content", {})
        yield from self._check_body(
            "/request/body", content, exchange.sent_type, exchange.sent, operation
        )

    def _check_response(self, operation, exchange):
        response = operation.responses.get(str(exchange.status))
        if response is None:
            listed = ", ".join(sorted(operation.responses)) or "none"
            yield Failure("/response/status", f"{operation.id} lists {listed}, not {exchange.status}")
            return
        content = response.get("content", {})
        if exchange.received is None and exchange.received_type is None:
            if content:
                yield Failure("/response/body", "empty, where the document promises a body")
            return
        yield from self._check_body(
            "/response/body", content, exchange.received_type, exchange.received, operation
        )

    def _check_body(self, pointer, content, media_type, body, operation):
        media = media_object(content, media_type or "")
        if media is None:
            declared = ", ".join(content) or "no body"
            yield Failure(pointer, f"{operation.id} declares {declared}, not {media_type}")
            return
        schema = media.get("schema")
        if schema is None or isinstance(body, Unrecorded):
            return
        readings = list(_readings(media_type, body))
        if not readings:
            yield Failure(pointer, "not JSON, in spite of its media type")
            return
        attempts = [list(self._violations(pointer, schema, reading)) for reading in readings]
        yield from min(attempts, key=len)

    def _violations(self, pointer, schema, instance):
        # First as written, then closed: closing can make alternatives of a `oneOf` distinct that
        # the document itself leaves ambiguous.
        for variant in (_rebased(schema), _rebased(self._closer.close(schema))):
            failures = list(Validator(variant, registry=self._registry).iter_errors(instance))
            if failures:
                for failure in failures:
                    cause = best_match([failure])
                    path = "".join(f"/{escape(str(step))}" for step in cause.absolute_path)
                    yield Failure(pointer + path, _shortened(cause.message))
                return


def _readings(media_type, body):
    """The values that a body may stand for; the recorder decodes whatever happens to be JSON."""
    is_json = media_type == "application/json" or media_type.endswith("+json")
    if isinstance(body, Text):
        if not is_json:
            yield body.value
            return
        try:
            yield json.loads(body.value)
        except ValueError:
            return
    elif isinstance(body, Parts):
        yield dict.fromkeys(body.names, "<part>")
    else:
        yield body
        if not is_json:
            yield json.dumps(body)


def _rebased(schema):
    """A schema whose local references lead into the registered document.

    Only one level down to the first reference: behind it the document resolves its own.
    """
    if isinstance(schema, dict):
        return {
            key: DOCUMENT + value
            if key == "$ref" and isinstance(value, str)
            else _rebased(value)
            for key, value in schema.items()
        }
    if isinstance(schema, list):
        return [_rebased(item) for item in schema]
    return schema


def _shortened(message, limit=300):
    return message if len(message) <= limit else message[: limit - 1] + "…"


class Ledger:
    """What `exceptions.json` says of one API: files to pass over, and failures to excuse."""

    def __init__(self, contents):
        self._not_ours = contents["not_ours"]
        self._deviations = contents["exceptions"]

    def names(self):
        return set(self._not_ours) | set(self._deviations)

    def is_not_ours(self, name):
        return name in self._not_ours

    def excused_pointers(self, name):
        """An exception covers the pointers it names and what lies below, nothing else of the file."""
        return self._deviations.get(name, {}).get("pointers", [])


def validate_exchanges(api, document, ledger, exchanges):
    """The summary line of an API, and all failures."""
    checker = Checker(document)
    failures, validated, not_ours, excused = [], 0, 0, 0
    for exchange in exchanges:
        where = f"{api}/{exchange.name}"
        if checker.find(exchange) is None:
            not_ours += 1
            if not ledger.is_not_ours(exchange.name):
                failures.append(f"{where}: {exchange.method} {exchange.path} is no operation")
            continue
        if ledger.is_not_ours(exchange.name):
            failures.append(f"{where}: listed as not ours, but an operation matches")
        found = list(checker.check(exchange))
        pointers = ledger.excused_pointers(exchange.name)
        for pointer in pointers:
            if not any(failure.lies_below(pointer) for failure in found):
                failures.append(f"{where}: the exception for {pointer} is no longer needed")
        remaining = [
            failure for failure in found if not any(map(failure.lies_below, pointers))
        ]
        failures += [f"{where}#{failure}" for failure in remaining]
        if pointers:
            excused += 1
        elif not found:
            validated += 1
    for name in sorted(ledger.names() - {exchange.name for exchange in exchanges}):
        failures.append(f"{api}/{name}: excepted, but there is no such exchange")
    if excused > MOST_EXCUSED * len(exchanges):
        failures.append(f"{api}: {excused} exceptions of {len(exchanges)}, more than 2 %")
    summary = (
        f"{api}: {len(exchanges)} exchanges, {validated} validated, "
        f"{not_ours} not ours, {excused} exceptions"
    )
    return summary, failures


def validate_document(api, contents):
    """What an independent implementation finds wrong with the document itself."""
    version = contents.get("openapi", "")
    if not version.startswith("3.0."):
        return [f"{api}: openapi is `{version}`, not 3.0.x"]
    return [
        f"{api}#{''.join('/' + escape(str(step)) for step in error.absolute_path)}: "
        f"{_shortened(error.message)}"
        for error in OpenAPIV30SpecValidator(contents).iter_errors()
    ]


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", type=Path, default=Path(__file__).parents[2])
    root = parser.parse_args(arguments).root
    with open(Path(__file__).with_name("exceptions.json"), encoding="utf-8") as file:
        exceptions = json.load(file)
    failures = []
    for api in APIS:
        document = Document.load(root / "generated" / f"{api}.openapi.json")
        failures += validate_document(api, document.contents)
        recordings = sorted((root / "tests" / "fixtures" / api).glob("*.json"))
        summary, found = validate_exchanges(
            api, document, Ledger(exceptions[api]), [Exchange.load(path) for path in recordings]
        )
        print(summary)
        failures += found
    for failure in failures:
        print(failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
