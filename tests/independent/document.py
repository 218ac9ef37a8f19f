"""An OpenAPI 3.0 document as this check needs it: operations, references, route matching."""

import json
import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@dataclass(frozen=True)
class Operation:
    """One method on one path template."""

    method: str
    template: str
    id: str
    pointer: str
    parameters: tuple
    body: dict
    responses: dict

    def matches(self, segments):
        """Whether the decoded path segments fit the template."""
        own = self.template.split("/")
        return len(own) == len(segments) and all(
            _segment_pattern(pattern).fullmatch(value) for pattern, value in zip(own, segments)
        )

    def literals(self):
        """How many segments of the template are fixed; the more, the more specific."""
        return sum("{" not in segment for segment in self.template.split("/"))

    def query_names(self, required_only=False):
        return {
            parameter["name"]
            for parameter in self.parameters
            if parameter["in"] == "query" and (parameter.get("required") or not required_only)
        }


class Document:
    """A bundle with local references only."""

    def __init__(self, contents):
        self.contents = contents
        self.operations = list(self._operations())

    @classmethod
    def load(cls, path):
        with open(path, encoding="utf-8") as file:
            return cls(json.load(file))

    def resolve(self, node):
        """Follows references until something that is not one."""
        seen = set()
        while isinstance(node, dict) and "$ref" in node:
            reference = node["$ref"]
            if reference in seen:
                raise ValueError(f"{reference} refers to itself")
            seen.add(reference)
            node = self.at(reference)
        return node

    def at(self, reference):
        if not reference.startswith("#/"):
            raise ValueError(f"{reference} leaves the document; a bundle must stand alone")
        node = self.contents
        for token in reference[2:].split("/"):
            token = unquote(token).replace("~1", "/").replace("~0", "~")
            node = node[int(token)] if isinstance(node, list) else node[token]
        return node

    def find(self, method, path, operation_id=None):
        """The operation that a request belongs to, or None.

        Segments are compared after percent-decoding each one alone, because an encoded slash
        belongs to its segment. Several templates may fit (`/users/me` and `/users/{user_id}`):
        an operation that the recording names wins, then the one with most literal segments.
        """
        segments = [unquote(segment) for segment in path.split("/")]
        candidates = [
            operation
            for operation in self.operations
            if operation.method == method.upper() and operation.matches(segments)
        ]
        named = [operation for operation in candidates if operation.id == operation_id]
        return max(named or candidates, key=Operation.literals, default=None)

    def _operations(self):
        prefix = self._server_prefix()
        for template, item in self.contents.get("paths", {}).items():
            pointer = f"#/paths/{escape(template)}"
            item = self.resolve(item)
            for method in METHODS:
                if method not in item:
                    continue
                operation = item[method]
                parameters = {}
                for raw in [*item.get("parameters", []), *operation.get("parameters", [])]:
                    parameter = self.resolve(raw)
                    parameters[parameter["in"], parameter["name"]] = parameter
                yield Operation(
                    method=method.upper(),
                    template=prefix + template,
                    id=operation.get("operationId", f"{method} {template}"),
                    pointer=f"{pointer}/{method}",
                    parameters=tuple(parameters.values()),
                    body=self.resolve(operation.get("requestBody")) or {},
                    responses={
                        status: self.resolve(response)
                        for status, response in operation.get("responses", {}).items()
                    },
                )

    def _server_prefix(self):
        servers = self.contents.get("servers") or [{"url": "/"}]
        url = servers[0]["url"]
        for name, variable in servers[0].get("variables", {}).items():
            url = url.replace("{" + name + "}", variable.get("default", ""))
        return urlsplit(url).path.rstrip("/")


def escape(token):
    """A member name as one token of a JSON pointer."""
    return token.replace("~", "~0").replace("/", "~1")


def media_type_of(header):
    """`application/json` of `Application/JSON; charset=utf-8`."""
    return header.split(";")[0].strip().lower()


def media_object(content, media_type):
    """The entry of a `content` map that covers a media type: exact, then `image/*`, then `*/*`."""
    declared = {media_type_of(name): entry for name, entry in content.items()}
    for name in (media_type, media_type.split("/")[0] + "/*", "*/*"):
        if name in declared:
            return declared[name]
    return None


def _segment_pattern(segment):
    pieces = re.split(r"(\{[^{}]*\})", segment)
    return re.compile(
        "".join(".+" if piece.startswith("{") else re.escape(piece) for piece in pieces), re.DOTALL
    )
