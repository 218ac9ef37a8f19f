//! What is asked before many things are changed.

use std::fmt::{Display, Write as _};

use super::Action;
use crate::{context::Context, exit::Failure};

/// Shows what will be done, and asks once.
pub(super) fn confirm<K: Display>(
    context: &Context,
    action: &Action,
    keys: &[K],
) -> Result<(), Failure> {
    let (verb, noun) = (action.verb(), action.noun());
    let consequence = action.consequence_text();
    if let [key] = keys {
        let key = action.name(key);
        let question = format!("{verb} the {noun} {key}?{consequence}");
        return action.confirm_one(context.prompter, &question, &key);
    }
    let count = keys.len();
    let mut plan = format!("{verb} {count} {noun}s:");
    let most = action.most_shown();
    for key in keys.iter().take(most) {
        let _ = write!(plan, "\n  {}", action.name(key));
    }
    if count > most {
        let more = count - most;
        let _ = write!(plan, "\n  and {more} more, which `--dry-run` lists");
    }
    context.printer.note(&plan);
    let question = format!("{verb} these {count} {noun}s?{consequence} Nothing has been sent yet.");
    action.confirm_many(context.prompter, &question, count)
}
