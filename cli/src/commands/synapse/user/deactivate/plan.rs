//! What is said of accounts before they are deactivated.

use chatadm::synapse::UserId;

use crate::{context::Context, exit::Failure, reading};

/// How many accounts to say something of.
const SHOWN: usize = 10;

/// Says who the accounts are, and in how many rooms; of accounts that are not there, nothing.
pub(super) async fn show(context: &Context, ids: &[UserId]) -> Result<(), Failure> {
    if context.quiet {
        return Ok(());
    }
    let synapse = context.synapse()?;
    let ids: Vec<UserId> = ids.iter().take(SHOWN).cloned().collect();
    let ask = |id: UserId| {
        let user = synapse.client.user(id);
        async move {
            let Some(account) = user.get_opt().await? else {
                return Ok(None);
            };
            let rooms = user.joined_rooms().await?.len();
            Ok(Some((account, rooms)))
        }
    };
    let told = reading::each(context, &synapse.connection, "look", ids.clone(), ask).await?;
    for id in ids {
        let Some(Some((account, rooms))) = told.get(&id) else {
            context
                .printer
                .note(&format!("{id}: there is no such account"));
            continue;
        };
        let name = account.displayname.as_deref().unwrap_or_default();
        let mut traits = vec![match rooms {
            1 => "1 room".to_owned(),
            rooms => format!("{rooms} rooms"),
        }];
        for (is_so, what) in [
            (account.admin, "a server admin"),
            (account.deactivated, "deactivated already"),
            (account.locked, "locked"),
        ] {
            if is_so {
                traits.push(what.to_owned());
            }
        }
        let traits = traits.join(", ");
        context.printer.note(&format!("{id} ({name}): {traits}"));
    }
    Ok(())
}
