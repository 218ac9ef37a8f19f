//! ^C while nothing else hears it, such as while a question waits for its answer.

use crate::{commands, exit::Failure, printer};

/// As much as the main thread has; the parsers and the clients need it where nothing is optimized.
const STACK: usize = 8 << 20;

/// Does the work beside the main thread, which waits for its end or for ^C: a question that waits for its
/// answer hears nothing.
pub(crate) fn watch(work: impl FnOnce() -> u8 + Send + 'static) -> Result<u8, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let terminal = Terminal::remember();
    let (sender, receiver) = tokio::sync::oneshot::channel();
    let worker = std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(move || {
            // Nobody listens any more when the program was interrupted.
            let _ = sender.send(work());
        })?;
    let ended = runtime.block_on(async {
        tokio::select! {
            biased;
            code = receiver => Some(code),
            // Bulk work listens too, and ends by itself.
            () = commands::abandoned() => None,
        }
    });
    match ended {
        Some(Ok(code)) => Ok(code),
        Some(Err(_)) => match worker.join() {
            Err(panic) => std::panic::resume_unwind(panic),
            Ok(()) => Err(Failure::Io("the work ended without an outcome".to_owned())),
        },
        None => {
            terminal.restore();
            // A question, or what was typed, stands before the cursor.
            printer::end_line();
            Err(Failure::Interrupted("interrupted".to_owned()))
        }
    }
}

/// How the terminal was before the run. A question for a secret stops showing what is typed, and ^C can end
/// the run in the middle of it.
struct Terminal {
    #[cfg(unix)]
    mode: Option<rustix::termios::Termios>,
}

#[cfg(unix)]
impl Terminal {
    fn remember() -> Self {
        Self {
            mode: rustix::termios::tcgetattr(std::io::stdin()).ok(),
        }
    }

    fn restore(self) {
        if let Some(mode) = self.mode {
            let now = rustix::termios::OptionalActions::Now;
            let _ = rustix::termios::tcsetattr(std::io::stdin(), now, &mode);
        }
    }
}

#[cfg(not(unix))]
impl Terminal {
    fn remember() -> Self {
        Self {}
    }

    fn restore(self) {}
}
