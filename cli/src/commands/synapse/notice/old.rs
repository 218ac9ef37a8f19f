//! Options of old scripts.

/// What old scripts say about pages and plans.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct OldArgs {
    /// Without effect: the selection is complete before the first notice is sent
    #[arg(
        short = 'p',
        long,
        hide = true,
        visible_alias = "paginate",
        value_name = "N"
    )]
    batch_size: Option<u32>,

    /// How many users the plan shows
    #[arg(short = 'l', long, hide = true, value_name = "N")]
    pub(super) preview_length: Option<usize>,
}
