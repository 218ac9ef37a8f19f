//! Columns that fit the terminal. Ids stay whole, because they are copied; other cells are cut, and columns
//! for which there is no room are left out.

use serde_json::Value;
use unicode_width::UnicodeWidthStr as _;

use super::{cell, fields, words::wrap};

/// The blanks between two columns.
const GAP: usize = 2;

/// What no column is cut below, unless its cells are narrower.
const LEAST: usize = 10;

/// Columns that are read from their first word to the last. They are wrapped and not cut.
const PROSE: [&str; 5] = ["message", "body", "detail", "hint", "meaning"];

/// The columns of a table and how wide they are.
#[derive(Debug)]
pub(super) struct Layout {
    columns: Vec<Column>,
    /// The names of the columns for which there was no room.
    pub(super) left_out: Vec<String>,
}

#[derive(Debug, Clone)]
struct Column {
    /// Which of the cells of a row.
    place: usize,
    name: String,
    natural: usize,
    width: usize,
    kind: Kind,
    is_empty: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Never cut.
    Id,
    /// Wrapped.
    Prose,
    /// Cut to the day.
    Moment,
    /// Cut.
    Other,
}

impl Layout {
    /// The layout for rows that are all known. Where the columns were told, none of them is left out.
    pub(super) fn new(
        names: &[String],
        rows: &[Vec<String>],
        id: &str,
        width: Option<usize>,
        are_told: bool,
    ) -> Self {
        let columns = names.iter().enumerate().map(|(place, name)| {
            let cells = || rows.iter().filter_map(|row| row.get(place));
            let widest = cells().map(|cell| cell.width()).max().unwrap_or_default();
            let is_empty = !rows.is_empty() && cells().all(|cell| cell == "-");
            let is_moment = !is_empty && cells().all(|cell| cell == "-" || day(cell).is_some());
            // A server can have chosen it.
            let shown = cell::name(name);
            let mut natural = widest.max(shown.width());
            let kind = match name.as_str() {
                name if name == id || name == "id" || name.ends_with("_id") => Kind::Id,
                name if PROSE.contains(&name) => Kind::Prose,
                _ if is_moment => Kind::Moment,
                _ => Kind::Other,
            };
            if kind == Kind::Id && width.is_some_and(|width| natural > width / 2) {
                natural = usual(cells().map(|cell| cell.width())).max(shown.width());
            }
            Column {
                place,
                name: shown,
                natural,
                width: natural,
                kind,
                is_empty,
            }
        });
        let all: Vec<Column> = columns.collect();
        let mut layout = Self {
            columns: all,
            left_out: Vec::new(),
        };
        if let Some(width) = width
            && !layout.shrink(width)
            && !are_told
        {
            layout.choose(id, width);
        }
        layout
    }

    /// The layout for rows that are still to come, where it can be known: beside the id, which is this wide
    /// at most, there is prose only.
    pub(super) fn ahead(
        names: &[String],
        id: &str,
        widest: usize,
        width: Option<usize>,
    ) -> Option<Self> {
        let cells = names.iter().map(|name| match name.as_str() {
            name if name == id => Some("x".repeat(widest)),
            // `started`, `done` or `failed`.
            "outcome" => Some("x".repeat(7)),
            name if PROSE.contains(&name) => Some("x".repeat(1000)),
            _ => None,
        });
        let row: Vec<String> = cells.collect::<Option<_>>()?;
        Some(Self::new(names, &[row], id, width, true))
    }

    fn total(&self) -> usize {
        let widths: usize = self.columns.iter().map(|column| column.width).sum();
        widths + GAP * self.columns.len().saturating_sub(1)
    }

    /// Takes from the widest columns until all of them fit; false when they do not.
    fn shrink(&mut self, width: usize) -> bool {
        for column in &mut self.columns {
            column.width = column.natural;
        }
        loop {
            if self.total() <= width {
                return true;
            }
            let can_shrink = self
                .columns
                .iter_mut()
                .filter(|column| column.width > column.least());
            let Some(widest) = can_shrink.max_by_key(|column| column.width) else {
                return false;
            };
            // Half a moment is none.
            widest.width = match widest.kind {
                Kind::Moment => widest.least(),
                _ => widest.width - 1,
            };
        }
    }

    /// Takes the columns for which there is room: the id, then those that say something, then the others.
    fn choose(&mut self, id: &str, width: usize) {
        let mut wanted = std::mem::take(&mut self.columns);
        wanted.sort_by_key(|column| (column.name != id, column.is_empty, column.place));
        for column in wanted {
            self.columns.push(column);
            if self.columns.len() > 1 && !self.shrink(width) {
                let column = self.columns.pop();
                self.left_out.extend(column.map(|column| column.name));
            }
        }
        self.columns.sort_by_key(|column| column.place);
        self.shrink(width);
    }

    /// The line with the names.
    pub(super) fn head(&self) -> String {
        let names = self
            .columns
            .iter()
            .map(|column| (column, column.name.to_uppercase()));
        line(names)
    }

    /// A row, which can have more than one line.
    pub(super) fn row(&self, cells: &[String]) -> Vec<String> {
        let ids = self.columns.iter().filter(|column| column.kind == Kind::Id);
        let too_wide = ids
            .filter_map(|column| Some((column.place, cells.get(column.place)?)))
            .find(|(place, cell)| {
                let last = self.columns.last().map(|last| last.place);
                let own = self.columns.iter().find(|column| column.place == *place);
                last != Some(*place) && own.is_some_and(|own| cell.width() > own.width)
            });
        // An id that is much longer than the others gets a line of its own.
        if let Some((place, id)) = too_wide {
            let mut rest = cells.to_vec();
            rest[place].clear();
            let mut lines = vec![id.clone()];
            lines.extend(self.row(&rest));
            return lines;
        }
        let mut wrapped: Vec<Vec<String>> = self
            .columns
            .iter()
            .map(|column| column.lines(cells.get(column.place).map_or("", |cell| cell)))
            .collect();
        let height = wrapped.iter().map(Vec::len).max().unwrap_or_default();
        let mut lines = Vec::new();
        for number in 0..height {
            let cells = wrapped
                .iter_mut()
                .map(|lines| lines.get_mut(number).map(std::mem::take));
            lines.push(line(
                self.columns
                    .iter()
                    .zip(cells.map(Option::unwrap_or_default)),
            ));
        }
        lines
    }
}

impl Column {
    fn least(&self) -> usize {
        match self.kind {
            Kind::Id => self.natural,
            Kind::Prose => self.natural.min(2 * LEAST),
            Kind::Moment | Kind::Other => self.natural.min(LEAST.max(self.name.width())),
        }
    }

    fn lines(&self, cell: &str) -> Vec<String> {
        if cell.width() <= self.width || self.kind == Kind::Id {
            return vec![cell.to_owned()];
        }
        match (self.kind, day(cell)) {
            (Kind::Prose, _) => wrap(cell, self.width),
            (_, Some(day)) if day.len() <= self.width => vec![day.to_owned()],
            _ => vec![cut(cell, self.width)],
        }
    }
}

/// The width that nine of ten have at most: a few long ids must not take the room of everything else.
fn usual(widths: impl Iterator<Item = usize>) -> usize {
    let mut widths: Vec<usize> = widths.collect();
    widths.sort_unstable();
    let place = (widths.len() * 9).div_ceil(10).saturating_sub(1);
    widths.get(place).copied().unwrap_or_default()
}

/// Cells beside each other.
fn line<'a>(cells: impl Iterator<Item = (&'a Column, String)>) -> String {
    let mut line = String::new();
    let mut blanks = 0;
    for (column, cell) in cells {
        line.push_str(&" ".repeat(blanks));
        line.push_str(&cell);
        blanks = GAP + column.width.saturating_sub(cell.width());
    }
    line.truncate(line.trim_end().len());
    line
}

/// The day of a moment that is told in full.
fn day(cell: &str) -> Option<&str> {
    let (day, time) = cell.split_once([' ', 'T'])?;
    let is_day = day.len() == 10 && day.bytes().filter(|byte| *byte == b'-').count() == 2;
    let is_time = time.len() >= 8 && time.as_bytes().get(2) == Some(&b':');
    (is_day && is_time).then_some(day)
}

/// As much of a text as there is room for, and a sign that there is more.
fn cut(text: &str, width: usize) -> String {
    let mut end = 0;
    for (start, character) in text.char_indices() {
        let next = start + character.len_utf8();
        // Characters can join the one before, so the width is that of all together.
        if text[..next].width() + 1 > width {
            break;
        }
        end = next;
    }
    format!("{}…", &text[..end])
}

/// One thing: a line for each field, those that matter most before the others.
pub(super) fn record(
    value: &Value,
    first: &[&str],
    told: &[String],
    width: Option<usize>,
) -> Vec<String> {
    let Some(all) = value.as_object() else {
        return vec![cell::safe(&cell::text(value))];
    };
    let mut names: Vec<String> = told.to_vec();
    if told.is_empty() {
        names = first.iter().map(|&name| name.to_owned()).collect();
        names.retain(|name| all.contains_key(name));
        names.extend(
            all.keys()
                .filter(|name| !first.contains(&name.as_str()))
                .cloned(),
        );
    }
    let mut rows = Vec::new();
    for name in names {
        let value = fields::find(value, &name);
        if PROSE.contains(&name.as_str()) {
            rows.push((name, cell::human(value)));
        } else {
            spread(name, value, &mut rows);
        }
    }
    let left = rows
        .iter()
        .map(|(name, _)| cell::name(name).width())
        .max()
        .unwrap_or_default();
    let right = width.map(|width| width.saturating_sub(left + GAP).max(2 * LEAST));
    let mut lines = Vec::new();
    for (name, text) in rows {
        let mut name = cell::name(&name);
        for text in right.map_or_else(|| vec![text.clone()], |right| wrap(&text, right)) {
            let blanks = " ".repeat(GAP + left - name.width());
            lines.push(format!("{name}{blanks}{text}"));
            name.clear();
        }
    }
    lines
}

/// What is inside a field gets lines of its own: `a.b` for the field of an object, one for each thing in a list.
fn spread(name: String, value: &Value, rows: &mut Vec<(String, String)>) {
    match value {
        Value::Object(inner) if !inner.is_empty() => {
            for (key, value) in inner {
                spread(format!("{name}.{key}"), value, rows);
            }
        }
        Value::Array(items) if items.iter().any(|item| item.is_object() || item.is_array()) => {
            let mut name = name;
            for item in items {
                rows.push((std::mem::take(&mut name), cell::summary(item)));
            }
        }
        other => {
            let shown = cell::told(&name, other);
            rows.push((name, shown));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn table(names: &[&str], rows: &[&[&str]], width: usize) -> (Vec<String>, Vec<String>) {
        let text =
            |texts: &[&str]| -> Vec<String> { texts.iter().map(|&text| text.to_owned()).collect() };
        let rows: Vec<Vec<String>> = rows.iter().map(|row| text(row)).collect();
        let layout = Layout::new(&text(names), &rows, "name", Some(width), false);
        let mut lines = vec![layout.head()];
        lines.extend(rows.iter().flat_map(|row| layout.row(row)));
        (lines, layout.left_out)
    }

    #[test]
    fn ids_stay_whole_and_others_are_cut_to_fit() {
        let rows: &[&[&str]] = &[
            &[
                "@a-very-long-name:example.org",
                "Somebody with a long name",
                "2026-01-31 12:00:00",
            ],
            &["@b:example.org", "愛愛愛愛愛愛愛愛愛愛", "-"],
        ];
        let (lines, left_out) = table(&["name", "displayname", "seen_ts"], rows, 55);
        assert_eq!(
            lines,
            [
                "NAME                           DISPLAYNAME   SEEN_TS",
                "@a-very-long-name:example.org  Somebody wi…  2026-01-31",
                "@b:example.org                 愛愛愛愛愛…   -",
            ]
        );
        assert_eq!(left_out, [""; 0]);
        assert!(lines.iter().all(|line| line.width() <= 55));
    }

    #[test]
    fn what_says_nothing_is_left_out_before_what_stands_last() {
        let rows: &[&[&str]] = &[&["@a:example.org", "-", "yes", "0123456789"]];
        let (lines, left_out) = table(&["name", "user_type", "admin", "kind"], rows, 35);
        assert_eq!(left_out, ["user_type"]);
        assert_eq!(lines[0], "NAME            ADMIN  KIND");
        let (_, left_out) = table(&["name", "user_type", "admin", "kind"], rows, 24);
        assert_eq!(left_out, ["kind", "user_type"]);
        // The id is never left out, and never cut.
        let (lines, _) = table(&["name", "user_type", "admin", "kind"], rows, 5);
        assert_eq!(lines, ["NAME", "@a:example.org"]);
    }

    #[test]
    fn a_long_id_among_short_ones_has_a_line_of_its_own() {
        let long = format!("@{}:h", "x".repeat(60));
        let mut rows: Vec<&[&str]> = vec![&["@a:h", "yes"]; 10];
        let row = [long.as_str(), "no"];
        rows.push(&row);
        let (lines, left_out) = table(&["name", "admin"], &rows, 40);
        assert_eq!(left_out, [""; 0]);
        assert_eq!(lines[1], "@a:h  yes");
        assert_eq!(lines[11..], [long.as_str(), "      no"]);
    }

    #[test]
    fn prose_is_wrapped() {
        let rows: &[&[&str]] = &[&["@a:h", "the server said that it is not possible"]];
        let (lines, _) = table(&["name", "message"], rows, 30);
        assert_eq!(
            lines,
            [
                "NAME  MESSAGE",
                "@a:h  the server said that it",
                "      is not possible"
            ]
        );
    }

    #[test]
    fn what_is_inside_a_record_gets_its_own_lines() {
        let value = json!({
            "name": "@a:h", "limits": {"burst": 5, "rate": {"of": 1}}, "empty": {},
            "threepids": [{"medium": "email", "address": "a@h"}, {"medium": "msisdn", "address": "1"}],
        });
        assert_eq!(
            record(&value, &["name"], &[], None),
            [
                "name            @a:h",
                "empty           -",
                "limits.burst    5",
                "limits.rate.of  1",
                "threepids       address a@h, medium email",
                "                address 1, medium msisdn",
            ]
        );
    }

    #[test]
    fn any_cells_fit_any_width() {
        let tally = chatadm_fuzz::Target::new("tables").run(|input| {
            // The first byte is the width of the terminal, then come lines of cells.
            let Some((&width, text)) = input.split_first() else {
                return false;
            };
            let width = usize::from(width);
            let text = String::from_utf8_lossy(text);
            let mut rows: Vec<Vec<String>> = text
                .split('\n')
                .map(|line| {
                    line.split('\t')
                        .map(|text| cell::human(&text.into()))
                        .collect()
                })
                .collect();
            let names = rows.remove(0);
            for id in ["name", "none"] {
                let layout = Layout::new(&names, &rows, id, Some(width), false);
                let mut lines = vec![layout.head()];
                lines.extend(rows.iter().flat_map(|row| layout.row(row)));
                assert!(
                    lines.iter().all(|line| !line.contains(char::is_control)),
                    "{lines:?}"
                );
            }
            if let Ok(value @ Value::Object(_)) = serde_json::from_str::<Value>(&text) {
                let lines = record(&value, &["name"], &[], Some(width));
                assert!(
                    lines.iter().all(|line| !line.contains(char::is_control)),
                    "{lines:?}"
                );
            }
            !rows.is_empty()
        });
        assert!(
            tally.accepted > 50 && tally.accepted < tally.executions,
            "{tally:?}"
        );
    }
}
