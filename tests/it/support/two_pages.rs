//! A list of two pages, to see that the first is followed by the second and the second by nothing.

use serde_json::Value;
use wiremock::{
    Mock, ResponseTemplate,
    matchers::{method, path, query_param, query_param_is_missing},
};

use super::{
    api::{Api, Site},
    sample,
};

/// A Synapse whose list at this path has one item and goes on at `next`, where it has another and ends.
///
/// Both pages must be asked for once, with a limit of 2.
pub(crate) async fn of(operation: &str, list: &str, next: &Value) -> Site {
    let document = Api::Synapse.document();
    let (status, response) = document.operation(operation).success();
    let schema = response
        .pointer("/content/application~1json/schema")
        .unwrap();
    let mut page = sample::for_api(Api::Synapse.name(), document, schema);
    let cursor = next
        .as_str()
        .map_or_else(|| next.to_string(), str::to_owned);
    let site = Site::start().await;
    let asked = || {
        Mock::given(method("GET"))
            .and(path(format!("/prefix{list}")))
            .and(query_param("limit", "2"))
    };
    page["next_token"] = next.clone();
    asked()
        .and(query_param_is_missing("from"))
        .respond_with(ResponseTemplate::new(status).set_body_json(&page))
        .expect(1)
        .mount(&site.server)
        .await;
    page.as_object_mut().unwrap().remove("next_token");
    asked()
        .and(query_param("from", cursor))
        .respond_with(ResponseTemplate::new(status).set_body_json(&page))
        .expect(1)
        .mount(&site.server)
        .await;
    site
}
