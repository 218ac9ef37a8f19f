//! Operations whose bodies or answers the generator cannot express: multipart, forms, redirects.
//!
//! They pass through the same hooks as the generated functions.

use progenitor_client::{ClientHooks, ClientInfo, OperationInfo};
use reqwest::{RequestBuilder, multipart};

use super::{Client, Error, ResponseValue, types};
use crate::{
    mattermost::UserId,
    transport::{decode, encode_path},
};

impl Client {
    /// Sets the profile picture of a user.
    ///
    /// The server crops the image to 128 by 128 pixels and stores it as PNG; it takes the common
    /// formats and refuses files above its size limit with 413. Permission: own account, or
    /// `edit_other_users`.
    ///
    /// # Errors
    ///
    /// [`Error::UnexpectedResponse`] with 400 when the file is no image or its resolution is too high,
    /// 403 without the permission, 501 when the server has no file storage.
    ///
    /// Calls `POST /api/v4/users/{user_id}/image` (`set_profile_image`).
    pub async fn set_profile_image(
        &self,
        user_id: &UserId,
        file_name: impl Into<String>,
        image: impl Into<reqwest::Body>,
    ) -> Result<ResponseValue<types::StatusOk>, Error<()>> {
        // The server looks for a part of this name that is a file.
        let part = multipart::Part::stream(image).file_name(file_name.into());
        let url = format!(
            "{}/api/v4/users/{}/image",
            self.baseurl(),
            encode_path(user_id.as_str())
        );
        let request = self
            .client()
            .post(url)
            .multipart(multipart::Form::new().part("image", part));
        let response = self.exchange(request, "set_profile_image").await?;
        if response.status().is_success() {
            decode(response).await
        } else {
            Err(Error::UnexpectedResponse(response))
        }
    }

    /// Logs in with a token of the customer portal, on cloud servers.
    ///
    /// The server reads a form and answers a redirect to its site, with the session in cookies. The
    /// redirect is not followed; its answer is given back as it is.
    ///
    /// # Errors
    ///
    /// [`Error::UnexpectedResponse`] with 401 on servers without a cloud license.
    ///
    /// # Security
    ///
    /// `Set-Cookie` headers of the answer hold the session; they are marked so that `Debug` hides them.
    ///
    /// Calls `POST /api/v4/users/login/cws` (`login_by_cws_token`).
    pub async fn login_by_cws_token(
        &self,
        login: &types::CwsLogin,
    ) -> Result<ResponseValue<()>, Error<()>> {
        let url = format!("{}/api/v4/users/login/cws", self.baseurl());
        let response = self
            .exchange(self.client().post(url).form(login), "login_by_cws_token")
            .await?;
        if response.status().is_success() || response.status().is_redirection() {
            let (status, headers) = (response.status(), response.headers().clone());
            Ok(ResponseValue::new((), status, headers))
        } else {
            Err(Error::UnexpectedResponse(response))
        }
    }

    async fn exchange(
        &self,
        request: RequestBuilder,
        operation_id: &'static str,
    ) -> Result<reqwest::Response, Error<()>> {
        let info = OperationInfo { operation_id };
        let mut request = request.build()?;
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        Ok(result?)
    }
}
