//! The second factor.

use chatadm::{ErrorCode, mattermost::Login};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;

use crate::{
    facts::{READ, RECORDED},
    support::{live, refusal},
};

const DISABLED: &str = "501 mfa.mfa_disabled.app_error";

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn a_second_factor_is_asked_for_until_it_is_switched_off() {
    live(async |site| {
        let ada = site.person().await;
        let client = site.session(&ada).await;
        let me = client.user(&ada.id);
        let issued = me.generate_mfa_secret().await;
        if !site
            .facts
            .on("ServiceSettings/EnableMultifactorAuthentication")
        {
            assert_eq!(refusal(issued.map(drop)), DISABLED);
            assert_eq!(refusal(me.activate_mfa("000000").await), DISABLED);
            return;
        }
        let secret = issued.unwrap().secret;
        let refused = me.activate_mfa(code(secret.expose(), 1)).await;
        assert_eq!(refusal(refused), "401 mfa.activate.bad_token.app_error");
        // The session has just begun, and tells the server's time: clocks need not agree.
        let sessions = site.client.user(&ada.id).sessions().list().await.unwrap();
        let window = sessions[0].create_at.as_seconds().unsigned_abs() / PERIOD;
        me.activate_mfa(code(secret.expose(), window))
            .await
            .unwrap();

        let login = || Login::new(&ada.name, ada.password.clone());
        let error = site.try_login(login()).await.unwrap_err();
        assert!(error.is_unauthorized());
        assert_eq!(error.code(), Some(&ErrorCode::BadMfaToken));
        if site.facts.version <= RECORDED {
            assert!(site.visitor().check_mfa(&ada.name).await.unwrap());
        }
        // Newer servers take each code once; the next one is good already.
        let next = code(secret.expose(), window + 1);
        let again = site.try_login(login().mfa_code(next)).await.unwrap();
        assert_eq!(again.me().await.unwrap().mfa_active, Some(true));

        me.deactivate_mfa().await.unwrap();
        let free = site.try_login(login()).await.unwrap();
        assert_ne!(free.me().await.unwrap().mfa_active, Some(true));
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn old_servers_say_who_needs_a_second_factor() {
    live(async |site| {
        let ada = site.person().await;
        let needed = site.visitor().check_mfa(&ada.name).await;
        // The route was removed somewhere between.
        if site.facts.version <= RECORDED {
            assert!(!needed.unwrap());
        } else if site.facts.version >= READ {
            assert_eq!(refusal(needed), "404 api.context.404.app_error");
        } else if let Err(error) = needed {
            assert!(error.is_not_found());
        }
    })
    .await;
}

/// For how many seconds a code is good.
const PERIOD: u64 = 30;

/// The code of a secret in base32 for a number of periods since 1970 (RFC 6238).
fn code(secret: &str, window: u64) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(&base32(secret)).unwrap();
    mac.update(&window.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let start = usize::from(digest[19] & 0xf);
    let mut word: [u8; 4] = digest[start..start + 4].try_into().unwrap();
    word[0] &= 0x7f;
    format!("{:06}", u32::from_be_bytes(word) % 1_000_000)
}

fn base32(text: &str) -> Vec<u8> {
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0_u16, 0);
    for letter in text.trim_end_matches('=').bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'2'..=b'7' => letter - b'2' + 26,
            _ => panic!("base32 has no such letter"),
        };
        held = held << 5 | u16::from(value);
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits).to_be_bytes()[1]);
        }
    }
    bytes
}

#[test]
fn codes_are_those_of_the_standard() {
    // The secret of the examples in RFC 6238, appendix B.
    let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    assert_eq!(base32(secret), b"12345678901234567890");
    for (seconds, expected) in [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (20_000_000_000, "353130"),
    ] {
        assert_eq!(code(secret, seconds / PERIOD), expected);
    }
}
