//! `chatadm config`: the file with the profiles.

use super::verbs;

pub(crate) mod edit;
pub(crate) mod get;
pub(crate) mod import_mmctl;
pub(crate) mod import_synadm;
pub(crate) mod path;
pub(crate) mod set;
pub(crate) mod show;
pub(crate) mod unset;
pub(crate) mod variables;

verbs! {
    /// Prints one setting
    Get(get),
    /// Changes one setting
    Set(set),
    /// Takes one setting away
    Unset(unset),
    /// Shows the configuration, without its secrets
    #[command(visible_alias = "list")]
    Show(show),
    /// Changes the configuration in an editor
    Edit(edit),
    /// Tells where the configuration lies
    Path(path),
    /// Lists the variables of the environment that count
    Variables(variables),
    /// Makes a profile of the configuration of synadm
    ImportSynadm(import_synadm),
    /// Makes profiles of the credentials of mmctl
    ImportMmctl(import_mmctl),
}
