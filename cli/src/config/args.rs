//! Where to connect, as flags tell.

use std::{net::IpAddr, path::PathBuf, str::FromStr, time::Duration};

use chatadm::Secret;

use super::Profile;
use crate::{exit::Failure, moment, sandbox::Places};

/// Where to connect, as flags tell. All of them are valid with every command.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Connection")]
pub(crate) struct ConnectArgs {
    /// The configuration file
    #[arg(
        long,
        visible_alias = "config-file",
        global = true,
        value_name = "FILE"
    )]
    pub(crate) config: Option<PathBuf>,

    /// The configuration file, in the place where older programs have it
    #[arg(
        short = 'c',
        hide = true,
        id = "config_short",
        value_name = "FILE",
        conflicts_with = "config"
    )]
    pub(crate) config_short: Option<PathBuf>,

    /// The profile to use; its address and token then count before those of the environment
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) profile: Option<String>,

    /// The address of the server
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) url: Option<String>,

    /// A file that holds the access token; `-` reads standard input
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,

    /// Connect to this Unix domain socket
    #[arg(long, global = true, value_name = "PATH")]
    pub(crate) unix_socket: Option<PathBuf>,

    /// Whether the socket of a Mattermost server was asked for. The commands where it means something show the
    /// flag; before them it is where other programs have it.
    #[arg(long = "local", id = "local_first", hide = true)]
    pub(crate) local: bool,

    /// Connect to this address where the server is that host and port
    #[arg(long, global = true, value_name = "HOST:PORT:ADDR")]
    pub(crate) resolve: Vec<Resolution>,

    /// Give up on an attempt after this long (`60s` unless told)
    #[arg(long, global = true, value_name = "TIME", value_parser = moment::duration)]
    pub(crate) timeout: Option<Duration>,

    /// Give up on connecting after this long (`10s` unless told)
    #[arg(long, global = true, value_name = "TIME", value_parser = moment::duration)]
    pub(crate) connect_timeout: Option<Duration>,

    /// Trust the certificate authorities in this PEM file too
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) ca_cert: Option<PathBuf>,

    /// Present the certificate in this PEM file, which may hold its key too
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) client_cert: Option<PathBuf>,

    /// The key of the certificate, in a PEM file of its own
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) client_key: Option<PathBuf>,

    /// Accept any certificate, so that anybody on the way can read and change everything
    #[arg(long, global = true)]
    pub(crate) insecure: bool,

    /// Connect through this proxy
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) proxy: Option<Secret>,

    /// How often a call is tried again, where that is harmless
    #[arg(long, global = true, value_name = "N")]
    pub(crate) retries: Option<u32>,

    /// Try again too where a repeat may do something twice, because you know that it does not matter
    #[arg(long, global = true)]
    pub(crate) idempotent_retry: bool,

    /// Refuse everything but reading
    #[arg(long, global = true)]
    pub(crate) read_only: bool,

    /// Use servers in memory with made-up accounts and rooms, which are gone when the command is over
    #[arg(long, global = true)]
    pub(crate) sandbox: bool,

    /// Where the servers in memory are, once they are.
    #[arg(skip)]
    pub(crate) places: Places,
}

/// Where a host is, in place of what the name service says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Resolution {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) addresses: Vec<IpAddr>,
}

impl FromStr for Resolution {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.splitn(3, ':');
        let wrong =
            || format!("`{text}` is not HOST:PORT:ADDR, such as `matrix.example.org:443:10.0.0.5`");
        let (Some(host), Some(port), Some(addresses)) = (parts.next(), parts.next(), parts.next())
        else {
            return Err(wrong());
        };
        let address = |text: &str| {
            let bare = text.trim_start_matches('[').trim_end_matches(']');
            bare.parse::<IpAddr>().map_err(|_| wrong())
        };
        let addresses: Result<Vec<IpAddr>, _> = addresses.split(',').map(address).collect();
        if host.is_empty() {
            return Err(wrong());
        }
        Ok(Self {
            host: host.to_ascii_lowercase(),
            port: port.parse().map_err(|_| wrong())?,
            addresses: addresses?,
        })
    }
}

impl ConnectArgs {
    /// The file that flags or the environment name.
    pub(crate) fn config_path(&self) -> Result<PathBuf, Failure> {
        super::path(self.config.as_deref().or(self.config_short.as_deref()))
    }

    /// Keeps in a profile what flags say of the way to its server.
    pub(crate) fn keep_in(&self, profile: &mut Profile) -> Result<(), Failure> {
        let absolute =
            |path: &PathBuf| std::path::absolute(path).map_err(|error| Failure::file(path, &error));
        for (flag, kept) in [
            (&self.unix_socket, &mut profile.unix_socket),
            (&self.ca_cert, &mut profile.ca_cert),
            (&self.client_cert, &mut profile.client_cert),
            (&self.client_key, &mut profile.client_key),
        ] {
            if let Some(path) = flag {
                *kept = Some(absolute(path)?);
            }
        }
        for (flag, kept) in [
            (self.timeout, &mut profile.timeout),
            (self.connect_timeout, &mut profile.connect_timeout),
        ] {
            if let Some(time) = flag {
                *kept = Some(time.as_secs().max(1));
            }
        }
        if let Some(proxy) = &self.proxy {
            profile.proxy = Some(proxy.clone());
        }
        profile.retries = self.retries.or(profile.retries);
        profile.insecure |= self.insecure;
        profile.read_only |= self.read_only;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_given_addresses_as_curl_has_it() {
        let read = |text: &str| text.parse::<Resolution>();
        let four: IpAddr = "10.0.0.5".parse().unwrap();
        let six: IpAddr = "::1".parse().unwrap();
        for (text, addresses) in [
            ("Example.org:443:10.0.0.5", vec![four]),
            ("example.org:443:[::1]", vec![six]),
            ("example.org:443:::1", vec![six]),
            ("example.org:443:10.0.0.5,::1", vec![four, six]),
        ] {
            let host = "example.org".to_owned();
            let expected = Resolution {
                host,
                port: 443,
                addresses,
            };
            assert_eq!(read(text), Ok(expected), "{text}");
        }
        for text in [
            "example.org",
            "example.org:443",
            "a:x:10.0.0.5",
            "a:1:b",
            ":1:::1",
            "a:1:",
        ] {
            assert!(read(text).unwrap_err().contains("HOST:PORT:ADDR"), "{text}");
        }
    }

    #[test]
    fn any_text_is_an_address_or_a_mistake() {
        let tally = chatadm_fuzz::Target::new("resolve").run(|input| {
            let Ok(told) = String::from_utf8_lossy(input).parse::<Resolution>() else {
                return false;
            };
            assert!(!told.host.is_empty() && !told.addresses.is_empty());
            let addresses: Vec<String> = told.addresses.iter().map(ToString::to_string).collect();
            let again = format!("{}:{}:{}", told.host, told.port, addresses.join(","));
            assert_eq!(again.parse(), Ok(told));
            true
        });
        assert!(
            tally.accepted > 100 && tally.accepted < tally.executions,
            "{tally:?}"
        );
    }
}
