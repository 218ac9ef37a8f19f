//! What Synapse takes out of requests, and how it says that something is missing or of the wrong kind.

use serde_json::{Map, Value};

use super::{SERVER_NAME, refusal::Refusal};
use crate::sandbox::exchange::Call;

/// A number of the query, at least 0.
pub(super) fn integer(call: &Call, name: &str) -> Result<Option<i64>, Refusal> {
    let Some(text) = call.query(name) else {
        return Ok(None);
    };
    let text = text.trim();
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        let message = format!("Query parameter {name} must be an integer");
        return Err(Refusal::invalid(message));
    }
    // The server's database fails beyond 64 bits.
    let number: i64 = text.parse().map_err(|_| Refusal::internal())?;
    if number < 0 {
        let message = format!("Query parameter {name} must be a positive integer.");
        return Err(Refusal::invalid(message));
    }
    Ok(Some(number))
}

/// A number of the query that has to be there.
pub(super) fn required_integer(call: &Call, name: &str) -> Result<i64, Refusal> {
    integer(call, name)?
        .ok_or_else(|| Refusal::missing(format!("Missing required integer query parameter {name}")))
}

/// A yes or no of the query.
pub(super) fn boolean(call: &Call, name: &str) -> Result<Option<bool>, Refusal> {
    match call.query(name) {
        None => Ok(None),
        Some("true") => Ok(Some(true)),
        Some("false") => Ok(Some(false)),
        Some(_) => Err(Refusal::invalid(format!(
            "Boolean query parameter '{name}' must be one of ['true', 'false']"
        ))),
    }
}

/// A text of the query, for which only ASCII is taken.
pub(super) fn text<'a>(call: &'a Call, name: &str) -> Result<Option<&'a str>, Refusal> {
    Ok(texts(call, name)?.first().copied())
}

/// A text of the query that may be given several times.
pub(super) fn texts<'a>(call: &'a Call, name: &str) -> Result<Vec<&'a str>, Refusal> {
    let texts: Vec<&str> = call.query_all(name).collect();
    if texts.iter().all(|text| text.is_ascii()) {
        Ok(texts)
    } else {
        Err(Refusal::unknown(format!(
            "Query parameter '{name}' must be ascii"
        )))
    }
}

/// A text of the query that has to be there.
pub(super) fn required_text<'a>(call: &'a Call, name: &str) -> Result<&'a str, Refusal> {
    text(call, name)?.ok_or_else(|| missing_text(name))
}

pub(super) fn missing_text(name: &str) -> Refusal {
    Refusal::missing(format!("Missing string query parameter '{name}'"))
}

/// One of few words of the query.
pub(super) fn choice<'a>(
    call: &'a Call,
    name: &str,
    allowed: &[&str],
) -> Result<Option<&'a str>, Refusal> {
    match text(call, name)? {
        Some(text) if !allowed.contains(&text) => Err(Refusal::invalid(format!(
            "Query parameter '{name}' must be one of {}",
            python_list(allowed)
        ))),
        text => Ok(text),
    }
}

/// The direction of a list: whether it goes backwards.
pub(super) fn is_backwards(call: &Call) -> Result<Option<bool>, Refusal> {
    Ok(choice(call, "dir", &["b", "f"])?.map(|direction| direction == "b"))
}

/// Where a page begins, and how many items it has at most.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    pub(super) from: usize,
    pub(super) limit: usize,
}

impl Window {
    /// `from` and `limit` of the query, 0 and 100 unless given.
    pub(super) fn of(call: &Call) -> Result<Self, Refusal> {
        let from = integer(call, "from")?.unwrap_or(0);
        let limit = integer(call, "limit")?.unwrap_or(100);
        Ok(Self {
            from: usize::try_from(from).unwrap_or(usize::MAX),
            limit: usize::try_from(limit).unwrap_or(usize::MAX),
        })
    }

    /// Where the next page begins, if there are more than this page shows.
    pub(super) fn next(self, shown: usize, total: usize) -> Option<usize> {
        let next = self.from.saturating_add(shown);
        (self.from.saturating_add(self.limit) < total).then_some(next)
    }

    /// The items of the page.
    pub(super) fn cut<T>(self, items: impl IntoIterator<Item = T>) -> Vec<T> {
        let mut items = items.into_iter().skip(self.from);
        items.by_ref().take(self.limit).collect()
    }
}

/// The body, which has to be a JSON object.
pub(super) fn object(call: &Call) -> Result<Map<String, Value>, Refusal> {
    match call.json() {
        Some(Value::Object(fields)) => Ok(fields),
        Some(_) => Err(Refusal::bad_json("Content must be a JSON object.")),
        None => Err(Refusal::bad("M_NOT_JSON", "Content not JSON.")),
    }
}

/// The body, which may be missing.
pub(super) fn optional_object(call: &Call) -> Result<Map<String, Value>, Refusal> {
    if call.body.is_empty() {
        Ok(Map::new())
    } else {
        object(call)
    }
}

/// Refuses a body that lacks one of these.
pub(super) fn require(body: &Map<String, Value>, names: &[&str]) -> Result<(), Refusal> {
    let missing: Vec<&str> = names
        .iter()
        .copied()
        .filter(|name| !body.contains_key(*name))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Refusal::missing(format!(
        "Missing params: {}",
        python_list(&missing)
    )))
}

/// A yes or no of a body; anything else is refused with this message.
pub(super) fn flag(
    body: &Map<String, Value>,
    name: &str,
    otherwise: impl FnOnce() -> Refusal,
) -> Result<Option<bool>, Refusal> {
    match body.get(name) {
        None => Ok(None),
        Some(Value::Bool(flag)) => Ok(Some(*flag)),
        Some(_) => Err(otherwise()),
    }
}

/// A user id, whose form is looked at no closer than the server does.
pub(super) fn check_user_id(text: &str) -> Result<(), Refusal> {
    check_identifier(text, '@', "UserID")
}

/// A room id.
pub(super) fn check_identifier(text: &str, sigil: char, kind: &str) -> Result<(), Refusal> {
    let Some(rest) = text.strip_prefix(sigil) else {
        return Err(Refusal::invalid(format!(
            "Expected {kind} string to start with '{sigil}'"
        )));
    };
    if rest.contains(':') {
        return Ok(());
    }
    Err(Refusal::invalid(format!(
        "Expected {kind} of the form '{sigil}localname:domain'"
    )))
}

/// Whether an id is one of this server.
pub(super) fn is_local(id: &str) -> bool {
    id.split_once(':')
        .is_some_and(|(_, domain)| domain == SERVER_NAME)
}

/// A user of this server out of the path, refused with this message if it is of another.
pub(super) fn local_user<'a>(call: &'a Call, otherwise: &str) -> Result<&'a str, Refusal> {
    let user = call.segment("user_id");
    check_user_id(user)?;
    if is_local(user) {
        Ok(user)
    } else {
        Err(Refusal::unknown(otherwise))
    }
}

/// Words as Python prints a list of them, because that is what reaches clients.
pub(super) fn python_list(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    format!("[{}]", quoted.join(", "))
}

/// Whether a value counts as yes where the server looks no closer.
pub(super) fn truth(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => false,
        Some(Value::Bool(flag)) => *flag,
        Some(Value::Number(number)) => number.as_f64() != Some(0.0),
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Array(items)) => !items.is_empty(),
        Some(Value::Object(fields)) => !fields.is_empty(),
    }
}

/// A value as Python prints it, because that is what reaches clients.
pub(super) fn python(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => format!("'{text}'"),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(python).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(fields) => {
            let fields = fields.iter();
            let fields: Vec<String> = fields
                .map(|(name, value)| format!("'{name}': {}", python(value)))
                .collect();
            format!("{{{}}}", fields.join(", "))
        }
    }
}

fn python_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "NoneType",
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_f64() => "float",
        Value::Number(_) => "int",
        Value::String(_) => "str",
        Value::Array(_) => "list",
        Value::Object(_) => "dict",
    }
}

/// What a body is answered that a schema of the server's own refuses: the kind of problem, and words for
/// it.
pub(super) fn validation_error(
    model: &str,
    field: &str,
    (kind, words): (&str, &str),
    input: &Value,
) -> Refusal {
    let message = format!(
        "1 validation error for {model}\n{field}\n  {words} [type={kind}, input_value={}, \
         input_type={}]\n    For further information visit https://errors.pydantic.dev/2.14/v/{kind}",
        python(input),
        python_type(input)
    );
    match kind {
        "missing" => Refusal::missing(message),
        _ => Refusal::bad_json(message),
    }
}
