//! `chatadm synapse regtok new`: tokens that people can register with.

use chatadm::{Patch, Report, Timestamp, synapse::CreateRegistrationToken};
use serde_json::json;

use super::TOKENS;
use crate::{bulk, context::Context, exit::Failure, moment::When};

/// How many characters a random token has, unless told.
const LENGTH: u32 = 16;
/// How many random characters a token has at least.
const LEAST: usize = 4;
/// What random characters are drawn from.
const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// Makes tokens: unless told one, random, of 16 characters, without limits.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse regtok new --uses-allowed 1 --expire 30d
  chatadm synapse regtok new --count 20 --uses-allowed 1 -o ids
  chatadm synapse regtok new --count 20 --prefix meetup- --length 8 --expire 7d")]
pub(crate) struct Args {
    /// The text of the token
    #[arg(short = 'n', long, value_name = "TOKEN", value_parser = super::token)]
    token: Option<String>,

    /// How many characters a random token has
    #[arg(short, long, value_name = "N", conflicts_with = "token", value_parser = clap::value_parser!(u32).range(1..=64))]
    length: Option<u32>,

    /// How many registrations it is good for, or `unlimited` (also -1)
    #[arg(short, long, visible_alias = "uses", value_name = "N", allow_hyphen_values = true, value_parser = super::uses)]
    uses_allowed: Option<Patch<i64>>,

    /// When it stops working, or `never`
    #[arg(short = 'e', long, visible_alias = "expire-at", value_name = "WHEN", conflicts_with = "expiry_ts", value_parser = super::end)]
    expire: Option<Patch<When>>,

    /// When it stops working, in milliseconds, or -1 for never
    #[arg(short = 't', long, hide = true, value_name = "MS", allow_hyphen_values = true, value_parser = super::end_ms)]
    expiry_ts: Option<Patch<When>>,

    /// What a random token begins with; it counts for the length
    #[arg(long, value_name = "TEXT", conflicts_with = "token", value_parser = super::token)]
    prefix: Option<String>,

    /// How many random tokens to make
    #[arg(long, value_name = "N", default_value_t = 1, conflicts_with = "token", value_parser = clap::value_parser!(u32).range(1..))]
    count: u32,

    /// Print the requests and send none of them
    #[arg(long)]
    dry_run: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let texts = args.texts()?;
    let end = args.expire.or(args.expiry_ts).unwrap_or_default();
    let end = super::moment(end, context)?.as_set().copied();
    let length = args.length.filter(|_| args.prefix.is_none());
    let uses = args.uses_allowed.unwrap_or_default().as_set().copied();
    let synapse = context.synapse()?;
    let operation = bulk::synapse_operation("create_registration_token");
    if args.dry_run {
        let requests = texts.iter().map(|text| {
            let body = json!({
                "token": text, "length": length, "uses_allowed": uses,
                "expiry_time": end.map(Timestamp::as_millis),
            });
            bulk::request(operation, "", &body)
        });
        return bulk::show_all(context, requests);
    }
    context.allow(operation, &synapse.connection)?;
    let mut request = synapse.client.registration_tokens().create();
    if let Some(length) = length {
        request = request.length(length);
    }
    if let Some(uses) = uses {
        request = request.uses_allowed(uses);
    }
    if let Some(end) = end {
        request = request.expiry_time(end);
    }
    if let [text] = texts.as_slice() {
        let token = with(request, text.as_ref()).send().await?;
        return context
            .printer
            .record(&TOKENS, serde_json::to_value(token)?);
    }
    let count = texts.len();
    let mut made = context.printer.list(&TOKENS);
    for text in texts {
        match with(request.clone(), text.as_ref()).send().await {
            Ok(token) => made.push(serde_json::to_value(token)?)?,
            Err(error) if made.count() == 0 => return Err(error.into()),
            Err(error) => {
                let why = format!("{} of {count} made, then: {}", made.count(), Report(&error));
                made.finish()?;
                return Err(Failure::Partial(why));
            }
        }
        made.flush()?;
    }
    made.finish()
}

fn with<'a>(
    request: CreateRegistrationToken<'a>,
    text: Option<&String>,
) -> CreateRegistrationToken<'a> {
    match text {
        Some(text) => request.token(text),
        None => request,
    }
}

impl Args {
    /// The texts of the tokens; `None` is one that the server thinks of.
    fn texts(&self) -> Result<Vec<Option<String>>, Failure> {
        if self.token.is_some() {
            return Ok(vec![self.token.clone()]);
        }
        let text = || self.prefix.as_deref().map(|prefix| self.random(prefix));
        (0..self.count).map(|_| text().transpose()).collect()
    }

    /// A prefix with as many random letters and digits as are needed.
    fn random(&self, prefix: &str) -> Result<String, Failure> {
        let length = self.length.unwrap_or(LENGTH) as usize;
        if length < prefix.len() + LEAST {
            return Err(Failure::Usage(format!(
                "a token of {length} characters that begins with `{prefix}` could be guessed; give \
                 `--length {}` or more",
                prefix.len() + LEAST
            )));
        }
        let mut text = prefix.to_owned();
        while text.len() < length {
            let mut byte = [0];
            getrandom::fill(&mut byte).map_err(|error| Failure::Io(error.to_string()))?;
            // All letters are as likely: what is beyond the last of them is drawn again.
            if let Some(letter) = LETTERS.get(usize::from(byte[0] % 64)) {
                text.push(char::from(*letter));
            }
        }
        Ok(text)
    }
}
