//! Every value that the documents allow survives its Rust type, unknown properties and words included.
//!
//! All components are held to it. The values have three limits: moments in seconds are such as have
//! milliseconds, fractions are such as binary holds exactly, and where a schema says nothing at all, null is left out
//! of properties that may be missing, because both are nothing to the type.

use std::collections::BTreeSet;

use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use serde_json::{Value, json};

use crate::{
    fidelity::difference,
    support::{
        api::{self, Api},
        arbitrary,
    },
};

/// Values of each component, of which there are over two hundred.
const CASES: u32 = 64;

#[test]
fn every_value_of_a_component_survives_its_type() {
    let mut problems = Vec::new();
    let mut components = 0;
    for api in api::ALL {
        for component in api.components() {
            components += 1;
            let outcome = for_all(api, component, |value| survives(api, component, value));
            problems.extend(
                outcome
                    .err()
                    .map(|problem| format!("{component}: {problem}")),
            );
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(components >= 220, "only {components} components were found");
}

fn survives(api: Api, component: &str, value: &Value) -> Result<(), String> {
    let again = api
        .recode(component, value)
        .map_err(|error| error.to_string())?;
    difference(value, &again, "")
}

/// The same values in each run, smaller ones of those that fail.
fn for_all(
    api: Api,
    component: &str,
    law: impl Fn(&Value) -> Result<(), String>,
) -> Result<(), String> {
    let config = Config {
        cases: CASES,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let schema = json!({"$ref": format!("#/components/schemas/{component}")});
    TestRunner::new_with_rng(config, rng)
        .run(&arbitrary::value(api.document(), &schema), |value| {
            law(&value).map_err(|problem| TestCaseError::fail(format!("{problem} in {value}")))
        })
        .map_err(|error| error.to_string())
}

#[test]
fn the_values_have_all_that_is_promised() {
    let seen = std::cell::RefCell::new(BTreeSet::new());
    for_all(Api::Synapse, "User", |value| {
        let see = |what| seen.borrow_mut().insert(what);
        let known = &Api::Synapse.document().components()["User"]["properties"];
        let fields = value.as_object().unwrap();
        if fields.keys().any(|name| known.get(name).is_none()) {
            see("an unknown property");
        }
        match fields.get("avatar_url") {
            Some(Value::Null) => see("null"),
            Some(_) => see("a value"),
            None => see("nothing"),
        };
        Ok(())
    })
    .unwrap();
    for_all(Api::Mattermost, "UserAuthService", |value| {
        let known = &Api::Mattermost.document().components()["UserAuthService"]["enum"];
        let is_known = known.as_array().unwrap().contains(value);
        seen.borrow_mut().insert(if is_known {
            "a known word"
        } else {
            "an unknown word"
        });
        Ok(())
    })
    .unwrap();
    let promised = [
        "a known word",
        "a value",
        "an unknown property",
        "an unknown word",
        "null",
    ];
    assert!(
        promised.iter().all(|what| seen.borrow().contains(what)),
        "{seen:?}"
    );
}

#[test]
fn a_loss_is_found() {
    let found = for_all(Api::Synapse, "UserId", |value| {
        let text = value.as_str().unwrap();
        difference(value, &json!(text.trim_matches(' ')), "")
    });
    assert!(found.is_err());
}
