//! Other servers. There are none, so this is about asking for them.

use crate::talk::Talk;

scenarios!(
    a_server_that_nobody_talks_to_is_not_found,
    a_list_of_servers_can_be_empty,
    paging_of_servers_that_makes_no_sense_is_refused,
);

async fn a_server_that_nobody_talks_to_is_not_found(talk: &mut Talk) {
    for operation in [
        "get_federation_destination",
        "list_federation_destination_rooms",
        "reset_federation_destination_connection",
    ] {
        talk.call(operation).at("nobody.example").await;
        talk.call(operation).at("nonsense!").await;
    }
}

async fn a_list_of_servers_can_be_empty(talk: &mut Talk) {
    let run = talk.suffix.clone();
    for order in [
        "destination",
        "retry_last_ts",
        "retry_interval",
        "failure_ts",
        "last_successful_stream_ordering",
    ] {
        let call = talk
            .call("list_federation_destinations")
            .query("destination", &run);
        call.query("order_by", order).await;
    }
    let call = talk
        .call("list_federation_destinations")
        .query("destination", &run);
    call.query("from", 5)
        .query("limit", 1)
        .query("dir", "b")
        .await;
}

async fn paging_of_servers_that_makes_no_sense_is_refused(talk: &mut Talk) {
    for (name, value) in [
        ("limit", "-1"),
        ("limit", "many"),
        ("from", "-1"),
        ("from", "start"),
        ("order_by", "colour"),
        ("dir", "up"),
    ] {
        talk.call("list_federation_destinations")
            .query(name, value)
            .await;
        let operation = "list_federation_destination_rooms";
        talk.call(operation)
            .at("nobody.example")
            .query(name, value)
            .await;
    }
}
