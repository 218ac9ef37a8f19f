"""Recorded exchanges: one request and its answer per file.

Bodies that are not JSON are written as an object with one marked member: `$text` (the text itself),
`$summary` (only type, length and first bytes were kept), `$multipart` (the parts by name), `$form`.
Long arrays end in `{"$elided": n}`. Secrets are placeholders such as `<ACCESS_TOKEN>`.
"""

import json
import re
from dataclasses import dataclass

from document import media_type_of

PLACEHOLDER = re.compile(r"<[A-Za-z0-9][A-Za-z0-9 _.,/-]*>")


@dataclass(frozen=True)
class Text:
    """A body recorded as it came over the wire."""

    value: str


@dataclass(frozen=True)
class Parts:
    """The fields of a multipart or form body."""

    names: tuple


class Unrecorded:
    """There was a body, of which the recording keeps no content."""


@dataclass(frozen=True)
class Exchange:
    """One recorded file, markers decoded; an absent body is None."""

    name: str
    operation_id: str
    method: str
    path: str
    query: frozenset
    sent_type: str
    sent: object
    status: int
    received_type: str
    received: object

    @property
    def succeeded(self):
        return 200 <= self.status < 300

    @classmethod
    def load(cls, path):
        with open(path, encoding="utf-8") as file:
            return cls.of(path.name, json.load(file))

    @classmethod
    def of(cls, name, record):
        request, response = record["request"], record["response"]
        sent, received = body_of(request["body"]), body_of(response["body"])
        sent_type = header(request, "content-type")
        if sent is not None and sent_type is None:
            # The recorder of Synapse exchanges sends JSON and keeps no request headers.
            sent_type = "application/json"
        return cls(
            name=name,
            operation_id=record.get("operation_id"),
            method=request["method"],
            path=request["path"],
            query=frozenset(request["query"] or {}),
            sent_type=sent_type,
            sent=sent,
            status=response["status"],
            received_type=header(response, "content-type"),
            received=received,
        )


def header(message, name):
    """The media type that a recorded header names, or None."""
    for key, value in (message.get("headers") or {}).items():
        if key.lower() == name:
            return media_type_of(value)
    return None


def body_of(recorded):
    """A recorded body with its markers decoded."""
    if isinstance(recorded, dict) and len(recorded) == 1:
        marker, value = next(iter(recorded.items()))
        if marker == "$text":
            return Text(value)
        if marker == "$summary":
            return Unrecorded()
        if marker in ("$multipart", "$form"):
            return Parts(tuple(value))
    return _without_elisions(recorded)


def is_placeholder(value):
    """Whether the recorder put this in the place of a secret."""
    return isinstance(value, str) and PLACEHOLDER.fullmatch(value) is not None


def _without_elisions(value):
    if isinstance(value, list):
        return [_without_elisions(item) for item in value if not _is_elision(item)]
    if isinstance(value, dict):
        return {key: _without_elisions(item) for key, item in value.items()}
    return value


def _is_elision(value):
    return isinstance(value, dict) and set(value) == {"$elided"}
