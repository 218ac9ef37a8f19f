//! Which rooms a command means: ids and aliases, a file, or what a list is narrowed to.

use chatadm::{
    Timestamp,
    synapse::{
        Client, Direction, ListRooms, RoomAlias, RoomId, RoomIdOrAlias, RoomOrder, UserId,
        types::{EventAtTime, Room},
    },
};
use jiff::Zoned;
use regex::Regex;

use crate::{
    context::{Context, Synapse},
    exit::Failure,
    moment::When,
    reading,
    selection::FileArgs,
};

/// How many rooms to read at once, where all are wanted.
const PAGE: u32 = 500;

/// What narrows a list of rooms.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Which rooms")]
pub(crate) struct FilterArgs {
    /// Keep rooms whose name contains this text, or an alias of which does, or whose id it is
    #[arg(long, value_name = "TEXT")]
    pub(crate) name: Option<String>,

    /// Keep rooms whose id, main alias or name matches this regular expression, from its beginning
    #[arg(long = "match", value_name = "REGEX")]
    pub(crate) matching: Option<Regex>,

    /// Leave out rooms whose id, main alias or name matches this regular expression, from its beginning
    #[arg(long, value_name = "REGEX")]
    pub(crate) exclude: Option<Regex>,

    /// Keep rooms that nobody is in
    #[arg(short, long, conflicts_with = "not_empty")]
    pub(crate) empty: bool,

    /// Leave out rooms that nobody is in
    #[arg(short = 'E', long)]
    pub(crate) not_empty: bool,

    /// Keep rooms that stand in the room directory
    #[arg(long, conflicts_with = "private")]
    pub(crate) public: bool,

    /// Leave out rooms that stand in the room directory
    #[arg(long)]
    pub(crate) private: bool,

    /// Keep spaces
    #[arg(long)]
    pub(crate) space: bool,

    /// Keep encrypted rooms
    #[arg(long)]
    pub(crate) encrypted: bool,

    /// Keep rooms that this user created
    #[arg(long, value_name = "USER")]
    pub(crate) creator: Option<String>,

    /// Keep rooms with so many members or more
    #[arg(long, value_name = "N")]
    pub(crate) min_members: Option<i64>,

    /// Keep rooms with so many members or fewer
    #[arg(long, value_name = "N")]
    pub(crate) max_members: Option<i64>,

    /// Keep rooms of this version
    #[arg(long = "version", value_name = "VERSION")]
    pub(crate) room_version: Option<String>,

    /// Keep rooms in which nothing happened for so long; each one is looked into
    #[arg(long, value_name = "TIME")]
    pub(crate) inactive_for: Option<When>,
}

/// The rooms that a change is for.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct SelectArgs {
    /// Ids or aliases of rooms
    #[arg(value_name = "ROOM", help_heading = None)]
    pub(crate) rooms: Vec<String>,

    #[command(flatten)]
    pub(crate) file: FileArgs,

    #[command(flatten)]
    pub(crate) filter: FilterArgs,
}

impl SelectArgs {
    /// The ids, complete before anything is changed.
    pub(crate) async fn ids(
        &self,
        context: &Context,
        synapse: &Synapse,
    ) -> Result<Vec<RoomId>, Failure> {
        let named = self.named()?;
        match (named.is_empty(), self.filter.is_empty()) {
            (true, true) => Err(Failure::Usage(
                "no room is named; give ids or aliases of rooms, `--from-file`, or a filter such as `--match`"
                    .to_owned(),
            )),
            (false, false) => {
                Err(Failure::Usage("give either the ids of rooms or filters, not both".to_owned()))
            }
            (false, true) => room_ids(synapse, &named).await,
            (true, false) => self.filter.ids(context, synapse).await,
        }
    }

    /// What was typed or stands in a file.
    pub(crate) fn named(&self) -> Result<Vec<String>, Failure> {
        let mut named = self.rooms.clone();
        named.extend(
            self.file
                .read(&["room_id", "id", "room_alias", "canonical_alias"])?,
        );
        Ok(named)
    }
}

/// A room id from what was typed; the server knows whose an alias is.
pub(crate) async fn room_id(synapse: &Synapse, text: &str) -> Result<RoomId, Failure> {
    let wrong = |error: chatadm::ParseIdError| Failure::Usage(error.to_string());
    if let Ok(alias) = RoomAlias::try_from(text) {
        return Ok(synapse.client.resolve_alias(&alias).await?);
    }
    RoomIdOrAlias::try_from(text).map_err(wrong)?;
    RoomId::try_from(text).map_err(wrong)
}

/// Room ids from what was typed, all of it read before any alias is looked up.
pub(crate) async fn room_ids(synapse: &Synapse, texts: &[String]) -> Result<Vec<RoomId>, Failure> {
    for text in texts {
        RoomIdOrAlias::try_from(text.as_str())
            .map_err(|error| Failure::Usage(error.to_string()))?;
    }
    let mut ids = Vec::new();
    for text in texts {
        ids.push(room_id(synapse, text).await?);
    }
    Ok(ids)
}

/// The order of a list of rooms.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct OrderArgs {
    /// Sort by this field
    #[arg(short, long, visible_alias = "sort-by", value_name = "FIELD", value_parser = clap::builder::PossibleValuesParser::new(
        RoomOrder::KNOWN.iter().copied()
    ))]
    pub(crate) sort: Option<String>,

    /// Sort the other way round
    #[arg(short, long)]
    pub(crate) reverse: bool,
}

impl FilterArgs {
    /// Whether nothing narrows the list.
    pub(crate) fn is_empty(&self) -> bool {
        let Self {
            name,
            matching,
            exclude,
            empty,
            not_empty,
            public,
            private,
            space,
            encrypted,
            creator,
            min_members,
            max_members,
            room_version,
            inactive_for,
        } = self;
        let texts = [name, creator, room_version]
            .into_iter()
            .all(Option::is_none);
        let patterns = [matching, exclude].into_iter().all(Option::is_none);
        let counts = [min_members, max_members].into_iter().all(Option::is_none);
        let flags = [empty, not_empty, public, private, space, encrypted];
        texts && patterns && counts && inactive_for.is_none() && flags.into_iter().all(|flag| !flag)
    }

    /// The ids of all rooms that the filters leave.
    pub(crate) async fn ids(
        &self,
        context: &Context,
        synapse: &Synapse,
    ) -> Result<Vec<RoomId>, Failure> {
        let keeper = self.keeper(synapse, context.printer.now()).await?;
        let mut ids = Vec::new();
        let mut pages = self.request(&synapse.client, None)?.page_size(PAGE).pages();
        while let Some(page) = pages.try_next().await? {
            let rooms = keeper.keep(synapse, page.items).await?;
            ids.extend(rooms.into_iter().map(|room| room.room_id));
        }
        Ok(ids)
    }

    /// The rooms that the server's own filters leave.
    pub(crate) fn request<'a>(
        &self,
        client: &'a Client,
        order: Option<&OrderArgs>,
    ) -> Result<ListRooms<'a>, Failure> {
        let mut request: ListRooms<'a> = client.rooms().list();
        match self.name.as_deref().map(str::trim) {
            Some("") => {
                let why = "there is nothing to look for; write a part of a name";
                return Err(Failure::Usage(why.to_owned()));
            }
            Some(text) => request = request.search_term(text),
            None => {}
        }
        if self.empty || self.not_empty {
            request = request.empty_rooms(self.empty);
        }
        if self.public || self.private {
            request = request.public_rooms(self.public);
        }
        if let Some(field) = order.and_then(|order| order.sort.as_deref()) {
            request = request.order_by(RoomOrder::from(field));
        }
        if order.is_some_and(|order| order.reverse) {
            request = request.direction(Direction::B);
        }
        Ok(request)
    }

    /// What our own filters say, with their names and distances looked up.
    pub(crate) async fn keeper(
        &self,
        synapse: &Synapse,
        now: &Zoned,
    ) -> Result<Keeper<'_>, Failure> {
        let creator = match &self.creator {
            Some(text) => Some(synapse.user_id(text).await?),
            None => None,
        };
        let idle_since = self.inactive_for.map(|when| when.past(now));
        Ok(Keeper {
            filter: self,
            creator,
            idle_since: idle_since.transpose().map_err(Failure::Usage)?,
            now: Timestamp::from_millis(now.timestamp().as_millisecond()),
        })
    }

    fn keeps(&self, room: &Room) -> bool {
        let alias = room.canonical_alias.as_ref().map(RoomAlias::as_str);
        let names = [Some(room.room_id.as_str()), alias, room.name.as_deref()];
        let matches = |regex: &Regex| {
            let mut names = names.into_iter().flatten();
            names.any(|name| regex.find(name).is_some_and(|found| found.start() == 0))
        };
        self.matching.as_ref().is_none_or(matches)
            && !self.exclude.as_ref().is_some_and(matches)
            && (!self.empty || room.joined_members == 0)
            && (!self.not_empty || room.joined_members > 0)
            && (!self.public || room.public)
            && (!self.private || !room.public)
            && (!self.space || room.room_type.as_deref() == Some("m.space"))
            && (!self.encrypted || room.encryption.is_some())
            && self
                .min_members
                .is_none_or(|least| room.joined_members >= least)
            && self
                .max_members
                .is_none_or(|most| room.joined_members <= most)
            && self
                .room_version
                .as_deref()
                .is_none_or(|version| room.version.as_deref() == Some(version))
    }
}

/// Keeps what our own filters leave, and repeats the server's, which it forgets while it searches.
#[derive(Debug)]
pub(crate) struct Keeper<'a> {
    filter: &'a FilterArgs,
    creator: Option<UserId>,
    idle_since: Option<Timestamp>,
    now: Timestamp,
}

impl Keeper<'_> {
    pub(crate) async fn keep(
        &self,
        synapse: &Synapse,
        mut rooms: Vec<Room>,
    ) -> Result<Vec<Room>, Failure> {
        rooms.retain(|room| {
            self.filter.keeps(room) && (self.creator.is_none() || self.creator == room.creator)
        });
        let Some(idle_since) = self.idle_since else {
            return Ok(rooms);
        };
        let ids = rooms.iter().map(|room| room.room_id.clone());
        let look = |id: RoomId| async move {
            let room = synapse.client.room(id);
            room.timestamp_to_event_opt(self.now, Direction::B).await
        };
        // A room in which the server finds nothing has been idle as long as it knows.
        let last = reading::quietly(ids, look).await?;
        let is_busy = |event: &EventAtTime| event.origin_server_ts >= idle_since;
        rooms.retain(|room| {
            let last = last.get(&room.room_id).and_then(Option::as_ref);
            !last.is_some_and(is_busy)
        });
        Ok(rooms)
    }
}
