//! Recorded requests of the other rooms, as calls of the facade.

use chatadm::{Error, mattermost};

use super::Recorded;

#[expect(clippy::unused_async, reason = "nothing is called yet")]
pub(super) async fn call(
    _: &mattermost::Client,
    _: &str,
    request: &Recorded,
) -> Option<Result<(), Error>> {
    // What this will read of requests.
    let _ = (request.segment(""), request.query(""), request.body());
    let _ = request.query_names().count();
    None
}
