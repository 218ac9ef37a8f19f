//! Certificates: whom to trust, and what to present. Builds without TLS refuse every setting here.

use reqwest::ClientBuilder;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
use reqwest::{Certificate, Identity};

use crate::{ConfigError, Secret};

/// What was asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Settings {
    /// PEM texts with authorities.
    pub(super) roots: Vec<Vec<u8>>,
    /// A PEM text with a certificate and its key.
    pub(super) identity: Option<Secret>,
    /// Whether nothing is checked.
    pub(super) accepts_invalid: bool,
}

impl Settings {
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    pub(super) fn apply(&self, mut builder: ClientBuilder) -> Result<ClientBuilder, ConfigError> {
        for pem in &self.roots {
            let roots = Certificate::from_pem_bundle(pem).map_err(|_| ConfigError::Certificate)?;
            if roots.is_empty() {
                return Err(ConfigError::Certificate);
            }
            builder = builder.tls_certs_merge(roots);
        }
        if let Some(pem) = &self.identity {
            builder = builder.identity(identity_of(pem.expose().as_bytes())?);
        }
        Ok(builder.tls_danger_accept_invalid_certs(self.accepts_invalid))
    }

    #[cfg(not(any(feature = "rustls", feature = "native-tls")))]
    pub(super) fn apply(&self, builder: ClientBuilder) -> Result<ClientBuilder, ConfigError> {
        if self.roots.is_empty() && self.identity.is_none() && !self.accepts_invalid {
            Ok(builder)
        } else {
            Err(ConfigError::Certificate)
        }
    }
}

#[cfg(feature = "rustls")]
fn identity_of(pem: &[u8]) -> Result<Identity, ConfigError> {
    Identity::from_pem(pem).map_err(|_| ConfigError::Certificate)
}

#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
fn identity_of(pem: &[u8]) -> Result<Identity, ConfigError> {
    Identity::from_pkcs8_pem(pem, pem).map_err(|_| ConfigError::Certificate)
}

/// Makes ring the process-wide provider of rustls unless the program has chosen one.
///
/// reqwest is built without a provider of its own, because the one it would bring takes longer to
/// build than all of this library.
pub(super) fn install_provider() {
    #[cfg(feature = "rustls")]
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // Another thread may have been faster; then there is a provider as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
}
