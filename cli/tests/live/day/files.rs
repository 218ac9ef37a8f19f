//! Uploads: found, put into quarantine, deleted.

use serde_json::json;

use crate::site::Site;

pub(super) fn script(site: &Site) {
    let alice = site.seeded("/admin").to_owned();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let client = site.client();
    let upload = async || {
        let request = client.request(chatadm::Method::POST, "/_matrix/media/v3/upload");
        let body = request.body("text/plain", "text");
        body.send::<serde_json::Value>().await.unwrap()["content_uri"].clone()
    };
    let uri = runtime.block_on(upload());
    let uri = uri.as_str().unwrap();

    let files = site.json(&["synapse", "media", "list", "--user", &alice, "--all"]);
    assert!(
        files.to_string().contains(uri.rsplit('/').next().unwrap()),
        "{files}"
    );
    let shown = site.json(&["synapse", "media", "show", uri]);
    assert!(shown.to_string().contains("text/plain"), "{shown}");
    site.good(&["synapse", "media", "quarantine", uri, "-y"]);
    let log = site.json(&["synapse", "media", "quarantine-log"]);
    assert!(
        log.to_string().contains(uri.rsplit('/').next().unwrap()),
        "{log}"
    );
    site.good(&["synapse", "media", "unquarantine", uri, "-y"]);
    site.good(&["synapse", "media", "protect", uri, "-y"]);
    site.good(&["synapse", "media", "unprotect", uri, "-y"]);
    site.good(&["synapse", "media", "delete", uri, "-y"]);
    let gone = site.bad(5, &["synapse", "media", "show", uri]);
    assert_eq!(gone["status"], json!(404));
    site.good(&["synapse", "media", "purge-remote", "--before", "30d", "-y"]);
}
