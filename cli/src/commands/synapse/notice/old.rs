//! Options of old scripts that nothing needs any more.

/// Accepted and without effect.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct OldArgs {
    /// The selection is complete before the first notice is sent
    #[arg(
        short = 'p',
        long,
        hide = true,
        visible_alias = "paginate",
        value_name = "N"
    )]
    batch_size: Option<u32>,

    /// The plan shows ten users
    #[arg(short = 'l', long, hide = true, value_name = "N")]
    preview_length: Option<u32>,
}
