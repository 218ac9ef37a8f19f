//! What a command works on, from a file: lines, CSV with a header, or JSON lines.

use std::{
    collections::BTreeSet,
    io,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::exit::Failure;

/// Where to read keys from besides the command line.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Selection")]
pub(crate) struct FileArgs {
    /// Read the ids from a file, one on each line, as CSV with a header, or as JSON lines; `-` is standard input
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
    let keys = if first.starts_with('{') {
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
            // What our own CSV puts before a formula.
            Some(key) if !key.is_empty() => keys.push(key.trim_start_matches('\'').to_owned()),
            _ => {}
        }
    }
    Ok(keys)
}

fn from_json(text: &str, path: &Path, wanted: &[&str]) -> Result<Vec<String>, Failure> {
    let mut keys = Vec::new();
    for (line, number) in text
        .lines()
        .zip(1..)
        .filter(|(line, _)| !line.trim().is_empty())
    {
        let at = || format!("{}, line {number}", path.display());
        let item: Value = serde_json::from_str(line)
            .map_err(|error| Failure::Usage(format!("{}: {error}", at())))?;
        let key = wanted.iter().find_map(|name| match item.get(name)? {
            Value::String(text) => Some(text.clone()),
            // Reports have numbers, and nothing else has.
            Value::Number(number) if wanted == ["id"] => Some(number.to_string()),
            _ => None,
        });
        let key = key.ok_or_else(|| {
            Failure::Usage(format!("{}: there is no field {}", at(), quoted(wanted)))
        })?;
        keys.push(key);
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
                .contains("line 1")
        );
    }
}
