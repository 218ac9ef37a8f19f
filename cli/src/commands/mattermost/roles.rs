//! `chatadm mattermost roles`: who administers the server, in the words of mmctl. Other roles are those of
//! `user roles`.

use crate::commands::verbs;

pub(crate) mod member;
pub(crate) mod system_admin;

verbs! {
    /// Makes users system admins
    #[command(alias = "system_admin")]
    SystemAdmin(system_admin),
    /// Makes system admins ordinary users
    Member(member),
}
