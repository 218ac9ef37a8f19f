//! Which accounts a list, a count or a search means.

use super::{
    World,
    accounts::Account,
    parameters::is_id,
    refusal::Refusal,
    rights::{Right, is_role_name},
    sessions::Caller,
};
use crate::sandbox::crowd::Stretch;

/// Where accounts have to be, or must not be.
#[derive(Debug, Clone, Default)]
pub(super) enum Place {
    #[default]
    Anywhere,
    /// In no team at all.
    Outside,
    InTeam(String),
    NotInTeam(String),
    InChannel(String),
    /// In the team, and not in the channel.
    NotInChannel(String, String),
}

/// All that accounts can be asked for beside text.
#[derive(Debug, Clone, Default)]
pub(super) struct Filter {
    pub(super) place: Place,
    /// Active ones only, or deactivated ones only.
    pub(super) is_active: Option<bool>,
    /// Those with one of these roles; all if there is none.
    pub(super) roles: Vec<String>,
    /// Those with one of these roles in the team of the place.
    pub(super) team_roles: Vec<String>,
    /// Those with one of these roles in the channel of the place.
    pub(super) channel_roles: Vec<String>,
    /// Leaves bots out.
    pub(super) has_no_bots: bool,
}

/// Refuses what can be no roles.
pub(super) fn check_roles(name: &str, roles: &[String]) -> Result<(), Refusal> {
    match roles.iter().all(|role| is_role_name(role)) {
        true => Ok(()),
        false => Err(Refusal::body(name)),
    }
}

impl World {
    /// That the caller may look there.
    pub(super) fn need_place(&self, caller: &Caller, place: &Place) -> Result<(), Refusal> {
        match place {
            Place::Anywhere => Ok(()),
            Place::Outside => caller.need(Right::ListUsersWithoutTeam),
            Place::InTeam(team) | Place::NotInTeam(team) => {
                check_id(team, "team_id")?;
                self.need_team(caller, team)
            }
            Place::InChannel(channel) | Place::NotInChannel(_, channel) => {
                check_id(channel, "channel_id")?;
                self.need_channel(caller, channel)
            }
        }
    }

    fn is_there(&self, account: &Account, filter: &Filter) -> bool {
        let id = &account.id;
        let team = |team: &str| self.teams.get(team)?.members.get(id).copied();
        let channel = |channel: &str| Some(self.channels.get(channel)?.members.get(id)?.0);
        match &filter.place {
            Place::Anywhere => true,
            Place::Outside => !self.teams.is_in_any(id),
            Place::InTeam(id) => team(id)
                .is_some_and(|is_admin| has_one(&filter.team_roles, super::teams::roles(is_admin))),
            Place::NotInTeam(id) => team(id).is_none(),
            Place::InChannel(id) => channel(id).is_some_and(|is_admin| {
                let roles = if is_admin {
                    "channel_user channel_admin"
                } else {
                    "channel_user"
                };
                has_one(&filter.channel_roles, roles)
            }),
            Place::NotInChannel(in_team, id) => team(in_team).is_some() && channel(id).is_none(),
        }
    }

    pub(super) fn fits(&self, account: &Account, filter: &Filter) -> bool {
        let is_active = account.delete_at == 0;
        filter.is_active.is_none_or(|wanted| wanted == is_active)
            && !(filter.has_no_bots && account.bot.is_some())
            && has_one(&filter.roles, &account.roles)
            && self.is_there(account, filter)
    }

    /// The accounts that fit, in the order of their names, without making any.
    pub(super) fn fitting(&self, filter: &Filter) -> Vec<Stretch<'_, Account>> {
        // All that a sandbox begins with are alike to what can be asked here, and nowhere.
        let are_generated_wanted = self.fits(&self.accounts.generate(0), filter);
        let mut stretches = self.accounts.stretches();
        stretches.retain(|stretch| match stretch {
            Stretch::Generated(_) => are_generated_wanted,
            Stretch::Changed(account) => self.fits(account, filter),
        });
        stretches
    }

    /// How many accounts fit.
    pub(super) fn count(&self, filter: &Filter) -> usize {
        self.fitting(filter).iter().map(Stretch::len).sum()
    }

    /// Some of the accounts that fit, in the order of their names; no others are made.
    pub(super) fn slice(&self, filter: &Filter, mut skip: usize, size: usize) -> Vec<Account> {
        let mut found = Vec::new();
        for stretch in self.fitting(filter) {
            if found.len() >= size {
                break;
            }
            let length = stretch.len();
            if skip >= length {
                skip -= length;
                continue;
            }
            let room = size - found.len();
            match stretch {
                Stretch::Changed(account) => found.push(account.clone()),
                Stretch::Generated(numbers) => {
                    let numbers = numbers.skip(skip).take(room);
                    found.extend(numbers.map(|number| self.accounts.generate(number)));
                }
            }
            skip = 0;
        }
        found
    }
}

fn check_id(id: &str, name: &str) -> Result<(), Refusal> {
    match is_id(id) {
        true => Ok(()),
        false => Err(Refusal::url(name)),
    }
}

/// Whether one of the wanted roles is among those separated by spaces; any are where none is wanted.
fn has_one(wanted: &[String], roles: &str) -> bool {
    let mut roles = roles.split_whitespace();
    wanted.is_empty() || roles.any(|role| wanted.iter().any(|wanted| wanted == role))
}
