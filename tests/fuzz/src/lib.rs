//! Inputs that nobody would send, made from those that somebody did.
//!
//! A [`Target`] has a name, a corpus in `corpus/<name>/`, and a law: a function that panics when an input
//! breaks a promise. Every entry of the corpus is tried as it is, then changed at random, always in the same
//! way, so that a run can be repeated. `CHATADM_FUZZ_EXECUTIONS=1000000` tries more, and
//! `CHATADM_FUZZ_SEED=2` others. What the law accepts joins the pool, so that later inputs get deeper than
//! the first refusal.
//!
//! An input that breaks the law is written to a file of the temporary directory. It goes into the corpus, under a name
//! that says what it broke, and is tried first from then on.

use std::{
    env, fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
};

mod mutate;

/// How many inputs are tried unless told.
const EXECUTIONS: u64 = 2_000;

/// How many inputs are kept to be changed.
const POOL: usize = 512;

/// Something that reads what others wrote.
#[derive(Debug)]
#[must_use = "a target is tried when it is run"]
pub struct Target {
    name: String,
    pool: Vec<Vec<u8>>,
    share: u64,
}

/// What came of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tally {
    /// How many inputs were tried.
    pub executions: u64,
    /// How many of them were accepted.
    pub accepted: u64,
}

impl Target {
    /// A target with the corpus of its name, if there is one.
    ///
    /// # Panics
    ///
    /// When the corpus cannot be read.
    pub fn new(name: &str) -> Self {
        let directory: PathBuf = [env!("CARGO_MANIFEST_DIR"), "corpus", name]
            .iter()
            .collect();
        let mut paths: Vec<PathBuf> = match fs::read_dir(&directory) {
            Ok(entries) => entries
                .map(|entry| {
                    entry
                        .unwrap_or_else(|error| panic!("{name}: {error}"))
                        .path()
                })
                .collect(),
            Err(_) => Vec::new(),
        };
        // Directories have no order, and a run is to be repeated.
        paths.sort();
        let read = |path: PathBuf| {
            fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        };
        Self {
            name: name.to_owned(),
            pool: paths.into_iter().map(read).collect(),
            share: 1,
        }
    }

    /// Adds inputs that are known from elsewhere, such as recorded answers.
    pub fn seeds<I: Into<Vec<u8>>>(mut self, seeds: impl IntoIterator<Item = I>) -> Self {
        self.pool.extend(seeds.into_iter().map(Into::into));
        self
    }

    /// One of many targets that share their executions.
    pub fn one_of(mut self, targets: usize) -> Self {
        self.share = targets as u64;
        self
    }

    /// Tries the law, which says whether an input was accepted and panics when a promise is broken.
    ///
    /// # Panics
    ///
    /// When the law does, when an input takes too long, and when there is no corpus.
    pub fn run(mut self, law: impl Fn(&[u8]) -> bool) -> Tally {
        assert!(
            !self.pool.is_empty(),
            "{}: nothing to begin with",
            self.name
        );
        let mut tally = Tally::default();
        for entry in &self.pool {
            self.check(entry, &law, &mut tally);
        }
        let executions = number("CHATADM_FUZZ_EXECUTIONS").unwrap_or(EXECUTIONS);
        let mut random = fastrand::Rng::with_seed(number("CHATADM_FUZZ_SEED").unwrap_or(1));
        for _ in 0..executions.div_ceil(self.share) {
            let input = mutate::any(&self.pool, &mut random);
            if !self.check(&input, &law, &mut tally) {
                continue;
            }
            if self.pool.len() < POOL {
                self.pool.push(input);
            } else if random.u8(..) < 16 {
                let place = random.usize(..POOL);
                self.pool[place] = input;
            }
        }
        // Whoever has many targets tells of all at once.
        if self.share == 1 {
            self.tell(tally);
        }
        tally
    }

    #[expect(clippy::print_stdout, reason = "shown with `--nocapture`")]
    fn tell(&self, tally: Tally) {
        let Tally {
            executions,
            accepted,
        } = tally;
        println!(
            "fuzz {}: {executions} executions, {accepted} accepted",
            self.name
        );
    }

    fn check(&self, input: &[u8], law: &impl Fn(&[u8]) -> bool, tally: &mut Tally) -> bool {
        let outcome = catch_unwind(AssertUnwindSafe(|| law(input)));
        tally.executions += 1;
        // The test harness has shown the message.
        let accepted = outcome.unwrap_or_else(|_| {
            panic!(
                "{}: this breaks the law, and is kept in {}: {:?}",
                self.name,
                self.keep(input).display(),
                String::from_utf8_lossy(input)
            )
        });
        tally.accepted += u64::from(accepted);
        accepted
    }

    /// Keeps an input that broke the law.
    fn keep(&self, input: &[u8]) -> PathBuf {
        let path = env::temp_dir().join(format!(
            "chatadm-fuzz-{}-{}",
            self.name.replace(['/', ' '], "-"),
            input.len()
        ));
        // The text of the panic has it as well.
        let _ = fs::write(&path, input);
        path
    }
}

/// A number of the environment.
fn number(name: &str) -> Option<u64> {
    let text = env::var_os(name)?.into_string().ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{name} is no number: {text}")),
    )
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    fn inputs() -> Vec<Vec<u8>> {
        let seen = RefCell::new(Vec::new());
        Target::new("none")
            .seeds(["{\"a\": [1, \"x\"]}"])
            .run(|input| {
                seen.borrow_mut().push(input.to_vec());
                true
            });
        seen.into_inner()
    }

    #[test]
    fn a_run_can_be_repeated() {
        assert!(inputs() == inputs());
    }

    #[test]
    fn inputs_differ_and_some_are_deep() {
        let inputs = inputs();
        let different: std::collections::BTreeSet<_> = inputs.iter().collect();
        assert!(different.len() * 2 > inputs.len(), "{}", different.len());
        let deep = |input: &&Vec<u8>| {
            input
                .windows(100)
                .any(|part| part.iter().all(|&byte| byte == b'['))
        };
        assert!(inputs.iter().any(|input| deep(&input)));
        assert!(inputs.iter().all(|input| input.len() <= mutate::LONGEST));
    }

    #[test]
    #[should_panic(expected = "this breaks the law")]
    fn a_broken_law_is_found() {
        Target::new("none").seeds(["plain"]).run(|input| {
            assert!(!input.contains(&0xff));
            true
        });
    }
}
