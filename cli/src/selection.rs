//! What a command works on, from a file: lines, CSV with a header, JSON lines, or a JSON document.

use std::{
    collections::BTreeSet,
    io,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::{exit::Failure, printer};

/// Where to read keys from besides the command line.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Selection")]
pub(crate) struct FileArgs {
    /// Read the ids from a file, one on each line, as CSV with a header, or as JSON; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) from_file: Option<PathBuf>,

    /// The column of the CSV, or the field of the JSON, that holds the ids
    #[arg(long, value_name = "NAME", requires = "from_file")]
    pub(crate) column: Option<String>,
}

impl FileArgs {
    /// The keys in the file, each once; `known` are the columns to look for unless one is named.
    pub(crate) fn read(&self, known: &[&str]) -> Result<Vec<String>, Failure> {
        let Some(path) = &self.from_file else {
            return Ok(Vec::new());
        };
        let text = if path.as_os_str() == "-" {
            io::read_to_string(io::stdin())?
        } else {
            std::fs::read_to_string(path)
                .map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))?
        };
        let wanted: Vec<&str> = match &self.column {
            Some(name) => vec![name],
            None => known.to_vec(),
        };
        let keys = keys(&text, path, &wanted, self.column.is_some())?;
        if keys.is_empty() {
            return Err(Failure::Usage(format!("{} holds no ids", path.display())));
        }
        Ok(keys)
    }
}

fn keys(
    text: &str,
    path: &Path,
    wanted: &[&str],
    must_be_csv: bool,
) -> Result<Vec<String>, Failure> {
    let text = text.trim_start_matches('\u{feff}');
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    let keys = if first.starts_with('{') || is_array(text) {
        from_json(text, path, wanted)?
    } else if must_be_csv || first.contains(',') || wanted.contains(&first) {
        from_csv(text, path, wanted)?
    } else {
        let lines = text.lines().map(str::trim);
        let lines = lines.filter(|line| !line.is_empty() && !line.starts_with("# "));
        lines.map(str::to_owned).collect()
    };
    let mut seen = BTreeSet::new();
    Ok(keys
        .into_iter()
        .filter(|key| seen.insert(key.clone()))
        .collect())
}

fn from_csv(text: &str, path: &Path, wanted: &[&str]) -> Result<Vec<String>, Failure> {
    let wrong = |error: csv::Error| Failure::Usage(format!("{}: {error}", path.display()));
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let header = reader.headers().map_err(wrong)?.clone();
    let found = wanted
        .iter()
        .find_map(|name| header.iter().position(|column| column == *name));
    let column = found.ok_or_else(|| {
        let columns: Vec<&str> = header.iter().collect();
        Failure::Usage(format!(
            "{} has no column {}, only {}; name one with `--column`",
            path.display(),
            quoted(wanted),
            quoted(&columns)
        ))
    })?;
    let mut keys = Vec::new();
    for record in reader.records() {
        let record = record.map_err(wrong)?;
        match record.get(column) {
            Some(key) if !key.is_empty() => keys.push(printer::unmarked(key).to_owned()),
            _ => {}
        }
    }
    Ok(keys)
}

/// Whether a text is a JSON array, and not lines that begin with the address of a server (`[2001:db8::1]`).
fn is_array(text: &str) -> bool {
    let inside = text.trim_start().strip_prefix('[').map(str::trim_start);
    inside.is_some_and(|inside| inside.starts_with(['{', '"', ']']))
}

/// Reads JSON lines, and documents such as our own `-o json`: objects, or bare ids.
fn from_json(text: &str, path: &Path, wanted: &[&str]) -> Result<Vec<String>, Failure> {
    let mut keys = Vec::new();
    for document in serde_json::Deserializer::from_str(text).into_iter() {
        let document: Value =
            document.map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))?;
        let items = match document {
            Value::Array(items) => items,
            item => vec![item],
        };
        for item in items {
            let found = match &item {
                Value::Object(fields) => wanted.iter().find_map(|name| fields.get(*name)),
                other => Some(other),
            };
            keys.push(match found {
                Some(Value::String(text)) => text.clone(),
                Some(Value::Number(number)) => number.to_string(),
                _ => {
                    let place = keys.len() + 1;
                    return Err(Failure::Usage(format!(
                        "{}: item {place} has no field {}; name one with `--column`",
                        path.display(),
                        quoted(wanted)
                    )));
                }
            });
        }
    }
    Ok(keys)
}

fn quoted(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(" or ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<String>, Failure> {
        keys(text, Path::new("ids"), &["user_id", "name"], false)
    }

    #[test]
    fn lines_csv_and_json_are_told_apart() {
        let ids = ["@a:h", "@b:h"];
        for text in [
            "@a:h\n\n# why\n@b:h\n@a:h\n",
            "admin,name\nno,@a:h\nyes,@b:h\n",
            "name\n@a:h\n@b:h\n",
            "{\"name\": \"@a:h\"}\n{\"user_id\": \"@b:h\"}\n",
            "[\n  {\n    \"name\": \"@a:h\"\n  },\n  {\"name\": \"@b:h\"}\n]\n",
            "[\"@a:h\", \"@b:h\"]",
            "\u{feff}name,x\r\n'@a:h,\r\n@b:h,\r\n",
        ] {
            assert_eq!(read(text).unwrap(), ids, "{text}");
        }
    }

    #[test]
    fn a_column_that_is_not_there_is_named_with_those_that_are() {
        let message = read("mail,phone\na,b\n").unwrap_err().to_string();
        assert!(
            message.contains("`user_id` or `name`") && message.contains("`mail`"),
            "{message}"
        );
        assert!(
            read("{\"mail\": \"a\"}")
                .unwrap_err()
                .to_string()
                .contains("item 1")
        );
        assert!(read("{\"name\": \"@a:h\"}\n{\"name\"").is_err());
    }

    #[test]
    fn numbers_and_addresses_of_servers_are_ids_too() {
        assert_eq!(read("[{\"name\": 7}, 8]").unwrap(), ["7", "8"]);
        assert_eq!(
            read("[2001:db8::1]:8448\nh\n").unwrap(),
            ["[2001:db8::1]:8448", "h"]
        );
        assert_eq!(read("name\n'a\n'=b\n").unwrap(), ["'a", "=b"]);
    }

    #[test]
    fn any_file_is_refused_or_gives_ids_that_survive_our_own_formats() {
        let tally = chatadm_fuzz::Target::new("selection").run(|input| {
            let text = String::from_utf8_lossy(input);
            for must_be_csv in [false, true] {
                let wanted = ["user_id", "name"];
                let _ = keys(&text, Path::new("ids"), &wanted, must_be_csv);
            }
            let Ok(found) = read(&text) else {
                return false;
            };
            // A file can name nothing that does not stand in it; numbers alone are longer when written out.
            assert!(found.iter().map(String::len).sum::<usize>() <= 8 * text.len() + 32);
            let json = serde_json::to_string(&found).unwrap();
            if !found.is_empty() {
                assert_eq!(read(&json).unwrap(), found);
            }
            !found.is_empty()
        });
        assert!(
            tally.accepted > 100 && tally.accepted < tally.executions,
            "{tally:?}"
        );
    }
}
