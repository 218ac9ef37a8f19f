"""Proves that the check can fail: each rule meets a document or an exchange that breaks it."""

import copy
import unittest

from closed import Closer
from document import Document, media_object
from exchange import Exchange, Parts, Text, body_of, is_placeholder
from validate import Checker, Ledger, validate_document, validate_exchanges

THING = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "string", "pattern": "^[a-z]+$"},
        "size": {"type": "integer", "nullable": True},
        "next": {"$ref": "#/components/schemas/Thing"},
    },
}
ANSWER = {
    "description": "A thing.",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
}
NAME = {"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}
DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "Things", "version": "1"},
    "paths": {
        "/things/{name}": {
            "parameters": [NAME],
            "get": {
                "operationId": "get_thing",
                "parameters": [{"name": "deep", "in": "query", "schema": {"type": "boolean"}}],
                "responses": {"200": ANSWER, "default": ANSWER},
            },
            "put": {
                "operationId": "put_thing",
                "requestBody": {"required": True, "content": ANSWER["content"]},
                "responses": {"200": ANSWER, "204": {"description": "Unchanged."}, "400": ANSWER},
            },
        },
        "/things/all": {
            "get": {
                "operationId": "get_all",
                "parameters": [
                    {"name": "limit", "in": "query", "required": True, "schema": {"type": "integer"}}
                ],
                "responses": {
                    "200": {
                        "description": "All things.",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "array",
                                    "items": {"$ref": "#/components/schemas/Thing"},
                                }
                            }
                        },
                    }
                },
            }
        },
    },
    "components": {"schemas": {"Thing": THING}},
}
MISSING = object()


def exchange(method="GET", path="/things/a", query=None, sent=None, status=200, received=MISSING, **more):
    """An exchange of `DOCUMENT` without a fault, but for what the arguments say."""
    received = {"id": "a"} if received is MISSING else received
    headers = {} if received is None else {"Content-Type": more.get("type", "application/json")}
    return Exchange.of(
        more.get("name", "a.json"),
        {
            "operation_id": more.get("operation_id"),
            "request": {"method": method, "path": path, "query": query, "body": sent},
            "response": {"status": status, "headers": headers, "body": received},
        },
    )


def failures(recorded, contents=None):
    """What is wrong with an exchange, as lines."""
    return [str(failure) for failure in Checker(Document(contents or DOCUMENT)).check(recorded)]


def summary(recorded, not_ours=(), exceptions=()):
    ledger = Ledger({"not_ours": dict(not_ours), "exceptions": dict(exceptions)})
    return validate_exchanges("things", Document(DOCUMENT), ledger, recorded)


class Exchanges(unittest.TestCase):
    def assert_only(self, found, *starts):
        self.assertEqual(len(found), len(starts), found)
        for line, start in zip(found, starts):
            self.assertTrue(line.startswith(start), line)

    def test_passes_what_the_document_describes(self):
        self.assertEqual(failures(exchange(query={"deep": "true"}, received={"id": "a", "size": None})), [])
        self.assertEqual(failures(exchange("PUT", sent={"id": "a"})), [])
        self.assertEqual(failures(exchange("PUT", sent={"id": "a"}, status=204, received=None)), [])

    def test_refuses_an_undocumented_field(self):
        self.assert_only(failures(exchange(received={"id": "a", "extra": 1})), "/response/body: Add")

    def test_refuses_an_undocumented_field_inside_a_recursive_schema(self):
        found = failures(exchange(received={"id": "a", "next": {"id": "b", "extra": 1}}))
        self.assert_only(found, "/response/body/next: Add")

    def test_refuses_an_undocumented_field_inside_an_array(self):
        found = failures(exchange(path="/things/all", query={"limit": "1"}, received=[{"id": "a", "b": 1}]))
        self.assert_only(found, "/response/body/0: Add")

    def test_refuses_an_unlisted_status_in_spite_of_a_default(self):
        self.assert_only(failures(exchange(status=404)), "/response/status: get_thing lists 200")

    def test_refuses_an_unknown_query_name(self):
        found = failures(exchange(query={"depth": "1"}, status=200))
        self.assert_only(found, "/request/query/depth: ")

    def test_refuses_a_missing_required_query_name_only_on_success(self):
        self.assert_only(failures(exchange(path="/things/all", received=[])), "/request/query: ")

    def test_refuses_a_wrong_type(self):
        self.assert_only(failures(exchange(received={"id": "a", "size": "1"})), "/response/body/size: ")

    def test_refuses_a_null_that_is_not_nullable(self):
        found = failures(exchange(received={"id": None}))
        self.assertTrue(found and all(line.startswith("/response/body/id: ") for line in found), found)

    def test_refuses_a_missing_required_field(self):
        self.assert_only(failures(exchange(received={})), "/response/body: 'id' is a required")

    def test_refuses_an_undeclared_media_type(self):
        self.assert_only(failures(exchange(type="text/html")), "/response/body: get_thing declares")

    def test_refuses_a_body_where_none_is_declared(self):
        found = failures(exchange("PUT", sent={"id": "a"}, status=204))
        self.assert_only(found, "/response/body: put_thing declares no body")

    def test_refuses_an_empty_answer_where_a_body_is_promised(self):
        self.assert_only(failures(exchange(received=None)), "/response/body: empty")

    def test_refuses_text_that_claims_to_be_json(self):
        self.assert_only(failures(exchange(received={"$text": "[]{}"})), "/response/body: not JSON")

    def test_checks_request_bodies_that_the_server_accepted(self):
        self.assert_only(failures(exchange("PUT", sent={"id": "a", "extra": 1})), "/request/body: Add")
        self.assert_only(failures(exchange("PUT")), "/request/body: accepted without")
        self.assert_only(failures(exchange(sent={"id": "a"})), "/request/body: get_thing declares no")

    def test_leaves_refused_request_bodies_alone(self):
        self.assertEqual(failures(exchange("PUT", sent={"extra": 1}, status=400)), [])

    def test_lets_a_placeholder_break_the_form_but_not_the_type(self):
        self.assertEqual(failures(exchange(received={"id": "<TOKEN>"})), [])
        self.assert_only(failures(exchange(received={"id": "TOKEN"})), "/response/body/id: ")
        self.assert_only(failures(exchange(received={"id": "a", "size": "<TOKEN>"})), "/response/body/size: ")


class Summaries(unittest.TestCase):
    def test_counts_and_passes(self):
        line, found = summary(
            [exchange(), exchange(path="/elsewhere", name="b.json")], {"b.json": "Not a thing."}
        )
        self.assertEqual(line, "things: 2 exchanges, 1 validated, 1 not ours, 0 exceptions")
        self.assertEqual(found, [])

    def test_refuses_a_stranger_that_is_not_listed(self):
        self.assertIn("is no operation", summary([exchange(path="/elsewhere")])[1][0])

    def test_refuses_an_operation_listed_as_not_ours(self):
        self.assertIn("an operation matches", summary([exchange()], {"a.json": ""})[1][0])

    def test_excuses_only_what_lies_below_the_pointer(self):
        bad = exchange(received={"id": 1, "extra": 1})
        others = [exchange(name=f"{n}.json") for n in range(60)]
        excused = {"a.json": {"pointers": ["/response/body/id"], "reason": ""}}
        line, found = summary([bad, *others], exceptions=excused)
        self.assertIn("60 validated, 0 not ours, 1 exceptions", line)
        self.assertEqual(found, [])
        excused["a.json"]["pointers"] = ["/response/body/i"]
        self.assertEqual(len(summary([bad, *others], exceptions=excused)[1]), 2)

    def test_refuses_an_exception_that_is_no_longer_needed(self):
        others = [exchange(name=f"{n}.json") for n in range(60)]
        excused = {"a.json": {"pointers": ["/response/body"], "reason": ""}}
        found = summary([exchange(), *others], exceptions=excused)[1]
        self.assertEqual(len(found), 1)
        self.assertIn("no longer needed", found[0])

    def test_refuses_more_exceptions_than_two_in_a_hundred(self):
        bad = exchange(status=404)
        excused = {"a.json": {"pointers": ["/response/status"], "reason": ""}}
        found = summary([bad, *[exchange(name=f"{n}.json") for n in range(40)]], exceptions=excused)[1]
        self.assertEqual(found, ["things: 1 exceptions of 41, more than 2 %"])

    def test_refuses_an_exception_for_a_file_that_is_gone(self):
        found = summary([exchange()], {"gone.json": "x"})[1]
        self.assertEqual(found, ["things/gone.json: excepted, but there is no such exchange"])


class Documents(unittest.TestCase):
    def test_passes_a_valid_document(self):
        self.assertEqual(validate_document("things", DOCUMENT), [])

    def test_refuses_a_document_that_is_not_openapi(self):
        broken = copy.deepcopy(DOCUMENT)
        del broken["paths"]["/things/all"]["get"]["responses"]
        self.assertTrue(validate_document("things", broken))

    def test_refuses_another_version_of_openapi(self):
        self.assertEqual(len(validate_document("things", {**DOCUMENT, "openapi": "3.1.0"})), 1)

    def test_prefers_the_most_literal_template_unless_the_recording_names_one(self):
        document = Document(DOCUMENT)
        self.assertEqual(document.find("GET", "/things/all").id, "get_all")
        self.assertEqual(document.find("GET", "/things/all", "get_thing").id, "get_thing")
        self.assertEqual(document.find("GET", "/things/all", "unknown").id, "get_all")

    def test_decodes_each_path_segment_alone(self):
        document = Document(DOCUMENT)
        self.assertEqual(document.find("GET", "/things/a%2Fb").id, "get_thing")
        self.assertEqual(document.find("get", "/%74hings/all").id, "get_all")
        self.assertIsNone(document.find("GET", "/things/a/b"))
        self.assertIsNone(document.find("GET", "/things/"))
        self.assertIsNone(document.find("HEAD", "/things/all"))

    def test_puts_the_path_of_the_server_before_every_template(self):
        contents = {**DOCUMENT, "servers": [{"url": "https://example.org/v1/"}]}
        self.assertEqual(Document(contents).find("GET", "/v1/things/all").id, "get_all")
        self.assertIsNone(Document(contents).find("GET", "/things/all"))

    def test_finds_media_types_by_range(self):
        self.assertEqual(media_object({"image/*": 1}, "image/png"), 1)
        self.assertEqual(media_object({"Text/Plain; charset=utf-8": 1}, "text/plain"), 1)
        self.assertIsNone(media_object({"image/*": 1}, "text/plain"))


class Closing(unittest.TestCase):
    """Members of compositions belong together; one alone must not refuse those of the others."""

    BASE = {"type": "object", "properties": {"a": {"type": "integer"}}}
    MORE = {"type": "object", "properties": {"b": {"type": "integer"}}, "required": ["b"]}

    def failures(self, schema, instance):
        contents = copy.deepcopy(DOCUMENT)
        contents["components"]["schemas"] = {"Thing": schema, "Base": self.BASE, "More": self.MORE}
        return failures(exchange(received=instance), contents)

    def test_joins_the_branches_of_all_of(self):
        schema = {"allOf": [{"$ref": "#/components/schemas/Base"}, self.MORE], "properties": {"c": {}}}
        self.assertEqual(self.failures(schema, {"a": 1, "b": 2, "c": 3}), [])
        self.assertTrue(self.failures(schema, {"a": 1, "b": 2, "d": 4}))

    def test_closes_values_inside_the_branches_of_all_of(self):
        inner = {"properties": {"base": {"$ref": "#/components/schemas/Base"}}}
        schema = {"allOf": [inner, self.MORE]}
        self.assertEqual(self.failures(schema, {"base": {"a": 1}, "b": 2}), [])
        self.assertTrue(self.failures(schema, {"base": {"a": 1, "z": 1}, "b": 2}))

    def test_closes_each_alternative_with_the_members_around_it(self):
        schema = {
            "properties": {"c": {}},
            "oneOf": [
                {"$ref": "#/components/schemas/More"},
                {"properties": {"d": {}}, "required": ["d"]},
            ],
        }
        self.assertEqual(self.failures(schema, {"b": 1, "c": 3}), [])
        self.assertEqual(self.failures(schema, {"d": 1, "c": 3}), [])
        self.assertTrue(self.failures(schema, {"b": 1, "a": 1}))

    def test_keeps_alternatives_open_that_only_name_required_members(self):
        schema = {**self.BASE, "anyOf": [{"required": ["a"]}, {"required": ["x"]}]}
        self.assertEqual(self.failures(schema, {"a": 1}), [])
        self.assertTrue(self.failures(schema, {"a": 1, "y": 1}))

    def test_leaves_explicit_and_free_form_objects_as_they_are(self):
        self.assertEqual(self.failures({**self.BASE, "additionalProperties": True}, {"z": 1}), [])
        self.assertEqual(self.failures({"type": "object"}, {"z": 1}), [])
        self.assertTrue(self.failures({"type": "object", "properties": {}}, {"z": 1}))
        values = {"type": "object", "additionalProperties": self.BASE}
        self.assertTrue(self.failures(values, {"key": {"z": 1}}))

    def test_leaves_the_document_itself_alone(self):
        before = copy.deepcopy(DOCUMENT)
        Closer(Document(DOCUMENT)).close({"$ref": "#/components/schemas/Thing"})
        self.assertEqual(DOCUMENT, before)


class Recordings(unittest.TestCase):
    def test_decodes_the_markers(self):
        self.assertEqual(body_of({"$text": "x"}), Text("x"))
        self.assertEqual(body_of({"$multipart": {"image": {}}}), Parts(("image",)))
        self.assertEqual(body_of({"users": [1, {"$elided": 57}]}), {"users": [1]})
        self.assertEqual(body_of({"$event_id": "an event id is a plain member"}),
                         {"$event_id": "an event id is a plain member"})

    def test_knows_placeholders(self):
        self.assertTrue(is_placeholder("<ADMIN_TOKEN>"))
        self.assertFalse(is_placeholder("<p>html</p>"))
        self.assertFalse(is_placeholder(None))

    def test_takes_synapse_bodies_for_json(self):
        self.assertEqual(exchange("PUT", sent={}).sent_type, "application/json")


if __name__ == "__main__":
    unittest.main()
