"""Closes the object schemas of a document, so that an undocumented field is an error.

JSON Schema lets unknown members pass unless `additionalProperties` forbids them, and that keyword
sees only its own `properties`: written into a branch of an `allOf` it would refuse the members of
the other branches. So the members are collected through references and compositions first, and an
object is closed once, at the place where a value is described. A schema that states
`additionalProperties` itself keeps what it states.
"""

from dataclasses import dataclass
from urllib.parse import quote

from document import escape

HOME = "x-closed"
COMPOSITIONS = ("allOf", "oneOf", "anyOf")


@dataclass(frozen=True)
class Members:
    """The names; whether there is a list at all, perhaps an empty one; whether others may come."""

    names: frozenset = frozenset()
    are_listed: bool = False
    are_open: bool = False

    def joined(self, other):
        return Members(
            names=self.names | other.names,
            are_listed=self.are_listed or other.are_listed,
            are_open=self.are_open or other.are_open,
        )


class Closer:
    """Builds closed copies of schemas; the copies of referenced ones end up in `contents`."""

    def __init__(self, document):
        self._document = document
        self._definitions = {}
        # The rest stays reachable, because the schemas as written are checked too.
        self.contents = {**document.contents, HOME: self._definitions}

    def close(self, schema, inherited=frozenset()):
        """A copy that describes one whole value: members that nobody declares are refused."""
        if "$ref" in schema:
            return self._named(schema["$ref"], "+".join(["closed", *sorted(inherited)]), inherited)
        members = self._members(schema)
        copy = self._with_closed_values(schema)
        for keyword in ("oneOf", "anyOf"):
            if keyword in schema:
                shared = self._members({**schema, keyword: []}).names | inherited
                copy[keyword] = [self.close(branch, shared) for branch in schema[keyword]]
        if members.are_listed and not members.are_open:
            allowed = dict.fromkeys(members.names | inherited, {})
            copy["properties"] = {**allowed, **copy.get("properties", {})}
            copy["additionalProperties"] = False
        return copy

    def _part(self, schema):
        """A copy that describes a value together with its siblings, so it cannot be closed alone."""
        if "$ref" in schema:
            return self._named(schema["$ref"], "part", None)
        copy = self._with_closed_values(schema)
        for keyword in ("oneOf", "anyOf"):
            if keyword in schema:
                copy[keyword] = [self._part(branch) for branch in schema[keyword]]
        return copy

    def _with_closed_values(self, schema):
        """Closes what the schema says of values below this one, and of `allOf` branches in part."""
        # The branches alone decide; a discriminator would lead back to schemas that are not closed.
        copy = {key: value for key, value in schema.items() if key != "discriminator"}
        if "properties" in schema:
            copy["properties"] = {
                name: self.close(value) for name, value in schema["properties"].items()
            }
        for keyword in ("items", "additionalProperties"):
            if isinstance(schema.get(keyword), dict):
                copy[keyword] = self.close(schema[keyword])
        if "allOf" in schema:
            copy["allOf"] = [self._part(branch) for branch in schema["allOf"]]
        return copy

    def _named(self, reference, manner, inherited):
        name = f"{reference} {manner}"
        if name not in self._definitions:
            # Reserved before it is built: a recursive schema meets its own name on the way down.
            self._definitions[name] = {}
            target = self._document.resolve({"$ref": reference})
            self._definitions[name] = (
                self._part(target) if inherited is None else self.close(target, inherited)
            )
        return {"$ref": f"#/{HOME}/{pointer_token(name)}"}

    def _members(self, schema, seen=frozenset()):
        """What a schema says of an object's members, through references and compositions."""
        if "$ref" in schema:
            reference = schema["$ref"]
            if reference in seen:
                return Members()
            return self._members(self._document.at(reference), seen | {reference})
        members = Members(
            names=frozenset(schema.get("properties", {})),
            are_listed="properties" in schema,
            are_open="additionalProperties" in schema,
        )
        for keyword in COMPOSITIONS:
            for branch in schema.get(keyword, []):
                members = members.joined(self._members(branch, seen))
        return members


def pointer_token(name):
    """A definition name as a URI fragment: names hold `#`, `/` and spaces."""
    return quote(escape(name), safe="~")
