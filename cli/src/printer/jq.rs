//! `--jq`: what an expression makes of a document.

use jaq_core::{
    Compiler, Ctx, Vars, data,
    load::{Arena, File, Loader},
    unwrap_valr,
};
use jaq_json::{Val, read};
use serde_json::Value;

use crate::exit::Failure;

type Filter = jaq_core::compile::Filter<jaq_core::Native<data::JustLut<Val>>>;

/// Refuses an expression that cannot be run.
pub(super) fn check(expression: &str) -> Result<(), Failure> {
    compile(expression).map(drop)
}

fn compile(expression: &str) -> Result<Filter, Failure> {
    let wrong = || {
        Failure::Usage(format!(
            "`{expression}` is no jq expression that works here"
        ))
    };
    let definitions = jaq_core::defs()
        .chain(jaq_std::defs())
        .chain(jaq_json::defs());
    let functions = jaq_core::funs()
        .chain(jaq_std::funs())
        .chain(jaq_json::funs());
    let arena = Arena::default();
    let program = File {
        code: expression,
        path: (),
    };
    let modules = Loader::new(definitions)
        .load(&arena, program)
        .map_err(|_| wrong())?;
    let compiler = Compiler::default().with_funs(functions);
    compiler.compile(modules).map_err(|_| wrong())
}

/// Runs an expression; text comes out bare, everything else as JSON, one on each line.
pub(super) fn run(expression: &str, document: &Value) -> Result<String, Failure> {
    let filter = compile(expression)?;
    let text = document.to_string();
    let input =
        read::parse_single(text.as_bytes()).map_err(|error| Failure::Io(error.to_string()))?;
    let context = Ctx::<data::JustLut<Val>>::new(&filter.lut, Vars::new([]));
    let mut lines = String::new();
    for output in filter.id.run((context, input)).map(unwrap_valr) {
        let output = output.map_err(|error| Failure::Usage(format!("`{expression}`: {error}")))?;
        let text = output.to_string();
        match serde_json::from_str::<String>(&text) {
            Ok(bare) => lines.push_str(&bare),
            Err(_) => lines.push_str(&text),
        }
        lines.push('\n');
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn text_comes_out_bare_and_the_rest_as_json() {
        let users = json!([{"name": "@ada:h", "admin": true}, {"name": "@bob:h", "admin": false}]);
        assert_eq!(run(".[].name", &users).unwrap(), "@ada:h\n@bob:h\n");
        assert_eq!(run("map(select(.admin)) | length", &users).unwrap(), "1\n");
    }

    #[test]
    fn an_expression_that_does_not_parse_is_a_mistake_of_the_user() {
        for expression in ["]", "nope(", "nosuchfunction"] {
            assert_eq!(
                run(expression, &json!(1)).unwrap_err().code(),
                2,
                "{expression}"
            );
        }
        assert_eq!(run(".a", &json!(1)).unwrap_err().code(), 2);
    }
}
