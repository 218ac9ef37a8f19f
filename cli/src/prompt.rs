//! Questions to the person at the terminal. They are asked on standard error, so that the output stays
//! one document.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use chatadm::Secret;

use crate::{config, exit::Failure, printer};

/// Asks, when there is somebody to ask.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Prompter {
    yes: bool,
}

impl Prompter {
    /// `yes` answers what needs no more than that.
    pub(crate) fn new(yes: bool) -> Self {
        Self { yes }
    }

    /// Whether a person may get to read what leads to a question.
    pub(crate) fn will_ask(self) -> bool {
        !self.yes && io::stdin().is_terminal()
    }

    /// Asks whether to go on.
    pub(crate) fn confirm(self, question: &str) -> Result<(), Failure> {
        if self.yes {
            return Ok(());
        }
        let answer = ask(&format!("{question} (y/N) "), "`--yes`")?;
        if matches!(answer.trim(), "y" | "Y" | "yes") {
            Ok(())
        } else {
            Err(Failure::Declined)
        }
    }

    /// Asks for a text to be typed back; `--yes` does where no flag of its own is named.
    pub(crate) fn typed(
        self,
        question: &str,
        text: &str,
        flag: Option<&str>,
    ) -> Result<(), Failure> {
        if self.yes && flag.is_none() {
            return Ok(());
        }
        let flag = flag.unwrap_or("--yes");
        let answer = ask(
            &format!("{question}\ntype `{text}` to go on, anything else to stop: "),
            &format!("`{flag}`"),
        )?;
        if answer.trim() == text {
            Ok(())
        } else {
            Err(Failure::Declined)
        }
    }

    /// Whether there is somebody to ask.
    pub(crate) fn is_answered() -> bool {
        io::stdin().is_terminal()
    }

    /// Asks for a secret, without showing it.
    pub(crate) fn secret(question: &str, instead: &str) -> Result<Secret, Failure> {
        if !io::stdin().is_terminal() {
            return Err(nobody(question, instead));
        }
        let secret = rpassword::prompt_password(question)?;
        Ok(Secret::from(secret))
    }
}

fn ask(question: &str, instead: &str) -> Result<String, Failure> {
    if !io::stdin().is_terminal() {
        return Err(nobody(question, instead));
    }
    let mut output = anstream::stderr();
    write!(output, "{}", printer::fitted(question))?;
    output.flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(answer)
}

fn nobody(question: &str, instead: &str) -> Failure {
    let question = question.lines().next().unwrap_or_default().trim_end();
    Failure::Usage(format!(
        "this needs an answer and nobody is at the terminal; give {instead} ({question})"
    ))
}

/// Reads a secret from a file or, as `-`, from standard input; the end of the last line is not part of it.
pub(crate) fn secret_from(path: &std::path::Path) -> Result<Secret, Failure> {
    let text = if path.as_os_str() == "-" {
        if io::stdin().is_terminal() {
            // Nobody wants to see it there.
            rpassword::prompt_password("secret: ")?
        } else {
            io::read_to_string(io::stdin())?
        }
    } else {
        let text = std::fs::read_to_string(path)
            .map_err(|error| Failure::Config(format!("{}: {error}", path.display())))?;
        if config::is_exposed(path) {
            // Not refused: what mounts secrets into containers makes such files.
            printer::say_safely(&format!(
                "warning: {0} holds a secret and everybody on this machine can read it; run `chmod 600 {0}`",
                path.display()
            ));
        }
        text
    };
    // What was read is wiped as well.
    let text = Secret::from(text);
    let text = text.expose().trim_end_matches(['\r', '\n']);
    if text.is_empty() {
        let name = match path.as_os_str() {
            name if name == "-" => "standard input".into(),
            name => name.to_string_lossy(),
        };
        return Err(Failure::Config(format!("{name} is empty")));
    }
    Ok(Secret::from(text))
}
