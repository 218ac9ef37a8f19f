//! Accounts in a file: CSV with a header, or JSON lines.

use std::{collections::BTreeMap, io, path::Path};

use chatadm::{Secret, synapse::UserId};
use serde_json::{Map, Value, json};

use crate::{commands::synapse::user::fields, context::Synapse, exit::Failure, printer};

/// The names that a column can have, the first of which is what the server calls it.
const COLUMNS: [&[&str]; 11] = [
    &["user_id", "name", "username", "id", "mxid"],
    &["displayname", "display_name"],
    &["avatar_url"],
    &["admin"],
    &["user_type"],
    &["email"],
    &["msisdn", "phone"],
    &["auth_provider", "provider"],
    &["external_id"],
    &["approved"],
    &["password"],
];

/// An account that is to be.
#[derive(Debug)]
pub(super) struct Row {
    /// Where it stands, for messages.
    at: String,
    user: String,
    /// What the server is to be told, without the password.
    pub(super) body: Value,
    pub(super) password: Option<Secret>,
}

/// Reads all accounts of a file.
pub(super) fn read(path: &Path) -> Result<Vec<Row>, Failure> {
    let text = if path.as_os_str() == "-" {
        io::read_to_string(io::stdin())?
    } else {
        std::fs::read_to_string(path)
            .map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))?
    };
    let rows = parse(&text, &path.display().to_string())?;
    if rows.is_empty() {
        return Err(Failure::Usage(format!(
            "{} holds no accounts",
            path.display()
        )));
    }
    Ok(rows)
}

/// The accounts by their full ids, each of which stands there once.
pub(super) async fn by_id(
    synapse: &Synapse,
    rows: Vec<Row>,
) -> Result<BTreeMap<UserId, Row>, Failure> {
    let mut found = BTreeMap::new();
    for row in rows {
        let id = synapse
            .user_id(&row.user)
            .await
            .map_err(|failure| match failure {
                Failure::Usage(text) => Failure::Usage(format!("{}: {text}", row.at)),
                other => other,
            })?;
        let at = row.at.clone();
        if found.insert(id.clone(), row).is_some() {
            return Err(Failure::Usage(format!("{at}: {id} stands there twice")));
        }
    }
    Ok(found)
}

fn parse(text: &str, name: &str) -> Result<Vec<Row>, Failure> {
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with('{') {
        let lines = text.lines().zip(1..);
        let lines = lines.filter(|(line, _)| !line.trim().is_empty());
        return lines
            .map(|(line, number)| {
                let at = format!("{name}, line {number}");
                let item: Map<String, Value> = serde_json::from_str(line)
                    .map_err(|error| Failure::Usage(format!("{at}: {error}")))?;
                row(at, item)
            })
            .collect();
    }
    let wrong = |error: csv::Error| Failure::Usage(format!("{name}: {error}"));
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let header = reader.headers().map_err(wrong)?.clone();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(wrong)?;
        let line = record.position().map_or(0, csv::Position::line);
        let cells = header.iter().zip(&record);
        let cells = cells.filter(|(_, cell)| !cell.is_empty());
        let cells = cells.map(|(name, cell)| (name.to_owned(), printer::unmarked(cell).into()));
        rows.push(row(format!("{name}, line {line}"), cells.collect())?);
    }
    Ok(rows)
}

/// An account of what stands in a line, by names of columns.
fn row(at: String, item: Map<String, Value>) -> Result<Row, Failure> {
    let wrong = |why: String| Failure::Usage(format!("{at}: {why}"));
    let mut cells = BTreeMap::new();
    for (name, value) in item {
        let Some(known) = COLUMNS.iter().find(|names| names.contains(&name.as_str())) else {
            let columns: Vec<&str> = COLUMNS.iter().map(|names| names[0]).collect();
            let columns = columns.join("`, `");
            return Err(wrong(format!(
                "there is no column `{name}`, only `{columns}`"
            )));
        };
        let text = match value {
            Value::Null => continue,
            Value::String(text) => text,
            Value::Bool(flag) => flag.to_string(),
            Value::Number(number) => number.to_string(),
            _ => return Err(wrong(format!("`{name}` is no text"))),
        };
        cells.insert(known[0], text);
    }
    let user = cells.remove("user_id");
    let user = user.ok_or_else(|| wrong("there is no `user_id`".to_owned()))?;
    let password = cells.remove("password").map(Secret::from);
    let mut body = json!({});
    let pair = |kind: String, id: Option<String>| id.map(|id| (kind, id));
    let threepids: Vec<_> = ["email", "msisdn"]
        .into_iter()
        .filter_map(|medium| pair(medium.to_owned(), cells.remove(medium)))
        .collect();
    if !threepids.is_empty() {
        body["threepids"] = fields::threepids(&threepids);
    }
    match (cells.remove("auth_provider"), cells.remove("external_id")) {
        (Some(provider), Some(id)) => {
            body["external_ids"] = fields::external_ids(&[(provider, id)]);
        }
        (None, None) => {}
        _ => {
            return Err(wrong(
                "`auth_provider` and `external_id` go together".to_owned(),
            ));
        }
    }
    for (name, text) in cells {
        body[name] = match name {
            "admin" | "approved" => match text.as_str() {
                "true" | "yes" | "1" => true.into(),
                "false" | "no" | "0" => false.into(),
                _ => return Err(wrong(format!("`{name}` is `yes` or `no`, not `{text}`"))),
            },
            "user_type" if matches!(text.as_str(), "regular" | "null") => Value::Null,
            _ => text.into(),
        };
    }
    Ok(Row {
        at,
        user,
        body,
        password,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_and_json_tell_the_same() {
        let csv = "name,admin,email,phone,user_type,password\nada,yes,a@h,4366,,x\n";
        let json = r#"{"user_id": "ada", "admin": true, "email": "a@h", "msisdn": "4366", "password": "x"}"#;
        let body = json!({"admin": true, "threepids": [
            {"medium": "email", "address": "a@h"}, {"medium": "msisdn", "address": "4366"},
        ]});
        for text in [csv, json] {
            let rows = parse(text, "f").unwrap();
            assert_eq!((rows[0].user.as_str(), &rows[0].body), ("ada", &body));
            assert_eq!(rows[0].password, Some(Secret::from("x")));
        }
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        for (text, words) in [
            ("name,colour\nada,red\n", "`colour`"),
            ("admin\nyes\n", "`user_id`"),
            ("name,admin\nada,maybe\n", "`yes` or `no`"),
            ("name,external_id\nada,4711\n", "go together"),
            ("{\"name\": [1]}", "no text"),
            ("{\"name\"", "line 1"),
        ] {
            let message = parse(text, "f").unwrap_err().to_string();
            assert!(
                message.contains(words) && message.contains("line"),
                "{message}"
            );
        }
    }

    #[test]
    fn any_file_is_refused_or_has_accounts_with_names() {
        let tally = chatadm_fuzz::Target::new("accounts").run(|input| {
            match parse(&String::from_utf8_lossy(input), "f") {
                Ok(rows) => {
                    assert!(
                        rows.iter()
                            .all(|row| row.body.is_object() && row.at.starts_with("f, line"))
                    );
                    !rows.is_empty()
                }
                Err(failure) => {
                    assert_eq!(failure.code(), 2);
                    false
                }
            }
        });
        assert!(
            tally.accepted > 50 && tally.accepted < tally.executions,
            "{tally:?}"
        );
    }
}
