//! How each kind of change is made, and what has to be there before.

use chatadm::{
    Error, Method,
    synapse::{Client, DeviceId, RoomId, ServerName, UserId},
};
use serde_json::{Value, json};

use crate::plan::{HOLDERS, Key, Kind};

/// Where the messages are said: the alias of the room, which is the same for every client.
const ROOM: &str = "soak";

const SEND: &str = "/_matrix/client/v3/rooms/{room}/send/m.room.message/{txn}";

/// The server and what the changes belong to.
pub(crate) struct Site<'a> {
    client: &'a Client,
    server_name: ServerName,
    pub(crate) room: RoomId,
}

impl<'a> Site<'a> {
    /// Finds what the changes belong to, or makes it.
    pub(crate) async fn prepare(client: &'a Client) -> Self {
        let server_name = client.server_name().await.unwrap();
        let room = room(client, &server_name).await;
        let site = Self {
            client,
            server_name,
            room,
        };
        for number in 0..HOLDERS {
            let holder = client.user(site.holder(number));
            holder.modify().check_exists(false).send().await.unwrap();
        }
        site
    }

    fn user_id(&self, name: &str) -> UserId {
        format!("@{name}:{}", self.server_name).parse().unwrap()
    }

    /// An account that new devices belong to.
    pub(crate) fn holder(&self, number: u32) -> UserId {
        self.user_id(&format!("holder-{number:02}"))
    }

    /// A room that nobody has been in.
    pub(crate) fn blocked(&self, key: Key) -> RoomId {
        format!("!{key}:{}", self.server_name).parse().unwrap()
    }

    /// The change of a key; tells whether it was found done.
    pub(crate) async fn work_on(&self, key: Key, was_begun: bool) -> Result<bool, Error> {
        let client = self.client;
        match key.kind() {
            Kind::Account => {
                let user = client.user(self.user_id(&key.to_string()));
                let user = user.modify().check_exists(false);
                user.displayname(key.to_string()).send().await?;
            }
            Kind::Device => {
                let device: DeviceId = key.to_string().parse().unwrap();
                let holder = client.user(self.holder(key.holder()));
                holder.devices().create(device).send().await?;
            }
            Kind::Block => client.room(self.blocked(key)).block().await?,
            Kind::Token => {
                // A repeat would be refused, so what may have happened is looked at first.
                let token = client.registration_token(key.to_string());
                if was_begun && token.get_opt().await?.is_some() {
                    return Ok(true);
                }
                let tokens = client.registration_tokens();
                tokens.create().token(key.to_string()).send().await?;
            }
            Kind::Message => {
                let request = client.request(Method::PUT, SEND);
                let request = request.param("room", &self.room).param("txn", key);
                let message = json!({"msgtype": "m.text", "body": key.to_string()});
                request.json(&message).send::<Value>().await?;
            }
        }
        Ok(false)
    }
}

/// The room of the messages: every client finds the same by its alias.
async fn room(client: &Client, server_name: &ServerName) -> RoomId {
    let alias = format!("#{ROOM}:{server_name}");
    let path = "/_matrix/client/v3/directory/room/{alias}";
    let request = client.request(Method::GET, path).param("alias", &alias);
    let found: Value = match request.send().await {
        Ok(found) => found,
        Err(error) if error.is_not_found() => {
            let request = client.request(Method::POST, "/_matrix/client/v3/createRoom");
            let body = json!({"room_alias_name": ROOM});
            request.json(&body).send().await.unwrap()
        }
        Err(error) => panic!("{}", chatadm::Report(&error)),
    };
    found["room_id"].as_str().unwrap().parse().unwrap()
}
