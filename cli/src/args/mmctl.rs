//! Global flags of mmctl: those that mean something here do so, the others say why they cannot.

use crate::{
    exit::Failure,
    printer::{Format, OutputArgs},
};

/// Flags that scripts for mmctl give.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct MmctlArgs {
    /// `plain` for a table, `json` for JSON
    #[arg(long, hide = true, global = true, value_name = "FORMAT")]
    format: Option<MmctlFormat>,

    /// Say nothing on standard error but errors and questions, as `--quiet`
    #[arg(long, hide = true, global = true)]
    suppress_warnings: bool,

    /// Refused: the versions of this program and of the server have nothing to do with each other
    #[arg(long, hide = true, global = true)]
    strict: bool,

    /// Refused: no such TLS is spoken here
    #[arg(long, hide = true, global = true)]
    insecure_tls_version: bool,

    /// Refused: no such certificate is accepted here
    #[arg(long, hide = true, global = true)]
    insecure_sha1_intermediate: bool,
}

/// The formats of mmctl.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum MmctlFormat {
    Plain,
    Json,
}

impl MmctlArgs {
    /// Turns the flags into ours.
    pub(crate) fn translate(&self, output: &mut OutputArgs) {
        output.quiet |= self.suppress_warnings;
        output.output = output.output.or(match self.format {
            Some(MmctlFormat::Plain) => Some(Format::Table),
            Some(MmctlFormat::Json) => Some(Format::Json),
            None => None,
        });
    }

    /// Refuses what promises something that is not kept here.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        let what = match () {
            () if self.strict => {
                "`--strict` compares the versions of mmctl and the server; this program is not tied to one, \
                 so leave it out, and see `chatadm auth status` or `chatadm doctor` for the server"
            }
            () if self.insecure_tls_version => {
                "`--insecure-tls-version` is not there, because versions before TLS 1.2 are not spoken; put a \
                 proxy before the server"
            }
            () if self.insecure_sha1_intermediate => {
                "`--insecure-sha1-intermediate` is not there, because SHA-1 is no signature any more; renew the \
                 certificate"
            }
            () => return Ok(()),
        };
        Err(Failure::Usage(what.to_owned()))
    }
}
