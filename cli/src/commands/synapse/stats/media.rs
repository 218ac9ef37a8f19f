//! `chatadm synapse stats media`: who has uploaded how much.

use chatadm::synapse::{Direction, UserMediaStatisticsOrder};

use crate::{
    commands::synapse::listing::ListArgs, context::Context, exit::Failure, moment::When,
    printer::Shape,
};

const USERS: Shape = Shape {
    id: "user_id",
    columns: &["user_id", "displayname", "media_count", "media_length"],
};

/// Lists local users with the number and size of their uploads, by user id unless told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse stats media --sort media_length --reverse --limit 20
  chatadm synapse stats media --since 30d --all -o csv")]
pub(crate) struct Args {
    /// Count only files that were uploaded since
    #[arg(long, value_name = "WHEN")]
    since: Option<When>,

    /// Count only files that were uploaded until then
    #[arg(long, value_name = "WHEN")]
    until: Option<When>,

    /// Keep users whose name or display name contains this text
    #[arg(long, visible_alias = "search", value_name = "TEXT", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    name: Option<String>,

    /// Sort by this field, upwards
    #[arg(short, long, value_name = "FIELD", value_parser = clap::builder::PossibleValuesParser::new(
        UserMediaStatisticsOrder::KNOWN.iter().copied()
    ))]
    sort: Option<String>,

    /// Sort the other way round
    #[arg(short, long)]
    reverse: bool,

    #[command(flatten)]
    list: ListArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let past = |when: Option<When>| {
        when.map(|when| when.past(context.printer.now()))
            .transpose()
            .map_err(Failure::Usage)
    };
    let (since, until) = (past(args.since)?, past(args.until)?);
    let client = &context.synapse()?.client;
    let mut request = client
        .statistics()
        .user_media()
        .page_size(args.list.size(&context.printer));
    if let Some(moment) = since {
        request = request.since(moment);
    }
    if let Some(moment) = until {
        request = request.until(moment);
    }
    if let Some(text) = args.name {
        request = request.search(text);
    }
    if let Some(field) = args.sort {
        request = request.order_by(UserMediaStatisticsOrder::from(field));
    }
    if args.reverse {
        request = request.direction(Direction::B);
    }
    if let Some(cursor) = args.list.cursor() {
        request = request.start_at(cursor);
    }
    args.list.show(context, &USERS, request.pages()).await
}
