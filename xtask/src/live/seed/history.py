"""Writes rows that no API makes any more; its only argument is a plan in JSON."""

import json
import sqlite3
import sys

plan = json.loads(sys.argv[1])
# The server writes to the same file: wait for it instead of failing.
connection = sqlite3.connect(plan["database"], timeout=30)

with connection:
    connection.execute("PRAGMA foreign_keys = ON")
    columns = {row[1] for row in connection.execute("PRAGMA table_info(profiles)")}
    for index, user in enumerate(plan["users"]):
        localpart = user[1:].rsplit(":", 1)[0]
        connection.execute(
            "INSERT INTO users (name, creation_ts, admin, is_guest, deactivated) VALUES (?, ?, 0, 0, 0)",
            # Seconds; the first servers are from the end of 2014.
            (user, 1_420_000_000 + index),
        )
        if "full_user_id" in columns:
            connection.execute(
                "INSERT INTO profiles (user_id, displayname, full_user_id) VALUES (?, ?, ?)",
                (localpart, localpart, user),
            )
        else:
            connection.execute(
                "INSERT INTO profiles (user_id, displayname) VALUES (?, ?)", (localpart, localpart)
            )
    for room in plan["rooms"]:
        connection.execute(
            "INSERT INTO destination_rooms (destination, room_id, stream_ordering) "
            "SELECT ?, room_id, max(stream_ordering) FROM events WHERE room_id = ?",
            (plan["destination"], room),
        )

connection.close()
