//! Networks: an address, and how many of its first bits count.

use std::{
    net::{IpAddr, Ipv6Addr},
    str::FromStr,
};

/// A network, or a single address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Network {
    /// The address as a number of 128 bits, as which those of IPv4 have a place too.
    address: u128,
    /// The bits that count.
    mask: u128,
}

impl Network {
    /// Whether an address is one of the network.
    pub(super) fn contains(self, address: IpAddr) -> bool {
        (number(address) ^ self.address) & self.mask == 0
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || {
            format!(
                "`{text}` is no address and no network; write `192.0.2.7`, `192.0.2.0/24` or `2001:db8::/32`"
            )
        };
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let all: u32 = if address.is_ipv4() { 32 } else { 128 };
        let length = length.map_or(Ok(all), |length| length.parse().map_err(|_| wrong()))?;
        let free = all.checked_sub(length).ok_or_else(wrong)?;
        Ok(Self {
            address: number(address),
            mask: u128::MAX.checked_shl(free).unwrap_or(0),
        })
    }
}

fn number(address: IpAddr) -> u128 {
    let address = match address {
        IpAddr::V4(address) => address.to_ipv6_mapped(),
        IpAddr::V6(address) => address,
    };
    Ipv6Addr::to_bits(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bits_count() {
        for (network, address, is_in) in [
            ("192.0.2.0/24", "192.0.2.255", true),
            ("192.0.2.0/24", "192.0.3.0", false),
            ("192.0.2.7/24", "192.0.2.1", true),
            ("192.0.2.7", "192.0.2.7", true),
            ("192.0.2.7", "192.0.2.6", false),
            ("192.0.2.0/24", "::ffff:192.0.2.9", true),
            ("0.0.0.0/0", "203.0.113.1", true),
            ("0.0.0.0/0", "2001:db8::1", false),
            ("2001:db8::/32", "2001:db8:1::1", true),
            ("2001:db8::/32", "2001:db9::1", false),
            ("::/0", "192.0.2.1", true),
        ] {
            let found: Network = network.parse().unwrap();
            assert_eq!(
                found.contains(address.parse().unwrap()),
                is_in,
                "{network} {address}"
            );
        }
    }

    #[test]
    fn other_text_is_refused_with_an_example() {
        for text in [
            "",
            "example.org",
            "192.0.2.0/33",
            "192.0.2.0/-1",
            "192.0.2/24",
            "::/129",
        ] {
            assert!(
                text.parse::<Network>()
                    .unwrap_err()
                    .contains("192.0.2.0/24"),
                "{text}"
            );
        }
    }
}
