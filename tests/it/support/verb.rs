//! One verb of the facade: the request that it sends, and the error for each refusal that is documented.

use std::fmt::Debug;

use chatadm::Error;
use serde_json::{Value, json};
use wiremock::{Mock, Request, ResponseTemplate, matchers::any};

use super::{
    api::{Api, Site, TOKEN},
    document::Operation,
    sample,
};

/// What is expected of a verb that sends one request.
#[derive(Debug)]
pub(crate) struct Verb {
    api: Api,
    operation: Operation<'static>,
    path: String,
    query: Vec<(String, String)>,
    body: Option<Value>,
    answer: Option<ResponseTemplate>,
    not_errors: Vec<u16>,
}

/// A verb of Synapse that calls this operation at this path, which begins with a slash.
pub(crate) fn synapse(operation: &str, path: &str) -> Verb {
    Verb::new(Api::Synapse, operation, path)
}

/// A verb of Mattermost that calls this operation at this path, which begins with a slash.
pub(crate) fn mattermost(operation: &str, path: &str) -> Verb {
    Verb::new(Api::Mattermost, operation, path)
}

impl Verb {
    fn new(api: Api, operation: &str, path: &str) -> Self {
        Self {
            api,
            operation: api.document().operation(operation),
            path: path.to_owned(),
            query: Vec::new(),
            body: None,
            answer: None,
            not_errors: Vec::new(),
        }
    }

    /// A pair of the query that is sent; without any, none is.
    pub(crate) fn query(mut self, name: &str, value: &str) -> Self {
        self.query.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The JSON body that is sent; without this, none is.
    pub(crate) fn body(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    /// What the server answers; without this, a sample of what is documented.
    pub(crate) fn answer(mut self, body: &Value) -> Self {
        let (status, _) = self.operation.success();
        self.answer = Some(ResponseTemplate::new(status).set_body_json(body));
        self
    }

    /// The same with all of the answer said.
    pub(crate) fn answer_with(mut self, answer: ResponseTemplate) -> Self {
        self.answer = Some(answer);
        self
    }

    /// A status that the verb does not give as an error.
    pub(crate) fn not_an_error(mut self, status: u16) -> Self {
        self.not_errors.push(status);
        self
    }

    /// Calls the verb: once with success, whose value is given back, and once for each refusal.
    pub(crate) async fn check<T: Debug>(self, verb: impl AsyncFn(&Site) -> Result<T, Error>) -> T {
        let site = Site::start().await;
        let id = self.operation.id();
        serve(&site, self.success()).await;
        let value = verb(&site)
            .await
            .unwrap_or_else(|error| panic!("{id} failed: {error:?}"));
        let requests = site.server.received_requests().await.unwrap();
        let [request] = &requests[..] else {
            panic!("{id} sent {} requests: {requests:?}", requests.len())
        };
        self.compare(request);
        let mut refusals = 0;
        for (status, refusal) in self.refusals() {
            serve(&site, refusal).await;
            let error = verb(&site).await.unwrap_err();
            assert_eq!(error.operation(), Some(id));
            assert_is(&error, status);
            refusals += 1;
        }
        assert!(refusals > 0, "{id} documents no refusals");
        value
    }

    fn success(&self) -> ResponseTemplate {
        if let Some(answer) = &self.answer {
            return answer.clone();
        }
        let (status, response) = self.operation.success();
        let answer = ResponseTemplate::new(status);
        match response.pointer("/content/application~1json/schema") {
            Some(schema) => answer.set_body_json(sample::for_api(
                self.api.name(),
                self.api.document(),
                schema,
            )),
            None => answer,
        }
    }

    fn compare(&self, request: &Request) {
        let id = self.operation.id();
        let method = self.operation.method.to_uppercase();
        assert_eq!(request.method.as_str(), method, "{id}");
        assert_eq!(
            request.url.path(),
            format!("/prefix{}", self.path),
            "{id}: path"
        );
        let query: Vec<(String, String)> = request
            .url
            .query_pairs()
            .map(|(name, value)| (name.into(), value.into()))
            .collect();
        let (mut sent, mut wanted) = (query, self.query.clone());
        sent.sort();
        wanted.sort();
        assert_eq!(sent, wanted, "{id}: query");
        let authorization = request.headers.get("authorization");
        let bearer = format!("Bearer {TOKEN}");
        assert_eq!(
            authorization.map(|value| value.to_str().unwrap()),
            self.operation.is_authenticated().then_some(&*bearer),
            "{id}: authorization"
        );
        let body = (!request.body.is_empty())
            .then(|| serde_json::from_slice::<Value>(&request.body).unwrap());
        assert_eq!(body, self.body, "{id}: body");
        if let (Some(body), Some(schema)) = (&body, self.operation.body()) {
            let schema = self.api.document().json_schema(schema);
            let validator = jsonschema::validator_for(&schema).unwrap();
            let errors: Vec<String> = validator
                .iter_errors(body)
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert!(errors.is_empty(), "{id}: {errors:?}");
        }
    }

    /// Every refusal that is documented, in the words of its server.
    fn refusals(&self) -> impl Iterator<Item = (u16, ResponseTemplate)> {
        let statuses = super::document::object(&self.operation.value["responses"]).keys();
        statuses
            .map(|status| status.parse().unwrap())
            .filter(|status| *status >= 400 && !self.not_errors.contains(status))
            .map(|status: u16| {
                let body = match self.api {
                    Api::Synapse => json!({"errcode": "M_TEST", "error": "no"}),
                    Api::Mattermost => json!({
                        "id": "test.app_error", "message": "no", "detailed_error": "",
                        "request_id": "r1", "status_code": status,
                    }),
                };
                (status, ResponseTemplate::new(status).set_body_json(body))
            })
    }
}

async fn serve(site: &Site, answer: ResponseTemplate) {
    site.server.reset().await;
    Mock::given(any())
        .respond_with(answer)
        .mount(&site.server)
        .await;
}

/// Whether the predicates say of an error what its status means, and nothing else.
fn assert_is(error: &Error, status: u16) {
    assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
    let predicates = [
        (error.is_bad_request(), status == 400),
        (error.is_unauthorized(), status == 401),
        (error.is_forbidden(), status == 403),
        (error.is_not_found(), status == 404),
        (error.is_conflict(), status == 409),
        (error.is_too_large(), status == 413),
        (error.is_rate_limited(), status == 429),
        (error.is_not_implemented(), status == 501),
        (error.is_server_error(), status >= 500),
        (
            error.is_retryable(),
            matches!(status, 429 | 502 | 503 | 504),
        ),
        (error.is_timeout(), false),
    ];
    for (number, (said, meant)) in predicates.into_iter().enumerate() {
        assert_eq!(said, meant, "predicate {number} of {error}");
    }
    assert_eq!(error.api().unwrap().message(), Some("no"));
}
