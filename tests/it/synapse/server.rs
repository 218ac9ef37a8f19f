//! Verbs on the server itself.

use serde_json::json;

use crate::support::verb::synapse;

#[tokio::test]
async fn version_is_the_text_alone() {
    let version = synapse("get_server_version", "/_synapse/admin/v1/server_version")
        .answer(&json!({"server_version": "1.163.2"}))
        .check(async |site| site.synapse.version().await)
        .await;
    assert_eq!(version, "1.163.2");
}

#[tokio::test]
async fn client_versions_come_with_their_features() {
    let versions = synapse("get_client_versions", "/_matrix/client/versions")
        .check(async |site| site.synapse.client_versions().await)
        .await;
    assert_eq!(versions.unstable_features.len(), 1);
}

#[tokio::test]
async fn server_name_comes_with_the_keys() {
    let keys = synapse("get_server_keys", "/_matrix/key/v2/server")
        .check(async |site| site.synapse.server_keys().await)
        .await;
    let name = synapse("get_server_keys", "/_matrix/key/v2/server")
        .check(async |site| site.synapse.server_name().await)
        .await;
    assert_eq!(name, keys.server_name);
}
