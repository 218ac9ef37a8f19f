//! What a user says to the terms of service.

use super::{User, found};
use crate::{Error, call::call, mattermost::types};

impl User<'_> {
    /// Tells which terms of service the user of the session accepted; the user must be `me`.
    ///
    /// # Errors
    ///
    /// `is_not_found` when none are accepted; [`terms_of_service_opt`](Self::terms_of_service_opt) makes that
    /// `None`. [`Error::Argument`] (`is_bad_request`) for another user than `me`: the server would not look at who it is,
    /// and answer for the user of the session.
    ///
    /// Calls `GET /api/v4/users/{user_id}/terms_of_service` (`get_user_terms_of_service`).
    pub async fn terms_of_service(&self) -> Result<types::UserTermsOfService, Error> {
        self.only_me("get_user_terms_of_service")?;
        call!(self.client, get_user_terms_of_service.user_id(&self.id)).await
    }

    /// Tells which terms of service the user of the session accepted, or `None`; the user must be `me`.
    ///
    /// # Errors
    ///
    /// As for [`terms_of_service`](Self::terms_of_service), but `is_not_found` only on servers that do not
    /// have the route.
    ///
    /// Calls `GET /api/v4/users/{user_id}/terms_of_service` (`get_user_terms_of_service`).
    pub async fn terms_of_service_opt(&self) -> Result<Option<types::UserTermsOfService>, Error> {
        found(self.terms_of_service().await)
    }

    /// Accepts the terms of service with this id for the user of the session; the user must be `me`.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there are no such terms; [`Error::Argument`] (`is_bad_request`) for another user than `me`,
    /// for whom the server would record the caller's own decision.
    ///
    /// # Retries
    ///
    /// It is sent again only when it provably did not run.
    ///
    /// Calls `POST /api/v4/users/{user_id}/terms_of_service` (`register_terms_of_service_action`).
    pub async fn accept_terms(&self, id: impl Into<String>) -> Result<(), Error> {
        self.decide(id.into(), true).await
    }

    /// Rejects the terms of service with this id for the user of the session; the user must be `me`.
    ///
    /// # Errors
    ///
    /// As for [`accept_terms`](Self::accept_terms).
    ///
    /// # Retries
    ///
    /// It is sent again only when it provably did not run.
    ///
    /// Calls `POST /api/v4/users/{user_id}/terms_of_service` (`register_terms_of_service_action`).
    pub async fn reject_terms(&self, id: impl Into<String>) -> Result<(), Error> {
        self.decide(id.into(), false).await
    }

    async fn decide(&self, id: String, accepted: bool) -> Result<(), Error> {
        self.only_me("register_terms_of_service_action")?;
        let change = |body: types::builder::TermsOfServiceDecisionRequest| {
            body.terms_of_service_id(id).accepted(accepted)
        };
        call!(
            self.client,
            register_terms_of_service_action
                .user_id(&self.id)
                .body_map(change)
        )
        .await?;
        Ok(())
    }

    fn only_me(&self, operation: &'static str) -> Result<(), Error> {
        if self.id.as_str() == "me" {
            return Ok(());
        }
        Err(Error::Argument {
            operation,
            reason: "the server acts on the user of the session, who is called `me`".to_owned(),
        })
    }
}
