//! `chatadm config`: the file with the profiles.

use super::verbs;

pub(crate) mod import_mmctl;
pub(crate) mod import_synadm;
pub(crate) mod path;
pub(crate) mod show;
pub(crate) mod variables;

verbs! {
    /// Tells where the configuration lies
    Path(path),
    /// Shows the configuration, without its secrets
    #[command(visible_alias = "list")]
    Show(show),
    /// Lists the variables of the environment that count
    Variables(variables),
    /// Makes a profile of the configuration of synadm
    ImportSynadm(import_synadm),
    /// Makes profiles of the credentials of mmctl
    ImportMmctl(import_mmctl),
}
