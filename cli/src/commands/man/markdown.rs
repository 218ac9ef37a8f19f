//! The reference of all commands as one Markdown document, which is `docs/cli.md`.

use std::fmt::Write as _;

use clap::{Arg, Command, builder::PossibleValue};

use crate::{commands::explain::exits, env_vars};

const HEAD: &str = "\
# The commands of `chatadm`

Written by `cargo xtask cli` from the program itself; do not edit. `chatadm COMMAND --help` and the manual
pages (`chatadm man`) say the same.
";

/// Writes the document for a tree that is built.
pub(super) fn write(root: &Command) -> String {
    let mut text = HEAD.to_owned();
    text.push_str("\n## Contents\n\n");
    let mut commands = Vec::new();
    collect(root, &mut commands);
    for heading in ["Options of every command", "Exit codes", "Environment"] {
        let _ = writeln!(text, "- [{heading}](#{})", anchor(heading));
    }
    for (depth, command) in &commands {
        let name = name(command);
        let about = command.get_about().map(ToString::to_string);
        let _ = writeln!(
            text,
            "{}- [`{name}`](#{}): {}",
            "  ".repeat(*depth),
            anchor(name),
            escaped(&about.unwrap_or_default())
        );
    }
    text.push_str("\n## Options of every command\n");
    options(
        root.get_arguments().filter(|arg| arg.is_global_set()),
        &mut text,
    );
    text.push_str("\n## Exit codes\n\n| Code | Meaning | What to do |\n|---|---|---|\n");
    for exit in exits::ALL {
        let (meaning, advice) = (escaped(exit.meaning), escaped(exit.advice));
        let _ = writeln!(text, "| {} | {meaning} | {advice} |", exit.code);
    }
    text.push_str("\n## Environment\n\n| Variable | Meaning |\n|---|---|\n");
    for variable in env_vars::ALL {
        let _ = writeln!(text, "| `{}` | {} |", variable.name, escaped(variable.help));
    }
    for (_, command) in &commands {
        section(command, &mut text);
    }
    text
}

/// The commands below one, each with its depth, without those that are hidden.
fn collect<'a>(command: &'a Command, commands: &mut Vec<(usize, &'a Command)>) {
    fn below<'a>(command: &'a Command, depth: usize, commands: &mut Vec<(usize, &'a Command)>) {
        for own in command.get_subcommands() {
            if own.is_hide_set() || own.get_name() == "help" {
                continue;
            }
            commands.push((depth, own));
            below(own, depth + 1, commands);
        }
    }
    below(command, 0, commands);
}

fn name(command: &Command) -> &str {
    command.get_bin_name().unwrap_or_else(|| command.get_name())
}

fn section(command: &Command, text: &mut String) {
    let _ = write!(text, "\n## {}\n\n", name(command));
    let about = command.get_long_about().or_else(|| command.get_about());
    if let Some(about) = about {
        let _ = writeln!(text, "{}", escaped(&about.to_string()));
    }
    let usage = command.clone().render_usage().to_string();
    let usage = usage.strip_prefix("Usage: ").unwrap_or(&usage);
    let _ = writeln!(text, "\n```text\n{}\n```", usage.trim());
    let aliases: Vec<&str> = command.get_visible_aliases().collect();
    if !aliases.is_empty() {
        let _ = writeln!(text, "\nOther names: `{}`", aliases.join("`, `"));
    }
    let own = |arg: &&Arg| !arg.is_global_set() && !arg.is_hide_set() && arg.get_id() != "help";
    let arguments: Vec<&Arg> = command.get_positionals().filter(own).collect();
    if !arguments.is_empty() {
        text.push_str("\n**Arguments**\n\n");
        for argument in arguments {
            item(argument, text);
        }
    }
    options(command.get_opts().chain(flags(command)).filter(own), text);
    let after = command.get_after_help().map(ToString::to_string);
    match after
        .as_deref()
        .map(|after| after.strip_prefix("Examples:\n"))
    {
        Some(Some(examples)) => {
            let lines: Vec<&str> = examples
                .lines()
                .map(|line| line.strip_prefix("  ").unwrap_or(line))
                .collect();
            let _ = writeln!(text, "\n**Examples**\n\n```sh\n{}\n```", lines.join("\n"));
        }
        _ => {
            if let Some(after) = after {
                let _ = writeln!(text, "\n```text\n{after}\n```");
            }
        }
    }
}

fn flags(command: &Command) -> impl Iterator<Item = &Arg> {
    let is_flag = |arg: &&Arg| !arg.is_positional() && !arg.get_action().takes_values();
    command.get_arguments().filter(is_flag)
}

/// Options below their headings, in the order in which these first come.
fn options<'a>(arguments: impl Iterator<Item = &'a Arg>, text: &mut String) {
    let mut groups: Vec<(&str, Vec<&Arg>)> = Vec::new();
    for argument in arguments.filter(|argument| !argument.is_hide_set()) {
        let heading = argument.get_help_heading().unwrap_or("Options");
        match groups.iter_mut().find(|(known, _)| *known == heading) {
            Some((_, arguments)) => arguments.push(argument),
            None => groups.push((heading, vec![argument])),
        }
    }
    groups.sort_by_key(|(heading, _)| *heading != "Options");
    for (heading, arguments) in groups {
        let _ = write!(text, "\n**{heading}**\n\n");
        for argument in arguments {
            item(argument, text);
        }
    }
}

fn item(argument: &Arg, text: &mut String) {
    let values = argument.get_value_names().unwrap_or_default();
    let values: Vec<String> = values.iter().map(|value| format!("<{value}>")).collect();
    let values = values.join(" ");
    let mut names = Vec::new();
    if argument.is_positional() {
        names.push(format!("`{values}`"));
    } else {
        names.extend(argument.get_short().map(|short| format!("`-{short}`")));
        names.extend(argument.get_long().map(|long| format!("`--{long}`")));
        let takes_values = argument.get_action().takes_values();
        if let (true, Some(last)) = (takes_values, names.last_mut()) {
            *last = format!("{} {values}`", last.trim_end_matches('`'));
        }
    }
    let help = argument
        .get_help()
        .map(ToString::to_string)
        .unwrap_or_default();
    let _ = write!(text, "- {}: {}", names.join(", "), escaped(&help));
    let aliases = argument.get_visible_aliases().unwrap_or_default();
    if !aliases.is_empty() {
        let _ = write!(text, ". Also `--{}`", aliases.join("`, `--"));
    }
    let possible = argument.get_possible_values();
    let is_flag = !argument.get_action().takes_values();
    if !is_flag && !possible.is_empty() && !argument.is_hide_possible_values_set() {
        let shown = possible.iter().filter(|value| !value.is_hide_set());
        let names: Vec<&str> = shown.map(PossibleValue::get_name).collect();
        let _ = write!(text, ". One of `{}`", names.join("`, `"));
    }
    text.push('\n');
}

/// The place of a heading in the page, as GitHub names it.
fn anchor(heading: &str) -> String {
    heading.to_lowercase().replace(' ', "-")
}

/// Text without what Markdown or HTML would take for its own, outside of code.
fn escaped(text: &str) -> String {
    let parts = text.split('`').enumerate().map(|(at, part)| {
        if at % 2 == 0 {
            part.replace('<', "\\<")
                .replace('*', "\\*")
                .replace('|', "\\|")
        } else {
            part.to_owned()
        }
    });
    parts.collect::<Vec<_>>().join("`")
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::args::Cli;

    #[test]
    fn every_command_that_is_shown_has_its_section_and_its_place_in_the_contents() {
        let mut root = Cli::command();
        root.build();
        let text = write(&root);
        let mut commands = Vec::new();
        collect(&root, &mut commands);
        assert!(commands.len() > 100, "{}", commands.len());
        for (_, command) in commands {
            let name = name(command);
            assert!(text.contains(&format!("\n## {name}\n")), "{name}");
            assert!(text.contains(&format!("(#{})", anchor(name))), "{name}");
        }
        for exit in exits::ALL {
            assert!(text.contains(&format!("| {} |", exit.code)));
        }
        for hidden in ["synapse group", "--no-batch"] {
            assert!(!text.contains(hidden), "{hidden}");
        }
    }

    /// The words of an example of a shell, up to what the shell does with the output.
    fn words(line: &str) -> Vec<String> {
        let mut words = vec![String::new()];
        let mut quote = None;
        let mut characters = line.chars();
        while let Some(character) = characters.next() {
            let word = words.last_mut().unwrap();
            match (quote, character) {
                (None, '\'' | '"') => quote = Some(character),
                (Some(open), _) if open == character => quote = None,
                (None, '|' | '>' | '<' | '&' | ';' | '#') if word.is_empty() => break,
                (None, ' ') => words.push(String::new()),
                (None, '\\') => word.extend(characters.next()),
                _ => word.push(character),
            }
        }
        words.retain(|word| !word.is_empty());
        words
    }

    #[test]
    fn every_example_is_understood() {
        let mut root = Cli::command();
        root.build();
        let mut commands = vec![(0, &root)];
        collect(&root, &mut commands);
        let mut wrong = Vec::new();
        for (_, command) in commands {
            let after = command.get_after_help().map(ToString::to_string);
            let after = after.unwrap_or_default();
            // Other words of the shell may stand before the program, and around it in `$(…)`.
            let examples = after.lines().filter_map(|line| {
                let at = line.find("chatadm ")?;
                let end = line.rfind(")\"").filter(|_| line.contains("$("));
                line.starts_with("  ")
                    .then(|| &line[at..end.unwrap_or(line.len())])
            });
            wrong.extend(examples.filter_map(misunderstood));
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    /// Why an example is not understood, if it is not.
    fn misunderstood(example: &str) -> Option<String> {
        let error = Cli::command().try_get_matches_from(words(example)).err()?;
        let error = error.to_string();
        Some(format!(
            "`{example}`: {}",
            error.lines().next().unwrap_or_default()
        ))
    }

    #[test]
    fn every_example_of_the_readme_is_understood() {
        let readme = include_str!("../../../../README.md");
        let examples = readme.lines().filter(|line| line.starts_with("chatadm "));
        let examples = examples.map(|line| line.split("  #").next().unwrap_or(line).trim_end());
        let examples: Vec<&str> = examples.collect();
        assert!(examples.len() > 5, "{examples:?}");
        let wrong: Vec<String> = examples.into_iter().filter_map(misunderstood).collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn text_is_not_taken_for_markup() {
        assert_eq!(escaped("a <b> `<c>` *d*"), "a \\<b> `<c>` \\*d\\*");
    }
}
