//! The formats and their old letters.

/// How a document is written.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Format {
    /// Columns for people
    #[value(aliases = ["human", "h"])]
    #[serde(alias = "human")]
    Table,
    /// One indented document
    #[value(alias = "j")]
    Json,
    /// One line for each item
    Jsonl,
    /// YAML
    #[value(alias = "y")]
    Yaml,
    /// Comma-separated values, with cells that a spreadsheet would run made harmless
    Csv,
    /// Tab-separated values
    Tsv,
    /// The ids alone, one on each line
    Ids,
    /// JSON with an indent of four
    #[value(alias = "p")]
    Pprint,
    /// JSON on one line
    #[value(alias = "m")]
    Minified,
    /// What a server answered, byte for byte, for calls of `api`; elsewhere JSON on one line
    Raw,
}

impl Format {
    /// Whether a reader of this wants errors as JSON too.
    pub(crate) fn is_json(self) -> bool {
        matches!(
            self,
            Self::Json | Self::Jsonl | Self::Pprint | Self::Minified
        )
    }

    /// Whether a document can be used although it has no end yet.
    pub(crate) fn is_lines(self) -> bool {
        matches!(self, Self::Jsonl | Self::Csv | Self::Tsv | Self::Ids)
    }
}
