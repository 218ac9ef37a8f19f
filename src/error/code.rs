//! The codes by which servers say why, as far as programs act on them.

use crate::open_enum::open_enum;

open_enum! {
    #[doc = " Why a server refused: `errcode` of Matrix, `id` of Mattermost."]
    #[doc = ""]
    #[doc = " Named are those that programs branch on; every other one is kept as `Other`."]
    ErrorCode or Other {
        #[doc = " Matrix: the caller may not do this."]
        Forbidden = "M_FORBIDDEN",
        #[doc = " Matrix: the access token is not known, or not any more."]
        UnknownToken = "M_UNKNOWN_TOKEN",
        #[doc = " Matrix: there was no access token."]
        MissingToken = "M_MISSING_TOKEN",
        #[doc = " Matrix: the caller's account is locked."]
        UserLocked = "M_USER_LOCKED",
        #[doc = " Matrix: the account is deactivated."]
        UserDeactivated = "M_USER_DEACTIVATED",
        #[doc = " Matrix: guests may not do this."]
        GuestAccessForbidden = "M_GUEST_ACCESS_FORBIDDEN",
        #[doc = " Matrix: there is no such thing."]
        NotFound = "M_NOT_FOUND",
        #[doc = " Matrix: there is no such route, or not on this worker."]
        Unrecognized = "M_UNRECOGNIZED",
        #[doc = " Matrix: a reason that has no code of its own; the message says it."]
        Unknown = "M_UNKNOWN",
        #[doc = " Matrix: requests came too fast."]
        LimitExceeded = "M_LIMIT_EXCEEDED",
        #[doc = " Matrix: an argument is not acceptable."]
        InvalidParam = "M_INVALID_PARAM",
        #[doc = " Matrix: an argument is missing."]
        MissingParam = "M_MISSING_PARAM",
        #[doc = " Matrix: the body has not the right form."]
        BadJson = "M_BAD_JSON",
        #[doc = " Matrix: the body is not JSON."]
        NotJson = "M_NOT_JSON",
        #[doc = " Matrix: the name of the account is taken."]
        UserInUse = "M_USER_IN_USE",
        #[doc = " Matrix: no account can have this name."]
        InvalidUsername = "M_INVALID_USERNAME",
        #[doc = " Matrix: the name is reserved for an application service."]
        Exclusive = "M_EXCLUSIVE",
        #[doc = " Matrix: what was sent is too large."]
        TooLarge = "M_TOO_LARGE",
        #[doc = " Mattermost: the session token is missing, unknown or expired."]
        SessionExpired = "api.context.session_expired.app_error",
        #[doc = " Mattermost: the caller lacks the permission."]
        Permissions = "api.context.permissions.app_error",
        #[doc = " Mattermost: a field of the body is missing or not acceptable."]
        InvalidBodyParam = "api.context.invalid_body_param.app_error",
        #[doc = " Mattermost: an argument in the address is not acceptable."]
        InvalidUrlParam = "api.context.invalid_url_param.app_error",
        #[doc = " Mattermost: there is no such user."]
        MissingAccount = "app.user.missing_account.const",
        #[doc = " Mattermost: login name or password is wrong."]
        InvalidCredentials = "api.user.login.invalid_credentials_email_username",
        #[doc = " Mattermost: the code of the second factor is missing or wrong."]
        BadMfaToken = "mfa.validate_token.authenticate.app_error",
        #[doc = " Mattermost: the account is deactivated."]
        Inactive = "api.user.login.inactive.app_error",
        #[doc = " Mattermost: too many wrong passwords."]
        TooManyAttempts = "api.user.check_user_login_attempts.too_many.app_error",
        #[doc = " Mattermost: the user name is taken."]
        UsernameExists = "app.user.save.username_exists.app_error",
        #[doc = " Mattermost: the e-mail address is taken."]
        EmailExists = "app.user.save.email_exists.app_error",
    }
}
